"""所要時間 from the end, or the start from both: one of the three is enough to know the other."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from renkei.core.errors import RuleBroken

#: An end more than this after the start is a slip of the pen (our assumption: nobody is with a person longer at a stretch).
LONGEST = timedelta(hours=16)
_STEP = 5


def minutes_of(start: datetime, *, minutes: int | None, ends: time | None) -> int | None:
    """The duration in minutes of what began at `start` (Japan's time); an end before the start is of the next day.

    Raises:
        RuleBroken: the end is no time after the start, or contradicts `minutes`.
    """
    if ends is None:
        return minutes
    end = start.replace(hour=ends.hour, minute=ends.minute)
    if end < start:
        end += timedelta(days=1)
    if end - start > LONGEST:
        raise RuleBroken("終わった時刻は、始めた時刻より後を入力してください。", field="ends")
    found = int((end - start).total_seconds()) // 60
    if minutes is not None and minutes != found:
        raise RuleBroken(
            f"所要時間（{minutes}分）と終わった時刻（{found}分後）が合いません。どちらかを空にしてください。",
            field="ends",
        )
    return found


def just_over(at: datetime, minutes: int | None) -> datetime:
    """When what is over now (rounded down to five minutes) began."""
    rounded = at.replace(second=0, microsecond=0) - timedelta(minutes=at.minute % _STEP)
    return rounded - timedelta(minutes=minutes or 0)
