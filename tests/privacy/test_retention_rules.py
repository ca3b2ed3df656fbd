"""保存期間: against a table made by hand, and as properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.core.calendar import fiscal_year
from renkei.core.privacy import Retention
from renkei.privacy.rules.retention import TABLE, due_from, is_due, last_day, newest_due

#: closed on, years, last day of keeping: counted by hand on a calendar of fiscal years.
BY_HAND = [
    (date(2026, 11, 24), 5, date(2032, 3, 31)),  # 令和8年度 → 令和13年度の末日
    (date(2026, 4, 1), 5, date(2032, 3, 31)),  # the first day of the same year
    (date(2027, 3, 31), 5, date(2032, 3, 31)),  # and its last
    (date(2027, 4, 1), 5, date(2033, 3, 31)),
    (date(2024, 2, 29), 3, date(2027, 3, 31)),
    (date(2020, 5, 1), 1, date(2022, 3, 31)),
    (date(2020, 1, 1), 0, date(2020, 3, 31)),
]


@pytest.mark.parametrize(("closed_on", "years", "last"), BY_HAND)
def test_the_last_day_is_the_end_of_a_fiscal_year(closed_on: date, years: int, last: date) -> None:
    assert last_day(closed_on, years) == last
    assert not is_due(closed_on, years, on=last)
    assert is_due(closed_on, years, on=last + timedelta(days=1))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 30))
def test_never_shorter_than_the_years_nor_longer_by_more_than_one(closed_on: date, years: int) -> None:
    due = due_from(closed_on, years)
    assert (due.month, due.day) == (4, 1)
    assert fiscal_year(due) - fiscal_year(closed_on) == years + 1
    assert 365 * years < (due - closed_on).days <= 366 * (years + 1)


def test_every_kind_of_record_has_its_line() -> None:
    assert set(TABLE) == set(Retention)


@given(
    closed=st.dates(date(2020, 1, 1), date(2040, 12, 31)), on=st.dates(date(2020, 1, 1), date(2060, 12, 31)),
    years=st.integers(1, 30),
)  # fmt: skip
def test_the_newest_due_day_divides_what_is_due_from_what_is_kept(closed, on, years):
    """The list reads no case that was closed later."""
    assert (closed <= newest_due(years, on=on)) is is_due(closed, years, on=on)
