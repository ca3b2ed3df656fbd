"""The ring chart: true distances and directions, and no spot for what has none."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest

from renkei.offices.rules.geo import Point, distance_km
from renkei.offices.rules.rings import ROUGH_KM, SIZE, Place, bearing, direction_of, ring_chart

CENTRE = Point(35.0, 135.0)


def at(north_km: float, east_km: float) -> Point:
    return Point(35.0 + north_km / 111.195, 135.0 + east_km / (111.195 * 0.81915))


@pytest.mark.parametrize(
    ("north", "east", "direction", "dx", "dy"),
    [(8, 0, "北", 0, -1), (0, 8, "東", 1, 0), (-8, 0, "南", 0, 1), (0, -8, "西", -1, 0), (6, 6, "北東", 1, -1)],
)
def test_a_mark_stands_where_the_office_lies(north: float, east: float, direction: str, dx: int, dy: int) -> None:
    (mark,) = ring_chart(CENTRE, [Place("あおぞら", at(north, east), is_rough=False)]).marks
    assert mark.direction == direction
    assert mark.km == pytest.approx(hypot(north, east), rel=0.01)
    assert (round(mark.x - SIZE / 2) > 0) - (round(mark.x - SIZE / 2) < 0) == dx
    assert (round(mark.y - SIZE / 2) > 0) - (round(mark.y - SIZE / 2) < 0) == dy


def test_the_rings_hold_everything_and_their_radius_is_the_distance() -> None:
    places = [Place("a", at(3, 0), is_rough=False), Place("b", at(0, -17), is_rough=False)]
    chart = ring_chart(CENTRE, places)
    assert [ring.km for ring in chart.rings] == [2, 5, 10, 20]
    scale = chart.rings[-1].radius / 20
    for place, mark in zip(places, chart.marks, strict=True):
        assert hypot(mark.x - SIZE / 2, mark.y - SIZE / 2) == pytest.approx(
            distance_km(CENTRE, place.point or CENTRE) * scale, abs=0.2
        )


def test_a_withheld_address_is_an_area_and_an_unknown_one_is_only_in_the_table() -> None:
    rough, unknown = ring_chart(CENTRE, [Place("a", at(0, 10), is_rough=True), Place("b", None, is_rough=True)]).marks
    scale = ring_chart(CENTRE, [Place("a", at(0, 10), is_rough=True)]).rings[-1].radius / 20
    assert rough.area == pytest.approx(ROUGH_KM * scale, abs=0.1)
    assert not unknown.is_drawn
    assert "分かりません" in unknown.says


def test_numbers_cover_no_other_and_lead_back_to_their_place() -> None:
    marks = ring_chart(CENTRE, [Place(str(n), at(2, 2), is_rough=False) for n in range(12)]).marks
    assert all(hypot(a.label_x - b.label_x, a.label_y - b.label_y) > 32 for a, b in combinations(marks, 2))
    assert sum(mark.is_moved for mark in marks) == 11
    assert {(mark.x, mark.y) for mark in marks} == {(marks[0].x, marks[0].y)}


def test_directions() -> None:
    assert [direction_of(a) for a in (0, 22, 23, 90, 337, 338, 359.9)] == ["北", "北", "北東", "東", "北西", "北", "北"]
    assert bearing(CENTRE, Point(34.0, 135.0)) == pytest.approx(180)
