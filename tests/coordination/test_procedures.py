"""手続: state × step, who may, one open task that moves with it, undone and corrected by new lines, the dates of the chain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.coordination.enums.clock import EventSource
from renkei.coordination.enums.procedures import ProcedureStatus as S
from renkei.coordination.models import Procedure, ProcedureEntry, Task, UsualDays
from renkei.coordination.queries import procedures as queries
from renkei.coordination.rules.procedures import catalogue
from renkei.coordination.services import clock, closing, plan, tasks
from renkei.coordination.services import procedures as services
from renkei.coordination.states.procedures import PROCEDURE, STEPS
from renkei.core.calendar import add_open_days
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import live_consents
from renkei.disclosure.services import withdraw_consent
from renkei.people.enums import Certainty
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.coordination import board_kit
from tests.coordination import procedures_kit as kit
from tests.coordination.clock.kit import K, ev
from tests.inquiries.kit import tell_welfare
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
#: Who reads the procedures of the city's case, and who moves them; what the others get.
READERS = {"officer": None, "core_officer": None, "center_officer": None, "grants": NotFound, "manager": NotAllowed,
           "colleague": NotAllowed, "core_manager": NotAllowed, "center_colleague": NotFound, "planner": NotFound,
           "home_contact": NotFound, "lawyer": NotFound, "town_officer": NotFound, "prefecture": NotFound, "auditor": NotFound}  # fmt: skip


@pytest.fixture
def case(world):
    return board_kit.with_center(world, board=False)


def test_each_state_takes_its_steps_and_no_other(world, case):
    found = kit.put(world, case, *catalogue.kinds())
    for status, procedure in zip(S.values, found.values(), strict=False):
        moved = kit.walked(world, procedure, status)
        for name in STEPS:
            if status not in PROCEDURE.get(name).sources:
                with pytest.raises(InvalidTransition):
                    kit.step(world, moved, name)
        last = [t for t in PROCEDURE.possible_from(status) if t.name in STEPS][-1]
        assert kit.step(world, moved, last.name).status == last.target


def test_who_reads_and_moves_them(world, case):
    """By the policy, and by the wall without any filter of ours."""
    tell_welfare(world, case, world.org("home"))
    for (who, refusal), kind in zip(READERS.items(), catalogue.kinds(), strict=False):
        procedure = kit.put(world, case, kind)[kind]
        there = Procedure.objects.count()
        with as_member(world, who):
            behind = len(seen("coordination_procedure")), len(seen("coordination_procedureentry"))
        if refusal:
            assert behind == (0, 0), who
            with pytest.raises(refusal):
                kit.page(world, case, who)
            with pytest.raises((NotFound, NotAllowed)):
                kit.step(world, procedure, "begin", who)
            with pytest.raises((NotFound, NotAllowed)):
                services.add_procedures(actor=world.actor(who), case=case, kinds=["guardianship"], now=world.now)
            assert list(queries.open_procedures(actor=world.actor(who), at=world.now)) == []
        else:
            assert behind[0] == there, who
            assert len(kit.page(world, case, who).views) == there
            assert kit.step(world, procedure, "begin", who).status == S.PREPARING
            assert queries.open_procedures(actor=world.actor(who), at=world.now).count() == there


def test_the_grant_officer_who_works_on_it_reads_and_moves_them_before_the_wall(world, case):
    procedure = kit.put(world, case, "service_grant")["service_grant"]
    kit.let_work(world, case, "grants")
    with as_member(world, "grants"):
        moved = kit.step(world, procedure, "apply", "grants", on=world.clock.today)
        assert moved.status == S.APPLIED
        assert kit.page(world, case, "grants").release_open is False


def test_without_a_live_row_of_welfare_nothing_is_seen(world, case):
    kit.put(world, case, "pension")
    LedgerEntry.objects.filter(case=case, recipient=world.org("center"), info_class="welfare").update(
        ends_at=world.now, ended_cause="mistake"
    )
    with pytest.raises(NotAllowed):
        kit.page(world, case, "center_officer")
    assert not queries.open_procedures(actor=world.actor("center_officer"), at=world.now).exists()
    with as_member(world, "center_officer"):
        assert seen("coordination_procedure") == set()


def test_after_the_consent_ended_nobody_writes_on(world, case):
    procedure = kit.put(world, case, "pension")["pension"]
    for consent in live_consents(case_id=case.pk):
        withdraw_consent(actor=world.actor("officer"), consent=consent, now=world.clock.tick())
    for who in ("officer", "core_officer", "center_officer"):
        with pytest.raises((NotFound, NotAllowed)):
            kit.step(world, procedure, "begin", who)


def test_one_of_each_kind(world, case):
    first = kit.put(world, case, "pension", "pension", "bank_account")
    again = kit.put(world, case, "pension", "guardianship")
    assert Procedure.objects.filter(case=case).count() == 3
    assert again["pension"].pk == first["pension"].pk
    for wrong in ([], ["no_such"]):
        with pytest.raises(RuleBroken):
            services.add_procedures(actor=world.actor("officer"), case=case, kinds=wrong, now=world.now)


def test_the_suggestion_follows_the_face_sheet(world, case):
    access = queries.get_procedures_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    before = queries.suggested(access=access)
    save_record(
        actor=world.actor("officer"), case=case, info_class=InfoClass.WELFARE, values={"disabilities": ["physical"]},
        now=world.clock.tick(),
    )  # fmt: skip
    access = queries.get_procedures_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    assert set(queries.suggested(access=access)) - set(before) == {"certificate_physical"}


# --- tasks


def test_one_open_task_at_a_time_that_moves_with_it(world, case):
    procedure = kit.put(world, case, "guardianship")["guardianship"]
    assert kit.open_task(procedure).title == "成年後見を申請する"
    procedure = kit.step(world, procedure, "apply", on=date(2026, 11, 20))
    expected = add_open_days(date(2026, 11, 20), 40)
    assert kit.tasks(procedure) == [("apply", "done", None), ("result", "open", expected)]
    procedure = kit.step(world, procedure, "examine")
    assert kit.tasks(procedure)[1:] == [("result", "open", expected)]
    procedure = kit.step(world, procedure, "reject")
    assert kit.open_task(procedure).due_on == add_open_days(world.clock.today, catalogue.after_rejection_days())
    procedure = kit.undo(world, procedure)
    assert kit.tasks(procedure) == [
        ("apply", "done", None),
        ("result", "open", expected),
        ("rejected", "dropped", add_open_days(world.clock.today, 5)),
    ]
    procedure = kit.step(world, procedure, "grant")
    assert kit.open_task(procedure) is None
    procedure = kit.undo(world, kit.undo(world, kit.undo(world, procedure)))
    assert procedure.status == S.NOT_STARTED
    assert [(r, s) for r, s, _ in kit.tasks(procedure)] == [
        ("apply", "open"),
        ("result", "dropped"),
        ("rejected", "dropped"),
    ]


def test_what_somebody_did_by_hand_stays_until_it_moves(world, case):
    officer = world.actor("officer")
    procedure = kit.step(world, kit.put(world, case, "guardianship")["guardianship"], "apply")
    task = tasks.change_task(
        actor=officer, task=kit.open_task(procedure), due_on=date(2026, 12, 1), user_id=officer.user_id, now=world.now
    )
    services.redate_procedures(actor=officer, case=case, now=world.clock.tick())
    assert kit.open_task(procedure).due_on == task.due_on
    tasks.finish_task(actor=officer, task=task, now=world.now)
    services.redate_procedures(actor=officer, case=case, now=world.clock.tick())
    assert kit.open_task(procedure) is None


def test_the_centre_gets_the_task_of_what_it_sees_to(world, case):
    procedure = kit.put(world, case, "certificate_mental")["certificate_mental"]
    assert kit.open_task(procedure).organisation_id == world.org("center").pk
    procedure = services.change_procedure(
        actor=world.actor("officer"), procedure=procedure, owner="body", window="市役所1階", now=world.clock.tick()
    )
    assert kit.open_task(procedure).organisation_id == world.org("core").pk
    assert "進める人：定着支援センター → 市町村・基幹" in procedure.entries.get(kind="details").note


def test_it_stands_for_the_tasks_of_the_release_plan(world, case):
    """Whichever comes first, no two tasks ask for the same."""
    clock.record_event(
        actor=world.actor("officer"), case=case, event=ev(K.RELEASE, "2027-03-31", certainty=Certainty.EXPECTED),
        source=EventSource.OWN, now=world.clock.tick(),
    )  # fmt: skip
    plan.make_plan(actor=world.actor("officer"), case=case, now=world.clock.tick())
    kit.put(world, case, "support_category")
    task = Task.objects.get(case=case, source="plan", rule="support_category")
    assert (task.status, task.drop_reason) == ("dropped", "duplicate")
    plan.make_plan(actor=world.actor("officer"), case=case, now=world.clock.tick())
    task.refresh_from_db()
    assert task.status == "dropped"
    later = board_kit.with_center(world, board=False)
    kit.put(world, later, "support_category")
    plan.make_plan(actor=world.actor("officer"), case=later, now=world.clock.tick())
    assert not Task.objects.filter(case=later, source="plan", rule="support_category").exists()


def test_ten_moves_of_the_release_leave_no_stale_task(world, case):
    officer = world.actor("officer")
    found = kit.put(
        world, case, "support_category", "service_grant", "recipient_certificate", "resident_record", "pension"
    )
    kit.step(world, found["pension"], "apply", on=date(2026, 11, 20))
    row = clock.record_event(
        actor=officer, case=case, event=ev(K.RELEASE, "2027-09-30", certainty=Certainty.EXPECTED), source=EventSource.OWN,
        now=world.clock.tick(),
    )  # fmt: skip
    for n in range(10):
        day = date(2027, 3, 1) + timedelta(days=37 * n % 200)
        row = clock.move_event(
            actor=officer, row=row, event=ev(K.RELEASE, day, certainty=Certainty.EXPECTED), source=EventSource.OWN,
            now=world.clock.tick(),
        )  # fmt: skip
    page = kit.page(world, case)
    assert page.release == day
    assert {v.row.kind: v.due for v in page.views} == {
        p.kind: kit.open_task(p).due_on for p in kit.of(case).values()
    } == {p.kind: p.due_on for p in kit.of(case).values()}  # fmt: skip
    assert Task.objects.filter(case=case, source="procedure", status="open").count() == 5
    clock.withdraw_event(actor=officer, row=row, reason="誤り", now=world.clock.tick())
    assert {p.due_on for p in kit.of(case).values() if p.kind != "pension"} == {None}


@pytest.mark.parametrize("ago", [1, 0])
def test_from_the_release_on_what_follows_it_keeps_its_dates(world, case, ago):
    """Released yesterday, or today: 転入届 and 生活保護 are due as they were; what was to be ready by then is counted no more."""
    day = world.clock.today - timedelta(days=ago)
    found = kit.put(world, case, "resident_record", "public_assistance", "service_grant")
    clock.record_event(
        actor=world.actor("officer"), case=case, event=ev(K.RELEASE, day, certainty=Certainty.CONFIRMED),
        source=EventSource.OWN, now=world.clock.tick(),
    )  # fmt: skip
    page = kit.page(world, case)
    assert (page.released, page.release) == (True, None)
    due = {"resident_record": add_open_days(day, 8), "public_assistance": day, "service_grant": None}
    assert {v.row.kind: v.due for v in page.views} == due == {k: kit.open_task(p).due_on for k, p in found.items()}
    assert due == {p.kind: p.due_on for p in kit.of(case).values()}


def test_their_tasks_sleep_with_the_case_and_wake_with_it(world, case):
    """実刑; what somebody finished by hand before stays done."""
    officer, found = world.actor("officer"), kit.put(world, case, "guardianship", "pension", "bank_account")
    tasks.finish_task(actor=officer, task=kit.open_task(found["bank_account"]), now=world.now)
    kit.step(world, found["pension"], "apply")
    sleeping = closing.suspend_case(
        actor=officer, case=case, reason="imprisoned", review_on=world.clock.today + timedelta(days=200), now=world.clock.tick()
    )  # fmt: skip
    assert [kit.open_task(p) for p in found.values()] == [None, None, None]
    assert {s for _, s, _ in kit.tasks(found["guardianship"])} == {"dropped"}
    kit.step(world, found["pension"], "examine")
    assert kit.open_task(found["pension"]) is None
    closing.resume_case(actor=officer, case=sleeping, now=world.clock.tick())
    assert {k: t.rule for k, p in found.items() if (t := kit.open_task(p))} == {
        "guardianship": "apply",
        "pension": "result",
    }
    other = closing.suspend_case(
        actor=officer, case=case, reason="hospital", review_on=world.clock.today + timedelta(days=9), now=world.clock.tick()
    )  # fmt: skip
    assert (other.status, kit.open_task(found["guardianship"]).rule) == ("suspended", "apply")


def test_who_may_not_know_of_the_release_leaves_its_dates(world, case):
    clock.record_event(
        actor=world.actor("officer"), case=case, event=ev(K.RELEASE, "2027-03-31", certainty=Certainty.EXPECTED),
        source=EventSource.OWN, now=world.clock.tick(),
    )  # fmt: skip
    procedure = kit.put(world, case, "service_grant")["service_grant"]
    due = kit.open_task(procedure).due_on
    kit.let_work(world, case, "grants")
    kit.step(world, procedure, "begin", "grants")
    assert kit.open_task(procedure).due_on == due == date(2027, 3, 2)
    assert kit.page(world, case, "grants").views[0].due is None


def test_an_undo_leaves_no_day_of_a_decision_as_the_day_to_apply(world, case):
    procedure = kit.put(world, case, "service_grant")["service_grant"]
    kit.let_work(world, case, "grants")
    procedure = kit.step(world, procedure, "apply", "grants")
    assert procedure.due_on == add_open_days(world.clock.today, 20)
    assert kit.undo(world, procedure, "grants").due_on is None


# --- the history


def test_undo_and_correction_are_new_lines_with_their_reason(world, case):
    procedure = kit.step(world, kit.put(world, case, "pension")["pension"], "apply", on=date(2026, 11, 20))
    applied = procedure.entries.get(status=S.APPLIED)
    with pytest.raises(RuleBroken):
        services.correct_procedure_day(
            actor=world.actor("officer"),
            procedure=procedure,
            entry_id=applied.pk,
            on=date(2026, 11, 19),
            reason=" ",
            now=world.now,
        )
    procedure = services.correct_procedure_day(
        actor=world.actor("officer"),
        procedure=procedure,
        entry_id=applied.pk,
        on=date(2026, 11, 19),
        reason="受付印",
        now=world.now,
    )
    assert procedure.applied_on == date(2026, 11, 19)
    applied.refresh_from_db()
    assert applied.on == date(2026, 11, 20)
    with pytest.raises(RuleBroken):
        kit.undo(world, procedure, reason="")
    seen_first = procedure.status
    procedure = kit.undo(world, procedure)
    with pytest.raises(Conflict):
        kit.undo(world, procedure, seen=seen_first)
    with pytest.raises(Conflict):
        kit.undo(world, procedure)
    assert [e.kind for e in procedure.entries.order_by("number")] == ["move", "move", "correct", "undo"]
    with pytest.raises(NotFound):
        services.correct_procedure_day(
            actor=world.actor("officer"),
            procedure=procedure,
            entry_id=applied.pk,
            on=date(2026, 11, 18),
            reason="x",
            now=world.now,
        )


def test_what_is_missing_is_asked_for(world, case):
    procedure = kit.put(world, case, "service_grant", "support_category")["service_grant"]
    for name, fields, where in (
        ("not_needed", {"note": ""}, "note"), ("apply", {"on": world.clock.today + timedelta(days=1)}, "on"),
        ("begin", {"note": "刑務所に書類を送る"}, "note"), ("apply", {"note": ""}, "note"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken) as broken:
            kit.step(world, procedure, name, **fields)
        assert broken.value.field == where, name
    assert kit.step(world, procedure, "apply", note="区分の要らないサービスだけのため").status == S.APPLIED
    for wrong in ({"days": 401}, {"window": "拘置所"}, {"owner": "nobody"}, {"variant": "restore"}):
        values = {"owner": "body", "window": "市役所", "now": world.now} | wrong
        with pytest.raises(RuleBroken) as broken:
            services.change_procedure(actor=world.actor("officer"), procedure=procedure, **values)
        assert broken.value.field == next(iter(wrong))


def test_the_database_keeps_what_was_promised(world, case):
    procedure = kit.put(world, case, "pension")["pension"]
    for fields in ({"status": "applied"}, {"days": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Procedure.objects.filter(pk=procedure.pk).update(**fields)
    first = procedure.entries.get()
    common = {"procedure": procedure, "status": "x", "on": world.clock.today, "at": world.now, "target": first}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureEntry.objects.create(kind="undo", note=None, number=2, **common)
    ProcedureEntry.objects.create(kind="undo", note="一度だけ", number=2, **common)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureEntry.objects.create(kind="undo", note="二度目", number=3, **common)


# --- how long it takes here


def test_a_manager_keeps_the_days_and_every_date_follows(world, case):
    procedure = kit.step(world, kit.put(world, case, "guardianship")["guardianship"], "apply", on=date(2026, 11, 20))
    kit.let_work(world, case, "manager")
    for wrong in ({"days": 0}, {"days": 20, "basis": ""}):
        values = {"days": 20, "basis": "昨年度の実績"} | wrong
        with pytest.raises(RuleBroken):
            services.set_usual_days(
                actor=world.actor("manager"), kind="guardianship", variant="", now=world.now, **values
            )
    services.set_usual_days(
        actor=world.actor("manager"),
        kind="guardianship",
        variant="",
        days=20,
        basis="昨年度の実績",
        now=world.clock.tick(),
    )
    assert kit.open_task(procedure).due_on == add_open_days(date(2026, 11, 20), 20)
    view = kit.page(world, case, "center_officer").views[0]
    assert (view.days, view.days_from) == (20, "この市町村の日数")
    services.set_usual_days(
        actor=world.actor("manager"), kind="guardianship", variant="", days=None, basis="", now=world.clock.tick()
    )
    assert kit.open_task(procedure).due_on == add_open_days(date(2026, 11, 20), 40)
    assert UsualDays.objects.count() == 2


@pytest.mark.parametrize("who", ["officer", "core_manager", "center_officer", "auditor", "home_contact"])
def test_nobody_else_does(world, who):
    with pytest.raises(NotAllowed):
        services.set_usual_days(
            actor=world.actor(who), kind="guardianship", variant="", days=20, basis="実績", now=world.now
        )


def test_a_neighbour_s_days_are_the_neighbour_s(world, case):
    kit.put(world, case, "guardianship")
    services.set_usual_days(
        actor=world.actor("town_manager"), kind="guardianship", variant="", days=3, basis="実績", now=world.now
    )
    assert kit.page(world, case).views[0].days == 40


# --- lists


def test_the_list_is_cut_and_says_what_is_late(world, case):
    found = kit.put(world, case, "support_category", "service_grant", "guardianship", "bank_account")
    kit.step(world, found["guardianship"], "apply")
    kit.walked(world, found["bank_account"], S.GRANTED)

    def listed(show=""):
        rows = queries.open_procedures(actor=world.actor("officer"), at=world.now, show=show)
        return {p.kind for p in rows}

    assert listed() == {"support_category", "service_grant", "guardianship"}
    assert listed("blocked") == {"service_grant"}
    assert listed("waiting") == {"support_category", "service_grant"}
    assert (listed("running"), listed("overdue")) == ({"guardianship"}, set())
    assert queries.waiting(actor=world.actor("officer"), at=world.now) == []
    world.clock.tick(days=120)
    assert listed("overdue") == {"guardianship"}
    (line,) = queries.waiting(actor=world.actor("officer"), at=world.now)
    assert (line.number, line.url_name) == (case.number, "procedures:page")
    for who in ("colleague", "manager", "home_contact", "town_officer", "auditor"):
        assert queries.waiting(actor=world.actor(who), at=world.now) == []
    rows = queries.open_procedures(actor=world.actor("officer"), at=world.now, show="overdue")
    assert [
        (t, late) for _, t, _, late in queries.titles_across(actor=world.actor("officer"), rows=rows, at=world.now)
    ] == [("成年後見", True)]


def test_the_list_tells_nobody_of_a_release_he_may_not_know(world, case):
    """支給決定係: by when to apply, counted from the release, neither as a day nor by its place in the list or a cut."""
    found = kit.put(world, case, "service_grant", "guardianship", "public_assistance")
    clock.record_event(
        actor=world.actor("officer"), case=case, event=ev(K.RELEASE, "2026-11-23", certainty=Certainty.CONFIRMED),
        source=EventSource.OWN, now=world.clock.tick(),
    )  # fmt: skip
    kit.let_work(world, case, "grants")
    running = kit.step(world, found["guardianship"], "apply")

    def listed(who, show=""):
        rows = queries.open_procedures(actor=world.actor(who), at=world.now, show=show)
        lines = queries.titles_across(actor=world.actor(who), rows=rows, at=world.now)
        return [(p.kind, day, late) for p, _, day, late in lines]

    rest, known = ("service_grant", None, False), ("guardianship", running.due_on, False)
    assert listed("officer") == [("public_assistance", date(2026, 11, 23), True), known, rest]
    assert listed("officer", "overdue") == [("public_assistance", date(2026, 11, 23), True)]
    untold = listed("grants")
    assert (untold[0], set(untold[1:])) == (known, {("service_grant", None, False), ("public_assistance", None, False)})
    assert listed("grants", "overdue") == []


def test_the_same_page_asks_the_same_with_one_and_with_all(world, case):
    def asked(look):
        look()
        with CaptureQueriesContext(
            connection,
        ) as found:
            look()
        return len(found)

    officer = world.actor("officer")

    def across():
        rows = queries.open_procedures(actor=officer, at=world.now)
        queries.titles_across(actor=officer, rows=rows, at=world.now)

    looks = (lambda: kit.page(world, case), across, lambda: queries.waiting(actor=officer, at=world.now))
    kit.put(world, case, "pension")
    few = [asked(look) for look in looks]
    kit.put(world, case, *catalogue.kinds())
    other = board_kit.with_center(world, board=False)
    kit.put(world, other, *catalogue.kinds())
    assert [asked(look) for look in looks] == few
    assert few[2] == 1
