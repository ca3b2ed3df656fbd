"""Pages of the sheet of the release day; for an office, 利用開始日の予定."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import plan as plans
from renkei.coordination.queries import release_day as queries
from renkei.coordination.services import release_day as services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.plan.forms import DayForm, StopForm


@gate(P.TASK_VIEW)
def sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """釈放の日の行程表; an office gets its own part, in neutral words."""
    if request.actor.is_office:
        access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.TASK_VIEW)
        stops = queries.own_stops(access=access)
        return render(request, "plan/office_day.html", {"access": access, "tab": "plan", "stops": stops})
    access = plans.get_plan_access(actor=request.actor, case_id=case_id, at=now())
    context = {"access": access, "tab": "plan", "sheet": queries.sheet(access=access)}
    may = access.can(P.TASK_WRITE)
    return render(request, "plan/day.html", context | {"may": may, "may_stop": may and access.can(P.WELFARE_VIEW)})


@gate(P.TASK_VIEW)
def print_sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """行程表 (A4): only the classes this actor may see; the printing is recorded."""
    access = plans.get_plan_access(actor=request.actor, case_id=case_id, at=now())
    found = queries.sheet(access=access)
    services.record_day_print(actor=request.actor, case=access.case, classes=found.classes, now=now())
    return render(request, "plan/day_print.html", {"access": access, "sheet": found, "printed_at": now()})


@gate(P.TASK_VIEW)
def print_copy(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """本人に渡す紙, やさしい日本語: only for whoever may read all of it; the printing is recorded."""
    plans.get_plan_access(actor=request.actor, case_id=case_id, at=now())
    access = plans.get_plan_access(actor=request.actor, case_id=case_id, at=now(), permission=P.WELFARE_VIEW)
    found = queries.sheet(access=access)
    services.record_day_print(
        actor=request.actor, case=access.case, classes=found.classes, now=now(), form="release_day_copy"
    )
    return render(request, "plan/day_copy.html", {"access": access, "sheet": found, "printed_at": now()})


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """行程表を書く."""
    access = _writing(request, case_id)
    stored = queries.stored_of(access=access)
    form = DayForm(request.POST if request.method == "POST" else None, names=list(stored), stored=stored)
    if form.is_valid():
        based_on = queries.day_of_case(access=access).version
        services.write_day(
            actor=request.actor, case=access.case, based_on=based_on, now=now(), **form.cleaned_data
        )  # fmt: skip
        messages.success(request, "行程表を保存しました。")
        return redirect("plan:day", case_id)
    return _form(request, access, form, "行程表を書く", "保存する")


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def stop_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """行き先を加える."""
    access = _writing(request, case_id, P.WELFARE_VIEW)
    form = StopForm(
        request.POST if request.method == "POST" else None, offices=queries.offices_on(access=access),
        initial={"is_shown": False},
    )  # fmt: skip
    if form.is_valid():
        try:
            services.add_stop(actor=request.actor, case=access.case, now=now(), **form.values())
            messages.success(request, "行き先を加えました。")
            return redirect("plan:day", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "初日に回るところを加える", "加える")


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def stop(request: HttpRequest, case_id: UUID, stop_id: UUID) -> HttpResponse:
    """行き先を変える."""
    access = _writing(request, case_id, P.WELFARE_VIEW)
    thing = queries.get_stop(access=access, stop_id=stop_id)
    form = StopForm(
        request.POST if request.method == "POST" else None, offices=queries.offices_on(access=access), stored=_stored(thing)
    )  # fmt: skip
    if form.is_valid():
        try:
            services.change_stop(actor=request.actor, stop=thing, now=now(), **form.values())
            messages.success(request, "行き先を変えました。")
            return redirect("plan:day", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "行き先を変える", "変える")


@gate(P.TASK_WRITE, methods=["POST"])
def stop_remove(request: HttpRequest, case_id: UUID, stop_id: UUID) -> HttpResponse:
    """行程から外す."""
    access = _writing(request, case_id, P.WELFARE_VIEW)
    services.remove_stop(actor=request.actor, stop=queries.get_stop(access=access, stop_id=stop_id), now=now())
    messages.success(request, "行程から外しました。")
    return redirect("plan:day", case_id)


def _stored(thing: Any) -> dict[str, Any]:
    values = {name: getattr(thing, name) for name in services.STOP_FIELDS}
    return values | {"organisation_id": str(thing.organisation_id or "")}


def _writing(request: HttpRequest, case_id: UUID, permission: P = P.TASK_WRITE) -> CaseAccess:
    plans.get_plan_access(actor=request.actor, case_id=case_id, at=now(), permission=P.TASK_WRITE)
    return plans.get_plan_access(actor=request.actor, case_id=case_id, at=now(), permission=permission)


def _form(
    request: HttpRequest, access: CaseAccess, form: Any, heading: str, submit: str
) -> HttpResponse:  # fmt: skip
    context = {"access": access, "tab": "plan", "form": form, "heading": heading, "submit": submit, "to_day": True}
    return render(request, "plan/form.html", context, status=422 if form.errors else 200)
