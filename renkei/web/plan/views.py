"""Pages of the plan, of its outcomes and of the places held."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.enums.plan import SLEEPING
from renkei.coordination.queries import plan as queries
from renkei.coordination.queries.clock import release_of
from renkei.coordination.queries.tasks import grouped
from renkei.coordination.services import plan as services
from renkei.coordination.services import scenarios
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.queries import get_inquiry, holds
from renkei.inquiries.services import holds as holding
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.plan.forms import ChooseForm, HoldForm, NewScenarioForm, ScenarioForm, UntilForm


@gate(P.TASK_VIEW)
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """釈放の計画."""
    access = queries.get_plan_access(actor=request.actor, case_id=case_id, at=now())
    found = queries.plan_page(access=access)
    held = holds.holds_of(access=access) if access.can(P.INQUIRY_VIEW) else []
    context = {
        "access": access, "tab": "plan", "plan": found, "groups": grouped(found.tasks, actor=request.actor), "may": access.can(P.TASK_WRITE),
        "rows": [(s, [h for h in held if h.scenario_id == s.scenario.pk]) for s in found.scenarios],
        "may_choose": access.can(P.CASE_WRITE), "may_hold": access.can(P.INQUIRY_SEND),
    }  # fmt: skip
    return render(request, "plan/page.html", context)


@gate(P.TASK_WRITE, methods=["POST"])
def make(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """計画を作る・計算し直す."""
    access = _writing(request, case_id)
    done = services.make_plan(actor=request.actor, case=access.case, now=now())
    kept = f"人が決めた日付の{done.kept}件は、そのままです。" if done.kept else ""
    messages.success(request, f"計画の「やること」を計算しました（{done.changed}件を加え、または変えました）。{kept}")
    return redirect("plan:page", case_id)


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def scenario_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """結果ごとの準備を加える."""
    access = _writing(request, case_id)
    form = NewScenarioForm(posted(request), outcomes=queries.outcomes_left(access=access))
    if form.is_valid():
        try:
            scenarios.prepare_scenario(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
            messages.success(request, "準備を加えました。")
            return redirect("plan:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, "結果ごとの準備を加える", "加える")


@gate(P.TASK_WRITE, methods=["GET", "POST"])
def scenario(request: HttpRequest, case_id: UUID, scenario_id: UUID) -> HttpResponse:
    """結果ごとの準備を書き直す."""
    access = _writing(request, case_id)
    view = queries.get_scenario(access=access, scenario_id=scenario_id)
    stored = {name: getattr(view.scenario, name) for name in scenarios.TEXTS}
    form = ScenarioForm(posted(request), stored=stored)
    if form.is_valid():
        scenarios.change_scenario(actor=request.actor, scenario=view.scenario, now=now(), **form.cleaned_data)
        messages.success(request, "準備を保存しました。")
        return redirect("plan:page", case_id)
    titles = queries.planned_titles(outcome=view.scenario.outcome)
    return _form(request, access, form, view.label, "保存する", titles=titles)


@gate(P.CASE_WRITE, methods=["GET", "POST"])
def choose(request: HttpRequest, case_id: UUID, scenario_id: UUID) -> HttpResponse:
    """この結果になった: 提出前の確認, then all at once."""
    access = _writing(request, case_id)
    view = queries.get_scenario(access=access, scenario_id=scenario_id)
    sleeps = view.scenario.outcome in SLEEPING
    first = {"wake_on": queries.wake_day(release=release_of(actor=request.actor, case=access.case, at=now()), at=now())}
    form = ChooseForm(posted(request), sleeps=sleeps, initial=first if sleeps else None)
    if form.is_valid():
        try:
            holding.choose_outcome(actor=request.actor, scenario=view.scenario, now=now(), **form.cleaned_data)
            messages.success(
                request, "結果を記録し、計画を切り替えました。ほかの準備のための枠は終え、事業所に知らせました。"
            )
            return redirect("plan:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    held = [h for h in holds.holds_of(access=access) if h.status == "held"]
    split = [(h, h.scenario_id == scenario_id and not sleeps) for h in held]
    context = {"access": access, "tab": "plan", "form": form, "view": view, "sleeps": sleeps, "holds": split}
    return render(request, "plan/choose.html", context, status=422 if form.errors else 200)


@gate(P.TASK_WRITE, methods=["POST"])
def aside(request: HttpRequest, case_id: UUID, scenario_id: UUID) -> HttpResponse:
    """この結果にはならなかった."""
    return _press(request, case_id, scenario_id, scenarios.set_aside, "「この結果にはならなかった」にしました。")


@gate(P.TASK_WRITE, methods=["POST"])
def again(request: HttpRequest, case_id: UUID, scenario_id: UUID) -> HttpResponse:
    """準備に戻す."""
    return _press(request, case_id, scenario_id, scenarios.prepare_again, "準備に戻しました。")


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def hold_new(request: HttpRequest, case_id: UUID, scenario_id: UUID) -> HttpResponse:
    """枠の確保をお願いする."""
    access = _writing(request, case_id, P.INQUIRY_SEND)
    view = queries.get_scenario(access=access, scenario_id=scenario_id)
    form = HoldForm(posted(request), places=holds.holdable(access=access))
    if form.is_valid():
        try:
            pk, until = UUID(form.cleaned_data["inquiry"]), form.cleaned_data["until"]
            inquiry = get_inquiry(actor=request.actor, pk=pk, at=now()).inquiry
            holding.place_hold(actor=request.actor, scenario=view.scenario, inquiry=inquiry, until=until, now=now())
            messages.success(request, "枠の確保をお願いしました。事業所にお知らせが届きます。")
            return redirect("plan:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, f"枠の確保をお願いする：{view.label}", "お願いする")


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def hold(request: HttpRequest, case_id: UUID, hold_id: UUID) -> HttpResponse:
    """確保の期限を変える."""
    access = _writing(request, case_id, P.INQUIRY_SEND)
    thing = holds.get_hold(access=access, hold_id=hold_id)
    form = UntilForm(posted(request), stored={"until": thing.until})
    if form.is_valid():
        try:
            holding.extend_hold(actor=request.actor, hold=thing, until=form.cleaned_data["until"], now=now())
            messages.success(request, "確保の期限を変え、事業所に知らせました。")
            return redirect("plan:page", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    return _form(request, access, form, f"確保の期限を変える：{thing.inquiry.organisation.name}", "変える")


@gate(P.INQUIRY_SEND, methods=["POST"])
def hold_free(request: HttpRequest, case_id: UUID, hold_id: UUID) -> HttpResponse:
    """確保を終える."""
    access = _writing(request, case_id, P.INQUIRY_SEND)
    holding.free_hold(actor=request.actor, hold=holds.get_hold(access=access, hold_id=hold_id), now=now())
    messages.success(request, "枠の確保を終え、事業所に知らせました。")
    return redirect("plan:page", case_id)


def _writing(request: HttpRequest, case_id: UUID, permission: P = P.TASK_WRITE) -> CaseAccess:
    return queries.get_plan_access(actor=request.actor, case_id=case_id, at=now(), permission=permission)


def _press(request: HttpRequest, case_id: UUID, scenario_id: UUID, service: Any, sentence: str) -> HttpResponse:
    access = _writing(request, case_id)
    view = queries.get_scenario(access=access, scenario_id=scenario_id)
    service(actor=request.actor, scenario=view.scenario, now=now())
    messages.success(request, sentence)
    return redirect("plan:page", case_id)


def _form(
    request: HttpRequest, access: CaseAccess, form: Any, heading: str, submit: str, **more: Any
) -> HttpResponse:  # fmt: skip
    context = {"access": access, "tab": "plan", "form": form, "heading": heading, "submit": submit, **more}
    return render(request, "plan/form.html", context, status=422 if form.errors else 200)
