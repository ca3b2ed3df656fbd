"""Nobody stands on both sides of one inquiry; a corporation on both sides needs a second person and is flagged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.accounts import services as accounts
from renkei.accounts.models import Organisation
from renkei.core.errors import NotAllowed
from renkei.inquiries import services
from renkei.inquiries.enums import Channel, WithdrawReason
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries import is_same_body
from renkei.policy.enums import Role
from tests.inquiries.kit import NO, YES, ask, make_case, make_need
from tests.kit.world import SETUP, World

pytestmark = pytest.mark.django_db
CORPORATION = "8000012010038"


@pytest.fixture
def inquiry(world: World) -> Inquiry:
    """Asked by the officer of the 基幹."""
    case = make_case(world)
    return ask(world, case, make_need(world, case), "home", by="core_officer")[0]


def _also(world: World, member: str, org: str, role: Role) -> None:
    """Give the user of a member a second membership, known as `<member>2`."""
    world.members[f"{member}2"] = accounts.add_membership(
        actor=SETUP, now=world.now, user=world.user(member), organisation=world.org(org), role=role,
        starts_on=world.clock.today - timedelta(days=1), handles_intake=False,
    )  # fmt: skip


def _answer(world: World, inquiry: Inquiry, by: str, data=YES) -> Inquiry:
    inquiry.refresh_from_db()
    return services.answer(
        actor=world.actor(by), inquiry=inquiry, seen=inquiry.version, data=data, now=world.clock.tick()
    )


def _enter(world: World, inquiry: Inquiry, by: str, data=YES) -> Inquiry:
    inquiry.refresh_from_db()
    return services.enter_answer(
        actor=world.actor(by), inquiry=inquiry, seen=inquiry.version, data=data, channel=Channel.PHONE, told_at=world.now,
        now=world.clock.tick(),
    )  # fmt: skip


def test_who_asks_for_the_municipality_does_not_answer_for_the_office(world: World, inquiry: Inquiry) -> None:
    _also(world, "home_contact", "core", Role.CORE_OFFICER)
    with pytest.raises(NotAllowed, match="相手側"):
        _answer(world, inquiry, "home_contact")
    with pytest.raises(NotAllowed, match="相手側"):
        _answer(world, inquiry, "home_contact", NO)
    world.add_member("home_second", "home", Role.OFFICE_CONTACT)
    inquiry.case.assignments.create(organisation=world.org("home"), user=world.user("home_second"), starts_at=world.now)
    assert _answer(world, inquiry, "home_second").status == "positive"


def test_who_works_for_the_office_does_not_decide_on_its_answer(world: World, inquiry: Inquiry) -> None:
    _also(world, "core_officer", "home", Role.OFFICE_CONTACT)
    with pytest.raises(NotAllowed, match="相手側"):
        _enter(world, inquiry, "core_officer")
    assert _enter(world, inquiry, "officer").status == "positive"


def test_who_answered_takes_no_step_of_the_asking_side(world: World, inquiry: Inquiry) -> None:
    assert _answer(world, inquiry, "home_contact").status == "positive"
    _also(world, "home_contact", "city", Role.MUNICIPAL_MANAGER)
    inquiry.refresh_from_db()
    withdraw = {
        "inquiry": inquiry, "seen": inquiry.version, "reason": WithdrawReason.PLAN_CHANGED, "note": "", "now": world.clock.tick()
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="相手側"):
        services.withdraw(actor=world.actor("home_contact2"), **withdraw)
    assert services.withdraw(actor=world.actor("manager"), **withdraw).status == "withdrawn"


def test_one_corporation_on_both_sides_needs_a_second_person(world: World, inquiry: Inquiry) -> None:
    assert not is_same_body(inquiry, at=world.now)
    both = [world.org("core").pk, world.org("home").pk]
    Organisation.objects.filter(pk__in=both).update(corporate_number=CORPORATION)
    inquiry = Inquiry.objects.get()
    assert is_same_body(inquiry, at=world.now)
    with pytest.raises(NotAllowed, match="別の人"):
        _enter(world, inquiry, "core_officer")
    assert _enter(world, inquiry, "officer").status == "positive"


def test_without_it_one_person_may_do_both(world: World, inquiry: Inquiry) -> None:
    Organisation.objects.filter(pk=world.org("core").pk).update(corporate_number=CORPORATION)
    assert _enter(world, inquiry, "core_officer").status == "positive"


def test_a_commissioned_body_that_is_asked_itself_is_flagged(world: World, inquiry: Inquiry) -> None:
    asked = Inquiry(case=inquiry.case, organisation=world.org("plan"), sent_for=world.org("city"))
    assert not is_same_body(asked, at=world.now)
    accounts.add_delegation(
        actor=SETUP, now=world.now, principal=world.org("city"), agent=world.org("plan"), starts_on=world.clock.today,
        ends_on=world.clock.today + timedelta(days=100),
    )  # fmt: skip
    assert is_same_body(asked, at=world.now)
