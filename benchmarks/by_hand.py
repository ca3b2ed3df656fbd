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


#: What waits for a manager, as one would write it for this page alone: the cases once, of each kind the most urgent lines.
_WAITING = f"""
WITH seen AS MATERIALIZED (SELECT c.id, c.number, c.status, c.without_place, c.review_on FROM cases_case c WHERE {_SEEN}),
coordinating AS (SELECT id, number FROM seen WHERE status = 'coordinating')
SELECT * FROM (
    (SELECT 'referral' AS what, s.number, r.due_at::date AS due FROM coordination_referral r JOIN seen s ON s.id = r.case_id
        WHERE r.status = 'submitted' AND r.addressee_id = %(body)s ORDER BY r.due_at LIMIT 50)
    UNION ALL (SELECT 'step', number, CASE WHEN without_place THEN current_date ELSE review_on END AS due FROM seen
        WHERE without_place OR status IN ('placed', 'handed_over') OR (status = 'suspended' AND review_on <= current_date + 7)
        ORDER BY due NULLS LAST, number LIMIT 50)
    UNION ALL (SELECT 'board', s.number, min(i.moves_on) FROM coordination_jointitem i JOIN seen s ON s.id = i.case_id
        WHERE (i.status = 'proposed' AND i.proposed_side <> 'body') OR i.status = 'returned'
            OR (i.status = 'shared' AND i.moves_on <= current_date + 7) GROUP BY s.number ORDER BY 3 LIMIT 50)
    UNION ALL (SELECT 'task', s.number, t.due_on FROM coordination_task t JOIN seen s ON s.id = t.case_id
        WHERE t.status = 'open' AND t.organisation_id = %(body)s
            AND ((t.user_id = %(user)s AND t.due_on <= current_date + 7) OR t.user_id IS NULL) ORDER BY t.due_on LIMIT 50)
    UNION ALL (SELECT i.status, s.number, i.deadline::date FROM inquiries_inquiry i JOIN seen s ON s.id = i.case_id
        WHERE i.status IN ('positive', 'conditional', 'expired', 'agreed')
            OR (i.status IN ('anonymous', 'considering') AND i.deadline < now()) ORDER BY i.deadline LIMIT 50)
    UNION ALL (SELECT 'need', c.number, NULL FROM cases_need n JOIN coordinating c ON c.id = n.case_id
        WHERE n.status = 'open' AND NOT EXISTS (SELECT 1 FROM inquiries_inquiry i WHERE i.need_id = n.id
            AND i.status NOT IN ('declined', 'withdrawn', 'person_declined', 'expired')) ORDER BY c.number LIMIT 50)
    UNION ALL (SELECT 'consent', s.number, k.valid_until FROM disclosure_consent k JOIN seen s ON s.id = k.case_id
        WHERE k.status IN ('obtained', 'partly_withdrawn') AND (k.valid_until <= current_date + 30 OR k.review_on <= current_date + 30)
        ORDER BY k.valid_until LIMIT 50)
    UNION ALL (SELECT 'return', s.number, max(l.ends_at)::date FROM disclosure_ledgerentry l JOIN seen s ON s.id = l.case_id
        WHERE l.info_class <> 'summary' AND l.recipient_id <> l.giver_id GROUP BY s.number, l.recipient_id
        HAVING bool_and(l.ends_at <= now()) ORDER BY 3 LIMIT 50)
) found ORDER BY due NULLS LAST, number LIMIT 50"""  # noqa: S608
_OWN_CASES = f"""
SELECT c.id, c.number, c.status, c.urgency, o.name FROM cases_case c LEFT JOIN accounts_organisation o ON o.id = c.responsible_id
JOIN cases_assignment a ON a.case_id = c.id AND a.user_id = %(user)s AND a.organisation_id = %(body)s AND a.ends_at IS NULL
WHERE {_SEEN} ORDER BY c.opened_at DESC, c.number LIMIT 10"""  # noqa: S608


def home(signed: Signed) -> Statements:
    """The first page: 50 lines of what waits on cases, and one's own ten cases. What waits beside cases is not in it."""
    values = {"body": signed.actor.organisation_id, "user": signed.actor.user_id}
    return [(_WAITING, values), (_OWN_CASES, values)]


def candidates(services: list[str], centre: Point) -> Statements:
    """The 200 nearest offices of the country that offer one of the services with how many there are, and their rows."""
    distance = (
        "2 * 6371 * asin(sqrt(least(1, power(sin(radians(origin_latitude - %(la)s) / 2), 2) + cos(radians(%(la)s))"
        " * cos(radians(origin_latitude)) * power(sin(radians(origin_longitude - %(lo)s) / 2), 2))))"
    )
    values = {"codes": services, "la": centre.latitude, "lo": centre.longitude}
    return [(
        f"""WITH every AS MATERIALIZED (SELECT id, {distance} AS km FROM offices_office WHERE service_codes && %(codes)s::varchar[]),
        near AS MATERIALIZED (SELECT id, km FROM every ORDER BY km LIMIT 200)
        SELECT o.id, o.office_number, o.name, o.area, o.street, o.municipality_code, o.service_codes, o.precision, o.listed,
            o.last_release, o.latitude, o.longitude, o.phone, o.fax, o.url, n.km, (SELECT count(*) FROM every),
            s.service_code, s.capacity, s.gone_release
        FROM near n JOIN offices_office o ON o.id = n.id JOIN offices_officeservice s ON s.office_id = n.id ORDER BY n.km""",  # noqa: S608
        values,
    )]  # fmt: skip


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
