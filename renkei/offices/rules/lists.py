"""The list of a designating body (都道府県・政令市・中核市の指定事業所の一覧): rows to designations, one per 事業所番号 and service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from renkei.core.calendar import parse_date
from renkei.core.text import normalise
from renkei.offices.enums import Accepts, DesignationStatus, Warn
from renkei.offices.rules import texts
from renkei.offices.rules.check_digits import office_number_holds
from renkei.offices.rules.list_columns import MARKS, Layout, recognise
from renkei.offices.rules.reading import RowRefused, open_csv
from renkei.offices.rules.refusal import FileRefused
from renkei.offices.rules.service_codes import Service, service_of

ENCODINGS = ("utf-8-sig", "cp932")
#: Column → how the report and the page of differences call it.
TRACKED = {
    "name": "名称", "status": "指定の状態", "designated_on": "指定日", "closed_on": "廃止・失効日", "targets": "主たる対象者",
    "facility_kind": "施設等の区分", "capacity": "定員", "corporation_name": "法人", "corporation_kind": "法人の種類",
    "phone": "電話", "address": "所在地", "dwellings": "住居",
}  # fmt: skip
_EXCEL_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet's date
_YES = {"○", "〇", "◯", "●", "◎", "1", "有", "あり", "はい", "可", "true"}
_STATUS: tuple[tuple[str, DesignationStatus], ...] = (
    ("廃止", DesignationStatus.CLOSED), ("失効", DesignationStatus.CLOSED), ("取消", DesignationStatus.CLOSED),
    ("休止", DesignationStatus.SUSPENDED), ("提供中", DesignationStatus.ACTIVE), ("運営中", DesignationStatus.ACTIVE),
    ("営業中", DesignationStatus.ACTIVE), ("再開", DesignationStatus.ACTIVE), ("指定", DesignationStatus.LISTED),
)  # fmt: skip
_TARGETS = (("身体", Accepts.PHYSICAL), ("知的", Accepts.INTELLECTUAL), ("精神", Accepts.MENTAL),
            ("発達", Accepts.DEVELOPMENTAL), ("難病", Accepts.INTRACTABLE), ("高次脳", Accepts.HIGHER_BRAIN))  # fmt: skip
CHILD = "child"  # 障害児: no kind of disability
_LEADING_CODE = re.compile(r"^\d{2}(?=\D)")
_NOT_NUMBER = re.compile(r"[^0-9]")
_MOST_CAPACITY = 2000
_Warn = Callable[[Warn, str], None]


@dataclass(frozen=True)
class Dwelling:
    """共同生活住居."""

    name: str
    address: str
    capacity: int | None


@dataclass(frozen=True)
class Listed:
    """One designation: what a list says of a number and service. `line`: its first row in the file."""

    line: int
    number: str
    service: Service
    name: str
    kana: str
    address: str
    phone: str
    fax: str
    url: str
    status: DesignationStatus
    designated_on: date | None
    closed_on: date | None
    targets: tuple[str, ...]
    facility_kind: str
    capacity: int | None
    corporation_name: str
    corporation_kind: str
    dwellings: tuple[Dwelling, ...] = ()


@dataclass
class ListFile:
    """What was read of a list."""

    encoding: str
    layout: Layout
    rows: int = 0
    listed: list[Listed] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)
    warnings: list[tuple[Warn, int, str]] = field(default_factory=list)

    @property
    def services(self) -> dict[str, Service]:
        """The services of the list by code."""
        return {one.service.code: one.service for one in self.listed}


def read_list(content: bytes, *, on: date) -> ListFile:
    """The designations of a list, several rows of one number and service joined.

    Args:
        on: the day whose state the list is; an end (廃止・失効) after it has not come yet.

    Raises:
        FileRefused: an unknown header, a broken or cut file, or too many rows that can't be read.
    """
    source = open_csv(content, ENCODINGS, MARKS)
    layout = recognise(source.header)
    # Lists are saved by hand in many ways: a last row with all its columns is taken, and pointed out.
    found = ListFile(source.encoding, layout)
    if source.check_end(len(layout.fields), force=True):
        found.warnings.append((Warn.LAST_LINE, 0, ""))
    if layout.unknown:
        found.warnings.append((Warn.COLUMN_UNUSED, 0, "、".join(layout.unknown)))
    rows = [row for line, cells in source.records[1:] if (row := _row(line, cells, found, on)) is not None]
    found.rows = len(source.records) - 1
    if not rows or len(found.refused) > max(5, found.rows * 0.05):
        first = found.refused[0]
        raise FileRefused(
            f"{found.rows}行のうち{len(found.refused)}行が読めないため、何も取り込みません（最初は{first.line}行目: {first.reason}）。"
        )
    found.listed = _joined(rows, found)
    return found


def _row(line: int, cells: list[str], found: ListFile, on: date) -> Listed | None:
    if len(cells) != len(found.layout.fields):
        reason = f"列の数が {len(found.layout.fields)} ではなく {len(cells)} です"
        found.refused.append(RowRefused(line, reason, torn=True))
        return None
    values: dict[str, str] = {}
    for name, cell in zip(found.layout.fields, cells, strict=True):
        if name:
            values[name] = _append(values.get(name, ""), cell.strip())

    def warn(kind: Warn, about: str) -> None:
        found.warnings.append((kind, line, about))

    number, service = _number(values["number"], warn), _service(values, found.layout)
    reason = "" if number else f"事業所番号「{values['number'][:20]}」が10桁の数字ではありません"
    reason = reason or ("" if values["name"] else "事業所の名称がありません")
    reason = reason or ("" if service else f"サービス種類「{values.get('service', '')[:40]}」が一覧にありません")
    if reason or service is None:
        found.refused.append(RowRefused(line, reason, office_number=number))
        return None
    return _listed(line, number, service, values, found.layout, on, warn)


def _append(text: str, more: str) -> str:
    """Parts of an address: a building, behind the block number, is set off."""
    return f"{text} {more}" if more and re.search(r"\d", text) else text + more


def _listed(
    line: int, number: str, service: Service, values: Mapping[str, str], layout: Layout, on: date, warn: _Warn
) -> Listed:
    def day(name: str) -> date | None:
        return _date(values.get(name, ""), warn)

    capacity = _capacity(values.get("capacity", ""), warn)
    dwelling = Dwelling(
        normalise(values.get("dwelling_name", "")), normalise(values.get("dwelling_address*", "")), capacity
    )
    designated, ends = day("designated_on"), [d for d in (day("closed_on"), day("expired_on")) if d is not None]
    closed = max((d for d in ends if d <= on and (designated is None or d >= designated)), default=None)
    suspended = day("suspended_on") is not None and day("resumed_on") is None
    return Listed(
        line=line, number=number, service=service, name=normalise(values["name"]),
        kana=normalise(values.get("kana", "")), address=normalise(values["address*"]),
        phone=_phone(values.get("phone", ""), warn), fax=_phone(values.get("fax", ""), warn), url=values.get("url", ""),
        status=_status(values.get("status", ""), closed, suspended=suspended, warn=warn), closed_on=closed,
        designated_on=designated, targets=_targets(values), facility_kind=_kind(values),
        capacity=capacity, corporation_name=normalise(values.get("corporation_name", "")),
        corporation_kind=normalise(values.get("corporation_kind", ""))[:40],
        dwellings=(dwelling,) if layout.has_dwellings else (),
    )  # fmt: skip


def _number(published: str, warn: _Warn) -> str:
    """Ten digits; hyphens fall, a leading zero that a spreadsheet lost comes back. '' where it is no number."""
    digits = _NOT_NUMBER.sub("", normalise(published)) if re.fullmatch(r"[\d\s-]+", normalise(published)) else ""
    if len(digits) == 9:
        digits = f"0{digits}"
        warn(Warn.ZERO_RESTORED, digits)
    if len(digits) != 10 or not digits.strip("0"):
        return ""
    if not office_number_holds(digits):
        warn(Warn.OFFICE_NUMBER, digits)
    return digits


def _phone(published: str, warn: _Warn) -> str:
    """A number of 9 or 10 digits that does not begin with 0 has lost it."""
    digits = _NOT_NUMBER.sub("", normalise(published))
    if digits == normalise(published) and len(digits) in (9, 10) and not digits.startswith("0"):
        warn(Warn.ZERO_RESTORED, f"0{digits}")
        return texts.phone(f"0{digits}").shown
    return texts.phone(published).shown[:60]


def _service(values: Mapping[str, str], layout: Layout) -> Service | None:
    """By its name; a code in front or a kind in brackets behind is no part of it. A list of dwellings is of group homes."""
    if not layout.has("service"):
        return service_of("共同生活援助", "", scheme="list")
    published = _LEADING_CODE.sub("", normalise(values["service"]))
    return service_of(published, "", scheme="list") or service_of(_bracket(published)[0], "", scheme="list")


def _bracket(text: str) -> tuple[str, str]:
    """「共同生活援助(日中サービス支援型)」 → 共同生活援助, 日中サービス支援型."""
    found = re.fullmatch(r"(.+?)\((.+)\)", text)
    return (found[1], found[2]) if found else (text, "")


def _kind(values: Mapping[str, str]) -> str:
    """施設等の区分 without the number in front; else what stands in brackets behind the service."""
    own = re.sub(r"^\d+[:.]", "", normalise(values.get("facility_kind", "")))
    published = normalise(values.get("service", ""))
    inside = _bracket(published)[1] if service_of(published, "", scheme="list") is None else ""
    return (own or inside)[:60]


def _date(published: str, warn: _Warn) -> date | None:
    """2021/12/1, 2021.1.1, 2021年10月1日, R3.10.1, 令和3年10月1日, or the number of a spreadsheet's date."""
    text = normalise(published)
    if not text or not text.strip("-*"):
        return None
    if re.fullmatch(r"[2-6]\d{4}", text):
        return _EXCEL_ZERO + timedelta(days=int(text))
    try:
        return parse_date(re.sub(r"\s0:00(:00)?$", "", text))
    except ValueError:
        warn(Warn.DATE, published)
        return None


