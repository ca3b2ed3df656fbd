"""Until when an office is asked to answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from renkei.cases.enums import Urgency
from renkei.core.calendar import add_open_days, is_open_day
from renkei.inquiries.rules.closing_days import ClosedDays

_TOKYO = ZoneInfo("Asia/Tokyo")
#: 開庁日 until the end of which an answer is asked for; the urgent road counts hours.
OPEN_DAYS = {Urgency.NORMAL: 7, Urgency.URGENT: 3}
URGENT_HOURS = 24
END_OF_DAY = time(17, 0)
LONGEST = 60  # days; an office that is closed on every weekday gets this
#: One reminder, this long before the deadline.
REMIND_BEFORE = timedelta(hours=24)


def default_deadline(now: datetime, urgency: str) -> datetime:
    """17:00 of the 7th (urgent: 3rd) open day; within 48 hours: 24 hours from now, on the full hour."""
    local = now.astimezone(_TOKYO)
    if urgency == Urgency.WITHIN_48H:
        return (local + timedelta(hours=URGENT_HOURS)).replace(minute=0, second=0, microsecond=0)
    days = OPEN_DAYS.get(Urgency(urgency), OPEN_DAYS[Urgency.NORMAL])
    return datetime.combine(add_open_days(local.date(), days), END_OF_DAY, tzinfo=_TOKYO)


def office_deadline(now: datetime, urgency: str, closed: ClosedDays) -> datetime:
    """As `default_deadline`, counted in days on which this office is open and which are no weekend or holiday for us.

    The urgent road of 24 hours goes on to the next day on which the office is open.
    """
    if urgency == Urgency.WITHIN_48H:
        local = (now.astimezone(_TOKYO) + timedelta(hours=URGENT_HOURS)).replace(minute=0, second=0, microsecond=0)
        while closed.is_known and closed.is_closed(local.date()):
            local += timedelta(days=1)
        return local
    day, left = now.astimezone(_TOKYO).date(), OPEN_DAYS.get(Urgency(urgency), OPEN_DAYS[Urgency.NORMAL])
    for _ in range(LONGEST):
        day += timedelta(days=1)
        left -= is_open_day(day) and not closed.is_closed(day)
        if left <= 0:
            break
    return datetime.combine(day, END_OF_DAY, tzinfo=_TOKYO)


def remind_from(deadline: datetime) -> datetime:
    """From when on a reminder goes out."""
    return deadline - REMIND_BEFORE


def is_over(deadline: datetime | None, now: datetime) -> bool:
    """Has the deadline passed?"""
    return deadline is not None and now > deadline
