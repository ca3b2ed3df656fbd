"""Where a row of 活動の内訳 leads."""

from __future__ import annotations

from django import template
from django.urls import NoReverseMatch, reverse

from renkei.stats.queries.activity import Row

register = template.Library()


@register.simple_tag
def row_url(row: Row) -> str:
    """The page of the record that was counted."""
    try:
        return reverse(row.source.page, args=row.args)
    except NoReverseMatch:
        return ""
