"""The clock of a request: against days counted by hand, and as properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.privacy.rules.clocks import Pause, clock_of, pause_days
from renkei.privacy.rules.local import STANDARD, Setting, value_on

D = date
#: received, days, extension, pauses, due: counted by hand on a calendar.
BY_HAND = [
    (D(2026, 11, 2), 30, 0, (), D(2026, 12, 2)),  # the worked example: the day of receipt is not counted
    (D(2026, 11, 2), 30, 30, (), D(2027, 1, 1)),  # 60 in all; a holiday moves nothing
    (D(2026, 11, 2), 14, 0, (), D(2026, 11, 16)),  # an ordinance of 14 days from the next day
    (D(2024, 2, 1), 30, 0, (), D(2024, 3, 2)),  # over 29 February
    (D(2026, 11, 2), 30, 0, ((D(2026, 11, 5), D(2026, 11, 12)),), D(2026, 12, 9)),  # seven days of correction
    (D(2026, 11, 2), 30, 0, ((D(2026, 11, 5), D(2026, 11, 5)),), D(2026, 12, 2)),  # corrected at once
    (D(2026, 11, 2), 30, 0, ((D(2026, 11, 5), D(2026, 11, 10)), (D(2026, 11, 20), D(2026, 11, 23))), D(2026, 12, 10)),
    (D(2026, 12, 25), 30, 30, ((D(2026, 12, 28), D(2027, 1, 4)),), D(2027, 3, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("received", "days", "extension", "pauses", "due"), BY_HAND)
def test_the_last_day_of_the_decision(received, days, extension, pauses, due) -> None:
    found = clock_of(
        received, days=days, extension=extension, pauses=[Pause(*p) for p in pauses], today=due - timedelta(days=3)
    )
    assert (found.due_on, found.left, found.overdue) == (due, 3, False)
    late = clock_of(
        received, days=days, extension=extension, pauses=[Pause(*p) for p in pauses], today=due + timedelta(days=1)
    )
    assert (late.left, late.overdue) == (-1, True)


def test_a_holiday_is_said_and_not_computed() -> None:
    found = clock_of(D(2026, 12, 2), days=30, extension=0, pauses=(), today=D(2026, 12, 3))
    assert found.due_on == D(2027, 1, 1)
    assert found.on_holiday


def test_while_it_is_corrected_the_clock_stands_still() -> None:
    waits = [Pause(D(2026, 11, 12))]
    on = [
        clock_of(D(2026, 11, 2), days=30, extension=0, pauses=waits, today=D(2026, 11, 12) + timedelta(days=n))
        for n in (0, 100)
    ]
    assert [c.due_on for c in on] == [None, None]
    assert [c.left for c in on] == [20, 20]
    assert not any(c.overdue for c in on)


days = st.dates(date(2023, 4, 1), date(2060, 1, 1))
lengths = st.integers(0, 60)


@settings(deadline=None)
@given(days, st.integers(1, 30), st.integers(0, 30), st.lists(st.tuples(lengths, lengths), max_size=4))
def test_a_correction_never_brings_the_deadline_nearer_nor_counts_a_day_twice(received, term, extension, parts) -> None:
    pauses = [
        Pause(received + timedelta(days=a), received + timedelta(days=a + b)) for a, b in parts
    ]  # fmt: skip
    plain = clock_of(received, days=term, extension=extension, pauses=(), today=received).due_on
    moved = clock_of(received, days=term, extension=extension, pauses=pauses, today=received).due_on
    assert plain is not None
    assert moved is not None
    assert moved - plain == timedelta(days=pause_days(pauses))
    assert pause_days(pauses) <= sum(b for _, b in parts)
    assert pause_days([*pauses, *pauses]) == pause_days(pauses)


@given(days, st.integers(1, 30))
def test_a_local_rule_counts_from_its_day_to_its_last_day(first: date, value: int) -> None:
    rule = Setting("decide_days", value, first, first + timedelta(days=10))
    standard = STANDARD["decide_days"].value
    asked = [first - timedelta(days=1), first, first + timedelta(days=10), first + timedelta(days=11)]
    assert [value_on([rule], "decide_days", on) for on in asked] == [standard, value, value, standard]
    assert value_on([rule], "keep_years", first) == STANDARD["keep_years"].value
