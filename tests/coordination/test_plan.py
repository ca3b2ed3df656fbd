"""The plan of a case: made, re-dated by the events, switched by the outcome; sleeping and waking; the sheet of the day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.coordination.enums.clock import EventSource
from renkei.coordination.models import ReleasePlan, ReleaseStop, Scenario, Task
from renkei.coordination.queries import plan as queries
from renkei.coordination.queries import release_day as day_queries
from renkei.coordination.queries import tasks as task_queries
from renkei.coordination.rules.planning import templates
from renkei.coordination.services import clock, closing, release_day, scenarios, tasks
from renkei.coordination.services import plan as services
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case
from renkei.notifications.models import Message
from renkei.people.enums import Certainty
from renkei.policy.actor import system_actor
from tests.coordination import board_kit as kit
from tests.coordination.clock.kit import K, ev
from tests.inquiries.kit import ask, make_need, tell_welfare

pytestmark = pytest.mark.django_db
WRITERS = {
    "officer": None, "core_officer": None, "center_officer": None, "manager": NotAllowed, "grants": NotFound,
    "colleague": NotAllowed, "planner": NotFound, "home_contact": NotFound, "lawyer": NotFound, "town_officer": NotFound,
    "auditor": NotFound, "admin": NotFound,
}  # fmt: skip


def event(w, case, kind, day, who="officer", **fields):
    return clock.record_event(
        actor=w.actor(who), case=case, event=ev(kind, day, **fields), source=EventSource.OWN, now=w.clock.tick()
    )


def planned(w, day="2027-03-31", board=False):
    """A prisoner's case with a plan counted from a day."""
    case = kit.with_center(w, board=board)
    row = event(w, case, K.RELEASE, day, certainty=Certainty.EXPECTED)
    services.make_plan(actor=w.actor("officer"), case=case, now=w.clock.tick())
    return case, row


def of(case) -> dict[str, Task]:
    return {t.rule: t for t in Task.objects.filter(case=case, source="plan", source_id=None)}


@pytest.mark.parametrize("who", WRITERS)
def test_who_makes_it(world, who):
    case = kit.with_center(world, board=False)
    if refusal := WRITERS[who]:
        with pytest.raises(refusal):
            services.make_plan(actor=world.actor(who), case=case, now=world.now)
    else:
        assert services.make_plan(actor=world.actor(who), case=case, now=world.now).added > 10
    assert ReleasePlan.objects.exists() is not bool(refusal)


def test_its_tasks_say_when_why_and_whose(world):
    case, _ = planned(world)
    found = of(case)
    assert set(found) == {c for c, t in templates().items() if t.exit}
    pick_up, grant = found["pick_up"], found["service_grant"]
    assert (pick_up.due_on, pick_up.organisation_id) == (date(2027, 3, 24), world.org("center").pk)
    assert (grant.due_on, grant.organisation_id) == (date(2027, 1, 29), world.org("core").pk)
    assert {t.user_id for t in found.values()} == {None}
    page = queries.plan_page(
        access=queries.get_plan_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    )
    reasons = {v.task.rule: v.reason for v in page.tasks}
    assert reasons["pick_up"].startswith("釈放の見込みの日の5開庁日前まで")


def test_how_a_date_was_counted_tells_the_release_and_is_for_whoever_may_know_of_it(world):
    case, _ = planned(world)

    def reasons():
        found = task_queries.tasks_of(actor=world.actor("center_officer"), case=case, at=world.now)
        return {v.task.rule: v.reason for v in found if v.task.source == "plan"}

    assert reasons()["pick_up"].startswith("釈放の見込みの日の5開庁日前まで")
    LedgerEntry.objects.filter(case=case, recipient=world.org("center"), info_class="justice_outline").update(
        ends_at=world.now, ended_cause="mistake"
    )
    assert "pick_up" in reasons()
    assert set(reasons().values()) == {""}


