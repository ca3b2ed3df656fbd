"""保存期間: how long each kind of record is kept, from when it counts, and on what that rests. Edit the table here.

A municipality with another period in its 文書管理規程 enters it in 「個人情報のきまり」 (rules/local.py), dated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from renkei.core.calendar import fiscal_year
from renkei.core.privacy import Retention

#: Years after the fiscal year of the closing. No law names a term for this programme's records; five years is what the
#: standards of 計画相談支援 and subsidy documents ask, and is each municipality's to change (assumption).
DEFAULT_YEARS = 5


@dataclass(frozen=True)
class Keeping:
    """One line of the table. `years` None: not counted from a closing."""

    years: int | None
    counted_from: str
    source: str


_ASSUMED = "仮定（市町村の文書管理規程で確かめる）"
TABLE: dict[Retention, Keeping] = {
    Retention.CASE: Keeping(DEFAULT_YEARS, "終結した年度の末日の翌日から", _ASSUMED),
    Retention.REQUEST: Keeping(DEFAULT_YEARS, "決定・処理を終えた年度の末日の翌日から", _ASSUMED),
    Retention.AUDIT: Keeping(6, "記録した年度の末日の翌日から", "仮定（1年間は画面で、その後5年間は保管。期間の定めは未確認）"),
    Retention.CONTRACT: Keeping(DEFAULT_YEARS, "取決め・委託が終わった年度の末日の翌日から", _ASSUMED),
    Retention.STAFF: Keeping(DEFAULT_YEARS, "所属が終わった年度の末日の翌日から", _ASSUMED),
    Retention.EDITION: Keeping(None, "新しい版を取り込むまで", "公表データ（個人情報を含まない）"),
    Retention.STANDING: Keeping(None, "使われている間", "設定・台帳"),
    Retention.STATISTICS: Keeping(None, "常用", "個人を含まない"),
    Retention.TRAINING: Keeping(DEFAULT_YEARS, "研修が終わった年度の末日の翌日から", _ASSUMED),
    Retention.SHORT: Keeping(1, "作られた日から", "仮定（必要がなくなったら消してよいもの）"),
}  # fmt: skip


def in_words(retention: Retention) -> str:
    """「5年（終結した年度の末日の翌日から）」."""
    kept = TABLE[retention]
    return f"{kept.years}年（{kept.counted_from}）" if kept.years else kept.counted_from


def last_day(closed_on: date, years: int) -> date:
    """The last day of keeping: 31 March `years` after the end of the fiscal year (4月–3月) in which it was closed.

    `last_day(date(2026, 11, 24), 5)` → 2032-03-31; a closing on 31 March belongs to the year that ends that day.
    """
    return date(fiscal_year(closed_on) + 1 + years, 3, 31)


def is_due(closed_on: date, years: int, *, on: date) -> bool:
    """May it be destroyed on this day: is the last day of keeping over?"""
    return on > last_day(closed_on, years)


def newest_due(years: int, *, on: date) -> date:
    """The last day of closing that is due on this day: `is_due(day, years, on=on)` for it and every day before."""
    return date(fiscal_year(on) - years, 3, 31)


def due_from(closed_on: date, years: int) -> date:
    """The first day on which it may be destroyed."""
    return last_day(closed_on, years) + timedelta(days=1)
