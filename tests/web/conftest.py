"""Set-up that tests of screens share."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.kit.world import World


@pytest.fixture
def page(world: World, client: Client) -> Any:
    """page(name) → a client signed in as that member."""
    return lambda name: world.login(client, name)
