"""What the pages of 開拓 ask of a mapping."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(found: Mapping[str, str], key: str) -> str:
    """The words of a code; nothing where there are none."""
    return found.get(key, "")
