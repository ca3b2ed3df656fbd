"""Prefectures and municipalities, for forms and for places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from renkei.core.errors import NotFound
from renkei.offices.models import Municipality
from renkei.offices.rules.geo import Point


@dataclass(frozen=True)
class Prefecture:
    """Two digits and the name."""

    code: str
    name: str


@dataclass(frozen=True)
class MunicipalityChoice:
    """A municipality or ward as forms and matching use it. `codes`: its own and its wards'."""

    code: str
    name: str
    full_name: str
    codes: frozenset[str]
    point: Point | None


def prefectures() -> list[Prefecture]:
    """Every prefecture that has municipalities, in the order of the codes (99: the fictional one)."""
    rows = Municipality.objects.order_by("prefecture_code").values_list("prefecture_code", "prefecture").distinct()
    return [Prefecture(code, name) for code, name in rows]


def municipalities_of(prefecture_code: str, *, on: date) -> list[MunicipalityChoice]:
    """The municipalities and wards of a prefecture that exist on this day, in the order of the codes."""
    found = list(Municipality.objects.filter(prefecture_code=prefecture_code).order_by("code"))
    alive = [m for m in found if (not m.valid_from or m.valid_from <= on) and (not m.valid_to or on <= m.valid_to)]
    return [_choice(m, [w for w in found if w.parent_code == m.code]) for m in alive]


def get_municipality(code: str) -> MunicipalityChoice:
    """One municipality or ward by its five digits, with its wards (also those of earlier years).

    Raises:
        NotFound: no such code.
    """
    found = list(Municipality.objects.filter(Q(code=code) | Q(parent_code=code)))
    own = next((m for m in found if m.code == code), None)
    if own is None or not code:
        raise NotFound()
    return _choice(own, [m for m in found if m.code != code])


def names_of_areas(codes: Iterable[str]) -> dict[str, str]:
    """What municipalities (five digits) and prefectures (two) are called; what is neither keeps its own words."""
    asked = set(codes)
    found = Municipality.objects.filter(Q(code__in=asked) | Q(prefecture_code__in=asked))
    names = {code: code for code in asked}
    for row in found.only("code", "prefecture_code", "prefecture", "city", "name"):
        names |= {
            code: name
            for code, name in ((row.code, row.local_name), (row.prefecture_code, row.prefecture))
            if code in asked
        }
    return names


def points_of(codes: Iterable[str]) -> dict[str, Point]:
    """Representative points of municipalities and wards, where they have one. One query."""
    rows = Municipality.objects.filter(code__in=list(codes)).values_list("code", "latitude", "longitude")
    return {code: Point(lat, lon) for code, lat, lon in rows if lat is not None and lon is not None}


def _choice(own: Municipality, wards: list[Municipality]) -> MunicipalityChoice:
    point = None
    if own.latitude is not None and own.longitude is not None:
        point = Point(own.latitude, own.longitude)
    return MunicipalityChoice(
        own.code, own.local_name, own.full_name, frozenset({own.code, *(w.code for w in wards)}), point
    )
