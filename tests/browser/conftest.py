"""Chromium against a live server on the test database. Never skipped silently: without a browser these tests fail."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

from renkei.accounts.models import User
from tests.kit.world import PASSWORD, World, make_world

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield started
        started.close()


def enrolled(email: str) -> str:
    """The user's app holds a secret; codes that were used before may be used again."""
    cache.clear()
    user, secret = User.objects.get(email=email), generate_totp_secret()
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


class Visitor:
    """One person at one browser: pages that cost an error in the console or a call outside fail the test."""

    def __init__(self, browser: Browser, base_url: str, width: int = 1280, height: int = 900) -> None:
        self.context = browser.new_context(
            base_url=base_url, viewport={"width": width, "height": height}, locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("console", self._console)
        self.page.on("request", lambda r: self._request(r.url, base_url))

    def _console(self, message: object) -> None:
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and "Failed to load resource" not in text:
            self.problems.append(text)

    def _request(self, url: str, base_url: str) -> None:
        if not url.startswith((base_url, "data:", "about:")):
            self.problems.append(f"call outside: {url}")

    def sign_in(self, email: str) -> Page:
        """Through the log-in page and the second factor, as a person does with his authenticator app."""
        self.page.goto("/auth/login/")
        self.give_password_and_code(email)
        self.page.get_by_role("button", name="サインアウト", exact=True).wait_for()
        return self.page

    def give_password_and_code(self, email: str) -> None:
        """On the log-in page that is open."""
        self.page.get_by_label("メールアドレス").fill(email)
        self.page.get_by_label("パスワード").first.fill(PASSWORD)
        secret = enrolled(email)
        self.page.get_by_role("button", name="サインイン", exact=True).click()
        self.page.locator("[name=code]").fill(code_of(secret))
        self.page.get_by_role("button", name="サインイン", exact=True).click()

    def close(self) -> None:
        self.context.close()
        assert self.problems == []


@pytest.fixture
def world(transactional_db: None) -> World:
    """The prefecture of the tests, committed so that the live server sees it."""
    return make_world()
