"""Buttons of a meeting: prepare it, ask people to it, put items on its agenda, move it on. It opens no row of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import members_in_force, organisations_by_id
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.cases.rules import REIWA_OFFSET
from renkei.contacts.enums.meetings import AttendeeKind, MeetingStatus
from renkei.contacts.models import AgendaItem, Attendee, Meeting
from renkei.contacts.queries.meetings import get_meeting
from renkei.contacts.rules import meetings as rules
from renkei.core.calendar import fiscal_year
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import InvalidTransition, RuleBroken
from renkei.core.ids import new_code
from renkei.core.scan import names_only, of_one_person, refusal_of
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import NAMED_CLASSES, InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

CODE_LENGTH = 6
S = MeetingStatus
#: Where the preparation may still change.
_OPEN = (S.PREPARING, S.CALLED)


@transaction.atomic
def plan_meeting(
    *, actor: Actor, case: Case | None, kind: str, now: datetime, previous: Meeting | None = None, **fields: Any
) -> Meeting:  # fmt: skip
    """会議を準備する. Without a case only the kinds that speak of no individual.

    Raises:
        RuleBroken: a kind that does not fit, a class of the place that the role may not read.
    """
    _allowed(actor, case, now)
    if rules.needs_case(kind) != (case is not None):
        raise RuleBroken("この種類の会議は、ここからは作れません。会議の種類を選び直してください。", field="kind")
    _check_class(actor, case, fields.get("place_class", ""), now, field="place_class")
    _check_place(case.pk if case else None, fields)
    number = f"M{fiscal_year(day_of(now)) - REIWA_OFFSET}-{new_code(CODE_LENGTH)}"
    meeting = _save(
        Meeting(
            case=case, kind=kind, number=number, organisation_id=actor.organisation_id, author=actor.user_id,
            counterpart=rules.counterpart(kind), previous=previous, **_blank(fields),
        )
    )  # fmt: skip
    return _did(actor, meeting, "plan", now)


@transaction.atomic
def edit_meeting(*, actor: Actor, meeting: Meeting, now: datetime, **fields: Any) -> Meeting:
    """会議の内容を変える: kind, time, place; until it was held. Who was called is told of a new time.

    What is not given stays; the place, or its class, is changed only by somebody who may read the old one.
    """
    meeting = _mine(actor, meeting, now)
    _still_open(meeting)
    if {"place", "place_class"} & set(fields):
        _check_class(actor, meeting.case, meeting.place_class, now, field="place_class")
    _check_class(actor, meeting.case, fields.get("place_class", ""), now, field="place_class")
    if rules.needs_case(fields["kind"]) != (meeting.case_id is not None):
        raise RuleBroken("この種類に変えることはできません。", field="kind")
    _check_place(meeting.case_id, fields)
    before = meeting.at
    for name, value in (_blank(fields) | {"counterpart": rules.counterpart(fields["kind"])}).items():
        setattr(meeting, name, value)
    _save(meeting)
    if meeting.status == S.CALLED and meeting.at != before:
        _tell(actor, meeting, Kind.MEETING_CHANGED, now)
    return _did(actor, meeting, "edit", now)


@transaction.atomic
def add_attendee(*, actor: Actor, meeting: Meeting, kind: str, now: datetime, **fields: Any) -> Attendee:
    """出席者を加える: a user, somebody of a body outside, the person, his family. What the table may see changes with it.

    Raises:
        RuleBroken: nobody named, a user who does not work there, the same user or the person twice.
    """
    meeting = _mine(actor, meeting, now)
    _still_open(meeting)
    values = _seat(actor, meeting, kind, now, fields)
    gone = Attendee.objects.filter(meeting=meeting, removed_at__isnull=False)
    same = gone.filter(user_id=values["user_id"]) if values["user_id"] else gone.filter(kind=AttendeeKind.PERSON)
    back = same.first() if values["user_id"] or kind == AttendeeKind.PERSON else None
    seat = back or Attendee(meeting=meeting, kind=kind)
    for name, value in (values | {"removed_at": None}).items():
        setattr(seat, name, value)
    _save(seat)
    if meeting.status == S.CALLED and seat.user_id:
        _notify([(seat.user_id, seat.organisation_id)], meeting, Kind.MEETING_CALLED, now)
    _did(actor, meeting, "seat", now, attendee=str(seat.pk))
    return seat


@transaction.atomic
def add_members(
    *, actor: Actor, meeting: Meeting, members: Iterable[tuple[UUID, UUID]], confirmed: bool, now: datetime
) -> list[Attendee]:  # fmt: skip
    """利用者をまとめて加える.

    Args:
        members: (user, body) of each.
        confirmed: their 守秘 was confirmed today, each on the ground that binds the staff of such a body as a rule.
    """
    chosen = list(members)
    if not chosen:
        raise RuleBroken("出席する人を選んでください。", field="members")
    kinds = {pk: body.kind for pk, body in organisations_by_id(body for _, body in chosen).items()}
    bound = {"confirmed_on": day_of(now)} if confirmed else {}
    return [
        add_attendee(
            actor=actor, meeting=meeting, kind=AttendeeKind.MEMBER, now=now, user_id=user, organisation_id=body,
            confidentiality=rules.usual_confidentiality(kinds[body]) if confirmed else "", **bound,
        )
        for user, body in chosen
    ]  # fmt: skip


@transaction.atomic
def edit_attendee(*, actor: Actor, attendee: Attendee, now: datetime, **fields: Any) -> Attendee:
    """出席の形・守秘の確認・手助けを書く; also after the meeting (who came, what was signed), until the minutes are 確定."""
    meeting = _mine(actor, attendee.meeting, now)
    if meeting.status in (S.FINAL, S.CANCELLED):
        raise RuleBroken("確定・中止した会議の出席者は変えられません。")
    seat = lock(attendee)
    if fields.get("support", seat.support or "") != (seat.support or ""):
        _check_class(actor, meeting.case, InfoClass.WELFARE, now, field="support")
    if fields.get("confidentiality") and not fields.get("confirmed_on"):
        raise RuleBroken("守秘を確認した日を入力してください。", field="confirmed_on")
    if fields.get("confirmed_on") and fields["confirmed_on"] > day_of(now):
        raise RuleBroken("確認した日は、今日までの日を入力してください。", field="confirmed_on")
    if fields.get("confidentiality", seat.confidentiality) != seat.confidentiality or not seat.confirmed_by:
        seat.confirmed_by = actor.user_id if fields.get("confidentiality") else None
    for name, value in fields.items():
        setattr(seat, name, value if value != "" or name in ("confidentiality", "post", "mode") else None)
    seat.is_justice = seat.is_justice or _betrays(seat.organisation_id, seat.body or "", seat.post)
    seat.named_rows = _named_rows(meeting, seat.organisation_id, seat.name, now)
    _save(seat)
    _did(actor, meeting, "seat_edit", now, attendee=str(seat.pk))
    return seat


@transaction.atomic
def remove_attendee(*, actor: Actor, attendee: Attendee, now: datetime) -> Attendee:
    """出席者から外す; a second click changes nothing. Who never takes part hides nothing from the others."""
    meeting = _mine(actor, attendee.meeting, now)
    _still_open(meeting)
    seat = lock(attendee)
    if seat.removed_at is None:
        seat.removed_at = now
        seat.save(update_fields=["removed_at"])
        if meeting.status == S.CALLED and seat.user_id:
            _notify([(seat.user_id, seat.organisation_id)], meeting, Kind.MEETING_CHANGED, now, link=False)
        _did(actor, meeting, "seat_remove", now, attendee=str(seat.pk))
    return seat


@transaction.atomic
def restore_attendee(*, actor: Actor, attendee: Attendee, now: datetime) -> Attendee:
    """外した出席者を戻す."""
    meeting = _mine(actor, attendee.meeting, now)
    _still_open(meeting)
    seat = lock(attendee)
    seat.removed_at = None
    seat.named_rows = _named_rows(meeting, seat.organisation_id, seat.name, now)
    seat.save(update_fields=["removed_at", "named_rows"])
    _did(actor, meeting, "seat_restore", now, attendee=str(seat.pk))
    return seat


@transaction.atomic
def add_item(*, actor: Actor, meeting: Meeting, info_class: str, text: str, now: datetime) -> AgendaItem:
    """議題を加える, with the class of what its text says. Also at the meeting itself, so that minutes have their item."""
    meeting = _mine(actor, meeting, now)
    _not_over(meeting)
    _check_text(actor, meeting, info_class, text, now)
    meeting.agenda_count += 1
    meeting.save(update_fields=["agenda_count"])
    item = AgendaItem.objects.create(
        meeting=meeting, position=meeting.agenda_count, info_class=info_class, text=text.strip()
    )
    _did(actor, meeting, "item", now, info_class=info_class)
    return item


@transaction.atomic
def edit_item(*, actor: Actor, item: AgendaItem, info_class: str, text: str, now: datetime) -> AgendaItem:
    """議題を直す."""
    meeting = _mine(actor, item.meeting, now)
    _not_over(meeting)
    item = lock(item)
    _check_text(actor, meeting, info_class, text, now)
    item.info_class, item.text = info_class, text.strip()
    item.save()
    _did(actor, meeting, "item_edit", now, info_class=info_class)
    return item


@transaction.atomic
def drop_item(*, actor: Actor, item: AgendaItem, now: datetime) -> Meeting:
    """議題から外す; it can be put back."""
    meeting = _mine(actor, item.meeting, now)
    _still_open(meeting)
    if item.position not in meeting.dropped:
        meeting.dropped = [*meeting.dropped, item.position]
        meeting.save(update_fields=["dropped"])
    return _did(actor, meeting, "item_drop", now)


@transaction.atomic
def restore_item(*, actor: Actor, item: AgendaItem, now: datetime) -> Meeting:
    """外した議題を戻す."""
    meeting = _mine(actor, item.meeting, now)
    _still_open(meeting)
    meeting.dropped = [p for p in meeting.dropped if p != item.position]
    meeting.save(update_fields=["dropped"])
    return _did(actor, meeting, "item_restore", now)


@transaction.atomic
def record_print(*, actor: Actor, meeting: Meeting, form: str, now: datetime) -> None:
    """印刷・予定表への取込み: who took which paper of the meeting. Raises NotFound."""
    get_meeting(actor=actor, meeting_id=meeting.pk, at=now)
    record(
        actor=actor,
        event=E.PRINTED,
        now=now,
        thing=meeting,
        case_id=meeting.case_id,
        detail={"form": f"meeting_{form}"},
    )


def _allowed(actor: Actor, case: Case | None, now: datetime) -> None:
    if case is not None:
        require_on(actor=actor, permission=P.MEETING_WRITE, case=case, at=now)
    else:
        require(actor, P.MEETING_WRITE)


def _mine(actor: Actor, meeting: Meeting, now: datetime) -> Meeting:
    """The locked row, for the side that calls it. Raises NotFound/NotAllowed."""
    view = get_meeting(actor=actor, meeting_id=meeting.pk, at=now, permission=P.MEETING_WRITE, calls=True)
    locked = lock(meeting)
    locked.case = view.meeting.case
    return locked


def _still_open(meeting: Meeting) -> None:
    if meeting.status not in _OPEN:
        raise InvalidTransition("開いた・中止した会議は変えられません。必要なときは、先に状態を戻してください。")


def _not_over(meeting: Meeting) -> None:
    if meeting.status in (S.FINAL, S.CANCELLED):
        raise InvalidTransition("確定・中止した会議の議題は変えられません。")


def _check_class(actor: Actor, case: Case | None, info_class: str, now: datetime, *, field: str) -> None:
    """A text may be of a class the writer himself may read; where there is no case, of none."""
    if not info_class:
        return
    if case is None:
        raise RuleBroken("ケースのない会議では、個人に触れないことだけを書きます。", field=field)
    facts = require_on(actor=actor, permission=P.MEETING_WRITE, case=case, at=now)
    if not can(actor, VIEW_OF_CLASS[info_class], facts, at=now):  # type: ignore[index]
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field=field)


def check_general(case_id: UUID | None, text: str, now: datetime, *, field: str = "") -> None:
    """Where there is no case no text tells of one person. Raises RuleBroken."""
    if case_id is None and (kinds := of_one_person(text, today=day_of(now), headings=True)):
        raise RuleBroken("ケースのない会議です。" + refusal_of(kinds), field=field)


def _check_place(case_id: UUID | None, fields: dict[str, Any]) -> None:
    """A place without a case is nobody's: an address or a telephone number may stand there, a name may not."""
    if case_id is None and (kinds := names_only(str(fields.get("place") or ""))):
        raise RuleBroken("ケースのない会議です。" + refusal_of(kinds), field="place")


