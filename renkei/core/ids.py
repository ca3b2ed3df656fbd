"""Unguessable public identifiers and codes that can be read aloud."""

from __future__ import annotations

import hashlib
import secrets
import uuid

# Without 0/O, 1/I/L, U/V: a code survives FAX and telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_id() -> uuid.UUID:
    """A random id (122 bits); nothing about a case can be read off it."""
    return uuid.uuid4()


def new_code(length: int) -> str:
    """A random code of `length` characters from ALPHABET (4.86 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_token() -> str:
    """A secret of 256 bits for a one-time link; only its `token_hash` is stored."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 in hex: what the database keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
