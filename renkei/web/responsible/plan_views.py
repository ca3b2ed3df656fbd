"""計画相談の例外: ask, decide, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import plan_office as queries
from renkei.coordination.rules.responsible.plan_office import REVIEW_DAYS
from renkei.coordination.services import plan_office as services
from renkei.core.clock import day_of, now
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.responsible import forms

_BOTH = ("GET", "POST")


@gate(P.INQUIRY_SEND, methods=_BOTH)
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """例外を求める."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    today = day_of(access.at)
    form = forms.PlanAskForm(
        posted(request), initial={"starts_on": today, "review_on": today + timedelta(days=REVIEW_DAYS)}
    )
    form.set_choices("office", [(str(o.pk), o.name) for o in queries.own_offices(case=access.case, at=access.at)])
    if form.is_valid():
        try:
            services.ask_exception(actor=request.actor, case=access.case, now=now(), **form.arguments())
            messages.success(request, "例外の承認を求めました。市町村の管理職に知らせました。")
            return redirect("responsible:index", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, access, form, "計画相談の例外を求める", "承認を求める")


@gate(P.PLAN_EXCEPTION_APPROVE, methods=_BOTH)
def decide(request: HttpRequest, case_id: UUID, exception_id: UUID) -> HttpResponse:
    """承認する・承認しない."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.PLAN_EXCEPTION_APPROVE)
    return _step(
        request, access, exception_id, forms.PlanDecideForm(posted(request)), services.decide_exception,
        heading="計画相談の例外を承認するか決める", submit="判断を記録する", done="判断を記録し、求めた人に知らせました。",
    )  # fmt: skip


@gate(P.INQUIRY_SEND, methods=_BOTH)
def end(request: HttpRequest, case_id: UUID, exception_id: UUID) -> HttpResponse:
    """例外を終える."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    return _step(
        request, access, exception_id, forms.PlanEndForm(posted(request)), services.end_exception,
        heading="計画相談の例外を終える", submit="例外を終える", done="例外を終えました。",
    )  # fmt: skip


def _step(
    request: HttpRequest, access: CaseAccess, exception_id: UUID, form: Any, service: Callable[..., Any], *,
    heading: str, submit: str, done: str,
) -> HttpResponse:  # fmt: skip
    """One step of an exception that stands."""
    line = _line(access, exception_id)
    if form.is_valid():
        try:
            service(actor=request.actor, exception=line.exception, now=now(), **form.cleaned_data)
            messages.success(request, done)
            return redirect("responsible:index", access.case.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, access, form, heading, submit, line=line)


def _line(access: CaseAccess, exception_id: UUID) -> queries.ExceptionLine:
    found = queries.exception_lines(access=access, pk=exception_id)
    if not found:
        raise NotFound(permission=P.RESPONSIBLE_VIEW.code, case_id=access.case.pk)
    return found[0]


def _page(
    request: HttpRequest, access: CaseAccess, form: Any, heading: str, submit: str, **context: Any
) -> HttpResponse:
    page = {"access": access, "tab": "responsible", "form": form, "heading": heading, "submit": submit} | context
    return render(request, "responsible/plan_form.html", page, status=422 if form.errors else 200)
