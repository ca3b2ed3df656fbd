"""One whole story through the real pages, everybody at their own browser: from the urgent request to the closing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from renkei.cases.models import Case
from renkei.coordination.models.referral import Referral
from renkei.core import clock
from renkei.disclosure.enums import Explained
from renkei.disclosure.models import Consent
from renkei.inquiries.models import Inquiry
from tests.browser.conftest import Visitor
from tests.kit.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: What an office must never read before it is told.
BETRAYING = ("定着支援センター", "矯正", "刑務所", "釈放", "警察署", "被疑者")
NAME = "見本 次郎"
Values = dict[str, Any]


@pytest.fixture
def story(transactional_db: None) -> World:
    """The prefecture of the tests an hour ago; the board of the centre's agreement is short."""
    world = make_world(at=clock.now() - timedelta(hours=1))
    world.agreements["center"].board_template = ["plan", "medical"]
    world.agreements["center"].save()
    return world


class People:
    """Each member's own browser, signed in once through the log-in page."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url, self.visitors = browser, url, dict[str, Visitor]()

    def page(self, member: str, *, width: int = 1280) -> Page:
        if member not in self.visitors:
            self.visitors[member] = Visitor(self.browser, self.url, width=width)
            self.visitors[member].sign_in(f"{member}@example.jp")
        return self.visitors[member].page


@pytest.fixture
def people(browser: Browser, live_server: Any) -> Iterator[People]:
    found = People(browser, live_server.url)
    yield found
    for visitor in found.visitors.values():
        visitor.close()


def _set(box: Locator, value: Any) -> None:
    """One box as a person fills it: a list is chosen from, a text is typed."""
    if box.evaluate("e => e.tagName") == "SELECT":
        box.select_option(str(value))
    else:
        box.fill(str(value))


def fill(page: Page, values: Values) -> None:
    """Fill a form by the names of its boxes; True ticks, a list ticks several."""
    for name, value in values.items():
        boxes = page.locator(f'main [name="{name}"]')
        if value is True:
            boxes.check()
        elif isinstance(value, list):
            for one in value:
                page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif boxes.first.get_attribute("type") == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        else:
            _set(boxes, value)


def send(page: Page, button: str, **values: Any) -> None:
    """Fill, press the button, and see that the page was not refused."""
    fill(page, values)
    with page.expect_navigation() as went:
        page.get_by_role("button", name=button, exact=True).first.click()
    summary = page.locator("[data-error-summary]")
    refused = summary.inner_text() if summary.count() else ""
    assert went.value.status == 200, (button, went.value.status, refused or page.locator("main").inner_text()[:300])


def press_main_button(page: Page) -> None:
    """The button of the page's form, whatever it is called; the page must not be refused."""
    with page.expect_navigation() as went:
        page.locator("main form.dads-form button[type=submit]").first.click()
    assert went.value.status == 200, (page.url, went.value.status, text(page)[:600])


def follow(page: Page, link: str) -> None:
    page.locator("main").get_by_role("link", name=link).first.click()
    page.wait_for_load_state()


def text(page: Page) -> str:
    return page.locator("body").inner_text()


def request_is_submitted(page: Page, world: World) -> Referral:
    """The centre, with what can be known on the phone."""
    told = clock.now().astimezone(clock.TOKYO) - timedelta(minutes=30)
    page.goto("/referrals/new/urgent/")
    send(
        page, "提出する", addressee=world.org("city").pk, asks=["housing", "plan"], area_code="99201", urgency="within_48h",
        needs="今夜からの住まい", disabilities=["intellectual"], name=NAME, kana="みほん じろう", birth_date="S60.4.1", sex="male",
        subject_status="suspect", facility_kind="police", facility="みほん警察署",
        release_date=(told + timedelta(days=2)).date().isoformat(), release_certainty="expected",
        consent_given="yes", consent_kind="entry", consent_at_0=told.date().isoformat(), consent_at_1=told.strftime("%H:%M"),
        consent_methods=["spoken"], consent_classes=["identity", "welfare", "justice_outline"], consent_signature="oral",
        consent_told=True,
    )  # fmt: skip
    referral = Referral.objects.get()
    assert referral.status == "submitted"
    assert NAME not in text(page)
    return referral


