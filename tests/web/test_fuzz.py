"""Every address × kinds of people × hostile input from a fixed seed: never a 500.

RENKEI_FUZZ_SEED and RENKEI_FUZZ_COUNT (rounds for each page with a form) change the run; a failure names what repeats it.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.kit.world import World
from tests.web import fuzz_kit
from tests.web.html_forms import HtmlForm, forms_in
from tests.web.kit import at_world_time
from tests.web.stage import NOBODY, Page, Stage, build, pages

SEED = int(os.environ.get("RENKEI_FUZZ_SEED", "20261127"))
COUNT = int(os.environ.get("RENKEI_FUZZ_COUNT", "4"))
PEOPLE = ("", "officer", "manager", "core_officer", "center_officer", "home_contact", "lawyer", "auditor", "admin")


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    with at_world_time(world):
        yield build(world)


def library_pages() -> list[Page]:
    """The pages of sign-in and whatever else the resolver holds that `pages` leaves to others."""
    known = {page.name for page in pages()}
    found: list[Page] = []

    def plain(name: str) -> bool:
        try:
            return bool(reverse(name))
        except NoReverseMatch:
            return False

    def walk(resolver: URLResolver, namespace: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
                continue
            name = f"{namespace}{entry.name}" if isinstance(entry, URLPattern) and entry.name else ""
            if name and name not in known and plain(name):
                found.append(Page(name, str(entry.pattern), ()))

    walk(get_resolver(), "")
    return found


class Attack:
    """Requests of one person; what ends in an exception is kept with what repeats it."""

    def __init__(self, world: World, stage: Stage, who: str) -> None:
        self.stage, self.who = stage, who
        self.client = world.login(Client(), who) if who else Client()
        self.faults: list[str] = []
        self.sent = 0
        self.ids = [v for v in stage.things.values() if isinstance(v, UUID)]

    def send(self, method: str, address: str, what: str, **more: Any) -> Any:
        """The answer, or None after an exception. Whatever the request changed is undone."""
        cache.clear()
        self.sent += 1
        try:
            with transaction.atomic():
                answer = self.client.generic(method, address, **more)
                transaction.set_rollback(True)
        except Exception as error:  # whatever it is, it is the finding
            ours = [f for f in traceback.extract_tb(error.__traceback__) if "/renkei/" in f.filename] or ["?"]
            self.faults.append(f"{what}: {type(error).__name__} {str(error)[:90]!r} at {ours[-1]}")
            return None
        if answer.status_code >= 500:
            self.faults.append(f"{what}: {answer.status_code}")
        return answer

    def address(self, rng: Random, page: Page, *, odd: bool) -> str:
        """The page's address with the things of the story, or with somebody else's, nobody's and broken ones."""
        if not odd:
            return self.stage.url(page)
        arguments = {name: rng.choice([*self.ids, NOBODY]) for name in page.arguments}
        for name in ("token", "step", "kind", "info_class"):
            if name in arguments:
                arguments[name] = quote(rng.choice(fuzz_kit.TEXTS)[:2000], safe="") or "x"
        try:
            return reverse(page.name, kwargs=arguments)
        except NoReverseMatch:
            return self.stage.url(page)

    def page(self, page: Page) -> None:
        """A usual look, then odd ids, queries, methods and every form on it, filled with hostile values."""
        here = self.stage.url(page) if page.arguments or page in pages() else reverse(page.name)
        seen = self.send("GET", here, f"GET {page.name} as {self.who}")
        forms, offers = [], {}
        if seen is not None and seen.status_code == 200 and "html" in seen["Content-Type"]:
            text = seen.content.decode()
            forms, offers = forms_in(text), fuzz_kit.offers_of(text)
        for number in range(COUNT if forms else 1):
            rng = Random(f"{SEED} {page.name} {self.who} {number}")
            what = f"{page.name} as {self.who or 'nobody'} #{number}"
            query = fuzz_kit.query_of(rng, rng.choice(forms) if forms else None)
            odd = self.address(rng, page, odd=True) if page.arguments else here
            self.send("GET", f"{odd}?{query}", f"GET {what}", headers=fuzz_kit.headers_of(rng))
            for form in forms or [HtmlForm("post", "", {"note": ["x"], "sure": ["on"]})]:
                target = form.action if form.action.startswith("/") else here
                if form.method == "post" and "logout" not in target:
                    filled = fuzz_kit.request_of(rng, form, offers)
                    self.send("POST", target, f"POST {target} {what}", headers=fuzz_kit.headers_of(rng), **filled)
        self.send(rng.choice(("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW")), here, f"method {what}")


@pytest.mark.parametrize("who", PEOPLE)
def test_hostile_input_never_ends_in_a_500(world: World, stage: Stage, who: str) -> None:
    attack = Attack(world, stage, who)
    for page in [*pages(), *library_pages()]:
        attack.page(page)
    assert not attack.faults, "\n".join([f"seed {SEED}, {attack.sent} requests", *attack.faults])
    assert attack.sent >= 4 * len(pages())


def test_addresses_that_are_none(world: World, client: Client) -> None:
    rng = Random(SEED)
    known = [*(page.pattern.split("<")[0] for page in pages()), "auth/password/reset/key/zz-", "static/", "a/"]
    for _ in range(200):
        tail = "".join(
            rng.choice(("/", "%00", "%ff", "..", "a", "あ", "?", "#", ";", "%2e%2e%2f", "%0d%0a"))
            for _ in range(rng.randint(1, 9))
        )
        answer = client.generic("GET", f"/{rng.choice(known)}{tail}")
        assert answer.status_code < 500, tail
