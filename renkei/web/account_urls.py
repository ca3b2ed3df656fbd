"""Signing in and out by allauth: only the pages Renkei offers. No sign-up: users are invited by their organisation."""

from __future__ import annotations

from allauth.account import views
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import path, re_path

from renkei.web.accounts import oidc
from renkei.web.accounts.views import factors, invitation, sessions
from renkei.web.accounts.views.me import sign_in
from renkei.web.gates import View, factor_page, public


def _door(view: View) -> View:
    """A page of allauth: what it reads and records, it does as the part of the program that signs people in."""
    return public("サインインの画面", methods=["GET", "POST"], system="sign_in")(view)


_own = factor_page(["GET", "POST"])  # of one's own sign-in: the session acts, so that it outlives a new password

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("logout/", _door(views.logout), name="account_logout"),
    path("logout/everywhere/", sessions.sign_out_everywhere, name="account_logout_everywhere"),
    path("inactive/", _door(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", _own(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _own(views.password_change), name="account_change_password"),
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
    path("invitation/", invitation.code, name="invitation_code"),
    path("invitation/done/", invitation.done, name="invitation_done"),
    path("invitation/<str:token>/", invitation.accept, name="invitation"),
    path("factors/", factors.index, name="mfa_index"),
    path("factors/ask/", factors.authenticate, name="mfa_authenticate"),
    path("factors/confirm/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/new/", factors.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", factors.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/print/", factors.print_codes, name="mfa_print_recovery_codes"),
    path("factors/codes/new/", factors.generate_codes, name="mfa_generate_recovery_codes"),
    path("factors/passkeys/", factors.index, name="mfa_list_webauthn"),
    path("factors/passkeys/new/", factors.add_webauthn, name="mfa_add_webauthn"),
    path("factors/passkeys/confirm/", factors.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors/passkeys/<int:pk>/name/", factors.edit_webauthn, name="mfa_edit_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", factors.remove_webauthn, name="mfa_remove_webauthn"),
    path("oidc/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("passkey/", _door(login_webauthn), name="mfa_login_webauthn"),
]
