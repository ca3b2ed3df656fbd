"""Consents, withdrawal and sharing agreements in Chromium: axe at a desk and on a phone, and a withdrawal by the mouse alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page

from renkei.core import clock
from renkei.disclosure.models import Consent
from renkei.policy.enums import InfoClass
from tests.browser.conftest import Visitor
from tests.kit.cases import CaseKit, give_summary, make_case, move_to
from tests.kit.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kit(transactional_db: None) -> CaseKit:
    """A case in service, told to an office a while ago."""
    kit = make_case(make_world(at=clock.now() - timedelta(hours=2)))
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", InfoClass.IDENTITY)
    move_to(kit, "in_service")
    return kit


def _problems(page: Page) -> list[str]:
    found = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *([f"{wide} px too wide"] if wide > 0 else [])]


def _pages(kit: CaseKit) -> dict[str, str]:
    names = ("case", "consent_new", "legal_new", "accesses", "accesses_print", "answer_print")
    pages = {name: reverse(f"disclosure:{name}", args=[kit.case.pk]) for name in names}
    pages |= {
        name: reverse(f"disclosure:{name}", args=[kit.case.pk, kit.consent.pk])
        for name in ("consent", "recipient_add", "withdraw")
    }
    center = kit.world.agreements["center"].pk
    pages |= {"end": reverse("disclosure:entry_end", args=[kit.case.pk, kit.rows("home", InfoClass.IDENTITY)[0].pk])}
    return pages | {
        "agreements": reverse("agreements:list"), "agreement": reverse("agreements:detail", args=[center]),
        "agreement_edit": reverse("agreements:edit", args=[center]),
        "print": reverse("disclosure:consent_print", args=[kit.case.pk, kit.consent.pk]),
    }  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(live_server, browser: Browser, kit: CaseKit, width: int) -> None:
    visitor = Visitor(browser, live_server.url, width=width)
    page = visitor.sign_in("officer@example.jp")
    found = {}
    for name, address in _pages(kit).items():
        page.goto(address)
        assert page.locator("h1").count() >= 1, name
        if problems := _problems(page):
            found[name] = problems
    visitor.close()
    assert found == {}


def test_a_withdrawal_from_end_to_end(live_server, browser: Browser, kit: CaseKit) -> None:
    visitor = Visitor(browser, live_server.url)
    page = visitor.sign_in("center_officer@example.jp")
    page.goto(reverse("disclosure:consent", args=[kit.case.pk, kit.consent.pk]))
    page.get_by_role("link", name="撤回する", exact=True).click()
    page.get_by_role("button", name="何が止まるかを確かめる").click()
    assert "支援の安全確認" in page.locator("main").inner_text()
    assert _problems(page) == []
    page.get_by_role("button", name="撤回する", exact=True).click()
    page.wait_for_url("**/consents/")
    assert Consent.objects.get(pk=kit.consent.pk).status == "withdrawn"
    kit.world.clock.at = clock.now()
    assert kit.rows("home") == []
    page.get_by_role("link", name="確認したことを記録する").click()
    visitor.close()


def test_the_office_keeps_what_it_received_in_view(live_server, browser: Browser, kit: CaseKit) -> None:
    visitor = Visitor(browser, live_server.url, width=390)
    page = visitor.sign_in("home_contact@example.jp")
    page.goto(reverse("disclosure:case", args=[kit.case.pk]))
    assert "氏名・連絡先など" in page.locator("main").inner_text()
    assert _problems(page) == []
    visitor.close()
