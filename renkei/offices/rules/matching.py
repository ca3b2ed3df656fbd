"""候補: needs against the directory. Says of every office why it fits or why it drops out; ranks simply and honestly.

Advice only: the published data knows neither vacancies nor who is welcome. The worker chooses and writes why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from renkei.offices.enums import Precision, Wish
from renkei.offices.rules.geo import Point
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import service_label

_AGO = "この90日"


@dataclass(frozen=True)
class Candidate:
    """An office as matching sees it. `point` is only set where the place is exact; `distance_km` may be from an area."""

    office_id: UUID
    office_number: str
    name: str
    address: str
    municipality_code: str
    service_codes: tuple[str, ...]
    precision: Precision
    listed: bool
    last_release: str
    capacity: Mapping[str, int | None] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)  # service code → release in which it was no longer listed
    point: Point | None = None
    distance_km: float | None = None
    phone: str = ""
    fax: str = ""
    url: str = ""

    @property
    def distance_is_rough(self) -> bool:
        """Was the distance taken from the municipality's representative point?"""
        return self.precision != Precision.EXACT


@dataclass(frozen=True)
class Need:
    """What is looked for, in codes. Empty or None means: no requirement."""

    service_codes: frozenset[str] = frozenset()
    municipality_codes: frozenset[str] = frozenset()
    max_km: float | None = None
    min_capacity: int | None = None
    max_capacity: int | None = None
    wishes: frozenset[Wish] = frozenset()


@dataclass(frozen=True)
class Match:
    """A candidate with the requirements it fails (`drops`), what speaks for it, and what is not known."""

    candidate: Candidate
    drops: tuple[str, ...]
    reasons: tuple[str, ...]
    unknowns: tuple[str, ...]
    asked_count: int = 0

    @property
    def fits(self) -> bool:
        return not self.drops


@dataclass(frozen=True)
class Ranking:
    """Fitting offices, best first, and those that drop out, nearest first."""

    fits: tuple[Match, ...]
    dropped: tuple[Match, ...]


def judge(need: Need, candidate: Candidate, *, asked_count: int = 0) -> Match:
    """Every hard requirement with its reason; what the data can't answer is said and drops nobody."""
    drops: list[str] = []
    reasons: list[str] = []
    unknowns: list[str] = []
    _services(need, candidate, drops, reasons)
    _area(need, candidate, drops, reasons)
    _distance(need, candidate, drops, reasons, unknowns)
    _capacity(need, candidate, drops, reasons, unknowns)
    reasons.append(f"{say(candidate.last_release)}に掲載されています")
    if asked_count:
        reasons.append(f"{_AGO}に{asked_count}回、打診しています")
    unknowns += [f"{wish.label}は公表されていません。打診で確かめてください" for wish in sorted(need.wishes)]
    return Match(candidate, tuple(drops), tuple(reasons), tuple(unknowns), asked_count)


def rank(need: Need, candidates: Iterable[Candidate], asked_counts: Mapping[UUID, int] | None = None) -> Ranking:
    """Nearest first (in steps of 1 km), then the freshest, then those asked less often lately, then by name.

    Args:
        asked_counts: office id → how often it was asked in the last 90 days.
    """
    asked = asked_counts or {}
    matches = [judge(need, c, asked_count=asked.get(c.office_id, 0)) for c in candidates]
    matches.sort(key=_order)
    return Ranking(tuple(m for m in matches if m.fits), tuple(m for m in matches if not m.fits))


def _order(match: Match) -> tuple[float, int, int, str]:
    candidate = match.candidate
    kilometres = float("inf") if candidate.distance_km is None else float(int(candidate.distance_km))
    return kilometres, -int(candidate.last_release or 0), match.asked_count, candidate.name


def _services(need: Need, candidate: Candidate, drops: list[str], reasons: list[str]) -> None:
    if not candidate.listed:
        newest = max(candidate.gone.values(), default="")
        drops.append(f"掲載がなくなっています（{say(newest)}）")
        return
    if not need.service_codes:
        return
    found = [code for code in candidate.service_codes if code in need.service_codes]
    if found:
        reasons.append(f"{'、'.join(map(service_label, found))}の事業所です")
        return
    gone = [code for code in sorted(need.service_codes) if code in candidate.gone]
    if gone:
        drops.append(f"{service_label(gone[0])}の掲載がなくなっています（{say(candidate.gone[gone[0]])}）")
    else:
        drops.append("サービスが違います")


def _area(need: Need, candidate: Candidate, drops: list[str], reasons: list[str]) -> None:
    if not need.municipality_codes:
        return
    if candidate.municipality_code in need.municipality_codes:
        reasons.append("希望する市区町村にあります")
    else:
        drops.append("希望する市区町村の外にあります")


def _distance(need: Need, candidate: Candidate, drops: list[str], reasons: list[str], unknowns: list[str]) -> None:
    if candidate.distance_km is None:
        if need.max_km is not None:
            unknowns.append("場所が分からないため、距離を確かめられません")
        return
    rough = "（区域の代表点からの距離）" if candidate.distance_is_rough else ""
    shown = f"{candidate.distance_km:.0f}" if candidate.distance_km >= 10 else f"{candidate.distance_km:.1f}"
    if need.max_km is not None and candidate.distance_km > need.max_km:
        drops.append(f"距離が {shown} km で、上限 {need.max_km:g} km を超えます{rough}")
    else:
        reasons.append(f"距離は {shown} km です{rough}")


def _capacity(need: Need, candidate: Candidate, drops: list[str], reasons: list[str], unknowns: list[str]) -> None:
    codes = [c for c in candidate.service_codes if not need.service_codes or c in need.service_codes]
    known = [n for c in codes if (n := candidate.capacity.get(c)) is not None]
    if not known:
        unknowns.append("定員の情報がありません")
        return
    if need.min_capacity is not None and max(known) < need.min_capacity:
        drops.append(f"定員が {max(known)} 人で、{need.min_capacity} 人に足りません")
    elif need.max_capacity is not None and min(known) > need.max_capacity:
        drops.append(f"定員が {min(known)} 人で、{need.max_capacity} 人より大きい事業所です")
    else:
        reasons.append(f"定員は {max(known)} 人です")
