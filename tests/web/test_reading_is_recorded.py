"""No page opens a personal text without a row in the record that says who read which class of which case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.fields import EncryptedBytesField, EncryptedTextField
from renkei.core.privacy import ENCRYPTED
from tests.kit.world import World
from tests.web.kit import at_world_time
from tests.web.stage import Page, Stage, build, pages

pytestmark = pytest.mark.django_db


#: Opens a version only to name the fields that hold something.
SHOWS_NO_VALUE = {"disclosure:legal_new"}
#: How a member of staff is related to the person: the list that the manager keeps.
ABOUT_STAFF = {"cases_conflictofinterest.relation"}


@contextmanager
def opened() -> Iterator[set[str]]:
    """The columns whose ciphertext was opened meanwhile, as table.column."""
    found: set[str] = set()

    def spy(field: type[EncryptedTextField]) -> Any:
        real = field.unseal

        def unseal(self: Any, instance: Any, value: Any) -> Any:
            if type(instance).PRIVACY[self.name] in ENCRYPTED:
                found.add(f"{type(instance)._meta.db_table}.{self.column}")
            return real(self, instance, value)

        return patch.object(field, "unseal", unseal)

    with spy(EncryptedTextField), spy(EncryptedBytesField):
        yield found


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    with at_world_time(world):
        yield build(world)


def unrecorded(client: Client, stage: Stage, page: Page) -> set[str]:
    cache.clear()
    before = Event.objects.latest("id").pk
    with opened() as columns:
        status = client.get(stage.url(page)).status_code
    if status != 200 or page.name in SHOWS_NO_VALUE:
        return set()
    seen = Event.objects.filter(id__gt=before, code__in=(E.RECORD_VIEWED, E.PRINTED, E.EXPORTED))
    return set() if seen.exists() else columns - ABOUT_STAFF


@pytest.mark.parametrize("who", ["officer", "manager", "core_officer", "center_officer", "home_contact"])
def test_what_is_opened_is_on_record(world: World, stage: Stage, who: str) -> None:
    client = world.login(Client(raise_request_exception=False), who)
    found = {page.name: columns for page in pages() if (columns := unrecorded(client, stage, page))}
    assert found == {}
