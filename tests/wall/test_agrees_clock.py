"""The database and the policy show the same legal events: every member in every situation of the ledger."""

from __future__ import annotations

from uuid import UUID

import pytest

from renkei.coordination.models.clock import LegalEvent
from renkei.coordination.queries.clock import _held, holds_events
from renkei.coordination.services.clock import record_event
from renkei.disclosure.queries import CaseAccess
from tests.coordination.clock.kit import K, ev
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World
from tests.policy.test_scopes_agree import SITUATIONS
from tests.wall.kit import as_member, seen
from tests.wall.test_agrees import access_of

pytestmark = pytest.mark.django_db


def events_by_policy(access: CaseAccess) -> set[UUID]:
    return set(_held(access).values_list("pk", flat=True)) if holds_events(access) else set()


def record(kit: CaseKit, who: str) -> None:
    record_event(
        actor=kit.world.actor(who), case=kit.case, event=ev(K.ARREST, "2026-11-20"), source="own", now=kit.world.now
    )


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_wall_and_the_policy_show_the_same_events(world: World, situation: str) -> None:
    kit = make_case(world)
    for who in ("center_officer", "officer", "core_officer"):
        record(kit, who)
    SITUATIONS[situation](kit)
    differ = {}
    for member in world.members:
        expected = events_by_policy(access_of(world, member, kit.case))
        with as_member(world, member):
            shown = seen(f"coordination_legalevent WHERE case_id = '{kit.case.pk}'")
        if shown != expected:
            differ[member] = (len(expected), len(shown))
    assert differ == {}
    assert LegalEvent.objects.filter(case=kit.case).count() == 3
