"""Re-identification: how many people the facts of a sheet could describe. Method: docs/explanation/anonymous-inquiry.md.

People of the area × the share of each stated fact. The facts count as independent and every number is rounded down; what
is stated in words is not counted. All numbers stand in `crowd.toml`, each with its source or as an assumption.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from renkei.inquiries.enums import ThreeWay
from renkei.inquiries.rules.sheets import Sheet, month_words
from renkei.people.enums import SupportCategory

_UNASSESSED = (SupportCategory.NOT_ASSESSED, SupportCategory.APPLIED, SupportCategory.NOT_APPLICABLE)
_GRADE = re.compile(r"[0-9０-９一二三四五六七]\s?[級度]|[ABCＡＢＣ]\s?[0-9０-９]?|最?重度|中度|軽度")
#: 年代 that say less: each band and the wider one it lies in.
WIDER_AGES = {
    "20代": "20～30代", "30代": "20～30代", "40代": "40～50代", "50代": "40～50代", "60代": "60～70代", "70代": "60～70代",
    "20～30代": "20～50代", "40～50代": "20～50代", "60～70代": "60歳以上", "80歳以上": "60歳以上",
}  # fmt: skip
_INSIDE = {
    "20～30代": ("20代", "30代"), "40～50代": ("40代", "50代"), "60～70代": ("60代", "70代"),
    "20～50代": ("20代", "30代", "40代", "50代"), "60歳以上": ("60代", "70代", "80歳以上"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A municipality or prefecture of the area: its code (5 or 2 digits), name, kind, and the prefecture's code."""

    code: str
    name: str
    kind: str
    prefecture_code: str
    prefecture: str


@dataclass(frozen=True)
class Factor:
    """One line of the reckoning: what is stated, in words, and the share of people it leaves."""

    label: str
    share: float

    @property
    def percent(self) -> str:
        """13％, 0.8％."""
        return f"{self.share * 100:.3g}％"


@dataclass(frozen=True)
class Crowd:
    """`people`: at least so many, rounded down. `factors`: how it comes about. `base`: people of the area."""

    people: int
    base: int
    base_words: str
    factors: tuple[Factor, ...]
    exact: float = 0.0  # before rounding: which of two steps says less

    @property
    def words(self) -> str:
        """For a screen: 約120人, 1人未満."""
        return f"約{self.people:,}人" if self.people else "1人未満"


@dataclass(frozen=True)
class Proposal:
    """One click that says less: the fields it changes, in words, and the number it raises to."""

    name: str
    label: str
    sheet: Sheet
    crowd: Crowd


@cache
def numbers() -> dict[str, Any]:
    """`crowd.toml`."""
    return tomllib.loads(files("renkei.inquiries.rules").joinpath("crowd.toml").read_text(encoding="utf-8"))


def default_floor() -> int:
    """The floor where the municipality has set none."""
    return int(numbers()["floor"]["people"])


def crowd_of(sheet: Sheet, places: Iterable[Place], *, own_cases: int | None = None) -> Crowd:
    """The estimate for a sheet.

    Args:
        places: the area's municipalities or prefectures; none: the smallest assumption counts.
        own_cases: cases of this programme in the area; where the background is told, no more people than that are meant.
    """
    base, base_words = _people_of(list(places))
    factors = tuple(_factors(sheet))
    people = base * math.prod(f.share for f in factors)
    if sheet.with_background and own_cases is not None:
        people = min(people, own_cases * math.prod(f.share for f in factors if f.label not in ("背景", "障害")))
    return Crowd(_down(people), base, base_words, factors, people)


def narrower(first: Sheet, second: Sheet) -> Sheet:
    """What somebody knows who read both: of every fact the more exact statement."""
    return replace(
        first,
        age_band=min((first.age_band, second.age_band), key=_age_share),
        sex=min((first.sex, second.sex), key=_sex_share),
        disabilities=max((first.disabilities, second.disabilities), key=lambda d: -math.prod(_disability_shares(d))),
        certificates=max((first.certificates, second.certificates), key=lambda c: -_certificate_share(c)),
        support_category=min((first.support_category, second.support_category), key=_category_share),
        month=min((first.month, second.month), key=_month_share),
        medical=first.medical if first.medical == ThreeWay.YES else second.medical,
        with_background=first.with_background or second.with_background,
    )


def proposals(sheet: Sheet, places: list[Place], *, own_cases: int | None = None) -> list[Proposal]:
    """Every single step that says less and raises the number, the most effective first. The area's is `prefecture`."""
    now = crowd_of(sheet, places, own_cases=own_cases).exact
    found = []
    for name, label, coarser in _steps(sheet):
        wide = _prefectures(places) if name == "area" else places
        if not all(p.name for p in wide):
            continue
        changed = replace(sheet, area="、".join(p.name for p in wide)) if name == "area" else coarser
        crowd = crowd_of(changed, wide, own_cases=own_cases)
        if crowd.exact > now and (name != "area" or wide != places):
            found.append(Proposal(name, label, changed, crowd))
    return sorted(found, key=lambda p: (-p.crowd.exact, p.name))


