"""The case pages in Chromium at a desk and on a phone: axe, nothing wider than the screen, one item handed over by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_gallery import faults
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.inquiries.kit import ask, make_need

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_CASE = ("", "board/", "notes/", "notes/new/", "history/", "steps/close/", "board/handover/", "board/add/")


@pytest.fixture(params=(1280, 390), ids=lambda w: f"{w}px")
def visitor(request: pytest.FixtureRequest, browser: Browser, live_server) -> Iterator[Visitor]:
    found = Visitor(browser, live_server.url, width=request.param)
    yield found
    found.close()


def check(page: Page, path: str) -> None:
    page.goto(path)
    assert faults(page) == [], path
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path


def test_no_fault_on_any_page(world, visitor):
    case = kit.in_service(world)
    item = kit.step(world, "center_officer", kit.items(case)[0], "propose")
    write(world, case, info_class="welfare", next_step="通院に同行", next_due=world.clock.today)
    page = visitor.sign_in("officer@example.jp")
    for path in ("/", "/cases/", "/notifications/", *(f"/cases/{case.pk}/{p}" for p in OF_CASE)):
        check(page, path)
    check(page, f"/cases/{case.pk}/board/{item.pk}/accept/")


def test_an_office_on_its_phone(world, visitor):
    case = kit.with_center(world)
    ask(world, case, make_need(world, case), "home")
    page = visitor.sign_in("home_contact@example.jp")
    for path in ("/", "/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/notes/"):
        check(page, path)


def test_an_item_is_accepted_through_the_page(world, visitor):
    case = kit.in_service(world)
    kit.step(world, "center_officer", kit.items(case)[0], "propose")
    page = visitor.sign_in("core_officer@example.jp")
    page.goto(f"/cases/{case.pk}/board/")
    page.get_by_role("link", name="受け取る").first.press("Enter")
    page.get_by_role("button", name="受け取る").press("Enter")
    expect(page.get_by_text("「受け取る」を記録しました。")).to_be_visible()
    expect(page.get_by_text("受領済み").first).to_be_visible()
