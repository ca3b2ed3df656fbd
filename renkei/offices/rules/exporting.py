"""The directory as files: the columns of its table, and Open Referral HSDS 3.0 services (openreferral.org).

Only what was published: nothing that offices say of themselves, nothing that coordinators know. A withheld address stays
withheld, and only an exact place has coordinates. What HSDS asks for and the published data lacks (郵便番号) is an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID, uuid5

from renkei.offices.enums import Precision
from renkei.offices.rules.prefectures import split_prefecture
from renkei.offices.rules.service_codes import service_label


@dataclass(frozen=True)
class Listed:
    """One published service of one office, as it leaves the house. Texts are as the screens show them."""

    id: UUID
    office_id: UUID
    office_number: str
    name: str
    kana: str
    service_code: str
    corporation_name: str
    corporation_kana: str
    corporation_number: str
    municipality_code: str
    area: str
    street: str
    precision: Precision
    latitude: float | None
    longitude: float | None
    phone: str
    fax: str
    url: str
    capacity: int | None
    hours: Mapping[str, str]  # 平日, 土曜, 日曜, 祝日 → HH:MM-HH:MM or as published
    closed_days: str
    note: str
    authority: str
    release: str  # YYYYMM
    gone_release: str
    credit: str


HEADER = (
    "事業所番号", "事業所の名称", "ふりがな", "サービスの番号", "サービス", "法人の名称", "法人番号", "市区町村コード", "市区町村",
    "番地以降", "位置の精度", "緯度", "経度", "電話", "FAX", "ホームページ", "定員", "平日", "土曜", "日曜", "祝日", "定休日",
    "留意事項", "指定した自治体", "最後に載った公開分", "載らなくなった公開分", "出典",
)  # fmt: skip


def table_row(row: Listed) -> tuple[str | int | float | None, ...]:
    """The cells of one row, in the order of HEADER."""
    return (
        row.office_number, row.name, row.kana, row.service_code, service_label(row.service_code), row.corporation_name,
        row.corporation_number, row.municipality_code, row.area, row.street, str(row.precision.label), row.latitude,
        row.longitude, row.phone, row.fax, row.url, row.capacity, *(row.hours.get(day, "") for day in _DAYS),
        row.closed_days, row.note, row.authority, row.release, row.gone_release, row.credit,
    )  # fmt: skip


#: Day of the published hours → RFC 5545's days; a holiday is no day of the week and stays words.
_DAYS = {"平日": "MO,TU,WE,TH,FR", "土曜": "SA", "日曜": "SU", "祝日": ""}
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_WITHHELD = "番地以降は公表されていません。"


def hsds_service(row: Listed) -> dict[str, Any]:
    """One `service` with its organization and its place, as HSDS 3.0 nests them. Ids are the same at every export."""
    service_id, label = str(row.id), service_label(row.service_code)
    return {
        "id": service_id,
        "organization_id": _organization_id(row),
        "name": f"{row.name}（{label}）",
        "description": f"{row.name}が行う{label}",
        "status": "inactive" if row.gone_release else "active",
        **({"url": row.url} if row.url.startswith(("http://", "https://")) else {}),
        "organization": _organization(row),
        "phones": [
            {"id": _id(row.id, kind), "number": number, "type": kind}
            for kind, number in (("voice", row.phone), ("fax", row.fax)) if number
        ],
        "schedules": list(_schedules(row)),
        "service_at_locations": [
            {
                "id": _id(row.id, "at"), "service_id": service_id, "location_id": str(row.office_id),
                "location": _location(row),
            }
        ],
        "attributes": list(_attributes(row)),
    }  # fmt: skip


def stream_hsds(out: IO[bytes], rows: Iterable[Listed]) -> int:
    """A JSON list of services into a file, one a line; returns how many."""
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last number is the count
        service = json.dumps(hsds_service(row), ensure_ascii=False, separators=(",", ":"))
        out.write(f"{'[' if count == 1 else ','}\n{service}".encode())
    out.write(b"\n]\n" if count else b"[]\n")
    return count


def _id(of: UUID, word: str) -> str:
    return str(uuid5(of, word))


_ORGANIZATIONS = UUID("6b0e7c52-6f7d-4c0c-9a3f-1f1f6a0c6b11")  # a name space of our own, for ids that stay the same


def _organization_id(row: Listed) -> str:
    return str(uuid5(_ORGANIZATIONS, row.corporation_number or row.corporation_name or str(row.office_id)))


def _organization(row: Listed) -> dict[str, Any]:
    own = UUID(_organization_id(row))
    name = row.corporation_name or row.name
    identifier = {
        "id": _id(own, "number"), "organization_id": str(own), "identifier_scheme": "JP-JCN",
        "identifier_type": "法人番号", "identifier": row.corporation_number,
    }  # fmt: skip
    return {
        "id": str(own), "name": name, **({"alternate_name": row.corporation_kana} if row.corporation_kana else {}),
        "description": f"{name}（障害福祉サービスなどを行う法人）",
        **({"organization_identifiers": [identifier]} if row.corporation_number else {}),
    }  # fmt: skip


def _location(row: Listed) -> dict[str, Any]:
    prefecture, city = split_prefecture(row.area)
    point = {} if row.precision is not Precision.EXACT else {"latitude": row.latitude, "longitude": row.longitude}
    number = {"external_identifier": row.office_number, "external_identifier_type": "JP-shogai-jigyosho"}
    return {
        "id": str(row.office_id), "location_type": "physical", "name": row.name,
        **({"alternate_name": row.kana} if row.kana else {}),
        **({"description": _WITHHELD} if row.precision is Precision.WITHHELD else {}),
        **point, **(number if row.office_number else {}),
        "addresses": [
            {
                "id": _id(row.office_id, "address"), "location_id": str(row.office_id), "address_1": row.street,
                "city": city, "state_province": prefecture, "postal_code": "", "country": "JP", "address_type": "physical",
            }
        ],
        "attributes": [_attribute(row.office_id, "precision", "位置の精度", str(row.precision.label))],
    }  # fmt: skip


def _schedules(row: Listed) -> Iterator[dict[str, str]]:
    for day, byday in _DAYS.items():
        published = row.hours.get(day, "")
        found = _HOURS.fullmatch(published)
        if not published or published == "00:00-00:00":
            continue
        times = {}
        if byday and found:
            times = {
                "freq": "WEEKLY", "byday": byday, "opens_at": f"{int(found[1]):02}:{found[2]}+09:00",
                "closes_at": f"{int(found[3]):02}:{found[4]}+09:00",
            }  # fmt: skip
        yield {"id": _id(row.id, day), "service_id": str(row.id), "description": f"{day} {published}", **times}
    if words := "　".join(filter(None, (row.closed_days and f"定休日：{row.closed_days}", row.note))):
        yield {"id": _id(row.id, "notes"), "service_id": str(row.id), "notes": words}


def _attributes(row: Listed) -> Iterator[dict[str, Any]]:
    label = service_label(row.service_code)
    term = {
        "id": str(uuid5(_ORGANIZATIONS, f"service {row.service_code}")), "code": row.service_code, "name": label,
        "description": f"障害福祉サービス等の種類：{label}", "taxonomy": "国保連サービス種類コード",
    }  # fmt: skip
    yield _attribute(row.id, "service", "サービス", row.service_code) | {"taxonomy_term": term}
    said = {
        "capacity": ("定員", f"{row.capacity}" if row.capacity else ""), "authority": ("指定した自治体", row.authority),
        "release": ("最後に載った公開分", row.release), "gone": ("載らなくなった公開分", row.gone_release),
        "credit": ("出典", row.credit),
    }  # fmt: skip
    yield from (_attribute(row.id, key, *pair) for key, pair in said.items() if pair[1])


def _attribute(of: UUID, key: str, label: str, value: str) -> dict[str, Any]:
    return {"id": _id(of, key), "link_id": str(of), "label": label, "value": value}
