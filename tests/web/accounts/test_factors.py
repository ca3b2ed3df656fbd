"""The second factor: who must have one, enrolling, signing in by app and by paper code, once only; secrets are encrypted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import checks, mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from renkei.accounts import queries, services
from renkei.accounts.rules.demo_factor import demo_secret
from renkei.audit.models import Event
from renkei.core.errors import RuleBroken
from renkei.notifications.models import Message
from tests.kit.world import PASSWORD, SETUP, World, strengthen
from tests.web.kit import text_of
from tests.web.stage import pages

pytestmark = pytest.mark.django_db
LOGIN, ASK, LIST = "/auth/login/", "/auth/factors/ask/", "/auth/factors/"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def code(secret: str, periods: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def password(client: Client, who: str = "officer") -> str:
    """The address one is sent to after the password."""
    return client.post(LOGIN, {"login": f"{who}@example.jp", "password": PASSWORD}).url


def enrolled(world: World, who: str = "officer") -> str:
    """The user has an app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(world.user(who), secret)
    return secret


def enrol(client: Client) -> str:
    """Through the page, as after the password; the secret."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page)[1]  # type: ignore[index]
    assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 302
    return secret


def test_a_role_that_sees_more_reaches_nothing_before_it_has_enrolled(world: World, client: Client) -> None:
    password(client)
    for page in pages():
        if page.name.split(":")[0] in ("answer", "join", "setup", "invitation", "invitation_code", "invitation_done"):
            continue  # open to everybody
        answer = client.get(reverse(page.name, kwargs=dict.fromkeys(page.arguments, world.members["officer"].pk)))
        assert (answer.status_code, answer.headers.get("Location")) == (302, LIST), page.name
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == LIST
    page = client.get(LIST)
    assert "ほかの画面は開けません" in page.content.decode()
    assert 'aria-label="メニュー"' not in page.content.decode()
    before = client.session.session_key
    enrol(client)
    assert client.session.session_key != before  # the key changes with the strength
    assert client.get("/").status_code == 200
    kinds = Event.objects.filter(code="factor.changed").order_by("id").values_list("detail__factor", "detail__change")
    assert sorted(kinds) == [("recovery_codes", "added"), ("totp", "added")]


def test_others_may_go_without(world: World, client: Client) -> None:
    assert password(client, "prefecture") == "/"
    assert client.get("/").status_code == 200


def test_the_app_is_asked_at_every_sign_in_and_each_code_is_good_once(world: World, client: Client) -> None:
    secret = enrolled(world)
    assert password(client) == ASK
    assert client.get("/").url.startswith(LOGIN)  # the password alone opens nothing
    assert "コードが違います" in text_of(client.post(ASK, {"code": "000000"}))
    anonymous = client.session.session_key
    first = code(secret)
    assert client.post(ASK, {"code": f" {first[:3]} {first[3:]}"}).url == "/"
    assert client.get("/").status_code == 200
    assert client.session.session_key != anonymous
    assert Event.objects.get(code="session.signed_in").detail == {"method": "password+totp"}
    other = Client()
    password(other)
    assert other.post(ASK, {"code": f"{first[:3]}-{first[3:]}"}).status_code == 200  # replayed
    assert other.post(ASK, {"code": code(secret, 3)}).status_code == 200  # too early
    assert other.post(ASK, {"code": code(secret, 1)}).url == "/"  # a clock half a minute ahead


def test_wrong_codes_lock_as_wrong_passwords_do(world: World, client: Client) -> None:
    secret = enrolled(world)
    password(client)
    for _ in range(5):
        client.post(ASK, {"code": "000000"})
    assert "しばらくサインインできません" in text_of(client.post(ASK, {"code": code(secret)}))
    assert Message.objects.filter(kind="sign_in_locked").count() == 1


def test_a_paper_code_stands_in_once(world: World, client: Client) -> None:
    password(client)
    enrol(client)
    page = client.get(reverse("mfa_print_recovery_codes")).content.decode()
    codes = [a + b for a, b in re.findall(r'class="code">(\d{4}) (\d{4})<', page)]
    assert len(codes) == 10
    for n, paper in enumerate(codes[:7]):
        visitor = Client()
        password(visitor)
        assert visitor.post(ASK, {"code": paper}).url == "/"
        warned = "回復コードは残り3個です" in text_of(visitor.get("/"))
        assert warned == (n == 6)
        password(again := Client())
        assert again.post(ASK, {"code": paper}).status_code == 200
        cache.clear()
        services.unlock_user(actor=world.actor("manager"), now=world.now, user=world.user("officer"))
    assert text_of(client.get(reverse("mfa_view_recovery_codes"))).count("使用済み") == 7
    assert queries.recovery_codes_left(world.user("officer").pk) == 3


def test_changing_factors_asks_again_who_it_is(world: World, client: Client) -> None:
    enrolled(world)
    world.login(client, "officer")
    for name in ("activate_totp", "deactivate_totp", "add_webauthn", "view_recovery_codes", "generate_recovery_codes",
                 "print_recovery_codes"):  # fmt: skip
        if name != "activate_totp":  # leads to taking the present one away
            assert client.get(reverse(f"mfa_{name}")).url.startswith("/auth/reauthenticate/"), name
    client.post("/auth/reauthenticate/", {"password": "wrong"})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 302
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.get("/").url == LIST  # the last one is gone: the role opens only with another
    assert not Authenticator.objects.exists()


def test_the_secrets_stand_encrypted_in_the_database(world: World, client: Client) -> None:
    password(client)
    secret = enrol(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not re.search(r"[0-9a-f]{80}", stored)  # the seed of the paper codes
    assert [m.subject for m in mail.outbox if secret in m.body] == []


def test_a_manager_starts_anew_for_somebody_who_lost_a_phone(
    world: World, client: Client, client_of: Callable[[str], Client]
) -> None:
    enrolled(world)
    lost, manager = client_of("officer"), client_of("manager")
    url = reverse("accounts:member_factors", args=[world.members["officer"].pk])
    assert manager.post(url, {"reason": "lost"}).status_code == 422
    assert manager.post(url, {"reason": "lost", "sure": "on"}).status_code == 302
    event = Event.objects.get(code="factor.changed")
    assert (event.reason, event.detail) == ("lost", {"change": "reset", "factors": ["totp"]})
    assert Message.objects.filter(user_id=world.user("officer").pk, kind="factor_reset").exists()
    assert [m.to for m in mail.outbox] == [["officer@example.jp"]]
    assert lost.get("/").url.startswith(LOGIN)  # whoever holds the phone is out
    assert password(client) == "/"
    assert client.get("/").url == LIST
    assert manager.post(url, {"reason": "lost", "sure": "on"}).status_code == 422  # nothing left to reset
    own = reverse("accounts:member_factors", args=[world.members["manager"].pk])
    assert manager.post(own, {"reason": "lost", "sure": "on"}).status_code == 422


@pytest.mark.parametrize(("demo", "status"), [(True, 302), (False, 200)])
def test_a_fixed_secret_opens_the_demo_only(world: World, client: Client, settings, demo: bool, status: int) -> None:
    settings.DEMO = True
    services.enrol_demo_factor(actor=SETUP, now=world.now, user=world.user("officer"))
    out = StringIO()
    call_command("demo_code", "officer@example.jp", stdout=out)
    settings.DEMO = demo
    password(client)
    shown = client.get(ASK).content.decode()
    assert ("data-demo-code" in shown) == demo
    assert client.post(ASK, {"code": out.getvalue().split()[0]}).status_code == status
    found = [message.id for message in checks.run_checks(databases=["default"]) if message.id == "renkei.E001"]
    assert found == ([] if demo else ["renkei.E001"])


def test_nobody_gets_a_fixed_secret_outside_the_demo(world: World) -> None:
    with pytest.raises(RuleBroken):
        services.enrol_demo_factor(actor=SETUP, now=world.now, user=world.user("officer"))
    with pytest.raises(CommandError):
        call_command("demo_code", "officer@example.jp")
    assert demo_secret("a@demo.invalid") != demo_secret("b@demo.invalid")


def test_pages_of_the_second_factor_are_in_japanese_and_closed_to_strangers(world: World, client: Client) -> None:
    names = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
             "mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"]  # fmt: skip
    for name in names:
        assert client.get(reverse(name)).url.startswith(LOGIN)
    password(client)
    enrol(client)
    strengthen(client)
    for name in names:
        page = text_of(client.get(reverse(name), follow=True))
        assert not re.search(r"\b(Authenticator|Security|Recovery|Password|Code|Submit)\b", page), name
