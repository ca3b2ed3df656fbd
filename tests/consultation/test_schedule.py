"""When the next contact is due, and until when an answer: hand-made vectors, then what holds for every plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.consultation.rules.schedule import Rhythm, answer_due, next_due, step
from renkei.core.calendar import is_open_day

D = date.fromisoformat


@pytest.mark.parametrize(
    ("every", "unit", "start", "end", "last", "due"),
    [
        (2, "week", "2026-11-24", None, None, "2026-11-24"),  # the first one is due at the start
        (2, "week", "2026-11-24", None, "2026-11-24", "2026-12-08"),
        (1, "week", "2026-11-16", None, "2026-11-16", "2026-11-24"),  # the 23rd is a holiday (勤労感謝の日)
        (1, "month", "2026-12-01", None, "2026-12-01", "2027-01-04"),  # 1–3 January: closed (年末年始)
        (1, "month", "2027-01-29", None, "2027-01-29", "2027-03-01"),  # 28 February 2027 is a Sunday
        (1, "month", "2028-01-31", None, "2028-01-31", "2028-02-29"),  # a month that is shorter; a leap year
        (4, "week", "2026-11-24", "2026-12-10", "2026-11-24", None),  # nothing after the end
        (1, "week", "2026-11-21", "2026-11-23", None, None),  # Saturday to a holiday: no open day in it
        (1, "week", "2026-11-20", "2026-11-29", "2026-11-21", "2026-11-27"),  # Saturday; the last open day of the plan
        (1, "week", "2026-11-24", None, "2026-10-01", "2026-11-24"),  # a contact before the plan began
    ],
)  # fmt: skip
def test_vectors(every, unit, start, end, last, due):
    rhythm = Rhythm(every, unit, D(start), D(end) if end else None)
    assert next_due(rhythm, last_on=D(last) if last else None) == (D(due) if due else None)


def test_a_local_closure_and_the_day_that_was_agreed():
    rhythm = Rhythm(1, "week", D("2026-11-24"))
    assert next_due(rhythm, last_on=D("2026-11-24"), closed={D("2026-12-01")}) == D("2026-12-02")
    assert next_due(rhythm, last_on=D("2026-11-24"), agreed_on=D("2026-11-28")) == D(
        "2026-11-28"
    )  # a Saturday, as agreed
    assert next_due(rhythm, last_on=D("2026-11-30"), agreed_on=D("2026-11-28")) == D("2026-12-07")  # kept already
    ended = Rhythm(1, "week", D("2026-11-24"), D("2026-11-27"))
    assert next_due(ended, last_on=D("2026-11-24"), agreed_on=D("2026-11-28")) is None


@pytest.mark.parametrize(
    ("asked", "urgency", "due"),
    [
        ("2026-11-20", "normal", "2026-11-30"),  # Friday; weekend, a holiday, weekend
        ("2026-11-20", "soon", "2026-11-25"),
        ("2026-11-21", "today", "2026-11-24"),  # asked on a Saturday: the next open day
        ("2026-12-28", "soon", "2027-01-05"),
    ],
)  # fmt: skip
def test_until_when_an_answer_is_due(asked, urgency, due):
    assert answer_due(D(asked), urgency) == D(due)


days = st.dates(D("2024-01-01"), D("2034-12-31"))
rhythms = st.builds(
    Rhythm, every=st.integers(1, 12), unit=st.sampled_from(["week", "month"]), starts_on=days,
    ends_on=st.none() | days,
)  # fmt: skip
closures = st.frozensets(days, max_size=5)


@given(rhythm=rhythms, last=st.none() | days, closed=closures)
def test_a_due_day_is_open_in_time_and_one_only(rhythm, last, closed):
    due = next_due(rhythm, last_on=last, closed=closed)
    if due is None:
        base = rhythm.starts_on if last is None or last < rhythm.starts_on else step(last, rhythm.every, rhythm.unit)
        span = (rhythm.ends_on - base).days if rhythm.ends_on else 0
        assert rhythm.ends_on is not None
        assert span < 0 or not any(_open(base + timedelta(n), closed) for n in range(span + 1))
        return
    assert _open(due, closed)
    assert due >= rhythm.starts_on
    assert rhythm.ends_on is None or due <= rhythm.ends_on
    assert last is None or due > last
    assert next_due(rhythm, last_on=last, closed=closed) == due  # asked again: the same day


@given(rhythm=rhythms, closed=closures, late=st.integers(0, 400))
def test_what_was_missed_does_not_pile_up(rhythm, closed, late):
    """However late the contact is made, the next one is a whole interval after it, and there is never a second one due."""
    due = next_due(rhythm, last_on=None, closed=closed)
    if due is None:
        return
    made = due + timedelta(days=late)
    then = next_due(rhythm, last_on=made, closed=closed)
    if then is not None and rhythm.ends_on is None:
        assert (
            step(made, rhythm.every, rhythm.unit) <= then <= step(made, rhythm.every, rhythm.unit) + timedelta(days=20)
        )


@given(first=days, unit=st.sampled_from(["week", "month"]), every=st.integers(1, 12))
def test_a_step_goes_forward_and_longer_ones_further(first, unit, every):
    assert first < step(first, every, unit) < step(first, every + 1, unit)


def _open(day, closed):
    return is_open_day(day) and day not in closed
