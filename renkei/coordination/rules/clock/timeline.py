"""The events of a case at one reading of their dates, in order of time whatever the order of entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property

from renkei.coordination.enums.clock import EventKind
from renkei.coordination.rules.clock.events import Event
from renkei.people.enums import Certainty

_RANK = {kind: n for n, kind in enumerate(EventKind)}
#: They belong to the newest arrest.
OF_CUSTODY = (
    EventKind.SENT, EventKind.DETENTION_REQUEST, EventKind.EXTENSION, EventKind.RE_EXTENSION, EventKind.DETENTION_END,
    EventKind.INDICTMENT,
)  # fmt: skip


@dataclass(frozen=True)
class Timeline:
    """Events with a day, oldest first. `day_of` reads an event's day; there are no ranges left."""

    events: tuple[Event, ...]

    @classmethod
    def of(cls, events: Iterable[Event], *, latest: bool = False) -> Timeline:
        """The events at the earliest (or latest) day of each; those without a day are left out."""
        known = [replace(e, day=e.latest if latest else e.day, until=None) for e in events if e.is_known]
        return cls(tuple(sorted(known, key=order)))

    @cached_property
    def arrest(self) -> Event | None:
        """The newest arrest: what came before belongs to an earlier custody."""
        return self._last(EventKind.ARREST, since=None)

    def last(self, kind: EventKind) -> Event | None:
        """The newest event of a kind; of custody only since the newest arrest."""
        since = self.arrest.day if self.arrest and kind in OF_CUSTODY else None
        return self._last(kind, since=since)

    def all_since(self, kind: EventKind, since: date) -> list[Event]:
        """Every event of a kind on or after a day."""
        return [e for e in self.events if e.kind is kind and day_of(e) >= since]

    def happened(self, *kinds: EventKind, since: date) -> bool:
        """Is one of these on record as certain, on or after a day?"""
        return any(e.kind in kinds and day_of(e) >= since and e.certainty is Certainty.CONFIRMED for e in self.events)

    def _last(self, kind: EventKind, *, since: date | None) -> Event | None:
        found = [e for e in self.events if e.kind is kind and (since is None or day_of(e) >= since)]
        return found[-1] if found else None


def day_of(event: Event) -> date:
    """The day of an event in a timeline."""
    assert event.day is not None  # noqa: S101 - Timeline.of left the others out
    return event.day


def order(event: Event) -> tuple[date, time, int, str]:
    """By day, time of day, the usual order of kinds; the key makes it the same for every order of entry."""
    return day_of(event), event.at or time.min, _RANK[event.kind], event.key
