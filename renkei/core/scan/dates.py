"""Dates and ages in all writings: 2026-11-24, R7.3.3, 令和七年三月三日, 三月三日, 3/3, 昭和59年生まれ, 42歳."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from renkei.core.calendar import ERAS, parse_date
from renkei.core.scan.finds import Find, FindKind, Known
from renkei.core.scan.text import Folded, plain

_DIGITS = {
    c: str(n)
    for n, row in enumerate(("〇○零", "一壱", "二弐", "三参", "四", "五", "六", "七", "八", "九"))
    for c in row
}
_N = r"(?:\d{1,4}|[〇○零一二三四五六七八九十元]{1,5})"
_ERA = r"(?:(?P<era>令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHSTMrhstm])\s?)"
_YEAR = rf"(?:{_ERA}(?P<year>{_N})|(?<![\d.])(?P<west>(?:19|20)\d\d|[一二][〇○零九]..))"
_DAY = re.compile(rf"{_YEAR}\s?[年./-]\s?(?P<month>{_N})\s?[月./-]\s?(?P<day>{_N})\s?日?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(?P<west>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d.-])'?(?P<two>\d\d)[./-](?P<month>\d\d?)[./-](?P<day>\d\d?)(?![\d-])")
_MONTH_DAY = re.compile(rf"(?P<month>{_N})\s?月\s?(?P<day>{_N})\s?日(?!間)")
_SLASH = re.compile(
    r"(?<![\d/.])(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"(?=\s?(?:から|より|まで|に|付|頃|ごろ|以降|生|\(|、|。|~|〜|$))"
)
_YEAR_MONTH = re.compile(rf"{_YEAR}\s?[年./-]\s?(?P<month>{_N})(?:\s?月|(?![\d./-]))")
_ONLY_YEAR = re.compile(rf"{_YEAR}\s?(?:年|生)(?!代|齢|金)")
_BORN = re.compile(rf"(?:(?P<month>{_N})\s?月|(?P<day>{_N})\s?日)\s?(?:生まれ|うまれ|産まれ|生れ|が?誕生日)")
_AGE = re.compile(
    r"(?<![〇一二三四五六七八九十\d])(?P<age>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?)\s?[歳才]"
    r"(?!未満|以上|以下|代|ごろ|頃|くらい|ぐらい|前後|から|まで|児)"
)
_AGES = range(10, 111)


def dates_in(text: str, known: Known) -> Iterator[Find]:
    """Days, past months and years, birthdays, exact ages."""
    folded, birth = plain(text), _birth(known)
    for pattern in (_DAY, _COMPACT, _SHORT_YEAR, _MONTH_DAY, _SLASH, _YEAR_MONTH, _ONLY_YEAR, _BORN):
        for match in pattern.finditer(folded.text):
            find = _find(folded, text, match, pattern, birth, known.today)
            if find:
                yield find
    for match in _AGE.finditer(folded.text):
        age = _number(match["age"])
        if age in _AGES:
            start, end = folded.span(match.start(), match.end())
            yield Find(FindKind.AGE, start, end, text[start:end], f"{age // 10 * 10}代" if age >= 20 else "若いころ")  # noqa: PLR2004


def _find(
    folded: Folded, text: str, match: re.Match[str], pattern: re.Pattern[str], birth: date | None, today: date
) -> Find | None:
    year, month, day = _year(match), _part(match, "month"), _part(match, "day")
    if not _possible(year, month, day) or (pattern is _YEAR_MONTH and month is None):
        return None
    start, end = folded.span(match.start(), match.end())
    if _is_birth(birth, year, month, day) or pattern is _BORN:
        return Find(FindKind.BIRTH_DATE, start, end, text[start:end], "")
    if day is None and _may_stand(year, month, today):
        return None
    return Find(FindKind.DATE, start, end, text[start:end], _coarser(year, month, today))


def _is_birth(birth: date | None, year: int | None, month: int | None, day: int | None) -> bool:
    """The whole birthday, its month and day, or the year alone."""
    if birth is None:
        return False
    told = [(given, own) for given, own in ((year, birth.year), (month, birth.month), (day, birth.day)) if given]
    same = all(given == own for given, own in told)
    return same and (year is not None or (month is not None and day is not None))


def _may_stand(year: int | None, month: int | None, today: date) -> bool:
    """This month and later, this year and later: when something is wanted, not what was."""
    if year is None:
        return False
    return (year, month) >= (today.year, today.month) if month else year >= today.year


def _coarser(year: int | None, month: int | None, today: date) -> str:
    if year is not None and not _may_stand(year, month, today):
        return "以前"
    if month is None:
        return "以前"
    return f"{month}月ごろ"


def _possible(year: int | None, month: int | None, day: int | None) -> bool:
    if month is not None and not 1 <= month <= 12:  # noqa: PLR2004
        return False
    if day is not None and not 1 <= day <= 31:  # noqa: PLR2004
        return False
    return year is None or 1868 <= year <= 2200  # noqa: PLR2004


def _year(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("west"):
        return _number(groups["west"])
    if groups.get("two"):
        return None
    if not groups.get("era"):
        return None
    number = _number(groups["year"])
    first = next((f for f, name, letter in ERAS if groups["era"].upper() in (name, letter)), None)
    return first.year + number - 1 if first and number else None


def _part(match: re.Match[str], name: str) -> int | None:
    value = match.groupdict().get(name)
    return _number(value) if value else None


def _number(text: str) -> int:
    """12, 十二, 一二, 元; 0 for what is no number."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (int(_digits(tens) or 1)) * 10 + int(_digits(ones) or 0)
    return int(_digits(text) or 0)


def _digits(text: str) -> str:
    return "".join(_DIGITS.get(c, c) for c in text if c in _DIGITS or c.isdecimal())


def _birth(known: Known) -> date | None:
    try:
        return parse_date(known.birth_date)
    except ValueError:
        return None
