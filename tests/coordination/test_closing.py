"""The steps of a case: status × step × role, released without a place, 中断, 終結, who works on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from renkei.cases.models import Assignment
from renkei.cases.states import CASE
from renkei.coordination.queries import closing as queries
from renkei.coordination.services import closing
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case
from renkei.inquiries import services as inquiries
from renkei.policy import scopes
from tests.coordination import board_kit as kit
from tests.inquiries.kit import make_need

STATUSES = ("coordinating", "placed", "awaiting_release", "in_service", "handed_over", "backup", "suspended", "closed")
STEPS = ("place", "await_release", "unplace", "start_service", "back_up", "suspend", "resume", "close")
ROLES = {
    "officer": True, "manager": True, "core_officer": True, "core_manager": True, "colleague": False, "grants": False,
    "center_officer": False, "planner": False, "home_contact": False, "lawyer": False, "town_manager": False,
    "prefecture": False, "auditor": False, "admin": False,
}  # fmt: skip


def take(w, who, case, step):
    actor, now = w.actor(who), w.now
    later = w.clock.today + timedelta(days=30)
    calls = {
        "place": lambda: closing.place_case(actor=actor, case=case, now=now),
        "start_service": lambda: closing.start_service(actor=actor, case=case, now=now, without_place=True),
        "suspend": lambda: closing.suspend_case(actor=actor, case=case, reason="hospital", review_on=later, now=now),
        "resume": lambda: closing.resume_case(actor=actor, case=case, now=now),
        "close": lambda: closing.close_case(actor=actor, case=case, reason="settled", report="報告", now=now),
    }
    plain = lambda: closing.take_case_step(actor=actor, case=case, step=step, now=now)  # noqa: E731
    return calls.get(step, plain)()


@pytest.mark.parametrize("status", STATUSES)
def test_every_step_from_every_status(world, status):
    case = kit.to_case_status(world, status)
    for step in STEPS:
        with transaction.atomic():
            case.refresh_from_db()
            _one_step(world, case, status, step)
            transaction.set_rollback(True)


def _one_step(world, case, status, step):
    if (status, step) == ("coordinating", "place"):
        case = kit.settle(world, case)
        closing.take_case_step(actor=world.actor("officer"), case=case, step="unplace", now=world.now)
    transition = CASE.get(f"resume_{case.status_before or 'placed'}" if step == "resume" else step)
    if status in transition.sources:
        assert take(world, "officer", case, step).status == transition.target
        return
    with pytest.raises(InvalidTransition):
        take(world, "officer", case, step)
    case.refresh_from_db()
    assert case.status == status


@pytest.mark.parametrize(("who", "may"), ROLES.items())
def test_every_role(world, who, may):
    case = kit.to_case_status(world, "placed")
    if may:
        assert take(world, who, case, "await_release").status == "awaiting_release"
    else:
        with pytest.raises((NotAllowed, NotFound)):
            take(world, who, case, "await_release")


def test_a_case_is_placed_only_when_every_need_is_settled(world):
    case = kit.with_center(world)
    with pytest.raises(RuleBroken, match="登録されていません"):
        take(world, "officer", case, "place")
    make_need(world, case)
    with pytest.raises(RuleBroken, match="まだ探している"):
        take(world, "officer", case, "place")


def test_released_without_a_place(world):
    case = kit.with_center(world)
    need = make_need(world, case)
    with pytest.raises(RuleBroken, match="帰住先"):
        closing.start_service(actor=world.actor("officer"), case=case, now=world.now)
    case = closing.start_service(actor=world.actor("officer"), case=case, now=world.now, without_place=True)
    assert (case.status, case.without_place) == ("in_service", True)
    lines = [w.title for w in queries.waiting(actor=world.actor("officer"), at=world.now)]
    assert "住まいを至急探す" in lines
    with pytest.raises(RuleBroken, match="探しています"):
        closing.place_found(actor=world.actor("officer"), case=case, now=world.now)
    inquiries.settle_without_inquiry(
        actor=world.actor("officer"), case=case, need=need, organisation_id=world.org("home").pk, now=world.now
    )
    case = closing.place_found(actor=world.actor("officer"), case=case, now=world.now)
    assert case.without_place is False
    with pytest.raises(Conflict):
        closing.place_found(actor=world.actor("officer"), case=case, now=world.now)


def test_with_a_place_the_flag_is_never_set(world):
    case = kit.to_case_status(world, "placed")
    assert take(world, "officer", case, "start_service").without_place is False


@pytest.mark.parametrize("days", [None, 0, -1])
def test_a_suspension_names_a_later_day(world, days):
    case = kit.to_case_status(world, "placed")
    on = None if days is None else world.clock.today + timedelta(days=days)
    with pytest.raises(RuleBroken, match="見直す日"):
        closing.suspend_case(actor=world.actor("officer"), case=case, reason="missing", review_on=on, now=world.now)


def test_a_suspended_case_wakes_up(world):
    case = kit.to_case_status(world, "placed")
    on = world.clock.today + timedelta(days=30)
    case = closing.suspend_case(actor=world.actor("officer"), case=case, reason="missing", review_on=on, now=world.now)
    assert not queries.waiting(actor=world.actor("officer"), at=world.now)
    case = closing.move_review(actor=world.actor("officer"), case=case, review_on=on + timedelta(days=3), now=world.now)
    world.clock.tick(days=29)
    (line,) = queries.waiting(actor=world.actor("officer"), at=world.now)
    assert line.due == on + timedelta(days=3)
    case = closing.resume_case(actor=world.actor("officer"), case=case, now=world.now)
    assert (case.status, case.status_before, case.review_on) == ("placed", "", None)
    with pytest.raises(Conflict):
        closing.move_review(actor=world.actor("officer"), case=case, review_on=on, now=world.now)


def test_closing_waits_for_open_needs_and_a_report(world):
    case = kit.with_center(world)
    need = make_need(world, case)
    with pytest.raises(RuleBroken, match="住まい"):
        take(world, "officer", case, "close")
    inquiries.waive_need(actor=world.actor("officer"), case=case, need=need, reason="終結", now=world.now)
    with pytest.raises(RuleBroken, match="報告"):
        closing.close_case(actor=world.actor("officer"), case=case, reason="died", report=" ", now=world.now)
    assert LedgerEntry.objects.filter(case=case, recipient=world.org("center"), ends_at__isnull=True).exists()


def test_closing_ends_every_row_but_the_municipality_s_side(world):
    case = kit.to_case_status(world, "backup")
    preview = {r.name: r.keeps for r in queries.recipients_of(case=case, at=world.now)}
    assert preview == {
        "みほん市": True,
        "みほん市基幹相談支援センター": True,
        "みほん県地域生活定着支援センター": False,
    }
    take(world, "officer", case, "close")
    world.clock.tick()
    live = LedgerEntry.objects.filter(scopes.live_at(world.now), case=case)
    assert {row.recipient.name for row in live} == {"みほん市", "みほん市基幹相談支援センター"}
    with pytest.raises(NotFound):
        get_case(actor=world.actor("center_officer"), case_id=case.pk, at=world.now)
    access = get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    assert access.case.close_report == "報告"


def test_managers_decide_who_works_on_it(world):
    case = kit.with_center(world)
    manager, colleague = world.actor("manager"), world.user("colleague").pk
    with pytest.raises(NotAllowed):
        closing.assign_person(actor=world.actor("officer"), case=case, user_id=colleague, now=world.now)
    with pytest.raises(RuleBroken, match="所属している"):
        closing.assign_person(actor=manager, case=case, user_id=world.user("core_officer").pk, now=world.now)
    own = Assignment.objects.get(case=case, user=world.user("officer"), ends_at__isnull=True)
    with pytest.raises(RuleBroken, match="一人もいなく"):
        closing.unassign_person(actor=manager, case=case, assignment_id=own.pk, now=world.now)
    closing.take_over(actor=manager, case=case, leaving=own.pk, coming=colleague, now=world.now)
    live = Assignment.objects.filter(case=case, organisation=world.org("city"), ends_at__isnull=True)
    assert [a.user_id for a in live] == [colleague]
    with pytest.raises(Conflict):
        closing.take_over(actor=manager, case=case, leaving=own.pk, coming=colleague, now=world.now)


def test_earlier_episodes_only_with_rows_of_one_s_own(world):
    first = kit.to_case_status(world, "closed")
    from renkei.cases import services as cases
    from renkei.disclosure import services as disclosure
    from renkei.policy.permissions import P

    again = cases.open_case(
        actor=world.actor("officer"),
        now=world.now,
        permission=P.CASE_WRITE,
        previous=first,
        responsible=world.org("city"),
    )
    disclosure.collect(actor=world.actor("officer"), case=again, classes=["summary"], now=world.now)
    access = get_case(actor=world.actor("officer"), case_id=again.pk, at=world.now)
    assert [c.pk for c in queries.earlier_episodes(access=access)] == [first.pk]
