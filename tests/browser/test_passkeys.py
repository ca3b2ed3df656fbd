"""A passkey in Chromium, with a virtual authenticator: enrolled, asked after the password, and alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from renkei.audit.models import Event
from tests.browser.conftest import Visitor, code_of
from tests.kit.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_authenticator(page: Page) -> None:
    """This browser's device knows its owner by touch."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def password(page: Page) -> None:
    page.goto("/auth/login/")
    page.get_by_label("メールアドレス").fill("officer@example.jp")
    page.get_by_label("パスワード").first.fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()


def test_an_app_is_enrolled_by_its_picture_or_by_hand(world: World, browser: Browser, live_server: Any) -> None:
    visitor = Visitor(browser, live_server.url, width=390)
    page = visitor.page
    password(page)
    page.get_by_role("link", name="認証アプリを登録する").click()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 100")
    secret = page.locator("[data-secret]").inner_text()
    page.locator("[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="A4で印刷する").click()
    expect(page.get_by_role("button", name="印刷する")).to_be_visible()
    visitor.close()


def test_a_passkey_from_enrolment_to_signing_in_without_a_password(
    world: World, browser: Browser, live_server: Any
) -> None:
    visitor = Visitor(browser, live_server.url)
    page = visitor.page
    with_authenticator(page)
    password(page)
    expect(page.get_by_role("heading", name="第2の確認")).to_be_visible()
    page.get_by_role("link", name="パスキーを登録する").click()
    page.get_by_label("呼び名").fill("職場のパソコン")
    page.get_by_label("パスワードなしでサインインできるようにする").check()
    page.get_by_role("button", name="パスキーを登録する").click()
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    page.get_by_role("link", name="ホームへ").click()
    expect(page.get_by_role("navigation", name="メニュー", exact=True)).to_be_visible()

    page.get_by_role("button", name="サインアウト", exact=True).click()
    password(page)
    page.get_by_role("button", name="パスキーで確認する").click()
    page.get_by_role("button", name="サインアウト", exact=True).wait_for()
    page.get_by_role("button", name="サインアウト", exact=True).click()
    page.goto("/auth/login/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    page.get_by_role("button", name="サインアウト", exact=True).wait_for()
    methods = Event.objects.filter(code="session.signed_in").order_by("id").values_list("detail__method", flat=True)
    assert list(methods) == ["password", "password+webauthn", "webauthn"]
    visitor.close()
