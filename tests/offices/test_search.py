"""The search: words however they are typed, services, area, distance, pages; by index, in few queries."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renkei.core.errors import NotAllowed, NotFound
from renkei.offices import queries
from renkei.offices.enums import SortBy
from renkei.offices.models import Office
from renkei.offices.queries import Criteria
from renkei.offices.rules.matching import Need
from renkei.offices.rules.searching import grams_of
from renkei.policy.actor import Actor
from renkei.policy.enums import OrgKind, Role
from tests.offices.wamnet import number, row, rows, take

pytestmark = pytest.mark.django_db

ACTOR = Actor(role=Role.CORE_OFFICER, organisation_id=uuid4(), organisation_kind=OrgKind.CORE_CENTER)
NUMAZU = {"latitude": "35.0957", "longitude": "138.8634"}


def _names(**criteria: Any) -> list[str]:
    return [r.name for r in queries.search(actor=ACTOR, criteria=Criteria(**criteria)).rows]


@pytest.fixture
def directory() -> None:
    take([
        row(1, name="グループホーム　アオゾラ", kana="ぐるーぷほーむあおぞら", corporation_name="社会福祉法人ひので会"),
        row(2, name="ＬＩＦＥほーむ", kana="らいふほーむ", street="三園町二丁目３番１号"),
        row(3, name="ひまわり荘", kana="ひまわりそう", area="静岡県三島市", street="（以下省略）"),
        row(4, name="サンホーム熱海", kana="さんほーむあたみ", area="静岡県熱海市", street="中央町1-1",
            latitude="35.0962", longitude="139.0716"),
        row(5, name="さくら天竜", kana="さくらてんりゅう", area="静岡県浜松市天竜区", street="二俣町1-1",
            latitude="34.8728", longitude="137.8161"),
        row(6, name="もうないホーム", kana="もうないほーむ"),
    ], release="202509")  # fmt: skip
    take([
        row(1, name="グループホーム　アオゾラ", kana="ぐるーぷほーむあおぞら", corporation_name="社会福祉法人ひので会"),
        row(2, name="ＬＩＦＥほーむ", kana="らいふほーむ", street="三園町二丁目３番１号"),
        row(3, name="ひまわり荘", kana="ひまわりそう", area="静岡県三島市", street="（以下省略）"),
        row(4, name="サンホーム熱海", kana="さんほーむあたみ", area="静岡県熱海市", street="中央町1-1",
            latitude="35.0962", longitude="139.0716"),
        row(5, name="さくら天竜", kana="さくらてんりゅう", area="静岡県浜松市天竜区", street="二俣町1-1",
            latitude="34.8728", longitude="137.8161"),
    ])  # fmt: skip
    take([row(1, name="グループホーム　アオゾラ", service_name="短期入所")], name="csvdownload024.csv")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("あおぞら", ["グループホーム　アオゾラ"]),
        ("ｱｵｿﾞﾗ", ["グループホーム　アオゾラ"]),
        ("アオゾラ グループ", ["グループホーム　アオゾラ"]),
        ("ぐるーぷほーむあお", ["グループホーム　アオゾラ"]),  # without the space of the name
        ("日の出", []),
        ("ひので", ["グループホーム　アオゾラ"]),  # the corporation
        ("life", ["ＬＩＦＥほーむ"]),
        ("Ｌｉｆｅ", ["ＬＩＦＥほーむ"]),
        ("三園", ["ＬＩＦＥほーむ"]),  # the address, two characters
        ("三園町2丁目3番", ["ＬＩＦＥほーむ"]),
        ("荘", ["ひまわり荘"]),  # one character
        (number(4), ["サンホーム熱海"]),
        ("俣町", ["さくら天竜"]),
        ("ーむあたみさ", []),  # no match across two lines
        ("100%", []),
        ("_", []),
        ("", ["グループホーム　アオゾラ", "ＬＩＦＥほーむ", "サンホーム熱海", "ひまわり荘", "さくら天竜"]),
    ],
)
def test_words(directory: None, words: str, names: list[str]) -> None:
    assert sorted(_names(words=words)) == sorted(names)


def test_services_and_gone(directory: None) -> None:
    assert _names(services=("24",)) == ["グループホーム　アオゾラ"]
    assert len(_names(services=("24", "33"))) == 5
    assert _names(services=("46",)) == []
    assert "もうないホーム" not in _names(words="ホーム")
    gone = queries.search(actor=ACTOR, criteria=Criteria(words="もうない", services=("33",), with_gone=True)).rows
    assert [(r.name, r.listed, r.release) for r in gone] == [("もうないホーム", False, "2026年3月公開分")]


def test_area_and_wards_of_a_designated_city(directory: None) -> None:
    assert len(_names(prefecture="22")) == 5
    assert _names(prefecture="13") == []
    assert _names(municipality=queries.get_municipality("22130")) == ["さくら天竜"]  # the city holds its wards
    assert _names(municipality=queries.get_municipality("22206")) == ["ひまわり荘"]


def test_distance_counts_withheld_ones_from_the_area_and_says_so(directory: None) -> None:
    numazu = queries.get_municipality("22203")
    result = queries.search(actor=ACTOR, criteria=Criteria(municipality=numazu, km=15))
    assert {r.name for r in result.rows} == {"グループホーム　アオゾラ", "ＬＩＦＥほーむ", "ひまわり荘"}
    assert [r.distance_km for r in result.rows] == sorted(r.distance_km for r in result.rows)
    assert {r.name for r in result.rows if r.distance_is_rough} == {"ひまわり荘"}
    assert "サンホーム熱海" in _names(municipality=numazu, km=30)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (SortBy.NAME, "ひまわり荘"),
        (SortBy.AREA, "さくら天竜"),
        (SortBy.NEAR, "さくら天竜"),
        (SortBy.FRESH, "さくら天竜"),
    ],
)
def test_order(directory: None, sort: SortBy, first: str) -> None:
    assert sorted(_names(sort=sort)) == sorted(_names())
    if sort is not SortBy.NAME:
        assert _names(sort=sort)[0] == first


def test_nothing_found_says_what_to_give_up(directory: None) -> None:
    found = queries.search(actor=ACTOR, criteria=Criteria(words="もうない", services=("33",), prefecture="22"))
    assert found.total == 0
    assert {(r.label, r.total) for r in found.relaxations} == {("言葉を消す", 5), ("「掲載なし」も含める", 1)}


def test_pages() -> None:
    take(rows(60))
    first = queries.search(actor=ACTOR, criteria=Criteria())
    assert (len(first.rows), first.total, first.pages) == (25, 60, 3)
    last = queries.search(actor=ACTOR, criteria=Criteria(), page=99)
    assert (last.page, len(last.rows)) == (3, 10)
    assert {r.id for r in first.rows}.isdisjoint(r.id for r in last.rows)


@pytest.mark.parametrize("count", [1, 50])
def test_the_number_of_queries_does_not_grow(count: int) -> None:
    take(rows(count))
    numazu = queries.get_municipality("22203")
    criteria = Criteria(words="みほん", services=("33",), municipality=numazu, km=20)
    with CaptureQueriesContext(connection) as searched:
        assert queries.search(actor=ACTOR, criteria=criteria).total == count
    with CaptureQueriesContext(connection) as opened:
        queries.get_office(actor=ACTOR, pk=Office.objects.values_list("pk", flat=True).first())
    assert (len(searched), len(opened)) == (2, 3 + 1)


@pytest.mark.parametrize("word", ["荘", "佐藤", "御幸町1"])
def test_one_and_two_characters_use_the_index(word: str) -> None:
    take(rows(200))
    found = Office.objects.filter(index__grams__contains=grams_of(word))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")  # so few rows without statistics would be read in order
    assert "office_by_grams" in found.explain()


def test_the_page_of_an_office(directory: None) -> None:
    page = queries.get_office(actor=ACTOR, pk=Office.objects.get(name="グループホーム　アオゾラ").pk)
    assert [s.code for s in page.services] == ["24", "33"]
    assert page.services[0].hours == (("平日", "9:00～18:00"), ("日曜", "休み"))
    assert page.point_words.startswith("35.09")
    assert page.place_note == ""
    assert page.credits == (
        "出典: 障害福祉サービス等情報公表システム（独立行政法人福祉医療機構 WAM NET）のオープンデータを加工して作成",
    )
    withheld = queries.get_office(actor=ACTOR, pk=Office.objects.get(name="ひまわり荘").pk)
    assert (withheld.latitude, withheld.longitude, withheld.point_words) == (None, None, "")
    assert "公表されていません" in withheld.place_note
    gone = queries.get_office(actor=ACTOR, pk=Office.objects.get(name="もうないホーム").pk)
    assert (gone.listed, gone.gone_release, gone.service_codes) == (False, "2026年3月公開分", ())


def test_other_places_of_the_same_number() -> None:
    take([row(1), row(2, office_number=number(1), street="本田町5番")])
    page = queries.get_office(actor=ACTOR, pk=Office.objects.get(name="みほんホーム1号").pk)
    assert [s.name for s in page.siblings] == ["みほんホーム2号"]


@pytest.mark.parametrize("pk", [uuid4(), "x"])
def test_an_absent_office(pk: object) -> None:
    with pytest.raises(NotFound):
        queries.get_office(actor=ACTOR, pk=pk)


def test_who_may_not_look() -> None:
    actor = Actor(role=Role.OFFICE_CONTACT, organisation_id=uuid4(), organisation_kind=OrgKind.SERVICE_OFFICE)
    for question in (
        lambda: queries.search(actor=actor, criteria=Criteria()),
        lambda: queries.get_office(actor=actor, pk=uuid4()),
        lambda: queries.candidates(actor=actor, office_ids=[uuid4()]),
        lambda: queries.match(actor=actor, need=Need(), on=date(2026, 11, 27)),
        lambda: queries.runs(actor=ACTOR),
    ):
        with pytest.raises(NotAllowed):
            question()


def test_municipalities_of_a_day() -> None:
    old = {m.name for m in queries.municipalities_of("22", on=date(2023, 12, 31))}
    new = {m.name for m in queries.municipalities_of("22", on=date(2024, 1, 1))}
    assert old - new == {"浜松市中区", "浜松市東区", "浜松市西区", "浜松市南区", "浜松市北区", "浜松市浜北区"}
    assert new - old == {"浜松市中央区", "浜松市浜名区"}
    assert len(queries.prefectures()) == 47
    with pytest.raises(NotFound):
        queries.get_municipality("00000")
