"""Numbers that say nothing."""

from __future__ import annotations

from datetime import date

from renkei.core.calendar import fiscal_year

REIWA_OFFSET = 2018  # 令和n年度 = FY − 2018


def inquiry_number(day: date, code: str) -> str:
    """打診番号: 年度 and a random code. S8-7K3Q9 (S: 相談)."""
    return f"S{fiscal_year(day) - REIWA_OFFSET}-{code}"
