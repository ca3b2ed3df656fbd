"""What somebody should look at, and what is stored instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renkei.offices.enums import Warn
from renkei.offices.rules.entries import Entry, interpret
from renkei.offices.rules.places import AreaIndex
from renkei.offices.rules.profiles import WAMNET
from renkei.offices.rules.reading import read_csv
from tests.offices.test_places import AREAS
from tests.offices.wamnet import csv_bytes, row

INDEX = AreaIndex(AREAS, date(2026, 3, 28))


def _read(**fields: Any) -> Entry:
    return interpret(read_csv(csv_bytes([row(1, **fields)]), WAMNET).rows[0], INDEX)


def test_a_faultless_row_has_no_warning() -> None:
    entry = _read()
    assert entry.warnings == []
    assert entry.values["municipality_code"] == "22203"
    assert entry.values["capacity"] == 10


@pytest.mark.parametrize(
    ("fields", "kind", "column", "stored"),
    [
        ({"office_number": "0000000000"}, Warn.OFFICE_NUMBER_ZERO, "office_number", ""),
        ({"office_number": ""}, Warn.OFFICE_NUMBER_FORM, "office_number", ""),
        ({"office_number": "22A0000001"}, Warn.OFFICE_NUMBER_FORM, "office_number", ""),
        ({"office_number": "0511000966"}, Warn.OFFICE_NUMBER, "office_number", "0511000966"),
        ({"office_number": "０１３０１０３６５８"}, None, "office_number", "0130103658"),
        ({"office_number": "02-2-04-0026-1"}, None, "office_number", "0220400261"),
        ({"corporation_number": "2835678256246"}, Warn.CORPORATION_NUMBER, "corporation_number", "2835678256246"),
        ({"corporation_number": "135100026800"}, Warn.CORPORATION_NUMBER_FORM, "corporation_number", ""),
        ({"corporation_number": ""}, None, "corporation_number", ""),
        ({"phone": "０５５－９００－０００３"}, Warn.PHONE_WIDTH, "phone", "０５５－９００－０００３"),
        ({"phone": "055-900"}, Warn.PHONE_FORM, "phone", "055-900"),
        ({"fax": "0"}, Warn.PHONE_FORM, "fax", "0"),
        ({"phone": "055-900-0002", "fax": "055-900-0001"}, Warn.PHONE_SWAPPED, "phone", "055-900-0002"),
        ({"street": "（以下省略）"}, Warn.ADDRESS_WITHHELD, "address_withheld", True),
        ({"street": "御幸町"}, Warn.ADDRESS_NO_NUMBER, "address_numbered", False),
        ({"street": "沼津市御幸町1"}, Warn.ADDRESS_REPEATED, "address_withheld", False),
        ({"street": "御幸町1?1"}, Warn.REPLACED_CHARACTER, "street", "御幸町1?1"),
        ({"kana": "みほん\ufffd"}, Warn.REPLACED_CHARACTER, "kana", "みほん\ufffd"),
        ({"latitude": ""}, Warn.COORDINATES_MISSING, "latitude", None),
        ({"latitude": "0"}, Warn.COORDINATES_MISSING, "longitude", None),
        ({"latitude": "26.2", "longitude": "127.7"}, Warn.COORDINATES_OUTSIDE, "coordinates_plausible", False),
        ({"area": "静岡県ない市"}, Warn.MUNICIPALITY, "municipality_code", ""),
        ({"authority_code": ""}, Warn.AUTHORITY, "authority_code", ""),
        ({"key": ""}, Warn.MISSING_KEY, "source_key", ""),
        ({"capacity": "0"}, Warn.CAPACITY, "capacity", None),
        ({"capacity": "十人"}, Warn.CAPACITY, "capacity", None),
        ({"capacity": "99999"}, Warn.CAPACITY, "capacity", None),
        ({"capacity": "１０"}, None, "capacity", 10),
        ({"capacity": ""}, None, "capacity", None),
        ({"hours_weekday": "朝から"}, Warn.HOURS, "hours_weekday", "朝から"),
        ({"url": "javascript:alert(1)"}, None, "url", ""),
    ],
)
def test_warnings(fields: dict[str, str], kind: Warn | None, column: str, stored: object) -> None:
    entry = _read(**fields)
    assert [found for found, _ in entry.warnings] == ([kind] if kind else [])
    assert entry.values[column] == stored
