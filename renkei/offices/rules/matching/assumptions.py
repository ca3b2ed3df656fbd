"""候補の並べ方の前提: weights and numbers that nobody has published. Edit the defaults here.

A municipality changes weights and the load budget on a page; each change is a new version (inquiries.MatchRules) and
takes the place of these. Every number is an assumption of ours, to be replaced by whoever knows better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from renkei.offices.enums import Criterion

C = Criterion

#: 重み: shares of the score, whole numbers; their sum need not be 100. 0 leaves a criterion out.
DEFAULT_WEIGHTS: dict[Criterion, int] = {
    C.DISTANCE: 30, C.VACANCY: 20, C.CONDITIONS: 12, C.ACCEPTED: 10, C.LOAD: 10, C.SPEED: 4, C.CONTACT: 4, C.TRAINING: 4,
    C.TRIAL: 2, C.FRESHNESS: 4,
}  # fmt: skip

#: What an unknown fact counts as: the middle. So nobody gains by silence, and nobody loses by it.
NEUTRAL = 0.5


@dataclass(frozen=True)
class Rules:
    """One version of the rules. `version` 0: the defaults of this file."""

    version: int = 0
    weights: Mapping[Criterion, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    budget: int = 6  # 打診の上限: with so many inquiries in `budget_days` an office rests
    budget_days: int = 90
    half_km: float = 10.0  # every so many km the value of nearness halves
    vacancy_half_days: int = 30  # a vacancy tells half as much after so many days
    vacancy_days: int = 60  # 「空きなし」 drops an office only while it is not older
    statement_half_days: int = 365  # the same for what the office says of its conditions
    training_half_days: int = 730
    release_half_months: int = 12  # published lists appear twice a year
    prior_yes: float = 1.0  # Beta(1, 1): as if one had said yes and one no before anybody was asked
    prior_no: float = 1.0
    prior_days: float = 7.0  # as if `prior_answers` had come after 7 days each
    prior_answers: float = 3.0
    history_days: int = 730  # how far back answers are counted
    #: 主たる対象者 in the list of the designating body leaves out the person: out of the match (an office may refuse lawfully,
    #: and the list is that of its own 運営規程). False: under 「確かめること」 only.
    targets_drop: bool = True

    def weight(self, criterion: Criterion) -> int:
        """The weight of a criterion; 0 when the version does not name it."""
        return int(self.weights.get(criterion, 0))


DEFAULT_RULES = Rules()
