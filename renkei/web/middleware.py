"""Around every request: who acts, what a refusal looks like, what may be kept by browsers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from renkei.accounts import queries as accounts
from renkei.core.clock import now
from renkei.core.errors import Conflict, DomainError, NotAllowed, NotFound, RuleBroken, Unavailable
from renkei.core.key_encryption import KeyStoreError
from renkei.policy.actor import Actor
from renkei.policy.roles import needs_second_factor
from renkei.web.accounts.strength import is_strong
from renkei.web.gates import body_limit, put_refusal_on_record
from renkei.web.http import HttpRequest
from renkei.web.posted import show_again, typed_texts

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

#: Refusals after which a post is shown again, with what was typed.
_SHOWN_AGAIN = (Conflict, RuleBroken, Unavailable)
_NO_KEYS = "暗号の鍵が見つからないため、いまは保存も閲覧もできません。システムの管理者に知らせてください。"


class ActorMiddleware:
    """Sets `request.actor`: the membership chosen in the session, as it stands now; None when there is no live one.
    And `request.needs_factor`: the role opens only with a second factor, which this session has not seen."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self._actor(request)  # type: ignore[assignment] # None reaches public views only
        request.needs_factor = bool(
            request.actor and needs_second_factor(request.actor.role) and not is_strong(request)
        )
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        return accounts.actor_for(user=request.user, membership_id=request.session.get("membership"), at=now())


class DomainErrorMiddleware:
    """Renders `core.errors` once for all views, after the view's transaction has been rolled back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of an expected refusal; None (500) for anything else."""
        if isinstance(error, KeyStoreError):
            log.critical("%s", error)  # the operator's sentence; the user gets one without paths
            error = Unavailable(_NO_KEYS)
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, NotAllowed | NotFound) and request.actor:
            case_id = cast("UUID | None", error.case_id)
            put_refusal_on_record(request, permission=error.permission, case_id=case_id, status=error.status)
        if isinstance(error, _SHOWN_AGAIN):
            again = show_again(request, str(error), status=error.status)
            return again or error_page(request, error)
        return error_page(request, error)


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """What happened, what to do next, who can. htmx gets it as a banner above the page it stands on."""
    texts = typed_texts(request) if isinstance(error, _SHOWN_AGAIN) else []
    context = {"sentence": str(error), "next_step": getattr(error, "next_step", ""), "typed": texts}
    if not request.htmx:
        return render(request, f"errors/{error.status}.html", context, status=error.status)
    response = render(request, "errors/_banner.html", context, status=error.status)
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "innerHTML show:top"
    return response


class BodyLimitMiddleware:
    """A body over the limit is refused by its announced length, before anybody reads it.

    25 MB for members, 1 MB for everybody else; more only where the view's gate says so and the actor may pass it. A body
    without a length is empty for Django.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Handler, args: object, kwargs: object) -> HttpResponse | None:
        """After all middleware has come in, so the actor is known; before the CSRF check, which reads the body."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= body_limit(view, request.actor):
            return None
        return render(request, "errors/413.html", status=413)


#: On every answer, static files and errors too; nosniff, Referrer-Policy, COOP and HSTS are SecurityMiddleware's.
HEADERS = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": ", ".join(
        [f"{name}=()" for name in (
            "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
            "microphone", "midi", "payment", "serial", "usb",
        )]
        + [f"publickey-credentials-{name}=(self)" for name in ("create", "get")]
    ),
}  # fmt: skip


class HeadersMiddleware:
    """Outermost of ours: what every answer carries, whoever made it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response


class NoStoreMiddleware:
    """No page is kept by browser or proxy. WhiteNoise answers for static files before this one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("HX-Request", "Cookie"))
        return response
