"""Pure rules of 開拓: when the half year is over, what is due next."""

from __future__ import annotations

from datetime import date

from renkei.core.periods import Unit, after
from renkei.programme.enums.outreach import OutreachStatus as S
from renkei.programme.rules.assumptions_outreach import REVIEW_MONTHS


def review_on(event: date) -> date:
    """The last day of the six months after a visit or an answer: 8月31日 → 2月28日 (民法140条・143条2項)."""
    return after(event, REVIEW_MONTHS, Unit.MONTH)


def due_on(status: str, *, planned_on: date | None, next_on: date | None, review_on: date | None) -> date | None:
    """The one day on which somebody has to act next; None where nothing is agreed, or it is over.

    A planned visit counts while it has not been made; the half year from the first visit on.
    """
    if status == S.CLOSED:
        return None
    days = [next_on]
    if status == S.PLANNED:
        days.append(planned_on)
    elif status != S.CANDIDATE:
        days.append(review_on)
    return min((d for d in days if d), default=None)


def due_words(status: str, *, due: date | None, planned_on: date | None, next_on: date | None) -> str:
    """What is due on that day, in words."""
    if due is None:
        return ""
    if due == next_on:
        return "次にすること"
    return "訪問の予定" if status == S.PLANNED and due == planned_on else "6か月後の確認"
