"""One published row, read: what is stored, what is derived, and what somebody should look at (注意)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from renkei.core.text import normalise
from renkei.offices.enums import Warn
from renkei.offices.rules import hours, places, texts
from renkei.offices.rules.check_digits import corporation_number_holds, office_number_holds
from renkei.offices.rules.reading import RawRow

#: Stored as published (trimmed) and compared from release to release, with the name the report uses.
TRACKED: dict[str, str] = {
    "name": "事業所の名称",
    "kana": "事業所の名称（かな）",
    "office_number": "事業所番号",
    "corporation_name": "法人の名称",
    "corporation_kana": "法人の名称（かな）",
    "corporation_number": "法人番号",
    "corporation_area": "法人住所（市区町村）",
    "corporation_street": "法人住所（番地以降）",
    "corporation_phone": "法人電話番号",
    "corporation_fax": "法人FAX番号",
    "corporation_url": "法人URL",
    "authority_code": "指定機関コード",
    "authority_name": "指定機関名",
    "area": "事業所住所（市区町村）",
    "street": "事業所住所（番地以降）",
    "phone": "事業所電話番号",
    "fax": "事業所FAX番号",
    "url": "事業所URL",
    "latitude": "緯度",
    "longitude": "経度",
    "hours_weekday": "利用可能な時間帯（平日）",
    "hours_saturday": "利用可能な時間帯（土曜）",
    "hours_sunday": "利用可能な時間帯（日曜）",
    "hours_holiday": "利用可能な時間帯（祝日）",
    "closed_days": "定休日",
    "hours_note": "特記事項",
    "capacity": "定員",
    "source_key": "NO",
}
#: Follow from the published values.
DERIVED = ("name_key", "place_key", "locality", "municipality_code", "address_withheld", "address_numbered",
           "coordinates_plausible")  # fmt: skip

_HOURS = ("hours_weekday", "hours_saturday", "hours_sunday", "hours_holiday")
_TEXTS = ("name", "kana", "corporation_name", "corporation_kana", "corporation_street", "area", "street",
          "closed_days", "hours_note")  # fmt: skip
_MOST_CAPACITY = 2000


@dataclass
class Entry:
    """A row ready to be stored: line in the file, values by column, warnings with what they are about."""

    line: int
    values: dict[str, Any]
    warnings: list[tuple[Warn, str]] = field(default_factory=list)

    @property
    def identity(self) -> tuple[str, str, str, str]:
        v = self.values
        return v["source_key"], v["office_number"], v["name_key"], v["place_key"]


def interpret(row: RawRow, areas: places.AreaIndex) -> Entry:
    """Read one row. Nothing here refuses: what is odd becomes a warning and, where needed, an empty value."""
    given = row.fields
    entry = Entry(row.line, {name: given.get(name, "") for name in TRACKED})
    values = entry.values
    values["source_key"] = given.get("key", "")
    values["url"], values["corporation_url"] = _link(values["url"]), _link(values["corporation_url"])
    _numbers(entry)
    _place(entry, areas)
    _point(entry, areas)
    _phones(entry)
    _rest(entry)
    values["name_key"] = texts.name_key(values["name"])
    return entry


def _warn(entry: Entry, kind: Warn, about: str = "") -> None:
    entry.warnings.append((kind, about))


def _link(url: str) -> str:
    return url if re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else ""


def _numbers(entry: Entry) -> None:
    values = entry.values
    number = normalise(values["office_number"]).replace("-", "")
    if not number.strip("0"):
        if number:
            _warn(entry, Warn.OFFICE_NUMBER_ZERO, number)
        else:
            _warn(entry, Warn.OFFICE_NUMBER_FORM, "")
        number = ""
    elif not re.fullmatch(r"[0-9]{10}", number):
        _warn(entry, Warn.OFFICE_NUMBER_FORM, number)
        number = ""
    elif not office_number_holds(number):
        _warn(entry, Warn.OFFICE_NUMBER, number)
    values["office_number"] = number
    corporation = normalise(values["corporation_number"])
    if corporation and not re.fullmatch(r"[0-9]{13}", corporation):
        _warn(entry, Warn.CORPORATION_NUMBER_FORM, corporation)
        corporation = ""
    elif corporation and not corporation_number_holds(corporation):
        _warn(entry, Warn.CORPORATION_NUMBER, corporation)
    values["corporation_number"] = corporation
    if not values["authority_code"]:
        _warn(entry, Warn.AUTHORITY)
    if not values["source_key"]:
        _warn(entry, Warn.MISSING_KEY)


def _place(entry: Entry, areas: places.AreaIndex) -> None:
    values = entry.values
    area = areas.find(values["area"])
    if area is None:
        _warn(entry, Warn.MUNICIPALITY, values["area"])
    street = places.street_of(values["street"], values["area"], area)
    values["municipality_code"] = area.code if area else ""
    values["place_key"] = "" if street.withheld else places.place_key(values["municipality_code"], street.text)
    values["locality"] = places.locality(street.text)
    values["address_withheld"], values["address_numbered"] = street.withheld, street.has_number
    if street.withheld:
        _warn(entry, Warn.ADDRESS_WITHHELD)
    elif not street.has_number:
        _warn(entry, Warn.ADDRESS_NO_NUMBER, values["street"])
    elif street.repeated:
        _warn(entry, Warn.ADDRESS_REPEATED, values["street"])


def _point(entry: Entry, areas: places.AreaIndex) -> None:
    values = entry.values
    point = places.point_of(values["latitude"], values["longitude"])
    values["latitude"] = point.latitude if point else None
    values["longitude"] = point.longitude if point else None
    values["coordinates_plausible"] = point is not None and places.plausible(point, areas.find(values["area"]))
    if point is None:
        _warn(entry, Warn.COORDINATES_MISSING)
    elif not values["coordinates_plausible"]:
        _warn(entry, Warn.COORDINATES_OUTSIDE, f"{point.latitude}, {point.longitude}")


def _phones(entry: Entry) -> None:
    values = entry.values
    read = {name: texts.phone(values[name]) for name in ("phone", "fax", "corporation_phone", "corporation_fax")}
    for name in ("phone", "fax"):
        if read[name].wide:
            _warn(entry, Warn.PHONE_WIDTH, values[name])
        if read[name].odd:
            _warn(entry, Warn.PHONE_FORM, values[name])
    ours = read["phone"].digits, read["fax"].digits
    theirs = read["corporation_fax"].digits, read["corporation_phone"].digits
    if ours[0] and ours[0] != ours[1] and ours == theirs:
        _warn(entry, Warn.PHONE_SWAPPED, values["phone"])


def _rest(entry: Entry) -> None:
    values = entry.values
    if any(texts.is_replaced(values[name]) for name in _TEXTS):
        _warn(entry, Warn.REPLACED_CHARACTER, next(values[n] for n in _TEXTS if texts.is_replaced(values[n])))
    if any(not hours.readable(values[name]) for name in _HOURS):
        _warn(entry, Warn.HOURS, next(values[n] for n in _HOURS if not hours.readable(values[n])))
    published = normalise(values["capacity"])
    found = int(published) if re.fullmatch(r"[0-9]{1,5}", published) else None
    if published and (not found or found > _MOST_CAPACITY):
        _warn(entry, Warn.CAPACITY, published)
        found = None
    values["capacity"] = found


def swapped_with(entry: Entry, held: dict[str, Any]) -> bool:
    """Has this row the two numbers of the last release the other way round?"""
    new = (texts.phone(entry.values["phone"]).digits, texts.phone(entry.values["fax"]).digits)
    old = (texts.phone(held["fax"]).digits, texts.phone(held["phone"]).digits)
    return bool(new[0] and new[1]) and new[0] != new[1] and new == old
