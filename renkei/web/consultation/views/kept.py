"""残した助言: found by words, written, approved by a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import names_of_users
from renkei.consultation import queries, services
from renkei.consultation.states import KEPT_ADVICE
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.consultation.kept_forms import DecideForm, KeptFilter, KeptForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

PAGE = 20
_STORED = ("kind", "office_type", "situation", "advice", "for_offices")


@gate(P.KEPT_ADVICE_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """言葉で探す."""
    form = KeptFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.search_advice(
        actor=request.actor,
        words=asked.get("q") or "",
        kind=asked.get("kind") or "",
        office_type=asked.get("office_type") or "",
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "asked": any(asked.values()),
        "office_side": request.actor.is_office,
    }
    context |= {"drafts": queries.own_drafts(actor=request.actor), "writes": can(request.actor, P.KEPT_ADVICE_WRITE)}
    return render(request, "consultation/advice.html", context, status=422 if form.errors else 200)


@gate(P.KEPT_ADVICE_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """助言を残す; from a consultation its kind is chosen already, and its person's name is looked for."""
    origin = _origin(request)
    first = {"kind": origin.thing.kind} if origin else {}
    form = KeptForm(
        request.POST if request.method == "POST" else None,
        people=queries.reviewers(actor=request.actor, at=now()),
        initial=first,
    )
    if form.is_valid():
        try:
            case_id = origin.thing.case_id if origin else None
            made = services.propose_advice(actor=request.actor, from_case=case_id, now=now(), **form.kept())
            messages.success(request, "承認を頼みました。承認されると、言葉で探せるようになります。")
            return redirect("consultation:kept", pk=made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request,
        "consultation/kept_form.html",
        {"form": form, "title": "役に立った助言を残す"},
        status=422 if form.errors else 200,
    )


@gate(P.KEPT_ADVICE_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them."""
    thing = queries.get_advice(actor=request.actor, pk=pk)
    mine, named = thing.proposed_by == request.actor.user_id, thing.reviewer == request.actor.user_id
    names = names_of_users([thing.proposed_by, thing.reviewer]) if can(request.actor, P.KEPT_ADVICE_WRITE) else {}
    context: dict[str, Any] = {
        "thing": thing,
        "mine": mine,
        "named": named,
        "office_side": request.actor.is_office,
    }
    context |= {"author": names.get(thing.proposed_by, ""), "reviewer": names.get(thing.reviewer, "")}
    return render(request, "consultation/kept.html", context)


@gate(P.KEPT_ADVICE_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """直して、もう一度頼む."""
    thing = _own(request, pk, "revise", "proposed_by")
    stored = {name: getattr(thing, name) for name in _STORED} | {"reviewer": str(thing.reviewer)}
    form = KeptForm(
        request.POST if request.method == "POST" else None,
        people=queries.reviewers(actor=request.actor, at=now()),
        stored=stored,
    )
    if form.is_valid():
        try:
            services.revise_advice(actor=request.actor, pk=pk, now=now(), **form.kept())
            messages.success(request, "もう一度、承認を頼みました。")
            return redirect("consultation:kept", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "title": "助言を直して、もう一度頼む", "thing": thing}
    return render(request, "consultation/kept_form.html", context, status=422 if form.errors else 200)


@gate(P.KEPT_ADVICE_WRITE, methods=["GET", "POST"])
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """承認する・差し戻す: the person who was named."""
    thing = _own(request, pk, "approve", "reviewer")
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.decide_advice(actor=request.actor, pk=pk, now=now(), **form.cleaned_data)
            messages.success(request, "返事を記録しました。")
            return redirect("consultation:kept", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "consultation/kept_decide.html", {"form": form, "thing": thing}, status=422 if form.errors else 200
    )


@gate(P.KEPT_ADVICE_WRITE, methods=["POST"])
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """取り下げる."""
    services.retire_advice(actor=request.actor, pk=pk, now=now())
    messages.success(request, "助言を取り下げました。探しても出なくなります。")
    return redirect("consultation:advice")


def _own(request: HttpRequest, pk: UUID, step: str, field: str) -> Any:
    thing = queries.get_advice(actor=request.actor, pk=pk)
    if getattr(thing, field) != request.actor.user_id:
        raise NotFound(permission=P.KEPT_ADVICE_WRITE.code)
    KEPT_ADVICE.check(thing.status, step)
    return thing


def _origin(request: HttpRequest) -> queries.ConsultationView | None:
    try:
        wanted = UUID(request.GET.get("from", ""))
    except ValueError:
        return None
    return queries.get_consultation(actor=request.actor, pk=wanted, at=now(), permission=P.CONSULT_WRITE)
