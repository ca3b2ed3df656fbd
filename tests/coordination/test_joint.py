"""The board: every status × step × role, the sides, the gate of the 帰住先, completion and the tail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from renkei.audit.models import Event
from renkei.coordination.enums.joint import JointStatus
from renkei.coordination.models import Handover, JointEvent
from renkei.coordination.queries import joint as queries
from renkei.coordination.rules import joint as rules
from renkei.coordination.services import closing, joint
from renkei.coordination.states.joint import JOINT_ITEM
from renkei.core.clock import TOKYO
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case, visible_cases
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass, Reach
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of
from tests.coordination import board_kit as kit

STEPS = [t.name for t in JOINT_ITEM.transitions]
#: role in the world → may it move items of a case it works on?
ROLES = {
    "officer": True, "manager": True, "core_officer": True, "core_manager": True, "center_officer": True, "grants": False,
    "colleague": False, "center_colleague": False, "planner": False, "home_contact": False, "lawyer": False,
    "town_officer": False, "prefecture": False, "auditor": False, "admin": False,
}  # fmt: skip
#: who takes the step after the centre proposed
ACTOR_OF = {"accept": "officer", "return": "officer", "withdraw": "center_officer"}


@pytest.mark.parametrize("status", JointStatus.values)
def test_every_step_from_every_status(world, status):
    item = kit.to_status(world, kit.items(kit.settle(world, kit.with_center(world)))[0], status)
    for name in STEPS:
        with transaction.atomic():
            item.refresh_from_db()
            if status in JOINT_ITEM.get(name).sources:
                moved = kit.step(world, ACTOR_OF.get(name, "officer"), item, name)
                assert moved.status == JOINT_ITEM.get(name).target
            else:
                with pytest.raises(InvalidTransition):
                    kit.step(world, "officer", item, name)
            transaction.set_rollback(True)


@pytest.mark.parametrize(("who", "may"), ROLES.items())
def test_every_role(world, who, may):
    case = kit.settle(world, kit.with_center(world))
    item = kit.items(case)[0]
    if may:
        assert kit.step(world, who, item, "propose").status == "proposed"
    else:
        with pytest.raises((NotAllowed, NotFound)):
            kit.step(world, who, item, "propose")
        item.refresh_from_db()
        assert item.status == "shared"


def test_roles_follow_the_table(world):
    """The list above is the role table's, for the people who work on the case."""
    for who, may in ROLES.items():
        if may:
            assert reach_of(world.actor(who).role, P.HANDOVER_WRITE) in (Reach.ALL, Reach.ASSIGNED)


def test_the_board_opens_from_the_agreement_or_the_default(world):
    case = kit.with_center(world, template=("money", "nonsense", "plan"))
    assert [i.code for i in kit.items(case)] == ["money", "plan"]
    joint.open_board(actor=world.actor("officer"), case=case, now=world.now)
    assert len(kit.items(case)) == 2
    other = kit.with_center(world, template=())
    assert [i.code for i in kit.items(other)] == list(rules.DEFAULT_TEMPLATE)


def test_items_wait_for_the_place_to_live(world):
    case = kit.with_center(world)
    with pytest.raises(RuleBroken, match="帰住先"):
        kit.step(world, "center_officer", kit.items(case)[0], "propose")
    kit.settle(world, case)
    kit.step(world, "center_officer", kit.items(case)[0], "propose")


def test_the_side_that_proposed_cannot_answer(world):
    case = kit.settle(world, kit.with_center(world))
    item = kit.step(world, "center_officer", kit.items(case)[0], "propose")
    with pytest.raises(RuleBroken, match="申し出た側"):
        kit.step(world, "center_officer", item, "accept")
    with pytest.raises(RuleBroken, match="申出を取り消せる"):
        kit.step(world, "officer", item, "withdraw")
    item = kit.step(world, "core_officer", item, "accept")
    assert (item.center_part, item.body_part, item.status) == ("none", "main", "taken_over")


def test_one_body_alone_records_for_the_other(world):
    case = kit.settle(world, kit.with_center(world))
    item = kit.step(world, "officer", kit.items(case)[0], "propose", on_behalf=kit.told(world))
    assert item.proposed_side == "center"
    kit.step(world, "officer", item, "accept")
    event = JointEvent.objects.get(item=item, step="propose")
    assert (event.on_behalf, event.channel, event.spoken_to, event.told_at) == (
        True,
        "phone",
        "センターの職員",
        world.now,
    )


def test_returning_needs_a_reason_and_can_be_proposed_again(world):
    case = kit.settle(world, kit.with_center(world))
    item = kit.step(world, "center_officer", kit.items(case)[0], "propose")
    with pytest.raises(RuleBroken, match="理由"):
        kit.step(world, "officer", item, "return", note="  ")
    item = kit.step(world, "officer", item, "return", note="通院先が決まっていない")
    assert kit.step(world, "center_officer", item, "propose").status == "proposed"


