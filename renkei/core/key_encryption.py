"""The key-encryption key (鍵を包む鍵, KEK): what wraps the data keys of the persons. It lives outside the database.

The one place where a key-management service (KMS, HSM) would go: write a class with the methods of `KeyEncryption` whose
`wrap` and `unwrap` call the service, and return it from `key_encryption()`. Nothing else knows how a key is wrapped.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from renkei.core import files

KEY_BYTES = 32
_NONCE_BYTES = 12


class KeyStoreError(Exception):
    """A key is missing or does not fit. `str()` is a Japanese sentence for the operator, without personal data."""


class KeyEncryption(Protocol):
    """Wraps and unwraps data keys. `bound_to` names the owner of the key: a wrapped key opens under no other name."""

    def wrap(self, key: bytes, *, bound_to: str) -> tuple[str, bytes]:
        """The id of the current KEK, and the wrapped key."""

    def unwrap(self, kek_id: str, wrapped: bytes, *, bound_to: str) -> bytes:
        """The data key. Raises KeyStoreError when the KEK is missing or does not fit."""

    def current(self) -> str:
        """The id of the KEK that wraps from now on. Raises KeyStoreError when there is none."""

    def ids(self) -> list[str]:
        """Every KEK there is, oldest first."""

    def renew(self) -> str:
        """Make a new KEK the current one. Returns its id."""

    def retire(self, kek_id: str) -> None:
        """Destroy an old KEK: nothing may use it any more."""


class FileKeyEncryption:
    """KEKs as files `kek-0001.key` (64 hex digits, mode 0600); the highest number is the current one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def wrap(self, key: bytes, *, bound_to: str) -> tuple[str, bytes]:
        kek_id, nonce = self.current(), os.urandom(_NONCE_BYTES)
        return kek_id, nonce + self._cipher(kek_id).encrypt(nonce, key, _place(kek_id, bound_to))

    def unwrap(self, kek_id: str, wrapped: bytes, *, bound_to: str) -> bytes:
        try:
            return self._cipher(kek_id).decrypt(
                wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _place(kek_id, bound_to)
            )
        except InvalidTag:
            raise KeyStoreError(f"鍵を開けません。{kek_id}.key が、この鍵を包んだものではありません。") from None

    def current(self) -> str:
        known = self.ids()
        if not known:
            raise KeyStoreError(f"{self.folder} に、鍵を包む鍵（kek-*.key）がありません。控えから戻してください。")
        return known[-1]

    def ids(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("kek-*.key"))

    def renew(self) -> str:
        while True:
            known = self.ids()
            kek_id = f"kek-{int(known[-1].removeprefix('kek-')) + 1 if known else 1:04d}"
            if files.make_new(self.folder / f"{kek_id}.key", secrets.token_hex(KEY_BYTES).encode()):
                return kek_id
            if not known:  # another process made the first one at the same moment
                return kek_id

    def retire(self, kek_id: str) -> None:
        if kek_id == self.current():
            raise ValueError("the current KEK is in use")
        files.remove(self.folder / f"{kek_id}.key")

    def _cipher(self, kek_id: str) -> AESGCM:
        return _read(self.folder / f"{kek_id}.key")


def key_encryption() -> KeyEncryption:
    """The one that this installation uses."""
    return FileKeyEncryption(Path(settings.KEY_DIR))


@lru_cache(maxsize=8)
def _read(path: Path) -> AESGCM:
    try:
        return AESGCM(bytes.fromhex(path.read_text()))
    except FileNotFoundError:
        raise KeyStoreError(f"{path} がありません。控えておいた鍵を戻してください。") from None


def _place(kek_id: str, bound_to: str) -> bytes:
    return f"{kek_id}|{bound_to}".encode()
