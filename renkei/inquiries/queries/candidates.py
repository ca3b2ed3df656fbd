"""Candidates for a need: the directory's answer, cut by what only the case knows. Advice only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from renkei.cases.enums import NeedKind
from renkei.cases.models import Need
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries.lists import asked_counts, running_for
from renkei.offices import queries as offices
from renkei.offices.enums import Wish
from renkei.offices.rules import matching
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: Services that usually answer a need, when none is chosen.
USUAL_SERVICES: dict[str, tuple[str, ...]] = {
    NeedKind.HOUSING: ("33", "32", "34", "24"),
    NeedKind.DAYTIME: ("46", "45", "43", "22", "42"),
    NeedKind.PLAN: ("52",),
    NeedKind.HOME_HELP: ("11", "12", "35"),
}
DEFAULT_KM = 30
ASKED_DAYS = 90
SHOWN_FITS = 50
SHOWN_DROPPED = 30


@dataclass(frozen=True)
class CandidateList:
    """Fitting offices best first, dropped ones with reasons, and inquiries already running, by office."""

    fits: tuple[matching.Match, ...]
    dropped: tuple[matching.Match, ...]
    running: dict[UUID, Inquiry]
    fits_total: int
    dropped_total: int
    origin: str
    km: int | None
    is_empty_directory: bool


def candidates_for(*, access: CaseAccess, need: Need) -> CandidateList:
    """候補: offices for this need, each with the reason it fits or drops out. At most 6 queries, whatever the number."""
    require(access.actor, P.INQUIRY_SEND, access.facts, at=access.at)
    services = need.service_codes or list(USUAL_SERVICES.get(need.kind, ()))
    place = _place(need.origin_code or access.case.area_code)
    km = need.max_km or (DEFAULT_KM if place and place.point else None)
    areas = _with_wards(need.area_codes)
    found = offices.candidates(
        actor=access.actor, service_codes=services, centre=place.point if place else None, km=km,
        municipality_codes=[] if place else sorted(areas),
    ) if services else []  # fmt: skip
    running = running_for(need_id=need.pk)
    wanted = matching.Need(
        service_codes=frozenset(services), municipality_codes=areas, max_km=km,
        wishes=frozenset(Wish(c) for c in need.conditions if c in Wish.values),
    )  # fmt: skip
    counts = asked_counts(office_ids=[c.office_id for c in found], since=access.at - timedelta(days=ASKED_DAYS))
    ranking = matching.rank(wanted, found, counts)
    fits, dropped = _cut_avoided(need, ranking, running)
    return CandidateList(
        fits=fits[:SHOWN_FITS], dropped=dropped[:SHOWN_DROPPED], running=running, fits_total=len(fits),
        dropped_total=len(dropped), origin=place.full_name if place else "", km=km, is_empty_directory=not found,
    )  # fmt: skip


def _place(code: str) -> offices.MunicipalityChoice | None:
    if not code:
        return None
    try:
        return offices.get_municipality(code)
    except NotFound:
        return None


def _with_wards(chosen: Iterable[str]) -> frozenset[str]:
    """Municipalities with their wards."""
    codes: set[str] = set()
    for code in chosen:
        place = _place(code)
        codes |= place.codes if place else {code}
    return frozenset(codes)


def _cut_avoided(
    need: Need, ranking: matching.Ranking, running: dict[UUID, Inquiry]
) -> tuple[tuple[matching.Match, ...], tuple[matching.Match, ...]]:
    avoided = _with_wards(need.avoid_codes)
    fits, dropped = [], list(ranking.dropped)
    for match in ranking.fits:
        reasons = []
        if match.candidate.municipality_code in avoided:
            reasons.append("避ける市区町村にあります")
        if match.candidate.office_id in running:
            reasons.append(f"すでに打診しています（{running[match.candidate.office_id].number}）")
        if reasons:
            dropped.insert(0, replace(match, drops=(*match.drops, *reasons)))
        else:
            fits.append(match)
    return tuple(fits), tuple(dropped)
