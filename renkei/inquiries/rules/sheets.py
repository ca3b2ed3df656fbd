"""The anonymous sheet (受入打診票): a snapshot of facts that do not say who it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from renkei.cases.enums import NeedKind
from renkei.core.calendar import wareki
from renkei.inquiries.enums import ThreeWay
from renkei.offices.enums import ServiceKind, Wish
from renkei.offices.rules.service_codes import service_label
from renkei.people.enums import Disability, Sex, SupportCategory

#: The one sentence of the background switch. Saying it is giving criminal information; nothing more is ever said here.
BACKGROUND_LINE = "罪を犯したとされる経過があり、地域で暮らすために福祉の支援を必要としている方です。"

#: Services whose very name tells of custody: they are searched for, but do not stand on the anonymous sheet.
SPEAKING_SERVICES = (ServiceKind.INDEPENDENCE_HOME.value, ServiceKind.REHABILITATION_FACILITY.value)


#: 年代: as the law of ages has it, and the wider ones that say less.
AGE_BANDS = (
    "20歳未満", *(f"{n}代" for n in range(20, 80, 10)), "80歳以上", "20～30代", "40～50代", "60～70代", "20～50代", "60歳以上", "年代不明",
)  # fmt: skip
#: 利用開始の希望: a month, or a first and a last one.
MONTH_FORM = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:~\d{4}-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Sheet:
    """Codes and short texts. No name, no facility, no date more exact than a month."""

    need_kind: str = ""
    age_band: str = ""
    sex: str = ""
    disabilities: tuple[str, ...] = ()
    certificates: str = ""
    support_category: str = ""
    services: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    area: str = ""
    month: str = ""  # YYYY-MM
    night: str = ThreeWay.UNKNOWN
    medical: str = ThreeWay.UNKNOWN
    money: str = ThreeWay.UNKNOWN
    support_text: str = ""
    backup: str = ""
    contact: str = ""
    with_background: bool = False

    def to_json(self) -> dict[str, Any]:
        """For the encrypted column."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Sheet:
        """From the encrypted column; keys of older versions are left out."""
        known = {f.name for f in fields(cls)}
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items() if k in known}
        return cls(**values)


def sheet_rows(sheet: Sheet) -> list[tuple[str, str]]:
    """(label, words) in the order of the printed form; empty ones left out."""
    rows = [
        ("ご相談の内容", _label(NeedKind, sheet.need_kind)),
        ("希望するサービス", "、".join(service_label(code) for code in sheet.services)),
        ("年代・性別", "　".join(filter(None, (sheet.age_band, _label(Sex, sheet.sex))))),
        ("障害の種別", "、".join(_label(Disability, code) for code in sheet.disabilities)),
        ("手帳の種類・等級", sheet.certificates),
        ("障害支援区分", _label(SupportCategory, sheet.support_category)),
        ("希望する地域", sheet.area),
        ("利用開始の希望", month_words(sheet.month)),
        ("夜間の支援", _label(ThreeWay, sheet.night)),
        ("医療的な支援", _label(ThreeWay, sheet.medical)),
        ("お金の管理の支援", _label(ThreeWay, sheet.money)),
        ("確かめたい条件", "、".join(_label(Wish, code) for code in sheet.wishes)),
        ("生活の様子・必要な支援", sheet.support_text),
        ("受入れ後の支援の体制", sheet.backup),
        ("背景", BACKGROUND_LINE if sheet.with_background else ""),
    ]
    return [(label, words) for label, words in rows if words]


def month_words(month: str) -> str:
    """2026-12 → 令和8年12月ごろ; 2027-01~2027-03 → 令和9年1月～令和9年3月ごろ."""
    if not month:
        return ""
    return "～".join(_month(part) for part in month.split("~")) + "ごろ"


def _month(text: str) -> str:
    year, number = (int(part) for part in text.split("-"))
    return wareki(date(year, number, 1)).removesuffix("1日")


def _label(codes: Callable[[str], Any], value: str) -> str:
    try:
        return str(codes(value).label)
    except ValueError:
        return ""
