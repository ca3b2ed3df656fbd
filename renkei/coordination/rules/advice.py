"""Advice asked of the centre: by when, and whose step it is. Pure.

Source: the programme's text, Q2 and Q4 (the centre advises on hard cases also after the request); the days are agreed locally.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from renkei.cases.enums import CaseStatus
from renkei.coordination.enums.advice import AdviceItem
from renkei.coordination.enums.joint import Side
from renkei.core.calendar import add_open_days

#: Assumption: open days until an answer is due, unless the asker chooses; no text of the programme names any.
ANSWER_DAYS = 5
CHOICES = (1, 3, 5, 10)
#: Whose step each is.
_OF_CENTER = ("answer",)


def due_on(asked_on: date, days: int, closed: Collection[date] = ()) -> date:
    """The `days`-th open day after the asking; local closures of the municipality do not count."""
    return add_open_days(asked_on, days, closed)


def item_of(case_status: str) -> AdviceItem:
    """Under which item of the programme it counts (assumption): イ once the person is in service, ア before."""
    in_service = case_status in (CaseStatus.IN_SERVICE, CaseStatus.HANDED_OVER, CaseStatus.BACKUP)
    return AdviceItem.SUPPORT if in_service else AdviceItem.COORDINATION


def side_of_step(step: str) -> Side:
    """Whose step it is."""
    return Side.CENTER if step in _OF_CENTER else Side.BODY


def refusal(*, step: str, acting: str | None, told: bool) -> str | None:
    """Why this side may not take the step; None when it may. The answer of the centre may be entered for it, if told how."""
    if acting is None:
        return "助言を求められるのは、市町村・基幹と定着支援センターだけです。"
    owner = side_of_step(step)
    if acting == owner:
        return None
    if owner == Side.CENTER:
        return None if told else "センターに代わって回答を記録するときは、聞いた方法・相手・日時を入力してください。"
    return "この操作は、助言を求めた側（市町村・基幹）が行います。"
