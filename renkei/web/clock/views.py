"""Pages of the legal clock."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.queries import clock as queries
from renkei.coordination.services import clock as services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.clock.forms import EventForm, WithdrawForm, stored_of
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.JUSTICE_OUTLINE_VIEW)
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """期限."""
    access = _access(request, case_id, P.JUSTICE_OUTLINE_VIEW)
    return render(
        request, "clock/page.html", {"access": access, "tab": "clock", "clock": queries.get_clock(access=access)}
    )


@gate(P.JUSTICE_OUTLINE_VIEW)
def print_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """期限の一覧を印刷する (A4)."""
    access = _access(request, case_id, P.JUSTICE_OUTLINE_VIEW)
    found = queries.get_clock(access=access)
    record(
        actor=request.actor, event=E.PRINTED, now=access.at, thing=access.case, case_id=case_id,
        detail={"form": "clock", "classes": [str(InfoClass.JUSTICE_OUTLINE)]},
    )  # fmt: skip
    return render(request, "clock/print.html", {"access": access, "clock": found, "printed_at": access.at})


@gate(P.RECORD_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """出来事を記録する."""
    access = _access(request, case_id, P.RECORD_WRITE)
    form = EventForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.record_event(actor=request.actor, case=access.case, now=now(), **form.arguments())
            messages.success(request, "出来事を記録しました。期限を計算し直しました。")
            return redirect("clock:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "clock", "form": form}
    return render(request, "clock/form.html", context, status=422 if form.errors else 200)


@gate(P.RECORD_WRITE, methods=["GET", "POST"])
def move(request: HttpRequest, case_id: UUID, event_id: UUID) -> HttpResponse:
    """日付などを変える."""
    access = _access(request, case_id, P.RECORD_WRITE)
    line, row = queries.get_event(access=access, event_id=event_id)
    stored = stored_of(line.event, line.source_code, line.note)
    form = EventForm(request.POST if request.method == "POST" else None, fixed=line.event, stored=stored)
    if form.is_valid():
        try:
            services.move_event(actor=request.actor, row=row, now=now(), **form.arguments())
            messages.success(request, "日付などを変えました。期限を計算し直し、関係する人に知らせました。")
            return redirect("clock:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "clock", "form": form, "line": line}
    return render(request, "clock/form.html", context, status=422 if form.errors else 200)


@gate(P.RECORD_WRITE, methods=["GET", "POST"])
def withdraw(request: HttpRequest, case_id: UUID, event_id: UUID) -> HttpResponse:
    """取り消す."""
    access = _access(request, case_id, P.RECORD_WRITE)
    line, row = queries.get_event(access=access, event_id=event_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw_event(actor=request.actor, row=row, reason=form.cleaned_data["reason"], now=now())
            messages.success(request, "出来事を取り消しました。期限を計算し直しました。")
            return redirect("clock:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "clock", "form": form, "line": line}
    return render(request, "clock/withdraw.html", context, status=422 if form.errors else 200)


def _access(request: HttpRequest, case_id: UUID, permission: P) -> CaseAccess:
    """The case, for whoever may read the class and do this."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=permission)
    if permission is P.RECORD_WRITE and queries.is_written(case_id=case_id):
        require(access.actor, P.JUSTICE_OUTLINE_VIEW, access.facts, at=access.at)
    return access
