"""What allauth may do here, in our words, with every sign-in on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from renkei.accounts import queries
from renkei.audit.enums import E
from renkei.audit.services import record_session
from renkei.core.clock import now
from renkei.policy.actor import Actor, system_actor
from renkei.web.http import HttpRequest

_WRONG = "メールアドレスまたはパスワードが違います。"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs himself up: users are invited by the manager of their organisation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "この利用者は停止されています。所属の管理者に連絡してください。",
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_password": "パスワードが違います。",
        "enter_current_password": "いまのパスワードを正しく入力してください。",
        "invalid_password_reset": "このリンクは使えません。すでに使われたか、期限が切れています。",
        "too_many_login_attempts": (
            "続けて間違えたため、しばらくサインインできません。5分ほど待ってから、もう一度お試しください。"
            "パスワードを忘れたときは、所属の管理者に再設定を依頼してください。"
        ),
        "rate_limited": "短い時間に操作が重なりました。しばらく待ってから、もう一度お試しください。",
        "unknown_email": "このメールアドレスは登録されていません。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        record_session(actor=_actor(user), event=E.SIGNED_IN, now=now())
        return super().post_login(request, user, **options)

    def logout(self, request: HttpRequest) -> None:
        if not isinstance(request.user, AnonymousUser):
            record_session(actor=request.actor or _actor(request.user), event=E.SIGNED_OUT, now=now())
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._failed(credentials, locked=True)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._failed(credentials)

    def _failed(self, credentials: dict[str, Any], *, locked: bool = False) -> None:
        user_id = queries.user_id_of(str(credentials.get("email", "")))
        actor = replace(system_actor("sign_in"), user_id=user_id)
        record_session(actor=actor, event=E.SIGN_IN_FAILED, now=now(), locked=locked)


def _actor(user: Any) -> Actor:
    """The user's newest membership; without any, only who it is."""
    found = queries.actor_for(user=user, membership_id=None, at=now())
    return found or replace(system_actor("sign_in"), user_id=user.pk)
