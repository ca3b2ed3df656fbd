"""Two people at one form, and a session that ends while somebody types: at a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from renkei.accounts import services as accounts
from renkei.contacts.models import Note
from renkei.people.models import WelfareRecord
from tests.browser.conftest import Visitor
from tests.browser.test_gallery import faults
from tests.kit import requests

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("width", [1280, 390])
def test_two_people_correct_the_same_record(world, browser: Browser, live_server, width: int) -> None:
    case = requests.accepted_case(world)
    path = f"/cases/{case.pk}/record/welfare/edit/"
    visitors = [Visitor(browser, live_server.url, width=width) for _ in range(2)]
    first, second = (
        v.sign_in(f"{who}@example.jp") for v, who in zip(visitors, ("officer", "core_officer"), strict=True)
    )
    for page in (first, second):
        page.goto(path)
    first.get_by_label("本人の希望").fill("海の近くで暮らしたい")
    first.get_by_label("日常生活").fill("洗濯は一人でできる")
    first.get_by_role("button", name="新しい版として保存する").click()
    first.wait_for_url("**/record/")

    second.get_by_label("本人の希望").fill("駅の近くで暮らしたい")
    second.get_by_role("button", name="新しい版として保存する").click()
    table = second.get_by_role("table", name="ほかの人が保存した項目")
    expect(table.get_by_role("row", name="本人の希望")).to_contain_text("海の近くで暮らしたい")
    expect(table.get_by_role("row", name="本人の希望")).to_contain_text("駅の近くで暮らしたい")
    expect(second.get_by_label("本人の希望")).to_have_value("駅の近くで暮らしたい")
    expect(second.get_by_label("日常生活")).to_have_value("洗濯は一人でできる")
    assert faults(second) == []
    assert fits(second)
    second.get_by_role("button", name="新しい版として保存する").click()
    second.wait_for_url("**/record/")
    newest = WelfareRecord.objects.filter(case=case).latest("version")
    assert (newest.wishes, newest.daily_life) == ("駅の近くで暮らしたい", "洗濯は一人でできる")
    for visitor in visitors:
        visitor.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_session_ends_while_somebody_types(world, browser: Browser, live_server, width: int) -> None:
    case = requests.accepted_case(world)
    visitor = Visitor(browser, live_server.url, width=width)
    page = visitor.sign_in("officer@example.jp")
    page.goto(f"/cases/{case.pk}/notes/new/")
    page.get_by_role("textbox", name="内容").fill("長い電話の記録です。")
    accounts.end_all_sessions(actor=world.actor("officer"), now=world.now)
    page.get_by_role("button", name="記録を保存する").click()
    expect(page.get_by_text("入力した内容を預かりました")).to_be_visible()
    assert Note.objects.count() == 0

    visitor.give_password_and_code("officer@example.jp")
    page.wait_for_url("**/notes/new/?draft=*")
    page.goto("/")  # who does not follow at once finds it on the first page
    expect(page.get_by_text("まだ保存されていない入力があります")).to_be_visible()
    page.get_by_role("link", name="続きを入力する").click()
    expect(page.get_by_text("まだ保存されていません")).to_be_visible()
    expect(page.get_by_role("textbox", name="内容")).to_have_value("長い電話の記録です。")
    assert faults(page) == []
    assert fits(page)
    visitor.close()
