"""会議: what the table may see (attendee × class), who finds it, what opens and shuts it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.contacts.enums import AttendeeKind, MeetingKind
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import get_meeting, opened_of, visible_meetings, waiting
from renkei.contacts.rules import meetings as rules
from renkei.contacts.services import meetings, slots
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Cause
from renkei.disclosure.queries import facts_for
from renkei.policy.decide import can
from renkei.policy.enums import OFFICE_KINDS, InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS
from tests.contacts.meeting_kit import FREE, POISON, guest, items, look, plan, seat, step, told_office
from tests.kit.cases import make_case

C = InfoClass
OWN = {C.SUMMARY, C.IDENTITY, C.WELFARE, C.JUSTICE_OUTLINE, C.JUSTICE_DETAIL}
#: Who alone at the table → what it may see, by hand from the role table and the rows of `told_office`.
KNOWS = {
    "officer": OWN, "core_officer": OWN, "center_officer": set(C), "manager": {C.SUMMARY, C.IDENTITY}, "colleague": {C.SUMMARY, C.IDENTITY},
    "grants": set(), "home_contact": {C.SUMMARY, C.WELFARE}, "home_staff": {C.WELFARE}, "work_contact": set(), "planner": set(),
    "lawyer": set(), "prefecture": set(), "town_officer": set(),
}  # fmt: skip
#: Without an account: kind, whose body, what it may see.
GUESTS = [
    (AttendeeKind.OUTSIDE, "home", {C.SUMMARY, C.WELFARE}), (AttendeeKind.OUTSIDE, "center", OWN), (AttendeeKind.OUTSIDE, "work", set()),
    (AttendeeKind.OUTSIDE, "", set()), (AttendeeKind.PERSON, "", OWN), (AttendeeKind.FAMILY, "", set()),
]  # fmt: skip


def on_table(world, meeting, who="officer") -> set[str]:
    return {line.text for line in table.agenda(view=look(world, meeting, who), for_table=True, reason="meeting")} - {""}


def opened(meeting) -> frozenset[InfoClass]:
    return opened_of([meeting.pk])[meeting.pk]


def test_attendee_by_class(world):
    """Every kind of attendee alone, against the table above and against the policy itself."""
    kit = told_office(world)
    for name, expected in KNOWS.items():
        meeting = plan(world, kit.case)
        seat(world, meeting, name)
        actor = world.actor(name)
        facts = facts_for(actor=actor, case_id=kit.case.pk, at=world.now)
        policy = {c for c in C if can(actor, VIEW_OF_CLASS[c], facts, at=world.now)}
        if actor.organisation_kind in OFFICE_KINDS:
            policy -= {C.THIRD_PARTY}
        assert (name, set(opened(meeting))) == (name, expected)
        assert policy == expected, name


@pytest.mark.parametrize(("kind", "org", "expected"), GUESTS)
def test_guest_by_class(world, kind, org, expected):
    meeting = plan(world, told_office(world).case)
    body = {"organisation_id": world.org(org).pk} if org else {"body": "みほん診療所"}
    guest(world, meeting, kind, name="見本花子", **body)
    assert opened(meeting) == expected


def test_the_table_shows_what_all_of_them_know(world):
    kit = told_office(world)
    meeting = plan(world, kit.case)
    items(world, meeting, "officer")
    assert on_table(world, meeting) == {FREE}  # nobody is there yet
    seat(world, meeting, "officer")
    assert on_table(world, meeting) == {FREE} | {POISON[c] for c in OWN}
    late = seat(world, meeting, "home_contact")
    assert on_table(world, meeting) == {FREE, POISON[C.SUMMARY], POISON[C.WELFARE]}
    meetings.remove_attendee(actor=world.actor("officer"), attendee=late, now=world.now)
    assert on_table(world, meeting) == {FREE} | {POISON[c] for c in OWN}
    meetings.restore_attendee(actor=world.actor("officer"), attendee=late, now=world.now)
    row = kit.rows("home", C.WELFARE)[0]
    disclosure.end_entry(actor=world.actor("officer"), entry=row, cause=Cause.NOT_NEEDED, now=world.clock.tick())
    world.clock.tick()
    assert on_table(world, meeting) == {FREE, POISON[C.SUMMARY]}  # a row that ended
    guest(world, meeting, AttendeeKind.FAMILY, name="見本花子")
    assert on_table(world, meeting) == {FREE}
    lines = table.agenda(view=look(world, meeting), for_table=True, reason="meeting")
    assert [bool(line.item) for line in lines] == [True] + [False] * 5  # a place, and neither text nor class


def test_a_row_that_names_somebody_on_paper(world):
    kit = told_office(world)
    kit.disclose("officer", "home", C.JUSTICE_OUTLINE, paper_persons="見本 花子、ほかの人")
    for name, knows in (("見本花子", True), ("見本", False), ("別の人", False)):
        meeting = plan(world, kit.case)
        guest(world, meeting, AttendeeKind.OUTSIDE, name=name, organisation_id=world.org("home").pk)
        assert (C.JUSTICE_OUTLINE in opened(meeting)) is knows, name


def test_who_is_the_reason_is_told_to_the_side_that_calls(world):
    kit = told_office(world)
    meeting = plan(world, kit.case)
    seat(world, meeting, "officer")
    seat(world, meeting, "home_contact")
    items(world, meeting, "officer")
    step(world, meeting, "call")
    ours = table.agenda(view=look(world, meeting), for_table=False, reason="meeting")
    kept = {line.item.info_class: line.kept_from for line in ours}
    assert kept[C.SUMMARY] == ()
    assert kept[C.JUSTICE_DETAIL] == ("グループホームあおぞら　事業所 窓口（home_contact）",)
    theirs = table.agenda(view=look(world, meeting, "home_contact"), for_table=False, reason="meeting")
    assert {line.text for line in theirs} == {"", FREE, POISON[C.SUMMARY], POISON[C.WELFARE]}
    assert not any(line.kept_from for line in theirs)


def test_offence_stays_closed_without_a_reason(world):
    meeting = plan(world, told_office(world).case)
    seat(world, meeting, "officer")
    items(world, meeting, "officer")
    lines = table.agenda(view=look(world, meeting), for_table=False)
    assert [line.text for line in lines if line.closed] == [""]
    assert POISON[C.JUSTICE_DETAIL] not in {line.text for line in lines}


def test_a_meeting_opens_no_row_of_the_ledger(world):
    from renkei.disclosure.models import LedgerEntry

    kit = told_office(world)
    before = set(LedgerEntry.objects.values_list("pk", "ends_at"))
    meeting = plan(world, kit.case)
    seat(world, meeting, "officer")
    seat(world, meeting, "work_contact")
    items(world, meeting, "officer")
    step(world, meeting, "call")
    assert set(LedgerEntry.objects.values_list("pk", "ends_at")) == before


def test_who_finds_it_and_from_when(world):
    kit = told_office(world)
    meeting = plan(world, kit.case)
    seat(world, meeting, "home_contact")
    found = lambda who: meeting in visible_meetings(actor=world.actor(who), at=world.now)  # noqa: E731
    assert [who for who in ("officer", "core_officer", "manager", "home_contact", "center_officer") if found(who)] == [
        "officer", "core_officer", "manager"
    ]  # fmt: skip
    with pytest.raises(NotFound):
        look(world, meeting, "home_contact")
    step(world, meeting, "call")
    assert found("home_contact")
    assert not look(world, meeting, "home_contact").calls
    assert not found("center_officer")
    with pytest.raises(NotFound):
        look(world, meeting, "center_officer")
    with pytest.raises(NotAllowed):
        look(world, meeting, "home_staff")
    for who in ("home_contact", "center_officer"):
        with pytest.raises((NotFound, NotAllowed)):
            step(world, meeting, "recall", who)


def test_a_body_that_tells_is_left_out_for_who_may_not_know(world):
    kit = told_office(world)
    meeting = plan(world, kit.case, kind=MeetingKind.JOINT)
    for who in ("officer", "center_officer", "home_contact"):
        seat(world, meeting, who)
    step(world, meeting, "call")
    ours, theirs = table.seats(view=look(world, meeting)), table.seats(view=look(world, meeting, "home_contact"))
    assert [table.on_paper(s) for s in ours if s.masked] == ["関係機関"]
    assert "定着" not in "".join(s.body for s in theirs)
    assert (look(world, meeting).title, look(world, meeting, "home_contact").title) == (
        "合同支援会議",
        rules.NEUTRAL_KIND,
    )


def test_a_place_that_tells(world):
    meeting = plan(world, told_office(world).case, place="みほん刑務所 面会室", place_class=C.JUSTICE_OUTLINE)
    seat(world, meeting, "officer")
    assert "刑務所" in table.place_of(view=look(world, meeting), for_table=True)
    seat(world, meeting, "home_contact")
    assert table.place_of(view=look(world, meeting), for_table=True) == rules.PLACE_APART


def test_a_meeting_without_a_case_speaks_of_nobody(world):
    meeting = plan(world, None)
    with pytest.raises(RuleBroken):
        meetings.add_item(
            actor=world.actor("officer"), meeting=meeting, info_class="summary", text="あの人", now=world.now
        )
    for kind in (AttendeeKind.PERSON, AttendeeKind.FAMILY):
        with pytest.raises(RuleBroken):
            guest(world, meeting, kind, name="だれか")
    with pytest.raises(RuleBroken):
        plan(world, None, kind=MeetingKind.CASE)
    with pytest.raises(RuleBroken):
        plan(world, make_case(world).case, kind=MeetingKind.REGULAR)
    meetings.add_item(actor=world.actor("officer"), meeting=meeting, info_class="", text=FREE, now=world.now)
    seat(world, meeting, "town_officer")
    step(world, meeting, "call")
    assert on_table(world, meeting, "town_officer") == {FREE}
    with pytest.raises(NotFound):
        look(world, meeting, "center_officer")


def test_dates_are_offered_answered_and_chosen(world):
    kit = told_office(world)
    meeting = plan(world, kit.case, at=None)
    mine, theirs = seat(world, meeting, "officer"), seat(world, meeting, "home_contact")
    days = [world.now + timedelta(days=n) for n in (3, 4)]
    first, second = slots.offer_slots(
        actor=world.actor("officer"), meeting=meeting, moments=days, until=world.clock.today, now=world.now
    )
    answer = lambda who, chair, **given: slots.answer_slots(  # noqa: E731
        actor=world.actor(who), meeting=meeting, attendee_id=chair.pk, now=world.now,
        answers={first.pk: given.get("first", "yes"), second.pk: given.get("second", "yes")},
    )  # fmt: skip
    assert [w.title for w in waiting(actor=world.actor("home_contact"), at=world.now)] == ["会議の日程に答える"]
    answer("home_contact", theirs, first="no")
    answer("officer", mine)
    assert waiting(actor=world.actor("home_contact"), at=world.now) == []
    with pytest.raises(NotFound):
        answer("home_contact", mine)
    from renkei.contacts.queries.slots import slots_of

    assert [line.suits for line in slots_of(view=look(world, meeting), seats=[mine, theirs])] == [False, True]
    slots.choose_slot(actor=world.actor("officer"), slot=second, now=world.now)
    assert look(world, meeting).meeting.at == days[1]
    answer("home_contact", theirs, first="maybe")  # a change of mind
    assert [line.suits for line in slots_of(view=look(world, meeting), seats=[mine, theirs])] == [True, True]


CLASSES = st.frozensets(st.sampled_from(list(C)))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine is shared
@given(
    known=st.dictionaries(st.integers(0, 9), CLASSES, max_size=5),
    more=CLASSES,
    texts=st.lists(st.sampled_from(["", *C]), max_size=8),
)
def test_what_is_printed_is_known_to_every_attendee(known, more, texts):
    printed = {c for c in texts if rules.shows(c, rules.common(known))} - {""}
    assert all(printed <= classes for classes in known.values())
    assert known or not printed
    with_more = {**known, "late": more}
    assert not known or {c for c in texts if rules.shows(c, rules.common(with_more))} - {""} <= printed
    for c in set(texts) - {""} - printed:
        assert rules.unknowing(known, c) or not known


def test_get_meeting_asks_the_role_of_the_case_too(world):
    kit = told_office(world)
    meeting = plan(world, kit.case)
    with pytest.raises(NotAllowed):
        get_meeting(actor=world.actor("colleague"), meeting_id=meeting.pk, at=world.now)


def test_the_persons_own_name_is_not_kept_in_a_seat(world):
    meeting = plan(world, make_case(world).case)
    names = [guest(world, meeting, k, name="見本花子").name for k in (AttendeeKind.FAMILY, AttendeeKind.PERSON)]
    assert names == ["見本花子", None]
