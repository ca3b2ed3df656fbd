"""The only file that reads the clock; below the screens the time is an argument."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """The present moment, aware, in UTC as Django keeps it."""
    return timezone.now()  # noqa: TID251 - the one place


def today() -> date:
    """The civil date in Japan."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The civil date in Japan of an aware moment."""
    return moment.astimezone(TOKYO).date()


def moments_of(since: date, until: date) -> tuple[datetime, datetime]:
    """From the first moment of a day in Japan to the end of another, for `__range`."""
    return datetime.combine(since, time.min, tzinfo=TOKYO), datetime.combine(until, time.max, tzinfo=TOKYO)
