"""Which row is which: NO first, number and name at last, and never one row for two."""

from __future__ import annotations

from typing import Any

import pytest

from renkei.offices.rules.entries import TRACKED, Entry
from renkei.offices.rules.pairing import Held, changes, keys_used_twice, pair, split_doubles


def _values(**fields: Any) -> dict[str, Any]:
    base = dict.fromkeys(TRACKED, "") | {"latitude": None, "longitude": None, "capacity": None}
    return base | {"source_key": "A1", "office_number": "1", "name_key": "あ", "place_key": "p", "name": "あ"} | fields


def _held(id_: int = 1, *, listed: bool = True, **fields: Any) -> Held:
    return Held(id_, id_, _values(**fields), listed)


@pytest.mark.parametrize(
    ("held", "entry"),
    [
        ({}, {}),
        ({}, {"place_key": "q"}),  # moved
        ({}, {"name_key": "い", "place_key": "q"}),  # renamed and moved, NO and number stay
        ({}, {"office_number": "2"}),  # a new designation, NO and name stay
        ({}, {"office_number": "2", "name_key": "い"}),  # NO and place stay
        ({}, {"source_key": "A9"}),  # a new NO
        ({}, {"source_key": "A9", "place_key": "q"}),  # a new NO, moved
        ({"source_key": ""}, {"source_key": "A9"}),
    ],
)
def test_kept(held: dict[str, str], entry: dict[str, str]) -> None:
    pairs = pair([_held(**held)], [Entry(2, _values(**entry))])
    assert [h.id for _, h in pairs.kept] == [1]
    assert (pairs.new, pairs.gone) == ([], [])


@pytest.mark.parametrize(
    "entry",
    [
        {"office_number": "2", "name_key": "い", "place_key": "q"},  # NO given to another office
        {"source_key": "A9", "office_number": "2"},
        {"source_key": "A9", "name_key": "い"},
        {"source_key": "", "office_number": "", "name_key": "い"},
    ],
)
def test_another_office(entry: dict[str, str]) -> None:
    pairs = pair([_held()], [Entry(2, _values(**entry))])
    assert ([e.line for e in pairs.new], [h.id for h in pairs.gone]) == ([2], [1])


def test_one_no_used_for_two_offices_keeps_both_apart() -> None:
    other = {"office_number": "2", "name_key": "い", "place_key": "q"}
    pairs = pair([_held(1), _held(2, **other)], [Entry(2, _values(**other)), Entry(3, _values())])
    assert sorted((e.line, h.id) for e, h in pairs.kept) == [(2, 2), (3, 1)]


def test_satellites_of_one_number_are_paired_by_their_place() -> None:
    held = [_held(n, source_key="", place_key=f"p{n}") for n in range(3)]
    entries = [Entry(n, _values(source_key="", place_key=f"p{n}")) for n in (2, 0, 1)]
    assert all(e.values["place_key"] == h.values["place_key"] for e, h in pair(held, entries).kept)


def test_a_row_that_was_gone_comes_back_but_a_listed_one_goes_first() -> None:
    held = [_held(1, listed=False, source_key="A8"), _held(2, source_key="A9")]
    pairs = pair(held, [Entry(2, _values(source_key=""))])
    assert [h.id for _, h in pairs.kept] == [2]
    assert pairs.gone == []  # what was gone already is not gone again


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ({"street": "１−２"}, {"street": "1-2"}, []),
        ({"closed_days": "土　日"}, {"closed_days": "土 日"}, []),
        ({"street": "1-2"}, {"street": "1?2"}, []),
        ({"street": "1-2"}, {"street": "1-3"}, ["street"]),
        ({"phone": "055-900-0001"}, {"phone": "055-900-0002"}, ["phone"]),
        ({"capacity": 10}, {"capacity": None}, ["capacity"]),
        ({"capacity": None}, {"capacity": 5}, ["capacity"]),
        ({"latitude": 35.1}, {"latitude": 35.1}, []),
    ],
)
def test_changes(old: dict[str, Any], new: dict[str, Any], changed: list[str]) -> None:
    assert list(changes(_held(**old), Entry(2, _values(**new)))) == changed


def test_doubles_and_shared_keys() -> None:
    entries = [Entry(2, _values()), Entry(3, _values()), Entry(4, _values(name_key="い"))]
    rows, doubles = split_doubles(entries)
    assert [e.line for e in rows] == [2, 4]
    assert [(a.line, b.line) for a, b in doubles] == [(3, 2)]
    assert keys_used_twice(rows) == {"A1"}
