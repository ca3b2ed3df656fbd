"""A match as plain JSON that can be shown a year later without computing anything, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from renkei.core.plain import plain
from renkei.offices.rules.matching import Match, Need, Rules


def asked_json(need: Need, rules: Rules, origin: str) -> dict[str, Any]:
    """The need and the rules as they were."""
    return {"need": plain(asdict(need)), "rules": plain(asdict(rules)), "origin": origin}


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
