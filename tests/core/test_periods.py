"""Periods of the laws: published vectors, and laws that hold for every date, against a count that walks day by day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.core.calendar import (
    add_open_days,
    age_on,
    day_of_age,
    fiscal_year,
    is_court_holiday,
    is_open_day,
    open_days_before,
    open_days_between,
    wareki,
)
from renkei.core.periods import Unit, after, answering_day, criminal, from_day, passed

DAYS = st.dates(date(1988, 1, 1), date(2060, 12, 31))
ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("event", "count", "unit", "last"),
    [
        (date(2026, 11, 2), 30, Unit.DAY, date(2026, 12, 2)),  # 開示請求
        (date(2024, 2, 29), 3, Unit.YEAR, date(2027, 2, 28)),
        (date(2026, 1, 30), 1, Unit.MONTH, date(2026, 2, 28)),  # from 1/31: no answering day
        (date(2026, 1, 31), 1, Unit.MONTH, date(2026, 2, 28)),  # from 2/1
        (date(2027, 12, 30), 2, Unit.MONTH, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, Unit.YEAR, date(2027, 12, 31)),
        (date(2026, 11, 23), 2, Unit.WEEK, date(2026, 12, 7)),
        (date(2019, 4, 30), 1, Unit.YEAR, date(2020, 4, 30)),  # over the change of the era
    ],
)
def test_the_first_day_is_not_counted(event: date, count: int, unit: Unit, last: date) -> None:
    assert after(event, count, unit) == last


def test_counted_from_a_day_the_first_one_counts() -> None:
    assert passed(date(2026, 5, 8), 20, Unit.DAY) == date(2026, 5, 28)  # 「起算して20日を経過した日」
    assert from_day(date(2025, 6, 10), 1, Unit.YEAR) == date(2026, 6, 9)
    assert from_day(date(2024, 2, 29), 1, Unit.YEAR) == date(2025, 2, 28)
    assert from_day(date(2026, 8, 31), 6, Unit.MONTH) == date(2027, 2, 28)
    assert from_day(date(2026, 6, 1), 10, Unit.DAY) == date(2026, 6, 10)


def test_no_period_is_empty() -> None:
    with pytest.raises(ValueError, match="at least one"):
        from_day(date(2026, 1, 1), 0, Unit.DAY)


@pytest.mark.parametrize(
    ("event", "days", "last"),
    [
        (date(2026, 7, 1), 7, date(2026, 7, 8)),
        (date(2026, 7, 4), 7, date(2026, 7, 13)),  # 7/11 is a Saturday
        (date(2026, 4, 22), 14, date(2026, 5, 7)),  # 5/6 is a 振替休日
        (date(2026, 12, 15), 14, date(2027, 1, 4)),  # 12/29 to 1/3, then a Monday
        (date(2026, 9, 8), 14, date(2026, 9, 24)),  # 敬老の日, 国民の休日, 秋分の日
    ],
)
def test_criminal_periods_leave_holidays_out_at_their_end(event: date, days: int, last: date) -> None:
    assert criminal(event, days, Unit.DAY) == last


def test_limitation_counts_its_first_day_and_is_never_moved() -> None:
    assert criminal(date(2026, 7, 5), 7, Unit.DAY, limitation=True) == date(2026, 7, 11)  # a Saturday


def walked(first: date, months: int) -> date:
    """The last day, found by walking: the day before the answering day, or the end of a month that has none."""
    day, left = first, months
    while True:
        day += ONE
        if day.day == 1:
            left -= 1
        short = calendar.monthrange(day.year, day.month)[1] < first.day
        if left == 0 and (day.day == first.day or (short and (day + ONE).day == 1)):
            return day if short else day - ONE


@given(DAYS, st.integers(1, 60))
def test_months_end_where_walking_ends(first: date, months: int) -> None:
    assert from_day(first, months, Unit.MONTH) == walked(first, months)


@given(DAYS, st.integers(1, 40))
def test_a_year_is_twelve_months_and_a_week_seven_days(first: date, count: int) -> None:
    assert from_day(first, count, Unit.YEAR) == from_day(first, 12 * count, Unit.MONTH)
    assert from_day(first, count, Unit.WEEK) == from_day(first, 7 * count, Unit.DAY)


@given(DAYS, DAYS, st.integers(1, 40), st.sampled_from(Unit))
def test_later_events_never_end_earlier(one: date, other: date, count: int, unit: Unit) -> None:
    early, late = sorted((one, other))
    assert after(early, count, unit) <= after(late, count, unit)
    assert criminal(early, count, unit) <= criminal(late, count, unit)


@given(DAYS, st.integers(1, 40), st.sampled_from(Unit))
def test_leaving_the_first_day_out_is_one_day_later_or_the_same_month_end(day: date, count: int, unit: Unit) -> None:
    assert timedelta(0) <= after(day, count, unit) - from_day(day, count, unit) <= timedelta(days=4)
    assert not is_court_holiday(criminal(day, count, unit))


@given(DAYS, st.integers(0, 60))
def test_the_answering_day_has_the_same_number_or_is_none(first: date, months: int) -> None:
    found = answering_day(first, months)
    assert found is None or found.day == first.day
    assert found is not None or first.day > 28


@pytest.mark.parametrize(
    ("birth", "years", "day"),
    [
        (date(2009, 4, 1), 1, date(2010, 3, 31)),
        (date(2007, 3, 1), 18, date(2025, 2, 28)),
        (date(2008, 3, 1), 20, date(2028, 2, 29)),
        (date(2008, 2, 29), 18, date(2026, 2, 28)),
        (date(2008, 2, 29), 20, date(2028, 2, 28)),
    ],
)
def test_one_grows_older_at_the_end_of_the_day_before(birth: date, years: int, day: date) -> None:
    assert day_of_age(birth, years) == day
    assert (age_on(birth, day - ONE), age_on(birth, day)) == (years - 1, years)


@given(DAYS, st.integers(1, 100))
def test_the_day_of_an_age_and_the_age_agree(birth: date, years: int) -> None:
    day = day_of_age(birth, years)
    assert age_on(birth, day) == years
    assert age_on(birth, day - ONE) == years - 1


def test_years_of_office_and_of_the_era() -> None:
    assert (fiscal_year(date(2026, 3, 31)), fiscal_year(date(2026, 4, 1))) == (2025, 2026)
    assert (wareki(date(2019, 4, 30)), wareki(date(2019, 5, 1))) == ("平成31年4月30日", "令和元年5月1日")
    assert wareki(date(1989, 1, 7)) == "昭和64年1月7日"


def test_a_local_closure_day_is_no_open_day() -> None:
    friday, closed = date(2026, 11, 27), frozenset({date(2026, 11, 30)})
    assert add_open_days(friday, 1) == date(2026, 11, 30)
    assert add_open_days(friday, 1, closed) == date(2026, 12, 1)
    assert open_days_before(date(2026, 12, 1), 1, closed) == friday
    assert open_days_between(friday, date(2026, 12, 1), closed) == 1


@given(DAYS, st.integers(1, 30), st.frozensets(DAYS, max_size=5))
def test_counting_open_days_forth_and_back_agree(day: date, count: int, closed: frozenset[date]) -> None:
    last = add_open_days(day, count, closed)
    assert is_open_day(last, closed)
    assert open_days_between(day, last, closed) == count
    back = open_days_before(last, count, closed)
    assert back <= day or back == add_open_days(day, 0, closed)