def request_is_accepted(page: Page, referral: Referral) -> Case:
    """The commissioned core centre finds it on its home page, checks it and accepts it."""
    page.goto("/")
    page.locator(f'main a[href*="{referral.pk}"]').first.click()
    page.wait_for_url(f"**/referrals/{referral.pk}/**")
    page.goto(f"/referrals/{referral.pk}/")
    follow(page, "受付の確認")
    items = ("scope", "disability", "consent", "agreement", "municipality", "subject")
    fill(page, {f"{item}_finding": "yes" for item in items})
    press_main_button(page)
    follow(page, "受理")
    fill(page, {"first_action": "明日、依頼元と打合せをします。", "released": "no"})
    press_main_button(page)
    referral.refresh_from_db()
    assert (referral.status, referral.case.status) == ("accepted", "coordinating"), text(page)
    return referral.case


def office_is_asked(page: Page, case: Case, world: World) -> Inquiry:
    """The need of the request, a nameless sheet, a look at what the office will see, and off it goes."""
    page.goto(f"/cases/{case.pk}/needs/")
    need = case.needs.filter(kind="housing").first()
    if need is None:
        page.goto(f"/cases/{case.pk}/needs/new/")
        send(page, "登録する", kind="housing")
        need = case.needs.get(kind="housing")
    page.goto(f"/cases/{case.pk}/needs/{need.pk}/ask/?org={world.org('home').pk}")
    send(
        page, "内容を確かめる", age_band="40代", area="みほん市", support_text="買い物の練習を手伝ってほしい。",
        backup="市が月1回訪問します。", contact="みほん市　電話 000-000-0000",
    )  # fmt: skip
    assert not Inquiry.objects.exclude(status="candidate").exists()
    send(page, "この内容で打診する")
    return Inquiry.objects.get(status="anonymous")


def office_answers(page: Page, inquiry: Inquiry) -> None:
    """On a phone: 「受入れのご相談」, and not a word of where it comes from."""
    for path in ("/", "/inquiries/", f"/inquiries/{inquiry.pk}/", f"/cases/{inquiry.case_id}/"):
        page.goto(path)
        assert "ご相談" in text(page), path
        assert [word for word in (*BETRAYING, "見本") if word in page.content()] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(f"/inquiries/{inquiry.pk}/answer/")
    assert [word for word in BETRAYING if word in page.content()] == []
    fill(page, {"kind": "yes", "answered_by_name": "管理者 花子"})
    press_main_button(page)
    inquiry.refresh_from_db()
    assert inquiry.status == "positive", text(page)


def consent_names_the_office(page: Page, case: Case, world: World) -> Consent:
    """A new consent, explained and signed; it names the office and takes over what the first one covers."""
    page.goto(f"/cases/{case.pk}/consents/new/")
    fill(page, {
        "kind": "exit", "methods": ["spoken", "ruby"], "explained": [str(e) for e in Explained], "purposes": ["housing"],
        "classes": ["identity", "welfare", "justice_outline"], "organisation_3": world.org("home").pk,
    })  # fmt: skip
    press_main_button(page)
    follow(page, "同意を得た")
    fill(page, {"signature": "signed", "guardian_agreed": "no", "copy_given": "yes", "renews": "yes"})
    press_main_button(page)
    return Consent.objects.get(case=case, status="obtained", version=2)


def identity_and_welfare_are_told(page: Page, inquiry: Inquiry, consent: Consent) -> None:
    """By name and item by item; justice is not offered to be ticked by accident."""
    page.goto(f"/inquiries/{inquiry.pk}/disclose/")
    send(
        page, "開示台帳に記録して共有する", fields_identity=["name", "kana"], fields_welfare=["needs", "disabilities"],
        consent=consent.pk,
    )  # fmt: skip
    inquiry.refresh_from_db()
    assert inquiry.status == "disclosed"