def test_ten_moves_leave_no_stale_task(world):
    """What was done stays, a date set by hand stays and is said, everything else follows the last move."""
    case, row = planned(world)
    officer = world.actor("officer")
    found = of(case)
    done = tasks.finish_task(actor=officer, task=found["meet_person"], now=world.now)
    by_hand = tasks.change_task(actor=officer, task=found["money"], due_on=date(2027, 3, 1), now=world.now)
    gone = tasks.drop_task(actor=officer, task=found["trial"], reason="not_needed", now=world.now)
    days = ["2027-05-10", "2026-11-26", "2027-01-04", "2027-12-29", "2027-02-28", "2027-05-06", "2027-03-01", "2027-08-13",
            "2027-06-20", "2027-04-15"]  # fmt: skip
    for day in days:
        row = clock.move_event(
            actor=officer, row=row, event=ev(K.RELEASE, day, certainty=Certainty.EXPECTED), source=EventSource.OWN,
            now=world.clock.tick(),
        )  # fmt: skip
    fresh = of(planned(world, days[-1])[0])
    now = of(case)
    assert (now["meet_person"].status, now["meet_person"].ended_at) == ("done", done.ended_at)
    assert (now["money"].due_on, now["money"].by_hand) == (by_hand.due_on, True)
    assert (now["trial"].status, now["trial"].drop_reason) == ("dropped", gone.drop_reason)
    for code in set(fresh) - {"meet_person", "money", "trial"}:
        assert (now[code].status, now[code].start_on, now[code].due_on) == (
            "open",
            fresh[code].start_on,
            fresh[code].due_on,
        )
    assert set(now) == set(fresh)
    assert services.redate_tasks(actor=officer, case=case, now=world.now).changed == 0


def test_from_prisoner_to_suspect_and_back(world):
    case, row = planned(world)
    assert "trial" in of(case)
    request = event(world, case, K.DETENTION_REQUEST, "2026-11-23")
    now = of(case)
    assert (now["trial"].status, now["trial"].drop_reason) == ("dropped", "plan_changed")
    assert now["emergency_place"].status == "open"
    assert now["emergency_place"].due_on == world.clock.today  # he may be free tomorrow
    clock.withdraw_event(actor=world.actor("officer"), row=request, reason="別の方の記録", now=world.clock.tick())
    now = of(case)
    assert now["trial"].status == "open"
    assert now["emergency_place"].status == "dropped"


def test_whoever_moves_an_event_without_seeing_all_leaves_a_mark(world):
    """A centre without welfare: tasks of that class are left, the plan is marked, and the city brings them up to date."""
    case, row = planned(world)
    assert not ReleasePlan.objects.get().is_stale
    LedgerEntry.objects.filter(case=case, recipient=world.org("center"), info_class="welfare").update(
        ends_at=world.now, ended_cause="mistake"
    )
    clock.move_event(
        actor=world.actor("center_officer"), row=row, event=ev(K.RELEASE, "2027-05-31", certainty=Certainty.EXPECTED),
        source=EventSource.CENTER, now=world.clock.tick(),
    )  # fmt: skip
    assert ReleasePlan.objects.get().is_stale
    assert of(case)["service_grant"].due_on == date(2027, 1, 29)
    (line,) = [w for w in queries.waiting(actor=world.actor("officer"), at=world.now) if w.url_name == "plan:page"]
    assert "釈放" not in line.title
    services.redate_tasks(actor=world.actor("officer"), case=case, now=world.clock.tick())
    assert of(case)["service_grant"].due_on == date(2027, 3, 30)
    assert not ReleasePlan.objects.get().is_stale


def test_whose_task_moved_is_told(world):
    case, row = planned(world)
    task = tasks.take_task(actor=world.actor("core_officer"), task=of(case)["service_grant"], now=world.now)
    clock.move_event(
        actor=world.actor("officer"), row=row, event=ev(K.RELEASE, "2027-06-30", certainty=Certainty.EXPECTED),
        source=EventSource.OWN, now=world.clock.tick(),
    )  # fmt: skip
    (told,) = Message.objects.filter(kind="tasks_moved")
    assert told.user_id == task.user_id


def prepared(w, case, *outcomes: str, by: str = "center_officer", **texts) -> list[Scenario]:
    return [
        scenarios.prepare_scenario(actor=w.actor(by), case=case, outcome=o, now=w.clock.tick(), **texts)
        for o in outcomes
    ]


def suspect(w):
    """A suspect's case with a plan."""
    case = kit.with_center(w, board=False)
    event(w, case, K.DETENTION_REQUEST, "2026-11-20")
    services.make_plan(actor=w.actor("officer"), case=case, now=w.clock.tick())
    return case


