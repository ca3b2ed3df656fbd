"""What allauth.mfa may do here: secrets encrypted by the house key, Japanese words, the QR code without a further library."""

from __future__ import annotations

import base64
import io
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from renkei.core import crypto
from renkei.core.keyring import HOUSE

_BOUND_TO = "mfa_authenticator.data"


class FactorAdapter(DefaultMFAAdapter):
    """settings.MFA_ADAPTER."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "この方法は削除できません。",
        "cannot_generate_recovery_codes": "先に、認証アプリかパスキーを登録してください。",
        "incorrect_code": "コードが違います。いま表示されている新しいコードを入力してください。",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal(text.encode(), person_id=HOUSE, bound_to=_BOUND_TO)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(base64.b64decode(encrypted_text), bound_to=_BOUND_TO).decode()

    def build_totp_svg(self, url: str) -> str:
        svg, qr = io.BytesIO(), segno.make(url, error="m", micro=False)
        qr.save(svg, kind="svg", xmldecl=False, scale=4, border=4, light="white")
        return svg.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's name
        return "この端末のパスキー"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}
