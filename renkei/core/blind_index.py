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

_BYTES = 4  # a signed integer of PostgreSQL; two pieces in 4,000,000,000 look alike, and `names.matches` decides


def tokens(pieces: Iterable[str]) -> list[int]:
    """One number for each piece, in no order that tells anything."""
    key = _key(f"{settings.KEY_DIR}/index.key")
    return sorted({int.from_bytes(hmac.digest(key, p.encode(), "sha256")[:_BYTES], signed=True) for p in pieces})


def fingerprint(content: bytes) -> str:
    """Of a file's content, 64 hex digits: equal files look equal, but nobody can try a file out without the key."""
    return hmac.digest(_key(f"{settings.KEY_DIR}/index.key"), content, "sha256").hex()


@lru_cache(maxsize=4)
def _key(name: str) -> bytes:
    path = Path(name)
    if not path.exists():
        files.make_new(path, secrets.token_hex(32).encode())
    return bytes.fromhex(path.read_text())
