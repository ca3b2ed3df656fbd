"""Buttons of the legal clock: record an event, move it, withdraw it. Deadlines follow by themselves (ADR 0022)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from renkei.accounts.queries import members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.coordination.enums.clock import EventSource
from renkei.coordination.models.clock import LegalEvent
from renkei.coordination.queries.clock import events_now, has_events, told_events
from renkei.coordination.rules.clock import checking, content
from renkei.coordination.rules.clock.events import Event
from renkei.coordination.services.plan import redate_tasks
from renkei.coordination.services.procedures import redate_procedures
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.queries import CaseAccess, recipients_now, require_on
from renkei.disclosure.services import collect
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.people.queries import current_version, is_recorded
from renkei.people.services import save_record
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass, Reach, Role
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of

OUTLINE = InfoClass.JUSTICE_OUTLINE


@transaction.atomic
def record_event(
    *, actor: Actor, case: Case, event: Event, source: str, now: datetime, note: str = "", permission: P = P.RECORD_WRITE
) -> LegalEvent:  # fmt: skip
    """出来事を記録する. The first one takes over the dates that stand in the request as events of their own.

    Args:
        event: its `key` is not used; a new one is given.
        source: a code of EventSource.

    Raises:
        RuleBroken: an impossible date or order; the form's field is named where one is at fault.
        NotAllowed / NotFound: as the policy says, of the class, too, where anything of it was written.
    """
    case, access = _begin(actor, case, now, permission)
    before = events_now(access)
    for told in told_events(access):
        _write(actor, case, replace(told, key=str(uuid4())), str(EventSource.REFERRAL), now)
    event = replace(event, key=str(uuid4()))
    _check(event, [*before, event], before, now)
    row = _write(actor, case, event, source, now, note=note)
    _after(actor, case, access, row, "record", now, permission)
    return row


@transaction.atomic
def move_event(
    *, actor: Actor, row: LegalEvent, event: Event, source: str, now: datetime, note: str = "", reason: str = "",
    permission: P = P.RECORD_WRITE,
) -> LegalEvent:  # fmt: skip
    """出来事を変える: a new version takes its place, the old one stays readable. What kind of event it is does not change.

    Raises:
        Conflict: somebody moved or withdrew it meanwhile.
        RuleBroken: an impossible date or order.
    """
    case, access = _begin(actor, row.case, now, permission)
    _is_newest(row)
    before = events_now(access)
    old = next((e for e in before if e.key == str(row.series)), None)
    if old is None:
        raise Conflict("この出来事は、取り消されています。画面を開き直して、最新の状態を確認してください。")
    event = replace(event, key=old.key, kind=old.kind)
    _check(event, [*(e for e in before if e is not old), event], before, now)
    moved = _write(actor, case, event, source, now, note=note, reason=reason, follows=row)
    _after(actor, case, access, moved, "move", now, permission)
    return moved


@transaction.atomic
def withdraw_event(*, actor: Actor, row: LegalEvent, reason: str, now: datetime) -> LegalEvent:
    """出来事を取り消す: with a reason; it stays readable and counts no more.

    Raises:
        Conflict: somebody moved or withdrew it meanwhile.
    """
    if not reason.strip():
        raise RuleBroken("取り消す理由を入力してください。", field="reason")
    case, access = _begin(actor, row.case, now, P.RECORD_WRITE)
    _is_newest(row)
    if row.withdrawn:
        raise Conflict("この出来事は、すでに取り消されています。")
    gone = _save(
        case=case, series=row.series, version=row.version + 1, supersedes=row, withdrawn=True, content=row.content,
        note=row.note, reason=reason.strip(), **_author(actor, now),
    )  # fmt: skip
    _after(actor, case, access, gone, "withdraw", now, P.RECORD_WRITE)
    return gone


@transaction.atomic
def follow_record(
    *, actor: Actor, case: Case, changed: Mapping[str, Any], now: datetime, permission: P = P.REFERRAL_WRITE
) -> None:  # fmt: skip
    """依頼書の日付が変わった: where the case has events, the one concerned is moved (or recorded), so that there is one truth."""
    if not set(changed) & set(content.COPIED_FIELDS):
        return
    if not has_events(case_id=case.pk):
        redate_tasks(actor=actor, case=case, now=now)
        redate_procedures(actor=actor, case=case, now=now)
        return
    case, access = _begin(actor, case, now, permission)
    version = current_version(access=access, info_class=OUTLINE)
    values = {f: getattr(version, f) for f in content.COPIED_FIELDS} | dict(changed)
    standing = {e.kind: e for e in events_now(access)}
    for told in content.from_record(values):
        field = next(f for f, kind in content.COPIED.items() if kind is told.kind)
        if field not in changed and not (
            field == "release_date" and set(changed) & {"release_certainty", "release_kind"}
        ):
            continue
        known = standing.get(told.kind)
        common: dict[str, Any] = {"actor": actor, "event": told, "source": EventSource.REFERRAL, "now": now}
        if known is None:
            record_event(case=case, permission=permission, **common)
        elif (known.day, known.certainty, known.release_kind) != (told.day, told.certainty, told.release_kind):
            row = LegalEvent.objects.filter(case=case, series=UUID(known.key)).order_by("-version").first()
            if row is not None:
                move_event(row=row, permission=permission, **common)
    _copy(actor, case, access, now, permission)


def _begin(actor: Actor, case: Case, now: datetime, permission: P) -> tuple[Case, CaseAccess]:
    """Whoever may write here, with the class open to him; its first writing opens the row of one's own collection."""
    facts = require_on(actor=actor, permission=permission, case=case, at=now)
    case = lock(case)
    if case.closed_at is not None:
        raise Conflict("終結したケースの出来事は変えられません。")
    if is_recorded(case.pk, OUTLINE):
        require(actor, P.JUSTICE_OUTLINE_VIEW, facts, at=now)
    collect(actor=actor, case=case, classes=[OUTLINE], now=now, permission=permission)
    facts = require_on(actor=actor, permission=P.JUSTICE_OUTLINE_VIEW, case=case, at=now)
    return case, CaseAccess(case, facts, actor, now)


