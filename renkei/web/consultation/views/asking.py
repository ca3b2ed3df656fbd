"""相談: the list of either side, asking, entering for an office, one with its texts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.accounts.queries import organisation_by_id
from renkei.consultation import queries, services
from renkei.consultation.states import CONSULTATION
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.actions import buttons
from renkei.web.consultation.forms import AskForm, EnterForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

PAGE = 30
_PAGES = {"answer": "consultation:answer", "assign": "consultation:assign", "link": "consultation:link"}
_FIRST = {"received": "answer", "working": "answer", "answered": "settle"}


@gate(P.CONSULT_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Open ones first."""
    actor, at = request.actor, now()
    page = Paginator(queries.consultations(actor=actor, at=at), PAGE).get_page(request.GET.get("page"))
    office_side = actor.is_office
    context = {
        "page": page,
        "items": queries.views_of(actor=actor, found=list(page.object_list)),
        "office_side": office_side,
    }
    return render(request, "consultation/list.html", context)


@gate(P.CONSULT_ASK, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """相談する."""
    actor, at = request.actor, now()
    own = queries.supported_cases(actor=actor, office_id=_own(request), at=at, permission=P.CONSULT_ASK)
    bodies = [(b.pk, b.name) for b in queries.askable(actor=actor, at=at)]
    first = _first(request)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        cases=[(c.pk, c.number) for c in own],
        municipalities=bodies,
        initial=first,
    )
    if form.is_valid():
        try:
            thing = services.ask(actor=actor, now=at, **form.asked())
            messages.success(request, "相談を送りました。回答が届くと、ホームとお知らせに出ます。")
            return redirect("consultation:detail", pk=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "bodies": queries.askable(actor=actor, at=at)}
    return render(request, "consultation/new.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def enter(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """事業所に代わって入力する."""
    actor, at = request.actor, now()
    office = queries.office_by_id(actor=actor, pk=organisation_id)
    cases, bodies = queries.choosable_cases(actor=actor, at=at), queries.municipalities_served(actor=actor)
    first = {"told_at": at, "about": "general", "urgency": "normal"} | _first(request)
    form = EnterForm(
        request.POST if request.method == "POST" else None,
        cases=[(c.pk, c.number) for c in cases],
        municipalities=[(b.pk, b.name) for b in bodies],
        initial=first,
    )
    if form.is_valid():
        try:
            thing = services.enter_for_office(actor=actor, office=office, now=at, **form.asked())
            messages.success(request, "相談を入力しました。")
            return redirect("consultation:detail", pk=thing.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "consultation/enter.html", {"form": form, "office": office}, status=422 if form.errors else 200
    )


@gate(P.CONSULT_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One with its texts and what may be done now."""
    page = queries.consultation_page(actor=request.actor, pk=pk, at=now())
    view = page.view
    unlisted = view.thing.about == "unlisted"  # nothing is written before there is a case
    first, hidden = (
        ("link", "answer") if unlisted and not view.office_side else (_FIRST.get(view.thing.status, ""), "link")
    )
    steps = buttons(
        request.actor, CONSULTATION, view.thing, view.access.facts if view.access else None, at=now(), url=lambda n: _url(n, pk),
        own_page=[t.name for t in CONSULTATION.transitions], primary=first, danger={"withdraw"},
    )  # fmt: skip
    context: dict[str, Any] = {"page": page, "view": view, "thing": view.thing}
    context["steps"] = [s for s in steps if s.name != hidden]
    context["body"] = organisation_by_id(view.thing.municipality_id)
    return render(request, "consultation/detail.html", context)


def _url(step: str, pk: UUID) -> str:
    return reverse(_PAGES[step], args=[pk]) if step in _PAGES else reverse("consultation:step", args=[pk, step])


def _first(request: HttpRequest) -> dict[str, Any]:
    """From the page of a person that person is chosen already."""
    first: dict[str, Any] = {"urgency": "normal"}
    return first | ({"about": f"case:{request.GET['case']}"} if request.GET.get("case") else {})


def _own(request: HttpRequest) -> UUID:
    assert request.actor.organisation_id is not None  # noqa: S101 - a member's body
    return request.actor.organisation_id
