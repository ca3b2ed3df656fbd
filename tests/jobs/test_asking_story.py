"""The story of the asked advice in the demo, on two small cases: every state of the machine, one late, nothing after today."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest

from renkei.coordination.enums.advice import AdviceStatus
from renkei.coordination.models import Advice, AdviceEntry
from renkei.core.clock import day_of
from renkei.jobs.demo.asking import tell_asking
from renkei.policy.actor import Actor
from renkei.policy.enums import Role
from tests.coordination import board_kit as kit
from tests.kit.world import World


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 40])
def test_every_state_occurs(world: World, days: int) -> None:
    for _ in range(2):
        kit.with_center(world)
    world.clock.tick(days=days)

    def actor(key: str, role: Role, at: datetime) -> Actor:
        return world.actor("center_officer" if key == "center" else "core_officer")

    tell_asking(cast=SimpleNamespace(actor=actor), now=world.now, leads=[("99201", "core", Role.CORE_OFFICER)])  # type: ignore[arg-type]
    assert set(Advice.objects.values_list("status", flat=True)) == set(AdviceStatus.values)
    assert not AdviceEntry.objects.filter(at__gt=world.now).exists()
    if days:
        assert Advice.objects.filter(status=AdviceStatus.ASKED, due_on__lt=day_of(world.now)).exists()
