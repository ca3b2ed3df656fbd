"""Buttons of the notes: write, correct, tick off the next step. 次の対応 becomes a task; whether it is done says the task."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.contacts.enums import Doer
from renkei.contacts.models import Note
from renkei.contacts.queries import steps_of
from renkei.contacts.rules.spans import minutes_of
from renkei.coordination.enums.tasks import TaskSource, TaskStatus
from renkei.coordination.models import Task
from renkei.coordination.services.tasks import add_task, drop_tasks_of, finish_task, raise_tasks_of, reopen_task
from renkei.core.clock import TOKYO
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import collect
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

_WHOSE = "next_owner"
#: Classes that nobody reads who may not know of the background.
_TELLING = (InfoClass.JUSTICE_OUTLINE, InfoClass.JUSTICE_DETAIL, InfoClass.THIRD_PARTY)


@transaction.atomic
def write_note(*, actor: Actor, case: Case, info_class: str, now: datetime, **fields: Any) -> Note:
    """記録を書く: writing in a class one's body does not hold yet opens its row (自機関で取得). 次の対応 becomes a task.

    Args:
        fields: those of the note; `ends` (a time) instead of `minutes`; `next_owner`: who takes 次の対応 (a user's id,
            None: nobody yet; without it the writer).

    Raises:
        RuleBroken: a moment in the future, a due date without a next step, a class the role may not read, an end before
            the start.
    """
    require_on(actor=actor, permission=P.NOTE_WRITE, case=case, at=now)
    owner = fields.pop(_WHOSE, actor.user_id) or None
    note = _write(actor, case, info_class, now, fields, corrects=None)
    _add_step(actor, note, owner, now)
    return note


@transaction.atomic
def correct_note(
    *, actor: Actor, note: Note, reason: str, info_class: str, now: datetime, **fields: Any
) -> Note:  # fmt: skip
    """記録を訂正する: a new version takes its place; the old one stays readable for one's own body.

    Its task stays as it is while 次の対応, its date and the class stay; else it is dropped, and a new one takes its place.

    Raises:
        Conflict: somebody corrected it meanwhile.
        NotFound: another body's note.
    """
    require_on(actor=actor, permission=P.NOTE_WRITE, case=note.case, at=now)
    _own(actor, note)
    note = lock(note)
    if Note.objects.filter(supersedes=note).exists():
        raise Conflict("この記録は、ほかの人が先に訂正しました。最新の内容を確認してください。")
    if not reason.strip():
        raise RuleBroken("訂正の理由を入力してください。", field="reason")
    values = fields | {"correction_reason": reason.strip(), "thread": note.first_id}
    newer = _write(actor, note.case, info_class, now, values, corrects=note)
    _move_step(actor, note, newer, now)
    return newer


@transaction.atomic
def finish_next_step(*, actor: Actor, note: Note, now: datetime) -> Task:
    """次の対応を済ませた: its task is done. A second click changes nothing.

    Raises:
        RuleBroken: the note has no next step.
    """
    task = _step(actor, note, now)
    return finish_task(actor=actor, task=task, now=now) if task.status == TaskStatus.OPEN else task


@transaction.atomic
def reopen_next_step(*, actor: Actor, note: Note, now: datetime) -> Task:
    """「済み」を取り消す. A second click changes nothing.

    Raises:
        RuleBroken: the note has no next step.
    """
    task = _step(actor, note, now)
    return reopen_task(actor=actor, task=task, now=now) if task.status == TaskStatus.DONE else task


def _step(actor: Actor, note: Note, now: datetime) -> Task:
    require_on(actor=actor, permission=P.NOTE_WRITE, case=note.case, at=now)
    _own(actor, note)
    task = steps_of(notes=[note]).get(note.first_id)
    if task is None:
        raise RuleBroken("この記録には「次の対応」がありません。")
    return task


def _add_step(actor: Actor, note: Note, owner: UUID | None, now: datetime) -> None:
    if note.next_step:
        add_task(
            actor=actor, case=note.case, title=note.next_step, info_class=note.info_class, now=now, user_id=owner,
            organisation_id=actor.organisation_id, due_on=note.next_due, source=TaskSource.NOTE, source_id=note.first_id,
        )  # fmt: skip


def _move_step(actor: Actor, old: Note, new: Note, now: datetime) -> None:
    same_words = (old.next_step, old.next_due) == (new.next_step, new.next_due)
    if same_words and old.info_class == new.info_class:
        return
    before = steps_of(notes=[old]).get(old.first_id)
    drop_tasks_of(actor=actor, source=TaskSource.NOTE, source_id=old.first_id, now=now)
    raise_tasks_of(
        actor=actor, source=TaskSource.NOTE, source_id=old.first_id, info_class=new.info_class, now=now
    )  # fmt: skip
    _add_step(actor, new, before.user_id if before else actor.user_id, now)
    if same_words and new.next_step and before and before.status == TaskStatus.DONE:
        finish_next_step(actor=actor, note=new, now=now)


def _write(
    actor: Actor, case: Case, info_class: str, now: datetime, fields: dict[str, Any], *, corrects: Note | None
) -> Note:
    fields["minutes"] = minutes_of(
        fields["at"].astimezone(TOKYO), minutes=fields.get("minutes"), ends=fields.pop("ends", None)
    )
    _check(fields, now)
    if info_class != InfoClass.SUMMARY:
        collect(actor=actor, case=case, classes=[info_class], now=now, permission=P.NOTE_WRITE)
    facts = require_on(actor=actor, permission=P.NOTE_WRITE, case=case, at=now)
    if not can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now):
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field="info_class")
    _check_shown(fields, info_class)
    fields = {name: (value if value != "" else None) for name, value in fields.items()}
    try:
        with transaction.atomic():
            note = Note.objects.create(
                case=case, info_class=info_class, organisation_id=actor.organisation_id, author=actor.user_id,
                written_at=now, supersedes=corrects, **fields,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Note) from None
    record(
        actor=actor, event=E.NOTE_WRITTEN, now=now, thing=note, case_id=case.pk, info_class=info_class,
        detail={"step": "correct" if corrects else "write", "shareable": note.shareable},
    )  # fmt: skip
    return note


def _check(fields: dict[str, Any], now: datetime) -> None:
    if not str(fields.get("text") or "").strip():
        raise RuleBroken("内容を入力してください。", field="text")
    if fields["at"] > now:
        raise RuleBroken("日時には、現在より前を入力してください。", field="at")
    if fields.get("next_due") and not fields.get("next_step"):
        raise RuleBroken("期限を入れるときは、次の対応を入力してください。", field="next_step")
    if fields.get("doer", Doer.SELF) != Doer.SELF and not str(fields.get("doer_name") or "").strip():
        raise RuleBroken("行った人の名前や機関を入力してください。", field="doer_name")


def _check_shown(fields: dict[str, Any], info_class: str) -> None:
    """An office that was told welfare and not the background reads what is shown under welfare: no word there may tell it."""
    if not fields.get("shareable") or info_class in _TELLING:
        return
    for name in ("text", "observed", "judgement", "next_step", "correction_reason"):
        if background_in(str(fields.get(name) or "")):
            raise RuleBroken(
                "事業所も読む記録に、刑事や制度に関わる言葉があります。情報区分を「支援に必要な刑事情報」にするか、その言葉を使わない書き方に直すか、"
                "「自分の側だけ」にしてください。", field="text" if name == "correction_reason" else name,
            )  # fmt: skip


def _own(actor: Actor, note: Note) -> None:
    if note.organisation_id != actor.organisation_id:
        raise NotFound(permission=P.NOTE_WRITE.code, case_id=note.case_id)
