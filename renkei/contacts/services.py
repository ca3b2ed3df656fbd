"""Buttons of the notes: write, correct, tick off the next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.contacts.models import Note
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import collect
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P


@transaction.atomic
def write_note(*, actor: Actor, case: Case, info_class: str, now: datetime, **fields: Any) -> Note:
    """記録を書く: writing in a class one's body does not hold yet opens its row (自機関で取得).

    Raises:
        RuleBroken: a moment in the future, a due date without a next step, a class the role may not read.
    """
    require_on(actor=actor, permission=P.NOTE_WRITE, case=case, at=now)
    return _write(actor, case, info_class, now, fields, corrects=None)


@transaction.atomic
def correct_note(
    *, actor: Actor, note: Note, reason: str, info_class: str, now: datetime, **fields: Any
) -> Note:  # fmt: skip
    """記録を訂正する: a new version takes its place; the old one stays readable for one's own body.

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
    kept = {"next_done_at": note.next_done_at, "next_done_by": note.next_done_by}
    if fields.get("next_due") != note.next_due or fields.get("next_step", "") != (note.next_step or ""):
        kept = {}
    return _write(
        actor, note.case, info_class, now, fields | kept | {"correction_reason": reason.strip()}, corrects=note
    )


@transaction.atomic
def finish_next_step(*, actor: Actor, note: Note, now: datetime) -> Note:
    """次の対応を済ませた. A second click changes nothing."""
    require_on(actor=actor, permission=P.NOTE_WRITE, case=note.case, at=now)
    _own(actor, note)
    note = lock(note)
    if not note.next_step:
        raise RuleBroken("この記録には「次の対応」がありません。")
    if note.next_done_at is None:
        note.next_done_at, note.next_done_by = now, actor.user_id
        note.save(update_fields=["next_done_at", "next_done_by"])
        record(actor=actor, event=E.NOTE_WRITTEN, now=now, thing=note, case_id=note.case_id, detail={"step": "done"})
    return note


def _write(
    actor: Actor, case: Case, info_class: str, now: datetime, fields: dict[str, Any], *, corrects: Note | None
) -> Note:
    _check(fields, now)
    if info_class != InfoClass.SUMMARY:
        collect(actor=actor, case=case, classes=[info_class], now=now, permission=P.NOTE_WRITE)
    facts = require_on(actor=actor, permission=P.NOTE_WRITE, case=case, at=now)
    if not can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now):
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field="info_class")
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


def _own(actor: Actor, note: Note) -> None:
    if note.organisation_id != actor.organisation_id:
        raise NotFound(permission=P.NOTE_WRITE.code, case_id=note.case_id)
