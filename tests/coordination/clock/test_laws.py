"""What holds for every set of events: independent of the order of entry, never earlier for later events, one worst case."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from renkei.coordination.enums.clock import Custody, EventKind
from renkei.coordination.rules.clock import content
from renkei.coordination.rules.clock.checking import errors, warnings
from renkei.coordination.rules.clock.deriving import derive, differences
from renkei.coordination.rules.clock.events import Event, Term
from renkei.coordination.rules.clock.releasing import release_from
from renkei.people.enums import Certainty, ReleaseKind, SubjectStatus
from tests.coordination.clock.kit import K, ev, the

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(EventKind))
    certainty = draw(st.sampled_from(Certainty))
    day = draw(DAYS)
    until = (
        day + timedelta(days=draw(st.integers(1, 40)))
        if certainty is Certainty.EXPECTED and draw(st.booleans())
        else None
    )
    return Event(
        str(draw(st.uuids())), kind, day, until, draw(st.none() | st.times().map(lambda t: time(t.hour, t.minute))), certainty,
        draw(st.none() | st.integers(1, 10)) if kind in (K.EXTENSION, K.RE_EXTENSION) else None,
        Term(draw(st.integers(0, 5)), draw(st.integers(0, 11))) if kind is K.FINAL else Term(), Term(),
        draw(st.integers(0, 30)) if kind is K.FINAL else 0,
        str(draw(st.sampled_from(ReleaseKind))) if kind is K.RELEASE else "",
    )  # fmt: skip


MANY = st.lists(events(), max_size=9, unique_by=lambda e: e.key)


@given(MANY, st.randoms())
def test_the_order_of_entry_changes_nothing(found: list[Event], chance) -> None:
    mixed = chance.sample(found, len(found))
    today = date(2026, 11, 27)
    assert derive(mixed) == derive(found)
    assert release_from(mixed, today=today) == release_from(found, today=today)
    assert (sorted(errors(mixed)), sorted(warnings(mixed, today))) == (
        sorted(errors(found)),
        sorted(warnings(found, today)),
    )
    assert differences(found, mixed) == []


@given(MANY)
def test_a_deadline_names_its_events_and_both_its_ends(found: list[Event]) -> None:
    keys = {e.key for e in found}
    for deadline in derive(found):
        assert set(deadline.rests_on) <= keys
        assert deadline.until is None or deadline.until > deadline.day
        assert not deadline.readings or deadline.day == min(r.day for r in deadline.readings)


@given(MANY, DAYS, st.sampled_from(["", *SubjectStatus]))
def test_the_worst_case_is_never_after_the_day_and_never_after_release(
    found: list[Event], today: date, status: str
) -> None:
    release = release_from(found, today=today, subject_status=str(status))
    assert release.why
    if release.released:
        assert release.worst_case is None
    if release.worst_case is not None and release.day is not None and release.day >= today:
        assert release.worst_case <= release.day
    if release.custody is Custody.SUSPECT and release.certainty is not Certainty.CONFIRMED:
        assert release.worst_case is not None
        assert release.worst_case <= today + timedelta(days=1)


@given(MANY)
def test_an_event_comes_back_from_its_row_as_it_was(found: list[Event]) -> None:
    for event in found:
        kept = content.write(event, "own")
        assert content.read(event.key, kept) == event
        assert content.in_words(kept).startswith(event.kind.label)


@given(DAYS, st.integers(0, 10), st.integers(0, 400))
def test_later_requests_end_later_by_as_many_days(day: date, days: int, later: int) -> None:
    def end(request: date) -> date:
        extension = [ev(K.EXTENSION, request + timedelta(days=9), days=days)] if days else []
        return the("detention_end", ev(K.DETENTION_REQUEST, request), *extension).day

    assert (end(day) - day).days == 9 + days  # walked: the request is day one
    assert (end(day + timedelta(days=later)) - end(day)).days == later


@given(DAYS, DAYS, st.integers(1, 60))
def test_a_term_that_begins_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = (the("term_release", ev(K.FINAL, d, term=Term(0, months))) for d in sorted((one, other)))
    assert first.day <= second.day
