"""Buttons of the tasks: add, take, hand on and re-date, finish, reopen, drop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.coordination.enums.tasks import DropReason, TaskSource, TaskStatus
from renkei.coordination.models.tasks import Task
from renkei.coordination.queries.tasks import is_on_case, told_on
from renkei.coordination.services.plan import redate_tasks
from renkei.coordination.states.tasks import TASK
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import VIEW_OF_CLASS, P

__all__ = [
    "add_task", "change_task", "drop_task", "drop_tasks_of", "finish_task", "finish_tasks", "raise_tasks_of", "redate_tasks",
    "reopen_task", "take_task", "take_tasks",
]  # fmt: skip


@transaction.atomic
def add_task(
    *, actor: Actor, case: Case, title: str, now: datetime, info_class: str = "summary", organisation_id: UUID | None = None,
    user_id: UUID | None = None, start_on: date | None = None, due_on: date | None = None,
    source: str = TaskSource.FREE, source_id: UUID | None = None,
) -> Task:  # fmt: skip
    """やることを加える: for one's own body, or for another that holds the class of its words; whoever is to do it is told.

    Args:
        info_class: whose text the title is; the actor must be able to read it.
        organisation_id: None: one's own body. user_id: None: nobody's yet.

    Raises:
        RuleBroken: no words; a class or a body that may not know them; somebody who is not of that body; dates that cross.
        Conflict: the case is closed.
    """
    facts = require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    _check_open(case)
    body = organisation_id or actor.organisation_id
    if body is None:
        raise NotFound(permission=P.TASK_WRITE.code, case_id=case.pk)
    if not title.strip():
        raise RuleBroken("やることを入力してください。", field="title")
    _check_class(actor, facts, info_class, now)
    _check_doer(actor, case, info_class, body, user_id, now)
    task = _save(Task(
        case=case, title=title.strip(), info_class=info_class, organisation_id=body, user_id=user_id, start_on=start_on,
        due_on=due_on, source=source, source_id=source_id, made_at=now, made_by=actor.user_id,
    ))  # fmt: skip
    _tell(task, actor, now)
    return _happened(task, "add", actor, now)


@transaction.atomic
def take_task(*, actor: Actor, task: Task, now: datetime) -> Task:
    """引き受ける: it becomes one's own, and one's own body's.

    Raises:
        Conflict: somebody else took it meanwhile, or it is over.
    """
    facts = require_on(actor=actor, permission=P.TASK_WRITE, case=task.case, at=now)
    task = lock(task)
    _check_still_open(task)
    if task.user_id not in (None, actor.user_id):
        raise Conflict("ほかの人が先に引き受けました。画面を開き直して、最新の状態を確認してください。")
    _check_class(actor, facts, task.info_class, now)
    assert actor.organisation_id is not None  # noqa: S101 - require_on asked for a body
    task.user_id, task.organisation_id = actor.user_id, actor.organisation_id
    return _happened(_save(task), "take", actor, now)


@transaction.atomic
def take_tasks(*, actor: Actor, tasks: Iterable[Task], now: datetime) -> int:
    """まとめて引き受ける: all of them or none; returns how many. Raises as `take_task`."""
    return len([take_task(actor=actor, task=task, now=now) for task in tasks])


@transaction.atomic
def finish_tasks(*, actor: Actor, tasks: Iterable[Task], now: datetime) -> int:
    """まとめて済みにする: all of them or none; returns how many. Raises InvalidTransition."""
    return len([finish_task(actor=actor, task=task, now=now) for task in tasks])


@transaction.atomic
def change_task(
    *, actor: Actor, task: Task, now: datetime, organisation_id: UUID | None = None, user_id: UUID | None = None,
    start_on: date | None = None, due_on: date | None = None,
) -> Task:  # fmt: skip
    """担当・期限を変える. A date changed here is kept when the day it was counted from moves (`by_hand`).

    Raises:
        RuleBroken: as `add_task`.
        Conflict: it is over.
    """
    require_on(actor=actor, permission=P.TASK_WRITE, case=task.case, at=now)
    task = lock(task)
    _check_still_open(task)
    body = organisation_id or actor.organisation_id or task.organisation_id
    if body == task.organisation_id != actor.organisation_id:
        user_id = user_id or task.user_id  # who of another body does it, that body decides
    if (body, user_id) != (task.organisation_id, task.user_id):
        _check_doer(actor, task.case, task.info_class, body, user_id, now)
    given = (body, user_id) != (task.organisation_id, task.user_id)
    moved = (start_on, due_on) != (task.start_on, task.due_on)
    task.by_hand = task.by_hand or (moved and bool(task.rule))
    task.organisation_id, task.user_id, task.start_on, task.due_on = body, user_id, start_on, due_on
    _save(task)
    if given:
        _tell(task, actor, now)
    return _happened(task, "change", actor, now, given=given, moved=moved)


@transaction.atomic
def finish_task(*, actor: Actor, task: Task, now: datetime) -> Task:
    """済みにする; also what another body of the programme was to do, when one hears that it did. Raises InvalidTransition."""
    return _step(actor, task, "finish", now)


@transaction.atomic
def reopen_task(*, actor: Actor, task: Task, now: datetime) -> Task:
    """元に戻す: what was finished or dropped by mistake. Raises InvalidTransition; Conflict on a closed case."""
    _check_open(task.case)
    return _step(actor, task, "reopen", now)


@transaction.atomic
def drop_task(*, actor: Actor, task: Task, reason: str, now: datetime) -> Task:
    """取りやめる, with a reason (DropReason). Raises InvalidTransition, RuleBroken."""
    if reason not in DropReason.values:
        raise RuleBroken("取りやめる理由を選んでください。", field="reason")
    return _step(actor, task, "drop", now, drop_reason=reason)


@transaction.atomic
def drop_tasks_of(*, actor: Actor, source: str, source_id: UUID, now: datetime) -> int:
    """Drop what is still open of the tasks that came from a thing which is no more; returns how many."""
    tasks = Task.objects.filter(source=source, source_id=source_id, status=TaskStatus.OPEN).select_related("case")
    found = list(tasks.order_by("pk"))
    for task in found:
        _step(actor, task, "drop", now, drop_reason=DropReason.PLAN_CHANGED)
    return len(found)


@transaction.atomic
def raise_tasks_of(*, actor: Actor, source: str, source_id: UUID, info_class: str, now: datetime) -> int:
    """What is over of a thing whose class was raised stands under the new class too: whoever may no longer read the thing
    reads its old words nowhere. Nothing is ever lowered. Returns how many were moved."""
    lower = list(InfoClass)[: list(InfoClass).index(InfoClass(info_class))]
    tasks = Task.objects.filter(source=source, source_id=source_id, info_class__in=lower).select_related("case")
    found = [lock(task) for task in tasks.exclude(status=TaskStatus.OPEN).order_by("pk")]
    for task in found:
        require_on(actor=actor, permission=P.TASK_WRITE, case=task.case, at=now)
        task.info_class = info_class
        _happened(_save(task), "raise", actor, now)
    return len(found)


def _step(actor: Actor, task: Task, step: str, now: datetime, *, drop_reason: str = "") -> Task:
    require_on(actor=actor, permission=P.TASK_WRITE, case=task.case, at=now)
    task = lock(task)
    task.status = TASK.check(task.status, step).target
    is_open = task.status == TaskStatus.OPEN
    task.ended_at, task.ended_by = (None, None) if is_open else (now, actor.user_id)
    task.drop_reason = drop_reason
    return _happened(_save(task), step, actor, now)


def _save(task: Task) -> Task:
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError as error:
        broken = explain(error, Task)
        if isinstance(broken, RuleBroken):
            broken.field = "due_on" if "期限" in str(broken) else None
        raise broken from None
    return task


def _check_open(case: Case) -> None:
    if case.status == CaseStatus.CLOSED:
        raise Conflict("このケースは終結しています。「やること」は加えられません。")


def _check_still_open(task: Task) -> None:
    if task.status != TaskStatus.OPEN:
        raise Conflict("この「やること」は、すでに終わっています。画面を開き直して、最新の状態を確認してください。")


def _check_class(actor: Actor, facts: CaseFacts, info_class: str, now: datetime) -> None:
    if not can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now):
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field="info_class")


def _check_doer(
    actor: Actor, case: Case, info_class: str, body: UUID, user_id: UUID | None, now: datetime
) -> None:  # fmt: skip
    """The ledger is the permission: a body hears of nothing whose class it does not hold; an office gives to nobody else."""
    if body != actor.organisation_id:
        if actor.organisation_kind not in CORE_KINDS:
            raise RuleBroken("ほかの機関に「やること」をお願いすることはできません。", field="who")
        if not is_on_case(case_id=case.pk, organisation_id=body, info_class=info_class, at=now):
            raise RuleBroken("この内容の情報区分は、その機関に開示されていません。", field="who")
    if user_id is not None and not members_in_force(body, at=now).filter(user_id=user_id).exists():
        raise RuleBroken("担当にできる人を選んでください。", field="who")


def _tell(task: Task, actor: Actor, now: datetime) -> None:
    """Who is to do it; where a body is to decide that, those of it who work on the case. Nobody is told of his own."""
    people = [task.user_id] if task.user_id else []
    if not people and task.organisation_id != actor.organisation_id:
        people = list(told_on(case_id=task.case_id, organisation_id=task.organisation_id))
    notify(
        to=[(user, task.organisation_id) for user in people if user != actor.user_id], kind=Kind.TASK_GIVEN, now=now,
        number=task.case.number, link=f"/cases/{task.case_id}/tasks/", case_id=task.case_id,
    )  # fmt: skip


def _happened(task: Task, step: str, actor: Actor, now: datetime, **detail: Any) -> Task:
    record(
        actor=actor, event=E.TASK_CHANGED, now=now, thing=task, case_id=task.case_id, info_class=task.info_class,
        detail={"step": step, "source": task.source, **detail},
    )  # fmt: skip
    return task
