"""定期協議 and 協議会: which cases are hard, and how a case is told without the person. Pure.

Source: the programme's Q&A 2 (定期的な協議・情報交換, 困難事例の検討); thresholds: `council_assumptions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from renkei.cases.enums import NeedKind
from renkei.core.calendar import wareki
from renkei.core.periods import answering_day
from renkei.programme.enums.council import AgeSpan, Hard, Waited
from renkei.programme.rules import council_assumptions as assumed

_SPANS = {"20代": AgeSpan.YOUNG, "30代": AgeSpan.YOUNG, "40代": AgeSpan.MIDDLE, "50代": AgeSpan.MIDDLE}
_OLD = ("60代", "70代", "80歳以上")
_QUARTER = 3


@dataclass(frozen=True)
class CaseFacts:
    """What the rules look at. Days are None where they are not known, or not open to whoever asks.

    Args:
        accepted_on: the day of 受理.
        without_housing: is no place for living settled?
        needed_on: the day from which the place is needed.
        declines: offices that declined.
        advice_due: the due date of the oldest question to the centre that is not answered.
    """

    accepted_on: date | None = None
    without_housing: bool = False
    needed_on: date | None = None
    declines: int = 0
    suspended: bool = False
    advice_due: date | None = None
    undecided: bool = False


@dataclass(frozen=True)
class Told:
    """A case in coarse codes: what may lie on a table where not everybody knows the case."""

    age: str = ""
    needs: tuple[str, ...] = ()
    month: str = ""
    waited: str = ""
    reasons: tuple[str, ...] = field(default_factory=tuple)


def reasons_of(facts: CaseFacts, *, today: date) -> tuple[Hard, ...]:
    """Why the case is hard, in the order of `Hard`; empty where it is not."""
    found = {
        Hard.DECLINED: facts.declines >= assumed.DECLINES,
        Hard.WAITING: facts.without_housing and _days(facts.accepted_on, today) >= assumed.WAITING_DAYS,
        Hard.SOON: facts.without_housing and _is_soon(facts.needed_on, today),
        Hard.SUSPENDED: facts.suspended,
        Hard.UNANSWERED: facts.advice_due is not None and (today - facts.advice_due).days > assumed.LATE_ADVICE_DAYS,
        Hard.UNDECIDED: facts.undecided,
    }
    return tuple(reason for reason in Hard if found[reason])


def _days(since: date | None, today: date) -> int:
    return (today - since).days if since else -1


def _is_soon(day: date | None, today: date) -> bool:
    """Also a day that has passed: then it is urgent."""
    return day is not None and (day - today).days <= assumed.SOON_DAYS


def waited_of(accepted_on: date | None, *, today: date) -> str:
    """The coarse span since 受理; "" before."""
    days = _days(accepted_on, today)
    if days < 0:
        return ""
    if days < 90:  # noqa: PLR2004 - the words of Waited
        return Waited.SHORT
    return Waited.MIDDLE if days < 180 else Waited.LONG  # noqa: PLR2004


def span_of(age_band: str) -> str:
    """The coarse 年代 of a ten-year band; "" for the young and the unknown."""
    return AgeSpan.OLD if age_band in _OLD else _SPANS.get(age_band, "")


def quarter_of(month: date | None) -> str:
    """The quarter a month lies in: 2027-01~2027-03; "" where there is none."""
    if month is None:
        return ""
    first = (month.month - 1) // _QUARTER * _QUARTER + 1
    return f"{month.year}-{first:02d}~{month.year}-{first + _QUARTER - 1:02d}"


def month_words(quarter: str) -> str:
    """令和9年1月～3月ごろ."""
    if not quarter:
        return ""
    (year, first), (_, last) = ((int(n) for n in part.split("-")) for part in quarter.split("~"))
    return f"{wareki(date(year, first, 1)).removesuffix('1日')}～{last}月ごろ"


def rows_of(told: Told) -> list[tuple[str, str]]:
    """(label, words) of the codes; what is not said is left out."""
    rows = [
        ("年代", str(AgeSpan(told.age).label) if told.age else ""),
        ("必要な支援", "、".join(needs_words(told.needs))),
        ("利用開始の希望", month_words(told.month)),
        ("調整を始めてから", str(Waited(told.waited).label) if told.waited else ""),
        ("取り上げる理由", "、".join(str(Hard(code).label) for code in told.reasons)),
    ]
    return [(label, words) for label, words in rows if words]


def needs_words(codes: Iterable[str]) -> list[str]:
    """Words of the kinds of support; codes that are none are left out."""
    labels = dict(NeedKind.choices)
    return [str(labels[code]) for code in codes if code in labels]


def line_of(told: Told, *, number: int) -> str:
    """The item of an agenda: 「事例1　年代：40～50代 …」."""
    return f"事例{number}　" + "　".join(f"{label}：{words}" for label, words in rows_of(told))


def is_bound(*, pledge: str, pledged_on: date | None, pledged_until: date | None, on: date) -> bool:
    """Is the 守秘 pledge alive on this day? A pledge without an end holds on."""
    if not pledge or pledged_on is None or pledged_on > on:
        return False
    return pledged_until is None or pledged_until >= on


def sits(*, starts_on: date, ends_on: date | None, on: date) -> bool:
    """Is this day within the term?"""
    return starts_on <= on and (ends_on is None or ends_on >= on)


def next_day(day: date, months: int) -> date:
    """The same day so many months later; the 28th where a month has no such day."""
    return answering_day(day, months) or answering_day(day.replace(day=28), months) or day