def _check_text(actor: Actor, meeting: Meeting, info_class: str, text: str, now: datetime) -> None:
    if not text.strip():
        raise RuleBroken("議題を入力してください。", field="text")
    check_general(meeting.case_id, text, now, field="text")
    _check_class(actor, meeting.case, info_class, now, field="info_class")


def _seat(actor: Actor, meeting: Meeting, kind: str, now: datetime, fields: dict[str, Any]) -> dict[str, Any]:
    organisation_id, user_id = fields.get("organisation_id"), fields.get("user_id")
    name, body = str(fields.get("name") or "").strip(), str(fields.get("body") or "").strip()
    if kind in (AttendeeKind.PERSON, AttendeeKind.FAMILY) and meeting.case_id is None:
        raise RuleBroken("ケースのない会議に、本人や家族は出席しません。", field="kind")
    if kind == AttendeeKind.MEMBER:
        _check_member(user_id, organisation_id, now)
        name = body = ""
    elif kind == AttendeeKind.OUTSIDE:
        if not name or not (body or organisation_id):
            raise RuleBroken("機関と氏名を入力してください。", field="name" if not name else "body")
        user_id = None
    else:
        user_id = organisation_id = None
        body, name = "", "" if kind == AttendeeKind.PERSON else name  # the person's name stands in his identity alone
    if fields.get("support"):
        _check_class(actor, meeting.case, InfoClass.WELFARE, now, field="support")
    kept = {n: fields[n] for n in ("post", "mode", "confidentiality", "confirmed_on") if fields.get(n)}
    if kept.get("confidentiality") and not kept.get("confirmed_on"):
        raise RuleBroken("守秘を確認した日を入力してください。", field="confirmed_on")
    return kept | {
        "organisation_id": organisation_id, "user_id": user_id, "body": body or None, "name": name or None,
        "support": fields.get("support") or None, "named_rows": _named_rows(meeting, organisation_id, name, now),
        "confirmed_by": actor.user_id if kept.get("confidentiality") else None,
        "is_justice": bool(fields.get("is_justice")) or _betrays(organisation_id, body, kept.get("post", "")),
    }  # fmt: skip


