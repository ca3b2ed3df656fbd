"""The Merkle tree of RFC 6962 §2.1 (the same in RFC 9162 §2.1), grown one leaf at a time.

Only the roots of its perfect subtrees are kept: at ten million leaves at most 24 hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """A tree of `size` leaves by the roots of its perfect subtrees, the largest first: one for every 1 in binary `size`."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Frontier:
        """The tree with these leaf hashes appended."""
        size, peaks = self.size, list(self.peaks)
        for node in leaves:
            rest = size
            while rest & 1:
                node = node_hash(peaks.pop(), node)
                rest >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """The tree's hash; of the empty tree SHA-256 of nothing."""
        if not self.peaks:
            return hashlib.sha256().digest()
        *others, root = self.peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """The peaks in one string, 32 bytes each."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes) -> Frontier:
        """What `to_bytes` packed.

        Raises:
            ValueError: not one hash for every 1 in binary `size`.
        """
        if size < 0 or len(packed) != HASH_BYTES * size.bit_count():
            raise ValueError("The peaks do not fit the size of the tree.")
        return cls(size, split(packed, HASH_BYTES))


def split(packed: bytes, width: int) -> tuple[bytes, ...]:
    """A string of equal parts, apart; a rest that is too short is kept as the last part."""
    return tuple(packed[n : n + width] for n in range(0, len(packed), width))
