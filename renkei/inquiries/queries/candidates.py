"""Candidates for a need: the directory's answer with what the case knows. Advice only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from renkei.cases.models import Need
from renkei.core.clock import day_of
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries.match_rules import rules_of
from renkei.inquiries.queries.past import pasts_for, running_for, said_yes_for
from renkei.inquiries.queries.wanted import Wanted, wanted
from renkei.offices import queries as offices
from renkei.offices.enums import DropCode
from renkei.offices.rules import matching
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: With fewer a search found too little (assumption).
TOO_FEW = 3


@dataclass(frozen=True)
class CandidateList:
    """Fitting offices best first, dropped ones with reasons, and inquiries already running, by office.

    Attributes:
        named: offices that were asked for by name, wherever they stand.
        drop_counts: requirement → offices in reach that fail it.
        codes: every office that was judged, shown or not → what it fails.
    """

    wanted: Wanted
    rules: matching.Rules
    fits: tuple[matching.Match, ...]
    dropped: tuple[matching.Match, ...]
    named: tuple[matching.Match, ...]
    running: dict[UUID, Inquiry]
    fits_total: int
    dropped_total: int
    drop_counts: Mapping[DropCode, int]
    codes: Mapping[UUID, tuple[DropCode, ...]]

    @property
    def origin(self) -> str:
        return self.wanted.origin

    @property
    def km(self) -> float | None:
        return self.wanted.need.max_km

    @property
    def is_short(self) -> bool:
        """Too few to choose from: why the others drop out is then shown at once."""
        return self.fits_total < TOO_FEW


def candidates_for(
    *, access: CaseAccess, need: Need, office_ids: Iterable[UUID] = (), rules: matching.Rules | None = None
) -> CandidateList:
    """候補: offices for this need, each with the reason it fits or drops out. The queries do not grow with the directory.

    Args:
        rules: others than those in force, for a preview.
        office_ids: judged by name, also when they are far away (「この事業所はなぜ出てこないか」).
    """
    require(access.actor, P.INQUIRY_SEND, access.facts, at=access.at)
    what, named = wanted(access=access, need=need), list(office_ids)
    rules = rules or rules_of(municipality_id=access.case.responsible_id)
    running = running_for(need_id=need.pk)
    found = offices.match(
        actor=access.actor, need=what.need, place=what.place, rules=rules, on=day_of(access.at), office_ids=named,
        also=said_yes_for(need=what.need, place=what.place, rules=rules, at=access.at),
        past=pasts_for(need_id=need.pk, running=running, rules=rules, at=access.at),
    )  # fmt: skip
    return CandidateList(
        wanted=what, rules=rules, fits=found.ranking.fits, dropped=found.ranking.dropped,
        named=found.ranking.named, running=running, fits_total=found.fits_total, dropped_total=found.dropped_total,
        drop_counts=found.drop_counts, codes=found.ranking.codes,
    )  # fmt: skip