def office_reads_the_name_and_no_more(page: Page, case: Case) -> None:
    """The name and the welfare items; neither the offence nor where the person is, nor who sent the request."""
    page.goto(f"/cases/{case.pk}/record/")
    assert NAME in text(page)
    assert "今夜からの住まい" in text(page)
    assert [word for word in BETRAYING if word in page.content()] == []
    page.goto(f"/inquiries/?x={case.number}")
    assert NAME not in text(page)  # lists name nobody


def office_is_decided(page: Page, case: Case, inquiry: Inquiry) -> None:
    """内定, the plan office is not needed after all, 契約・利用開始, 利用開始 of the case."""
    page.goto(f"/inquiries/{inquiry.pk}/agree/")
    fill(page, {"confirmed": True})
    press_main_button(page)
    for need in case.needs.filter(status="open"):
        page.goto(f"/cases/{case.pk}/needs/{need.pk}/waive/")
        fill(page, {"reason": "セルフプランで始めます。"})
        press_main_button(page)
    case.refresh_from_db()
    assert case.status == "placed", text(page)
    page.goto(f"/inquiries/{inquiry.pk}/contract/")
    fill(page, {"on": clock.today().isoformat()})
    press_main_button(page)
    inquiry.refresh_from_db()
    assert inquiry.status == "contracted", text(page)
    case.refresh_from_db()
    if case.status == "placed":
        page.goto(f"/cases/{case.pk}/steps/start_service/")
        press_main_button(page)
        case.refresh_from_db()
    assert case.status == "in_service", text(page)


def items_are_handed_over(center: Page, core: Page, case: Case) -> None:
    """The centre proposes all at once, the core centre accepts one by one; the last acceptance completes it."""
    center.goto(f"/cases/{case.pk}/board/propose/")
    press_main_button(center)
    for left in (2, 1):
        core.goto(f"/cases/{case.pk}/board/")
        accept = core.get_by_role("link", name="受け取る")
        expect(accept).to_have_count(left)
        accept.first.click()
        core.wait_for_url("**/accept/")
        assert ("これが最後の項目です" in text(core)) == (left == 1)
        send(core, "受け取る")
    for page in (core, center):
        page.goto(f"/cases/{case.pk}/board/")
        expect(page.get_by_text("引継ぎが完了しました").first).to_be_visible()
        expect(page.get_by_text(re.compile("センターの閲覧は令和.+まで"))).to_be_visible()
    case.refresh_from_db()
    assert case.status == "handed_over"


def case_is_closed(page: Page, case: Case) -> None:
    """終結: the page says whose disclosure ends."""
    page.goto(f"/cases/{case.pk}/steps/close/")
    expect(page.get_by_text("グループホームあおぞら").first).to_be_visible()
    fill(page, {"reason": "settled", "report": "住まいが決まり、地域での生活が落ち着きました。", "told_person": "yes"})
    press_main_button(page)
    case.refresh_from_db()
    assert case.status == "closed", text(page)
    expect(page.get_by_text("このケースは終結しました").first).to_be_visible()


def test_from_the_urgent_request_to_the_closing(story: World, people: People) -> None:
    center, core = people.page("center_officer"), people.page("core_officer")
    referral = request_is_submitted(center, story)
    case = request_is_accepted(core, referral)
    inquiry = office_is_asked(core, case, story)
    office = people.page("home_contact", width=390)
    office_answers(office, inquiry)
    consent = consent_names_the_office(core, case, story)
    identity_and_welfare_are_told(core, inquiry, consent)
    office_reads_the_name_and_no_more(office, case)
    office_is_decided(core, case, inquiry)
    items_are_handed_over(center, core, case)
    case_is_closed(core, case)
    for page in (office, center):
        for path in (f"/cases/{case.pk}/", f"/cases/{case.pk}/record/"):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 404, path
            assert NAME not in page.content()
    office.goto("/inquiries/")
    assert inquiry.number not in text(office)
    assert core.goto(f"/cases/{case.pk}/").status == 200  # the municipality's side keeps what it did
