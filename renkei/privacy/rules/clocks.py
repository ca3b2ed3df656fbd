"""The clock of a 開示・訂正・利用停止請求: 30 days from the next day, 30 more with notice, stopped while it is being corrected.

Source: 個人情報保護法 (30日＋30日) and ordinances that set fewer days (14日, counted from the next day). What happens when the
last day is a holiday differs and is not confirmed: the day is never moved, the page says that it is a holiday.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from renkei.core.calendar import is_open_day


@dataclass(frozen=True)
class Pause:
    """補正: asked on a day, corrected on a later (or the same) one; None while it still waits."""

    asked_on: date
    fixed_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """`due_on` None: stopped. `left`: days from today to the last day, below zero when it is over."""

    due_on: date | None
    left: int
    extended: bool
    on_holiday: bool

    @property
    def stopped(self) -> bool:
        return self.due_on is None

    @property
    def overdue(self) -> bool:
        return self.left < 0


def pause_days(pauses: Iterable[Pause]) -> int:
    """Days that the corrections took: they do not count. Two that overlap count once."""
    days: set[date] = set()
    for pause in pauses:
        if pause.fixed_on is not None:
            days |= {pause.asked_on + timedelta(n) for n in range(1, (pause.fixed_on - pause.asked_on).days + 1)}
    return len(days)


def clock_of(received_on: date, *, days: int, extension: int, pauses: Iterable[Pause], today: date) -> Clock:
    """The deadline of a decision.

    Args:
        days: of the law or the ordinance; the day of receipt is not counted (初日不算入).
        extension: days by which it was extended, 0 when it was not.
        today: the civil date in Japan.
    """
    known = tuple(pauses)
    due = received_on + timedelta(days=days + extension + pause_days(known))
    open_pause = next((p for p in known if p.fixed_on is None), None)
    if open_pause is not None:
        return Clock(None, (due - open_pause.asked_on).days, extension > 0, on_holiday=False)
    return Clock(due, (due - today).days, extension > 0, not is_open_day(due))
