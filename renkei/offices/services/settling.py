"""Which offices have a point of their own, decided over the whole directory after each import.

A point on which several towns' addresses, or several withheld addresses, stand together is a representative point of
the area: nobody's place. Only an exact place keeps coordinates; for distances the others use their municipality's point.
"""

from __future__ import annotations

from django.db import connection

#: 0.0001 degree (about 10 m): the published points of one representative place differ in the last digits.
_SETTLE = """
WITH shared AS (
    SELECT municipality_code, round(latitude * 10000) AS la, round(longitude * 10000) AS lo
    FROM offices_officeservice
    WHERE latitude IS NOT NULL AND municipality_code <> ''
    GROUP BY 1, 2, 3
    HAVING count(DISTINCT locality) FILTER (WHERE address_numbered) >= 3
        OR count(DISTINCT office_number) FILTER (WHERE address_withheld) >= 2
        OR (bool_or(NOT address_numbered) AND count(DISTINCT locality) FILTER (WHERE address_numbered) >= 2)
), speaking AS (
    SELECT DISTINCT ON (office_id) office_id, municipality_code, latitude, longitude, address_withheld,
           address_numbered, coordinates_plausible
    FROM offices_officeservice
    ORDER BY office_id, (gone_release <> ''), (profile LIKE 'list:%'), last_release DESC, service_code, source_key, id
), judged AS (
    SELECT s.office_id, s.latitude, s.longitude, m.latitude AS area_la, m.longitude AS area_lo,
           CASE WHEN s.address_withheld THEN 'withheld'
                WHEN s.latitude IS NULL OR NOT s.coordinates_plausible THEN 'unknown'
                WHEN NOT s.address_numbered OR p.la IS NOT NULL THEN 'representative'
                ELSE 'exact' END AS precision
    FROM speaking s
    LEFT JOIN shared p ON p.municipality_code = s.municipality_code
        AND p.la = round(s.latitude * 10000) AND p.lo = round(s.longitude * 10000)
    LEFT JOIN offices_municipality m ON m.code = s.municipality_code
), settled AS (
    SELECT office_id, precision,
           CASE WHEN precision = 'exact' THEN latitude END AS latitude,
           CASE WHEN precision = 'exact' THEN longitude END AS longitude,
           CASE WHEN precision = 'exact' THEN latitude ELSE area_la END AS origin_latitude,
           CASE WHEN precision = 'exact' THEN longitude ELSE area_lo END AS origin_longitude
    FROM judged
)
UPDATE offices_office o
SET precision = t.precision, latitude = t.latitude, longitude = t.longitude,
    origin_latitude = t.origin_latitude, origin_longitude = t.origin_longitude
FROM settled t
WHERE o.id = t.office_id
  AND (o.precision, o.latitude, o.longitude, o.origin_latitude, o.origin_longitude)
      IS DISTINCT FROM (t.precision, t.latitude, t.longitude, t.origin_latitude, t.origin_longitude)
"""


class Settling:
    """The one statement that judges every place anew."""

    @staticmethod
    def run() -> int:
        """Judge all offices; returns how many changed."""
        with connection.cursor() as cursor:
            cursor.execute(_SETTLE)
            return cursor.rowcount
