"""Signing in and out by allauth: only the pages Renkei offers. No sign-up: users are invited by their organisation."""

from __future__ import annotations

from allauth.account import views
from django.urls import path, re_path

from renkei.web.accounts.views.me import sign_in
from renkei.web.gates import View, public


def _door(view: View) -> View:
    """A page of allauth: what it reads and records, it does as the part of the program that signs people in."""
    return public("サインインの画面", methods=["GET", "POST"], system="sign_in")(view)


urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", _door(views.logout), name="account_logout"),
    path("inactive/", _door(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", _door(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _door(views.password_change), name="account_change_password"),
    path("password/reset/", _door(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", _door(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _door(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        _door(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
