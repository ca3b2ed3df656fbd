"""The gate in front of every view: signed in → a live membership → a second factor where the role needs one → the
role has the permission → the method.

Whether *this* case may be seen is asked again, with the ledger, by the query and the service.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from renkei.audit.services import record_refusal
from renkei.core.clock import now
from renkei.core.wall import act_as_session, act_as_system
from renkei.policy import decide
from renkei.policy.actor import Actor, system_actor
from renkei.policy.permissions import P
from renkei.web import posted
from renkei.web.http import HttpRequest

_SESSION_OVER = (
    "サインインが切れました（しばらく操作がなかったか、長い時間がたったか、ほかの端末からサインアウトしたためです）。"
    "もう一度サインインすると、続きから始められます。"
)
View = Callable[..., HttpResponse]
Gate = Callable[[View], View]


#: Bytes of a request's body: an attachment of 20 MB with its form; a form without a file for who is not signed in.
MEMBER_BODY, PUBLIC_BODY = 25 * 1024 * 1024, 1024 * 1024


def gate(*permissions: P, methods: Sequence[str] = ("GET",), max_body: int = MEMBER_BODY) -> Gate:
    """Open to members whose role has one of these permissions.

    Args:
        permissions: usually one; with several, any of them opens the door.
        methods: allowed HTTP methods; HEAD goes with GET. Anything else is answered 405.
        max_body: bytes a request may bring.

    Raises:
        NotAllowed: the role has none of them (403, rendered and recorded by the middleware).
    """

    def check(request: HttpRequest) -> None:
        if not any(decide.can(request.actor, p) for p in permissions):
            decide.require(request.actor, permissions[0])

    opened = _member_gate(check, permissions[0] if len(permissions) == 1 else permissions, methods)

    def decorate(view: View) -> View:
        inner = opened(view)
        inner.body = (max_body, permissions)  # type: ignore[attr-defined]
        return inner

    return decorate


def body_limit(view: View, actor: Actor | None) -> int:
    """Bytes a request to this view may bring from this actor."""
    if actor is None:
        return PUBLIC_BODY
    most, permissions = getattr(view, "body", (MEMBER_BODY, ()))
    return most if any(decide.can(actor, p) for p in permissions) else min(most, MEMBER_BODY)


def signed_in(methods: Sequence[str] = ("GET",)) -> Gate:
    """Open to every member, whatever the role (home, notifications, own account)."""
    return _member_gate(lambda request: None, "signed_in", methods)


def factor_page(methods: Sequence[str] = ("GET",)) -> Gate:
    """Open to every user who is signed in, also while the role still waits for a second factor: the pages to enrol."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if shut := _shut(request, methods, enrols=True):
                return shut
            announce(request)
            return view(request, *args, **kwargs)

        inner.gate = "factor_page"  # type: ignore[attr-defined]
        return inner

    return decorate


def public(reason: str, methods: Sequence[str] = ("GET",), *, system: str = "") -> Gate:
    """Open without signing in. `reason` says why, for whoever reviews the list of such pages.

    Args:
        system: the part of the program that acts here (policy.roles.SYSTEM_TABLE); the database is told. Posts to it are
            taken once (web/posted.py), but for those of signing in, which may be repeated.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if refused := _method_refused(request, methods):
                return refused
            if system:
                act_as_system(system)
            call = partial(view, request, *args, **kwargs)
            return call() if system == "sign_in" else posted.take(request, call, holder=None)

        inner.gate = f"public: {reason}"  # type: ignore[attr-defined]
        inner.shows_again = _is_form(methods) and system != "sign_in"  # type: ignore[attr-defined] # a password that was posted is kept nowhere
        return inner

    if not reason:
        raise ValueError("A page without sign-in needs its reason.")
    return decorate


def _member_gate(check: Callable[[HttpRequest], None], mark: object, methods: Sequence[str]) -> Gate:
    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if shut := _shut(request, methods):
                return shut
            check(request)
            announce(request)
            call = partial(view, request, *args, **kwargs)
            if request.method == "GET" and posted.DRAFT in request.GET and _is_form(methods):
                return posted.restore(request, call)
            return posted.take(request, call, holder=request.actor)

        inner.gate = mark  # type: ignore[attr-defined]
        inner.shows_again = _is_form(methods)  # type: ignore[attr-defined]
        return inner

    return decorate


def _shut(request: HttpRequest, methods: Sequence[str], *, enrols: bool = False) -> HttpResponse | None:
    """The answer to whom the door of members does not open; None where it does.

    Args:
        enrols: a page to enrol a second factor: open before there is one, and what was posted to it (a password, a code) is
            kept nowhere.
    """
    if not request.user.is_authenticated:
        return _to_login(request, () if enrols else methods)
    if request.actor is None:
        return _no_membership(request)
    if request.needs_factor and not enrols:
        if request.method == "POST" and _is_form(methods):
            posted.keep(request)
        return _to("mfa_index", request)
    return _method_refused(request, methods)


def announce(request: HttpRequest) -> None:
    """Tell PostgreSQL who acts in this request's transaction (ATOMIC_REQUESTS); it checks the session itself."""
    act_as_session(key=request.session.session_key, membership_id=request.actor.membership_id)


def put_refusal_on_record(request: HttpRequest, *, permission: str, case_id: UUID | None, status: int) -> None:
    """In a transaction of its own, outside the view's: that one has been rolled back, and its actor with it."""
    with transaction.atomic():
        announce(request)
        record_refusal(actor=request.actor, now=now(), permission=permission, case_id=case_id, status=status)


def _no_membership(request: HttpRequest) -> HttpResponse:
    """Signed in, but a member of nothing (any more)."""
    act_as_system("sign_in")
    actor = replace(system_actor("sign_in"), user_id=request.user.pk)
    record_refusal(actor=actor, now=now(), permission="membership", case_id=None, status=403)
    return render(request, "errors/no_membership.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A post without its token (CSRF_FAILURE_VIEW): refused, and on record where somebody is signed in.

    A form that this very user opened before signing in again is only shown again, with what was typed.
    """
    if again := posted.after_sign_in(request):
        return again
    if request.actor:
        put_refusal_on_record(request, permission="csrf", case_id=None, status=403)
    return render(request, "403_csrf.html", status=403)


def _is_form(methods: Sequence[str]) -> bool:
    """A page with a form of its own, not a button that only posts."""
    return {"GET", "POST"} <= {*methods}


def _method_refused(request: HttpRequest, methods: Sequence[str]) -> HttpResponse | None:
    allowed = {*methods, *(("HEAD",) if "GET" in methods else ())}
    if request.method in allowed:
        return None
    response = render(request, "errors/405.html", status=405)
    response["Allow"] = ", ".join(sorted(allowed))
    return response


def _to_login(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """To the log-in page and back; what was posted is kept meanwhile, for the user whose page it was."""
    if request.method == "POST" and _is_form(methods):
        back = posted.keep(request) or "/"
    else:
        back = request.get_full_path() if request.method in ("GET", "HEAD") and not request.htmx else "/"
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.session_key is None:
        messages.info(request, _SESSION_OVER)
    response = redirect_to_login(back)
    return HttpResponseClientRedirect(response.url) if request.htmx else response


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """To another page, also from a fragment."""
    return HttpResponseClientRedirect(reverse(name)) if request.htmx else redirect(name)