def test_the_last_item_completes_and_the_centre_leaves_after_its_tail(world):
    world.agreements["center"].tail_days = 14
    world.agreements["center"].save()
    case = kit.hand_over(world, kit.in_service(world))
    assert case.status == "handed_over"
    handover = Handover.objects.get(case=case)
    assert (handover.status, handover.tail_days) == ("completed", 14)
    last = world.clock.today + timedelta(days=14)
    center = world.actor("center_officer")
    assert queries.center_until(case=case, at=world.now) == (last, False)

    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=TOKYO)
    world.clock.at = end - timedelta(seconds=1)
    assert get_case(actor=center, case_id=case.pk, at=world.now).sees(InfoClass.WELFARE)
    world.clock.at = end
    with pytest.raises(NotFound):
        get_case(actor=center, case_id=case.pk, at=world.now)
    assert not visible_cases(actor=center, at=world.now).exists()
    assert queries.waiting(actor=center, at=world.now) == []
    assert get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now).sees(InfoClass.WELFARE)
    assert queries.center_until(case=case, at=world.now) == (last, True)
    assert Event.objects.filter(code="ledger.ended", case_id=case.pk).latest("id").at < end


def test_all_accepted_before_service_completes_when_service_starts(world):
    case = kit.hand_over(world, kit.settle(world, kit.with_center(world)))
    assert (case.status, Handover.objects.get(case=case).status) == ("placed", "ready")
    case = closing.start_service(actor=world.actor("officer"), case=case, now=world.now)
    assert (case.status, Handover.objects.get(case=case).status) == ("handed_over", "completed")


def test_taking_back_an_item_reopens_a_ready_hand_over(world):
    case = kit.hand_over(world, kit.settle(world, kit.with_center(world)))
    kit.step(world, "officer", kit.items(case)[0], "take_back")
    assert Handover.objects.get(case=case).status == "running"


def test_the_centre_may_accept_the_last_item(world):
    case = kit.in_service(world)
    for item in kit.items(case):
        kit.step(world, "center_officer", kit.step(world, "officer", item, "propose"), "accept")
    case.refresh_from_db()
    assert case.status == "handed_over"


def test_after_completion_nothing_moves(world):
    case = kit.hand_over(world, kit.in_service(world))
    item = kit.items(case)[0]
    with pytest.raises(Conflict, match="完了"):
        kit.step(world, "officer", item, "take_back")
    with pytest.raises(Conflict, match="完了"):
        joint.add_item(actor=world.actor("officer"), case=case, code="money", now=world.now)


def test_dropping_the_rest_completes_too(world):
    case = kit.in_service(world)
    first, second = kit.items(case)
    kit.step(world, "officer", kit.step(world, "center_officer", first, "propose"), "accept")
    kit.step(world, "officer", second, "drop")
    case.refresh_from_db()
    assert case.status == "handed_over"


def test_shares_are_checked(world):
    case = kit.with_center(world)
    item = kit.items(case)[0]
    with pytest.raises(RuleBroken, match="主に担う"):
        joint.share_out(actor=world.actor("officer"), item=item, center_part="none", body_part="support", now=world.now)
    item = joint.share_out(
        actor=world.actor("center_officer"), item=item, center_part="main", body_part="support", now=world.now,
        center_person="田中", moves_on=world.clock.today,
    )  # fmt: skip
    assert (item.center_person, item.moves_on) == ("田中", world.clock.today)
    with pytest.raises(RuleBroken, match="すでにあります"):
        joint.add_item(actor=world.actor("officer"), case=case, code=item.code, now=world.now)
    with pytest.raises(RuleBroken, match="その他"):
        joint.add_item(actor=world.actor("officer"), case=case, code="other", now=world.now)


def test_the_text_is_saved_once(world):
    case = kit.with_center(world)
    joint.write_handover(actor=world.actor("officer"), case=case, based_on=0, now=world.now, summary="経過")
    with pytest.raises(Conflict):
        joint.write_handover(actor=world.actor("core_officer"), case=case, based_on=0, now=world.now, summary="別")
    assert Handover.objects.get(case=case).summary == "経過"


def test_both_sides_are_told_and_what_waits_is_listed(world):
    case = kit.settle(world, kit.with_center(world))
    kit.step(world, "center_officer", kit.items(case)[0], "propose")
    kinds = Message.objects.filter(user_id=world.user("officer").pk, kind="handover_proposed")
    assert kinds.count() == 1
    (line,) = queries.waiting(actor=world.actor("officer"), at=world.now)
    assert (line.url_name, line.url_args, line.number) == ("coordination:board", (case.pk,), case.number)
    assert queries.waiting(actor=world.actor("center_officer"), at=world.now) == []


def test_a_neutral_reader_finds_no_board(world):
    case = kit.with_center(world)
    with pytest.raises(NotFound):
        queries.get_board_access(actor=world.actor("planner"), case_id=case.pk, at=world.now)
