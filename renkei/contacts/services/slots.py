"""Buttons of the dates: offer them, answer them, choose one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from renkei.contacts.enums.meetings import MeetingStatus, Possible
from renkei.contacts.models import Attendee, Meeting, Slot, SlotAnswer
from renkei.contacts.queries.meetings import get_meeting
from renkei.contacts.services.meetings import _did, _mine, _still_open, _tell
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.permissions import P


@transaction.atomic
def offer_slots(
    *, actor: Actor, meeting: Meeting, moments: Iterable[datetime], until: date | None, now: datetime
) -> list[Slot]:  # fmt: skip
    """日程の候補を出す: the attendees' bodies see the meeting from now on and are asked to answer. Offering one again puts it back.

    Raises:
        RuleBroken: no date, one that is past, a deadline that is past.
    """
    meeting = _mine(actor, meeting, now)
    _still_open(meeting)
    chosen = sorted(set(moments))
    if not chosen:
        raise RuleBroken("候補の日時を一つ以上入力してください。")
    if chosen[0] <= now:
        raise RuleBroken("候補には、これからの日時を入力してください。")
    if until is not None and until < day_of(now):
        raise RuleBroken("回答の期限には、今日以後の日を入力してください。", field="until")
    found = [_offer(meeting, moment) for moment in chosen]
    meeting.slots_until, meeting.opened_at = until or meeting.slots_until, meeting.opened_at or now
    meeting.save(update_fields=["slots_until", "opened_at"])
    _tell(actor, meeting, Kind.MEETING_DATES, now)
    _did(actor, meeting, "slots", now)
    return found


@transaction.atomic
def drop_slot(*, actor: Actor, slot: Slot, now: datetime) -> Slot:
    """候補から外す; offering the same time again puts it back with its answers."""
    meeting = _mine(actor, slot.meeting, now)
    _still_open(meeting)
    slot = lock(slot)
    slot.dropped_at = slot.dropped_at or now
    slot.save(update_fields=["dropped_at"])
    _did(actor, meeting, "slot_drop", now)
    return slot


@transaction.atomic
def answer_slots(
    *, actor: Actor, meeting: Meeting, attendee_id: UUID, answers: Mapping[UUID, str], now: datetime
) -> int:  # fmt: skip
    """日程に答える, for a seat of one's own body, or on behalf of any by the side that calls. Answering again changes it.

    Raises:
        NotFound: another body's seat.
        RuleBroken: the dates are no longer asked for.
    """
    view = get_meeting(actor=actor, meeting_id=meeting.pk, at=now, permission=P.MEETING_ANSWER)
    seat = Attendee.objects.filter(meeting=meeting, pk=attendee_id, removed_at__isnull=True).first()
    if seat is None or not (view.may_write or seat.organisation_id == actor.organisation_id):
        raise NotFound(permission=P.MEETING_ANSWER.code, case_id=meeting.case_id)
    if view.meeting.status not in (MeetingStatus.PREPARING, MeetingStatus.CALLED):
        raise RuleBroken("この会議の日程は、もう決まっています。")
    slots = Slot.objects.filter(meeting=meeting, dropped_at__isnull=True, pk__in=list(answers))
    for slot in slots:
        SlotAnswer.objects.update_or_create(
            slot=slot, attendee=seat,
            defaults={"answer": Possible(answers[slot.pk]), "answered_at": now, "answered_by": actor.user_id},
        )  # fmt: skip
    _did(actor, view.meeting, "slot_answer", now, attendee=str(seat.pk))
    return len(slots)


@transaction.atomic
def choose_slot(*, actor: Actor, slot: Slot, now: datetime) -> Meeting:
    """日時を決める: the chosen date becomes the meeting's; choosing another changes it, and who was called is told."""
    meeting = _mine(actor, slot.meeting, now)
    _still_open(meeting)
    changed = meeting.at != slot.at
    meeting.at = slot.at
    meeting.save(update_fields=["at"])
    if meeting.status == MeetingStatus.CALLED and changed:
        _tell(actor, meeting, Kind.MEETING_CHANGED, now)
    return _did(actor, meeting, "slot_choose", now)


def _offer(meeting: Meeting, moment: datetime) -> Slot:
    slot, _ = Slot.objects.get_or_create(meeting=meeting, at=moment)
    if slot.dropped_at is not None:
        slot.dropped_at = None
        slot.save(update_fields=["dropped_at"])
    return slot
