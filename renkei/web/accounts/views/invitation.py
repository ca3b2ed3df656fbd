"""An invitation, by link or printed code: choose a password, once. A GET consumes nothing."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.accounts.enums import InvitationState
from renkei.core.clock import now
from renkei.core.errors import Conflict, NotFound
from renkei.web import limits
from renkei.web.accounts.invitation_forms import InvitationCodeForm, NewPasswordForm
from renkei.web.gates import View, public
from renkei.web.http import HttpRequest

_BOTH = ("GET", "POST")


def _guessed(view: View) -> View:
    """Wrong secrets are counted per network address; too many, and the door stays shut for a while."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if limits.is_shut(request, now(), door="invitation"):
            return render(request, "429.html", status=429)
        try:
            return view(request, *args, **kwargs)
        except NotFound:
            limits.count_wrong(request, now(), door="invitation")
            return render(request, "accounts/invitation_void.html", {"state": ""}, status=404)

    return inner


@public("an invited user has no password yet: the code of the printed invitation", methods=_BOTH, system="sign_in")
@_guessed
def code(request: HttpRequest) -> HttpResponse:
    """招待コードの入力."""
    form = InvitationCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        secret = queries.clean_secret(form.cleaned_data["code"])
        try:
            queries.invitation_page(secret=secret, at=now())
            return redirect("invitation", token=secret)
        except NotFound:
            limits.count_wrong(request, now(), door="invitation")
            form.add_error("code", "招待コードが違います。用紙をもう一度お確かめください。")
    return render(request, "accounts/invitation_code.html", {"form": form}, status=422 if form.errors else 200)


@public("an invited user has no password yet: the one-time link", methods=_BOTH, system="sign_in")
@_guessed
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """パスワードを決める画面."""
    page = queries.invitation_page(secret=token, at=now())
    if page.state is not InvitationState.OPEN:
        return render(request, "accounts/invitation_void.html", {"state": page.state}, status=410)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=page.user)
    if form.is_valid():
        try:
            services.accept_invitation(secret=token, now=now(), password=form.cleaned_data["password"])
            return redirect("invitation_done")
        except Conflict:  # a second tab was faster
            return render(request, "accounts/invitation_void.html", {"state": InvitationState.USED}, status=409)
    context = {"form": form, "page": page}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


@public("thanks after an invitation was used")
def done(request: HttpRequest) -> HttpResponse:
    """On to the sign-in."""
    return render(request, "accounts/invitation_done.html")
