"""Wrong passwords stop the sign-in of an address for a while, known or not; the owner and his manager are told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from renkei.accounts.models import SignInGuard
from renkei.audit.models import Event
from renkei.notifications.models import Message
from renkei.web.http import client_address
from tests.kit.world import PASSWORD, World

pytestmark = pytest.mark.django_db
LOGIN = "/auth/login/"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def errors(client: Client, email: str, password: str) -> list[str]:
    page = client.post(LOGIN, {"login": email, "password": password}).content.decode()
    return re.findall(r"data-error-summary>(.*?)</ul>", page, flags=re.S)


def test_a_locked_address_answers_the_same_whoever_asks(world: World, client: Client) -> None:
    for email in ("officer@example.jp", "nobody@example.jp"):
        answers = [errors(client, email, "wrong") for _ in range(6)]
        assert answers[0] == answers[4] != answers[5]
        assert "しばらくサインインできません" in answers[5][0]
    right = errors(client, "officer@example.jp", PASSWORD)
    assert right == answers[5] == errors(client, "nobody@example.jp", PASSWORD)
    assert errors(client, "manager@example.jp", "wrong") == answers[0]  # nobody else is punished


def test_who_is_told(world: World, client: Client, client_of: Callable[[str], Client]) -> None:
    for _ in range(5):
        errors(client, "officer@example.jp", "wrong")
    assert [m.to for m in mail.outbox] == [["officer@example.jp"]]
    assert not re.search(r"\d+\.\d+\.\d+\.\d+|Mozilla|wrong", mail.outbox[0].body)
    assert Message.objects.filter(user_id=world.user("officer").pk, kind="sign_in_locked").count() == 1
    assert Event.objects.filter(code="account.locked", user_id=world.user("officer").pk).count() == 1
    page = client_of("manager").get(reverse("accounts:users")).content.decode()
    assert page.count("サインイン一時停止") == 1
    assert "officer" not in str(SignInGuard.objects.values())


def test_it_opens_by_itself_or_by_the_manager(world: World, client: Client, client_of: Callable[[str], Client]) -> None:
    def is_in() -> bool:
        return client.post(LOGIN, {"login": "officer@example.jp", "password": PASSWORD}).status_code == 302

    for _ in range(5):
        errors(client, "officer@example.jp", "wrong")
    assert not is_in()
    world.clock.tick(minutes=14)
    assert not is_in()
    world.clock.tick(minutes=2)
    assert is_in()
    client.post(reverse("account_logout"))
    for _ in range(5):
        errors(client, "officer@example.jp", "wrong")
    member = world.members["officer"].pk
    assert client_of("manager").post(reverse("accounts:member_unlock", args=[member])).status_code == 302
    assert is_in()


def test_failures_long_apart_do_not_add_up(world: World, client: Client) -> None:
    for _ in range(8):
        errors(client, "officer@example.jp", "wrong")
        world.clock.tick(minutes=16)
    assert not SignInGuard.objects.filter(locked_until__isnull=False).exists()


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the visitor's own word stands on the left
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (3, "203.0.113.7, 10.0.0.1", "127.0.0.1"),
    ],
)
def test_only_what_our_proxies_wrote_counts_as_the_address(rf, settings, proxies, header, address) -> None:
    settings.PROXIES = proxies
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=header)) == address
