"""An event as its row keeps it (JSON inside the ciphertext), and back; the dates of the face sheet as events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from renkei.coordination.enums.clock import EventKind, EventSource
from renkei.coordination.rules.clock.detention import detention_end
from renkei.coordination.rules.clock.events import Event, Term
from renkei.coordination.rules.clock.sentence import release_day, served
from renkei.coordination.rules.clock.timeline import Timeline, day_of
from renkei.core.calendar import parse_date, wareki
from renkei.people.enums import Certainty, ReleaseKind

#: Dates of the face sheet that are a copy of what the clock says, and the event each is read as before there is one.
COPIED = {
    "detention_expiry": EventKind.DETENTION_END, "hearing_date": EventKind.HEARING,
    "full_term_date": EventKind.FULL_TERM, "release_date": EventKind.RELEASE,
}  # fmt: skip
#: The fields that the clock alone writes once there are events (ADR 0022).
COPIED_FIELDS = (*COPIED, "release_certainty", "release_kind")


def write(event: Event, source: str) -> dict[str, Any]:
    """The event for its row; what is empty is left out."""
    found = {
        "kind": str(event.kind), "day": _iso(event.day), "until": _iso(event.until), "at": _iso(event.at),
        "certainty": str(event.certainty), "source": source, "days": event.days, "term": _term(event.term),
        "suspended": _term(event.suspended), "credited": event.credited or None, "release_kind": event.release_kind,
    }  # fmt: skip
    return {k: v for k, v in found.items() if v not in (None, "")}


def read(key: str, content: Mapping[str, Any] | None) -> Event | None:
    """The event of a row; None after its person's key was destroyed."""
    if not content:
        return None
    return Event(
        key, EventKind(content["kind"]), _date(content.get("day")), _date(content.get("until")), _time(content.get("at")),
        Certainty(content["certainty"]), content.get("days"), Term(*content.get("term", ())),
        Term(*content.get("suspended", ())), content.get("credited", 0), content.get("release_kind", ""),
    )  # fmt: skip


def from_record(values: Mapping[str, Any]) -> Iterator[Event]:
    """The dates typed into a request or face sheet, read as events told in it: only while the case has none of its own."""
    for field, kind in COPIED.items():
        day = _typed(values.get(field))
        if day is None:
            continue
        certainty, release_kind = Certainty.EXPECTED, ""
        if kind is EventKind.RELEASE:
            certainty = Certainty(values.get("release_certainty") or Certainty.EXPECTED)
            release_kind = str(values.get("release_kind") or "")
        yield Event(f"record:{field}", kind, day, certainty=certainty, release_kind=release_kind)


def copied(events: list[Event], today: date) -> dict[str, str | None]:
    """What the face sheet says of the dates, as the events say it now: field → ISO text, None where there is nothing."""
    timeline = Timeline.of(events)
    end, term, release = detention_end(timeline), served(timeline), release_day(timeline)
    courts = [day_of(e) for e in timeline.events if e.kind in (EventKind.HEARING, EventKind.JUDGMENT)]
    kind = _release_kind(release[1][0]) if release else ""
    unsure = next((e for e in events if e.kind is EventKind.RELEASE and e.day and not e.is_known), None)
    if release is None and unsure is not None:  # nothing is counted from it, but what was told is not lost
        release, kind = (unsure.latest or date.min, (unsure,), unsure.certainty), unsure.release_kind
    return {
        "detention_expiry": _iso(end.day) if end else None,
        "hearing_date": _iso(next((d for d in courts if d >= today), max(courts, default=None))),
        "full_term_date": _iso(term.last) if term else None,
        "release_date": _iso(release[0]) if release else None,
        "release_certainty": str(release[2]) if release else None,
        "release_kind": kind or None,
    }


def _release_kind(event: Event) -> str:
    if event.kind is EventKind.RELEASE:
        return event.release_kind
    return "parole" if event.kind is EventKind.PAROLE else "full_term"


def in_words(content: Mapping[str, Any] | None) -> str:
    """The event of a row as one line of text, for what is handed out to the person."""
    event = read("", content)
    if event is None or content is None:
        return ""
    days = "〜".join(wareki(d) for d in (event.day, event.until) if d) or "日付なし"
    clock = f" {event.at.hour}時{event.at.minute:02d}分" if event.at else ""
    return "　".join(
        filter(
            None,
            (f"{event.kind.label} {days}{clock}（{event.certainty.label}）", details(event), source_label(content)),
        )
    )


def details(event: Event) -> str:
    """What an event says besides its date."""
    found = [f"{event.days}日" if event.days else "", f"刑期{event.term}" if event.term else ""]
    found += [f"うち{event.suspended}を猶予" if event.suspended else ""]
    found += [f"未決勾留{event.credited}日を算入" if event.credited else ""]
    if event.release_kind in ReleaseKind.values:
        found.append(ReleaseKind(event.release_kind).label)
    return "・".join(filter(None, found))


def source_label(content: Mapping[str, Any]) -> str:
    """The source of an event in words."""
    code = content.get("source", "")
    return EventSource(code).label if code in EventSource.values else ""


def _term(term: Term) -> list[int] | None:
    return [term.years, term.months, term.days] if term else None


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _typed(value: object) -> date | None:
    try:
        return parse_date(str(value)) if value else None
    except ValueError:
        return None
