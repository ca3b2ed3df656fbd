"""利害関係: who is related finds nothing of the person any more; it ends only by somebody else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases import services as cases
from renkei.cases.enums import Relation
from renkei.cases.models import ConflictOfInterest
from renkei.cases.queries import assigned_users
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.disclosure.queries import conflict_candidates, conflicts_of, facts_for, get_case, visible_cases
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from tests.kit.cases import CaseKit, give_summary, make_case, users
from tests.kit.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


def _declare(kit: CaseKit, member: str = "officer") -> ConflictOfInterest:
    world = kit.world
    return disclosure.declare_conflict(
        actor=world.actor(member), case=kit.case, relation=Relation.VICTIM, note="以前の事件の関係者", now=world.now
    )


def _mark(kit: CaseKit, member: str, by: str = "manager") -> ConflictOfInterest:
    world = kit.world
    return disclosure.mark_conflict(
        actor=world.actor(by), case=kit.case, user_id=users(world, member)[0], relation=Relation.FAMILY, now=world.now
    )


def _sees(kit: CaseKit, member: str) -> bool:
    actor, now = kit.world.actor(member), kit.world.now
    listed = visible_cases(actor=actor, at=now).filter(pk=kit.case.pk).exists()
    try:
        get_case(actor=actor, case_id=kit.case.pk, at=now)
    except NotFound:
        assert not listed
        return False
    return listed


def test_who_declares_it_loses_the_case_and_the_managers_are_told(kit: CaseKit) -> None:
    assert _sees(kit, "officer")
    _declare(kit)
    world = kit.world
    assert not _sees(kit, "officer")
    assert _sees(kit, "manager")
    assert users(world, "officer")[0] not in assigned_users(kit.case.pk, world.org("city").pk)
    told = Message.objects.filter(kind="conflict_marked").values_list("user_id", flat=True)
    assert set(told) == set(users(world, "manager"))
    assert Event.objects.get(code=E.CONFLICT_CHANGED).detail == {"marked": True}  # neither who nor which relation
    with pytest.raises(NotFound):
        disclosure.collect(actor=world.actor("officer"), case=kit.case, classes=[InfoClass.WELFARE], now=world.now)


def test_a_later_case_of_the_same_person_is_closed_too(kit: CaseKit) -> None:
    _mark(kit, "officer")
    _mark(kit, "core_officer")
    world = kit.world
    center = world.actor("center_officer")
    later = cases.open_case(actor=center, now=world.clock.tick(), previous=kit.case, responsible=world.org("city"))
    disclosure.collect(actor=center, case=later, classes=[InfoClass.SUMMARY], now=world.now)
    disclosure.give_class(
        actor=center, case=later, recipient=world.org("city"), info_class=InfoClass.SUMMARY, consent=None, now=world.now,
        basis="law", legal_reason="試験", cause="legal", permission=P.REFERRAL_WRITE,
    )  # fmt: skip
    again = CaseKit(world, later, kit.consent, {})
    cases.assign_intake(
        actor=world.actor("manager"),
        case=later,
        organisation_id=world.org("city").pk,
        now=world.now,
        permission=P.ASSIGN,
    )
    assert not _sees(again, "officer")
    assert _sees(again, "manager")
    assert assigned_users(later.pk, world.org("city").pk) == frozenset()


def test_nobody_related_can_be_assigned(kit: CaseKit) -> None:
    _mark(kit, "colleague")
    world = kit.world
    manager, user = world.actor("manager"), users(world, "colleague")[0]
    facts = facts_for(actor=manager, case_id=kit.case.pk, at=world.now)
    with pytest.raises(RuleBroken, match="利害関係"):
        cases.assign(actor=manager, case=kit.case, user_id=user, facts=facts, now=world.now)


def test_who_may_mark_whom(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact")
    assert _mark(kit, "home_contact")  # an office that takes part
    assert not _sees(kit, "home_contact")
    with pytest.raises(RuleBroken, match="参加している機関"):
        _mark(kit, "work_contact")
    with pytest.raises(RuleBroken, match="申し出る"):
        _mark(kit, "manager")
    with pytest.raises(RuleBroken, match="すでに登録"):
        _mark(kit, "home_contact")
    with pytest.raises(NotAllowed):
        _mark(kit, "colleague", by="officer")
    with pytest.raises(NotFound):
        _mark(kit, "colleague", by="town_manager")
    offered = {pk for pk, _ in conflict_candidates(access=kit.access("manager"))}
    assert set(users(world, "officer", "core_officer", "center_officer")) <= offered
    assert not offered & set(users(world, "home_contact", "manager", "work_contact"))


def test_it_is_ended_by_somebody_else_with_a_reason(kit: CaseKit) -> None:
    world = kit.world
    conflict = _declare(kit)
    end = {"case": kit.case, "conflict": conflict, "now": world.clock.tick()}
    with pytest.raises(NotFound):  # the person concerned does not even find the case
        disclosure.end_conflict(actor=world.actor("officer"), reason="もう関係ない", **end)
    with pytest.raises(RuleBroken, match="理由"):
        disclosure.end_conflict(actor=world.actor("manager"), reason=" ", **end)
    disclosure.end_conflict(actor=world.actor("manager"), reason="人違いと確認した", **end)
    assert _sees(kit, "officer")
    assert users(world, "officer")[0] not in assigned_users(
        kit.case.pk, world.org("city").pk
    )  # not given back by itself
    with pytest.raises(Conflict):
        disclosure.end_conflict(actor=world.actor("manager"), reason="もう一度", **end)
    line = conflicts_of(access=kit.access("manager"))[0]
    assert (line.relation, line.by_himself, line.may_end) == ("事件の被害者・その家族", True, False)


def test_the_database_refuses_an_end_by_the_person_concerned(kit: CaseKit) -> None:
    conflict = _declare(kit)
    conflict.ends_at, conflict.ended_by, conflict.end_reason = kit.world.now, conflict.user_id, "自分で解除"
    with pytest.raises(IntegrityError, match="conflict_ended_by_another"), transaction.atomic():
        conflict.save()
