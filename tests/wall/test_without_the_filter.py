"""The application's own filter taken away: the page of a list still shows nothing that is not the actor's."""

from __future__ import annotations

import pytest
from django.test import Client

from renkei.cases.models import Case
from tests.kit.cases import make_case
from tests.kit.requests import accepted_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def shown(world: World, client: Client, member: str, address: str, numbers: set[str]) -> set[str]:
    page = world.login(client, member).get(address).content.decode()
    return {number for number in numbers if number in page}


@pytest.mark.parametrize(
    "member", ["officer", "core_officer", "center_colleague", "town_officer", "home_contact", "lawyer"]
)
def test_the_list_of_cases_leaks_nothing(world: World, client: Client, monkeypatch, member: str) -> None:
    numbers = {make_case(world).case.number, accepted_case(world).number}
    filtered = shown(world, client, member, "/cases/", numbers)
    monkeypatch.setattr("renkei.coordination.queries.guide.visible_cases", lambda **_: Case.objects.all())
    assert shown(world, client, member, "/cases/", numbers) == filtered
    assert bool(filtered) is (member in ("officer", "core_officer")), "the town, the office and the lawyer have nothing"
