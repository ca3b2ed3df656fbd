"""定休日 of an office, as it is published in free words: 土日祝, 第2・第4土曜, 水曜日, 年末年始, 12/29～1/3, なし."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import jpholiday

from renkei.core.text import normalise

_WEEKDAYS = "月火水木金土日"
_NONE = re.compile(r"無|(?:無|な)し|年中無休|無休|特になし|特に無し|ありません")
_PERIOD = re.compile(r"(\d{1,2})[/月](\d{1,2})日?(?:から|[~〜～-])(\d{1,2})[/月](\d{1,2})日?(?:まで)?")
_YEAR_END = re.compile(r"年末年始|年末・年始|正月|元旦")
_HOLIDAY = re.compile(r"国民の(?:休日|祝日)|祝祭日|祝日|祭日|祝")
_NTH = re.compile(r"第?\d(?:[・、,.及び第とや]*\d)*(?:週)?(?:の)?([月火水木金土日])(?:曜日?)?")
_DAYS = re.compile(r"(?:毎週)?([月火水木金土日](?:[・、,/及びと~〜～-]*[月火水木金土日])*)(?:曜日?)?")
#: Words that change nothing of what is read: 「定休日：」「など」「のみ」.
_FILLING = re.compile(
    r"定休日|休業日|休日|休暇|休み|休業|期間|お盆|夏季|夏期|冬季|ゴールデンウィーク|GW|曜日?|毎週|及び|および|ただし|のみ|など|等|その他|、|・|,|\.|。|:|/|\(|\)|と|の|は|を除く| "
)
_LAST_WEEK = ((12, 29), (1, 3))


@dataclass(frozen=True)
class ClosedDays:
    """When an office is closed. `is_known`: everything in the text was understood; else the reader should look himself."""

    weekdays: frozenset[int] = frozenset()  # 0 Monday … 6 Sunday
    holidays: bool = False
    periods: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()  # (month, day) from–to, every year
    is_known: bool = False
    words: str = ""

    def is_closed(self, day: date) -> bool:
        """As far as is known. An unknown office counts as closed on weekends, holidays and at the turn of the year."""
        md = (day.month, day.day)
        within = any(a <= md <= b if a <= b else md >= a or md <= b for a, b in self.periods)
        return within or day.weekday() in self.weekdays or (self.holidays and bool(jpholiday.is_holiday(day)))


UNKNOWN = ClosedDays(frozenset({5, 6}), True, (_LAST_WEEK,))


def closed_days(published: str) -> ClosedDays:
    """Read the usual forms. A day that is closed only in some weeks counts as closed; an unread rest makes it unknown."""
    text = normalise(published)
    if not text:
        return UNKNOWN
    if _NONE.fullmatch(text):
        return ClosedDays(is_known=True, words=text)
    rest, periods = text, [((int(a), int(b)), (int(c), int(d))) for a, b, c, d in _PERIOD.findall(text)]
    rest = _PERIOD.sub(" ", rest)
    if _YEAR_END.search(rest):
        periods, rest = periods or [_LAST_WEEK], _YEAR_END.sub(" ", rest)
    holidays, rest = bool(_HOLIDAY.search(rest)), _HOLIDAY.sub(" ", rest)
    weekdays: set[int] = {_WEEKDAYS.index(day) for day in _NTH.findall(rest)}
    rest = _NTH.sub(" ", rest)
    for run in _DAYS.findall(rest):
        weekdays |= _run_of_days(run)
    rest = _FILLING.sub("", _DAYS.sub(" ", rest))
    if rest.strip() or not (weekdays or holidays or periods):
        return ClosedDays(UNKNOWN.weekdays | weekdays, True, (*UNKNOWN.periods, *periods), is_known=False, words=text)
    return ClosedDays(frozenset(weekdays), holidays, tuple(periods), is_known=True, words=text)


def _run_of_days(run: str) -> set[int]:
    """土日 → 5, 6; 月～水 → 0, 1, 2."""
    found = {_WEEKDAYS.index(c) for c in run if c in _WEEKDAYS}
    for first, last in re.findall(r"([月火水木金土日])[~〜～-]([月火水木金土日])", run):
        a, b = _WEEKDAYS.index(first), _WEEKDAYS.index(last)
        found |= set(range(a, b + 1)) if a <= b else {*range(a, 7), *range(b + 1)}
    return found
