"""Dates as Japanese offices write and count them (和暦, 年度, 開庁日)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta

import jpholiday

from renkei.core.clock import TOKYO

# First day of each era (元号), newest first. Source: 元号を改める政令 of each era.
ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 1, 25), "明治", "M"),
)
_SEPARATED = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_ERA = re.compile(r"(令和|平成|昭和|大正|明治|[RHSTM])(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def wareki(day: date) -> str:
    """`date(2026, 11, 24)` → 令和8年11月24日; the first year of an era is 元年."""
    for first, name, _ in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def wareki_dt(moment: datetime) -> str:
    """An aware moment in Japan's time: 令和8年11月24日 9時05分."""
    local = moment.astimezone(TOKYO)
    return f"{wareki(local.date())} {local.hour}時{local.minute:02d}分"


def parse_date(text: str) -> date:
    """Read a date typed as 2026-11-24, 2026/11/24, 2026年11月24日, 20261124, R8.11.24 or 令和8年11月24日.

    Raises:
        ValueError: with a Japanese sentence for the user.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "").upper()
    plain = re.sub(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", plain)
    if western := _SEPARATED.fullmatch(plain):
        return _build(*(int(part) for part in western.groups()))
    if era := _ERA.fullmatch(plain):
        first, name, _ = next(entry for entry in ERAS if era[1] in entry[1:])
        day = _build(first.year + (1 if era[2] == "元" else int(era[2])) - 1, int(era[3]), int(era[4]))
        if day < first or wareki(day)[:2] != name:
            raise ValueError(f"{name}の期間に含まれない日付です。年月日を確認してください。")
        return day
    raise ValueError("日付は「2026-11-24」または「令和8年11月24日」のように入力してください。")


def _build(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("暦にない日付です。年月日を確認してください。") from None


def fiscal_year(day: date) -> int:
    """会計年度: the western year in which the April of this fiscal year lies."""
    return day.year - (day.month < 4)


#: No local closure days.
_NEVER: frozenset[date] = frozenset()


def is_open_day(day: date, closed: Collection[date] = _NEVER) -> bool:
    """開庁日: not a weekend, a public holiday or 12/29–1/3 (地方自治法4条の2 and each 条例), nor a local closure day.

    Args:
        closed: further days on which this municipality is closed (its own 閉庁日).
    """
    return not is_court_holiday(day) and day not in closed


def is_court_holiday(day: date) -> bool:
    """土日・祝日・1/2・1/3・12/29–31 (刑事訴訟法55条3項; 1/1 is a public holiday): the same days on which offices are closed."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() >= 5 or year_end or bool(jpholiday.is_holiday(day))


def add_open_days(day: date, count: int, closed: Collection[date] = _NEVER) -> date:
    """The `count`-th open day after `day` (初日不算入)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_open_day(day, closed)
    return day


def open_days_before(day: date, count: int, closed: Collection[date] = _NEVER) -> date:
    """The `count`-th open day before `day`; `day` itself is not counted."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_open_day(day, closed)
    return day


def open_days_between(first: date, last: date, closed: Collection[date] = _NEVER) -> int:
    """How many open days lie after `first` up to and with `last`; 0 where `last` is not later."""
    return sum(is_open_day(first + timedelta(days=n), closed) for n in range(1, (last - first).days + 1))


def age_on(birth: date, day: date) -> int:
    """Age in completed years. A person grows older at the end of the day before the birthday (年齢計算ニ関スル法律)."""
    tomorrow = day + timedelta(days=1)
    return tomorrow.year - birth.year - ((tomorrow.month, tomorrow.day) < (birth.month, birth.day))


def day_of_age(birth: date, years: int) -> date:
    """The day at whose end a person completes `years` years: the day before the birthday (年齢計算ニ関スル法律, 民法143条).

    Born on 2/29: the last day before 3/1 minus one, 2/28, in every year; born on 3/1: 2/29 in leap years.
    """
    try:
        birthday = birth.replace(year=birth.year + years)
    except ValueError:  # 2/29 in a year without one: the day before is 2/28 all the same
        return date(birth.year + years, 2, 28)
    return birthday - timedelta(days=1)


def fiscal_year_range(year: int) -> tuple[date, date]:
    """First and last day of a 会計年度 (地方自治法208条)."""
    return date(year, 4, 1), date(year + 1, 3, 31)
