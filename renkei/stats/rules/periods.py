"""Periods of whole months (年度, or from month to month): by days, two periods would tell one person by their difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from renkei.core.calendar import fiscal_year, wareki
from renkei.core.errors import RuleBroken

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Period:
    """First and last day, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """令和8年4月1日から令和9年3月31日まで."""
        return f"{wareki(self.first)}から{wareki(self.last)}まで"


def of_fiscal_year(year: int) -> Period:
    """April of this year to the next March."""
    return Period(date(year, 4, 1), date(year + 1, 3, 31))


def of_month(month: date) -> Period:
    """The whole month of this day."""
    first = month.replace(day=1)
    return Period(first, _next(first) - timedelta(days=1))


def of_months(first: str, last: str, *, least: int) -> Period:
    """From the first day of a month to the last of another, each written 2026-04.

    Raises:
        RuleBroken: not a month, the wrong way round, or fewer than `least` months.
    """
    start, end = _month(first, "first"), _month(last, "last")
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months < 1:
        raise RuleBroken("「いつまで」は「いつから」以後の月を選んでください。", field="last")
    if months < least:
        raise RuleBroken(
            f"期間は{least}か月以上にしてください。短いと、数から一人の方のことが分かるおそれがあります。", field="last"
        )
    return Period(start, _next(end) - timedelta(days=1))


def fiscal_years(today: date, *, back: int) -> list[int]:
    """This fiscal year and those before it, newest first."""
    return [fiscal_year(today) - n for n in range(back + 1)]


def months_until(today: date, *, back: int) -> list[date]:
    """First days of the months of these fiscal years, newest first."""
    found, month = [], today.replace(day=1)
    while fiscal_year(month) >= fiscal_year(today) - back:
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def year_words(year: int) -> str:
    """2026 → 令和8年度."""
    return f"{wareki(date(year, 5, 1)).split('年')[0]}年度"


def month_words(month: date) -> str:
    """2026-04-01 → 令和8年4月."""
    return wareki(month).split("月")[0] + "月"


def _month(text: str, field: str) -> date:
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise RuleBroken("月を一覧から選んでください。", field=field)
    return date(int(found[1]), int(found[2]), 1)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
