"""空き状況 in two taps, undone in one; the form of all of it; and what a coordinator sees of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from renkei.offices.models import Office, Statement, Vacancy
from tests.kit.world import World
from tests.offices.wamnet import row, take


@pytest.fixture
def office(world: World) -> Office:
    take([row(1, office_number=world.org("home").office_number)])
    return Office.objects.get()


def test_two_taps_and_back(client: Client, world: World, office: Office) -> None:
    world.login(client, "home_contact")
    assert 'href="/offices/own/"' in client.get("/").content.decode()  # the first tap
    page = client.get("/offices/own/").content.decode()
    assert "まだ知らせていません" in page
    assert f'action="/offices/{office.pk}/vacancy/"' in page
    assert 'name="say" value="33|open:2"' in page  # the second
    for say in ("33|full:", "33|open:2"):
        world.clock.tick()
        assert client.post(f"/offices/{office.pk}/vacancy/", {"say": say}).status_code == 302
    page = client.get(f"/offices/{office.pk}/vacancy/").content.decode()
    assert "空きあり（2人）" in page
    undo = re.search(rf"/offices/{office.pk}/vacancy/[0-9a-f-]+/undo/", page)
    assert undo
    client.post(undo[0])
    assert "いま：" in (page := client.get(f"/offices/{office.pk}/vacancy/").content.decode())
    assert "空きあり（2人）" not in page
    assert Vacancy.objects.count() == 3


@pytest.mark.parametrize("say", ["", "46|open:1", "33|open:9", "33|x"])
def test_a_press_that_is_no_button(client: Client, world: World, office: Office, say: str) -> None:
    world.login(client, "home_contact")
    assert client.post(f"/offices/{office.pk}/vacancy/", {"say": say}).status_code == 422
    assert not Vacancy.objects.exists()


def test_a_coordinator_enters_what_he_heard(client: Client, world: World, office: Office) -> None:
    world.login(client, "officer")
    url = f"/offices/{office.pk}/statement/"
    typed = {
        "as_of": "2026-11-20",
        "state_0": "open",
        "places_0": "5",
        "conditions": ["level_2"],
        "night_cover": "shift",
    }
    answer = client.post(url, typed | {"source": "phone"})
    assert answer.status_code == 422
    assert "話した相手を入力してください" in answer.content.decode()
    assert client.post(url, typed | {"source": "phone", "spoken_to": "管理者の方"}).status_code == 302
    page = client.get(f"/offices/{office.pk}/").content.decode()
    for words in (
        "空きあり（5人）",
        "支援区分2以上",
        "夜勤の職員がいる",
        "令和8年11月20日現在、みほん市が電話で確認（管理者の方）",
    ):
        assert words in page
    again = {"as_of": "2026-11-21", "state_0": "full", "conditions": ["level_2"], "night_cover": "shift"}
    assert client.post(url, again | {"source": "phone", "spoken_to": "管理者の方"}).status_code == 302
    assert (Vacancy.objects.count(), Statement.objects.count()) == (2, 1)  # the conditions were not asked about


def test_nothing_said_is_not_saved(client: Client, world: World, office: Office) -> None:
    world.login(client, "home_contact")
    url = f"/offices/{office.pk}/statement/"
    for typed in ({}, {"state_0": "full", "places_0": "2"}):
        assert client.post(url, {"as_of": "2026-11-24", **typed}).status_code == 422
    assert client.post(url, {"as_of": "2026-11-24", "checked": "on"}).status_code == 302
    assert Statement.objects.get().source == "screen"
