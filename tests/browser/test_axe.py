"""The main pages of every role under axe, at a desk and on a phone: nothing that keeps a person from using them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from renkei.coordination.services.advice import ask_advice
from renkei.core import clock
from renkei.offices.models import Office
from tests.browser.conftest import Visitor
from tests.coordination import board_kit
from tests.coordination import responsible_kit as responsible
from tests.inquiries.kit import make_need, walk
from tests.kit.requests import submitted
from tests.kit.world import World, make_world
from tests.offices.wamnet import rows, take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 390)
GRAVE = ("serious", "critical")
PAGES: dict[str, tuple[str, ...]] = {
    "officer": (
        "/", "/cases/", "{case}", "{case}record/", "{case}consents/", "{case}consents/new/", "{case}needs/", "{case}board/",
        "{case}notes/", "{case}history/", "{case}steps/close/", "/referrals/", "{referral}", "{referral}check/", "/inquiries/sent/",
        "{inquiry}", "{inquiry}disclose/", "{asked}withdraw/", "{need}candidates/", "{need}compare/{offices}",
        "{need}meeting/{offices}", "{need}edit/", "{need}searches/", "/offices/questions/", "/offices/", "/notifications/",
        "/notifications/mail/", "{case}board/handover/?draft=1", "{case}board/tail/", "{case}board/advice/", "{case}board/advice/new/", "{advice}",
        "{case}responsible/", "{case}responsible/support/", "{case}responsible/support/facts/q08/", "{case}responsible/support/interim/",
        "{case}responsible/benefit/", "/responsible/", "{case}responsible/plan/",
        "{case}clock/", "{case}clock/new/", "{case}plan/", "{case}plan/day/", "{case}tasks/", "{case}notes/new/",
        "{case}notes/table/print/", "{case}meetings/new/", "/tasks/", "/consultations/plans/", "/stats/activity/print/",
        "/accounts/me/", "/accounts/me/sessions/", "/auth/factors/", "/auth/password/change/", "/auth/reauthenticate/",
    ),
    "center_officer": ("/", "/referrals/new/", "/referrals/new/urgent/", "/referrals/new/full/", "{referral}"),
    "home_contact": ("/", "/inquiries/", "{asked}", "{asked}answer/", "/cases/", "{case}", "{case}record/"),
    "manager": ("/", "/agreements/", "/agreements/new/", "/accounts/users/", "/stats/unmet/", "/stats/unmet/print/", "/inquiries/rules/", "/notifications/stopped/"),
    "admin": ("/", "/accounts/organisations/", "/accounts/users/", "/accounts/delegations/", "/offices/import/", "/system/jobs/"),
    "auditor": ("/",),
}  # fmt: skip


@pytest.fixture
def places(transactional_db: None) -> dict[str, str]:
    """A running case with an office that was told the name, one that was asked, a request that waits, a board."""
    world: World = make_world(at=clock.now() - timedelta(hours=2))
    referral = submitted(world)
    case = board_kit.with_center(world)
    advice = ask_advice(
        actor=world.actor("officer"), case=case, topic="money", info_class="welfare", text="約束の決め方", now=world.now
    )
    sheet = responsible.sheet(world, case)
    responsible.fact(world, sheet, "special", "no")
    responsible.statement(world, sheet)
    responsible.own_plan_office(world)
    responsible.ask_exception(world, case)
    told = walk(world, "disclosed", case=case)
    asked = walk(world, "anonymous")
    walk(world, "declined", org="work", case=asked.case, need=asked.need)
    need = make_need(world, asked.case, origin_code="22203", max_km=20, service_codes=["33"])
    take(rows(3))
    chosen = "&".join(
        f"office={pk}" for pk in Office.objects.order_by("office_number").values_list("pk", flat=True)[:2]
    )
    return {
        "need": f"/cases/{need.case_id}/needs/{need.pk}/", "offices": f"?{chosen}",
        "case": f"/cases/{case.pk}/", "inquiry": f"/inquiries/{told.pk}/", "asked": f"/inquiries/{asked.pk}/",
        "referral": f"/referrals/{referral.pk}/", "advice": f"/cases/{case.pk}/board/advice/{advice.pk}/",
    }  # fmt: skip


def grave(page: Page, path: str) -> list[str]:
    """What axe calls serious or critical on this page at every width; and what is wider than the screen."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        seen: dict[str, Any] = Axe().run(page).response
        assert seen["passes"], path  # it did look
        faults: list[dict[str, Any]] = seen["violations"]
        at = f"{path} {width}px"
        found += [f"{at} {f['id']}: {f['nodes'][0]['html'][:120]}" for f in faults if f["impact"] in GRAVE]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{at} is wider than the screen")
    return found


def test_no_page_keeps_anybody_out(live_server: Any, browser: Browser, places: dict[str, str]) -> None:
    stranger = Visitor(browser, live_server.url)
    found = grave(stranger.page, "/auth/login/") + grave(stranger.page, "/auth/invitation/")
    stranger.close()
    for member, paths in PAGES.items():
        visitor = Visitor(browser, live_server.url)
        page = visitor.sign_in(f"{member}@example.jp")
        for path in paths:
            found += [f"{member} {fault}" for fault in grave(page, path.format(**places))]
        visitor.close()
    assert found == []
