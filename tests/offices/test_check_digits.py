"""Vectors of the published algorithms and of real numbers."""

from __future__ import annotations

import pytest

from renkei.offices.rules import check_digits as c
from renkei.offices.rules.municipality_table import bundled_rows


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("01100", "011002"), ("13101", "131016"), ("14100", "141003"), ("27100", "271004"), ("47382", "473821"),
        ("01205", "012050"), ("01213", "012131"),  # the remainders 1 and 0
        ("22138", "221384"), ("22139", "221392"), ("22140", "221406"),  # Hamamatsu since 2024
    ],
)  # fmt: skip
def test_municipality_code(code: str, printed: str) -> None:
    assert c.print_code(code) == printed
    assert c.municipality_code(printed) == c.municipality_code(code) == code


@pytest.mark.parametrize("text", ["", "0110", "011003", "0110020", "01100a", "０１１００"])
def test_municipality_code_refused(text: str) -> None:
    assert c.municipality_code(text) is None


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("5835678256246", True), ("8700110005901", True), ("7000012050002", True), ("2430005013423", True),
        ("2835678256246", False), ("870011000590", False), ("", False), ("870011000590X", False),
    ],
)  # fmt: skip
def test_corporation_number(number: str, holds: bool) -> None:
    assert c.corporation_number_holds(number) is holds


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("0130103658", True), ("0110103389", True), ("0115700429", True), ("0511000966", False),
        ("8096148350", False), ("013010365", False), ("", False),
    ],
)  # fmt: skip
def test_office_number(number: str, holds: bool) -> None:
    assert c.office_number_holds(number) is holds


def test_every_bundled_code_is_five_digits_and_used_once() -> None:
    codes = [row.code for row in bundled_rows()]
    assert len(codes) == len(set(codes)) == 1925
    assert all(c.municipality_code(c.print_code(code)) == code for code in codes)
