"""Keyed blind index: finds equal pieces of text without holding them (HMAC-SHA256, cut to 32 bits).

What it tells to somebody who has the database without the key stands in the threat model: which rows share pieces, how
many pieces a name has, and how often each occurs; not which pieces they are.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from renkei.core import files
from renkei.core.key_encryption import KeyStoreError

_BYTES = 4  # a signed integer of PostgreSQL; two pieces in 4,000,000,000 look alike, and `names.matches` decides


def tokens(pieces: Iterable[str]) -> list[int]:
    """One number for each piece, in no order that tells anything."""
    key = _key(str(_path()))
    return sorted({int.from_bytes(hmac.digest(key, p.encode(), "sha256")[:_BYTES], signed=True) for p in pieces})


def fingerprint(content: bytes) -> str:
    """Of a file's content, 64 hex digits: equal files look equal, but nobody can try a file out without the key."""
    return hmac.digest(_key(str(_path())), content, "sha256").hex()


def has_key() -> bool:
    """Whether `index.key` is there."""
    return _path().exists()


def make_key() -> None:
    """A key where there is none: at the first start, and before the index is made anew."""
    files.make_new(_path(), secrets.token_hex(32).encode())


def _path() -> Path:
    return Path(settings.KEY_DIR) / "index.key"


@lru_cache(maxsize=4)
def _key(name: str) -> bytes:
    """Raises KeyStoreError where it is missing: what is indexed under another one is never found."""
    try:
        return bytes.fromhex(Path(name).read_text())
    except FileNotFoundError:
        raise KeyStoreError(
            f"{name} がありません。控えから戻すか、索引を作り直してください（manage.py index_names）。"
        ) from None
