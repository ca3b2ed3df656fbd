"""An office that fits a need, to be changed in one thing at a time."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renkei.cases.enums import Certainty
from renkei.offices.enums import Precision
from renkei.offices.rules.matching import Area, Candidate, Known, Need, Past, Stated

ON = date(2026, 11, 27)
NUMAZU = Area("22203", "静岡県沼津市", frozenset({"22203"}))
SHIZUOKA = Area("22100", "静岡県静岡市", frozenset({"22100", "22101", "22102", "22103"}))
NEED = Need(service_codes=frozenset({"33"}), max_km=20, start_month=date(2027, 1, 1), certainty=Certainty.FIXED)


def office(**fields: Any) -> Candidate:
    """A group home 5.2 km away. `stated`, `known`, `past`: fields of those facts."""
    values: dict[str, Any] = {
        "office_id": UUID(int=1), "office_number": "2220000011", "name": "みほんホーム", "address": "静岡県沼津市御幸町1",
        "area": "静岡県沼津市", "municipality_code": "22203", "service_codes": ("33",), "precision": Precision.EXACT,
        "listed": True, "last_release": "202603", "capacity": {"33": 6}, "distance_km": 5.2,
    }  # fmt: skip
    facts = {"stated": Stated, "known": Known, "past": Past}
    made = {name: facts[name](**value) if name in facts else value for name, value in fields.items()}
    return Candidate(**(values | made))


def need(**fields: Any) -> Need:
    return Need(**(vars(NEED) | fields))
