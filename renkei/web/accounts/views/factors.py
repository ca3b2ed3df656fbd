"""Second factors of one's own: allauth's pages, each change on record, and the codes on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.core.clock import now, today
from renkei.web.accounts.strength import make_strong, make_weak
from renkei.web.gates import factor_page, public
from renkei.web.http import HttpRequest

View = Callable[..., HttpResponse]
_BOTH = ("GET", "POST")


def recorded(view: View) -> View:
    """What the view added or removed is recorded in the same transaction; the session follows."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        before = queries.factors_of(user.pk)
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            changed = services.note_factor_changes(actor=request.actor, now=now(), user=user, before=before)
            if "added" in changed:
                record_authentication(request, user, "mfa", reauthenticated=True)  # it was just shown to work
                make_strong(request)
            elif changed and not queries.has_second_factor(user.pk):
                make_weak(request)
        return response

    return inner


@factor_page()
def index(request: HttpRequest) -> HttpResponse:
    """認証アプリ・パスキー・回復コード: what one has, what is missing."""
    left = queries.recovery_codes_left(request.user.pk)  # type: ignore[arg-type] # signed in
    return base.IndexView.as_view(extra_context={"codes_left": left})(request)


activate_totp = factor_page(_BOTH)(recorded(totp.activate_totp))
deactivate_totp = factor_page(_BOTH)(recorded(totp.deactivate_totp))
add_webauthn = factor_page(_BOTH)(recorded(webauthn.add_webauthn))
remove_webauthn = factor_page(_BOTH)(recorded(webauthn.remove_webauthn))
edit_webauthn = factor_page(_BOTH)(webauthn.edit_webauthn)
generate_codes = factor_page(_BOTH)(recorded(codes.generate_recovery_codes))
reauthenticate = factor_page(_BOTH)(base.reauthenticate)
reauthenticate_webauthn = factor_page(_BOTH)(webauthn.reauthenticate_webauthn)


@factor_page()
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """回復コード, the used ones struck out."""
    return _codes_page(request, "mfa/recovery_codes/index.html")


@factor_page()
@reauthentication_required(app="allauth.mfa")
def print_codes(request: HttpRequest) -> HttpResponse:
    """回復コード on A4."""
    return _codes_page(request, "mfa/recovery_codes/print.html")


def _codes_page(request: HttpRequest, template: str) -> HttpResponse:
    lines = queries.recovery_codes(request.user.pk)  # type: ignore[arg-type] # signed in
    if not lines:
        return redirect("mfa_index")
    left = sum(unused for _, unused in lines)
    return render(request, template, {"lines": lines, "left": left, "total": len(lines), "today": today()})


@public("第2の確認の画面: after the password, before the session", methods=_BOTH, system="sign_in")
def authenticate(request: HttpRequest) -> HttpResponse:
    """The code or passkey after the password. In the demo the page says the code."""
    return base.AuthenticateView.as_view(extra_context={"demo_code": _demo_code(request)})(request)


def _demo_code(request: HttpRequest) -> str:
    login = unstash_login(request, peek=True) if settings.DEMO else None
    if login is None or login.user is None or not queries.has_demo_secret(login.user.pk):
        return ""
    return queries.demo_code(login.user.email)
