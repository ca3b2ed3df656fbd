"""Municipality of an address, what of it is withheld, and the key of a place."""

from __future__ import annotations

from datetime import date

import pytest

from renkei.offices.enums import MunicipalityKind
from renkei.offices.rules import places
from renkei.offices.rules.geo import Point, box_around, distance_km
from renkei.offices.rules.municipality_table import bundled_rows

AREAS = [
    places.Area(
        r.code, r.prefecture, f"{r.prefecture}{r.city}{r.name}", r.name, MunicipalityKind(r.kind),
        Point(r.latitude, r.longitude) if r.latitude and r.longitude else None, r.valid_from, r.valid_to,
    )
    for r in bundled_rows()
]  # fmt: skip
OLD, NEW = places.AreaIndex(AREAS, date(2023, 9, 28)), places.AreaIndex(AREAS, date(2025, 3, 28))


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("北海道札幌市白石区", "01104"),
        ("福岡県糟屋郡須恵町", "40344"),
        ("福岡県糟屋郡須惠町", "40344"),  # old form of the character
        ("東京都八丈島八丈町", "13401"),
        ("奈良県大和郡山市", "29203"),  # 郡 inside a city's name
        ("京都府京都市北区", "26101"),
        ("東京都　港区", "13103"),
        ("静岡県浜松市天竜区", "22140"),
        ("静岡県浜松市中区", "22131"),  # gone, but still found in an old address
        ("静岡県沼津市御幸町", "22203"),  # more than the municipality in the column
        ("架空県どこか市", None),
        ("", None),
    ],
)
def test_municipality_of_an_address(published: str, code: str | None) -> None:
    found = NEW.find(published)
    assert (found.code if found else None) == code


def test_a_ward_whose_code_changed_is_found_as_of_the_day() -> None:
    assert OLD.find("静岡県浜松市天竜区").code == "22137"
    assert NEW.find("静岡県浜松市天竜区").code == "22140"


@pytest.mark.parametrize(
    ("published", "text", "withheld", "numbered", "repeated"),
    [
        ("御幸町１６番１号", "御幸町16番1号", False, True, False),
        ("（以下省略）", "", True, False, False),
        ("【以下省略】", "", True, False, False),
        ("御幸町(以下略)", "御幸町", True, False, False),
        ("非公表", "", True, False, False),
        ("（以下安全上の理由により非公開）", "", True, False, False),
        ("－", "", True, False, False),
        ("ー", "", True, False, False),
        ("0", "", True, False, False),
        ("沼津市", "", True, False, True),  # only the city's name again
        ("御幸町", "御幸町", False, False, False),
        ("御幸町16-1静岡県沼津市御幸町16-1", "御幸町16-1", False, True, True),
        ("御幸町静岡県沼津市御幸町16-1", "御幸町16-1", False, True, True),
        ("御幸町16-1御幸町16-1", "御幸町16-1", False, True, True),
        ("三園町二丁目３", "三園町二丁目3", False, True, False),
    ],
)
def test_street(published: str, text: str, withheld: bool, numbered: bool, repeated: bool) -> None:
    found = places.street_of(published, "静岡県沼津市", NEW.find("静岡県沼津市"))
    assert found == places.Street(text, withheld, numbered, repeated)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("御幸町二丁目３番４号みほんビル２階", "御幸町2-3-4"),
        ("大字獅子浜字中１２番地の３", "獅子浜中12-3"),
        ("東4条北1丁目18番地2", "東4条北1-18-2"),
    ],
)
def test_place_key_is_one_spelling(one: str, other: str) -> None:
    keys = [places.place_key("22203", places.street_of(text, "静岡県沼津市", None).text) for text in (one, other)]
    assert keys[0] == keys[1] != ""


def test_no_place_key_without_a_number() -> None:
    assert places.place_key("22203", "御幸町") == ""


@pytest.mark.parametrize(
    ("latitude", "longitude", "found", "plausible"),
    [
        ("35.09", "138.86", True, True),
        ("34.69", "135.50", True, False),  # Osaka for an address in Numazu
        ("51.50", "0.10", True, False),
        ("0", "0", False, False),
        ("", "138.86", False, False),
        ("north", "east", False, False),
        ("nan", "138.86", False, False),
        ("135.5", "34.7", False, False),  # swapped
    ],
)
def test_published_point(latitude: str, longitude: str, found: bool, plausible: bool) -> None:
    point = places.point_of(latitude, longitude)
    assert (point is not None) is found
    if point:
        assert places.plausible(point, NEW.find("静岡県沼津市")) is plausible


def test_distance_and_its_box() -> None:
    tokyo, osaka = Point(35.681236, 139.767125), Point(34.702485, 135.495951)
    assert distance_km(tokyo, osaka) == pytest.approx(403, abs=1)
    box = box_around(tokyo, 10)
    assert box.south < 35.681236 - 0.089 < box.north
    assert distance_km(tokyo, Point(35.681236, box.east)) == pytest.approx(10, abs=0.05)