def test_the_outcome_switches_the_plan(world):
    case, officer = suspect(world), world.actor("officer")
    bail, released = prepared(world, case, "bail", "not_prosecuted", own_tasks="弁護人に電話する\n\n家主に電話する")
    assert {"bail_conditions", "aid_application"} <= {c for c, t in of(case).items() if t.status == "open"}
    scenarios.choose_scenario(actor=officer, scenario=bail, now=world.clock.tick())
    assert of(case)["aid_application"].drop_reason == "plan_changed"
    assert of(case)["bail_conditions"].status == "open"
    own = Task.objects.filter(case=case, source_id=bail.pk)
    assert [t.title for t in own.order_by("made_at", "pk")].count("弁護人に電話する") == 1
    assert own.filter(status="open").count() == 2
    assert sorted(Scenario.objects.values_list("status", flat=True)) == ["chosen", "set_aside"]
    with pytest.raises(InvalidTransition):
        scenarios.choose_scenario(actor=officer, scenario=bail, now=world.now)
    scenarios.choose_scenario(actor=officer, scenario=released, now=world.clock.tick())  # it was another after all
    assert of(case)["bail_conditions"].status == "dropped"
    assert of(case)["aid_application"].status == "open"
    assert own.filter(status="open").count() == 0
    scenarios.choose_scenario(actor=officer, scenario=bail, now=world.clock.tick())
    assert own.filter(status="open").count() == own.count() == 2  # opened again, not twice


def test_prison_puts_the_case_to_sleep_and_it_wakes_up(world):
    case, officer = suspect(world), world.actor("officer")
    (prison,) = prepared(world, case, "imprisoned")
    with pytest.raises(RuleBroken) as error:
        scenarios.choose_scenario(actor=officer, scenario=prison, now=world.now)
    assert error.value.field == "wake_on"
    wake = world.clock.today + timedelta(days=200)
    scenarios.choose_scenario(actor=officer, scenario=prison, wake_on=wake, now=world.clock.tick())
    case.refresh_from_db()
    assert (case.status, case.suspend_reason, case.review_on) == ("suspended", "imprisoned", wake)
    assert {t.status for t in of(case).values()} == {"dropped"}
    jobs = system_actor("jobs")
    assert scenarios.wake_sleeping(actor=jobs, now=world.clock.tick(days=100)) == 0
    assert scenarios.wake_sleeping(actor=jobs, now=world.clock.tick(days=101)) == 1
    assert scenarios.wake_sleeping(actor=jobs, now=world.clock.tick(days=1)) == 0
    task = Task.objects.get(rule__startswith="wake")
    assert (task.due_on, task.user_id, task.organisation_id) == (wake, None, world.org("city").pk)
    assert Message.objects.filter(kind="case_wakes", user_id=officer.user_id).count() == 1
    case = closing.resume_case(actor=officer, case=case, now=world.clock.tick())
    assert case.status == "coordinating"
    (exit_,) = prepared(world, case, "release")
    scenarios.choose_scenario(actor=officer, scenario=exit_, now=world.clock.tick())
    assert any(t.status == "open" for t in of(case).values())


def test_one_of_each_and_nothing_on_a_closed_case(world):
    case = suspect(world)
    (bail,) = prepared(world, case, "bail")
    with pytest.raises(RuleBroken, match="すでに"):
        prepared(world, case, "bail")
    with pytest.raises(NotAllowed):  # the centre prepares, the municipality's side decides
        scenarios.choose_scenario(actor=world.actor("center_officer"), scenario=bail, now=world.now)
    kit.settle(world, case)
    closing.close_case(
        actor=world.actor("officer"), case=case, reason="settled", report="終わりました。", now=world.now
    )
    case.refresh_from_db()
    bail.refresh_from_db()
    for button in (
        lambda: prepared(world, case, "fine", by="officer"),
        lambda: scenarios.set_aside(actor=world.actor("officer"), scenario=bail, now=world.now),
        lambda: services.make_plan(actor=world.actor("officer"), case=case, now=world.now),
        lambda: release_day.write_day(actor=world.actor("officer"), case=case, based_on=0, now=world.now),
    ):
        with pytest.raises(Conflict):
            button()
    assert services.redate_tasks(actor=world.actor("officer"), case=case, now=world.now).changed == 0


def test_the_page_costs_the_same_at_1_and_6_outcomes(world):
    case = suspect(world)
    counts = []
    for outcomes in (["bail"], ["fine", "release", "imprisoned", "not_prosecuted", "suspended_sentence"]):
        prepared(world, case, *outcomes)
        access = queries.get_plan_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
        with CaptureQueriesContext(connection) as found:
            queries.plan_page(access=access)
        counts.append(len(found))
    assert counts[0] == counts[1]


DAY = {"meets": "センター 見本", "meet_at": "9時", "cash": "3千円", "sleeps": "みほんホーム", "medicine": "7日分"}