def _betrays(organisation_id: UUID | None, *words: str) -> bool:
    """Whatever was ticked: a body or a post whose very name tells is one of justice."""
    found = organisations_by_id([organisation_id]).values() if organisation_id else ()
    return rules.betrays(*words, *(o.name for o in found))


def _check_member(user_id: UUID | None, organisation_id: UUID | None, now: datetime) -> None:
    if user_id is None or not members_in_force(organisation_id, at=now).filter(user_id=user_id).exists():
        raise RuleBroken("出席する利用者を選んでください。", field="member")


def _named_rows(meeting: Meeting, organisation_id: UUID | None, name: str | None, now: datetime) -> list[UUID]:
    """Live rows of the body that name this person on paper (見てよい人)."""
    if meeting.case_id is None or organisation_id is None or not name:
        return []
    rows = LedgerEntry.objects.filter(
        scopes.live_at(now), case_id=meeting.case_id, recipient_id=organisation_id, info_class__in=NAMED_CLASSES
    ).select_related("case")
    return [r.pk for r in rows if r.paper_persons and rules.names_in(r.paper_persons, name)]


def _blank(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" and name == "place" else value for name, value in fields.items()}


def _save(thing: Any) -> Any:
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, type(thing)) from None
    return thing


def _tell(actor: Actor, meeting: Meeting, kind: Kind, now: datetime) -> None:
    """Everybody with an account at the table but the one who acts."""
    rows = Attendee.objects.filter(meeting=meeting, removed_at__isnull=True, user_id__isnull=False)
    to: list[tuple[UUID, UUID | None]] = [
        (u, o) for u, o in rows.values_list("user_id", "organisation_id") if u is not None and u != actor.user_id
    ]
    _notify(to, meeting, kind, now)


def _notify(
    to: list[tuple[UUID, UUID | None]], meeting: Meeting, kind: Kind, now: datetime, *, link: bool = True
) -> None:  # fmt: skip
    """The number of the meeting and a link: nothing of whom or what it is about."""
    address = f"/meetings/{meeting.pk}/" if link else ""
    notify(to=to, kind=kind, now=now, number=meeting.number, link=address, case_id=meeting.case_id)


def _did(actor: Actor, meeting: Meeting, step: str, now: datetime, *, info_class: str = "", **detail: str) -> Meeting:
    record(
        actor=actor, event=E.MEETING_CHANGED, now=now, thing=meeting, case_id=meeting.case_id, info_class=info_class,
        detail={"step": step, **detail},
    )  # fmt: skip
    return meeting
