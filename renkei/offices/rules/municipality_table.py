"""The bundled table of municipalities (data/municipalities.csv; its sources and terms stand beside it)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class MunicipalityRow:
    """One municipality or ward; `city` and `parent_code` only for the ward of a designated city."""

    code: str
    prefecture: str
    name: str
    kana: str
    kind: str
    latitude: float | None
    longitude: float | None
    parent_code: str = ""
    city: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@cache
def bundled_rows() -> tuple[MunicipalityRow, ...]:
    """Every municipality and ward of the country, in the order of the codes' source."""
    text = files("renkei.offices").joinpath("data/municipalities.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    cities = {row["code"]: row["name"] for row in rows}
    return tuple(
        MunicipalityRow(
            code=row["code"],
            prefecture=row["prefecture"],
            name=row["name"],
            kana=row["kana"],
            kind=row["kind"],
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            parent_code=row["parent_code"],
            city=cities.get(row["parent_code"], ""),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in rows
    )
