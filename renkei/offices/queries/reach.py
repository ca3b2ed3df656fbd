"""The match by what is published, over every office of the country, in one statement.

It repeats the requirements and the two criteria of `rules.matching` that published data alone can answer; a test holds
both together (tests/offices/test_reach.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import radians
from typing import Any
from uuid import UUID

from django.db import connection

from renkei.offices.enums import Accepts, Criterion, DropCode, OpenDay
from renkei.offices.rules.geo import EARTH_RADIUS_KM, Point, box_around
from renkei.offices.rules.matching import NEUTRAL, Need, Rules, listed_kinds

#: So many more than are shown are judged: what only Python knows (asked lately, refused …) may push some down or out.
SPARE = 150
#: Offices in reach with facts beyond the published ones that are judged in any case.
MOST_KNOWN = 400
#: Offices somewhat beyond the limit are in reach, too, so that the list can say why they drop out.
MARGIN = 1.5
#: Tables of which a row means that more is known of the office than what is published.
FACT_TABLES = ("offices_vacancy", "offices_statement", "offices_knowledge")
#: The same of a row of these: what may stop an office (queries/halts.py).
_MAY_STOP = (
    "id IN (SELECT office_id FROM offices_correction WHERE field = 'operation' AND value <> 'running')",
    "office_number <> '' AND office_number IN (SELECT d.office_number FROM offices_designation d"
    " WHERE d.status IN ('suspended', 'closed') AND d.service_code = ANY (%(services)s))",
)


@dataclass(frozen=True)
class Place:
    """Where distances (km) are counted from, and how far one looks when neither a limit nor an area is given."""

    centre: Point
    around_km: float


@dataclass(frozen=True)
class Reach:
    """`codes`: office → requirements it fails by published facts, of those to be judged; the totals are of all in reach."""

    codes: Mapping[UUID, tuple[DropCode, ...]] = field(default_factory=dict)
    total: int = 0
    fits_total: int = 0
    drop_counts: Mapping[DropCode, int] = field(default_factory=dict)


#: What can be decided by published facts, in the order of `_FAILS`.
_CODES = (
    DropCode.GONE, DropCode.AREA, DropCode.AVOID, DropCode.DISTANCE, DropCode.CAPACITY, DropCode.DAYS, DropCode.DISABILITY,
)  # fmt: skip
_MARKS = {OpenDay.SATURDAY: "土", OpenDay.SUNDAY: "日", OpenDay.HOLIDAY: "祝"}
_KM = f"""{2 * EARTH_RADIUS_KM} * asin(sqrt(least(1.0, power(sin((radians(o.origin_latitude) - %(la)s) / 2), 2)
    + cos(%(la)s) * cos(radians(o.origin_latitude)) * power(sin((radians(o.origin_longitude) - %(lo)s) / 2), 2))))"""
_OFFERS = "(o.service_codes && %(services)s::varchar[] OR o.former_service_codes && %(services)s::varchar[])"
_BOX = "(o.origin_latitude BETWEEN %(south)s AND %(north)s AND o.origin_longitude BETWEEN %(west)s AND %(east)s)"


def reach(*, need: Need, place: Place | None, rules: Rules, on: date, fits: int, dropped: int) -> Reach:
    """The best, the nearest that drop out, and all of whom more is known; with totals. One statement."""
    values = _values(need, place, rules, on) | {"fits": fits + SPARE, "dropped": dropped, "known": MOST_KNOWN}
    with connection.cursor() as cursor:
        cursor.execute(statement(need, place), values)
        rows = cursor.fetchall()
    if not rows:
        return Reach()
    counts = dict(zip(*rows[0][2:], strict=True))  # what an office fails → how many do
    totals = {code: sum(n for mask, n in counts.items() if code in _failed(mask)) for code in _CODES}
    return Reach(
        {office_id: _failed(mask) for office_id, mask, *_ in rows}, sum(counts.values()), counts.get(0, 0),
        {code: n for code, n in totals.items() if n},
    )  # fmt: skip


def _failed(mask: int) -> tuple[DropCode, ...]:
    return tuple(code for n, code in enumerate(_CODES) if mask & 1 << n)


def statement(need: Need, place: Place | None) -> str:
    """The statement for such a need, its values named. Made of our own words alone.

    Measured (docs/performance.md): what each office of the country costs is what this statement costs. So the distance is
    computed once (`OFFSET 0` keeps it from being copied to wherever it is used), what is failed is one number, and a
    release is read once.
    """
    conditions = {n: condition for n, condition in enumerate(_fails(need, place)) if condition != "false"}
    mask = " + ".join(f"coalesce({condition}, false)::int * {1 << n}" for n, condition in conditions.items())
    near = "coalesce(power(2, -km / %(half)s), %(neutral)s)" if place else "0"
    facts = [f"id IN (SELECT office_id FROM {table})" for table in FACT_TABLES]  # noqa: S608
    known = " OR ".join(f"({fact})" for fact in (*facts, *_MAY_STOP))
    return f"""
