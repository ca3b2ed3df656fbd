"""Signed-in browsers: listed, ended one by one or all at once; a dead cookie opens nothing; access ends with its ground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from renkei.accounts import queries, services
from renkei.audit.models import Event
from renkei.disclosure import services as disclosure
from renkei.notifications.models import Message
from renkei.web.accounts.agents import agent_words
from tests.accounts.test_sessions import let_pass
from tests.kit.requests import accepted_case
from tests.kit.world import PASSWORD, World
from tests.web.kit import text_of

pytestmark = pytest.mark.django_db
NEW = "たぬきとんぼ電車みかん箱"
CHANGE = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
COOKIE = "renkei_session"


def at(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


def is_in(client: Client) -> bool:
    return client.get(at("me")).status_code == 200


@pytest.fixture
def two(world: World, client_of: Callable[[str], Client]) -> tuple[Client, Client]:
    cache.clear()
    return client_of("officer"), client_of("officer")


def test_ones_own_browsers_are_listed_and_ended(world: World, two: tuple[Client, Client]) -> None:
    here, there = two
    page = here.get(at("sessions")).content.decode()
    assert page.count("この端末</") == 1
    there_id = next(s.id for s in _lines(here) if not s.is_current)
    stranger = world.login(Client(), "colleague")
    assert stranger.post(at("session_end", there_id)).status_code == 404
    assert is_in(there)
    assert here.post(at("session_end", there_id)).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)


def _lines(client: Client) -> list[queries.SessionLine]:
    """What the page of this client shows."""
    return client.get(at("sessions")).context["lines"]


def test_all_others_then_everywhere(world: World, two: tuple[Client, Client], client_of) -> None:
    here, there = two
    colleague = client_of("colleague")
    here.post(at("sessions_end_others"))
    assert (is_in(here), is_in(there)) == (True, False)
    there = client_of("officer")
    stolen = there.cookies[COOKIE].value
    answer = here.post(reverse("account_logout_everywhere"), follow=True)
    assert "すべての端末からサインアウトしました" in text_of(answer)
    assert (is_in(here), is_in(there), is_in(colleague)) == (False, False, True)
    thief = Client()
    thief.cookies[COOKIE] = stolen
    assert not is_in(thief)
    assert Event.objects.filter(code="session.signed_out", user_id=world.user("officer").pk).count() >= 2


def test_a_stolen_cookie_is_dead_after_the_sign_out(world: World, two: tuple[Client, Client]) -> None:
    here, _ = two
    thief = Client()
    thief.cookies[COOKIE] = here.cookies[COOKIE].value
    assert is_in(thief)
    here.post(reverse("account_logout"))
    assert not is_in(thief)


def test_a_new_password_ends_the_others_and_is_told(world: World, two: tuple[Client, Client]) -> None:
    here, there = two
    refused = here.post(reverse("account_change_password"), CHANGE | {"oldpassword": "x"})
    assert (refused.status_code, is_in(there)) == (200, True)
    assert here.post(reverse("account_change_password"), CHANGE).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert Event.objects.filter(code="password.changed", user_id=world.user("officer").pk).count() == 1
    assert Message.objects.filter(kind="password_changed").count() == 1
    assert [(m.to, NEW in m.body) for m in mail.outbox] == [(["officer@example.jp"], False)]


def test_a_manager_signs_a_user_out_everywhere(world: World, two: tuple[Client, Client], client_of) -> None:
    here, there = two
    url = at("member_sign_out", world.members["officer"].pk)
    for who, status in (("town_manager", 404), ("colleague", 403), ("manager", 302)):
        assert is_in(here)
        assert client_of(who).post(url).status_code == status
    assert (is_in(here), is_in(there)) == (False, False)


@pytest.mark.parametrize(("minutes", "ended"), [(29, False), (31, True)])
def test_an_idle_session_ends_with_a_friendly_page(world: World, client: Client, minutes: int, ended: bool) -> None:
    world.login(client, "officer")
    let_pass(minutes=minutes)
    answer = client.get(at("me"), follow=True)
    assert ("サインインが切れました" in text_of(answer)) == ended
    assert bool(answer.redirect_chain) == ended
    assert "サインインが切れました" not in text_of(Client().get(at("me"), follow=True))


def test_who_leaves_is_out_with_the_next_request(world: World, two: tuple[Client, Client], client_of) -> None:
    here, _ = two
    case = accepted_case(world)
    page = reverse("cases:detail", args=[case.pk])
    assert here.get(page).status_code == 200
    services.end_membership(
        actor=world.actor("manager"), now=world.now, membership=world.members["officer"],
        ends_on=world.clock.today - timedelta(days=1),
    )  # fmt: skip
    assert here.get(page).status_code == 403
    assert here.post(reverse("cases:take", args=[case.pk])).status_code == 403


def test_a_commissioned_body_is_out_when_its_contract_ends(world: World, client_of) -> None:
    case = accepted_case(world)
    core, page = client_of("core_officer"), reverse("cases:detail", args=[case.pk])
    assert core.get(page).status_code == 200
    assert world.delegation
    yesterday = world.clock.today - timedelta(days=1)
    disclosure.end_delegation(
        actor=world.actor("admin"), delegation=world.delegation, last_day=yesterday, now=world.now
    )
    assert core.get(page).status_code == 404
    assert core.get(at("me")).status_code == 200


def test_a_suspended_user_is_out_at_once_and_stays_out_when_let_in_again(world: World, two, client_of) -> None:
    here, _ = two
    manager, member = client_of("manager"), world.members["officer"].pk
    manager.post(at("member_suspend", member))
    assert not is_in(here)
    manager.post(at("member_resume", member))
    assert not is_in(here)  # the old session is gone for good


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge / Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1", "Safari / iPhone"),
        ("", "ブラウザー不明 / 端末不明"),
    ],
)  # fmt: skip
def test_a_browser_in_a_few_words(header: str, words: str) -> None:
    assert agent_words(header) == words
