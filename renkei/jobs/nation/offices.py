"""The directory: made-up rows in the published form, read by the importer's own rules, written by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, islice
from typing import Any

from config.postgresql.base import own_connection
from renkei.jobs.nation import words
from renkei.jobs.nation.loading import Loader
from renkei.jobs.nation.plan import Plan, assumptions
from renkei.offices.enums import MunicipalityKind, Precision
from renkei.offices.rules import assembling, entries
from renkei.offices.rules.check_digits import corporation_check_digit, office_check_digit
from renkei.offices.rules.geo import Point
from renkei.offices.rules.municipality_table import MunicipalityRow, bundled_rows
from renkei.offices.rules.places import Area, AreaIndex
from renkei.offices.rules.reading import RawRow
from renkei.offices.rules.searching import grams
from renkei.offices.rules.service_codes import service_label
from renkei.offices.services.settling import Settling

PROFILE = "wamnet"
FIRST_RELEASE, LAST_RELEASE, GONE_RELEASE = "202409", "202603", "202609"
_STORED = (*entries.TRACKED, *entries.DERIVED)
_CHUNK = 5000
#: Services whose rows publish neither hours nor capacity.
_WITHOUT_CAPACITY = {"11", "12", "13", "15", "33", "35", "47", "52", "53", "54", "55"}
_ALWAYS_OPEN = {"21", "24", "32", "33", "34", "71", "72"}


@dataclass(frozen=True)
class MadeOffice:
    """One office: its number among all, its rows as published (one per service), and what became of it."""

    n: int
    rows: list[dict[str, str]]
    codes: list[str]
    precision: Precision
    gone: bool


def made_offices(plan: Plan) -> Iterator[MadeOffice]:
    """Offices until there are as many service rows as planned; always the same ones."""
    chance, given, places = plan.chance("offices"), assumptions()["offices"], _places()
    bundles = given["bundles"]
    weights = list(accumulate(weight for _, weight in places))
    bundle_weights = list(accumulate(bundle["weight"] for bundle in bundles))
    left, n = plan.service_rows, 0
    while left > 0:
        place = chance.choices(places, cum_weights=weights)[0][0]
        codes = chance.choices(bundles, cum_weights=bundle_weights)[0]["codes"][:left]
        precision = _precision(chance, codes, given)
        shared = _shared(n, place, codes[0], precision, chance)
        rows = [shared | _of_service(n, code, chance) for code in codes]
        yield MadeOffice(n, rows, codes, precision, chance.random() < given["gone_share"])
        left, n = left - len(codes), n + 1


def load_directory(plan: Plan, loader: Loader) -> None:
    """事業所・サービス・索引; the municipalities are there since the migrations."""
    areas = area_index()
    made = iter(loader.progress(made_offices(plan), "事業所", round(plan.service_rows / 1.55)))
    while chunk := list(islice(made, _CHUNK)):
        read = [(office, [_read(row, areas) for row in office.rows]) for office in chunk]
        _write(plan, loader, read, areas)


def settle_places() -> None:
    """What every import does at its end, once over the whole directory (else the first import would pay for it)."""
    with own_connection().as_owner():
        Settling.run()


def area_index() -> AreaIndex:
    """The municipalities as the importer looks them up."""
    return AreaIndex(
        [
            Area(
                r.code, r.prefecture, f"{r.prefecture}{r.city}{r.name}", r.name, MunicipalityKind(r.kind),
                Point(r.latitude, r.longitude) if r.latitude is not None and r.longitude is not None else None,
                r.valid_from, r.valid_to,
            )
            for r in bundled_rows()
        ],
        date(2026, 3, 28),
    )  # fmt: skip


def _write(
    plan: Plan, loader: Loader, read: Sequence[tuple[MadeOffice, list[dict[str, Any]]]], areas: AreaIndex
) -> None:
    services, offices, indexes = [], [], []
    for office, values in read:
        office_id = plan.id("office", office.n)
        gone = GONE_RELEASE if office.gone else ""
        rows = [
            {"id": plan.id("service", office.n, code), "office_id": office_id, "profile": PROFILE, "service_code": code,
             "last_release": LAST_RELEASE, "gone_release": gone} | found
            for code, found in zip(office.codes, values, strict=True)
        ]  # fmt: skip
        services += [
            (row["id"], office_id, PROFILE, row["service_code"], "", service_label(str(row["service_code"])), FIRST_RELEASE,
             LAST_RELEASE, gone, *(row[name] for name in _STORED))
            for row in rows
        ]  # fmt: skip
        offices.append((office_id, *_point(office, rows[0], areas), *assembling.office_values(rows, areas).values()))
        text = assembling.search_text(rows, areas)
        indexes.append((plan.id("index", office.n), office_id, text, grams(text)))
    columns = tuple(assembling.office_values(rows, areas))
    loader.write("offices.Office", ("id", "precision", "latitude", "longitude", "origin_latitude", "origin_longitude",
                                    *columns), offices)  # fmt: skip
    loader.write(
        "offices.OfficeService",
        ("id", "office_id", "profile", "service_code", "source_service", "service_label", "first_release", "last_release",
         "gone_release", *_STORED),
        services,
    )  # fmt: skip
    loader.write("offices.OfficeIndex", ("id", "office_id", "search_text", "grams"), indexes)


def _read(row: Mapping[str, str], areas: AreaIndex) -> dict[str, Any]:
    return entries.interpret(RawRow(2, dict(row)), areas).values


def _point(office: MadeOffice, row: Mapping[str, Any], areas: AreaIndex) -> tuple[Any, ...]:
    if office.precision == Precision.EXACT:
        return (office.precision, *([row["latitude"], row["longitude"]] * 2))
    area = areas.find(row["area"])
    point = area.point if area else None
    return (office.precision, None, None, point and point.latitude, point and point.longitude)


def _places() -> list[tuple[MunicipalityRow, float]]:
    """Municipalities and wards where an office may stand, with weights."""
    weights = assumptions()["towns"]["offices"]
    return [
        (row, weights[row.kind])
        for row in bundled_rows()
        if row.kind in weights and row.latitude is not None and row.valid_to is None
    ]


def _precision(chance: random.Random, codes: Sequence[str], given: Mapping[str, float]) -> Precision:
    draw = chance.random()
    if codes[0] == "33" and draw < given["withheld_share"]:
        return Precision.WITHHELD
    return Precision.REPRESENTATIVE if draw > 1 - given["representative_share"] else Precision.EXACT


def _shared(
    n: int, place: MunicipalityRow, service: str, precision: Precision, chance: random.Random
) -> dict[str, str]:
    """What all rows of an office say."""
    name, kana = words.office_name(chance, service)
    corporation, corporation_kana = words.corporation(chance)
    area = f"{place.prefecture}{place.city}{place.name}"
    spread = assumptions()["offices"]["spread_degrees"] if precision == Precision.EXACT else 0.0
    nine, twelve = f"{place.code[:2]}1{n % 1_000_000:06d}", f"{chance.randrange(10**11, 10**12)}"
    phone = f"0{chance.randint(11, 99)}-{chance.randint(100, 999)}-{chance.randint(1000, 9999)}"
    return {
        "authority_code": f"{place.code[:2]}000", "authority_name": place.prefecture, "name": name, "kana": kana,
        "corporation_name": corporation, "corporation_kana": corporation_kana,
        "corporation_number": corporation_check_digit(twelve) + twelve, "corporation_area": area,
        "corporation_street": words.street(chance), "corporation_phone": phone,
        "office_number": nine + office_check_digit(nine), "area": area,
        "street": "（以下省略）" if precision == Precision.WITHHELD else words.street(chance), "phone": phone,
        "fax": f"{phone[:-4]}{chance.randint(1000, 9999)}",
        "latitude": f"{(place.latitude or 0) + chance.gauss(0, spread):.8f}",
        "longitude": f"{(place.longitude or 0) + chance.gauss(0, spread):.8f}",
    }  # fmt: skip


def _of_service(n: int, code: str, chance: random.Random) -> dict[str, str]:
    row = {"key": f"A{n:08d}{code}", "service_name": service_label(code)}
    if code not in _ALWAYS_OPEN:
        row |= {
            "hours_weekday": "09:00-17:00",
            "closed_days": chance.choice(("土日祝", "日曜日", "土・日・祝日", "なし")),
        }
    if code not in _WITHOUT_CAPACITY:
        row["capacity"] = str(chance.choice((6, 10, 10, 14, 20, 20, 30, 40)))
    return row
