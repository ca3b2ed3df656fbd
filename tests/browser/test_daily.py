"""Q6, Q3 and Q2 through the real pages: a request of the bar association, asked and shared by consent; advice asked of the
centre beside it; the home that asks on a phone, and what the coordinator does about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from renkei.cases.models import Case
from renkei.coordination.enums.referral import CenterSharing
from renkei.coordination.models import Task
from renkei.coordination.models.referral import Referral
from renkei.core import clock
from tests.browser.test_road import (
    BETRAYING,
    People,
    fill,
    follow,
    people,  # noqa: F401 - a fixture
    press_main_button,
    request_is_accepted,
    send,
    text,
)
from tests.consultation import kit as support
from tests.inquiries.kit import make_consent
from tests.kit import requests
from tests.kit.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "いまは知られたくない"


@pytest.fixture
def story(transactional_db: None) -> World:
    """An hour ago the bar association asked the city; somebody else has lived in the home for a while."""
    world = make_world(at=clock.now() - timedelta(hours=2))
    world.agree("city", "bar")
    return world


def centre_is_refused(core: Page, center: Page, referral: Referral) -> None:
    """The person says no: his words stay with the city's side, a task asks again, and the centre finds nothing."""
    today = clock.today()
    core.goto(f"/referrals/{referral.pk}/")
    follow(core, "本人に確かめた結果を記録する")
    fill(core, {"answer": "refused", "asked_on": today.isoformat(), "asked_by": "担当 一郎"})
    core.locator("main form.dads-form button[type=submit]").first.click()
    expect(core.locator("[data-error-summary]")).to_contain_text("同意しなかった理由")
    fill(core, {"reason": REASON, "ask_again_on": (today + timedelta(days=30)).isoformat()})
    press_main_button(core)
    assert REASON in text(core)
    assert Task.objects.filter(case=referral.case, due_on=today + timedelta(days=30), status="open").count() == 1
    for path in (f"/referrals/{referral.pk}/", f"/cases/{referral.case_id}/"):
        answer = center.goto(path)
        assert answer is not None
        assert answer.status == 404, path


def centre_is_told_by_consent(core: Page, center: Page, lawyer: Page, referral: Referral, case: Case) -> None:
    """Asked again, the person agrees: the centre reads the case at once; the lawyer never reads what the person had said."""
    core.goto(f"/referrals/{referral.pk}/sharing/")
    fill(core, {"answer": "agreed", "asked_on": clock.today().isoformat(), "asked_by": "担当 一郎"})
    press_main_button(core)
    expect(core.get_by_text("共有している相手")).to_be_visible()
    assert center.goto(f"/cases/{case.pk}/").status == 200  # type: ignore[union-attr]
    lawyer.goto(f"/referrals/{referral.pk}/")
    assert referral.number in text(lawyer)
    assert REASON not in lawyer.content()


def advice_is_asked_and_given(core: Page, center: Page, case: Case) -> None:
    """A hard case beside the centre: asked with a day, answered, made use of; both write in the same place."""
    core.goto(f"/cases/{case.pk}/board/advice/new/")
    fill(core, {"topic": "money", "info_class": "welfare", "text": "約束の決め方を教えてください。", "minutes": "15"})
    press_main_button(core)
    center.goto("/")
    center.locator(f'main a[href*="{case.pk}/board/advice/"]').first.click()
    follow(center, "回答する")
    fill(center, {"text": "一週間分を三回に分けて渡すと、続きやすいです。"})
    press_main_button(center)
    core.goto(f"/cases/{case.pk}/board/advice/")
    core.locator('main a[href*="/board/advice/"]:not([href$="/new/"])').first.click()
    expect(core.get_by_text("三回に分けて")).to_be_visible()


def home_asks_on_a_phone(home: Page, case: Case) -> str:
    """Four taps and a sentence; nothing on the way tells where the person comes from. Returns the address."""
    home.goto("/")
    follow(home, "相談する")
    send(home, "相談を送る", about=f"case:{case.pk}", kind="behaviour", text="夜に大きな声を出します。", urgency="soon")
    address = home.url
    for path in ("/", "/consultations/", address, f"/cases/{case.pk}/", f"/cases/{case.pk}/plan/day/", "/meetings/"):
        home.goto(path)
        assert [word for word in BETRAYING if word in home.content()] == [], path
        assert home.evaluate("document.documentElement.scrollWidth") <= 390, path
    return address


def coordinator_answers_visits_and_counts(core: Page, home: Page, address: str, case: Case) -> None:
    """回答, a visit that is shown to the home, and both in the totals of イ."""
    core.goto(address)
    follow(core, "回答する")
    fill(core, {"text": "寝る前に十分、話を聞く時間を作ってみてください。", "method": "phone", "minutes": "20"})
    press_main_button(core)
    home.goto(address)
    expect(home.get_by_text("寝る前に十分").first).to_be_visible()
    core.goto(f"/consultations/cases/{case.pk}/")
    follow(core, "訪問・連絡を記録する")
    core.locator('main [name="text"]').fill("保護観察の面接に付き添った。")
    shown = core.locator('main [name="shareable"][value="yes"]')
    shown.check()
    core.locator("main form.dads-form button[type=submit]").first.click()
    expect(core.locator("[data-error-summary]")).to_contain_text("制度の名前")
    core.locator('main [name="text"]').fill("職員の方と夜の様子を確かめた。")
    press_main_button(core)
    core.goto("/stats/activity/")
    row = core.locator("table", has_text="事業の区分ごと").locator("tr", has_text="イ 後方支援")
    expect(row.locator("td").first).to_contain_text("2")
    row.locator("a").first.click()
    expect(core.get_by_role("heading", name="活動の内訳")).to_be_visible()


def test_the_coordinators_daily_work(story: World, people: People, browser: Browser) -> None:  # noqa: F811
    referral = requests.submitted(story, by="lawyer", sender=story.org("bar"), center_sharing=CenterSharing.NOT_ASKED)
    core, center, lawyer = (people.page(who) for who in ("core_officer", "center_officer", "lawyer"))
    case = request_is_accepted(core, referral)
    centre_is_refused(core, center, referral)
    make_consent(story, case, story.org("center"))
    centre_is_told_by_consent(core, center, lawyer, referral, case)
    advice_is_asked_and_given(core, center, case)
    served: Any = support.served(story)
    home = people.page("home_contact", width=390)
    address = home_asks_on_a_phone(home, served.case)
    coordinator_answers_visits_and_counts(core, home, address, served.case)
