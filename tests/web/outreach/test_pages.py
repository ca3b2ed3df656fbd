"""The screens of 開拓: from the gap map to the outcome, in few fields; bad input keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from renkei.programme.models import Outreach, OutreachVisit
from tests.kit.world import World
from tests.offices import wamnet
from tests.programme.outreach_kit import add, reach, visit
from tests.web.kit import at_world_time, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(world: World) -> Any:
    with at_world_time(world):
        yield


def url(name: str, *args: object) -> str:
    return reverse(f"outreach:{name}", args=args)


def test_from_a_cell_of_the_gap_map_to_an_office_of_the_directory(world: World, page: Any) -> None:
    wamnet.take([wamnet.row(1, office_number="9920000011")])
    client, cell = page("core_officer"), "service_code=33&area_code=99201&reason_code=staffing"
    found = client.get(f"{url('new')}?q=9920000011&{cell}")
    link = next(a for a in found.content.decode().split('href="') if "office=" in a).split('"')[0].replace("&amp;", "&")
    form = client.get(link)
    assert form.context["form"]["reason_code"].value() == "staffing"
    sent = client.post(link, {
        "municipality": str(world.org("city").pk), "service_code": "33", "area_code": "99201", "reason_code": "staffing",
        "priority": "1", "owner": "", "why": "",
    })  # fmt: skip
    made = Outreach.objects.get()
    assert (sent.status_code, made.reason_code, made.office.office_number) == (302, "staffing", "9920000011")
    assert "職員体制・夜間体制" in text_of(client.get(sent["Location"]))
    assert "開拓の一覧にあります" in text_of(client.get(reverse("offices:detail", args=[made.office_id])))


def test_a_visit_and_an_answer_from_the_screen(world: World, page: Any) -> None:
    thing, client = add(world), page("officer")
    typed = {
        "method": "visit", "at_0": "2026-11-24", "at_1": "08:30", "minutes": "60", "stance": "open", "helps": ["backup", "night"],
        "text": "刑務所を出た方の受入れを話した", "next_step": "", "next_on": "",
    }  # fmt: skip
    refused = client.post(url("visit_new", thing.pk), typed)
    assert (refused.status_code, OutreachVisit.objects.count()) == (422, 0)
    assert "特定の方の背景に関わる言葉があります" in text_of(refused)
    assert "刑務所を出た方" in refused.content.decode()  # what was typed is kept
    assert client.post(url("visit_new", thing.pk), typed | {"text": "夜間の連絡先の話をした"}).status_code == 302
    answer = {"step": "condition", "answered_on": "2026-11-24", "note": "", "next_step": "", "next_on": ""}
    assert client.post(url("answer", thing.pk), answer).status_code == 422
    assert client.post(url("answer", thing.pk), answer | {"note": "月に2回の訪問"}).status_code == 302
    words = text_of(client.get(url("detail", thing.pk)))
    assert "令和9年5月24日" in words
    assert "受入れ後の後方支援・相談先、夜間の体制" in words


def test_steps_that_are_none_and_codes_that_are_none(world: World, page: Any) -> None:
    thing, client = reach(world, "candidate"), page("officer")
    assert client.get(url("step", thing.pk, "half_year")).status_code == 404
    assert client.get(url("export", "pdf")).status_code == 404
    assert client.post(url("step", thing.pk, "finish"), {"outcome": "ready", "note": ""}).status_code == 409
    late = client.post(url("step", thing.pk, "plan"), {"planned_on": "2026-11-23"})
    assert (late.status_code, "今日以後の日" in text_of(late)) == (422, True)


def test_lists_papers_and_tables(world: World, page: Any) -> None:
    client = page("core_officer")
    assert "開拓の候補はまだありません" in text_of(client.get(url("list")))
    assert "期日が近いものはありません" in text_of(client.get(url("due")))
    assert "開拓の候補はありません" in text_of(client.get(url("print")))
    visit(world, reach(world, "planned", name="ホームひなた"))
    reach(world, "planned", name="ホームこかげ")
    for query in ("", "?view=table", "?status=planned", "?q=こかげ"):
        assert "ホームこかげ" in text_of(client.get(url("list") + query))
    assert "ホームひなた" not in text_of(client.get(url("list") + "?status=planned"))
    assert "この条件に合うものはありません" in text_of(client.get(url("list") + "?q=ない名前"))
    assert "ホームこかげ" in text_of(client.get(url("due")))
    assert "ホームこかげ" in text_of(client.get(url("print") + "?status=planned"))
    table = client.get(url("export", "csv") + "?status=planned").content.decode("utf-8-sig")
    assert table.count("ホームこかげ") == 1
    assert "ホームひなた" not in table


def test_the_home_page_names_what_is_due_in_one_line(world: World, page: Any) -> None:
    reach(world, "planned")
    assert "事業所の開拓を進める（1件）" in text_of(page("core_officer").get("/"))
