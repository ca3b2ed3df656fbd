"""Set-up that all tests share."""

from __future__ import annotations

import os

import pytest

# Playwright's own loop runs in the test's thread; Django's guard against blocking calls there is of no use to us.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def world(db):
    """The small prefecture of tests/kit/world.py."""
    from tests.kit.world import make_world

    return make_world()
