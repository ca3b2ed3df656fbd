"""allauth's forms of the second factor with our labels, our lock and codes that are good once."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from renkei.accounts import queries
from renkei.accounts.enums import Factor
from renkei.core.clock import now
from renkei.core.ids import token_hash
from renkei.core.text import normalise

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "size": 12}


def _digits(typed: str) -> str:
    return re.sub(r"\D", "", normalise(typed))


class _CodeForm:
    """Full-width digits and spaces are understood; wrong codes count towards the lock of the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = "コード"
        field.help_text = "認証アプリの6桁のコード、または回復コード（8桁）を入力してください。"
        field.widget.attrs = dict(_CODE)
        field.error_messages["required"] = "コードを入力してください。"

    def clean_code(self) -> str:
        email = self.user.email  # type: ignore[attr-defined]
        if queries.is_locked(email=email, at=now()):
            get_adapter().failed(email)
            raise get_adapter().validation_error("too_many_login_attempts")
        self.cleaned_data["code"] = _digits(self.cleaned_data["code"])  # type: ignore[attr-defined]
        try:
            code = super().clean_code()
            self._once(code)
        except ValidationError:
            get_adapter().failed(email)
            raise
        return str(code)

    def _once(self, code: str) -> None:
        """A code of the app lives for three periods (one before, one after), and is good for one sign-in only."""
        found = self.authenticator  # type: ignore[attr-defined]
        if found.type != Factor.TOTP:
            return
        if not settings.DEMO and queries.has_demo_secret(found.user_id):
            raise ValidationError(
                "デモ用の固定の鍵は、デモの外では使えません。所属の管理者に初期化を依頼してください。"
            )
        lives = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"totp-{token_hash(f'{found.user_id} {code}')}", "used", timeout=lives):
            raise get_adapter().validation_error("incorrect_code")


class SecondFactorForm(_CodeForm, AuthenticateForm):
    """After the password."""


class ConfirmForm(_CodeForm, ReauthenticateForm):
    """Before factors are changed."""


class AppForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        field = self.fields["code"]
        field.label = "アプリに表示された6桁のコード"
        field.widget.attrs = {k: v for k, v in _CODE.items() if k != "autofocus"}
        field.error_messages["required"] = "アプリに表示された6桁のコードを入力してください。"

    def clean_code(self) -> str:
        self.cleaned_data["code"] = _digits(self.cleaned_data["code"])
        return str(super().clean_code())


class PasskeyForm(AddWebAuthnForm):
    """A new passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["name"].label = "呼び名"
        self.fields["name"].help_text = "どの端末・鍵かが分かる名前にします。例：職場のパソコン、USBの鍵"
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = "パスワードなしでサインインできるようにする"
        self.fields["passwordless"].help_text = "指紋・顔・暗証番号のある端末で使えます。"


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["name"].label = "呼び名"
        self.fields["name"].error_messages["required"] = "呼び名を入力してください。"