def _status(published: str, closed: date | None, *, suspended: bool, warn: _Warn) -> DesignationStatus:
    """By the column of the list, else by its dates; nothing said is 指定あり, never 提供中."""
    text = normalise(published)
    if closed is not None:
        return DesignationStatus.CLOSED
    if not text:
        return DesignationStatus.SUSPENDED if suspended else DesignationStatus.LISTED
    for word, status in _STATUS:
        if word in text:
            return status
    warn(Warn.STATUS_UNKNOWN, text)
    return DesignationStatus.LISTED


def _targets(values: Mapping[str, str]) -> tuple[str, ...]:
    ticked = {name.removeprefix("target:") for name, v in values.items() if name.startswith("target:") and _is_yes(v)}
    text = normalise(values.get("targets", ""))
    ticked |= {code.value for word, code in _TARGETS if word in text}
    ticked |= {CHILD} if re.search("障害児|児童", text) else set()
    return tuple(sorted(ticked))


def _is_yes(cell: str) -> bool:
    return normalise(cell).lower() in _YES or cell.strip() in _YES


def _capacity(published: str, warn: _Warn) -> int | None:
    text = normalise(published).removesuffix("人").removesuffix("名")
    if re.fullmatch(r"\d{1,4}", text) and 0 < int(text) <= _MOST_CAPACITY:
        return int(text)
    if text:
        warn(Warn.CAPACITY, published)
    return None


def _joined(rows: Iterable[Listed], found: ListFile) -> list[Listed]:
    """Several rows of one number and service are dwellings or branches of one designation: the first speaks for it."""
    groups: dict[tuple[str, str], list[Listed]] = {}
    for row in rows:
        groups.setdefault((row.number, row.service.code), []).append(row)
    joined = []
    for group in groups.values():
        joined.append(_one(group))
        for row in group[1:]:
            if (row.status, row.corporation_name) != (group[0].status, group[0].corporation_name):
                found.warnings.append((Warn.SAME_TWICE, row.line, f"{group[0].line}行目と{row.number}"))
    return joined


def _one(group: list[Listed]) -> Listed:
    first, capacities = group[0], [row.capacity for row in group if row.capacity]
    days = [row.designated_on for row in group if row.designated_on]
    return replace(
        first, capacity=sum(capacities) or None, designated_on=min(days, default=None),
        targets=tuple(sorted({code for row in group for code in row.targets})),
        dwellings=tuple(dwelling for row in group for dwelling in row.dwellings),
    )  # fmt: skip
