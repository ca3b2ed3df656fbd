"""Where an office is: the municipality of its address, what of it is withheld, whether its point can be true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from renkei.core.text import normalise
from renkei.offices.enums import MunicipalityKind
from renkei.offices.rules.geo import Point, distance_km
from renkei.offices.rules.prefectures import JAPAN_BOX
from renkei.offices.rules.texts import arabic

#: A point farther than this from its municipality's representative point is not believed.
#: Measured on 60,134 published rows: the farthest true one lies 38.4 km away (北見市), wrong ones 38–191 km.
FARTHEST_KM = 45.0

_OLD_FORMS = str.maketrans("惠澤廣國龍檜梼驒鰺ヶ", "恵沢広国竜桧檮騨鯵ケ")
_AFTER_PREFECTURE = re.compile(r"^(東京都|北海道|京都府|大阪府|.{2,3}県)(?:.{1,6}?[郡])?(.+)$")
_WITHHELD = re.compile(r"[(\[【<〈]?\s*(以下\s*(省略|略|.{0,12}非公[開表])|省略|非公[開表])|^[\W_ー0]*$")
_NO_NUMBER = re.compile(r"^[^0-9]*$")
_SEPARATORS = re.compile(r"丁目|番地の|番地|番|号|条|(?<=\d)の(?=\d)")


@dataclass(frozen=True)
class Area:
    """A municipality or ward. `full_name` begins with the prefecture and holds the city of a ward."""

    code: str
    prefecture: str
    full_name: str
    own_name: str
    kind: MunicipalityKind
    point: Point | None
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Street:
    """The part of an address after the municipality. `text` is empty where nothing usable is published."""

    text: str
    withheld: bool
    has_number: bool
    repeated: bool


def _area_key(text: str) -> str:
    return normalise(text).replace(" ", "").translate(_OLD_FORMS)


class AreaIndex:
    """Finds the municipality of a published address on a day; keeps what it found."""

    def __init__(self, areas: Iterable[Area], day: date) -> None:
        self._names: dict[str, Area] = {}
        for area in sorted(areas, key=lambda a: a.valid_on(day)):
            self._names[_area_key(area.full_name)] = area
        self._longest = max(map(len, self._names), default=0)
        self._found: dict[str, Area | None] = {}

    def find(self, published: str) -> Area | None:
        """The municipality or ward that this text names (郡 and island names may be there or not), or None."""
        if published not in self._found:
            self._found[published] = self._search(_area_key(published))
        return self._found[published]

    def _search(self, key: str) -> Area | None:
        if key in self._names:
            return self._names[key]
        parts = _AFTER_PREFECTURE.match(key)
        if parts is None:
            return self._prefix(key)
        without_district = parts[1] + parts[2]
        return (
            self._names.get(without_district)
            or self._prefix(key)
            or self._prefix(without_district)
            or self._suffix(parts[1], parts[2])
        )

    def _prefix(self, key: str) -> Area | None:
        for length in range(min(len(key), self._longest), 3, -1):
            if key[:length] in self._names:
                return self._names[key[:length]]
        return None

    def _suffix(self, prefecture: str, rest: str) -> Area | None:
        for start in range(1, len(rest) - 1):
            if prefecture + rest[start:] in self._names:
                return self._names[prefecture + rest[start:]]
        return None


@lru_cache(maxsize=65_536)
def street_of(published: str, area_text: str, area: Area | None) -> Street:
    """Read 番地以降: without a repeated municipality, and cut where the source says that the rest is withheld."""
    text = _bars(normalise(published))
    cut, repeated = _without_area(text, area_text, area)
    half = len(cut) // 2
    if half > 1 and cut[:half].strip() == cut[half:].strip():
        cut, repeated = cut[:half].strip(), True
    mark = _WITHHELD.search(cut)
    shown = cut[: mark.start()].rstrip(" ([【<〈") if mark else cut
    return Street(shown, mark is not None, _NO_NUMBER.match(arabic(shown)) is None, repeated)


def _bars(text: str) -> str:
    return re.sub(r"(?<=\d)ー(?=\d)", "-", text)


def _without_area(text: str, area_text: str, area: Area | None) -> tuple[str, bool]:
    names = {normalise(area_text).replace(" ", "")}
    if area is not None:
        names |= {area.full_name, area.full_name.removeprefix(area.prefecture), area.own_name}
    for name in tuple(names):
        if found := _AFTER_PREFECTURE.match(name):
            names |= {found[2], name.removeprefix(found[1])}
    cut, repeated = text, False
    for name in sorted((n for n in names if len(n) > 1), key=len, reverse=True):
        while cut.startswith(name):
            cut, repeated = cut[len(name) :].lstrip(), True
        if len(name) > 4 and (again := cut.find(name)) > 0:
            head, tail = _head(cut[:again], area), cut[again + len(name) :].lstrip()
            cut, repeated = (tail if _NO_NUMBER.match(arabic(head)) else head), True
    return cut, repeated


def _head(text: str, area: Area | None) -> str:
    return text.rstrip().removesuffix(area.prefecture if area else "").rstrip()


def split_address(address: str, area: Area | None) -> tuple[str, str]:
    """An address in one text → (up to the municipality, 番地以降); all of it is the street where no area was found."""
    if area is None:
        return "", address
    at = address.find(area.own_name)
    end = at + len(area.own_name) if at >= 0 else len(area.full_name)
    return address[:end], address[end:].strip()


def place_key(municipality_code: str, street: str) -> str:
    """One spelling of a place: code, town and block numbers, without the building. '' where there is no number."""
    text = _SEPARATORS.sub("-", arabic(street).replace(" ", "").replace("大字", "").replace("字", ""))
    found = re.match(r"\D*\d+(?:-\D{0,2}\d+)*", text)
    return f"{municipality_code}|{found[0]}"[:200] if found else ""


def locality(street: str) -> str:
    """The first two characters of the town: many localities on one point betray a representative point."""
    text = arabic(street).replace("大字", "").removeprefix("字")
    return re.split(r"\d", text, maxsplit=1)[0].strip()[:2]


def point_of(latitude: str, longitude: str) -> Point | None:
    """The published point, or None when a number is missing, unreadable or zero."""
    try:
        point = Point(float(latitude), float(longitude))
    except ValueError:
        return None
    finite = abs(point.latitude) <= 90 and abs(point.longitude) <= 180
    return point if finite and point.latitude and point.longitude else None


def plausible(point: Point, area: Area | None) -> bool:
    """Inside Japan, and near the municipality of the address where that is known."""
    south, north, west, east = JAPAN_BOX
    if not (south <= point.latitude <= north and west <= point.longitude <= east):
        return False
    return area is None or area.point is None or distance_km(point, area.point) <= FARTHEST_KM
