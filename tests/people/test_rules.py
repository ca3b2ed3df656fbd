"""Words of a record: codes, days, misplaced addresses, age."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renkei.people import rules


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sex", "male", "男性"), ("disabilities", ["mental", "suspected"], ["精神障害", "疑い・確認中"]),
        ("birth_date", "1985-04-12", "昭和60年4月12日"), ("birth_date", "昭和60年ごろ", "昭和60年ごろ"),
        ("name", "見本", "見本"), ("sex", "old-code", "old-code"), ("sex", None, None), ("disabilities", [], []),
    ],
)  # fmt: skip
def test_values_in_words(field: str, value: Any, words: Any) -> None:
    assert rules.display(field, value) == words


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"registered_address": "みほん県みほん市1-1"}, None), ({"registered_address": "みほん刑務所内"}, "registered_address"),
        ({"current_address": "更生保護施設みほん"}, "current_address"), ({"phone": "○○法律事務所 03-"}, "phone"), ({}, None),
    ],
)  # fmt: skip
def test_an_address_of_custody_belongs_elsewhere(values: dict[str, str], field: str | None) -> None:
    assert rules.misplaced_address(values) == field


@pytest.mark.parametrize(
    ("birth", "band"),
    [(None, "年代不明"), ("2010-01-01", "20歳未満"), ("1985-04-12", "40代"), ("1940-01-01", "80歳以上")],
)
def test_age_bands(birth: str | None, band: str) -> None:
    assert rules.age_band(birth, date(2026, 11, 24)) == band
