"""打診票: what the scan finds is shown where it stands, and one click mends it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from renkei.inquiries.models import Inquiry
from tests.inquiries.kit import make_case, make_need, sheet_form
from tests.kit.world import World
from tests.web.inquiries.test_pages import _login

pytestmark = pytest.mark.django_db


def test_one_click_puts_in_what_is_suggested(world: World) -> None:
    case = make_case(world)
    url = reverse("inquiries:ask", args=[case.pk, make_need(world, case).pk])
    client, text = _login(world, "officer"), "太郎さんは2026年3月3日に転院した。刑務所。"
    found = client.post(url, sheet_form(world, "home", step="preview", support_text=text))
    page = found.content.decode()
    assert found.status_code == 422
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["太郎さん", "2026年3月3日", "刑務所"]
    assert "fix:2" not in page  # what the background is belongs to no click
    one = client.post(url, sheet_form(world, "home", step="fix:0", support_text=text)).content.decode()
    assert "本人は2026年3月3日に転院した。刑務所。" in one
    rest = client.post(url, sheet_form(world, "home", step="fix:all", support_text=text))
    assert (rest.status_code, "本人は以前に転院した。刑務所。" in rest.content.decode()) == (200, True)
    assert client.post(url, sheet_form(world, "home", step="fix:99", support_text=text)).status_code == 200
    clean = client.post(url, sheet_form(world, "home", step="preview", support_text="本人は以前に転院した。"))
    assert "この内容で打診する" in clean.content.decode()
    assert not Inquiry.objects.exists()


def test_the_click_mends_the_right_place_below_blank_lines(world: World) -> None:
    """A browser sends line ends as two signs, and a hurried hand spaces before them: the cleaned text is shorter."""
    case = make_case(world)
    url = reverse("inquiries:ask", args=[case.pk, make_need(world, case).pk])
    text = "  朝は苦手です。\r\n\r\n太郎さんは2026年3月3日に転院した。"
    page = _login(world, "officer").post(url, sheet_form(world, "home", step="fix:all", support_text=text))
    assert "本人は以前に転院した。" in page.content.decode()


def test_one_click_says_less_and_the_number_rises(world: World) -> None:
    case = make_case(world)
    url = reverse("inquiries:ask", args=[case.pk, make_need(world, case).pk])
    client, fine = _login(world, "officer"), {"support_category": "c3", "certificates": "療育手帳B2"}
    refused = client.post(url, sheet_form(world, "home", **fine))
    page = refused.content.decode()
    assert (refused.status_code, "下限の10人より少ない" in page) == (422, True)
    assert {"coarse:support_category", "coarse:certificates", "coarse:together"} <= set(re.findall(r"coarse:\w+", page))
    for step, kept in (
        ("coarse:support_category", "療育手帳B2"),
        ("coarse:disabilities", "療育手帳B2"),
        ("coarse:month", "～"),
    ):
        wider = client.post(url, sheet_form(world, "home", step=step, **fine))
        assert (wider.status_code, kept in wider.content.decode()) == (200, True)
    together = client.post(url, sheet_form(world, "home", step="coarse:together", **fine)).content.decode()
    assert "下限以上" in together
    assert not Inquiry.objects.exists()


def test_a_second_person_approves_and_exactly_this_is_sent(world: World) -> None:
    case = make_case(world)
    url = reverse("inquiries:ask", args=[case.pk, make_need(world, case).pk])
    officer, manager, fine = _login(world, "officer"), _login(world, "manager"), {"support_category": "c3"}
    assert "二人目の承認を頼む" in officer.post(url, sheet_form(world, "home", **fine)).content.decode()
    assert officer.post(url, sheet_form(world, "home", step="clear", **fine)).status_code == 422  # without a reason
    named = sheet_form(world, "home", step="clear", clear_reason="急ぐ", support_text="太郎さん", **fine)
    assert officer.post(url, named).status_code == 422
    asked = officer.post(url, sheet_form(world, "home", step="clear", clear_reason="条件がある", **fine))
    page = asked["Location"]
    assert "承認を待っています" in officer.get(page).content.decode()
    assert officer.post(page, {"decision": "approve", "note": ""}).status_code == 403
    assert manager.post(page, {"decision": "refuse", "note": ""}).status_code == 422
    assert manager.post(page, {"decision": "approve", "note": ""}).status_code == 302
    link = re.search(r'href="([^"]+clearance=[^"]+)"', officer.get(page).content.decode())
    assert link
    assert 'value="c3" selected' in officer.get(link[1].replace("&amp;", "&")).content.decode()
    assert "この内容で打診する" in officer.post(url, sheet_form(world, "home", **fine)).content.decode()
    assert officer.post(url, sheet_form(world, "home", step="send", **fine)).status_code == 302
    assert Inquiry.objects.get().sheet["support_category"] == "c3"


def test_a_batch_in_order_and_all_of_it_withdrawn(world: World) -> None:
    case = make_case(world)
    url = reverse("inquiries:ask", args=[case.pk, make_need(world, case).pk])
    client = _login(world, "officer")
    first, second = world.org("work").pk, world.org("home").pk
    turns = {f"org:{first}-order": "1", f"org:{second}-order": "2", "at_once": "1"}
    assert client.post(url, sheet_form(world, "home", "work", step="send", **turns)).status_code == 302
    sent = Inquiry.objects.get(status="anonymous")
    assert (sent.organisation_id, sent.position) == (first, 1)
    page, step = reverse("inquiries:batch", args=[sent.batch]), reverse("inquiries:batch_next", args=[sent.batch])
    assert "順番を待っています" in client.get(page).content.decode()
    assert client.post(step).status_code == 409  # one waits already
    client.post(reverse("inquiries:withdraw", args=[sent.pk]), {"reason": "no_answer", "note": ""})
    assert "次の事業所に打診する" in client.get(page).content.decode()
    assert client.post(step)["Location"] == page
    assert Inquiry.objects.get(status="anonymous").organisation_id == second
    end = reverse("inquiries:batch_withdraw", args=[sent.batch])
    assert client.post(end, {"reason": "", "note": ""}).status_code == 422
    assert client.post(end, {"reason": "plan_changed", "note": ""}).status_code == 302
    assert not Inquiry.objects.exclude(status="withdrawn").exists()
    assert "全部を取り下げました" in client.get(page).content.decode()
