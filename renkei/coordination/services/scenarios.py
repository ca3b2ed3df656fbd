"""Buttons of the scenarios (結果ごとの準備): prepare, change, set aside, and say which outcome it became."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from renkei.accounts.queries import intake_members
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus, SuspendReason
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.coordination.enums.plan import SLEEPING, Outcome, ScenarioStatus
from renkei.coordination.enums.tasks import DropReason, TaskSource, TaskStatus
from renkei.coordination.models.plan import ReleasePlan, Scenario
from renkei.coordination.models.tasks import Task
from renkei.coordination.services.closing import suspend_case
from renkei.coordination.services.plan import make_plan, redate_tasks
from renkei.coordination.states.plan import SCENARIO
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

TEXTS = ("destination", "own_tasks", "note")
WAKE_RULE = "wake"
_WAKE_TITLE = "出所に向けて、支援を再開する準備をする"


@transaction.atomic
def prepare_scenario(*, actor: Actor, case: Case, outcome: str, now: datetime, **texts: Any) -> Scenario:
    """結果ごとの準備を加える: one for each outcome. Raises RuleBroken for one that is there, Conflict on a closed case."""
    case = _begin(actor, case, now)
    if outcome not in Outcome.values:
        raise RuleBroken("どの結果のための準備かを選んでください。", field="outcome")
    if any(s.outcome == outcome for s in Scenario.objects.filter(case=case)):
        raise RuleBroken("この結果の準備は、すでにあります。", field="outcome")
    scenario = Scenario.objects.create(
        case=case, outcome=outcome, made_at=now, made_by=actor.user_id, **{n: texts.get(n) or None for n in TEXTS}
    )
    return _happened(scenario, "prepare", actor, now)


@transaction.atomic
def change_scenario(*, actor: Actor, scenario: Scenario, now: datetime, **texts: Any) -> Scenario:
    """準備を書き直す; what is to be done of one that was chosen becomes tasks at once."""
    case = _begin(actor, scenario.case, now)
    scenario = lock(scenario)
    for name in TEXTS:
        setattr(scenario, name, texts.get(name) or None)
    scenario.save()
    if scenario.status == ScenarioStatus.CHOSEN:
        _own_tasks(actor, case, scenario, now)
    return _happened(scenario, "change", actor, now)


@transaction.atomic
def set_aside(*, actor: Actor, scenario: Scenario, now: datetime) -> Scenario:
    """この結果にはならなかった. Raises InvalidTransition."""
    case = _begin(actor, scenario.case, now)
    scenario = lock(scenario)
    was_chosen = scenario.status == ScenarioStatus.CHOSEN
    scenario = _put_aside(actor, scenario, now)
    if was_chosen:
        _switch(actor, case, "", now)
    return scenario


@transaction.atomic
def prepare_again(*, actor: Actor, scenario: Scenario, now: datetime) -> Scenario:
    """準備に戻す. Raises InvalidTransition."""
    _begin(actor, scenario.case, now)
    scenario = lock(scenario)
    scenario.status = SCENARIO.check(scenario.status, "prepare").target
    scenario.save()
    return _happened(scenario, "prepare_again", actor, now)


@transaction.atomic
def choose_scenario(
    *, actor: Actor, scenario: Scenario, now: datetime, wake_on: date | None = None
) -> Scenario:  # fmt: skip
    """この結果になった: the others are set aside and the tasks of the plan switch. One that ends in custody lets the case sleep
    until `wake_on`. Whoever calls this also frees the places held for the others (inquiries.services.holds).

    Raises:
        InvalidTransition: chosen already.
        RuleBroken: no day to wake up.
    """
    require_on(actor=actor, permission=P.CASE_WRITE, case=scenario.case, at=now)
    case = _begin(actor, scenario.case, now)
    scenario = lock(scenario)
    target = SCENARIO.check(scenario.status, "choose").target
    if scenario.outcome in SLEEPING and wake_on is None:
        raise RuleBroken("支援を再開するかを確かめる日を入力してください。", field="wake_on")
    for other in Scenario.objects.select_for_update().filter(case=case).exclude(pk=scenario.pk):
        if other.status != ScenarioStatus.SET_ASIDE:
            _put_aside(actor, other, now)
    scenario.status, scenario.chosen_at, scenario.chosen_by = target, now, actor.user_id
    scenario.save()
    _happened(scenario, "choose", actor, now)
    _switch(actor, case, scenario.outcome, now)
    if scenario.outcome in SLEEPING:
        _sleep(actor, case, wake_on, now)
    else:
        _own_tasks(actor, case, scenario, now)
    return scenario


@transaction.atomic
def wake_sleeping(*, actor: Actor, now: datetime) -> int:
    """For the daily job: a case that sleeps because of 実刑 whose day has come gets a task that is nobody's yet, and its people
    are told; once for each such day. Returns how many woke up."""
    due = Case.objects.filter(
        status=CaseStatus.SUSPENDED, suspend_reason=SuspendReason.IMPRISONED, review_on__lte=day_of(now)
    )
    woken = 0
    for case in due.order_by("pk"):
        rule = f"{WAKE_RULE}:{case.review_on}"
        if case.responsible_id is None or Task.objects.filter(case=case, source=TaskSource.PLAN, rule=rule).exists():
            continue
        task = Task.objects.create(
            case=case, title=_WAKE_TITLE, info_class=InfoClass.JUSTICE_OUTLINE, organisation_id=case.responsible_id,
            due_on=case.review_on, source=TaskSource.PLAN, rule=rule, made_at=now,
        )  # fmt: skip
        record(actor=actor, event=E.TASK_CHANGED, now=now, thing=task, case_id=case.pk, detail={"step": "wake"})
        _wake_up_call(case, now)
        woken += 1
    return woken


def _begin(actor: Actor, case: Case, now: datetime) -> Case:
    require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    require_on(actor=actor, permission=P.JUSTICE_OUTLINE_VIEW, case=case, at=now)
    case = lock(case)
    if case.closed_at is not None:
        raise Conflict("このケースは終結しています。準備は変えられません。")
    return case


def _put_aside(actor: Actor, scenario: Scenario, now: datetime) -> Scenario:
    scenario.status = SCENARIO.check(scenario.status, "set_aside").target
    scenario.save()
    open_ones = Task.objects.filter(source=TaskSource.PLAN, source_id=scenario.pk, status=TaskStatus.OPEN)
    for task in open_ones.select_related("case"):
        task.status, task.drop_reason = TaskStatus.DROPPED, DropReason.PLAN_CHANGED
        task.ended_at, task.ended_by = now, actor.user_id
        task.save()
    return _happened(scenario, "set_aside", actor, now)


def _switch(actor: Actor, case: Case, outcome: str, now: datetime) -> None:
    """The plan's tasks follow the outcome; a case without a plan gets one, but not to put it to sleep."""
    row = ReleasePlan.objects.select_for_update().filter(case=case).first()
    if row is None:
        if not outcome or outcome in SLEEPING:
            return
        make_plan(actor=actor, case=case, now=now)
        row = ReleasePlan.objects.select_for_update().get(case=case)
    row.outcome = outcome or None
    row.save()
    redate_tasks(actor=actor, case=case, now=now)


