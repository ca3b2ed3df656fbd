"""The request as our middleware leaves it, for the type checker. Import HttpRequest from here in views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import http
from django.conf import settings
from django_htmx.middleware import HtmxDetails

from renkei.policy.actor import Actor


class HttpRequest(http.HttpRequest):
    """`actor` is set behind every gate but `@public`; `htmx` is true for a request for a fragment."""

    actor: Actor
    htmx: HtmxDetails
    POST: Any  # behind a gate a web.posted.Posted
    needs_factor: bool  # signed in, but this role opens only with a second factor


def client_address(request: http.HttpRequest) -> str:
    """The network address the limits count by. Behind proxies (RENKEI_BEHIND_PROXY says how many) the line of
    X-Forwarded-For that the outermost of ours wrote; what stands left of it is the visitor's own word."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if 0 < settings.PROXIES <= len(hops):
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def posted(request: http.HttpRequest) -> Any:
    """What was sent, or None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def ids_of(values: Iterable[str]) -> list[UUID]:
    """Ids out of a query or a form; whatever is none is left out."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
