"""A need of a case as matching wants it: codes, places with their wards, and what the welfare record says, where it is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from renkei.cases.enums import Certainty
from renkei.cases.models import Need
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.rules.wanted import usual_services
from renkei.offices import queries as offices
from renkei.offices.enums import OpenDay, Wish
from renkei.offices.rules import matching
from renkei.people.enums import Disability, SupportCategory
from renkei.people.queries import read
from renkei.policy.enums import InfoClass

#: How far one looks when neither a distance nor a municipality is named (assumption).
DEFAULT_KM = 30
#: 疑い・確認中 is no kind that an office takes or refuses.
_TAKEN_KINDS = tuple(d for d in Disability if d is not Disability.SUSPECTED)


@dataclass(frozen=True)
class Wanted:
    """The need, where distances are counted from, and whether the person's disability was open to the searcher."""

    need: matching.Need
    place: offices.Place | None
    origin: str
    with_welfare: bool


def wanted(*, access: CaseAccess, need: Need) -> Wanted:
    """The need in the terms of the directory. The welfare record is read (and the reading recorded) where it is open.

    障害種別 and 障害支援区分 are of the class `welfare`; they are not copied to the need, whose class is `summary`.
    """
    centre = place_of(need.origin_code or access.case.area_code)
    areas = _areas(need.area_codes)
    km = need.max_km or (None if areas or centre is None or centre.point is None else DEFAULT_KM)
    welfare = _welfare(access)
    codes = need.service_codes or usual_services(need.kind, need.stage)
    start = need.start_month or access.case.start_month
    values = matching.Need(
        service_codes=frozenset(codes), areas=areas, avoid=_areas(need.avoid_codes), max_km=km,
        max_capacity=need.max_capacity, days=frozenset(OpenDay(d) for d in need.days if d in OpenDay.values),
        required=_wishes(need.required), wishes=_wishes(need.conditions) - _wishes(need.required),
        start_month=start, certainty=Certainty(need.certainty), only_vacant=need.only_vacant, **(welfare or {}),
    )  # fmt: skip
    place = offices.Place(centre.point, float(DEFAULT_KM)) if centre and centre.point else None
    return Wanted(values, place, centre.full_name if centre else "", welfare is not None)


def place_of(code: str) -> offices.MunicipalityChoice | None:
    """A municipality, or None where there is none of this code."""
    try:
        return offices.get_municipality(code) if code else None
    except NotFound:
        return None


def _areas(codes: Iterable[str]) -> tuple[matching.Area, ...]:
    found = [(code, place_of(code)) for code in sorted(codes)]
    return tuple(
        matching.Area(code, place.full_name if place else code, place.codes if place else frozenset({code}))
        for code, place in found
    )


def _wishes(codes: Iterable[str]) -> frozenset[Wish]:
    return frozenset(Wish(code) for code in codes if code in Wish.values)


def _welfare(access: CaseAccess) -> dict[str, Any] | None:
    """Disability and category as matching takes them; None where the class is not open to the searcher."""
    if not access.sees(InfoClass.WELFARE):
        return None
    record = read(access=access, info_class=InfoClass.WELFARE)
    if record is None:
        return {}
    held = record.values.get("disabilities") or []
    category = record.values.get("support_category") or ""
    return {
        "disabilities": {str(d): str(d.label) for d in _TAKEN_KINDS if d in held},
        "category": category,
        "category_label": str(SupportCategory(category).label) if category in SupportCategory.values else "",
    }
