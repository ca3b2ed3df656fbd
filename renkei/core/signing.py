"""The key that signs the heads of the audit: outside the database, a file 0600 in KEY_DIR, made at first use."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from config import env


def audit_key() -> Ed25519PrivateKey:
    """Ed25519 key from the secret (384 random bits) in `audit-signing.key`; its public half may be known to everybody."""
    secret = env.secret_file(Path(settings.KEY_DIR) / "audit-signing.key")
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"renkei audit key\n{secret}".encode()).digest())


def former_audit_keys() -> list[str]:
    """Public keys used before (after a lost key file, say), as text: the lines of `audit-former-keys.txt`, kept by hand."""
    path = Path(settings.KEY_DIR) / "audit-former-keys.txt"
    return path.read_text(encoding="utf-8").split() if path.exists() else []
