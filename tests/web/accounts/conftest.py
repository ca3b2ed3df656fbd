"""A second browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.kit.world import World


@pytest.fixture
def client_of(world: World) -> Callable[[str], Client]:
    """A client that is signed in as somebody else at the same time."""
    return lambda name: world.login(Client(), name)
