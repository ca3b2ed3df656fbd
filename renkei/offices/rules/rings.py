"""距離と方角の図: offices around a centre as numbered marks on rings, to be drawn as SVG without any map.

Only an office whose place is exact has a point. One whose address is withheld or rough is drawn as a disc around the
representative point of its municipality: nobody can read a spot off it that the directory does not publish. Sizes are
those of the SVG's own user units (`SIZE` on each side, north on top).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, ceil, cos, degrees, hypot, pi, radians, sin

from renkei.offices.rules.assumptions import ROUGH_KM
from renkei.offices.rules.geo import Point, distance_km

SIZE = 640
_OUTER = 270.0  # radius of the outermost ring
_STEPS = (1, 2, 5, 10, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000, 2000)
_RINGS = 4
_MARK = 16.0
_HERE = 0.05  # km: no direction from so near
_APART = 2 * _MARK + 2
_DIRECTIONS = ("北", "北東", "東", "南東", "南", "南西", "西", "北西")


@dataclass(frozen=True)
class Place:
    """An office to be drawn. `point`: its own (exact), or its municipality's (rough); None: nobody knows."""

    name: str
    point: Point | None
    is_rough: bool


@dataclass(frozen=True)
class Ring:
    """A circle of so many km around the centre."""

    km: int
    radius: float


@dataclass(frozen=True)
class Mark:
    """One office: its number, what the table says, and where it is drawn.

    Attributes:
        km, direction: from the centre, to the office or to the middle of its area; None without a place, "" where there is none.
        x, y: the place, or the middle of the area. area: radius of the disc of a rough place, else None.
        label_x, label_y: where the number stands; beside the place where another mark is in the way.
    """

    number: int
    name: str
    is_rough: bool
    km: float | None = None
    direction: str = ""
    x: float = 0.0
    y: float = 0.0
    label_x: float = 0.0
    label_y: float = 0.0
    area: float | None = None

    @property
    def is_moved(self) -> bool:
        """Does the number stand beside the place? Then a line leads there."""
        return hypot(self.label_x - self.x, self.label_y - self.y) > 1

    @property
    def box(self) -> tuple[float, float, float]:
        """Left, top and side of the square around the number of a rough place."""
        return round(self.label_x - _MARK, 1), round(self.label_y - _MARK, 1), 2 * _MARK

    @property
    def is_drawn(self) -> bool:
        return self.km is not None

    @property
    def is_within(self) -> bool:
        """Somewhere in the municipality from whose middle distances are counted: then 0 km would say too much."""
        return self.is_rough and self.km is not None and self.km < _HERE

    @property
    def distance(self) -> str:
        """In words: 1.5 km; およそ 12.3 km; 中心の市区町村の中."""
        if self.km is None:
            return "―"
        if self.is_within:
            return "中心の市区町村の中"
        return f"{'およそ ' if self.is_rough else ''}{self.km:.1f} km"

    @property
    def says(self) -> str:
        """How exact the place is, in words."""
        if self.km is None:
            return "場所は分かりません（図にはありません）"
        return "市区町村の範囲（番地は分からない）" if self.is_rough else "番地まで"


@dataclass(frozen=True)
class RingChart:
    """Rings from the inside out, and the marks in the order of the list."""

    rings: tuple[Ring, ...]
    marks: tuple[Mark, ...]

    size: int = SIZE
    centre: float = SIZE / 2
    mark: float = _MARK

    @property
    def compass(self) -> tuple[tuple[str, float, float], ...]:
        """The four quarters and where their names stand, at the edge of the picture."""
        middle, edge = SIZE / 2, 12.0
        return (
            ("北", middle, edge), ("東", SIZE - edge, middle), ("南", middle, SIZE - edge), ("西", edge, middle),
        )  # fmt: skip

    @property
    def areas(self) -> tuple[tuple[float, float, float], ...]:
        """(x, y, radius) of the discs, each once, however many offices share a municipality."""
        return tuple(dict.fromkeys((m.x, m.y, m.area) for m in self.marks if m.area))

    @property
    def reversed_rings(self) -> tuple[Ring, ...]:
        """Largest first, as they are painted."""
        return self.rings[::-1]


def ring_chart(centre: Point, places: Iterable[Place]) -> RingChart:
    """Where everything is drawn. The same places in the same order give the same picture."""
    offices = list(places)
    far = max((_reach(centre, p) for p in offices if p.point), default=0.0)
    rings = _rings(far)
    scale = _OUTER / rings[-1]
    marks: list[Mark] = []
    for number, place in enumerate(offices, start=1):
        marks.append(_mark(number, place, centre, scale, marks))
    return RingChart(tuple(Ring(km, round(km * scale, 1)) for km in rings), tuple(marks))


def bearing(a: Point, b: Point) -> float:
    """Direction from a to b on the great circle, in degrees from north, clockwise."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    east = radians(b.longitude - a.longitude)
    y = sin(east) * cos(lat_b)
    x = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(east)
    return degrees(atan2(y, x)) % 360


def direction_of(angle: float) -> str:
    """Eight directions: 0 → 北, 45 → 北東."""
    return _DIRECTIONS[round(angle / 45) % 8]


def _reach(centre: Point, place: Place) -> float:
    assert place.point is not None  # noqa: S101 - asked by the caller
    return distance_km(centre, place.point) + (ROUGH_KM if place.is_rough else 0)


def _rings(far: float) -> tuple[int, ...]:
    """The outermost ring is the first of the steps that holds everything; the four largest useful ones are drawn."""
    outer = next((n for n, km in enumerate(_STEPS) if km >= far), len(_STEPS) - 1)
    outer = max(outer, 2)
    return tuple(_STEPS[max(0, outer - _RINGS + 1) : outer + 1])


def _mark(number: int, place: Place, centre: Point, scale: float, others: list[Mark]) -> Mark:
    if place.point is None:
        return Mark(number, place.name, place.is_rough)
    km, angle = distance_km(centre, place.point), bearing(centre, place.point)
    x = SIZE / 2 + km * scale * sin(radians(angle))
    y = SIZE / 2 - km * scale * cos(radians(angle))
    label_x, label_y = _free_spot(x, y, [(SIZE / 2, SIZE / 2), *((m.label_x, m.label_y) for m in others if m.is_drawn)])
    return Mark(
        number, place.name, place.is_rough, km=km, direction=direction_of(angle) if km >= _HERE else "",
        x=round(x, 1), y=round(y, 1), label_x=round(label_x, 1), label_y=round(label_y, 1),
        area=round(ROUGH_KM * scale, 1) if place.is_rough else None,
    )  # fmt: skip


def _free_spot(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The spot itself, or the nearest on a spiral around it where the number covers no other and stays in the picture."""
    for step in range(400):
        far = _APART * ceil(step / 12) * 0.75 if step else 0.0
        angle = step * pi / 6
        spot = x + far * sin(angle), y - far * cos(angle)
        inside = all(_MARK + 2 <= c <= SIZE - _MARK - 2 for c in spot)
        if inside and all(hypot(spot[0] - a, spot[1] - b) >= _APART for a, b in taken):
            return spot
    return x, y
