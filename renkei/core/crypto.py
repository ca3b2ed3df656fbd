"""Envelope of the personal columns: AES-256-GCM by `cryptography`, keys outside the database."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


def seal(plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt; `bound_to` (table.column.row) is authenticated, so a ciphertext can't be moved to another row."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + _cipher().encrypt(nonce, plain, bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        cryptography.exceptions.InvalidTag: when the bytes, the key or the row differ.
    """
    body = sealed[len(VERSION) :]
    return _cipher().decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], bound_to.encode())


def _cipher() -> AESGCM:
    return AESGCM(_key(str(settings.KEY_DIR)))


@lru_cache(maxsize=4)
def _key(folder: str) -> bytes:
    """Read the data key, or make it at first use: file mode 0600 in a folder 0700, never in the database."""
    path = Path(folder) / "data.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()
