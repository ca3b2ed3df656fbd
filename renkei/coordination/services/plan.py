"""逆算の計画: make it, and keep its tasks to what the events and the outcome say."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.coordination.enums.clock import Custody
from renkei.coordination.enums.plan import PlanSide
from renkei.coordination.enums.tasks import DropReason, TaskSource, TaskStatus
from renkei.coordination.models.plan import ReleasePlan
from renkei.coordination.models.tasks import Task
from renkei.coordination.queries.clock import release_of
from renkei.coordination.queries.closed_days import closed_days
from renkei.coordination.queries.procedures import covered_plan_tasks
from renkei.coordination.rules import planning as rules
from renkei.coordination.rules.clock.releasing import Release
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict
from renkei.disclosure.enums import Basis
from renkei.disclosure.queries import facts_for, recipients_now, require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.people.enums import Certainty
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import VIEW_OF_CLASS, P


@dataclass(frozen=True)
class Redated:
    """How many tasks of the plan changed. `kept`: left where somebody put them."""

    added: int = 0
    moved: int = 0
    reopened: int = 0
    dropped: int = 0
    kept: int = 0

    @property
    def changed(self) -> int:
        return self.added + self.moved + self.reopened + self.dropped


@transaction.atomic
def make_plan(*, actor: Actor, case: Case, now: datetime) -> Redated:
    """計画を作る: the tasks of the template, counted back from the release. A second call only brings them up to date.

    Raises:
        NotAllowed: justice_outline is not open to the actor.
        Conflict: the case is closed, or not yet accepted.
    """
    require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    require_on(actor=actor, permission=P.JUSTICE_OUTLINE_VIEW, case=case, at=now)
    case = lock(case)
    if case.status in (CaseStatus.PREPARING, CaseStatus.INTAKE, CaseStatus.CLOSED):
        raise Conflict("計画は、依頼を受理してから終結するまでの間に作れます。")
    row = ReleasePlan.objects.filter(case=case).first()
    if row is None:
        row = ReleasePlan.objects.create(case=case, dated_on=day_of(now), made_at=now, made_by=actor.user_id)
    return _bring_up(actor, case, row, now, again=True)


@transaction.atomic
def redate_tasks(*, actor: Actor, case: Case, now: datetime) -> Redated:
    """Bring the tasks of the plan up to date after an event or the outcome changed; nothing where no plan was made.

    Done twice it changes nothing the second time. What was done stays done, a date set by hand stays where it was put,
    what no longer applies is dropped and comes back when it applies again. What the actor may not see is left, and the
    plan marked, so that the next one who may brings it up to date.
    """
    facts = facts_for(actor=actor, case_id=case.pk, at=now)
    row = ReleasePlan.objects.filter(case=case).first()
    if row is None or case.closed_at is not None or not can(actor, P.TASK_WRITE, facts, at=now):
        return Redated()
    return _bring_up(actor, lock(case), row, now, again=row.is_stale)


@transaction.atomic
def drop_planned(*, actor: Actor, case: Case, codes: Collection[str], reason: DropReason, now: datetime) -> int:
    """Drop open tasks of the plan by their codes: something else stands for them now; returns how many."""
    require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    rows = Task.objects.filter(case=case, source=TaskSource.PLAN, source_id__isnull=True, status=TaskStatus.OPEN)
    found = list(rows.filter(rule__in=list(codes)).select_for_update(of=("self",)))
    for task in found:
        task.status, task.drop_reason = TaskStatus.DROPPED, reason
        task.ended_at, task.ended_by = now, actor.user_id
        task.save()
    if found:
        record(
            actor=actor,
            event=E.TASK_CHANGED,
            now=now,
            case_id=case.pk,
            detail={"step": "covered", "dropped": len(found)},
        )
    return len(found)


def _bring_up(actor: Actor, case: Case, row: ReleasePlan, now: datetime, *, again: bool) -> Redated:
    release = release_of(actor=actor, case=case, at=now)
    row = ReleasePlan.objects.select_for_update().get(pk=row.pk)
    facts = facts_for(actor=actor, case_id=case.pk, at=now)
    open_classes = {t.info_class for t in rules.templates().values() if _opens(actor, facts, t.info_class, now)}
    row.is_stale = release is None or any(t.info_class not in open_classes for t in rules.templates().values())
    anchor = _anchor(row, release, now) if release else None
    if anchor is None or (anchor.is_same and not again):
        row.save()
        return Redated()
    row.save()
    planned = rules.plan(
        anchor=anchor, outcome=row.outcome or "", dated_on=row.dated_on,
        closed=closed_days(organisation_id=case.responsible_id),
    )  # fmt: skip
    covered = covered_plan_tasks(case_id=case.pk)  # a procedure stands for them, with dates of its own
    wanted = [p for p in planned if rules.templates()[p.code].info_class in open_classes and p.code not in covered]
    return _apply(actor, case, row, wanted, open_classes, anchor.released, now)


def _anchor(row: ReleasePlan, release: Release, now: datetime) -> rules.Anchor:
    """From which day the plan is counted now; written to the row where what it rests on has changed."""
    today = day_of(now)
    found = rules.anchor_of(
        day=release.day, worst=release.worst_case, confirmed=release.certainty == Certainty.CONFIRMED,
        released=release.released, in_court=release.custody in (Custody.SUSPECT, Custody.DEFENDANT),
    )  # fmt: skip
    basis = rules.basis_of(
        day=release.day, until=release.until, worst=release.worst_case, today=today,
        words=(str(release.certainty), str(release.custody), str(release.released), row.outcome or ""),
    )  # fmt: skip
    anchor, row.basis = rules.settle(found, basis, row.basis or "")
    if not anchor.is_same:
        row.dated_on = today
    return anchor


def _apply(
    actor: Actor, case: Case, row: ReleasePlan, wanted: Iterable[rules.Planned], open_classes: set[str], released: bool,
    now: datetime,
) -> Redated:  # fmt: skip
    tasks = {
        t.rule: t
        for t in Task.objects.select_for_update(of=("self",)).filter(
            case=case, source=TaskSource.PLAN, source_id__isnull=True, info_class__in=open_classes
        ) if t.rule in rules.templates()
    }  # fmt: skip
    changes = rules.compare(
        (rules.Standing(t.rule, t.status, t.start_on, t.due_on, t.by_hand, t.drop_reason) for t in tasks.values()),
        wanted, keep_open=released,
    )  # fmt: skip
    if changes.add:
        bodies = Bodies(case, actor, now)
        Task.objects.bulk_create(_new(case, p, bodies, actor, now) for p in changes.add)
    for p in (*changes.move, *changes.reopen):
        _redate(tasks[p.code], p)
    for code in changes.drop:
        task = tasks[code]
        task.status, task.drop_reason = TaskStatus.DROPPED, DropReason.PLAN_CHANGED
        task.ended_at, task.ended_by = now, actor.user_id
        task.save()
    found = Redated(*(len(c) for c in (changes.add, changes.move, changes.reopen, changes.drop, changes.kept)))
    if found.changed:
        record(
            actor=actor, event=E.TASK_CHANGED, now=now, thing=row, case_id=case.pk,
            detail={"step": "redate", **vars(found)},
        )  # fmt: skip
        _tell(case, actor, [tasks[p.code] for p in changes.move], now)
    return found


def _redate(task: Task, planned: rules.Planned) -> None:
    task.start_on, task.due_on, task.reason = planned.start, planned.due, planned.reason
    task.status, task.drop_reason, task.ended_at, task.ended_by = TaskStatus.OPEN, "", None, None
    task.by_hand = False
    task.save()


def _new(case: Case, planned: rules.Planned, bodies: Bodies, actor: Actor, now: datetime) -> Task:
    template = rules.templates()[planned.code]
    return Task(
        case=case, title=template.title, info_class=template.info_class,
        organisation_id=bodies.of(template.side, template.info_class), start_on=planned.start, due_on=planned.due,
        reason=planned.reason, source=TaskSource.PLAN, rule=planned.code, made_at=now, made_by=actor.user_id,
    )  # fmt: skip


class Bodies:
    """Which body stands for a side: the centre; the commissioned body or the municipality. Asked of the ledger once."""

    def __init__(self, case: Case, actor: Actor, now: datetime) -> None:
        self.fallback = actor.organisation_id
        self.classes: dict[UUID, set[str]] = {}
        agents = []
        for r in recipients_now(case_id=case.pk, at=now):
            self.classes.setdefault(r.recipient_id, set()).add(r.info_class)
            if r.basis == Basis.COMMISSION and r.giver_id == case.responsible_id:
                agents.append(r.recipient_id)
        municipal = [*agents, case.responsible_id]
        self.order = {PlanSide.CENTER: [case.center_id, *municipal], PlanSide.BODY: municipal}

    def of(self, side: str, info_class: str) -> Any:
        """The first body of the side that holds the class of the words."""
        order = self.order[PlanSide(side)]
        return next((pk for pk in order if pk and info_class in self.classes.get(pk, ())), self.fallback)


def _opens(actor: Actor, facts: CaseFacts, info_class: str, now: datetime) -> bool:
    return can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now)


def _tell(case: Case, actor: Actor, moved: Iterable[Task], now: datetime) -> None:
    people = {(t.user_id, t.organisation_id) for t in moved if t.user_id and t.user_id != actor.user_id}
    notify(
        to=sorted(people, key=str), kind=Kind.TASKS_MOVED, now=now, number=case.number, link=f"/cases/{case.pk}/tasks/",
        case_id=case.pk,
    )  # fmt: skip
