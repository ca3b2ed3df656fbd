"""Numbers, neutral wording, when a case is placed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from renkei.cases.enums import NEUTRAL_STATUS, CaseStatus, NeedStatus
from renkei.core.calendar import fiscal_year

REIWA_OFFSET = 2018  # 令和n年度 = FY − 2018


def case_number(day: date, code: str) -> str:
    """年度 and a random code: R8-7K3Q9."""
    return f"R{fiscal_year(day) - REIWA_OFFSET}-{code}"


def status_label(status: str, *, neutral: bool) -> str:
    """The word for the stage; the neutral one for bodies that were not told of justice matters."""
    value = CaseStatus(status)
    return NEUTRAL_STATUS[value] if neutral else value.label


def all_settled(statuses: Iterable[str]) -> bool:
    """A case is placed when there is a need and every need is met or waived."""
    found = list(statuses)
    return bool(found) and all(s in (NeedStatus.MET, NeedStatus.WAIVED) for s in found)