def test_the_sheet_class_by_class(world):
    case, _ = planned(world)
    officer = world.actor("officer")
    release_day.write_day(actor=officer, case=case, based_on=0, now=world.now, **DAY)
    with pytest.raises(Conflict):
        release_day.write_day(actor=officer, case=case, based_on=0, now=world.now, **DAY)
    access = get_case(actor=officer, case_id=case.pk, at=world.now)
    sheet = day_queries.sheet(access=access)
    assert dict(sheet.meeting)["迎えに行く人"] == "センター 見本"
    assert dict(sheet.living)["手元のお金"] == "3千円"
    assert sheet.missing == ("最初の2週間のお金と食事", "初日に回るところ")
    assert sheet.day == date(2027, 3, 31)
    LedgerEntry.objects.filter(case=case, recipient=world.org("center"), info_class="welfare").update(
        ends_at=world.now, ended_cause="mistake"
    )
    access = get_case(actor=world.actor("center_officer"), case_id=case.pk, at=world.now)
    sheet = day_queries.sheet(access=access)
    assert (bool(sheet.meeting), sheet.living, sheet.stops, sheet.classes) == (True, (), (), ("justice_outline",))
    release_day.write_day(
        actor=world.actor("center_officer"), case=case, based_on=1, now=world.now, meets="市", cash="0円"
    )
    again = day_queries.sheet(access=get_case(actor=officer, case_id=case.pk, at=world.now))
    assert dict(again.living)["手元のお金"] == "3千円"  # not his to change
    assert dict(again.meeting)["迎えに行く人"] == "市"


def test_an_office_sees_its_own_stop_when_it_is_shown(world):
    case, _ = planned(world)
    ask(world, case, make_need(world, case), "home", "work")
    officer, home = world.actor("officer"), world.org("home").pk
    stop = {"kind": "office", "place": "みほんホーム", "at": time(15, 0), "goes_with": "市 担当", "now": world.now}
    with pytest.raises(RuleBroken) as error:
        release_day.add_stop(actor=officer, case=case, **stop | {"is_shown": True})
    assert error.value.field == "organisation_id"
    to_home = {"is_shown": True, "organisation_id": home, "told_day": date(2027, 3, 31)}
    with pytest.raises(RuleBroken, match="開示されていません"):  # the summary alone is not enough
        release_day.add_stop(actor=officer, case=case, **stop | to_home)
    row = tell_welfare(world, case, world.org("home"))
    for field in ("place", "address", "goes_with", "note"):
        with pytest.raises(RuleBroken, match="事業所が読みます") as error:
            release_day.add_stop(actor=officer, case=case, **stop | to_home | {field: "地域生活定着支援センター 見本"})
        assert error.value.field == field
    release_day.add_stop(actor=officer, case=case, **stop | {"place": "銀行", "kind": "bank"})
    shown = release_day.add_stop(actor=officer, case=case, **stop | to_home)

    def of_office(who):
        access = get_case(actor=world.actor(who), case_id=case.pk, at=world.now)
        return [s.place for s in day_queries.own_stops(access=access)]

    assert of_office("home_contact") == ["みほんホーム"]
    assert of_office("work_contact") == []
    assert Message.objects.filter(kind="start_day", user_id=world.actor("home_contact").user_id).count() == 1
    sheet = day_queries.sheet(access=get_case(actor=officer, case_id=case.pk, at=world.now))
    assert sheet.stale == ()
    shown = release_day.change_stop(actor=officer, stop=shown, **stop | to_home | {"told_day": date(2027, 3, 30)})
    assert day_queries.sheet(access=get_case(actor=officer, case_id=case.pk, at=world.now)).stale == (shown,)
    LedgerEntry.objects.filter(pk=row.pk).update(ends_at=world.now, ended_cause="mistake")
    assert of_office("home_contact") == []  # welfare ended
    tell_welfare(world, case, world.org("home"))
    assert of_office("home_contact") == ["みほんホーム"]
    release_day.remove_stop(actor=officer, stop=shown, now=world.now)
    assert of_office("home_contact") == []
    with pytest.raises(Conflict):
        release_day.change_stop(actor=officer, stop=shown, **stop)


def test_the_database_keeps_its_promises(world):
    case, _ = planned(world)
    one, other = prepared(world, case, "bail", "fine")
    for change in (
        lambda: Scenario.objects.filter(pk=one.pk).update(status="chosen"),
        lambda: ReleaseStop.objects.create(case=case, kind="bank", place="x", is_shown=True),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    Scenario.objects.filter(pk=one.pk).update(status="chosen", chosen_at=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.filter(pk=other.pk).update(status="chosen", chosen_at=world.now)
