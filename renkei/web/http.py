"""The request as our middleware leaves it, for the type checker. Import HttpRequest from here in views."""

from __future__ import annotations

from typing import Any

from django import http
from django_htmx.middleware import HtmxDetails

from renkei.policy.actor import Actor


class HttpRequest(http.HttpRequest):
    """`actor` is set behind every gate but `@public`; `htmx` is true for a request for a fragment."""

    actor: Actor
    htmx: HtmxDetails
    POST: Any  # behind a gate a web.posted.Posted
