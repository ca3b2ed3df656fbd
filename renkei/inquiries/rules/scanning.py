"""The scan of a whole sheet: every field, free or coded, and what one click puts instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from renkei.core.scan import Find, FindKind, Known, found_in_place, found_in_text, replaced
from renkei.inquiries.enums import ThreeWay
from renkei.inquiries.rules.sheets import AGE_BANDS, MONTH_FORM, SPEAKING_SERVICES, Sheet
from renkei.offices.enums import ServiceKind, Wish
from renkei.people.enums import Disability, Sex, SupportCategory

#: Where a person types.
TEXTS = ("certificates", "support_text", "backup")
_CODES: dict[str, frozenset[str]] = {
    "age_band": frozenset({"", *AGE_BANDS}), "sex": frozenset({"", *Sex.values}),
    "disabilities": frozenset(Disability.values), "support_category": frozenset({"", *SupportCategory.values}),
    "wishes": frozenset(Wish.values), "night": frozenset({"", *ThreeWay.values}),
    "medical": frozenset({"", *ThreeWay.values}), "money": frozenset({"", *ThreeWay.values}),
}  # fmt: skip
FIELD_LABELS = {
    "certificates": "手帳の種類・等級", "support_text": "生活の様子・必要な支援", "backup": "受入れ後の支援の体制", "area": "希望する地域",
    "contact": "問い合わせ先", "age_band": "年代", "sex": "性別", "disabilities": "障害の種別", "support_category": "障害支援区分",
    "wishes": "確かめたい条件", "night": "夜間の支援", "medical": "医療的な支援", "money": "お金の管理の支援", "month": "利用開始の希望",
    "services": "希望するサービス",
}  # fmt: skip
_BETWEEN_AREAS = re.compile(r"[、,，・/／\s　]|または|及び|および")
_WHOLE_AREAS = re.compile(
    r"(?:県内|市内|町内|村内|都内|府内|道内|圏域内)(?:全域|のどこでも)?|どこでも|問わない|指定なし|全国"
)
_AROUND = re.compile(r"(?:(?:の)?(?:内|全域|内全域|周辺|近辺|近郊|とその周辺)|（.*）|\(.*\))$")


def scan(sheet: Sheet, known: Known) -> list[Find]:
    """Everything that must not leave with this sheet, in the order of its fields. Empty: the words are clean."""
    found: list[Find] = []
    for name in TEXTS:
        found += _named(name, found_in_text(getattr(sheet, name), known))
    for name in ("area", "contact"):
        held = (
            known
            if name == "area"
            else replace(known, allowed_phones=(*known.allowed_phones, *numbers_of(sheet.contact)))
        )
        found += _named(name, found_in_place(getattr(sheet, name), held))
    if not any(f.field == "area" for f in found):
        found += _named("area", _unknown_areas(sheet.area, known))
    return [*found, *_wrong_codes(sheet)]


def numbers_of(contact: str) -> list[str]:
    """The asking side's own number may stand in the line of the contact, and there alone: one number, one fax."""
    return re.findall(r"[0０][\d０-９－ー\-()（）]{8,}", contact)[:2]


def sentence_of(found: Iterable[Find]) -> str:
    """The refusal in one sentence: kinds and fields, never the words themselves."""
    named = dict.fromkeys(f"{f.kind.label}（{FIELD_LABELS.get(f.field, f.field)}）" for f in found)
    return f"打診票に、本人が分かってしまう言葉があります：{'、'.join(named)}。言い換えるか、消してください。"


def mended(texts: dict[str, str], found: Iterable[Find], *, number: int | None = None) -> dict[str, str]:
    """The fields with the suggestion of one find (or of all that have one) put in. `number`: its place in the list."""
    chosen = [f for i, f in enumerate(found) if f.replacement is not None and number in (None, i)]
    return texts | {
        name: replaced(texts.get(name, ""), [f for f in chosen if f.field == name])
        for name in {f.field for f in chosen}
    }


def _named(name: str, found: Iterable[Find]) -> list[Find]:
    return [replace(f, field=name) for f in found]


def _unknown_areas(area: str, known: Known) -> Iterator[Find]:
    """Parts of the area that are no municipality, prefecture or 圏域 by name."""
    start = 0
    for piece in re.split(f"({_BETWEEN_AREAS.pattern})", area):
        plain = _AROUND.sub("", piece)
        if piece and not _BETWEEN_AREAS.fullmatch(piece) and not _is_area(plain, known):
            inside = [p for p in known.places if p in plain]
            yield Find(FindKind.PLACE, start, start + len(piece), piece, max(inside, key=len, default=None))
        start += len(piece)


def _is_area(name: str, known: Known) -> bool:
    if not name or name in known.places or _WHOLE_AREAS.fullmatch(name) or re.fullmatch(r"\S{1,10}圏域", name):
        return True
    return any(name.startswith(p) and (name[len(p) :] in known.places) for p in known.places)


def _wrong_codes(sheet: Sheet) -> Iterator[Find]:
    for name, codes in _CODES.items():
        value = getattr(sheet, name)
        for one in value if isinstance(value, tuple) else (value,):
            if one not in codes:
                yield Find(FindKind.CODE, 0, 0, "", "", name)
    if sheet.month and not MONTH_FORM.fullmatch(sheet.month):
        yield Find(FindKind.CODE, 0, 0, "", "", "month")
    for code in sheet.services:
        if code in SPEAKING_SERVICES or code not in ServiceKind.values:
            yield Find(FindKind.BETRAYING, 0, 0, "", None, "services")
