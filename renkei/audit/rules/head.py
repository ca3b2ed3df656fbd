"""A signed head of the tree as text: a checkpoint (c2sp.org/tlog-checkpoint) in a signed note (c2sp.org/signed-note).

renkei/audit
1234                                           leaves
q1w2…=                                         root, Base64
sealed 2026-11-27T08:00:00.000000+00:00        moment, as the format's extension line

— renkei/audit AbCd…=                          key hash (4 bytes) and Ed25519 signature (64 bytes), Base64
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from renkei.audit.rules.tree import HASH_BYTES

ORIGIN = "renkei/audit"
_SEALED = "sealed "
_DASH = "— "
_ED25519 = b"\x01"
KEY_HASH_BYTES = 4
_WORDS = 8  # of a head, the signature being one


@dataclass(frozen=True)
class Head:
    """The tree at one moment: how many leaves, its root, when it was sealed."""

    size: int
    root: bytes
    sealed_at: datetime

    def body(self) -> str:
        """The text that is signed."""
        moment = self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{ORIGIN}\n{self.size}\n{_base64(self.root)}\n{_SEALED}{moment}\n"


@dataclass(frozen=True)
class SignedHead:
    """A head with the short name of the key and its signature (Ed25519, 64 bytes)."""

    head: Head
    key_hash: bytes
    signature: bytes

    def text(self) -> str:
        """The signed note: for paper, mail, a QR code."""
        return f"{self.head.body()}\n{_DASH}{ORIGIN} {_base64(self.key_hash + self.signature)}\n"

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Is this the signature of this key?"""
        if self.key_hash != key_hash(key):
            return False
        try:
            key.verify(self.signature, self.head.body().encode())
        except InvalidSignature:
            return False
        return True


def sign(head: Head, key: Ed25519PrivateKey) -> SignedHead:
    """The head with its signature."""
    return SignedHead(head, key_hash(key.public_key()), key.sign(head.body().encode()))


def read_head(text: str) -> SignedHead:
    """A head from its text. How it is broken into lines does not matter: paper breaks the long ones.

    Raises:
        ValueError: not such a text. Says nothing about whether the signature is right.
    """
    words = text.split()
    if len(words) < _WORDS or [words[n] for n in (0, 3, 5, 6)] != [ORIGIN, _SEALED.strip(), _DASH.strip(), ORIGIN]:
        raise ValueError("Not the text of a head.")
    _, size, root, _, moment, _, _, *signature = words
    head, signed = Head(int(size), _bytes(root), datetime.fromisoformat(moment)), _bytes("".join(signature))
    if head.size < 0 or len(head.root) != HASH_BYTES or head.sealed_at.tzinfo is None:
        raise ValueError("Not the text of a head.")
    return SignedHead(head, signed[:KEY_HASH_BYTES], signed[KEY_HASH_BYTES:])


def key_hash(key: Ed25519PublicKey) -> bytes:
    """The short name of a key in a signed note, 4 bytes. It tells keys apart; it proves nothing."""
    return hashlib.sha256(f"{ORIGIN}\n".encode() + _ED25519 + key.public_bytes_raw()).digest()[:KEY_HASH_BYTES]


def key_text(key: Ed25519PublicKey) -> str:
    """The public key as a verifier key of the format: name+hash+Base64."""
    return f"{ORIGIN}+{key_hash(key).hex()}+{_base64(_ED25519 + key.public_bytes_raw())}"


def read_key(text: str) -> Ed25519PublicKey:
    """A public key from what `key_text` wrote.

    Raises:
        ValueError: not such a text, or its parts do not belong together.
    """
    name, _, rest = text.strip().partition("+")
    short, _, packed = rest.partition("+")
    raw = _bytes(packed)
    if name != ORIGIN or raw[:1] != _ED25519:
        raise ValueError("Not the text of a key.")
    key = Ed25519PublicKey.from_public_bytes(raw[1:])
    if key_hash(key).hex() != short:
        raise ValueError("Not the text of a key.")
    return key


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("Not Base64.") from None
