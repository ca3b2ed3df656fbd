"""All deadlines of a case, from its events. Nothing is typed and nothing is stored: the same events give the same days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from renkei.coordination.rules.clock import afterwards, detention, sentence
from renkei.coordination.rules.clock.events import Deadline, Event
from renkei.coordination.rules.clock.timeline import Timeline

Rule = Callable[[Timeline], Deadline | None]
#: One function a deadline, in the order of the road.
RULES: tuple[Rule, ...] = (
    detention.police_hours, detention.custody_hours, detention.detention_end, detention.detention_longest,
    detention.indicted_detention, detention.appeal_end, detention.final_day, sentence.full_term,
    sentence.full_term_release, sentence.supervision_end, afterwards.aid, afterwards.aid_longer, afterwards.aid_other,
    afterwards.addition, afterwards.move_in, afterwards.assistance, afterwards.assistance_longest,
)  # fmt: skip


def derive(events: Iterable[Event]) -> tuple[Deadline, ...]:
    """Every deadline that follows from the events, by day; of a range both ends (`day`, `until`)."""
    found = list(events)
    early, late = _at(Timeline.of(found)), _at(Timeline.of(found, latest=True))
    merged = [_merge(early.get(code), late.get(code)) for code in {**early, **late}]
    return tuple(sorted(merged, key=lambda d: (d.day, d.code)))


@dataclass(frozen=True)
class Difference:
    """One deadline before and after an event changed; None where it did not (or does no longer) exist."""

    title: str
    before: Deadline | None
    after: Deadline | None


def differences(before: Iterable[Event], after: Iterable[Event]) -> list[Difference]:
    """What a change of events does to the deadlines: those whose day, latest day or readings differ, by their new day."""
    old, new = ({d.code: d for d in derive(events)} for events in (before, after))
    found = [
        Difference((new.get(c) or old[c]).title, old.get(c), new.get(c))
        for c in {**old, **new}
        if _days(old.get(c)) != _days(new.get(c))
    ]
    return sorted(found, key=lambda d: ((d.after or d.before).day, d.title))  # type: ignore[union-attr]


def _days(deadline: Deadline | None) -> object:
    return deadline and (deadline.day, deadline.until, deadline.moment, deadline.readings, deadline.settled)


def _at(timeline: Timeline) -> Mapping[str, Deadline]:
    return {d.code: d for rule in RULES if (d := rule(timeline)) is not None}


def _merge(early: Deadline | None, late: Deadline | None) -> Deadline:
    """The reading at the earliest dates, with the latest day beside it."""
    if early is None or late is None:
        found = early or late
        assert found is not None  # noqa: S101 - one of the two has it
        return found
    until: date | None = late.day if late.day > early.day else None
    return replace(early, until=until, moment=None if until else early.moment)