def _own_tasks(actor: Actor, case: Case, scenario: Scenario, now: datetime) -> None:
    """The lines of 「この結果のときにすること」 as tasks; a line that is there already is left as it is, or opened again."""
    lines = [line.strip() for line in (scenario.own_tasks or "").splitlines() if line.strip()]
    there = {t.title: t for t in Task.objects.filter(source=TaskSource.PLAN, source_id=scenario.pk, case=case)}
    for line in lines:
        task = there.get(line)
        if task is None:
            Task.objects.create(
                case=case, title=line, info_class=InfoClass.JUSTICE_OUTLINE, organisation_id=actor.organisation_id,
                due_on=day_of(now), source=TaskSource.PLAN, source_id=scenario.pk, made_at=now, made_by=actor.user_id,
            )  # fmt: skip
        elif task.status == TaskStatus.DROPPED and task.drop_reason == DropReason.PLAN_CHANGED:
            task.status, task.drop_reason, task.ended_at, task.ended_by = TaskStatus.OPEN, "", None, None
            task.save()


def _sleep(actor: Actor, case: Case, wake_on: date | None, now: datetime) -> None:
    if case.status != CaseStatus.SUSPENDED:
        suspend_case(actor=actor, case=case, reason=SuspendReason.IMPRISONED, review_on=wake_on, now=now)


def _wake_up_call(case: Case, now: datetime) -> None:
    people = {
        (a.user_id, a.organisation_id) for a in live_assignments(case.pk) if a.organisation_id == case.responsible_id
    }
    people |= {(m.user_id, m.organisation_id) for m in intake_members(case.responsible_id, at=now)}
    notify(
        to=sorted(people, key=str), kind=Kind.CASE_WAKES, now=now, number=case.number, link=f"/cases/{case.pk}/tasks/",
        case_id=case.pk,
    )  # fmt: skip


def _happened(scenario: Scenario, step: str, actor: Actor, now: datetime) -> Scenario:
    record(
        actor=actor, event=E.SCENARIO_CHANGED, now=now, thing=scenario, case_id=scenario.case_id,
        info_class=InfoClass.JUSTICE_OUTLINE, detail={"step": step},
    )  # fmt: skip
    return scenario
