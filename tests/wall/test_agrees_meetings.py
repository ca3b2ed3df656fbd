"""The wall shows of meetings what the area shows: the meeting, its seats, agenda, dates, minutes, member by member."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.contacts.enums import AttendeeKind, LineKind
from renkei.contacts.models import AgendaItem, Attendee, Minutes, MinutesLine, SlotAnswer
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import MeetingView, get_meeting, opened_of, seats_of, visible_meetings
from renkei.contacts.services import meetings, slots
from renkei.core import wall
from renkei.core.errors import NotAllowed, NotFound
from renkei.policy.enums import InfoClass
from tests.contacts.meeting_kit import Line, guest, items, plan, seat, step, told_office, write
from tests.kit.cases import give_summary
from tests.policy.test_scopes_agree import SITUATIONS
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
Rows = set[object]
TABLES = (
    "contacts_meeting", "contacts_attendee", "contacts_agendaitem", "contacts_slot", "contacts_slotanswer", "contacts_minutes",
    "contacts_minutesline",
)  # fmt: skip


def tell(world, kit):
    """A meeting of the city with everybody, one of the centre alone, one nobody else hears of, one of no case; minutes, a draft."""
    city = plan(world, kit.case, at=world.now)
    for who in ("officer", "center_officer", "home_contact", "planner", "lawyer"):
        seat(world, city, who)
    gone = guest(world, city, AttendeeKind.OUTSIDE, name="見本花子", body="みほん診療所")
    meetings.remove_attendee(actor=world.actor("officer"), attendee=gone, now=world.now)
    items(world, city, "officer")
    (slot,) = slots.offer_slots(
        actor=world.actor("officer"), meeting=city, moments=[world.now + timedelta(days=2)], until=None, now=world.now
    )
    for chair in city.attendees.filter(removed_at__isnull=True):
        slots.answer_slots(
            actor=world.actor("officer"), meeting=city, attendee_id=chair.pk, answers={slot.pk: "yes"}, now=world.now
        )
    for name in ("call", "hold"):
        city = step(world, city, name)
    write(world, city, *(Line(LineKind.PENDING, c.value, c.value) for c in InfoClass if c is not InfoClass.THIRD_PARTY))
    for name in ("draft", "finalise"):
        city = step(world, city, name)
    step(world, city, "correct", reason="誤字")
    write(world, city, Line(LineKind.WISH, "言葉", "summary"))
    center = plan(world, kit.case, "center_officer")
    seat(world, center, "center_officer", "center_officer")
    seat(world, center, "officer", "center_officer")
    items(world, center)
    step(world, center, "call", "center_officer")
    seat(world, plan(world, kit.case), "home_contact")
    kin = plan(world, kit.case)
    for who in ("officer", "home_contact"):
        seat(world, kin, who)
    guest(world, kin, AttendeeKind.FAMILY, name="見本花子")
    step(world, kin, "call")
    free = plan(world, None)
    seat(world, free, "town_officer")
    step(world, free, "call")


def shown(world, who) -> dict[str, Rows]:
    """What the area shows this member, table by table."""
    actor, found = world.actor(who), {name: set() for name in TABLES}
    try:
        mine = list(visible_meetings(actor=actor, at=world.now))
    except NotAllowed:
        return found
    found["contacts_meeting"] = {m.pk for m in mine}
    for m in mine:
        add(found, get_meeting(actor=actor, meeting_id=m.pk, at=world.now))
    return found


def add(found: dict[str, Rows], view: MeetingView) -> None:
    m = view.meeting
    chairs = [
        s.attendee for s in [*table.seats(view=view), *(table.seats(view=view, removed=True) if view.calls else [])]
    ]
    found["contacts_attendee"] |= {a.pk for a in chairs}
    found["contacts_agendaitem"] |= {i.pk for i in AgendaItem.objects.filter(meeting=m) if view.sees(i.info_class)}
    found["contacts_slot"] |= {s.pk for s in m.slots.all()}
    seats = Attendee.objects.filter(meeting=m) if view.calls else seats_of(meeting=m, actor=view.actor)
    found["contacts_slotanswer"] |= {a.pk for a in SlotAnswer.objects.filter(attendee__in=seats)}
    minutes = {v.pk for v in Minutes.objects.filter(meeting=m) if view.calls or v.final_at}
    found["contacts_minutes"] |= minutes
    lines = MinutesLine.objects.filter(minutes__in=minutes)
    found["contacts_minutesline"] |= {x.pk for x in lines if view.sees(x.info_class)}


@pytest.mark.parametrize("situation", ["told", *list(SITUATIONS)[:3]])
def test_the_wall_shows_what_the_area_shows(world, situation):
    kit = told_office(world)
    give_summary(kit, "bar", "lawyer")  # who may not know it of others sits there himself
    tell(world, kit)
    if situation != "told":
        SITUATIONS[situation](kit)
    differ = []
    for who in world.members:
        area = shown(world, who)
        with as_member(world, who):
            behind = {name: seen(name) for name in TABLES}
        differ += [
            (who, name, "hidden", len(area[name] - behind[name]), "leaked", len(behind[name] - area[name]))
            for name in TABLES if area[name] != behind[name]
        ]  # fmt: skip
    assert differ == []


def test_there_is_something_to_compare(world):
    tell(world, told_office(world))
    for name in TABLES:
        assert seen(name), name
    office, city = shown(world, "home_contact"), shown(world, "officer")
    assert office["contacts_agendaitem"] < city["contacts_agendaitem"]
    assert office["contacts_minutesline"] < city["contacts_minutesline"]
    with pytest.raises(NotFound):
        get_meeting(actor=world.actor("work_contact"), meeting_id=next(iter(city["contacts_meeting"])), at=world.now)


def test_an_office_changes_nothing_of_it_before_the_wall(world):
    """Also without the application: the rows may be seen, none may be changed or added."""
    from django.db import DatabaseError, connection, transaction

    tell(world, told_office(world))
    tries = (
        "UPDATE contacts_meeting SET status = 'cancelled'", "UPDATE contacts_attendee SET removed_at = now()",
        "UPDATE contacts_agendaitem SET info_class = ''", "UPDATE contacts_minutesline SET info_class = ''",
    )  # fmt: skip
    with as_member(world, "home_contact"):
        for statement in tries:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0, statement
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO contacts_agendaitem (id, created_at, meeting_id, position, info_class, text)"
                " SELECT gen_random_uuid(), now(), id, 99, '', '\\x00' FROM contacts_meeting LIMIT 1"
            )


def test_the_wall_counts_decisions_that_it_hides(world):
    """As in a request of the manager, to whom the row itself is hidden."""
    meeting = plan(world, told_office(world).case, at=world.now)
    seat(world, meeting, "officer")
    for name in ("call", "hold"):
        step(world, meeting, name)
    write(world, meeting, Line(LineKind.DECISION, "薬を届ける", "welfare"), Line(LineKind.WISH, "言葉", "summary"))
    minutes = meeting.versions.get()
    found = {}
    for who in ("officer", "manager", "home_contact"):
        with as_member(world, who):
            found[who] = [
                (n, wall.call("SELECT wall.minutes_lines(%s, %s)", [minutes.pk, ["decision"]]))
                for n in [len(seen("contacts_minutesline"))]
            ]
    assert found == {"officer": [(2, [(1,)])], "manager": [(1, [(1,)])], "home_contact": [(0, [(0,)])]}
    with as_member(world, "manager"):
        view = get_meeting(actor=world.actor("manager"), meeting_id=meeting.pk, at=world.now)
        assert not table.all_read(view=view, minutes=minutes, kinds=["decision"])
        assert table.all_read(view=view, minutes=minutes, kinds=["wish"])


def test_what_the_table_may_know_is_told_from_when_one_finds_it(world):
    """To the bodies that attend once it is opened, and to roles with meetings only."""
    meeting = plan(world, told_office(world).case)
    seat(world, meeting, "home_contact")
    opened = []
    for before in (True, False):
        for who in ("officer", "home_contact", "home_staff"):
            with as_member(world, who):
                opened.append((before, who, bool(opened_of([meeting.pk])[meeting.pk])))
        if before:
            step(world, meeting, "call")
    assert [(b, w) for b, w, found in opened if found] == [
        (True, "officer"),
        (False, "officer"),
        (False, "home_contact"),
    ]
