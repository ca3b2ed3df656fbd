"""候補: needs against what is known of offices. Says why each fits or drops out, and what its place is made of.

Advice only: the worker chooses and writes why. An offence is no criterion, and none of the facts speaks of one; a place
to avoid is an area, never a reason (ADR 0014).
"""

from renkei.offices.rules.matching.assumptions import DEFAULT_RULES, DEFAULT_WEIGHTS, NEUTRAL, Rules
from renkei.offices.rules.matching.criteria import Value, nearness, release_freshness, shrunk
from renkei.offices.rules.matching.facts import WHOLE_OFFICE, Area, Candidate, Known, Need, Past, Stated, Targets
from renkei.offices.rules.matching.judging import Match, Ranking, judge, rank
from renkei.offices.rules.matching.requirements import MOST_KM, Change, Drop, listed_kinds, month_end

__all__ = [
    "DEFAULT_RULES",
    "DEFAULT_WEIGHTS",
    "MOST_KM",
    "NEUTRAL",
    "WHOLE_OFFICE",
    "Area",
    "Candidate",
    "Change",
    "Drop",
    "Known",
    "Match",
    "Need",
    "Past",
    "Ranking",
    "Rules",
    "Stated",
    "Targets",
    "Value",
    "judge",
    "listed_kinds",
    "month_end",
    "nearness",
    "rank",
    "release_freshness",
    "shrunk",
]
