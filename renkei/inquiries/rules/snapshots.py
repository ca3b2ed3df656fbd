"""A match as plain JSON that can be shown a year later without computing anything, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from renkei.offices.enums import Criterion, DropCode
from renkei.offices.rules.matching import Match, Need, Rules


def asked_json(need: Need, rules: Rules, origin: str) -> dict[str, Any]:
    """The need and the rules as they were."""
    return {"need": _plain(asdict(need)), "rules": _plain(asdict(rules)), "origin": origin}


def rows_json(matches: Iterable[Match]) -> list[dict[str, Any]]:
    """One entry an office, in the order in which they stood. Words are kept as they were shown."""
    return [_row(m) for m in matches]


def _row(match: Match) -> dict[str, Any]:
    office = match.candidate
    return {
        "office_id": str(office.office_id), "number": office.office_number, "name": office.name, "address": office.address,
        "km": office.distance_km, "rough": office.distance_is_rough, "place": match.place, "score": match.score,
        "values": [
            {
                "code": str(v.code), "label": str(v.code.label), "value": v.value, "weight": v.weight, "words": v.words,
                "on": v.on.isoformat() if v.on else "", "known": v.known,
            }
            for v in match.criteria
        ],
        "drops": [{"code": str(d.code), "sentence": d.sentence} for d in match.drops],
        "way_back": match.way_back_words, "unknowns": list(match.unknowns),
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """Sets in a fixed order, dates in ISO, codes as text."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Criterion | DropCode) else value
