"""How long an emergency reading may last, until when it is answered for. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from renkei.core.calendar import add_open_days

#: A house rule, not a law: long enough for one night and the day after it.
MIN_HOURS, MAX_HOURS, USUAL_HOURS = 1, 24, 4
#: A house rule: the review is answered within three open days (開庁日), not counting the day of the opening.
REVIEW_OPEN_DAYS = 3


def review_due(opened_on: date) -> date:
    """The last day for the answer: `date(2026, 11, 27)` (a Friday) → Wednesday, 2026-12-02."""
    return add_open_days(opened_on, REVIEW_OPEN_DAYS)


def hours_refusal(hours: int) -> str | None:
    """Why this length is refused; None when it is not."""
    if MIN_HOURS <= hours <= MAX_HOURS:
        return None
    return f"{MIN_HOURS}時間から{MAX_HOURS}時間までの間で入力してください。"


def time_left(ends_at: datetime, at: datetime) -> str:
    """「3時間20分」, 「45分」; empty when it is over. Minutes are rounded up, so that it never reads 0分."""
    minutes = -(-int((ends_at - at) / timedelta(seconds=1)) // 60)
    if minutes <= 0:
        return ""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")
