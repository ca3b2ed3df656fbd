"""The dates of a meeting: who could when. The side that calls sees all answers, every other body its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from renkei.accounts.queries import members_in_force
from renkei.cases.queries import live_assignments
from renkei.contacts.enums.meetings import Possible
from renkei.contacts.models import Attendee, Slot, SlotAnswer
from renkei.contacts.queries.meetings import MeetingView, seats_of
from renkei.core.errors import NotFound


@dataclass(frozen=True)
class SlotLine:
    """A date with the answer of each seat, in the order of the seats ("" where none); `suits`: everybody can."""

    slot: Slot
    answers: tuple[str, ...]
    yes: int
    maybe: int
    no: int
    suits: bool


def slots_of(*, view: MeetingView, seats: Iterable[Attendee]) -> list[SlotLine]:
    """The dates still offered, in their order: two queries."""
    chairs = [s.pk for s in seats]
    slots = list(Slot.objects.filter(meeting=view.meeting, dropped_at__isnull=True).order_by("at"))
    given: dict[tuple[UUID, UUID], str] = {
        (a.slot_id, a.attendee_id): a.answer for a in SlotAnswer.objects.filter(slot__in=slots, attendee_id__in=chairs)
    }
    found = []
    for slot in slots:
        answers = tuple(given.get((slot.pk, chair), "") for chair in chairs)
        count = Counter(answers)
        suits = bool(chairs) and count[Possible.NO] == 0 and count[""] == 0
        found.append(SlotLine(slot, answers, count[Possible.YES], count[Possible.MAYBE], count[Possible.NO], suits))
    return found


def get_slot(*, view: MeetingView, slot_id: UUID) -> Slot:
    """One date still offered. Raises NotFound."""
    slot = (
        Slot.objects.filter(meeting=view.meeting, pk=slot_id, dropped_at__isnull=True).select_related("meeting").first()
    )
    if slot is None:
        raise NotFound()
    return slot


def chairs(*, view: MeetingView) -> list[Attendee]:
    """The seats this actor may answer for: of his own body; the side that calls, all (on behalf)."""
    if not view.calls:
        return seats_of(meeting=view.meeting, actor=view.actor)
    rows = Attendee.objects.filter(meeting=view.meeting, removed_at__isnull=True)
    return list(rows.select_related("organisation").order_by("created_at", "pk"))


def candidates(*, view: MeetingView) -> list[tuple[str, str]]:
    """(user|organisation, words) of whom one may ask to the table: those who work on the case, and one's own colleagues."""
    found: dict[str, str] = {}
    if view.access is not None:
        for a in live_assignments(view.access.case.pk):
            found[f"{a.user_id}|{a.organisation_id}"] = f"{a.organisation.name}　{a.user.name}"
    for m in members_in_force(view.actor.organisation_id, at=view.at):
        found.setdefault(f"{m.user_id}|{m.organisation_id}", f"{m.organisation.name}　{m.user.name}")
    return sorted(found.items(), key=lambda pair: pair[1])
