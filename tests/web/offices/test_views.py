"""The pages of the directory: who may open them, what they show, what they never show."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.offices.models import ImportRun, Office
from tests.kit.world import World
from tests.offices.wamnet import csv_bytes, number, row, rows, take, zip_bytes

SEARCH, IMPORT = "/offices/", "/offices/import/"
LOOKS = ("officer", "manager", "core_officer", "core_manager", "center_officer", "prefecture", "admin")
LOOKS_NOT = ("grants", "lawyer", "home_contact", "home_staff", "planner", "auditor")


def _get(client: Client, url: str, **options: Any) -> tuple[int, str]:
    response = client.get(url, **options)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("name", [*LOOKS, *LOOKS_NOT])
def test_who_may_look_and_who_may_import(client: Client, world: World, name: str) -> None:
    take(rows(1))
    world.login(client, name)
    may = 200 if name in LOOKS else 403
    for url in (SEARCH, f"{SEARCH}?q=みほん", reverse("offices:detail", args=[Office.objects.get().pk])):
        assert client.get(url).status_code == may
    assert client.get(IMPORT).status_code == (200 if name == "admin" else 403)
    assert client.post(IMPORT, {}).status_code == (422 if name == "admin" else 403)


@pytest.mark.django_db
def test_nobody_without_signing_in(client: Client) -> None:
    for url in (SEARCH, IMPORT):
        assert client.get(url).status_code == 302


def test_an_empty_directory_says_what_to_do(client: Client, world: World) -> None:
    assert "システム管理の担当者に" in _get(world.login(client, "officer"), SEARCH)[1]
    assert "データを取り込む" in _get(world.login(client, "admin"), SEARCH)[1]


def test_search_as_it_is_typed(client: Client, world: World) -> None:
    take(
        [
            *rows(30),
            row(31, name="ＬＩＦＥほーむ", street="三園町二丁目３番"),
            row(32, name="ひまわり荘", street="（以下省略）"),
        ]
    )
    world.login(client, "officer")
    status, page = _get(client, SEARCH)
    assert status == 200
    assert "32か所の事業所" in page
    status, page = _get(client, SEARCH, data={"q": "ｌｉｆｅ", "pref": "22", "service": ["33"]})
    assert "ＬＩＦＥほーむ" in page
    assert "全1か所" in page
    status, page = _get(client, SEARCH, data={"pref": "22", "city": "22203", "km": "10", "q": "ひまわり"})
    assert "（区域の代表点から）" in page
    assert "番地以降は公表されていません" in page
    status, page = _get(client, SEARCH, data={"pref": "22", "q": "みほん", "page": "2"})
    assert status == 200
    assert page.count('<th scope="row">') == 7
    assert "page=1" in page


def test_nothing_found_offers_links_that_find(client: Client, world: World) -> None:
    take(rows(3))
    world.login(client, "officer")
    _, page = _get(client, SEARCH, data={"q": "ないよ", "service": ["33"], "pref": "22"})
    assert "条件に合う事業所は見つかりませんでした" in page
    link = re.search(r'href="\?([^"]*)">言葉を消す</a>（3か所）', page)
    assert link
    assert "全3か所" in _get(client, SEARCH + "?" + link[1].replace("&amp;", "&"))[1]
    _, page = _get(client, SEARCH, data={"q": "ないよ"})
    assert "かなでも探せます" in page or "条件をゆるめると" in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"km": "10", "pref": "22"}, "市区町村を選んでください"),
        ({"km": "many", "pref": "22", "city": "22203"}, "数字で入力してください"),
        ({"km": "9999", "pref": "22", "city": "22203"}, "300以下"),
        ({"service": ["zz"]}, "選べないサービス"),
        ({"sort": "zz", "q": "あ"}, "選べない値"),
    ],
)
def test_a_wrong_search_keeps_what_was_typed(client: Client, world: World, data: dict[str, Any], says: str) -> None:
    world.login(client, "officer")
    status, page = _get(client, SEARCH, data={"q": "みほん", **data})
    assert status == 422
    assert says in page
    assert 'value="みほん"' in page or data.get("q")


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "１"])
def test_odd_pages(client: Client, world: World, page: str) -> None:
    take(rows(3))
    assert _get(world.login(client, "officer"), SEARCH, data={"q": "みほん", "page": page})[0] == 200


def test_a_municipality_of_another_prefecture_is_dropped(client: Client, world: World) -> None:
    take(rows(3))
    world.login(client, "officer")
    status, page = _get(client, SEARCH, data={"pref": "13", "city": "22203", "q": "みほん"})
    assert status == 200
    assert "千代田区" in page


def test_fragments_are_parts_of_the_page(client: Client, world: World) -> None:
    take(rows(3))
    world.login(client, "officer")
    data = {"q": "みほん", "pref": "22"}
    whole = _get(client, SEARCH, data=data)[1]
    results = _get(client, SEARCH, data=data, headers={"HX-Request": "true", "HX-Target": "results"})[1]
    assert "<html" not in results
    assert re.sub(r"\s+", "", results) in re.sub(r"\s+", "", whole)
    area = _get(client, SEARCH, data=data, headers={"HX-Request": "true", "HX-Target": "area-fields"})[1]
    assert "沼津市" in area
    assert "みほんホーム" not in area


def test_the_same_number_of_queries_at_one_and_fifty(client: Client, world: World) -> None:
    world.login(client, "officer")
    seen = []
    for count in (1, 50):
        take(rows(count))
        with CaptureQueriesContext(connection) as searched:
            _get(client, SEARCH, data={"q": "みほん", "pref": "22", "city": "22203", "km": "10", "service": ["33"]})
        seen.append(len(searched))
    assert seen[0] == seen[1] <= 16


def test_the_page_of_an_office(client: Client, world: World) -> None:
    take(
        [row(1, url="https://example.jp/a?b=1&c=2"), row(2, street="（以下省略）"), row(3, name="<b>荘</b>")],
        release="202509",
    )
    take([row(1, url="https://example.jp/a?b=1&c=2"), row(2, street="（以下省略）")])
    world.login(client, "officer")
    pages = {o.name: _get(client, reverse("offices:detail", args=[o.pk]))[1] for o in Office.objects.all()}
    exact, withheld, gone = pages["みほんホーム1号"], pages["みほんホーム2号"], pages["<b>荘</b>"]
    assert "定員" in exact
    assert "10人" in exact
    assert "9:00～18:00" in exact
    assert "35.09010" in exact
    assert number(1) in exact
    assert "WAM NET" in exact
    assert "2026年3月公開分" in exact
    assert "番地以降は公表されていません" in withheld
    assert not re.search(r"35\.\d{3}|138\.\d{3}", withheld)  # never a point that is not its own
    assert "2026年3月公開分から掲載がありません" in gone
    assert "<b>荘" not in gone
    assert "&lt;b&gt;荘" in gone
    titles = {re.search(r"<title>(.*?)</title>", page)[1] for page in pages.values()}
    assert titles == {"事業所｜れんけい"}


@pytest.mark.parametrize("path", ["/offices/00000000-0000-4000-8000-000000000000/", "/offices/x/"])
def test_an_absent_office(client: Client, world: World, path: str) -> None:
    assert world.login(client, "officer").get(path).status_code == 404


# --- import


def _upload(client: Client, *files: tuple[str, bytes], **data: str) -> Any:
    found = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(IMPORT, {"profile": "wamnet", "sources": found, **data}, follow=True)


def test_an_upload_ends_at_its_report(client: Client, world: World) -> None:
    world.login(client, "admin")
    content = zip_bytes(
        {"csvdownload033.csv": csv_bytes([*rows(30), row(31, street="（以下省略）"), row(32, name="")])}
    )
    response = _upload(client, ("sfkopendata_202603_33.zip", content))
    page = response.content.decode()
    run = ImportRun.objects.get()
    assert response.redirect_chain == [(reverse("offices:import-run", args=[run.pk]), 302)]
    assert "新規 31" in page
    assert "住所の番地以降が公表されていません" in page
    assert "33行目" in page
    assert run.by_user_id == world.user("admin").pk
    assert "共同生活援助 2026年3月公開分" in _get(client, IMPORT)[1]


def test_several_files_good_and_bad(client: Client, world: World) -> None:
    world.login(client, "admin")
    response = _upload(
        client, ("csvdownload033.csv", csv_bytes(rows(3))), ("a.zip", b"PK\x03\x04cut"), release="202603"
    )
    page = response.content.decode()
    assert "1件のファイルを取り込みました" in page
    assert "1件のファイルは取り込めませんでした" in page
    assert "壊れているか、途中で切れています" in page
    assert Office.objects.count() == 3


def test_a_refused_file_is_reported_with_its_reason(client: Client, world: World) -> None:
    world.login(client, "admin")
    page = _upload(client, ("other.csv", "名称,住所\r\nあ,い\r\n".encode())).content.decode()
    assert "取り込めませんでした（何も変えていません）" in page
    assert "一つも合いません" in page


@pytest.mark.parametrize(
    ("release", "files", "says"),
    [
        ("２０２６０３", (("a.csv", b"x"),), "一つも合いません"),  # full width is understood
        ("2026", (("a.csv", b"x"),), "年4桁と月2桁"),
        ("202603", (), "選んでください"),
    ],
)
def test_a_wrong_upload(
    client: Client, world: World, release: str, files: tuple[tuple[str, bytes], ...], says: str
) -> None:
    response = _upload(world.login(client, "admin"), *files, release=release)
    assert says in response.content.decode()
    assert response.status_code == (200 if "一つも" in says else 422)


def test_an_absent_report(client: Client, world: World) -> None:
    path = reverse("offices:import-run", args=["00000000-0000-4000-8000-000000000000"])
    assert world.login(client, "admin").get(path).status_code == 404
