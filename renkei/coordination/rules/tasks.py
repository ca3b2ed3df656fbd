"""In which order tasks stand, and what they are called where their words are not open to the reader."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

#: Days before the due date from which a task waits on the home page.
SOON_DAYS = 3
#: Assumption: a task without a day to begin, due only after so many days, need not be looked at today.
LATER_DAYS = 14
#: Instead of the words of a task whose information class is not open to the reader.
WITHHELD = "（内容は、この情報区分を開示された担当者だけが見られます）"


class Group(StrEnum):
    """The groups of the page, in their order: what is nobody's yet first."""

    NOBODY = "まだだれも引き受けていないこと"
    OVERDUE = "期限が過ぎていること"
    MINE = "わたしがすること"
    OTHERS = "ほかの人・機関がすること"
    ENDED = "済んだこと・取りやめたこと"


def group_of(*, is_open: bool, is_taken: bool, is_mine: bool, due: date | None, today: date) -> Group:
    """Where a task stands on the page: the first group that fits."""
    if not is_open:
        return Group.ENDED
    if not is_taken:
        return Group.NOBODY
    if due is not None and due < today:
        return Group.OVERDUE
    return Group.MINE if is_mine else Group.OTHERS


def is_later(*, is_open: bool, start: date | None, due: date | None, today: date) -> bool:
    """May it stay folded today? An open task whose day to begin has not come; without one, a task due after LATER_DAYS days."""
    if start is None:
        return is_open and due is not None and due > today + timedelta(days=LATER_DAYS)
    return is_open and start > today
