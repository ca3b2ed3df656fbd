"""Each hard requirement with its reason; what is not known drops nobody; an honest order."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from renkei.offices.enums import Precision, Wish
from renkei.offices.rules.matching import Candidate, Need, judge, rank


def _office(**fields: Any) -> Candidate:
    values: dict[str, Any] = {
        "office_id": uuid4(), "office_number": "2220000011", "name": "みほんホーム", "address": "静岡県沼津市御幸町1",
        "municipality_code": "22203", "service_codes": ("33",), "precision": Precision.EXACT, "listed": True,
        "last_release": "202603", "capacity": {"33": 6}, "distance_km": 5.2,
    }  # fmt: skip
    return Candidate(**(values | fields))


NEED = Need(service_codes=frozenset({"33"}), max_km=20)


@pytest.mark.parametrize(
    ("office", "need", "drops"),
    [
        ({}, {}, []),
        ({"service_codes": ("46",)}, {}, ["サービスが違います"]),
        (
            {"service_codes": ("46",), "gone": {"33": "202603"}}, {},
            ["共同生活援助（グループホーム）の掲載がなくなっています（2026年3月公開分）"],
        ),
        (
            {"listed": False, "service_codes": (), "gone": {"33": "202603"}}, {},
            ["掲載がなくなっています（2026年3月公開分）"],
        ),
        ({"distance_km": 32.4}, {}, ["距離が 32 km で、上限 20 km を超えます"]),
        (
            {"distance_km": 32.4, "precision": Precision.WITHHELD}, {},
            ["距離が 32 km で、上限 20 km を超えます（区域の代表点からの距離）"],
        ),
        ({"distance_km": None}, {}, []),
        ({}, {"municipality_codes": frozenset({"22100"})}, ["希望する市区町村の外にあります"]),
        ({}, {"municipality_codes": frozenset({"22203"})}, []),
        ({}, {"min_capacity": 10}, ["定員が 6 人で、10 人に足りません"]),
        ({}, {"max_capacity": 5}, ["定員が 6 人で、5 人より大きい事業所です"]),
        ({"capacity": {"33": None}}, {"min_capacity": 10}, []),  # not published: dropped is nobody
        ({}, {"wishes": frozenset({Wish.NIGHT_COVER})}, []),
    ],
)  # fmt: skip
def test_reasons_for_dropping_out(office: dict[str, Any], need: dict[str, Any], drops: list[str]) -> None:
    match = judge(Need(**(vars(NEED) | need)), _office(**office))
    assert list(match.drops) == drops
    assert match.fits is not drops or not drops


@pytest.mark.parametrize(
    ("office", "need", "says"),
    [
        ({"capacity": {}}, {}, "定員の情報がありません"),
        ({"distance_km": None}, {}, "場所が分からないため、距離を確かめられません"),
        ({}, {"wishes": frozenset({Wish.NIGHT_COVER})}, "夜間の職員配置は公表されていません。打診で確かめてください"),
    ],
)
def test_what_is_not_known_is_said(office: dict[str, Any], need: dict[str, Any], says: str) -> None:
    match = judge(Need(**(vars(NEED) | need)), _office(**office))
    assert says in match.unknowns
    assert match.fits


def test_reasons_for_fitting() -> None:
    match = judge(NEED, _office(precision=Precision.REPRESENTATIVE), asked_count=2)
    assert match.reasons == (
        "共同生活援助（グループホーム）の事業所です", "距離は 5.2 km です（区域の代表点からの距離）",
        "定員は 6 人です", "2026年3月公開分に掲載されています", "この90日に2回、打診しています",
    )  # fmt: skip


def test_order_is_distance_then_freshness_then_asked_lately() -> None:
    far, near = _office(name="遠い", distance_km=12.0), _office(name="近い", distance_km=3.1)
    old = _office(name="古い", distance_km=3.9, last_release="202503")
    asked = _office(name="聞いた", distance_km=3.5)
    unknown = _office(name="不明", distance_km=None)
    outside = _office(name="外", distance_km=40.0)
    ranking = rank(NEED, [unknown, outside, far, old, asked, near], {asked.office_id: 1})
    assert [m.candidate.name for m in ranking.fits] == ["近い", "聞いた", "古い", "遠い", "不明"]
    assert [m.candidate.name for m in ranking.dropped] == ["外"]
