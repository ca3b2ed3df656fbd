"""What HSDS 3.0 asks of a `service` and all that is nested in it, as JSON Schema.

Our own schema, written by hand for these tests after HSDS 3.0's lists of fields: the names a record must have, their types and
code lists. It was not checked against the official JSON Schema, and no file of the specification (CC BY-SA 4.0) is copied.
"""

from __future__ import annotations

from typing import Any

_ID = {"type": "string", "format": "uuid"}
_TEXT = {"type": "string"}
_FILLED = {"type": "string", "minLength": 1}
_URI = {"type": "string", "format": "uri"}
_NUMBER = {"type": "number"}


def _thing(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """A record with no field that HSDS does not know."""
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TERM = _thing({"id": _ID, "name": _FILLED, "description": _FILLED}, {"code": _TEXT, "taxonomy": _TEXT})
ATTRIBUTE = _thing({"id": _ID}, {"link_id": _ID, "label": _TEXT, "value": _TEXT, "taxonomy_term": TERM})
IDENTIFIER = _thing(
    {"id": _ID, "identifier_type": _FILLED, "identifier": _FILLED}, {"organization_id": _ID, "identifier_scheme": _TEXT}
)
ORGANIZATION = _thing(
    {"id": _ID, "name": _FILLED, "description": _FILLED},
    {"alternate_name": _TEXT, "organization_identifiers": _list(IDENTIFIER)},
)
PHONE = _thing({"id": _ID, "number": _FILLED}, {"type": {"enum": ["voice", "fax"]}})
SCHEDULE = _thing(
    {"id": _ID},
    {
        "service_id": _ID, "description": _TEXT, "notes": _TEXT, "freq": {"enum": ["WEEKLY", "MONTHLY"]},
        "byday": {"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"},
        "opens_at": {"type": "string", "pattern": r"^\d\d:\d\d\+09:00$"},
        "closes_at": {"type": "string", "pattern": r"^\d\d:\d\d\+09:00$"},
    },
)  # fmt: skip
ADDRESS = _thing(
    {
        "id": _ID, "address_1": _TEXT, "city": _FILLED, "state_province": _TEXT, "postal_code": _TEXT,
        "country": {"const": "JP"}, "address_type": {"enum": ["physical", "postal", "virtual"]},
    },
    {"location_id": _ID},
)  # fmt: skip
LOCATION = _thing(
    {"id": _ID, "location_type": {"enum": ["physical", "postal", "virtual"]}},
    {
        "name": _FILLED, "alternate_name": _TEXT, "description": _TEXT, "latitude": _NUMBER, "longitude": _NUMBER,
        "external_identifier": _TEXT, "external_identifier_type": _TEXT, "addresses": _list(ADDRESS),
        "attributes": _list(ATTRIBUTE),
    },
)  # fmt: skip
AT_LOCATION = _thing({"id": _ID, "service_id": _ID, "location_id": _ID}, {"location": LOCATION})
SERVICE = _thing(
    {"id": _ID, "name": _FILLED, "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]}},
    {
        "organization_id": _ID, "description": _TEXT, "url": _URI, "organization": ORGANIZATION, "phones": _list(PHONE),
        "schedules": _list(SCHEDULE), "service_at_locations": _list(AT_LOCATION), "attributes": _list(ATTRIBUTE),
    },
)  # fmt: skip
SERVICES = _list(SERVICE)
