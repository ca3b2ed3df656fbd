"""Envelope of the personal columns: AES-256-GCM by `cryptography`, under the data key of one person (ADR 0007).

version byte 2 | whose key (16 bytes; zero: the house) | nonce (12 bytes) | ciphertext with tag
"""

from __future__ import annotations

import os
from uuid import UUID

from renkei.core import keyring
from renkei.core.key_encryption import KeyStoreError

VERSION = b"\x02"
NONCE_BYTES = 12
_KEY_ID = slice(1, 17)
_NONCE = slice(17, 17 + NONCE_BYTES)
_BODY = slice(17 + NONCE_BYTES, None)


def seal(plain: bytes, *, person_id: UUID, bound_to: str) -> bytes:
    """Encrypt under the person's key.

    `bound_to` (table.column.row) and the key's owner are authenticated, so a ciphertext opens in no other place.

    Raises:
        Destroyed: the person's key was destroyed.
    """
    nonce = os.urandom(NONCE_BYTES)
    body = keyring.cipher(person_id, make=True).encrypt(nonce, plain, _place(bound_to, person_id))
    return VERSION + person_id.bytes + nonce + body


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        Destroyed: the person's key was destroyed.
        KeyStoreError: the key is missing, or the value is of a version before.
        cryptography.exceptions.InvalidTag: when the bytes, the key or the row differ.
    """
    if sealed[:1] != VERSION:
        raise KeyStoreError("「一人に一つの鍵」より前の版で書かれた値です。読めません（CHANGELOG.md）。")
    person_id = UUID(bytes=sealed[_KEY_ID])
    return keyring.cipher(person_id).decrypt(sealed[_NONCE], sealed[_BODY], _place(bound_to, person_id))


def stump(person_id: UUID) -> bytes:
    """What is left of a ciphertext after 廃棄: whose it was, so that reading it says `Destroyed`, and nothing more."""
    return VERSION + person_id.bytes


def _place(bound_to: str, person_id: UUID) -> bytes:
    return f"{bound_to}|{person_id}".encode()
