"""Meetings for tests: a case with every class, an office that was told some of it, a table with everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renkei.contacts.enums import AttendeeKind, MeetingKind
from renkei.contacts.models import AgendaItem, Attendee, Meeting
from renkei.contacts.queries.meetings import MeetingView, get_meeting
from renkei.contacts.services import meetings, minutes, slots
from renkei.contacts.services.minutes import Line
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, give_summary, make_case
from tests.kit.world import World

#: A text of each class as no other text of the house; the poison that no paper may carry.
POISON = {
    InfoClass.SUMMARY: "概要の話ザザ", InfoClass.IDENTITY: "見本太郎の話", InfoClass.WELFARE: "服薬ルルの話",
    InfoClass.JUSTICE_OUTLINE: "満期ムムの話", InfoClass.JUSTICE_DETAIL: "窃盗モモの話", InfoClass.THIRD_PARTY: "被害店主ヌヌの話",
}  # fmt: skip
FREE = "自己紹介ココ"
#: Whoever writes them all: the centre reads every class; the city's officer all but what is kept to named persons.
WRITER = "center_officer"


def plan(world: World, case: Any, who: str = "officer", **fields: Any) -> Meeting:
    values: dict[str, Any] = {
        "kind": MeetingKind.CASE if case else MeetingKind.COUNCIL, "at": world.now + timedelta(days=7), "minutes": 60,
        "place": "市役所3階", "place_class": "", "item": "a",
    }  # fmt: skip
    return meetings.plan_meeting(actor=world.actor(who), case=case, now=world.now, **(values | fields))


def seat(world: World, meeting: Meeting, member: str, who: str = "officer", **fields: Any) -> Attendee:
    membership = world.members[member]
    values = {"confidentiality": "official", "confirmed_on": world.clock.today}
    return meetings.add_attendee(
        actor=world.actor(who), meeting=meeting, kind=AttendeeKind.MEMBER, now=world.now, user_id=membership.user_id,
        organisation_id=membership.organisation_id, **(values | fields),
    )  # fmt: skip


def guest(world: World, meeting: Meeting, kind: str, who: str = "officer", **fields: Any) -> Attendee:
    return meetings.add_attendee(actor=world.actor(who), meeting=meeting, kind=kind, now=world.now, **fields)


def items(world: World, meeting: Meeting, who: str = WRITER) -> dict[str, AgendaItem]:
    """One item of each class this writer may read, and one that concerns no person."""
    view = look(world, meeting, who)
    texts = {"": FREE} | {str(c): POISON[c] for c in view.writable()}
    return {
        c: meetings.add_item(actor=world.actor(who), meeting=meeting, info_class=c, text=text, now=world.now)
        for c, text in texts.items()
    }  # fmt: skip


def look(world: World, meeting: Meeting, who: str = "officer") -> MeetingView:
    return get_meeting(actor=world.actor(who), meeting_id=meeting.pk, at=world.now)


def step(world: World, meeting: Meeting, name: str, who: str = "officer", **fields: Any) -> Meeting:
    return minutes.take_step(actor=world.actor(who), meeting=meeting, step=name, now=world.now, **fields)


def write(world: World, meeting: Meeting, *lines: Line, who: str = "officer", **fields: Any) -> Any:
    latest = meeting.versions.filter(final_at__isnull=True, abandoned_at__isnull=True).get()
    return minutes.save_minutes(
        actor=world.actor(who), meeting=meeting, lines=lines, based_on=latest.revision, now=world.now, **fields
    )


def told_office(world: World) -> CaseKit:
    """A case; the home was given the summary and the welfare, and its contact works on it."""
    kit = make_case(world)
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", InfoClass.WELFARE)
    return kit


def table_of(world: World, case: Any, *, held: bool = False) -> Meeting:
    """A meeting for every page: called (or held) by the officer, with the home at the table, an item, a date."""
    meeting = plan(world, case, at=world.now)
    seat(world, meeting, "officer")
    seat(world, meeting, "home_contact")
    meetings.add_item(actor=world.actor("officer"), meeting=meeting, info_class="summary", text="近況", now=world.now)
    slots.offer_slots(
        actor=world.actor("officer"),
        meeting=meeting,
        moments=[world.now + timedelta(days=3)],
        until=None,
        now=world.now,
    )
    for name in ("call", "hold") if held else ("call",):
        meeting = step(world, meeting, name)
    return meeting


def things_of(meeting: Meeting, held: Meeting) -> dict[str, Any]:
    """The arguments of the addresses of a meeting; its minutes, and the steps, are those of the one that was held."""
    late = {f"meeting_id of meetings:{name}": held.pk for name in ("minutes", "version", "step")}
    return late | {
        "meeting_id": meeting.pk, "attendee_id": meeting.attendees.get(organisation__kind="service_office").pk,
        "agenda_id": meeting.agenda.get().pk, "slot_id": meeting.slots.get().pk, "minutes_id": held.versions.get().pk,
        "kind of meetings:print": "agenda", "step of meetings:step": "draft",
    }  # fmt: skip


__all__ = [
    "FREE",
    "POISON",
    "Line",
    "guest",
    "items",
    "look",
    "plan",
    "seat",
    "step",
    "table_of",
    "things_of",
    "told_office",
    "write",
]
