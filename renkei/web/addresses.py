"""Addresses of pages whose area may not be installed."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_or_nothing(name: str, *args: object) -> str:
    """The address of the page with this URL name, or "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
