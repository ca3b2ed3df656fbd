"""The case pages: list, overview, steps, history, assignments; what each role finds and what is refused."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.cases import services as cases
from renkei.disclosure import services as disclosure
from renkei.inquiries import services as inquiries
from renkei.people.services import save_record
from renkei.policy.permissions import P
from tests.coordination import board_kit as kit
from tests.inquiries.kit import ask, make_need
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

PAGES = ("cases:detail", "cases:history", "coordination:board", "coordination:print", "contacts:list", "contacts:new",
         "cases:assignments", "coordination:add", "coordination:handover")  # fmt: skip
ALL = dict.fromkeys(PAGES, 200)
TABLE = {
    "officer": ALL | {"cases:assignments": 403},
    "core_officer": ALL | {"cases:assignments": 403},
    "center_officer": ALL,
    # welfare only where assigned: no hand-over text
    "manager": ALL | {"coordination:handover": 403},
    "core_manager": ALL | {"coordination:handover": 403},
    "colleague": ALL | {"contacts:list": 403, "contacts:new": 403, "cases:assignments": 403, "coordination:add": 403,
                        "coordination:handover": 403},
    "town_officer": dict.fromkeys(PAGES, 404) | {"cases:assignments": 403},
    "lawyer": dict.fromkeys(PAGES, 403) | {"cases:detail": 404, "cases:history": 404},
    "prefecture": dict.fromkeys(PAGES, 403),
    "auditor": dict.fromkeys(PAGES, 403) | {"cases:history": 404},
}  # fmt: skip


@pytest.mark.parametrize("who", TABLE)
def test_pages_by_role(world, client, who):
    case = kit.with_center(world)
    world.login(client, who)
    with at_world_time(world):
        found = {page: client.get(reverse(page, args=[case.pk])).status_code for page in PAGES}
    assert found == TABLE[who]


def test_logged_out(client, world):
    case = kit.with_center(world)
    for page in PAGES:
        assert client.get(reverse(page, args=[case.pk])).status_code == 302


def test_an_office_reads_neutral_words_only(world, client):
    case = kit.with_center(world)
    need = make_need(world, case)
    (inquiry,) = ask(world, case, need, "home")
    world.login(client, "home_contact")
    with at_world_time(world):
        for page in (reverse("cases:list"), reverse("cases:detail", args=[case.pk]), reverse("home:index"),
                     reverse("contacts:list", args=[case.pk]), reverse("notifications:list")):  # fmt: skip
            response = client.get(page)
            assert response.status_code == 200
            words = text_of(response)
            assert not [w for w in HIDDEN_WORDS if w in words], (page, words)
        assert "みほん市" in text_of(client.get(reverse("cases:detail", args=[case.pk])))
        for page in ("cases:history", "coordination:board"):
            assert client.get(reverse(page, args=[case.pk])).status_code in (403, 404)


def test_the_stage_line_says_where_the_case_stands(world, client):
    case = kit.to_case_status(world, "awaiting_release")
    world.login(client, "officer")
    with at_world_time(world):
        page = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert page.count('aria-current="step"') == 1
    here = page.index('aria-current="step"')
    assert "釈放待ち" in page[here : here + 400]
    assert f"<title>ケース {case.number}｜" in page


def test_the_list_costs_the_same_at_1_and_50_rows(world, client):
    kit.with_center(world, template=("plan",))
    world.login(client, "officer")
    counts = []
    with at_world_time(world):
        for total in (1, 50):
            for _ in range(total - 1):
                _plain_case(world)
            client.get(reverse("cases:list"))
            with CaptureQueriesContext(connection) as found:
                response = client.get(reverse("cases:list"))
            assert len(response.context["rows"]) == total
            counts.append(len(found))
    assert counts[0] == counts[1]


def _plain_case(world):
    actor = world.actor("officer")
    case = cases.open_case(actor=actor, now=world.now, permission=P.CASE_WRITE, responsible=world.org("city"))
    disclosure.collect(actor=actor, case=case, classes=["summary"], now=world.now)


def test_a_long_list_is_counted_only_so_far(world, client, monkeypatch):
    for _ in range(3):
        _plain_case(world)
    world.login(client, "officer")
    with at_world_time(world):
        for most, said in ((3, "全3件"), (2, "2件以上")):
            monkeypatch.setattr("renkei.web.cases.views.MOST", most)
            page = client.get(reverse("cases:list")).content.decode()
            assert said in page
            assert ("で絞り込むと" in page) is (most == 2)


def test_the_list_filters(world, client):
    urgent = kit.with_center(world)
    urgent.urgency = "within_48h"
    urgent.save()
    calm = kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):

        def listed(**query):
            return {a.case.number for a in client.get(reverse("cases:list"), query).context["rows"]}

        assert listed() == {urgent.number, calm.number}
        assert listed(urgency="within_48h") == {urgent.number}
        assert listed(number=calm.number[-5:]) == {calm.number}
        assert listed(status="closed") == set()
        assert listed(mine="mine") == {urgent.number, calm.number}
        assert listed(status="nonsense") == {urgent.number, calm.number}
        assert client.get(reverse("cases:list"), {"page": "x"}).status_code == 200
    world.login(client, "manager")
    with at_world_time(world):
        assert not client.get(reverse("cases:list"), {"mine": "mine"}).context["rows"]


def test_a_step_asks_and_then_acts(world, client):
    case = kit.to_case_status(world, "placed")
    world.login(client, "officer")
    url = reverse("cases:step", args=[case.pk, "await_release"])
    with at_world_time(world):
        assert "取り消せません" not in text_of(client.get(url))
        assert client.post(url).status_code == 302
        again = client.post(url)
        assert again.status_code == 409
        assert "釈放待ち" in text_of(again)
        assert client.get(reverse("cases:step", args=[case.pk, "nonsense"])).status_code == 404
        assert client.get(reverse("cases:step", args=[case.pk, "submit"])).status_code == 404


def test_released_without_a_place_warns_and_asks(world, client):
    case = kit.with_center(world)
    make_need(world, case)
    world.login(client, "officer")
    url = reverse("cases:step", args=[case.pk, "start_service"])
    with at_world_time(world):
        assert "今夜泊まる場所" in text_of(client.get(url))
        assert client.post(url).status_code == 422
        assert client.post(url, {"without_place": "on"}).status_code == 302
        page = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "住まいなしで地域へ" in page
    assert "住まいを至急探す" in page


def test_closing_shows_what_ends_and_keeps_what_was_typed(world, client):
    case = kit.with_center(world)
    need = make_need(world, case)
    world.login(client, "officer")
    url = reverse("cases:step", args=[case.pk, "close"])
    data = {"reason": "settled", "report": "落ち着いて暮らしている", "told_person": "yes"}
    with at_world_time(world):
        page = client.get(url)
        assert "みほん県地域生活定着支援センター" in text_of(page)
        assert reverse("inquiries:case", args=[case.pk]) in page.content.decode()
        refused = client.post(url, data)
        assert refused.status_code == 422
        assert "落ち着いて暮らしている" in text_of(refused)
        inquiries.waive_need(actor=world.actor("officer"), case=case, need=need, reason="終結", now=world.now)
        assert client.post(url, data).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.close_report) == ("closed", "落ち着いて暮らしている\n本人に終結を伝えた。")
    world.clock.tick()
    world.login(client, "center_officer")
    with at_world_time(world):
        assert client.get(reverse("cases:detail", args=[case.pk])).status_code == 404


def test_history_is_in_words_and_only_for_the_bodies(world, client):
    case = kit.hand_over(world, kit.in_service(world))
    world.login(client, "officer")
    with at_world_time(world):
        for kind in ("", "law", "read", "all", "nonsense"):
            page = client.get(reverse("cases:history", args=[case.pk]), {"kind": kind})
            assert page.status_code == 200
        page = text_of(client.get(reverse("cases:history", args=[case.pk])))
    assert "引継ぎが完了した" in page
    assert "引継ぎを申し出る" in page


def test_the_manager_decides_who_works_on_it(world, client):
    case = kit.with_center(world)
    world.login(client, "manager")
    with at_world_time(world):
        assert client.post(reverse("cases:take", args=[case.pk])).status_code == 302
        add = reverse("cases:assignments", args=[case.pk])
        assert client.post(add, {"user": ""}).status_code == 422
        assert client.post(add, {"user": str(world.user("core_officer").pk)}).status_code == 422
        assert client.post(add, {"user": str(world.user("colleague").pk)}).status_code == 302
        assert client.get(reverse("cases:take", args=[case.pk])).status_code == 405


def test_the_overview_says_what_to_do_next(world, client):
    case = kit.with_center(world)
    need = make_need(world, case)
    ask(world, case, need, "home")
    world.clock.tick(days=9)
    world.login(client, "officer")
    with at_world_time(world):
        page = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "回答のない事業所に確かめる" in page


def test_every_status_has_its_page(world, client):
    for status in ("coordinating", "placed", "in_service", "handed_over", "backup", "suspended", "closed"):
        case = kit.to_case_status(world, status)
        world.login(client, "officer")
        with at_world_time(world):
            page = client.get(reverse("cases:detail", args=[case.pk]))
        assert page.status_code == 200, status
        assert ("次にすること" in text_of(page)) == (status != "closed")


def test_release_date_only_with_its_class(world, client):
    case = kit.with_center(world)
    save_record(actor=world.actor("officer"), case=case, info_class="justice_outline",
                values={"release_date": "2027-02-03", "release_certainty": "confirmed"}, now=world.now)  # fmt: skip
    for who, shown in (("officer", True), ("center_officer", True), ("manager", False), ("colleague", False)):
        world.login(client, who)
        with at_world_time(world):
            assert ("令和9年2月3日" in text_of(client.get(reverse("cases:detail", args=[case.pk])))) is shown, who