def _check(event: Event, after: list[Event], before: list[Event], now: datetime) -> None:
    today = day_of(now)
    if wrong := checking.field_error(event, today):
        raise RuleBroken(wrong[1], field=wrong[0])
    if impossible := checking.new_errors(before, after):
        raise RuleBroken("".join(impossible), field="day")


def _is_newest(row: LegalEvent) -> None:
    if LegalEvent.objects.filter(supersedes=row).exists():
        raise Conflict("この出来事は、ほかの人が先に変えました。最新の内容を確認してください。")


def _write(
    actor: Actor, case: Case, event: Event, source: str, now: datetime, *, note: str = "", reason: str = "",
    follows: LegalEvent | None = None,
) -> LegalEvent:  # fmt: skip
    return _save(
        case=case, series=UUID(event.key), version=follows.version + 1 if follows else 1, supersedes=follows,
        content=content.write(event, source), note=note.strip() or None, reason=reason.strip() or None,
        **_author(actor, now),
    )  # fmt: skip


def _save(**fields: Any) -> LegalEvent:
    try:
        with transaction.atomic():
            return LegalEvent.objects.create(**fields)
    except IntegrityError as error:
        raise explain(error, LegalEvent) from None


def _author(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"author_user": actor.user_id, "author_organisation_id": actor.organisation_id, "written_at": now}


def _after(
    actor: Actor, case: Case, access: CaseAccess, row: LegalEvent, step: str, now: datetime, permission: P
) -> None:  # fmt: skip
    """What follows from a change: the record of it, the copy on the face sheet, the tasks, the people concerned."""
    record(
        actor=actor, event=E.LEGAL_EVENT, now=now, thing=row, case_id=case.pk, info_class=OUTLINE,
        detail={"step": step, "version": row.version},
    )  # fmt: skip
    _copy(actor, case, access, now, permission)
    redate_tasks(actor=actor, case=case, now=now)
    redate_procedures(actor=actor, case=case, now=now)
    notify(
        to=_concerned(case, actor, now), kind=Kind.LEGAL_DATES, now=now, number=case.number,
        link=f"/cases/{case.pk}/clock/#changes", case_id=case.pk,
    )  # fmt: skip


def _copy(actor: Actor, case: Case, access: CaseAccess, now: datetime, permission: P) -> None:
    """The dates of the face sheet are a copy of the clock's: an office is disclosed a version of the face sheet."""
    version = current_version(access=access, info_class=OUTLINE)
    wanted = content.copied(events_now(access), day_of(now))
    changed = {f: v for f, v in wanted.items() if (v or None) != (getattr(version, f, None) or None)}
    if changed:
        save_record(actor=actor, case=case, info_class=OUTLINE, values=changed, now=now, permission=permission)


def _concerned(case: Case, actor: Actor, now: datetime) -> Iterable[tuple[UUID, UUID]]:
    """Everyone assigned but the actor whose body holds the class as a whole and whose role reads it."""
    rows = recipients_now(case_id=case.pk, at=now, classes=[OUTLINE]).filter(version_id__isnull=True)
    bodies = {r.recipient_id for r in rows if not r.persons}
    readers = {
        (m.user_id, body) for body in bodies for m in members_in_force(body, at=now)
        if reach_of(Role(m.role), P.JUSTICE_OUTLINE_VIEW) is not Reach.NONE
    }  # fmt: skip
    assigned = {(a.user_id, a.organisation_id) for a in live_assignments(case.pk)}
    return sorted((p for p in readers & assigned if p[0] != actor.user_id), key=str)
