"""Lists of 研修 as files: CSV (UTF-8 with BOM) and Excel, under neutral names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from renkei.core.calendar import wareki
from renkei.core.clock import day_of
from renkei.core.tables import Cell

PEOPLE = ("受付番号", "状態", "事業所番号", "事業所・機関", "名前", "職種", "電話", "メール", "出欠", "修了証の番号")
RECORDS = ("研修の日", "研修", "種類", "事業所番号", "事業所・機関", "名前", "職種", "出欠", "修了証の番号")


def people_rows(seats: Iterable[Any]) -> list[list[Cell]]:
    """A line for each registration."""
    return [
        [
            s.number, s.get_status_display(), s.office_number, s.office_name, s.name or "", s.get_job_display(), s.phone or "",
            s.mail or "", s.get_mark_display(), s.certificate or "",
        ]
        for s in seats
    ]  # fmt: skip


def record_rows(seats: Iterable[Any]) -> list[list[Cell]]:
    """A line for each person who was at a training."""
    return [
        [
            wareki(day_of(s.training.starts_at)), s.training.title, s.training.get_kind_display(), s.office_number, s.office_name,
            s.name or "", s.get_job_display(), s.get_mark_display(), s.certificate or "",
        ]
        for s in seats
    ]  # fmt: skip
