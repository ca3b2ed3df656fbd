"""Values as JSON holds and compares them."""

from __future__ import annotations

from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """Sets in a fixed order, dates in ISO 8601, codes as text, all the way down; everything else as it is."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
