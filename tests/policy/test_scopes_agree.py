"""Lists and single records agree: for every member × permission × situation of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from renkei.cases.enums import Relation
from renkei.core.errors import NotAllowed, NotFound
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Basis, Cause
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import facts_for, get_case, visible_cases
from renkei.people import services as people
from renkei.policy.decide import decide
from renkei.policy.enums import InfoClass, Role
from renkei.policy.permissions import P
from renkei.privacy.services.emergencies import open_emergency
from tests.kit.cases import CaseKit, give_summary, make_case, users
from tests.kit.world import World

pytestmark = pytest.mark.django_db
ON_A_CASE = [p for p in P if p.info_class is not None]


def _plain(kit: CaseKit) -> None:
    """The centre's case, given to the city and its commissioned body."""


def _offices(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact")
    give_summary(kit, "work", "work_contact")
    kit.disclose("officer", "home", InfoClass.IDENTITY)
    kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=users(world, "home_contact"))
    kit.disclose("officer", "home", InfoClass.THIRD_PARTY, paper_persons="窓口の責任者")


def _named(kit: CaseKit) -> None:
    world = kit.world
    kit.assign("manager")
    disclosure.name_person(
        actor=world.actor("manager"), case=kit.case, info_class=InfoClass.THIRD_PARTY, user_id=users(world, "officer")[0],
        reason="接触の禁止を確認するため", now=world.now,
    )  # fmt: skip
    open_emergency(
        actor=world.actor("manager"), case=kit.case, classes=[InfoClass.JUSTICE_DETAIL], user_id=users(world, "manager")[0],
        reason="life", reason_text="緊急の安全確認", hours=24, now=world.now,
    )  # fmt: skip


def _everybody_assigned(kit: CaseKit) -> None:
    for member in ("colleague", "manager", "grants", "core_manager", "center_colleague", "planner", "home_staff"):
        kit.assign(member)
    give_summary(kit, "home", "home_contact")
    give_summary(kit, "plan", "planner")


def _ended(kit: CaseKit) -> None:
    _offices(kit)
    disclosure.end_recipient(
        actor=kit.world.actor("officer"), case=kit.case, recipient_id=kit.world.org("home").pk, cause=Cause.INQUIRY_CLOSED,
        now=kit.world.now,
    )  # fmt: skip


def _tail(kit: CaseKit) -> None:
    disclosure.end_recipient(
        actor=kit.world.actor("officer"), case=kit.case, recipient_id=kit.world.org("center").pk, cause=Cause.HANDOVER,
        now=kit.world.now, at=kit.world.now + timedelta(days=30),
    )  # fmt: skip


def _future(kit: CaseKit) -> None:
    for info_class in (InfoClass.SUMMARY, InfoClass.IDENTITY):
        _row(kit, "work", info_class, starts_at=kit.world.now + timedelta(days=1))


def _withdrawn(kit: CaseKit) -> None:
    kit.assign("manager")
    people.save_record(
        actor=kit.world.actor("officer"), case=kit.case, info_class=InfoClass.WELFARE, values={"daily_life": "料理ができる"},
        now=kit.world.now,
    )  # fmt: skip
    disclosure.withdraw_consent(actor=kit.world.actor("officer"), consent=kit.consent, now=kit.world.clock.tick())


def _related(kit: CaseKit) -> None:
    _offices(kit)
    world = kit.world
    kit.assign("manager")
    disclosure.declare_conflict(
        actor=world.actor("officer"), case=kit.case, relation=Relation.ACQUAINTANCE, now=world.now
    )
    for member in ("colleague", "core_officer", "home_contact", "home_staff"):
        disclosure.mark_conflict(
            actor=world.actor("manager"), case=kit.case, user_id=users(world, member)[0], relation=Relation.FAMILY,
            now=world.now,
        )  # fmt: skip


def _emergency(kit: CaseKit) -> None:
    """A row that names an officer who is not assigned, one that names the 支給決定係 (who may never read it), one for the manager."""
    world = kit.world
    core = world.add_member("core_night", "core", Role.CORE_OFFICER)
    for org, user, info_class in (
        ("core", core.user_id, InfoClass.WELFARE),
        ("city", users(world, "colleague")[0], InfoClass.JUSTICE_DETAIL),
        ("city", users(world, "grants")[0], InfoClass.JUSTICE_OUTLINE),
        ("city", users(world, "manager")[0], InfoClass.WELFARE),
    ):
        _row(kit, org, info_class, basis=Basis.EMERGENCY, cause=Cause.BREAK_GLASS, persons=[user],
             ends_at=world.now + timedelta(hours=2))  # fmt: skip


def _emergency_after_withdrawal(kit: CaseKit) -> None:
    _withdrawn(kit)
    _emergency(kit)


def _row(kit: CaseKit, org: str, info_class: InfoClass, **fields: object) -> LedgerEntry:
    return LedgerEntry.objects.create(**{
        "case": kit.case, "recipient": kit.world.org(org), "giver": kit.world.org("city"), "info_class": info_class,
        "basis": Basis.LAW, "legal_reason": "試験", "whole_class": True, "stage": "s0", "cause": Cause.LEGAL,
        "starts_at": kit.world.now, **fields,
    })  # fmt: skip


SITUATIONS: dict[str, Callable[[CaseKit], None]] = {
    "plain": _plain, "offices": _offices, "named": _named, "everybody assigned": _everybody_assigned, "ended": _ended,
    "tail": _tail, "future": _future, "withdrawn": _withdrawn, "related": _related, "emergency": _emergency,
    "emergency after the withdrawal": _emergency_after_withdrawal,
}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_lists_and_single_records_agree(world: World, situation: str) -> None:
    kit = make_case(world)
    SITUATIONS[situation](kit)
    differ = []
    for member in world.members:
        actor = world.actor(member)
        facts = facts_for(actor=actor, case_id=kit.case.pk, at=world.now)
        for permission in ON_A_CASE:
            single = decide(actor, permission, facts, at=world.now).allowed
            listed = visible_cases(actor=actor, at=world.now, permission=permission).filter(pk=kit.case.pk).exists()
            if single != listed:
                differ.append((member, permission.code, single, listed))
    assert differ == []


@pytest.mark.parametrize("situation", ["plain", "offices", "withdrawn", "related", "emergency"])
def test_get_case_gives_the_same_answer_as_decide(world: World, situation: str) -> None:
    kit = make_case(world)
    SITUATIONS[situation](kit)
    for member in world.members:
        actor = world.actor(member)
        decision = decide(actor, P.CASE_VIEW, facts_for(actor=actor, case_id=kit.case.pk, at=world.now), at=world.now)
        if decision.allowed:
            assert get_case(actor=actor, case_id=kit.case.pk, at=world.now).case == kit.case
            continue
        with pytest.raises(NotFound if decision.absent else NotAllowed):
            get_case(actor=actor, case_id=kit.case.pk, at=world.now)


def test_situations_are_not_empty(world: World) -> None:
    kit = make_case(world)
    _offices(kit)
    seen = {m for m in world.members if visible_cases(actor=world.actor(m), at=world.now).exists()}
    assert {
        "officer",
        "manager",
        "core_officer",
        "core_manager",
        "center_officer",
        "home_contact",
        "work_contact",
    } == seen - {"colleague"}
    assert "town_officer" not in seen
    assert {world.actor(m).role for m in world.members} >= set(Role) - {Role.SYSTEM}
