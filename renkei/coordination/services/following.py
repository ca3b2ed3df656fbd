"""Tasks that follow a thing: one open task of it at a time, closed and re-dated as it moves, so that none is stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.coordination.enums.tasks import DropReason, TaskStatus
from renkei.coordination.models.tasks import Task
from renkei.coordination.queries.tasks import told_on
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.permissions import P


@dataclass(frozen=True)
class Wanted:
    """The task a thing asks for now. `rule` names it among those of the thing; `keep_due`: the actor can't know the day."""

    rule: str
    title: str
    organisation_id: UUID
    due_on: date | None
    keep_due: bool = False


@transaction.atomic
def follow_tasks(
    *, actor: Actor, case: Case, source: str, info_class: str, wanted: Mapping[UUID, Wanted | None],
    moved: Mapping[UUID, bool], now: datetime,
) -> None:  # fmt: skip
    """Bring the tasks of things of one source to what they ask for. Done twice it changes nothing the second time.

    A task somebody finished or dropped by hand stays so until its thing moves; a day set by hand stays until then, too.

    Args:
        wanted: every thing of the case with the task it asks for (None: none any more).
        moved: things that just went on (True: what they asked for before is done) or back (False: it is dropped).
    """
    require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    tasks: dict[UUID, list[Task]] = {}
    rows = Task.objects.select_for_update(of=("self",)).filter(case=case, source=source, source_id__in=list(wanted))
    for task in rows.select_related("case").order_by("made_at", "pk"):
        assert task.source_id is not None  # noqa: S101 - asked for by it
        tasks.setdefault(task.source_id, []).append(task)
    redated = []
    for thing, want in wanted.items():
        own = tasks.get(thing, [])
        for task in own:
            if task.status == TaskStatus.OPEN and (want is None or task.rule != want.rule):
                _end(task, actor, now, done=moved.get(thing, True))
        if want is None:
            continue
        same = next((t for t in own if t.rule == want.rule), None)
        if same is None:
            _new(actor, case, source, info_class, thing, want, own, now)
        elif _brought_up(same, want, again=thing in moved, actor=actor, now=now):
            redated.append(same)
    _tell_moved(case, actor, redated, now)


def _end(task: Task, actor: Actor, now: datetime, *, done: bool) -> None:
    task.status = TaskStatus.DONE if done else TaskStatus.DROPPED
    task.drop_reason = "" if done else DropReason.PLAN_CHANGED
    task.ended_at, task.ended_by = now, actor.user_id
    task.save()
    _happened(task, "finish" if done else "drop", actor, now)


def _new(
    actor: Actor, case: Case, source: str, info_class: str, thing: UUID, want: Wanted, before: list[Task], now: datetime
) -> None:  # fmt: skip
    """Whoever did the last one does this, else the actor, where it is his body's; another body decides for itself."""
    last = next((t for t in reversed(before) if t.organisation_id == want.organisation_id and t.user_id), None)
    own = actor.user_id if want.organisation_id == actor.organisation_id else None
    task = Task.objects.create(
        case=case, title=want.title, info_class=info_class, organisation_id=want.organisation_id,
        user_id=last.user_id if last else own, due_on=want.due_on, source=source, source_id=thing, rule=want.rule, made_at=now,
        made_by=actor.user_id,
    )  # fmt: skip
    _happened(task, "add", actor, now)
    people = [task.user_id] if task.user_id else told_on(case_id=case.pk, organisation_id=task.organisation_id)
    notify(
        to=[(user, task.organisation_id) for user in people if user != actor.user_id], kind=Kind.TASK_GIVEN, now=now,
        number=case.number, link=f"/cases/{case.pk}/tasks/", case_id=case.pk,
    )  # fmt: skip


def _brought_up(task: Task, want: Wanted, *, again: bool, actor: Actor, now: datetime) -> bool:
    """Re-date, reopen, hand to the body that is to do it now; was an open one moved?"""
    was_open = task.status == TaskStatus.OPEN
    if not was_open and not again:
        return False
    before = (task.status, task.due_on, task.organisation_id, task.title)
    if not want.keep_due and (again or not task.by_hand):
        task.due_on = want.due_on
        task.by_hand = False
        if task.start_on and task.due_on and task.start_on > task.due_on:
            task.start_on = None
    if task.organisation_id != want.organisation_id:
        task.organisation_id, task.user_id = want.organisation_id, None
    task.title = want.title
    task.status, task.ended_at, task.ended_by, task.drop_reason = TaskStatus.OPEN, None, None, ""
    if before == (task.status, task.due_on, task.organisation_id, task.title):
        return False
    task.save()
    _happened(task, "redate" if was_open else "reopen", actor, now)
    return was_open


def _tell_moved(case: Case, actor: Actor, tasks: list[Task], now: datetime) -> None:
    people = {(t.user_id, t.organisation_id) for t in tasks if t.user_id and t.user_id != actor.user_id}
    notify(
        to=sorted(people, key=str), kind=Kind.TASKS_MOVED, now=now, number=case.number, link=f"/cases/{case.pk}/tasks/",
        case_id=case.pk,
    )  # fmt: skip


def _happened(task: Task, step: str, actor: Actor, now: datetime) -> None:
    record(
        actor=actor, event=E.TASK_CHANGED, now=now, thing=task, case_id=task.case_id, info_class=task.info_class,
        detail={"step": step, "source": task.source},
    )  # fmt: skip
