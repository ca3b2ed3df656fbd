"""Columns of the lists that prefectures and cities publish: every body has a header of its own.

A column is recognised by its name, in any order, whatever its width, spaces and dashes. A new spelling is a word more in
COLUMNS: see docs/how-to/add-an-import-profile.md. Collected from the lists of 18 prefectures and cities (2021–22).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from renkei.core.text import fold
from renkei.offices.rules.refusal import FileRefused

#: Field → the names it has in lists. Fields that end in `*` may stand in several columns and are joined in their order.
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("事業所番号", "障害福祉サービス等事業所番号", "指定事業所番号", "事業所番号（10桁）", "事業者番号"),
    "branch": ("枝番／連番", "枝番", "連番"),
    "service": ("サービス種類", "種類名", "サービス種別", "サービスの種類", "サービス名", "指定サービス", "指定サービス種類"),
    "name": ("事業所名", "事業所名称", "事業所－名称", "施設・サービス名", "事業所の名称", "施設名", "名称", "代表事業所名称"),
    "kana": ("事業所名カナ", "事業所名称カナ", "事業所名フリガナ", "事業所－名称カナ", "事業所の名称_カナ", "フリガナ"),
    "address*": (
        "事業所所在地1", "事業所所在地2", "事業所所在地3", "事業所－地域", "事業所－住所", "事業所所在地", "事業所住所",
        "事業所の所在地", "事業所住所（市区町村）", "事業所住所（番地以降）", "所在地", "住所", "市区町村", "市町村", "方書",
    ),
    "phone": ("事業所電話", "事業所電話番号", "事業所－電話番号", "電話番号", "電話", "TEL", "事業所TEL", "連絡先電話番号"),
    "fax": ("事業所FAX", "事業所FAX番号", "事業所－FAX番号", "FAX番号", "FAX"),
    "url": ("URL", "ホームページ", "事業所URL"),
    "status": ("指定後状態名", "指定状態", "指定状態名", "指定の状態", "状態", "休止・廃止の別", "運営状況"),
    "designated_on": ("指定年月日", "指定日", "当初指定年月日", "指定（更新）年月日"),
    "closed_on": ("廃止年月日", "廃止日"),
    "suspended_on": ("休止年月日", "休止日"),
    "resumed_on": ("再開年月日", "再開日"),
    "expired_on": ("失効年月日", "失効日"),
    "targets": ("主たる対象者", "主たる対象とする障害の種類", "対象者", "対象障害", "障害種別"),
    "target:physical": ("主たる対象者(身体障害者)", "主たる対象者(身体)", "身体", "身体障害", "身体障害者"),
    "target:intellectual": ("主たる対象者(知的障害者)", "主たる対象者(知的)", "知的", "知的障害", "知的障害者"),
    "target:mental": ("主たる対象者(精神障害者)", "主たる対象者(精神)", "精神", "精神障害", "精神障害者"),
    "target:intractable": ("主たる対象者(難病等対象者)", "主たる対象者(難病等)", "難病", "難病等", "難病等対象者"),
    "target:child": ("主たる対象者(障害児)", "障害児"),
    "facility_kind": ("施設等の区分", "施設等区分", "類型", "事業の類型"),
    "capacity": ("利用定員", "利用定員数", "定員", "利用定員（人）"),
    "dwelling_name": ("共同生活住居名称", "共同生活住居名", "住居名", "住居の名称"),
    "dwelling_address*": ("共同生活住居所在地", "共同生活住居住所", "住居所在地"),
    "corporation_name": ("法人（設置者）名", "申請者名称", "申請者－名称", "法人の名称", "法人名", "設置者名", "申請者名", "運営法人"),
    "corporation_kind": ("法人種別名", "申請者－法人種別", "法人の種類", "法人種別"),
}  # fmt: skip
#: Known, and of no use here.
IGNORED = (
    "ID", "No.", "NO", "番号", "タグ", "郵便番号", "事業所郵便番号", "事業所－郵便番号", "申請者－郵便番号", "申請者－住所",
    "申請者－電話番号", "法人（設置者）所在地1", "法人（設置者）所在地2", "法人（設置者）所在地3", "共同生活住居〒", "異動年月日",
    "異動区分", "移動・地域活動支援事業所番号", "地域活動支援事業の定員", "給食", "入浴", "送迎", "人員配置区分",
)  # fmt: skip
#: Without these a row is no office.
REQUIRED = {"number": "事業所番号", "name": "事業所の名称", "address*": "所在地"}


def key(header: str) -> str:
    """One spelling of a column's name."""
    return re.sub(r"[-－―・.，,／/\s]", "", fold(header))


_FIELD_OF = {key(name): field for field, names in COLUMNS.items() for name in names}
_IGNORED = {key(name) for name in IGNORED}
MARKS = ("事業所番号",)


@dataclass(frozen=True)
class Layout:
    """What each column of a file means: field or '' in the order of the columns; the names that nobody knows."""

    fields: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def has_dwellings(self) -> bool:
        return "dwelling_name" in self.fields

    def has(self, field: str) -> bool:
        """Does any column say this?"""
        return field in self.fields


def recognise(header: Sequence[str]) -> Layout:
    """The layout of a list by its header.

    Raises:
        FileRefused: a column is missing without which no office can be told, or one stands there twice; the sentence
            names what was found, what is missing and what nobody knows.
    """
    names = [name.strip() for name in header]
    fields = [_FIELD_OF.get(key(name), "") for name in names]
    unknown = tuple(n for n, f in zip(names, fields, strict=True) if n and not f and key(n) not in _IGNORED)
    missing = [label for field, label in REQUIRED.items() if field not in fields]
    if not any(f in ("service", "dwelling_name") for f in fields):
        missing.append("サービス種類")
    if missing:
        found = [n for n, f in zip(names, fields, strict=True) if f]
        raise FileRefused(_sentence(missing, found, unknown))
    twice = [f for f, count in Counter(f for f in fields if f and not f.endswith("*")).items() if count > 1]
    if twice:
        same = [n for n, f in zip(names, fields, strict=True) if f == twice[0]]
        raise FileRefused(
            f"同じ意味の列が二つあります（{_names(same)}）。どちらかを消して、もう一度取り込んでください。"
        )
    return Layout(tuple(fields), unknown)


def _sentence(missing: Sequence[str], found: Sequence[str], unknown: Sequence[str]) -> str:
    parts = [f"足りない列: {_names(missing)}", f"分かった列: {_names(found) if found else 'なし'}"]
    if unknown:
        parts.append(f"知らない列: {_names(unknown)}")
    return f"見出しから、都道府県・市の指定事業所の一覧と分かりません（{'、'.join(parts)}）。何も取り込みません。"


def _names(names: Sequence[str]) -> str:
    shown = "".join(f"「{name[:40]}」" for name in names[:12])
    return shown + (f"ほか{len(names) - 12}列" if len(names) > 12 else "")
