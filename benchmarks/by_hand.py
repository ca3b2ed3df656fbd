"""Floors: what the same answer costs in bare SQL written by hand, in COPY, and in NumPy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import psycopg
from django.db import connection

from benchmarks.stage import Signed
from config.postgresql.base import own_connection
from renkei.offices.rules.geo import EARTH_RADIUS_KM, Point

Statements = list[tuple[str, Any]]
_SEEN = """c.status <> 'closed' AND c.destroyed_at IS NULL AND EXISTS (
    SELECT 1 FROM disclosure_ledgerentry l WHERE l.case_id = c.id AND l.recipient_id = %(body)s AND l.info_class = 'summary'
    AND l.starts_at <= now() AND (l.ends_at IS NULL OR l.ends_at > now()))"""
_NEWEST = f"""
SELECT c.id, c.number, c.status, c.urgency, c.opened_at, c.without_place, o.name,
    (SELECT count(*) FROM cases_need n WHERE n.case_id = c.id AND n.status = 'open')
FROM cases_case c LEFT JOIN accounts_organisation o ON o.id = c.responsible_id
WHERE {_SEEN} ORDER BY c.opened_at DESC, c.number LIMIT 50"""  # noqa: S608
_COUNT = f"SELECT count(*) FROM cases_case c WHERE {_SEEN}"  # noqa: S608


def case_list(signed: Signed) -> Statements:
    """The first page of the list: 50 lines and how many there are."""
    values = {"body": signed.actor.organisation_id}
    return [(_NEWEST, values), (_COUNT, values)]


def candidates(services: list[str], centre: Point) -> Statements:
    """The 200 nearest offices of the country that offer one of the services, and their rows."""
    distance = (
        "2 * 6371 * asin(sqrt(least(1, power(sin(radians(origin_latitude - %(la)s) / 2), 2) + cos(radians(%(la)s))"
        " * cos(radians(origin_latitude)) * power(sin(radians(origin_longitude - %(lo)s) / 2), 2))))"
    )
    values = {"codes": services, "la": centre.latitude, "lo": centre.longitude}
    near = f"""SELECT id, office_number, name, area, street, municipality_code, service_codes, precision, listed, last_release,
        latitude, longitude, phone, fax, url, {distance} AS km FROM offices_office
        WHERE service_codes && %(codes)s::varchar[] ORDER BY km LIMIT 200"""  # noqa: S608
    rows = f"""SELECT s.office_id, s.service_code, s.capacity, s.gone_release FROM offices_officeservice s
        JOIN (SELECT id, {distance} AS km FROM offices_office WHERE service_codes && %(codes)s::varchar[] ORDER BY km LIMIT 200) n
        ON n.id = s.office_id"""  # noqa: S608
    return [(near, values), (rows, values)]


class Scan:
    """Distances to every office that offers a service, in memory: the least that ranking by distance can cost."""

    def __init__(self, services: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT origin_latitude, origin_longitude FROM offices_office"
                " WHERE service_codes && %s::varchar[] AND origin_latitude IS NOT NULL",
                [services],
            )
            self.points = np.radians(np.array(cursor.fetchall()))

    def nearest(self, centre: Point, count: int = 200) -> Any:
        """Positions of the nearest ones."""
        la, lo = np.radians(centre.latitude), np.radians(centre.longitude)
        h = (
            np.sin((self.points[:, 0] - la) / 2) ** 2
            + np.cos(la) * np.cos(self.points[:, 0]) * np.sin((self.points[:, 1] - lo) / 2) ** 2
        )
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1, h)))
        return np.argpartition(km, min(count, len(km) - 1))[:count]


#: What an import writes, in the order in which it can be written.
_WRITTEN = {
    "offices_office": "SELECT o.* FROM offices_office o WHERE id IN (SELECT office_id FROM offices_officeservice WHERE profile = 'demo')",
    "offices_officeservice": "SELECT * FROM offices_officeservice WHERE profile = 'demo'",
    "offices_officeindex": "SELECT i.* FROM offices_officeindex i WHERE office_id IN"
    " (SELECT office_id FROM offices_officeservice WHERE profile = 'demo')",
}  # fmt: skip


def written_rows() -> dict[str, bytes]:
    """What the import of this transaction wrote, table by table, as COPY reads it."""
    found = {}
    for table, query in _WRITTEN.items():
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
            found[table] = b"".join(map(bytes, copy))
    return found


def copy_in(owner: psycopg.Connection[Any], rows: dict[str, bytes]) -> None:
    """COPY of the same rows into the same tables with the same indexes and keys, as the owner; rolled back."""
    for table, data in rows.items():
        with owner.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(data)
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner.rollback()


def owner() -> psycopg.Connection[Any]:
    """The owner in transactions."""
    found = own_connection().owner_connection()
    found.autocommit = False
    return found


def own_statements(page: Iterable[tuple[str, Any]], empty: Iterable[tuple[str, Any]]) -> Statements:
    """What a page asks beyond the empty page, to be replayed as it is."""
    known = {text for text, _ in empty}
    return [(text, values) for text, values in page if text not in known]
