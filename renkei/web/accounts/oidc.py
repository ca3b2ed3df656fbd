"""OIDC sign-in, where configured: known users only, by a linked subject or a verified address; nobody signs up here."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from requests import RequestException

from renkei.accounts import queries, services
from renkei.audit.enums import E
from renkei.audit.services import record_session
from renkei.core.clock import now
from renkei.core.errors import NotFound
from renkei.policy.actor import system_actor
from renkei.web.gates import View, public
from renkei.web.http import HttpRequest

PROVIDER = "oidc"


class OidcAdapter(DefaultSocialAccountAdapter):
    """settings.SOCIALACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Who it is: the user the subject is linked to, else the user with the address the provider has verified, who
        is linked now. Anybody else is turned away."""
        if not sociallogin.is_existing:
            verified = [address.email for address in sociallogin.email_addresses if address.verified]
            user = queries.active_user_of(verified[0]) if verified else None
            if user is None:
                raise ImmediateHttpResponse(_turned_away(request))
            sociallogin.connect(request, user)
            services.note_oidc_link(actor=replace(system_actor("sign_in"), user_id=user.pk), now=now(), user=user)
        if _second_factor_shown(sociallogin.account.extra_data):
            record_authentication(request, sociallogin.user, PROVIDER, mfa=True)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        raise ImmediateHttpResponse(render(request, "socialaccount/error.html", status=400))


def _turned_away(request: HttpRequest) -> HttpResponse:
    record_session(actor=system_actor("sign_in"), event=E.SIGN_IN_FAILED, now=now(), methods=(PROVIDER,))
    return render(request, "socialaccount/unknown.html", status=403)


def _second_factor_shown(claims: Any) -> bool:
    """Does the ID token say a word (`acr` or `amr`) that settings.OIDC_STRONG counts as a second factor?"""
    token = claims.get("id_token", {}) if isinstance(claims, dict) else {}
    said = {str(token.get("acr", "")), *map(str, token.get("amr") or ())}
    return bool(said & set(settings.OIDC_STRONG))


class IssuerChecked(OpenIDConnectOAuth2Adapter):
    """Metadata count only where they name the very issuer that is configured (OpenID Connect Discovery 1.0 §4.3)."""

    @property
    def openid_config(self) -> Any:
        found = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("issuer")
        return found


def _configured(view: View) -> View:
    """404 where no issuer is configured; a page in words where the provider does not answer as it should."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise NotFound()
        try:
            return view(request, *args, **kwargs)
        except (RequestException, OAuth2Error):
            return render(request, "socialaccount/error.html", status=400)

    return inner


@public("サインインの画面: on to the organisation's own sign-in", methods=["POST"], system="sign_in")
@_configured
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider. Only to sign in: an account is linked by signing in, in no other way."""
    if request.GET:
        raise NotFound()
    return views.login(request, provider_id)


@public("サインインの画面: back from the organisation's own sign-in", system="sign_in")
@_configured
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the provider."""
    if provider_id != PROVIDER:
        raise NotFound()
    return OAuth2CallbackView.adapter_view(IssuerChecked(request, provider_id))(request)
