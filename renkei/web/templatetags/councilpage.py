"""What the pages of 定期協議・協議会 draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(table: Mapping[Any, Any], key: Any) -> Any:
    """What stands under this key; "" where nothing does."""
    return table.get(key, "")
