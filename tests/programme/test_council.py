"""定期協議 and 協議会: who finds what; decisions carried until closed; cases and gaps on the agenda without a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases import services as cases
from renkei.cases.models import Case, Need
from renkei.contacts.models import AgendaItem, Attendee, Meeting
from renkei.contacts.services.minutes import Line
from renkei.core.errors import InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.core.scan import background_in, of_one_person
from renkei.disclosure.queries import facts_for
from renkei.programme.models import CaseTrace, CouncilSession, FollowUp
from renkei.programme.queries import council as queries
from renkei.programme.queries import hard
from renkei.programme.services import council, council_followups, council_sessions
from tests.kit.cases import make_case, move_to
from tests.programme import council_kit as kit

DECISION = Line("decision", "次の回までに、事業所を3か所たずねる")


def lines(world, made, who="officer"):
    return list(queries.followups_of(view=view(world, made, who)))


def view(world, made, who="officer"):
    return queries.get_series(actor=world.actor(who), pk=made.pk, at=world.now)


def old_case(world):
    """Accepted long ago, without a place to live."""
    made = make_case(world)
    move_to(made, "coordinating")
    Case.objects.filter(pk=made.case.pk).update(accepted_at=world.now - timedelta(days=200))
    Need.objects.create(case=made.case, kind="housing")
    made.case.refresh_from_db()
    return made.case


def put(world, made, session, case, **fields):
    values = {"say_less": lambda case, told: told, "declines": {case.pk: 4}}
    return council_sessions.put_cases(
        actor=world.actor("officer"), series_id=made.pk, session_id=session.pk, case_ids=[case.pk], now=world.now,
        **(values | fields),
    )  # fmt: skip


def test_the_history_of_a_case_does_not_lead_back_from_the_agenda_or_the_paper(world):
    """All core bodies that take part read the history: a centre with the paper in hand would find whose it is."""
    made, case = kit.table(world, kind="council"), old_case(world)
    session = kit.plan(world, made)
    assert put(world, made, session, case) == 1
    kit.decide(world, kit.sheet(world, made, case))
    told = Event.objects.filter(code__in=[E.COUNCIL_CHANGED, E.CASE_SHEET_MOVED])
    assert told.exists()
    assert not told.filter(case_id__isnull=False).exists()
    assert CaseTrace.objects.filter(case=case).exists(), "the side that made them still finds the way"


def test_the_side_that_runs_it_and_whoever_sits_there_find_it(world):
    made = kit.table(world)
    finds = {}
    for name in world.members:
        try:
            finds[name] = made in queries.series_of(actor=world.actor(name), at=world.now)
        except NotAllowed:
            finds[name] = None
    assert {n for n, found in finds.items() if found} == {
        "officer", "colleague", "manager", "core_officer", "core_manager", "center_officer", "center_colleague"
    }  # fmt: skip
    assert {n for n, found in finds.items() if found is False} == {"town_officer", "town_manager"}
    assert view(world, made, "core_officer").runs
    assert not view(world, made, "center_officer").runs
    with pytest.raises(NotAllowed):
        kit.series(world, "center_officer")
    with pytest.raises(NotFound):
        council.end_series(actor=world.actor("town_officer"), pk=made.pk, now=world.now)


def test_a_body_that_no_longer_sits_there_finds_it_no_more(world):
    made = kit.series(world)
    seat = kit.sit(world, made, "center_officer", ends_on=world.clock.today + timedelta(days=10))
    center = world.actor("center_officer")
    assert queries.series_of(actor=center, at=world.now).exists()
    assert not queries.series_of(actor=center, at=world.now + timedelta(days=11)).exists()
    council.remove_member(actor=world.actor("officer"), series_id=made.pk, pk=seat.pk, now=world.now)
    assert not queries.series_of(actor=center, at=world.now).exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"user_id": None, "organisation_id": None}, "name"), ({"user_id": None, "organisation_id": None, "name": "見本花子"}, "body"),
        ({"pledged_on": "tomorrow"}, "pledged_on"), ({"pledge": ""}, ""),
    ],
)  # fmt: skip
def test_a_member_is_named_and_bound_by_whole_sentences(world, fields, field):
    made = kit.series(world)
    days = {"tomorrow": world.clock.today + timedelta(days=1)}
    with pytest.raises(RuleBroken) as refused:
        kit.sit(
            world, made, "center_officer", **{k: days.get(v, v) if isinstance(v, str) else v for k, v in fields.items()}
        )
    assert (refused.value.field or "") == field


def test_the_next_meeting_has_everybody_at_the_table(world):
    made = kit.table(world)
    kit.guest(world, made)
    session = kit.plan(world, made, days=30)
    seats = Attendee.objects.filter(meeting=session.meeting)
    assert seats.count() == 4
    assert seats.filter(confidentiality="official").count() == 3  # the guest has not pledged
    assert (session.meeting.case, session.meeting.item, session.meeting.counterpart) == (None, "c3", "center")
    made.refresh_from_db()
    assert made.next_on > world.clock.today + timedelta(days=100)
    council.end_series(actor=world.actor("officer"), pk=made.pk, now=world.now)
    with pytest.raises(RuleBroken):
        kit.plan(world, made)


def test_decisions_are_carried_from_meeting_to_meeting_until_closed(world):
    made = kit.table(world)
    first = kit.plan(world, made)
    kit.hold(
        world, first, replace(DECISION, organisation_id=world.org("center").pk), next_at=world.now + timedelta(days=90)
    )
    (follow,) = lines(world, made)
    assert (follow.text, follow.organisation, follow.session) == (DECISION.text, world.org("center"), first)
    following = Meeting.objects.get(previous=first.meeting)
    assert (
        CouncilSession.objects.filter(series=made, meeting=following).count() == 1
    )  # the one of 次回 belongs to the table
    assert queries.carried_to(meeting=following) == [follow]
    assert queries.carried_to(meeting=first.meeting) == []  # its own decisions are no old ones
    with pytest.raises(RuleBroken):
        close(world, made, follow, result="")
    close(world, made, follow, result="3か所のうち1か所が受入れを考えることになった")
    assert queries.carried_to(meeting=following) == []
    with pytest.raises(InvalidTransition):
        close(world, made, follow)
    close(world, made, follow, step="reopen", result="")
    assert queries.carried_to(meeting=following) == [follow]


def close(world, made, follow, step="finish", result="済んだ", who="officer"):
    return council_followups.move_followup(
        actor=world.actor(who), series_id=made.pk, pk=follow.pk, step=step, result=result, now=world.now
    )


def test_a_corrected_decision_changes_and_a_struck_one_is_dropped(world):
    from tests.contacts import meeting_kit as meetings

    made = kit.table(world)
    session = kit.plan(world, made)
    meeting = kit.hold(world, session, DECISION, replace(DECISION, text="名簿を作る", position=1))
    kit.move(world, meeting, "correct", reason="書き間違い")
    keys = {f.text: f.line_key for f in lines(world, made)}
    meetings.write(
        world, meeting, replace(DECISION, text="4か所たずねる", key=keys[DECISION.text]),
        replace(DECISION, text="", key=keys["名簿を作る"]),
    )  # fmt: skip
    kit.move(world, meeting, "finalise")
    assert [f.text for f in lines(world, made)] == ["4か所たずねる"]
    assert FollowUp.objects.get(text="名簿を作る").status == "dropped"


def test_a_text_that_tells_of_one_person_is_refused(world):
    made = kit.table(world)
    officer = world.actor("officer")
    follow = {"actor": officer, "series_id": made.pk, "now": world.now, "user_id": None, "organisation_id": None}
    with pytest.raises(RuleBroken):
        council_followups.add_followup(**follow, text="山田さんの住まいを探す", due_on=None)
    assert council_followups.add_followup(**follow, text="一人暮らしの練習の場を作る", due_on=None).origin == "hand"
    with pytest.raises(NotAllowed):
        council_followups.add_followup(**(follow | {"actor": world.actor("center_officer")}), text="名簿を作る")


def test_a_hard_case_stands_on_the_agenda_as_nobody(world):
    made, case = kit.table(world), old_case(world)
    session = kit.plan(world, made, days=7)
    offered = hard.proposals(view=view(world, made), declines={case.pk: 4})
    assert [(p.case, p.told.reasons) for p in offered] == [(case, ("declined", "waiting"))]
    kit.sheet(world, made, case)
    assert not any(p.on_agenda for p in hard.proposals(view=view(world, made), declines={}, meeting_id=None))
    assert put(world, made, session, case) == 1
    assert hard.proposals(view=view(world, made), declines={}, meeting_id=session.meeting_id)[0].on_agenda
    item = AgendaItem.objects.get(meeting=session.meeting)
    assert item.info_class == ""
    assert item.text.startswith("事例1　年代：")
    assert case.number not in item.text
    assert background_in(item.text) == []
    assert of_one_person(item.text, today=world.clock.today, headings=True) == []
    assert put(world, made, session, case) == 0  # it stands there already
    read = Event.objects.filter(code=E.RECORD_VIEWED, case_id=case.pk, info_class="identity")
    assert read.filter(user_id=world.members["officer"].user_id).exists()  # the 年代 was read


def test_too_few_people_and_more_is_left_out(world):
    made, case = kit.table(world), old_case(world)
    session = kit.plan(world, made, days=7)
    put(world, made, session, case, say_less=lambda case, told: replace(told, age="", month=""))
    assert "年代" not in AgendaItem.objects.get(meeting=session.meeting).text


def test_the_way_back_to_the_case_is_for_the_side_that_wrote_it(world):
    made, case = kit.table(world), old_case(world)
    session = kit.plan(world, made, days=7)
    put(world, made, session, case)

    def behind(who):
        return list(hard.cases_behind(actor=world.actor(who), meeting=session.meeting, at=world.now).values())

    assert behind("officer") == behind("core_officer") == [case]
    assert behind("center_officer") == []  # although it holds the case
    assert behind("town_officer") == []


def test_the_rules_propose_only_cases_one_sees(world):
    made, case = kit.table(world), old_case(world)
    session = kit.plan(world, made, days=7)
    stranger = kit.series(world, "town_officer", title="町の定期協議")
    assert hard.proposals(view=view(world, stranger, "town_officer"), declines={case.pk: 9}) == []
    with pytest.raises(NotFound):
        hard.proposals(view=view(world, made, "center_officer"), declines={})
    Case.objects.filter(pk=case.pk).update(accepted_at=world.now)
    with pytest.raises(NotFound):  # no longer hard: a case that is not offered can't be posted
        put(world, made, session, case, declines={})


def test_a_case_all_of_them_hold_is_offered_a_meeting_of_its_own(world):
    case = old_case(world)
    made = kit.table(world)
    (offered,) = hard.proposals(view=view(world, made), declines={case.pk: 4})
    assert offered.joint
    kit.guest(world, made)
    (offered,) = hard.proposals(view=view(world, made), declines={case.pk: 4})
    assert not offered.joint


def test_the_status_list_counts_what_both_sides_hold(world):
    made = kit.table(world)
    kept = make_case(world).case
    for who, expected in (("officer", 1), ("core_officer", 1), ("center_officer", 1), ("center_colleague", 0)):
        found = hard.status_of(view=view(world, made, who))
        assert (who, found.total, [line.case for line in found.lines]) == (who, expected, [kept] * expected)
    alone = kit.series(world, title="センターのいない会", kind="council")
    assert hard.status_of(view=view(world, alone)).total == 0


def test_gaps_come_onto_the_agenda_and_are_followed(world):
    made = kit.table(world, kind="council", title="地域移行部会")
    session = kit.plan(world, made, days=7)
    put_gaps = {"actor": world.actor("officer"), "series_id": made.pk, "session_id": session.pk, "now": world.now}
    assert council_sessions.put_gaps(**put_gaps, gaps=["共同生活援助（みほん市）12件"], follow=True) == 1
    (follow,) = lines(world, made)
    assert (follow.origin, "12件" in follow.text) == ("gap", True)
    assert AgendaItem.objects.get(meeting=session.meeting).text == follow.text
    with pytest.raises(RuleBroken):
        council_sessions.put_gaps(**put_gaps, gaps=[])
    kit.move(world, session.meeting, "cancel")
    with pytest.raises(Exception, match="中止"):
        council_sessions.put_gaps(**put_gaps, gaps=["生活介護（みほん市）11件"])


def test_lists_ask_the_same_however_long(world):
    made = kit.table(world)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            v = view(world, made)
            queries.members_of(view=v)
            list(queries.followups_of(view=v))
            queries.sessions_of(view=v)
            hard.status_of(view=v)
            hard.proposals(view=v, declines={})
        return len(found)

    make_case(world)
    kit.guest(world, made)
    kit.plan(world, made)
    before = asked()
    for n in range(4):
        kit.guest(world, made, name=f"見本{n}")
        make_case(world)
        kit.plan(world, made, days=n)
        council_followups.add_followup(
            actor=world.actor("officer"), series_id=made.pk, now=world.now, text=f"取組み{n}", user_id=None, organisation_id=None,
            due_on=None,
        )  # fmt: skip
    assert asked() == before


def test_what_waits_for_whom(world):
    made = kit.table(world, next_on=world.clock.today + timedelta(days=5))

    def waits(who):
        return [w.title for w in queries.waiting(actor=world.actor(who), at=world.now)]

    assert waits("officer") == ["次の協議の場を準備する"]
    assert waits("center_officer") == waits("town_officer") == []
    kit.hold(world, kit.plan(world, made), replace(
        DECISION, organisation_id=world.org("core").pk, user_id=world.members["core_officer"].user_id, due_on=world.clock.today
    ))  # fmt: skip
    assert waits("core_officer") == ["会議で決めたことを進める"]
    assert waits("officer") == []
    thing = kit.sheet(world, made, old_case(world))
    assert "事例資料を確かめて承認する" in waits("core_officer")
    kit.decide(world, thing, "return", note="短く")
    assert "差し戻された事例資料を直す" in waits("officer")


def test_it_counts_once_as_an_activity_of_its_item(world):
    from renkei.stats.rules.sources import union

    made = kit.table(world)
    session = kit.plan(world, made)
    kit.hold(world, session, DECISION)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT source, item, counterpart FROM ({union()}) AS r WHERE id = %s", [session.meeting.pk])
        assert cursor.fetchall() == [("meeting", "c3", "center")]
        cursor.execute(f"SELECT count(*) FROM ({union()}) AS r")
        assert cursor.fetchone() == (1,)


def test_a_traced_case_moves_without_it(world):
    """Nothing of the programme holds a case back: a trace does not stop its steps."""
    made, case = kit.table(world), old_case(world)
    session = kit.plan(world, made, days=7)
    put(world, made, session, case)
    officer = world.actor("officer")
    facts = facts_for(actor=officer, case_id=case.pk, at=world.now)
    cases.move(actor=officer, case=case, step="start_service", facts=facts, now=world.now)
    assert CaseTrace.objects.filter(case=case).count() == 1
