"""When wrong passwords and codes stop the sign-in of an address for a while (一時停止)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: So many failures within WINDOW stop the sign-in for LOCKED_FOR. Known and unknown addresses alike.
LOCK_AFTER = 5
WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Count:
    """Failures since `first_failed_at`; the lock they led to, if any."""

    failures: int
    first_failed_at: datetime
    locked_until: datetime | None = None

    def is_locked(self, at: datetime) -> bool:
        """Is the sign-in stopped at this moment?"""
        return self.locked_until is not None and at < self.locked_until


def after_failure(count: Count, at: datetime) -> Count:
    """One more failure. While the sign-in is stopped nothing is added, so that nobody can keep it stopped for ever; an
    old window or a lock that is over begins a new count."""
    if count.is_locked(at):
        return count
    if count.locked_until is not None or at - count.first_failed_at > WINDOW:
        count = Count(0, at)
    failures = count.failures + 1
    return Count(failures, count.first_failed_at, at + LOCKED_FOR if failures >= LOCK_AFTER else None)
