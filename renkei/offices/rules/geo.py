"""Distances on the globe."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Point:
    """Degrees, WGS84."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Box:
    """South, north, west and east in degrees."""

    south: float
    north: float
    west: float
    east: float


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in km (haversine)."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, h)))


def box_around(centre: Point, km: float) -> Box:
    """A box that holds every point within `km` of the centre (Japan's latitudes; not for the poles)."""
    dlat = degrees(km / EARTH_RADIUS_KM)
    dlon = dlat / max(0.1, cos(radians(centre.latitude)))
    return Box(centre.latitude - dlat, centre.latitude + dlat, centre.longitude - dlon, centre.longitude + dlon)
