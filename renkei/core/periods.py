"""Periods as the laws count them (期間の計算). A period is named by its first counted day (起算日) and ends with a day.

Sources: 民法140条・141条・143条; 刑事訴訟法55条; 刑法22条–24条. Who counts from an event says which day is the first one:
`after` leaves the day of the event out (初日不算入), `from_day` counts it (「起算して」, 刑期, 勾留).
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum

from renkei.core.calendar import is_court_holiday


class Unit(StrEnum):
    """The unit in which a law states a period."""

    DAY = "日"
    WEEK = "週"
    MONTH = "月"
    YEAR = "年"


_ONE = timedelta(days=1)


def from_day(first: date, count: int, unit: Unit) -> date:
    """The last day of a period whose first counted day is `first` (初日算入).

    Days and weeks are counted; months and years follow the calendar: the period ends with the day before the one that
    answers to the first day (応当日の前日), or at the end of the month where there is none (民法143条2項).

    Raises:
        ValueError: `count` is below 1.
    """
    if count < 1:
        raise ValueError("A period has at least one unit.")
    if unit in (Unit.DAY, Unit.WEEK):
        return first + timedelta(days=count * (7 if unit is Unit.WEEK else 1) - 1)
    answering = answering_day(first, count * (12 if unit is Unit.YEAR else 1))
    return answering - _ONE if answering else _month_end(first, count * (12 if unit is Unit.YEAR else 1))


def after(event: date, count: int, unit: Unit) -> date:
    """The last day of a period counted from an event whose own day is left out (初日不算入, 民法140条)."""
    return from_day(event + _ONE, count, unit)


def passed(first: date, count: int, unit: Unit) -> date:
    """The day on which a period has passed (「経過した日」): the day after its last one."""
    return from_day(first, count, unit) + _ONE


def criminal(event: date, count: int, unit: Unit, *, limitation: bool = False) -> date:
    """A period of criminal procedure (刑事訴訟法55条): the first day is not counted, a last day on a holiday is moved on.

    Args:
        limitation: 時効: its first day counts and its last day is never moved.
    """
    if limitation:
        return from_day(event, count, unit)
    last = after(event, count, unit)
    while is_court_holiday(last):
        last += _ONE
    return last


def answering_day(first: date, months: int) -> date | None:
    """応当日 `months` later; None where that month has no such day."""
    year, month = _month(first, months)
    return date(year, month, first.day) if first.day <= calendar.monthrange(year, month)[1] else None


def _month_end(first: date, months: int) -> date:
    year, month = _month(first, months)
    return date(year, month, calendar.monthrange(year, month)[1])


def _month(first: date, months: int) -> tuple[int, int]:
    index = first.year * 12 + first.month - 1 + months
    return index // 12, index % 12 + 1
