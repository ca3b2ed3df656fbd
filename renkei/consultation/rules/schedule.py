"""When the next contact of a plan is due. One due day at a time: what was missed does not pile up."""

from __future__ import annotations

import calendar
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from renkei.consultation.enums import ConsultUrgency, Every
from renkei.consultation.rules.assumptions import ANSWER_DAYS
from renkei.core.calendar import add_open_days, is_open_day

_NONE: frozenset[date] = frozenset()
_LONGEST_CLOSURE = 60  # days that are looked through for an open one


@dataclass(frozen=True)
class Rhythm:
    """How often: every `every` weeks or months from `starts_on`; nothing is due after `ends_on`."""

    every: int
    unit: str
    starts_on: date
    ends_on: date | None = None


def next_due(
    rhythm: Rhythm, *, last_on: date | None, agreed_on: date | None = None, closed: AbstractSet[date] = _NONE
) -> date | None:
    """The one day on which a contact is due next; None after the end of the plan.

    Args:
        last_on: day of the last contact that was made; None or a day before the start: the first one is due at the start.
        agreed_on: the day that was agreed at the last contact (次回); it goes before the interval and is not moved.
        closed: local closures beside weekends, holidays and the year's end.

    A due day on which the body is closed moves to the next open day; where that lies after the end, to the last open day
    before, as long as it is later than the last contact. Asked again after a missed day it is still the same day.
    """
    if agreed_on is not None and (last_on is None or agreed_on > last_on):
        return None if rhythm.ends_on is not None and agreed_on > rhythm.ends_on else agreed_on
    first = last_on is None or last_on < rhythm.starts_on
    base = rhythm.starts_on if first else step(last_on or rhythm.starts_on, rhythm.every, rhythm.unit)
    if rhythm.ends_on is not None and base > rhythm.ends_on:
        return None
    day = _open(base, closed, forward=True)
    if rhythm.ends_on is None or day <= rhythm.ends_on:
        return day
    before = _open(rhythm.ends_on, closed, forward=False)
    floor = rhythm.starts_on - timedelta(days=1) if first else last_on
    return before if floor is None or before > floor else None


def step(day: date, every: int, unit: str) -> date:
    """`every` weeks or months later; a day that the month does not have is its last (31 January + 1 month: 28 February)."""
    if unit == Every.WEEK:
        return day + timedelta(weeks=every)
    months = day.year * 12 + day.month - 1 + every
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def answer_due(asked_on: date, urgency: str, closed: AbstractSet[date] = _NONE) -> date:
    """Until when an answer is due (assumptions.ANSWER_DAYS), the day of asking not counted."""
    days = ANSWER_DAYS.get(ConsultUrgency(urgency), ANSWER_DAYS[ConsultUrgency.NORMAL])
    if days == 0:
        return asked_on if is_open_day(asked_on, closed) else add_open_days(asked_on, 1, closed)
    return add_open_days(asked_on, days, closed)


def _open(day: date, closed: AbstractSet[date], *, forward: bool) -> date:
    way = timedelta(days=1 if forward else -1)
    for _ in range(_LONGEST_CLOSURE):
        if is_open_day(day, closed):
            break
        day += way
    return day
