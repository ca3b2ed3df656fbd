"""定期的な訪問・連絡: what is due, an office's page, plans and activities."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.consultation import queries, services
from renkei.core.clock import day_of, now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.consultation.contact_forms import ContactForm, EndForm, PlanForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

PAGE = 30
_STORED = ("method", "every", "unit", "starts_on", "ends_on")


@gate(P.CONSULT_WRITE)
def index(request: HttpRequest) -> HttpResponse:
    """連絡の予定: late ones first, then what was done lately."""
    actor, at = request.actor, now()
    found = queries.plans(actor=actor, at=at).filter(ended_at__isnull=True)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "lines": queries.plan_lines(plans=list(page.object_list), at=at)}
    context["contacts"] = queries.contacts(actor=actor, at=at)[:PAGE]
    return render(request, "consultation/plans.html", context)


@gate(P.CONSULT_WRITE)
def office(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """One office: its people in support, open consultations, the last contact, the plans."""
    body = queries.office_by_id(actor=request.actor, pk=organisation_id)
    support = queries.office_support(actor=request.actor, office=body, at=now())
    contacts = queries.contacts(actor=request.actor, at=now()).filter(office=body)[:PAGE]
    return render(request, "consultation/office.html", {"support": support, "office": body, "contacts": contacts})


@gate(P.CONSULT_WRITE, methods=["POST"])
def office_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From the directory: the office's page, also of one that nobody has asked yet."""
    body = services.open_office(actor=request.actor, office_id=pk, now=now())
    return redirect("consultation:office", organisation_id=body.pk)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def plan_new(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """連絡の計画を作る."""
    actor, at = request.actor, now()
    body = queries.office_by_id(actor=actor, pk=organisation_id)
    first = {
        "every": 4,
        "unit": "week",
        "starts_on": day_of(at),
        "case": request.GET.get("case", ""),
        "method": "visit",
    }
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        people=_people(request, None),
        cases=_cases(request),
        initial=first,
    )
    if form.is_valid():
        try:
            made = services.make_plan(actor=actor, office=body, now=at, **form.plan())
            messages.success(request, "連絡の計画を作りました。日が近づくと、ホームに出ます。")
            return redirect("consultation:plan", pk=made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "office": body, "title": "連絡の計画を作る"}
    return render(request, "consultation/plan_form.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_WRITE)
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One plan with what was done by it."""
    found = queries.get_plan(actor=request.actor, pk=pk, at=now())
    line = queries.plan_lines(plans=[found], at=now())[0]
    contacts = queries.contacts(actor=request.actor, at=now()).filter(plan=found)[:PAGE]
    texts = queries.plan_texts(actor=request.actor, plan=found, at=now())
    context = {"plan": found, "line": line, "contacts": contacts, "texts": texts}
    return render(request, "consultation/plan.html", context)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def plan_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """計画を直す."""
    found = queries.get_plan(actor=request.actor, pk=pk, at=now())
    texts = queries.plan_texts(actor=request.actor, plan=found, at=now())
    stored = {name: getattr(found, name) for name in _STORED}
    stored |= {"assignee": str(found.assignee or "")} | ({} if texts.closed else {"reason": texts.reason})
    form = PlanForm(
        request.POST if request.method == "POST" else None, people=_people(request, found.case), stored=stored,
        closed=texts.closed,
    )  # fmt: skip
    if form.is_valid():
        try:
            services.change_plan(actor=request.actor, pk=pk, now=now(), **form.plan())
            messages.success(request, "計画を直しました。")
            return redirect("consultation:plan", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "office": found.office, "plan": found, "title": "連絡の計画を直す"}
    return render(request, "consultation/plan_form.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def plan_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """計画をやめる."""
    found = queries.get_plan(actor=request.actor, pk=pk, at=now())
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.end_plan(actor=request.actor, pk=pk, reason=form.cleaned_data["reason"], now=now())
            messages.success(request, "連絡の計画をやめました。これまでの記録は残ります。")
            return redirect("consultation:plan", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "plan": found, "office": found.office, "title": "連絡の計画をやめる"}
    return render(request, "consultation/end.html", context, status=422 if form.errors else 200)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def contact_new(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """訪問・連絡・会議を記録する; by a plan where the address names one."""
    body = queries.office_by_id(actor=request.actor, pk=organisation_id)
    by = _plan(request)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        cases=None if by else _cases(request),
        initial=_first(request, by),
    )
    if form.is_valid():
        try:
            made = services.record_contact(
                actor=request.actor, office=body, plan_id=by.pk if by else None, now=now(), **form.contact()
            )
            messages.success(request, "記録しました。「イ 後方支援」の活動に数えます。")
            return redirect("consultation:contact", pk=made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request,
        "consultation/contact_form.html",
        {"form": form, "office": body, "plan": by},
        status=422 if form.errors else 200,
    )


@gate(P.CONSULT_VIEW)
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One activity."""
    view = queries.get_contact(actor=request.actor, pk=pk, at=now())
    own = view.thing.organisation_id == request.actor.organisation_id and not view.thing.cancelled_at
    context = {"view": view, "thing": view.thing, "own": own, "office_side": request.actor.is_office}
    return render(request, "consultation/contact.html", context)


@gate(P.CONSULT_WRITE, methods=["GET", "POST"])
def contact_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """記録を取り消す."""
    view = queries.get_contact(actor=request.actor, pk=pk, at=now())
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.cancel_contact(
                actor=request.actor, contact=view.thing, reason=form.cleaned_data["reason"], now=now()
            )
            messages.success(request, "記録を取り消しました。集計には数えません。")
            return redirect("consultation:contact", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "thing": view.thing, "office": view.thing.office, "title": "記録を取り消す"}
    return render(request, "consultation/end.html", context, status=422 if form.errors else 200)


def _first(request: HttpRequest, by: Any) -> dict[str, Any]:
    first = {
        "at": now(), "counterpart": "office", "kind": "visit", "method": "visit", "info_class": "welfare", "shareable": False,
        "case": request.GET.get("case", ""),
    }  # fmt: skip
    if by is not None and by.method != "visit":
        first |= {"kind": "call", "method": by.method}
    return first


def _plan(request: HttpRequest) -> Any:
    try:
        wanted = UUID(request.GET.get("plan", ""))
    except ValueError:
        return None
    return queries.get_plan(actor=request.actor, pk=wanted, at=now())


def _cases(request: HttpRequest) -> list[tuple[UUID, str]]:
    return [(c.pk, c.number) for c in queries.choosable_cases(actor=request.actor, at=now())]


def _people(request: HttpRequest, case: Any) -> list[tuple[UUID, str]]:
    return queries.own_answering(actor=request.actor, at=now(), case=case)
