"""What must not stand in an anonymous text: the person's own data, and words that betray the programme or custody.

A simple check of the words themselves; whether a combination of facts points to one person is another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from renkei.core.calendar import parse_date, wareki
from renkei.core.text import fold, normalise

#: The kinds of words, as a refusal names them.
CANONICAL = {
    "name": "氏名",
    "kana": "ふりがな",
    "other_name": "旧姓・通称",
    "birth_date": "生年月日",
    "phone": "電話番号",
    "case_number": "ケース番号",
}
#: Words by which an office would learn of custody, an offence or the programme.
_BETRAYING = re.compile(
    r"刑務所|拘置|少年院|鑑別所|矯正|留置|警察|検察|保護観察|更生保護|更生緊急|自立準備ホーム|定着支援|連携強化事業|特別調整|"
    r"出所|出獄|釈放|満期|受刑|服役|収容|勾留|逮捕|被疑者|被告人|判決|執行猶予|起訴|前科|前歴|再犯|犯罪|罪|刑期|刑事|触法|弁護"
)
_PHONE = re.compile(r"0\d{1,4}-?\d{1,4}-?\d{3,4}")
_SHORTEST = 2  # a single character of a name would forbid ordinary words


def found_in(
    texts: Iterable[str],
    secrets: Mapping[str, Iterable[str]],
    *,
    places: Iterable[str] = (),
    allowed_phones: Iterable[str] = (),
) -> list[str]:
    """The kinds of forbidden words that stand in the texts, in Japanese; empty when none does.

    Args:
        texts: what was typed about the person. A part of the name is forbidden too.
        places: names of places and offices (千葉さん may live in 千葉市): only the whole name is forbidden there.
        secrets: kind (a key of CANONICAL) → the person's own values.
        allowed_phones: the asking office's own numbers.
    """
    typed, named = "\n".join(t for t in texts if t), "\n".join(p for p in places if p)
    whole = f"{typed}\n{named}"
    found = [
        label
        for kind, label in CANONICAL.items()
        if any(_holds(typed, kind, v, parts=True) or _holds(named, kind, v, parts=False) for v in secrets.get(kind, ()))
    ]
    if CANONICAL["phone"] not in found and _foreign_phone(whole, allowed_phones):
        found.append(CANONICAL["phone"])
    if match := _BETRAYING.search(normalise(whole)):
        found.append(f"本人の背景が分かる言葉（「{match[0]}」）")
    return found


def _holds(text: str, kind: str, value: str, *, parts: bool) -> bool:
    folded = fold(text)
    if kind == "birth_date":
        return any(fold(form) in folded for form in _date_forms(value))
    if kind == "phone":
        number = re.sub(r"\D", "", normalise(value))
        return len(number) >= 9 and number in re.sub(r"\D", "", normalise(text))
    return any(fold(part) in folded for part in (_parts(value) if parts else [value]) if fold(part))


def _parts(value: str) -> list[str]:
    """The whole and its parts: 「山田 太郎」 also forbids 「山田」 and 「太郎」."""
    pieces = re.split(r"[\s　・]+", value.strip())
    return [p for p in {value, *pieces} if len(fold(p)) >= _SHORTEST]


def _date_forms(value: str) -> list[str]:
    try:
        day: date = parse_date(value)
    except ValueError:
        return [value]
    era = wareki(day)
    return [
        day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}", era, era.replace("年", ".").replace("月", ".").rstrip("日"),
    ]  # fmt: skip


def _foreign_phone(whole: str, allowed: Iterable[str]) -> bool:
    own = {re.sub(r"\D", "", normalise(number)) for number in allowed}
    return any(re.sub(r"\D", "", match) not in own for match in _PHONE.findall(normalise(whole)))
