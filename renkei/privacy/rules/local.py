"""個人情報のきまり: the standard values, and what a municipality sets otherwise from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from renkei.inquiries.rules.crowd import default_floor
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.rules.retention import DEFAULT_YEARS


@dataclass(frozen=True)
class Standard:
    """The value without a local rule, its unit and where it comes from. `lowest` … `highest`: what a form takes."""

    value: int
    unit: str
    source: str
    lowest: int = 1
    highest: int = 365


STANDARD: dict[str, Standard] = {
    RuleKind.DECIDE_DAYS: Standard(30, "日", "個人情報保護法（請求の翌日から30日）。条例で短くしている市町村がある", highest=30),
    RuleKind.EXTEND_DAYS: Standard(30, "日", "個人情報保護法（30日まで）", lowest=0, highest=30),
    RuleKind.KEEP_YEARS: Standard(DEFAULT_YEARS, "年", "仮定。市町村の文書管理規程で確かめる", highest=30),
    RuleKind.RETURN_DAYS: Standard(30, "日", "仮定。取決めに定めがあればその日数"),
    RuleKind.FILE_PERSONS: Standard(1000, "人", "個人情報保護法（1,000人以上）。条例で少ない人数にしている市町村がある", highest=1000),
    RuleKind.CROWD_FLOOR: Standard(default_floor(), "人", "仮定。これより少ない人にしか当てはまらない打診票は送れない", lowest=3, highest=1000),
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A dated local rule. `ends_on` None: until further notice; both days included."""

    kind: str
    value: int
    starts_on: date
    ends_on: date | None = None


def value_on(settings: Iterable[Setting], kind: str, on: date) -> int:
    """The value in force on a day: the local rule that started last, else the standard."""
    found = [
        s for s in settings if s.kind == kind and s.starts_on <= on and (s.ends_on is None or on <= s.ends_on)
    ]  # fmt: skip
    return max(found, key=lambda s: s.starts_on).value if found else STANDARD[kind].value
