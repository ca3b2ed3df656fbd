"""Events in a line, for the tests of the rules."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from renkei.coordination.enums.clock import EventKind
from renkei.coordination.rules.clock.deriving import derive
from renkei.coordination.rules.clock.events import Deadline, Event
from renkei.people.enums import Certainty

K = EventKind
_KEYS = count()


def ev(kind: EventKind, day: str | date | None, **fields: Any) -> Event:
    """`ev(K.ARREST, "2026-06-01", until=…)`; 見込 where a range is given."""
    for name in ("until",):
        if isinstance(fields.get(name), str):
            fields[name] = date.fromisoformat(fields[name])
    if fields.get("until"):
        fields.setdefault("certainty", Certainty.EXPECTED)
    key = fields.pop("key", f"{kind}-{next(_KEYS)}")
    return Event(key, kind, date.fromisoformat(day) if isinstance(day, str) else day, **fields)


def of(code: str, *events: Event) -> Deadline | None:
    """The deadline of this code, if it follows."""
    return next((d for d in derive(events) if d.code == code), None)


def the(code: str, *events: Event) -> Deadline:
    """The deadline of this code, which has to follow."""
    found = of(code, *events)
    assert found is not None, code
    return found


def day(code: str, *events: Event) -> str | None:
    """Its day as ISO text."""
    found = of(code, *events)
    return found.day.isoformat() if found else None
