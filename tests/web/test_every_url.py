"""Every address × everybody: what a GET answers; strangers' posts change nothing; no post without its token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from renkei.audit.enums import E
from renkei.audit.models import Event
from tests.kit.world import World
from tests.web.kit import at_world_time
from tests.web.stage import Page, Stage, build, pages
from tests.web.url_table import TABLE, WHO

LETTER = {200: "o", 302: "r", 403: "F", 404: "N", 405: "M"}
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    with at_world_time(world):
        yield build(world)


def client_of(world: World, who: str) -> Client:
    client = Client(raise_request_exception=False)
    return world.login(client, who) if who else client


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {page.name for page in pages()} == set(ROWS)
    assert {len(row) for row in ROWS.values()} == {len(WHO)}


@pytest.mark.parametrize("part", range(4))
def test_who_gets_which_page(world: World, stage: Stage, part: int) -> None:
    wrong = []
    for who in WHO[part::4]:
        client = client_of(world, who)
        for page in pages():
            cache.clear()  # the limits of the one-time link have tests of their own
            status = client.get(stage.url(page)).status_code
            expected = ROWS[page.name][WHO.index(who)]
            if LETTER.get(status) != expected:
                wrong.append(f"{page.name} for {who or 'logged out'}: {status}, not {expected}")
    assert wrong == []


CASE_ARGUMENTS = {"case_id", "inquiry_id", "referral_id", "agreement_id", "request_id", "meeting_id"}


def _of_the_city(page: Page) -> bool:
    return bool(CASE_ARGUMENTS & set(page.arguments)) or page.name.startswith("accounts:") and "pk" in page.arguments


@pytest.mark.parametrize(
    "who", ["", "town_officer", "town_manager", "work_contact", "planner", "prefecture", "auditor"]
)
def test_a_strangers_post_is_refused_and_changes_nothing(world: World, stage: Stage, who: str) -> None:
    refusals = {E.ACCESS_REFUSED, E.SIGN_IN_FAILED}
    client, before = client_of(world, who), Event.objects.exclude(code__in=refusals).count()
    wrong = []
    for page in filter(_of_the_city, pages()):
        answer = client.post(stage.url(page), {"note": "x", "sure": "on"})
        to_sign_in = not who and answer.status_code == 302 and "/auth/login/" in answer["Location"]
        if answer.status_code not in (403, 404, 405) and not to_sign_in:
            wrong.append(f"{page.name}: {answer.status_code}")
    assert wrong == []
    assert Event.objects.exclude(code__in=refusals).count() == before


def test_no_post_without_its_token(world: World, stage: Stage) -> None:
    client = world.login(Client(enforce_csrf_checks=True), "officer")
    taken = [page.name for page in pages() if client.post(stage.url(page), {}).status_code != 403]
    assert taken == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_an_address_names_ids_and_codes_only(page: Page) -> None:
    """Nothing about a person can stand in an address: its arguments are ids, codes of ours, a secret."""
    assert set(page.arguments) <= {
        "pk", "token", "step", "kind", "info_class", *(a for a in page.arguments if a.endswith("_id")),
    }  # fmt: skip
    assert (
        not any(word in page.pattern for word in ("name", "offen", "justice", "prison")) or page.name == "people:name"
    )