def _steps(sheet: Sheet) -> Iterable[tuple[str, str, Sheet]]:
    if sheet.age_band in WIDER_AGES:
        wide = WIDER_AGES[sheet.age_band]
        yield "age_band", f"年代を「{wide}」にする", replace(sheet, age_band=wide)
    if sheet.sex:
        yield "sex", "性別を書かない", replace(sheet, sex="")
    if sheet.disabilities:
        yield "disabilities", "障害の種別を書かない", replace(sheet, disabilities=())
    if sheet.certificates:
        yield "certificates", "手帳の種類・等級を書かない", replace(sheet, certificates="")
    if sheet.support_category:
        yield "support_category", "障害支援区分を書かない", replace(sheet, support_category="")
    if sheet.month and (wide := wider_month(sheet.month)) != sheet.month:
        yield "month", f"利用開始を「{month_words(wide) or '決まっていない'}」にする", replace(sheet, month=wide)
    if sheet.area:
        yield "area", "希望する地域を都道府県で書く", sheet
    if sheet.with_background:
        yield "with_background", "背景を伝えない", replace(sheet, with_background=False)


def wider_month(month: str) -> str:
    """A month → its quarter of the year; a quarter → its half; a half → not stated."""
    first, _, last = month.partition("~")
    year, start = (int(n) for n in first.split("-"))
    size = _span(month)
    if size > 3 or (last and last < first):  # noqa: PLR2004
        return ""
    width = 3 if size == 1 else 6
    begin = (start - 1) // width * width + 1
    return f"{year}-{begin:02d}~{year}-{begin + width - 1:02d}"


def _span(month: str) -> int:
    first, _, last = month.partition("~")
    year, start = (int(n) for n in first.split("-"))
    until, end = (int(n) for n in (last or first).split("-"))
    return (until - year) * 12 + end - start + 1


def _prefectures(places: list[Place]) -> list[Place]:
    found = {
        p.prefecture_code: Place(p.prefecture_code, p.prefecture, "prefecture", p.prefecture_code, p.prefecture)
        for p in places
    }
    return list(found.values())


def _people_of(places: list[Place]) -> tuple[int, str]:
    table, known = numbers()["people"], {a["code"]: a for a in numbers()["areas"]}
    if not places:
        return table["unknown"], "地域が一覧にないため、最も小さい前提"
    total, words = 0, []
    for place in places:
        own = known.get(place.code)
        total += own["people"] if own else table.get(place.kind, table["unknown"])
        words.append(f"{place.name}：{own['source'] or '前提' if own else '前提'}")
    return total, "、".join(words)


def _factors(sheet: Sheet) -> Iterable[Factor]:
    shares = numbers()["shares"]
    yield Factor("障害", math.prod(_disability_shares(sheet.disabilities)))
    if _age_share(sheet.age_band) < 1:
        yield Factor("年代", _age_share(sheet.age_band))
    if sheet.sex:
        yield Factor("性別", _sex_share(sheet.sex))
    if sheet.certificates:
        yield Factor("手帳", _certificate_share(sheet.certificates))
    if sheet.support_category:
        yield Factor("障害支援区分", _category_share(sheet.support_category))
    if sheet.month:
        yield Factor("利用開始", _month_share(sheet.month))
    if sheet.medical == ThreeWay.YES:
        yield Factor("医療", shares["yes"])
    if sheet.with_background:
        yield Factor("背景", shares["background"])


def _age_share(band: str) -> float:
    ages = numbers()["ages"]
    if band in _INSIDE:
        return float(sum(ages[b] for b in _INSIDE[band]))
    return float(ages.get(band, 1.0))


def _sex_share(sex: str) -> float:
    return float(numbers()["sexes"].get(sex, 0.0)) if sex else 1.0


def _category_share(code: str) -> float:
    return float(numbers()["shares"]["not_assessed" if code in _UNASSESSED else "assessed"]) if code else 1.0


def _disability_shares(codes: tuple[str, ...]) -> list[float]:
    table = numbers()["disabilities"]
    if not codes:
        return [table["any"]]
    rarest = min(table.get(c, 0.0) for c in codes)
    return [rarest, *[numbers()["shares"]["second_disability"]] * (len(codes) - 1)]


def _certificate_share(words: str) -> float:
    shares = numbers()["shares"]
    if not words:
        return 1.0
    return float(shares["certificate_grade" if _GRADE.search(words) else "certificate"])


def _month_share(month: str) -> float:
    if not month:
        return 1.0
    shares, span = numbers()["shares"], _span(month)
    if span <= 1:
        return float(shares["month"])
    return float(shares["quarter" if span <= 3 else "half"])  # noqa: PLR2004


def _down(people: float) -> int:
    """Never up: below 100 to the whole person, above to two figures."""
    whole = math.floor(people + 1e-9)
    if whole < 100:  # noqa: PLR2004
        return max(whole, 0)
    step = 10 ** (len(str(whole)) - 2)
    return int(whole // step * step)
