"""The steps of a meeting and its minutes: what each step asks, what a correction leaves, tasks, the next meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from renkei.contacts.enums import LineKind, MeetingStatus
from renkei.contacts.models import Meeting, MinutesLine
from renkei.contacts.queries import at_table as table
from renkei.contacts.services import meetings
from renkei.contacts.services.minutes import save_minutes
from renkei.contacts.states.meetings import MEETING
from renkei.coordination.models.tasks import Task
from renkei.core.errors import Conflict, InvalidTransition, RuleBroken
from renkei.policy.enums import InfoClass
from tests.contacts.meeting_kit import Line, items, look, plan, seat, step, told_office, write

C, S = InfoClass, MeetingStatus


@pytest.fixture
def held(world):
    """A meeting that was held, with the officer and the home at the table and an item of each class."""
    meeting = plan(world, told_office(world).case, at=world.now)
    seat(world, meeting, "officer")
    seat(world, meeting, "home_contact")
    items(world, meeting, "officer")
    step(world, meeting, "call")
    return step(world, meeting, "hold")


def texts(world, meeting, who="officer", *, for_table=False, minutes=None) -> list[str]:
    view = look(world, meeting, who)
    version = minutes or table.newest(view=view)
    return [x.text for x in table.minutes_lines(view=view, minutes=version, for_table=for_table, reason="meeting")]


def test_every_step_and_back(world):
    meeting = plan(world, told_office(world).case, at=None)
    with pytest.raises(RuleBroken, match="日時"):
        step(world, meeting, "call")
    meetings.edit_meeting(
        actor=world.actor("officer"),
        meeting=meeting,
        now=world.now,
        kind="case",
        item="a",
        at=world.now + timedelta(days=1),
    )
    with pytest.raises(RuleBroken, match="出席者"):
        step(world, meeting, "call")
    chair = seat(world, meeting, "officer", confidentiality="", confirmed_on=None)
    assert [step(world, meeting, s).status for s in ("call", "recall", "cancel", "reopen", "call")] == [
        S.CALLED, S.PREPARING, S.CANCELLED, S.PREPARING, S.CALLED
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="まだ来て"):
        step(world, meeting, "hold")
    world.clock.tick(days=1)
    with pytest.raises(RuleBroken, match="守秘"):
        step(world, meeting, "hold")
    meetings.edit_attendee(
        actor=world.actor("officer"),
        attendee=chair,
        now=world.now,
        mode="present",
        confidentiality="official",
        confirmed_on=world.clock.today,
    )
    assert [step(world, meeting, s).status for s in ("hold", "unhold", "hold", "draft", "undraft", "draft")][
        -1
    ] == S.DRAFTED
    with pytest.raises(RuleBroken, match="何も書かれて"):
        step(world, meeting, "finalise")
    with pytest.raises(RuleBroken, match="確定した版"):
        step(world, meeting, "keep")
    write(world, meeting, Line(LineKind.PENDING, "次に話す", "summary"))
    assert step(world, meeting, "finalise").attendees_count == 1
    with pytest.raises(InvalidTransition):
        step(world, meeting, "finalise")
    assert set(MEETING.final_states()) == set()


def test_the_table_sees_of_the_minutes_what_it_may(world, held):
    write(world, held, *(Line(LineKind.PENDING, f"{c.value}の話", c.value) for c in C if c is not C.THIRD_PARTY))
    step(world, held, "draft")
    assert len(texts(world, held)) == 5
    assert texts(world, held, for_table=True) == ["summaryの話", "welfareの話"]
    assert table.newest(view=look(world, held, "home_contact")) is None  # a draft is nobody else's
    step(world, held, "finalise")
    assert texts(world, held, "home_contact") == ["summaryの話", "welfareの話"]


def test_a_final_version_stays_and_a_correction_is_a_new_one(world, held):
    write(
        world,
        held,
        Line(LineKind.WISH, "はじめの言葉", "summary"),
        Line(LineKind.PENDING, "保留", "summary", position=1),
    )
    step(world, held, "draft")
    step(world, held, "finalise")
    first = table.newest(view=look(world, held))
    with pytest.raises(Conflict):
        save_minutes(actor=world.actor("officer"), meeting=held, lines=[], based_on=first.revision, now=world.now)
    with pytest.raises(RuleBroken, match="理由"):
        step(world, held, "correct")
    step(world, held, "correct", reason="聞き違い")
    key = MinutesLine.objects.get(kind="wish").key
    write(world, held, Line(LineKind.WISH, "直した言葉", "summary", key=key))
    with pytest.raises(RuleBroken):
        step(world, held, "undraft")
    assert texts(world, held, minutes=first) == ["はじめの言葉", "保留"]
    assert sorted(texts(world, held)) == ["保留", "直した言葉"]
    step(world, held, "keep")
    assert texts(world, held) == ["はじめの言葉", "保留"]
    step(world, held, "correct", reason="聞き違い")
    write(world, held, Line(LineKind.WISH, "", "summary", key=key))
    step(world, held, "finalise")
    assert texts(world, held) == ["保留"]
    assert texts(world, held, minutes=first) == ["はじめの言葉", "保留"]


def test_the_database_refuses_to_overwrite(world, held):
    write(world, held, Line(LineKind.WISH, "言葉", "summary"))
    step(world, held, "draft")
    step(world, held, "finalise")
    line = MinutesLine.objects.get()
    for change in ({"text": "書き換え"}, {"info_class": "welfare"}, {"ended_by_id": line.minutes_id}):
        for name, value in change.items():
            setattr(line, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            line.save()
        line.refresh_from_db()
    for thing in (line, line.minutes):
        with pytest.raises(DatabaseError), transaction.atomic():
            thing.delete()
    line.minutes.revision = 99
    with pytest.raises(DatabaseError), transaction.atomic():
        line.minutes.save()


def test_a_correction_loses_no_line_its_writer_cannot_read(world, held):
    """The centre's or a named person's line of a class the officer may not read stands on."""
    write(world, held, Line(LineKind.WISH, "言葉", "summary"))
    minutes = table.newest(view=look(world, held))
    MinutesLine.objects.create(minutes=minutes, kind="wish", info_class="third_party", text="読めない行", position=9)
    step(world, held, "draft")
    step(world, held, "finalise")
    step(world, held, "correct", reason="誤字")
    write(world, held, Line(LineKind.PENDING, "足した行", "summary"))
    step(world, held, "finalise")
    newest = table.newest(view=look(world, held))
    assert "読めない行" not in texts(world, held)
    assert "third_party" in set(table.lines_of(newest).values_list("info_class", flat=True))


def test_the_late_one_of_two_writers_is_told(world, held):
    seen = table.newest(view=look(world, held)).revision
    write(world, held, Line(LineKind.WISH, "先", "summary"))
    with pytest.raises(Conflict):
        save_minutes(actor=world.actor("core_officer"), meeting=held, lines=[], based_on=seen, now=world.now)


def test_decisions_become_tasks_and_a_correction_moves_them(world, held):
    home, city = world.org("home"), world.org("city")
    due = world.clock.today + timedelta(days=5)
    write(
        world, held,
        Line(LineKind.DECISION, "見学の日を決める", "summary", organisation_id=home.pk, due_on=due),
        Line(LineKind.DECISION, "罪名に触れる用件", "justice_detail", position=1, organisation_id=home.pk),
        Line(LineKind.DECISION, "窓口に行く", "summary", position=2, organisation_id=city.pk, user_id=world.user("officer").pk),
    )  # fmt: skip
    assert Task.objects.count() == 0
    step(world, held, "draft")
    step(world, held, "finalise")
    made = {
        t.title: (t.organisation_id, t.user_id, t.due_on, t.info_class) for t in Task.objects.filter(source="meeting")
    }
    assert made == {
        "見学の日を決める": (home.pk, None, due, "summary"),
        "罪名に触れる用件": (
            city.pk,
            None,
            None,
            "justice_detail",
        ),  # the home may not know it: it stays with who calls
        "窓口に行く": (city.pk, world.user("officer").pk, None, "summary"),
    }
    step(world, held, "correct", reason="日を誤った")
    line = next(x for x in MinutesLine.objects.filter(kind="decision") if x.text == "見学の日を決める")
    later = due + timedelta(days=7)
    write(
        world,
        held,
        Line(LineKind.DECISION, "見学の日を決める", "summary", key=line.key, organisation_id=home.pk, due_on=later),
    )
    step(world, held, "finalise")
    states = sorted((t.title, str(t.due_on), t.status) for t in Task.objects.filter(source="meeting"))
    assert states == [
        ("窓口に行く", "None", "open"), ("罪名に触れる用件", "None", "open"), ("見学の日を決める", str(due), "dropped"),
        ("見学の日を決める", str(later), "open"),
    ]  # fmt: skip


def test_the_next_date_prepares_the_next_meeting_once(world, held):
    day = world.now + timedelta(days=30)
    write(world, held, Line(LineKind.PENDING, "日中のこと", "welfare"), next_at=day)
    step(world, held, "draft")
    step(world, held, "finalise")
    following = Meeting.objects.get(previous=held)
    assert (following.status, following.at, following.attendees.count()) == (S.PREPARING, day, 2)
    assert [x.text for x in table.agenda(view=look(world, following), for_table=False)] == ["日中のこと"]
    step(world, held, "correct", reason="日を誤った")
    write(world, held, next_at=day + timedelta(days=1))
    step(world, held, "finalise")
    assert Meeting.objects.get(previous=held).at == day + timedelta(days=1)


def test_who_cannot_read_a_decision_does_not_make_it_final(world):
    """Its task would be lost. Unassigned, the manager calls for the city and reads no 支援情報."""
    meeting = plan(world, told_office(world).case, at=world.now, place="みほん刑務所", place_class="justice_outline")
    seat(world, meeting, "officer")
    for name in ("call", "hold"):
        step(world, meeting, name)
    day = world.now + timedelta(days=30)
    write(world, meeting, Line(LineKind.DECISION, "薬を届ける", "welfare"), next_at=day)
    step(world, meeting, "draft")
    with pytest.raises(RuleBroken, match="読めない決定"):
        step(world, meeting, "finalise", "manager")
    assert not Task.objects.exists()
    step(world, meeting, "finalise")
    assert [t.title for t in Task.objects.all()] == ["薬を届ける"]
    step(world, meeting, "correct", reason="誤り")
    line = MinutesLine.objects.get()
    write(world, meeting, Line(LineKind.DECISION, "", "welfare", key=line.key))
    write(world, meeting, Line(LineKind.WISH, "言葉", "summary"))
    with pytest.raises(RuleBroken, match="読めない決定"):  # nor one that is struck
        step(world, meeting, "finalise", "manager")


def test_the_place_goes_to_the_next_meeting_unread(world):
    meeting = plan(world, told_office(world).case, at=world.now, place="みほん刑務所", place_class="justice_outline")
    seat(world, meeting, "officer")
    for name in ("call", "hold"):
        step(world, meeting, name)
    write(world, meeting, Line(LineKind.WISH, "言葉", "summary"), next_at=world.now + timedelta(days=30))
    step(world, meeting, "draft")
    step(world, meeting, "finalise", "manager")
    following = Meeting.objects.get(previous=meeting)
    assert (following.place, following.place_class) == ("みほん刑務所", "justice_outline")
