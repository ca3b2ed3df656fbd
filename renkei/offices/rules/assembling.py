"""An office from its rows: which row speaks for it, what is listed, and what the search finds it by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from renkei.core.text import normalise
from renkei.offices.rules import places, searching, texts
from renkei.offices.rules.profiles import is_list

#: Columns of a service row that assembling reads.
ROW_FIELDS = (
    "id", "office_id", "profile", "source_key", "office_number", "name", "kana", "corporation_name", "corporation_kana", "corporation_number",
    "municipality_code", "area", "street", "phone", "fax", "url", "service_code", "name_key", "place_key",
    "last_release", "gone_release",
)  # fmt: skip

Row = Mapping[str, Any]


def speaking(rows: Iterable[Row]) -> Row:
    """The row whose values stand for the office: listed before gone, a place with a point before a list, newest, …"""
    ordered = sorted(rows, key=lambda row: (row["service_code"], row["source_key"], row["id"]))
    ordered.sort(key=lambda row: row["last_release"], reverse=True)
    return min(ordered, key=lambda row: (row["gone_release"] != "", is_list(row["profile"])))


def office_values(rows: Sequence[Row], areas: places.AreaIndex) -> dict[str, Any]:
    """The columns of an office that follow from its rows (its point is settled in the database)."""
    row = speaking(rows)
    listed = sorted({r["service_code"] for r in rows if not r["gone_release"]})
    former = sorted({r["service_code"] for r in rows} - set(listed))
    same = ("office_number", "name", "kana", "corporation_name", "corporation_number", "municipality_code", "url",
            "name_key", "place_key")  # fmt: skip
    return {name: row[name] for name in same} | {
        "area": normalise(row["area"]),
        "street": places.street_of(row["street"], row["area"], areas.find(row["area"])).text,
        "phone": texts.phone(row["phone"]).shown[:60],
        "fax": texts.phone(row["fax"]).shown[:60],
        "service_codes": listed,
        "former_service_codes": former,
        "listed": bool(listed),
        "last_release": max(r["last_release"] for r in rows),
        "gone_release": "" if listed else max(r["gone_release"] for r in rows),
    }


def search_text(rows: Sequence[Row], areas: places.AreaIndex) -> str:
    """Every name, kana, corporation, address and number of the office, as `searching` folds them."""
    names, others = [], []
    for row in rows:
        street = places.street_of(row["street"], row["area"], areas.find(row["area"])).text
        names += [row["name"], row["kana"]]
        others += [
            row["corporation_name"], row["corporation_kana"], row["area"] + street, row["office_number"],
            row["corporation_number"], texts.phone(row["phone"]).digits, texts.phone(row["fax"]).digits,
        ]  # fmt: skip
    return searching.search_text(names, others)
