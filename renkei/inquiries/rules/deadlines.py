"""Until when an office is asked to answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from renkei.cases.enums import Urgency
from renkei.core.calendar import add_open_days

_TOKYO = ZoneInfo("Asia/Tokyo")
#: 開庁日 until the end of which an answer is asked for; the urgent road counts hours.
OPEN_DAYS = {Urgency.NORMAL: 7, Urgency.URGENT: 3}
URGENT_HOURS = 24
END_OF_DAY = time(17, 0)
#: One reminder, this long before the deadline.
REMIND_BEFORE = timedelta(hours=24)


def default_deadline(now: datetime, urgency: str) -> datetime:
    """17:00 of the 7th (urgent: 3rd) open day; within 48 hours: 24 hours from now, on the full hour."""
    local = now.astimezone(_TOKYO)
    if urgency == Urgency.WITHIN_48H:
        return (local + timedelta(hours=URGENT_HOURS)).replace(minute=0, second=0, microsecond=0)
    days = OPEN_DAYS.get(Urgency(urgency), OPEN_DAYS[Urgency.NORMAL])
    return datetime.combine(add_open_days(local.date(), days), END_OF_DAY, tzinfo=_TOKYO)


def remind_from(deadline: datetime) -> datetime:
    """From when on a reminder goes out."""
    return deadline - REMIND_BEFORE


def is_over(deadline: datetime | None, now: datetime) -> bool:
    """Has the deadline passed?"""
    return deadline is not None and now > deadline
