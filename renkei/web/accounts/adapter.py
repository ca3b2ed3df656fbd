"""What allauth may do here, in our words, with every sign-in on record."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from config.sessions import AGENT
from renkei.accounts import queries, services
from renkei.accounts.enums import LASTING_FACTORS
from renkei.audit.enums import E
from renkei.audit.services import record_session
from renkei.core.clock import now
from renkei.policy.actor import Actor, system_actor
from renkei.web.accounts.agents import agent_words
from renkei.web.accounts.strength import make_strong
from renkei.web.http import HttpRequest, client_address

_WRONG = "メールアドレスまたはパスワードが違います。"
_METHODS = {
    "reauthenticate": "パスワードで確認する",
    "mfa_reauthenticate": "認証アプリまたは回復コードで確認する",
    "mfa_reauthenticate:webauthn": "パスキーで確認する",
}
_CODES = {"socialaccount": "oidc", "oidc": "oidc_strong"}
_FEW_CODES = 3


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs himself up: users are invited by the manager of their organisation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "この利用者は停止されています。所属の管理者に連絡してください。",
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_code": "コードが違います。新しいコードを入力してください。",
        "incorrect_password": "パスワードが違います。",
        "enter_current_password": "いまのパスワードを正しく入力してください。",
        "invalid_password_reset": "このリンクは使えません。すでに使われたか、期限が切れています。",
        "too_many_login_attempts": (
            "続けて間違えたため、しばらくサインインできません。15分ほど待ってから、もう一度お試しください。"
            "お急ぎのときやパスワードを忘れたときは、所属の管理者に連絡してください。"
        ),
        "rate_limited": "短い時間に操作が重なりました。しばらく待ってから、もう一度お試しください。",
        "unknown_email": "このメールアドレスは登録されていません。",
    }

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "renkei.web.accounts.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before the password is looked at, so that a right one says nothing while the sign-in is stopped."""
        email = str(credentials.get("email", ""))
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:  # too many from one address of the network
            record_session(actor=self._trying(email), event=E.SIGN_IN_FAILED, now=now(), locked=True)
            raise
        if queries.is_locked(email=email, at=now()):
            self.failed(email)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self.failed(str(credentials.get("email", "")))

    def failed(self, email: str) -> None:
        """Count a wrong password or code; tell the owner by mail when it stops the sign-in."""
        if services.sign_in_failed(actor=self._trying(email), now=now(), email=email):
            self.send_mail("account/email/locked", email, {})

    def _trying(self, email: str) -> Actor:
        """Who is said to try: the user of this session who confirms himself, else whoever has this address."""
        request: Any = self.request
        if request.user.is_authenticated and request.user.email == email and request.actor:
            return request.actor
        return replace(system_actor("sign_in"), user_id=queries.user_id_of(email))

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        shown = get_authentication_records(request, user)
        methods = [_CODES.get(r["method"], str(r.get("type") or r["method"])) for r in shown]
        request.session[AGENT] = agent_words(request.headers.get("User-Agent", ""))
        services.sign_in_succeeded(actor=_actor(user), now=now(), email=user.email, methods=tuple(methods))
        if {"recovery_codes", *LASTING_FACTORS} & set(methods) or any(r.get("mfa") for r in shown):
            make_strong(request)
        response = super().post_login(request, user, **options)
        if "recovery_codes" in methods:
            self._warn_of_codes(request, user)
        return response

    def _warn_of_codes(self, request: HttpRequest, user: Any) -> None:
        left = queries.recovery_codes_left(user.pk)
        if left <= _FEW_CODES:
            sentence = f"回復コードは残り{left}個です。「自分の設定」で新しく作り、印刷してください。"
            messages.warning(request, sentence)

    def logout(self, request: HttpRequest) -> None:
        if not isinstance(request.user, AnonymousUser):
            record_session(actor=request.actor or _actor(request.user), event=E.SIGNED_OUT, now=now())
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """One's own password, changed or reset by a mailed link."""
        actor = getattr(self.request, "actor", None) or replace(system_actor("sign_in"), user_id=user.pk)
        services.change_password(actor=actor, now=now(), user=user, password=password)

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Not for the first factor right after the sign-in: who enrols has just shown the password."""
        required = super().is_reauthentication_required(app=app, **options)
        if not required or queries.has_second_factor(self.request.user.pk):
            return required
        shown = get_authentication_records(self.request, self.request.user)
        fresh = account_settings.REAUTHENTICATION_TIMEOUT
        return not any(time.time() - record["at"] < fresh for record in shown)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        found = super().get_reauthentication_methods(user)
        return [method | {"description": _METHODS[method["id"]]} for method in found]

    def reauthenticate(self, user: Any, password: str) -> bool:
        """By the address we keep; allauth's own table of addresses is empty here."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address we keep, without network address and browser: a mail may be read by others."""
        self.send_mail(template_prefix, email or user.email, context or {})


def _actor(user: Any) -> Actor:
    """The user's newest membership; without any, only who it is."""
    found = queries.actor_for(user=user, membership_id=None, at=now())
    return found or replace(system_actor("sign_in"), user_id=user.pk)
