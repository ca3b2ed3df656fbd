"""A second browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.kit.world import World
from tests.web.kit import at_world_time


@pytest.fixture
def client_of(world: World) -> Callable[[str], Client]:
    """A client that is signed in as somebody else at the same time."""
    return lambda name: world.login(Client(), name)


@pytest.fixture(autouse=True)
def story_time(world: World) -> Iterator[None]:
    """The screens read the clock of the story."""
    with at_world_time(world):
        yield
