"""これが終わらないと始められない: what waits for what, until when, and by when it has to begin. Pure.

Days are open days of the municipality: 申請の日の翌日から数えて n 開庁日目 is the n-th open day after the application.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from renkei.coordination.enums.procedures import FAILED, RUNNING, SETTLED, WAITING, When
from renkei.core.calendar import add_open_days, open_days_before


@dataclass(frozen=True)
class Tracked:
    """One procedure of a case as it stands. `days`: usual open days to its decision; `waits_for`: kinds settled first;
    `within`: open days after the release, never after `law_days` calendar days (0: no law says any)."""

    kind: str
    status: str
    days: int
    when: str = When.BEFORE
    within: int = 0
    law_days: int = 0
    waits_for: tuple[str, ...] = ()
    applied_on: date | None = None
    open_since: date | None = None
    waiting_since: date | None = None


@dataclass(frozen=True)
class Block:
    """What it waits for, and since when. `failed`: rejected or taken back, so that waiting alone ends nothing."""

    kind: str
    since: date | None
    failed: bool = False


@dataclass(frozen=True)
class Outlook:
    """What follows for one procedure.

    Attributes:
        blocks: what has to be settled before it can begin.
        expected: when its decision is expected, once it is applied for.
        begins: the earliest day on which it can be applied for, while it is not.
        decided: the earliest day on which it can be decided; None where it is over, or waits for what has failed.
        start_by: the last day to apply, counted back from the release; of what begins after it, counted on from it.
        after: the kind that holds it up the longest; "" where it is the release or nothing.
    """

    blocks: tuple[Block, ...] = ()
    expected: date | None = None
    begins: date | None = None
    decided: date | None = None
    start_by: date | None = None
    after: str = ""


@dataclass(frozen=True)
class Chain:
    """The longest way: `kinds` in the order in which they are decided, the last of them on `day`.

    Attributes:
        stuck: kinds that cannot be decided while something rejected or taken back stands before them.
        late: kinds that can be applied for before the release and will not be decided by then.
    """

    kinds: tuple[str, ...] = ()
    day: date | None = None
    stuck: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def needs_check(self) -> bool:
        return bool(self.stuck or self.late)


def look_ahead(
    tracked: Iterable[Tracked], *, today: date, release: date | None, released_on: date | None = None,
    closed: Collection[date] = frozenset(),
) -> dict[str, Outlook]:  # fmt: skip
    """By kind, what follows for each procedure of a case.

    Args:
        release: the day of release while it lies ahead (or is today); None where it is not known or has passed.
        released_on: the day of release once it has passed: from it what begins after the release is still counted.
        closed: local closure days.
    """
    return _Look({t.kind: t for t in tracked}, today, release, released_on, closed).all()


def longest(
    tracked: Iterable[Tracked], outlook: Mapping[str, Outlook], *, release: date | None
) -> Chain:  # fmt: skip
    """The chain that decides on which day everything can be decided at the earliest, against the day of release."""
    rows = {t.kind: t for t in tracked if t.status in (*WAITING, *RUNNING)}
    ends = {k: o.decided for k, o in outlook.items() if k in rows and o.decided is not None}
    stuck = tuple(k for k in rows if k not in ends)
    late = tuple(k for k, day in ends.items() if release is not None and rows[k].when == When.BEFORE and day > release)
    if not ends:
        return Chain(stuck=stuck)
    last = max(ends, key=lambda k: ends[k])
    path = [last]
    while before := outlook[path[-1]].after:
        path.append(before)
    return Chain(tuple(reversed(path)), ends[last], stuck, late)


class _Look:
    """One look at the procedures of a case. A circle, which the file has none of, would wait for nothing."""

    def __init__(
        self, rows: Mapping[str, Tracked], today: date, release: date | None, released_on: date | None,
        closed: Collection[date],
    ) -> None:  # fmt: skip
        self.rows, self.today, self.release, self.released_on, self.closed = rows, today, release, released_on, closed
        self.ends: dict[str, date | None] = {}
        self.starts: dict[str, date | None] = {}
        self.after: dict[str, str] = {}
        self.begins: dict[str, date] = {}

    def all(self) -> dict[str, Outlook]:
        return {
            kind: Outlook(
                self.blocks(t), self.expected(t), self.begins.get(kind) if self.end(kind) else None, self.end(kind),
                self.start_by(kind), self.after.get(kind, ""),
            )
            for kind, t in self.rows.items()
        }  # fmt: skip

    def open_blockers(self, t: Tracked) -> list[Tracked]:
        found = (self.rows.get(kind) for kind in t.waits_for)
        return [b for b in found if b is not None and b.status not in SETTLED]

    def blocks(self, t: Tracked) -> tuple[Block, ...]:
        if t.status not in WAITING:
            return ()
        return tuple(
            Block(b.kind, max((d for d in (b.open_since, t.waiting_since) if d), default=None), b.status in FAILED)
            for b in self.open_blockers(t)
        )

    def expected(self, t: Tracked) -> date | None:
        if t.status not in RUNNING or t.applied_on is None:
            return None
        return add_open_days(t.applied_on, t.days, self.closed)

    def end(self, kind: str) -> date | None:
        """The earliest day of its decision."""
        if kind not in self.ends:
            self.ends[kind] = None  # while it is being asked
            self.ends[kind] = self._end(self.rows[kind])
        return self.ends[kind]

    def _end(self, t: Tracked) -> date | None:
        if t.status in RUNNING:
            return max(self.expected(t) or self.today, self.today)
        if t.status not in WAITING:
            return None
        begins = self.today
        if t.when == When.AFTER and self.release is not None:
            begins = max(begins, self.release)
        for b in self.open_blockers(t):
            day = self.end(b.kind)
            if day is None:
                return None
            if day > begins:
                begins, self.after[t.kind] = day, b.kind
        self.begins[t.kind] = begins
        return add_open_days(begins, t.days, self.closed)

    def start_by(self, kind: str) -> date | None:
        """The last day to apply: so that it, and what waits for it, is decided by the release; or so long after it."""
        if kind not in self.starts:
            self.starts[kind] = None
            self.starts[kind] = self._start_by(self.rows[kind])
        return self.starts[kind]

    def _after(self, t: Tracked, base: date) -> date:
        """So many open days after the release; where that is later than the law allows, the last open day by then."""
        day = add_open_days(base, t.within, self.closed)
        if not t.law_days:
            return day
        return min(day, open_days_before(base + timedelta(days=t.law_days + 1), 1, self.closed))

    def _start_by(self, t: Tracked) -> date | None:
        if t.status not in WAITING:
            return None
        if t.when == When.AFTER:
            base = self.release or self.released_on
            return None if base is None else self._after(t, base)
        if self.release is None:
            return None
        later = (o.kind for o in self.rows.values() if t.kind in o.waits_for and o.when == When.BEFORE)
        days = [self.release, *(d for k in later if (d := self.start_by(k)) is not None)]
        return open_days_before(min(days), t.days, self.closed)
