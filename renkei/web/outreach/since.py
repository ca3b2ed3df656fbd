"""What became of an office since its answer: numbers over all cases, small ones only as a range (ADR 0015)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from renkei.core.clock import moments_of
from renkei.inquiries.queries.match_rules import rules_of
from renkei.inquiries.queries.past import past_of
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.stats.rules import assumptions


@dataclass(frozen=True)
class Since:
    """打診 and answers that the office accepts, since then, in words."""

    asked: str
    accepted: str


def since_answer(
    actor: Actor, *, office_id: UUID | None, municipality_id: UUID, answered_on: date | None, at: datetime
) -> Since | None:
    """None without an office of the directory, before its answer, and for whoever asks no office."""
    if office_id is None or answered_on is None or not can(actor, P.INQUIRY_SEND):
        return None
    days = max((at - moments_of(answered_on, answered_on)[0]).days, 0)
    rules = replace(rules_of(municipality_id=municipality_id), history_days=days, budget_days=days)
    past = past_of(office_ids=[office_id], rules=rules, at=at).get(office_id)
    return Since(_words(past.asked if past else 0), _words(past.accepted if past else 0))


def _words(times: int) -> str:
    least = assumptions().least_persons
    return "0件" if times == 0 else f"1～{least - 1}件" if times < least else f"{times}件"
