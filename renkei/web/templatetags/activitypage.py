"""Where a row of 活動の内訳 leads."""

from __future__ import annotations

from django import template

from renkei.stats.queries.activity import Row
from renkei.web.addresses import address_or_nothing

register = template.Library()


@register.simple_tag
def row_url(row: Row) -> str:
    """The page of the record that was counted."""
    return address_or_nothing(row.source.page, *row.args)
