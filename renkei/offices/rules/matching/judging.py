"""Judging one office and ordering many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from renkei.offices.enums import DropCode
from renkei.offices.rules.matching.assumptions import DEFAULT_RULES, Rules
from renkei.offices.rules.matching.criteria import Value, score_of, to_confirm, values_of
from renkei.offices.rules.matching.facts import Candidate, Need
from renkei.offices.rules.matching.requirements import Change, Drop, drops_of


@dataclass(frozen=True)
class Match:
    """An office with what it fails (`drops`), the criteria of its place, and what is still to be asked.

    Attributes:
        score: 0 to 1. place: 1 for the best of those that fit; 0 for those that drop out.
        way_back: the one change of the need that lets it in by itself; None when there is none.
    """

    candidate: Candidate
    drops: tuple[Drop, ...]
    criteria: tuple[Value, ...] = ()
    unknowns: tuple[str, ...] = ()
    score: float = 0.0
    way_back: Change | None = None
    place: int = 0

    @property
    def fits(self) -> bool:
        return not self.drops

    @property
    def way_back_words(self) -> str:
        """What would let the office in, or why no single change does."""
        if self.way_back:
            return f"{self.way_back.words}と、候補に入ります"
        if len(self.drops) > 1:
            changeable = next((d.change.words for d in self.drops if d.change), "")
            start = f"{changeable}だけでは入りません。" if changeable else ""
            return f"{start}{self.drops[0].code.label}のほかに、あと{len(self.drops) - 1}つの条件に合いません"
        return "ニーズを変えても入りません" if self.drops else ""


@dataclass(frozen=True)
class Ranking:
    """Fitting offices, best first, and those that drop out: fewest reasons first, then nearest.

    Attributes:
        named: offices asked for by name, in the order of their keys, wherever they stand.
        codes: of every office that was judged, shown or not: what it fails.
    """

    fits: tuple[Match, ...] = ()
    dropped: tuple[Match, ...] = ()
    named: tuple[Match, ...] = ()
    codes: Mapping[UUID, tuple[DropCode, ...]] = field(default_factory=dict)


def judge(need: Need, office: Candidate, rules: Rules = DEFAULT_RULES, *, on: date) -> Match:
    """Every requirement the office fails with the way back, every criterion with its value, and what is not known.

    Args:
        on: the day of the search; ages of facts are counted to it.
    """
    drops = drops_of(need, office, rules, on=on)
    values = values_of(need, office, rules, on=on)
    return Match(
        office, drops, values, to_confirm(need, office), score_of(values), way_back(need, office, drops, rules, on=on)
    )


def way_back(need: Need, office: Candidate, drops: tuple[Drop, ...], rules: Rules, *, on: date) -> Change | None:
    """The first single change after which nothing drops the office: tried out, not supposed."""
    changes = (drop.change for drop in drops if drop.change)
    return next((c for c in changes if not drops_of(c.applied(need), office, rules, on=on)), None)


def rank(
    need: Need, offices: Iterable[Candidate], rules: Rules = DEFAULT_RULES, *, on: date, fits: int | None = None,
    dropped: int | None = None, named: Collection[UUID] = (),
) -> Ranking:  # fmt: skip
    """Judge and order. The order depends on the facts alone: ties are broken by what is published, not by row order.

    Args:
        fits, dropped: explain only so many of each; the others are left out of the result.
        named: these are explained in any case.
    """
    offices = list(offices)
    in_, out, codes = [], [], {}
    for office in offices:
        drops = drops_of(need, office, rules, on=on)
        codes[office.office_id] = tuple(drop.code for drop in drops)
        if drops:
            out.append((len(drops), _far(office), _key(office), office))
        else:
            in_.append((-score_of(values_of(need, office, rules, on=on)), _far(office), _key(office), office))
    best = sorted(in_, key=lambda row: row[:3])[:fits]
    nearest = sorted(out, key=lambda row: row[:3])[:dropped]
    return Ranking(
        tuple(replace(judge(need, row[3], rules, on=on), place=n) for n, row in enumerate(best, start=1)),
        tuple(judge(need, row[3], rules, on=on) for row in nearest),
        tuple(judge(need, o, rules, on=on) for o in sorted(offices, key=_key) if o.office_id in named),
        codes,
    )


def _far(office: Candidate) -> float:
    return float("inf") if office.distance_km is None else round(office.distance_km, 6)


def _key(office: Candidate) -> tuple[str, str, str, str]:
    """Published facts first, so that a directory that was read in another order gives the same list."""
    return office.office_number, office.name, office.address, str(office.office_id)
