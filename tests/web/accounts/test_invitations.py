"""An invitation works once, for seven days, by link or typed code; whatever is over gets a friendly page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from renkei.accounts import services
from renkei.accounts.models import Invitation, User
from renkei.audit.models import Event
from renkei.web import limits
from tests.kit.world import World

pytestmark = pytest.mark.django_db
PASSWORD = "たぬきとんぼ電車みかん箱"
CHOSEN = {"password": PASSWORD, "again": PASSWORD}
NEW_USER = {"name": "新人 太郎", "email": "new@example.jp", "position": "主事", "role": "municipal_officer",
            "handles_intake": "yes", "starts_on": "R8.4.1", "ends_on": ""}  # fmt: skip


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def at(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def link(world: World, client_of: Callable[[str], Client]) -> str:
    """The address a manager was shown once."""
    page = client_of("manager").post(at("user_new", world.org("city").pk), NEW_USER).content.decode()
    found = re.search(r"https://renkei\.example\.jp(/auth/invitation/[A-Z0-9]{16}/)</code>", page)
    assert found
    return found[1]


def test_a_link_works_once_and_looking_uses_nothing_up(world: World, client: Client, link: str) -> None:
    for _ in range(3):
        page = client.get(link)
        assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert "新人 太郎" in page.content.decode()
    weak = client.post(link, {"password": "new@example.jp", "again": "new@example.jp"})
    assert weak.status_code == 422
    assert client.post(link, CHOSEN).status_code == 302
    assert User.objects.get(email="new@example.jp").check_password(PASSWORD)
    for answer in (client.get(link), client.post(link, {"password": "x" * 20, "again": "x" * 20})):
        assert answer.status_code == 410
        assert "すでに使われています" in answer.content.decode()
        assert "新人 太郎" not in answer.content.decode()
    assert User.objects.get(email="new@example.jp").check_password(PASSWORD)
    changes = [e.detail["change"] for e in Event.objects.filter(code="invitation.changed").order_by("id")]
    assert changes == ["issued", "used"]
    assert client.post(reverse("account_login"), {"login": "new@example.jp", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7, 410)])
def test_it_expires_after_seven_days(world: World, client: Client, link: str, days: float, status: int) -> None:
    world.clock.tick(days=days)
    assert client.get(link).status_code == status
    posted = client.post(link, CHOSEN)
    assert posted.status_code == (302 if status == 200 else 410)


def test_a_code_from_paper_leads_to_the_same_page(world: World, client: Client, link: str) -> None:
    code = link.split("/")[-2]
    typed = "-".join(code[n : n + 4] for n in range(0, 16, 4)).lower()
    assert client.post(reverse("invitation_code"), {"code": typed}).url == link
    wrong = client.post(reverse("invitation_code"), {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert (wrong.status_code, "招待コードが違います" in wrong.content.decode()) == (422, True)


def test_guessing_shuts_the_door_for_that_address_of_the_network(world: World, client: Client, link: str) -> None:
    for n in range(limits.WRONG_PER_WINDOW):
        assert client.get(reverse("invitation", args=[f"WRONG{n}"])).status_code == 404
    assert client.get(link).status_code == 429
    assert client.get(link, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_taken_back_and_made_again(world: World, client: Client, client_of: Callable[[str], Client], link: str) -> None:
    manager, pk = client_of("manager"), User.objects.get(email="new@example.jp").memberships.get().pk
    assert "招待中" in manager.get(at("users")).content.decode()
    assert manager.post(at("member_revoke", pk)).status_code == 302
    assert "招待の取消し" in manager.get(at("users")).content.decode()
    assert client.get(link).status_code == 410
    assert manager.post(at("member_revoke", pk)).status_code == 422
    again = manager.post(at("member_link", pk)).content.decode()
    assert "/auth/invitation/" in again
    assert client.post(link, CHOSEN).status_code == 410
    world.clock.tick(days=8)
    assert "招待の期限切れ" in client_of("manager").get(at("users")).content.decode()


def test_the_database_keeps_no_secret_and_a_stranger_manages_nothing(
    world: World, client_of: Callable[[str], Client], link: str
) -> None:
    code, row = link.split("/")[-2], Invitation.objects.get()
    assert code not in str(row.__dict__)
    pk = User.objects.get(email="new@example.jp").memberships.get().pk
    for who, status in (("town_manager", 404), ("officer", 403)):
        for name in ("member_link", "member_revoke", "member_unlock", "member_factors"):
            assert client_of(who).post(at(name, pk)).status_code == status
    assert Invitation.objects.filter(revoked_at__isnull=True).count() == 1


def test_a_suspended_user_can_not_take_it_up(world: World, client: Client, link: str) -> None:
    user = User.objects.get(email="new@example.jp")
    services.set_user_active(actor=world.actor("admin"), now=world.now, user=user, active=False)
    assert client.get(link).status_code == 410
    assert client.post(link, CHOSEN).status_code == 410
