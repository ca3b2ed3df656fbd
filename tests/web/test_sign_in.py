"""Signing in, out and changing the password, in our layout and in Japanese."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from tests.kit.world import PASSWORD

pytestmark = pytest.mark.django_db


def test_sign_in_names_nothing_of_the_programme_and_asks_for_two_things(world, client):
    page = client.get(reverse("account_login")).content.decode()
    assert "サインイン" in page
    assert "&lt;div" not in page
    assert re.findall(r'name="(login|password|remember)"', page) == ["login", "password"]
    for word in ("定着", "矯正", "出所", "刑"):
        assert word not in page


@pytest.mark.parametrize(("password", "status"), [(PASSWORD, 302), ("wrong", 200)])
def test_right_and_wrong_password(world, client, password, status):
    answer = client.post(reverse("account_login"), {"login": "officer@example.jp", "password": password})
    assert answer.status_code == status
    if status == 200:
        page = answer.content.decode()
        assert "data-error-summary" in page
        assert 'value="officer@example.jp"' in page
        assert PASSWORD not in page


def test_unknown_address_looks_like_a_wrong_password(world, client):
    pages = []
    for login in ("officer@example.jp", "nobody1@example.jp"):
        page = client.post(reverse("account_login"), {"login": login, "password": "wrong"}).content.decode()
        pages.append(re.findall(r"data-error-summary>(.*?)</ul>", page, flags=re.S))
    assert pages[0] == pages[1] != [[]]


def test_who_acts_stands_in_the_header_and_signing_out_is_a_post(world, client):
    world.login(client, "officer")
    page = client.get(reverse("account_change_password")).content.decode()
    assert "みほん市" in page
    assert "市町村 担当" in page
    assert f'action="{reverse("account_logout")}"' in page
    assert "サインアウトしますか" in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account_logout"))
    assert client.get(reverse("account_change_password")).status_code == 302


def test_a_weak_new_password_is_refused_in_japanese(world, client):
    world.login(client, "officer")
    new = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    page = client.post(reverse("account_change_password"), new).content.decode()
    assert "12 文字以上" in page or "12文字以上" in page


def test_forgotten_password_gives_away_nothing_and_works(world, client):
    answers = [
        client.post(reverse("account_reset_password"), {"email": e}) for e in ("officer@example.jp", "no@example.jp")
    ]
    assert {a.status_code for a in answers} == {302}
    assert answers[0]["Location"] == answers[1]["Location"]
    letter = next(m for m in mail.outbox if m.to == ["officer@example.jp"])
    link = re.search(r"https?://[^/]+(/auth/password/reset/key/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    assert "新しいパスワードを決める" in page.content.decode()
    assert "このリンクは使えません" in client.get(link.replace("-", "-x", 1), follow=True).content.decode()


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password"])
def test_pages_we_do_not_offer_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
