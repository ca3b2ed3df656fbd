"""計画相談 (Q4): the commissioned body's own office needs an exception, approved by another person, within its days."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from renkei.cases.enums import NeedKind
from renkei.cases.models import Case
from renkei.coordination.enums.responsible import ExceptionStatus
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.models import PlanException, Task
from renkei.coordination.queries import plan_office as queries
from renkei.coordination.services import closing
from renkei.coordination.services import plan_office as services
from renkei.coordination.states.responsible import PLAN_EXCEPTION
from renkei.core.errors import Conflict, DomainError, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.inquiries.services import agree, settle_without_inquiry
from renkei.notifications.models import Message
from tests.coordination import board_kit
from tests.coordination import responsible_kit as kit
from tests.inquiries.kit import make_need, walk
from tests.kit.world import World
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    kit.own_plan_office(world)
    return board_kit.with_center(world)


def settle(w: World, case: Case) -> None:
    need = make_need(w, case, NeedKind.PLAN)
    settle_without_inquiry(
        actor=w.actor("officer"), case=case, need=need, organisation_id=w.org("plan").pk, now=w.now
    )  # fmt: skip


def test_the_own_office_is_refused_with_why_and_who_can(world: World, case: Case) -> None:
    with pytest.raises(RuleBroken, match="同じ法人.*市町村の管理職の承認"):
        settle(world, case)


def test_an_inquiry_is_not_agreed_either(world: World, case: Case) -> None:
    inquiry = walk(world, "disclosed", "plan", case, make_need(world, case, NeedKind.PLAN))
    with pytest.raises(RuleBroken, match="同じ法人"):
        agree(actor=world.actor("officer"), inquiry=inquiry, seen=None, now=world.now)
    kit.decide_exception(world, kit.ask_exception(world, case))
    inquiry.refresh_from_db()
    # the officer sent the inquiry: of one's own corporation another person decides (利害関係)
    assert agree(actor=world.actor("manager"), inquiry=inquiry, seen=None, now=world.now).status == "agreed"


def test_another_office_and_another_need_ask_nothing(world: World, case: Case) -> None:
    world.org("plan").corporate_number = "8700110005901"
    world.org("plan").save()
    settle(world, case)
    kit.own_plan_office(world)
    need = make_need(world, case, NeedKind.HOUSING)
    settle_without_inquiry(
        actor=world.actor("officer"), case=case, need=need, organisation_id=world.org("plan").pk, now=world.now
    )  # fmt: skip


def test_without_a_commission_nobody_is_the_commissioned_body(world: World, case: Case) -> None:
    at = world.now + timedelta(days=301)  # the contract is over
    assert queries.plan_refusal(case=case, office=world.org("plan"), at=world.now)
    assert queries.plan_refusal(case=case, office=world.org("plan"), at=at) == ""


def test_an_exception_counts_only_while_it_is_approved_and_within_its_days(world: World, case: Case) -> None:
    plan, now = world.org("plan"), world.now
    row = kit.ask_exception(world, case, starts_on=world.clock.today + timedelta(days=2))
    late = now + timedelta(days=3)
    assert queries.plan_refusal(case=case, office=plan, at=late)  # asked only
    row = kit.decide_exception(world, row)
    assert queries.plan_refusal(case=case, office=plan, at=now)  # not yet begun
    assert not queries.plan_refusal(case=case, office=plan, at=late)
    assert queries.plan_refusal(case=case, office=plan, at=now + timedelta(days=182))  # over
    other = board_kit.with_center(world, board=False)
    assert queries.plan_refusal(case=other, office=plan, at=late)  # of another case
    services.end_exception(actor=world.actor("core_officer"), exception=row, note="別の事業所に移った", now=now)
    assert queries.plan_refusal(case=case, office=plan, at=late)


def test_the_managers_are_told_and_one_of_them_decides(world: World, case: Case) -> None:
    row = kit.ask_exception(world, case)
    assert _told(world, "manager") == ["plan_exception_asked"]
    assert [w.number for w in queries.waiting(actor=world.actor("manager"), at=world.now)] == [case.number]
    assert queries.waiting(actor=world.actor("core_officer"), at=world.now) == []
    kit.decide_exception(world, row)
    assert "plan_exception_decided" in _told(world, "core_officer")
    (task,) = Task.objects.filter(source=TaskSource.PLAN_EXCEPTION, source_id=row.pk)
    assert (task.due_on, task.organisation_id, task.status) == (row.review_on, world.org("city").pk, "open")
    services.end_exception(actor=world.actor("officer"), exception=row, note="別の事業所に移った", now=world.now)
    task.refresh_from_db()
    assert task.status == "dropped"


def test_nobody_but_the_municipal_manager_approves(world: World, case: Case) -> None:
    row = kit.ask_exception(world, case)
    for who in ("officer", "core_officer", "core_manager", "center_officer", "planner", "town_manager"):
        with pytest.raises((NotAllowed, NotFound)):
            kit.decide_exception(world, row, who=who)
    row.refresh_from_db()
    assert row.status == ExceptionStatus.PENDING


def test_who_asks_does_not_approve(world: World, case: Case) -> None:
    row = kit.ask_exception(world, case, "manager")
    with pytest.raises(RuleBroken, match="自分で承認できません"):
        kit.decide_exception(world, row)
    assert queries.waiting(actor=world.actor("manager"), at=world.now) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanException.objects.filter(pk=row.pk).update(
            status="exception_approved", decided_by=row.asked_by, decided_at=world.now
        )


def test_a_step_is_taken_where_the_machine_says_so(world: World, case: Case) -> None:
    for status, step in product(ExceptionStatus.values, ("approve", "refuse", "end")):
        with kit.undone():
            row = _in_status(world, case, status)
            if status in PLAN_EXCEPTION.get(step).sources:
                assert _take(world, row, step).status == PLAN_EXCEPTION.get(step).target
            else:
                with pytest.raises(InvalidTransition):
                    _take(world, row, step)


def test_bad_input_is_refused(world: World, case: Case) -> None:
    today = world.clock.today
    for wrong in (
        {"text": " "}, {"text": "刑務所からの受入れに慣れているため"}, {"reason": "because"},
        {"ends_on": today - timedelta(days=1)}, {"ends_on": today + timedelta(days=400)},
        {"review_on": today + timedelta(days=181)}, {"office_id": world.org("home").pk},
    ):  # fmt: skip
        with pytest.raises(RuleBroken):
            kit.ask_exception(world, case, **wrong)
    row = kit.ask_exception(world, case)
    with pytest.raises(DomainError):
        kit.ask_exception(world, case)  # one waits already
    with pytest.raises(RuleBroken):
        services.decide_exception(actor=world.actor("manager"), exception=row, step="refuse", note="", now=world.now)
    with pytest.raises((NotAllowed, NotFound)):
        kit.ask_exception(world, case, "center_officer")


def test_the_reason_is_read_by_who_decides_and_who_may_read_welfare(world: World, case: Case) -> None:
    kit.ask_exception(world, case)
    kit.assign(world, case, "grants")
    for who, reads in (("manager", True), ("officer", True), ("core_manager", False)):
        access = get_case(actor=world.actor(who), case_id=case.pk, at=world.now)
        (line,) = queries.exception_lines(access=access)
        assert bool(line.text) is reads, who


def test_the_wall_shows_what_the_page_shows(world: World, case: Case) -> None:
    kit.ask_exception(world, case)
    for member in world.members:
        try:
            access = get_case(actor=world.actor(member), case_id=case.pk, at=world.now)
            shown = set(queries.exceptions_of(access=access).values_list("pk", flat=True))
        except (NotFound, NotAllowed):
            shown = set()
        with as_member(world, member):
            assert seen("coordination_planexception") == shown, member


def test_a_closed_case_asks_for_no_exception(world: World, case: Case) -> None:
    case.status = "closed"
    with pytest.raises(Conflict):
        kit.ask_exception(world, case)


def test_on_a_case_closed_meanwhile_nobody_is_asked_and_nothing_approved(world: World, case: Case) -> None:
    row = kit.ask_exception(world, case)
    closing.close_case(actor=world.actor("officer"), case=case, reason="other", report="終わりました。", now=world.now)
    assert queries.waiting(actor=world.actor("manager"), at=world.now) == []
    row = PlanException.objects.select_related("case").get(pk=row.pk)
    with pytest.raises(Conflict, match="終結"):
        kit.decide_exception(world, row)


def test_to_end_it_keeps_what_the_approver_said(world: World, case: Case) -> None:
    row = kit.decide_exception(world, kit.ask_exception(world, case), note="3か月後に見直すこと")
    row = services.end_exception(actor=world.actor("officer"), exception=row, note="別の事業所に移った", now=world.now)
    assert row.note == "3か月後に見直すこと\n終えた理由：別の事業所に移った"


def _in_status(world: World, case: Case, status: str) -> PlanException:
    row = kit.ask_exception(world, case)
    step = {"exception_approved": "approve", "exception_refused": "refuse", "exception_ended": "end"}.get(status)
    row = _take(world, row, step) if step else row
    assert row.status == status
    return row


def _take(world: World, row: PlanException, step: str) -> PlanException:
    if step != "end":
        return kit.decide_exception(world, row, step)
    return services.end_exception(actor=world.actor("officer"), exception=row, note="終わり", now=world.now)


def _told(world: World, who: str) -> list[str]:
    rows = Message.objects.filter(user_id=world.user(who).pk, kind__startswith="plan_exception")
    return list(rows.values_list("kind", flat=True))
