"""並べて比べる: the list of candidates again, with the chosen offices beside each other and the picture of where they lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from renkei.cases.models import Need
from renkei.core.clock import day_of
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.queries.candidates import CandidateList, candidates_for
from renkei.inquiries.rules.comparing import MOST, Group, for_a_meeting, side_by_side
from renkei.offices import queries as offices
from renkei.offices.rules.matching import Match
from renkei.offices.rules.rings import Mark, Place, RingChart, ring_chart

LISTED = 20  # numbers on one picture that an eye can still tell apart


@dataclass(frozen=True)
class Numbered:
    """An office with its number in list, comparison and picture."""

    number: int
    match: Match
    is_chosen: bool

    @property
    def name(self) -> str:
        """3. グループホームあおぞら."""
        return f"{self.number}. {self.match.candidate.name}"


@dataclass(frozen=True)
class Compared:
    """The best of the list and the chosen, numbered; the comparison; the picture (None without a centre)."""

    offices: tuple[Numbered, ...]
    groups: tuple[Group, ...]
    chart: RingChart | None
    origin: str

    @property
    def lines(self) -> tuple[tuple[Numbered, Mark | None], ...]:
        """Every office with where the picture shows it."""
        marks = self.chart.marks if self.chart else (None,) * len(self.offices)
        return tuple(zip(self.offices, marks, strict=True))

    @property
    def chosen(self) -> tuple[Numbered, ...]:
        """The columns of the comparison."""
        return tuple(o for o in self.offices if o.is_chosen)


def compared(*, access: CaseAccess, need: Need, office_ids: Iterable[UUID], for_meeting: bool = False) -> Compared:
    """Up to four offices side by side, wherever they stand, among the best of the list.

    Args:
        for_meeting: nothing above `summary` and nothing that only the asking side knows: an office may sit at the table.
    """
    wanted = list(dict.fromkeys(office_ids))[:MOST]
    found = candidates_for(access=access, need=need, office_ids=wanted)
    listed = numbered(found, wanted)
    chosen = [o for o in listed if o.is_chosen]
    tell = for_a_meeting if for_meeting else side_by_side
    groups = tell([(o.name, o.match) for o in chosen], found.wanted.need, found.rules, on=day_of(access.at))
    return Compared(listed, groups if chosen else (), picture(found, listed), found.origin)


def numbered(found: CandidateList, wanted: Iterable[UUID] = ()) -> tuple[Numbered, ...]:
    """The best of the list and, behind them, the chosen that are not among them."""
    chosen = set(wanted)
    best = found.fits[:LISTED]
    there = {m.candidate.office_id for m in best}
    rest = [m for m in found.named if m.candidate.office_id in chosen - there]
    return tuple(Numbered(n, m, m.candidate.office_id in chosen) for n, m in enumerate([*best, *rest], start=1))


def picture(found: CandidateList, listed: Iterable[Numbered]) -> RingChart | None:
    """Where they lie around the centre; an office without an exact place is drawn as the area of its municipality."""
    place = found.wanted.place
    if place is None:
        return None
    shown = list(listed)
    areas = offices.points_of({o.match.candidate.municipality_code for o in shown})
    places = []
    for office in shown:
        own = office.match.candidate
        point = own.point or areas.get(own.municipality_code)
        places.append(Place(own.name, point, is_rough=own.point is None))
    return ring_chart(place.centre, places)
