"""The editable file of what the figures take for granted, and the regions (圏域), which no open list gives."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Assumptions:
    """See data/assumptions.toml, where each stands with its source."""

    least_persons: int
    source: str
    least_months: int
    years_back: int


@cache
def assumptions() -> Assumptions:
    """What stands in data/assumptions.toml."""
    said = _read("assumptions.toml")
    return Assumptions(
        least_persons=said["suppression"]["least_persons"], source=said["suppression"]["source"],
        least_months=said["period"]["least_months"], years_back=said["period"]["years_back"],
    )  # fmt: skip


@cache
def regions() -> dict[str, str]:
    """Municipality (five digits; a designated city as a whole) → name of its 障害保健福祉圏域."""
    found = _read("regions.toml").get("region", [])
    return {code: region["name"] for region in found for code in region["municipalities"]}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("renkei.stats").joinpath("data", name).read_text(encoding="utf-8"))
