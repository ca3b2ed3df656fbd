"""Japanese text: one spelling for search, masking for display."""

from __future__ import annotations

import unicodedata

import jaconv

# Dashes that people and source files use for one another in addresses and numbers.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－─━ｰ"), "-")


def normalise(text: str) -> str:
    """NFKC, dashes as '-', single spaces, trimmed: for storage and comparison."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())


def fold(text: str) -> str:
    """One spelling for search: NFKC, lower case, katakana → hiragana, no spaces."""
    return jaconv.kata2hira(normalise(text).lower()).replace(" ", "")


def mask(text: str) -> str:
    """First character and a fixed number of dots: how a name appears where it need not be read."""
    return f"{text[:1]}●●" if text else ""
