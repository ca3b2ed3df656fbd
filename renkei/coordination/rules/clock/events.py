"""What the rules know of an event, and what they say of a deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from renkei.coordination.enums.clock import EventKind, Standing
from renkei.people.enums import Certainty


@dataclass(frozen=True)
class Term:
    """刑期, or a part of it: years, months and days of the calendar (刑法22条)."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def all_months(self) -> int:
        return self.years * 12 + self.months

    def __bool__(self) -> bool:
        return bool(self.all_months or self.days)

    def __str__(self) -> str:
        parts = ((self.years, "年"), (self.months, "月"), (self.days, "日"))
        return "".join(f"{n}{unit}" for n, unit in parts if n)


@dataclass(frozen=True)
class Event:
    """An event as it stands now: the newest version, not withdrawn.

    Args:
        key: names the event over all its versions.
        day: the day, the earliest one of a range; None where it is not known.
        until: the latest day of a range (見込); None for a single day.
        at: the time of day in Japan, where it matters (逮捕, 送致).
        days: days of an extension (延長), where known.
        term: 刑期 of a judgment that became final; `suspended` the part of it that is suspended (一部執行猶予);
            `credited` days of detention to be taken off (未決勾留日数算入).
        release_kind: code of 釈放の事由 (people.enums.ReleaseKind).
    """

    key: str
    kind: EventKind
    day: date | None
    until: date | None = None
    at: time | None = None
    certainty: Certainty = Certainty.CONFIRMED
    days: int | None = None
    term: Term = field(default_factory=Term)
    suspended: Term = field(default_factory=Term)
    credited: int = 0
    release_kind: str = ""

    @property
    def latest(self) -> date | None:
        return self.until or self.day

    @property
    def is_known(self) -> bool:
        return self.day is not None and self.certainty is not Certainty.UNKNOWN


@dataclass(frozen=True)
class Reading:
    """One way to read a law that does not say how to count."""

    label: str
    day: date


@dataclass(frozen=True)
class Deadline:
    """A day that follows from events.

    Args:
        day: the last day, or the day itself; with several readings the earliest, so that nobody is late.
        until: the same at the latest dates of the events; None where they are single days.
        moment: to the hour (naive, time of Japan), where the event's time is known.
        counted: how it was counted, as a sentence in Japanese.
        standing, source: how firm the rule is, and what has to be asked where.
        rests_on: keys of the events it was counted from.
        settled: what it waited for has happened.
    """

    code: str
    title: str
    day: date
    law: str
    rule: str
    counted: str
    until: date | None = None
    moment: datetime | None = None
    readings: tuple[Reading, ...] = ()
    standing: Standing = Standing.LAW
    source: str = ""
    rests_on: tuple[str, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED
    settled: bool = False

    @property
    def needs_check(self) -> bool:
        return self.standing is Standing.CHECK

    @property
    def latest(self) -> date:
        """The day after which it is over on every reading."""
        return max([self.until or self.day, *(r.day for r in self.readings)])


def weakest(events: Iterable[Event]) -> Certainty:
    """How sure a day is that rests on these events."""
    found = {e.certainty for e in events}
    for certainty in (Certainty.UNKNOWN, Certainty.EXPECTED):
        if certainty in found:
            return certainty
    return Certainty.CONFIRMED


def both(first_counted: date, first_left_out: date) -> tuple[Reading, ...]:
    """The two readings of a law that is silent on the first day."""
    return Reading("初日を数える場合", first_counted), Reading("初日を数えない場合", first_left_out)


def earliest(readings: Sequence[Reading]) -> date:
    """The reading on which nobody is late."""
    return min(r.day for r in readings)
