"""Pages of the worksheets: both questions of a case, one worksheet, a fact, what is written; the undecided ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import plan_office
from renkei.coordination.queries import responsible as queries
from renkei.coordination.rules import responsible as rules
from renkei.coordination.services import responsible as services
from renkei.coordination.states.responsible import RESPONSIBLE
from renkei.core.clock import day_of, now
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.responsible import forms

_BOTH = ("GET", "POST")
PAGE_SIZE = 50
#: Assumption: days until a worksheet is looked at again, offered on its first page; no law names any.
FIRST_LOOK_DAYS = 14
#: step in the address → form, service, words on the button, what is said afterwards.
STEPS: dict[str, tuple[type[forms.EntryForm], Any, str, str]] = {
    "statement": (
        forms.StatementForm,
        services.add_statement,
        "市町村の考えを記録する",
        "市町村の考えを記録しました。",
    ),
    "interim": (forms.InterimForm, services.set_interim, "暫定の対応を決める", "暫定の対応を記録しました。"),
    "decide": (
        forms.DecideForm,
        services.decide,
        "決定を記録する",
        "決定を記録しました。「やること」は済みにしました。",
    ),
    "reconsider": (forms.ReconsiderForm, services.reconsider, "再検討を始める", "再検討を始めました。"),
}


@gate(P.RESPONSIBLE_VIEW)
def index(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """援護の実施者・生活保護の実施機関, and 計画相談 of which office."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.RESPONSIBLE_VIEW)
    context = {
        "access": access, "tab": "responsible", "sheets": queries.overview(access=access),
        "exceptions": plan_office.exception_lines(access=access), "own": plan_office.own_offices(case=access.case, at=access.at),
        "may_ask": access.can(P.INQUIRY_SEND) and access.case.status not in ("preparing", "closed"),
    }  # fmt: skip
    return render(request, "responsible/index.html", context)


@gate(P.RESPONSIBLE_VIEW)
def sheet(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """One worksheet."""
    access = queries.get_sheets_access(actor=request.actor, case_id=case_id, at=now())
    page = queries.sheet_page(access=access, kind=kind)
    context = {"access": access, "tab": "responsible", "page": page, "steps": steps_of(access, page)}
    return render(request, "responsible/sheet.html", context | {"may_write": _may_write(access, page)})


@gate(P.RESPONSIBLE_WRITE, methods=_BOTH)
def begin(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """確認を始める."""
    access = _writing(request, case_id)
    wanted = queries.known_kind(kind)
    first = {"due_on": day_of(access.at) + timedelta(days=FIRST_LOOK_DAYS)}
    form = forms.BeginForm(posted(request), initial=first)
    if form.is_valid():
        try:
            services.open_sheet(
                actor=request.actor, case=access.case, kind=wanted, due_on=form.cleaned_data["due_on"], now=now()
            )
            messages.success(request, "確認を始めました。分かっている事実から記録してください。")
            return redirect("responsible:sheet", case_id, kind)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, kind=wanted, heading=f"{wanted.label}の確認を始める", submit="確認を始める")


@gate(P.RESPONSIBLE_WRITE, methods=_BOTH)
def fact(request: HttpRequest, case_id: UUID, kind: str, fact_id: str) -> HttpResponse:
    """事実を記録する: a new version that starts from the last."""
    access = _writing(request, case_id)
    thing = queries.get_sheet(access=access, kind=kind)
    spec, row = queries.get_fact(access=access, sheet=thing, slug=fact_id)
    first = (row.content or {}) | {"seen": row.version} if row else {"seen": 0}
    form = forms.FactForm(posted(request), spec=spec, initial=first)
    if form.is_valid():
        try:
            services.record_fact(
                actor=request.actor,
                sheet=thing,
                code=spec.code,
                found=form.found(),
                seen=form.cleaned_data["seen"],
                now=now(),
            )
            messages.success(request, "事実を記録しました。規則による候補を出し直しました。")
            return redirect("responsible:sheet", case_id, kind)
        except RuleBroken as error:
            form.add_rule(error)
    more = {"spec": spec, "kind": queries.known_kind(kind)}
    return _form(request, access, form, heading=spec.label, submit="記録する", **more)


@gate(P.RESPONSIBLE_WRITE, P.RESPONSIBLE_DECIDE, methods=_BOTH)
def step(request: HttpRequest, case_id: UUID, kind: str, step: str) -> HttpResponse:
    """市町村の考え・暫定の対応・決定・再検討."""
    if step not in STEPS:
        raise NotFound(permission=P.RESPONSIBLE_WRITE.code, case_id=case_id)
    form_class, service, label, done = STEPS[step]
    access = _writing(request, case_id, _permission(step))
    thing = queries.get_sheet(access=access, kind=kind)
    form = form_class(posted(request), kind=thing.kind, classes=_classes(access))
    if form.is_valid():
        try:
            service(actor=request.actor, sheet=thing, now=now(), **form.arguments())
            messages.success(request, done)
            return redirect("responsible:sheet", case_id, kind)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, heading=label, submit=label, kind=queries.known_kind(kind))


@gate(P.RESPONSIBLE_VIEW)
def undecided(request: HttpRequest) -> HttpResponse:
    """まだ決まっていない判断, of all cases."""
    at = now()
    found = Paginator(queries.undecided(actor=request.actor, at=at), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, queries.is_overdue(row, at=at)) for row in found]
    return render(request, "responsible/list.html", {"rows": rows, "page": found})


def steps_of(access: CaseAccess, page: queries.SheetPage) -> list[tuple[str, str]]:
    """(step, words) of what this actor may do now."""
    if page.sheet is None or access.case.status == "closed":
        return []
    possible = {t.name for t in RESPONSIBLE.possible_from(page.sheet.status)}
    possible |= {"statement"} if "decide" in possible else set()
    return [
        (name, words) for name, (_, _, words, _) in STEPS.items() if name in possible and access.can(_permission(name))
    ]


def _permission(step: str) -> P:
    return P.RESPONSIBLE_DECIDE if step in ("decide", "reconsider") else P.RESPONSIBLE_WRITE


def _may_write(access: CaseAccess, page: queries.SheetPage) -> bool:
    undecided = page.sheet is None or page.decision is None
    return access.can(P.RESPONSIBLE_WRITE) and undecided and access.case.status not in ("preparing", "closed")


def _writing(request: HttpRequest, case_id: UUID, permission: P = P.RESPONSIBLE_WRITE) -> CaseAccess:
    return queries.get_sheets_access(actor=request.actor, case_id=case_id, at=now(), permission=permission)


def _classes(access: CaseAccess) -> list[InfoClass]:
    return [c for c in services.ENTRY_CLASSES if access.sees(c)]


def _form(request: HttpRequest, access: CaseAccess, form: Any, **context: Any) -> HttpResponse:
    page = {"access": access, "tab": "responsible", "form": form, "facts": rules.FACTS} | context
    return render(request, "responsible/form.html", page, status=422 if form.errors else 200)
