"""The fixed secrets of the demo's users. Anybody can read them here, so they are worth nothing outside the demo."""

from __future__ import annotations

import base64
import hashlib

#: Every fixed secret begins so; base32, as authenticator apps take it.
MARK = "RENKEIDEMO"


def demo_secret(email: str) -> str:
    """The TOTP secret (32 letters, 160 bits) of a demo user: fixed, another for each address."""
    digest = hashlib.sha256(email.strip().lower().encode()).digest()
    return MARK + base64.b32encode(digest).decode()[: 32 - len(MARK)]


def is_demo_secret(secret: str) -> bool:
    """Is it one of those?"""
    return secret.startswith(MARK)
