"""Set-up that all tests share."""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache

# Playwright's own loop runs in the test's thread; Django's guard against blocking calls there is of no use to us.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def world(db, monkeypatch):
    """The small prefecture of tests/kit/world.py; the screens read its clock, so no test depends on today's date."""
    from tests.kit.world import make_world

    made = make_world()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.clock.at)
    return made


@pytest.fixture(autouse=True)
def nothing_counted():
    """The limits on tries count in the cache; a test begins with none of another's."""
    cache.clear()
