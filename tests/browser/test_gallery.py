"""Every component in Chromium: axe at three widths, the keyboard, and the same pages without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: a desk, the same desk at 200 % zoom, a phone
WIDTHS = (1280, 640, 390)


def faults(page: Page) -> list[str]:
    """What axe finds, as rule and first piece of markup."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]


@pytest.fixture(params=WIDTHS, ids=lambda w: f"{w}px")
def page(request: pytest.FixtureRequest, browser: Browser, live_server) -> Iterator[Page]:
    visitor = Visitor(browser, live_server.url, width=request.param)
    yield visitor.page
    visitor.close()


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/form/", "/gallery/sheet/", "/gallery/refusal/403/"])
def test_no_fault_and_nothing_wider_than_the_screen(page, path):
    page.goto(path)
    assert faults(page) == []
    if "sheet" not in path:  # a sheet is as wide as the paper
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_errors_take_the_focus_lead_to_the_box_and_keep_what_was_typed(page):
    page.goto("/gallery/form/")
    page.get_by_label("依頼した日").fill("R8.11.24")
    expect(page.locator("output").first).to_have_text("令和8年11月24日")
    page.get_by_label("電話番号").fill("自宅")
    page.get_by_role("button", name="依頼を送る").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert faults(page) == []
    expect(page.get_by_label("依頼した日")).to_have_value("R8.11.24")
    summary.get_by_role("link", name="電話番号").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("電話番号")).to_be_focused()
    summary.get_by_role("link", name="連絡の方法を選んでください。").click()
    expect(page.get_by_label("電話", exact=True)).to_be_focused()


def test_a_long_text_says_how_much_is_left(page):
    page.goto("/gallery/form/")
    page.get_by_label("伝えたいこと").fill("あ" * 203)
    expect(page.get_by_text("3文字多すぎます")).to_be_visible()


def test_a_question_opens_and_closes_by_keyboard(page):
    page.goto("/gallery/")
    page.locator("details[data-confirm] > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("もとに戻せません。")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("もとに戻せません。")).to_be_hidden()
    expect(page.locator("details[data-confirm] > summary")).to_be_focused()


def test_the_first_tab_leads_past_the_menu(page):
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="本文へ移動")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_without_a_script_everything_is_said_by_the_server(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto("/gallery/form/")
    page.fill("#id_day", "R8.11.24")
    page.click("text=依頼を送る")
    expect(page.locator("[data-error-summary] a").first).to_be_visible()
    expect(page.locator("output").first).to_have_text("令和8年11月24日")
    page.goto("/gallery/")
    page.click("details[data-confirm] > summary")
    expect(page.get_by_text("もとに戻せません。")).to_be_visible()
    context.close()