WITH judged AS MATERIALIZED (
    SELECT id, km, office_number, name, address, last_release, {mask} AS fails FROM (
        SELECT o.id, o.office_number, o.name, o.area || o.street AS address, o.last_release, o.service_codes,
            o.municipality_code, {_KM if place else "NULL::float8"} AS km
        FROM offices_office o WHERE {_OFFERS} {_around(need, place)} OFFSET 0
    ) o {_within(place)}
), releases AS MATERIALIZED (
    SELECT last_release, coalesce(power(2, -greatest(0, %(month)s - CASE WHEN last_release ~ '^20[0-9]{{4}}$'
        THEN left(last_release, 4)::int * 12 + right(last_release, 2)::int END) / %(months)s::float8), %(neutral)s) AS fresh
    FROM (SELECT DISTINCT last_release FROM judged) r
), scored AS NOT MATERIALIZED (
    SELECT j.*, %(near)s * {near} + %(fresh)s * fresh AS score
    FROM judged j JOIN releases USING (last_release)
), best AS ({_first("scored", "fails = 0", "score DESC", "fits")}
), nearest AS ({_first("judged", "fails <> 0", "bit_count(fails::bit(16))", "dropped")}
), known AS ({_first("scored", known, "score DESC", "known")}
), totals AS (
    SELECT array_agg(fails) AS masks, array_agg(n) AS counts FROM (SELECT fails, count(*) AS n FROM judged GROUP BY fails) c
)
SELECT found.*, masks, counts
FROM (SELECT * FROM best UNION SELECT * FROM nearest UNION SELECT * FROM known) found, totals"""  # noqa: S608


def _first(source: str, condition: str, key: str, most: str) -> str:
    """The first so many by this key, then by distance, number, name, address and id."""
    return f"""
    SELECT id, fails FROM {source} WHERE {condition}
    ORDER BY {key}, km NULLS LAST, office_number, name, address, id LIMIT %({most})s"""  # noqa: S608


def _around(need: Need, place: Place | None) -> str:
    """How far one looks: around the place, or in the areas that were named; without either, everywhere."""
    if place and need.areas:
        return f"AND ({_BOX} OR o.municipality_code = ANY (%(areas)s))"
    if place:
        return f"AND {_BOX}"
    return "AND o.municipality_code = ANY (%(areas)s)" if need.areas else ""


def _within(place: Place | None) -> str:
    return "WHERE km <= %(around)s OR o.municipality_code = ANY (%(areas)s)" if place else ""


def _fails(need: Need, place: Place | None) -> list[str]:
    """A condition for each of `_CODES`: true where an office fails it."""
    return [
        "NOT (o.service_codes && %(services)s::varchar[])",
        "NOT (o.municipality_code = ANY (%(areas)s))" if need.areas else "false",
        "o.municipality_code = ANY (%(avoid)s)" if need.avoid else "false",
        "km > %(most)s" if place and need.max_km is not None else "false",
        _too_large(need) if need.max_capacity is not None else "false",
        f"NOT {_some_service(_is_open(need))}" if need.days else "false",
        _LEFT_OUT if need.disabilities else "false",
    ]


#: 主たる対象者 of every wanted service leave the person out (rules.matching.left_out). An office with a word of its own is
#: judged in Python, whatever this says.
_LEFT_OUT = """(%(targets)s AND o.service_codes && %(services)s::varchar[]
    AND NOT EXISTS (SELECT 1 FROM offices_statement st WHERE st.office_id = o.id AND cardinality(st.disabilities) > 0)
    AND NOT EXISTS (SELECT 1 FROM unnest(o.service_codes) code WHERE code = ANY (%(services)s) AND NOT coalesce((
        SELECT d.targets && %(accepts)s::varchar[] AND NOT (d.targets && %(kinds)s::varchar[]) FROM offices_designation d
        WHERE d.office_number = o.office_number AND d.service_code = code
        ORDER BY d.last_release DESC, d.scope DESC LIMIT 1), false)))"""


def _too_large(need: Need) -> str:
    """No wanted service is small enough; or one is, but none that is also open."""
    small = "NOT coalesce(s.capacity > %(capacity)s, false)"
    if not need.days:
        return f"NOT {_some_service(small)}"
    both = _some_service(f"{small} AND {_is_open(need)}")
    return f"(NOT {_some_service(small)} OR ({_some_service(_is_open(need))} AND NOT {both}))"


def _some_service(condition: str) -> str:
    """A wanted service of the office that is still listed meets the condition; or the office has none, which is another code."""
    return (
        "(NOT (o.service_codes && %(services)s::varchar[]) OR EXISTS (SELECT 1 FROM offices_officeservice s"  # noqa: S608
        f" WHERE s.office_id = o.id AND s.gone_release = '' AND s.service_code = ANY (%(services)s) AND {condition}))"
    )


def _is_open(need: Need) -> str:
    """As `rules.hours.open_days`: hours decide; without them a 定休日 that names days and nothing else."""
    plain = "replace(replace(replace(s.closed_days, '祝祭日', '祝'), '祝日', '祝'), '曜日', '')"
    named = f"{plain} ~ '^[土日祝・、,/及びと ]+$' AND position('{{mark}}' IN {plain}) > 0"
    closed = [
        f"(s.hours_{day} = '00:00-00:00' OR (s.hours_{day} !~ '^[0-9]' AND {named.format(mark=_MARKS[day])}))"
        for day in sorted(need.days)
    ]
    return f"NOT ({' OR '.join(closed)})"


def _values(need: Need, place: Place | None, rules: Rules, on: date) -> dict[str, Any]:
    around = (need.max_km * MARGIN if need.max_km is not None else place.around_km) if place else 0.0
    values: dict[str, Any] = {
        "services": sorted(need.service_codes), "areas": sorted({c for area in need.areas for c in area.codes}),
        "avoid": sorted({c for area in need.avoid for c in area.codes}), "most": need.max_km, "around": around,
        "capacity": need.max_capacity, "half": rules.half_km, "neutral": NEUTRAL, "months": rules.release_half_months,
        "near": rules.weight(Criterion.DISTANCE), "fresh": rules.weight(Criterion.FRESHNESS),
        "month": on.year * 12 + on.month, "targets": rules.targets_drop, "accepts": list(Accepts.values),
        "kinds": sorted(listed_kinds(need)),
    }  # fmt: skip
    if place:
        box = box_around(place.centre, around)
        values |= {"la": radians(place.centre.latitude), "lo": radians(place.centre.longitude)}
        values |= {"south": box.south, "north": box.north, "west": box.west, "east": box.east}
    return values
