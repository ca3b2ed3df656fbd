"""The kit itself: every role signs in as an Actor of its organisation."""

from __future__ import annotations

from renkei.policy.enums import Role
from tests.kit.world import World


def test_every_role_has_a_member(world: World) -> None:
    held = {world.actor(name).role for name in world.members}
    assert held == set(Role) - {Role.SYSTEM}
    assert world.actor("core_officer").acts_for == {world.org("city").pk}
