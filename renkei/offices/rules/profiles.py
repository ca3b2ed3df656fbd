"""取込みの型 (profile): which columns a source has and what each means. WAM NET is the first.

A new source is a new Profile in PROFILES: see docs/how-to/add-an-import-profile.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

#: Every field a profile may fill; the keys of a raw row. A source that lacks one leaves it out.
FIELDS = (
    "authority_code", "key", "authority_name", "corporation_name", "corporation_kana", "corporation_number",
    "corporation_area", "corporation_street", "corporation_phone", "corporation_fax", "corporation_url", "service_name",
    "name", "kana", "office_number", "area", "street", "phone", "fax", "url", "latitude", "longitude",
    "hours_weekday", "hours_saturday", "hours_sunday", "hours_holiday", "closed_days", "hours_note", "capacity",
)  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """One source: its columns in order (header → field; '' = not kept), its encodings and its credit line."""

    key: str
    label: str
    columns: tuple[tuple[str, str], ...]
    encodings: tuple[str, ...]
    credit: str

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(header for header, _ in self.columns)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(field for _, field in self.columns)


WAMNET = Profile(
    key="wamnet",
    label="障害福祉サービス等情報公表システム（WAM NET）のオープンデータ",
    columns=(
        ("都道府県コード又は市区町村コード", "authority_code"),
        ("NO（※システム内の固有の番号、連番）", "key"),
        ("指定機関名", "authority_name"),
        ("法人の名称", "corporation_name"),
        ("法人の名称_かな", "corporation_kana"),
        ("法人番号", "corporation_number"),
        ("法人住所（市区町村）", "corporation_area"),
        ("法人住所（番地以降）", "corporation_street"),
        ("法人電話番号", "corporation_phone"),
        ("法人FAX番号", "corporation_fax"),
        ("法人URL", "corporation_url"),
        ("サービス種別", "service_name"),
        ("事業所の名称", "name"),
        ("事業所の名称_かな", "kana"),
        ("事業所番号", "office_number"),
        ("事業所住所（市区町村）", "area"),
        ("事業所住所（番地以降）", "street"),
        ("事業所電話番号", "phone"),
        ("事業所FAX番号", "fax"),
        ("事業所URL", "url"),
        ("事業所緯度", "latitude"),
        ("事業所経度", "longitude"),
        ("利用可能な時間帯（平日）", "hours_weekday"),
        ("利用可能な時間帯（土曜）", "hours_saturday"),
        ("利用可能な時間帯（日曜）", "hours_sunday"),
        ("利用可能な時間帯（祝日）", "hours_holiday"),
        ("定休日", "closed_days"),
        ("利用可能曜日特記事項（留意事項）", "hours_note"),
        ("定員", "capacity"),
    ),
    encodings=("utf-8-sig", "cp932"),
    credit="出典: 障害福祉サービス等情報公表システム（独立行政法人福祉医療機構 WAM NET）のオープンデータを加工して作成",
)

#: The same columns, but invented: it must never carry the credit of a real source.
DEMO = replace(
    WAMNET,
    key="demo",
    label="デモの県（架空）",
    credit="デモ用に作った架空の事業所です。実在の事業所とは関係ありません。",
)

PROFILES: dict[str, Profile] = {profile.key: profile for profile in (WAMNET, DEMO)}


#: Profiles of lists of designating bodies begin like this; what follows is the body's code (`rules.lists`).
LIST_PREFIX = "list:"
#: The kind of source, before the body is known.
LIST = "list"
LIST_CREDIT = "出典: {authority}の指定事業所の一覧を加工して作成"
LIST_LABEL = "都道府県・市の指定事業所の一覧"


def is_list(profile: str) -> bool:
    """Does this row come from the list of a prefecture or city, which has no point and speaks last for an office?"""
    return profile == LIST or profile.startswith(LIST_PREFIX)


def write_csv(profile: Profile, rows: Iterable[Mapping[str, object]], *, encoding: str = "utf-8-sig") -> bytes:
    """A file as this source publishes it (CRLF, quoted texts), for the demonstration and for tests."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(profile.headers)
    writer.writerows([str(row.get(field, "")) for field in profile.fields] for row in rows)
    return out.getvalue().encode(encoding)
