"""Sign-in by an OpenID provider on the loopback: known and verified users only; our second factor is still asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from renkei.accounts.models import User
from renkei.audit.models import Event
from renkei.web.accounts.oidc import _second_factor_shown
from tests.kit.world import World
from tests.web.kit import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
START = "/auth/oidc/oidc/"
VERIFIED = {"email": "officer@example.jp", "email_verified": True}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(issuer: str, settings: Any) -> str:
    """The configuration as the environment would make it."""
    app = {"provider_id": "oidc", "name": "庁内認証", "client_id": "renkei", "secret": "s",
           "settings": {"server_url": issuer}}  # fmt: skip
    settings.OIDC_ISSUER = issuer
    settings.OIDC_NAME = "庁内認証"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return issuer


def come_back(client: Client, issuer: str, subject: str, **claims: object) -> Any:
    """To the provider, where the user says who he is, and back to us."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=5)
    there = client.post(START)
    query = parse_qs(urlsplit(there.url).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    back = requests.post(there.url, data={"sub": subject}, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_off_by_default(world: World, client: Client) -> None:
    assert client.post(START).status_code == 404
    assert client.get("/auth/oidc/oidc/back/?code=x&state=y").status_code == 404
    assert "庁内認証" not in client.get("/auth/login/").content.decode()


def test_a_known_verified_user_is_linked_and_comes_in(world: World, client: Client, provider: str) -> None:
    assert "庁内認証でサインイン" in client.get("/auth/login/").content.decode()
    assert come_back(client, provider, "subject-1", **VERIFIED).url == "/"
    assert client.get("/").url == "/auth/factors/"  # the role still needs our second factor
    assert SocialAccount.objects.get().user == world.user("officer")
    assert not SocialToken.objects.exists()
    assert Event.objects.get(code="session.signed_in").detail == {"method": "oidc"}
    assert Event.objects.get(code="factor.changed").detail == {"factor": "oidc", "change": "added"}
    again = Client()
    assert come_back(again, provider, "subject-1", email="other@example.jp", email_verified=True).url == "/"
    assert SocialAccount.objects.count() == 1  # by its subject from now on, whatever the address says


def test_our_second_factor_is_asked_unless_the_providers_counts(
    world: World, client: Client, provider: str, settings: Any
) -> None:
    TOTP.activate(world.user("officer"), generate_totp_secret())
    assert come_back(client, provider, "subject-2", **VERIFIED).url == "/auth/factors/ask/"
    assert client.get("/").status_code == 302
    settings.OIDC_STRONG = ["mfa"]
    claims = {"id_token": {"amr": ["pwd", "mfa"]}}
    assert _second_factor_shown(claims)
    assert not _second_factor_shown({"id_token": {"amr": ["pwd"], "acr": "1"}, "userinfo": {"amr": ["mfa"]}})
    settings.OIDC_STRONG = []
    assert not _second_factor_shown(claims)
    assert not _second_factor_shown({"id_token": {"acr": ""}})


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.jp", "email_verified": True},
        {"email": "officer@example.jp", "email_verified": False},
        {"email": "officer@example.jp"},
        {},
    ],
)
def test_anybody_else_is_turned_away_and_nobody_is_made(
    world: World, client: Client, provider: str, claims: dict[str, object]
) -> None:
    users = User.objects.count()
    answer = come_back(client, provider, f"stranger-{len(claims)}-{claims.get('email_verified')}", **claims)
    assert (answer.status_code, "登録のない利用者" in text_of(answer)) == (403, True)
    assert client.get("/").url.startswith("/auth/login/")
    assert (User.objects.count(), SocialAccount.objects.count()) == (users, 0)


def test_a_suspended_user_stays_out(world: World, client: Client, provider: str) -> None:
    assert come_back(client, provider, "subject-3", **VERIFIED).url == "/"
    User.objects.filter(pk=world.user("officer").pk).update(is_active=False)
    assert come_back(Client(), provider, "subject-3", **VERIFIED).url == "/auth/inactive/"


def test_a_forged_or_replayed_return_is_refused_in_words(world: World, client: Client, provider: str) -> None:
    for query in ("", "?code=x&state=y", "?error=access_denied&state=y", "?code=x"):
        answer = client.get(f"{START}back/{query}")
        assert (answer.status_code, "サインインできませんでした" in text_of(answer)) == (400, True)
    assert client.get(START).status_code == 405
    assert client.post(f"{START}?process=connect").status_code == 404
    assert client.post("/auth/oidc/other/").status_code == 404


def test_a_provider_that_is_silent_or_another_is_refused_in_words(
    world: World, client: Client, provider: str, settings: Any
) -> None:
    there = client.post(START).url
    requests.put(f"{provider}/users/subject-4", json=VERIFIED, timeout=5)
    back = urlsplit(
        requests.post(there, data={"sub": "subject-4"}, allow_redirects=False, timeout=5).headers["Location"]
    )
    settings.OIDC_ISSUER = "https://sso.example.jp"  # the metadata name another
    answer = client.get(f"{back.path}?{back.query}")
    assert (answer.status_code, SocialAccount.objects.exists()) == (400, False)
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"
    assert "届きませんでした" in text_of(client.post(START))
