"""Texts folded to one spelling, with the way back to where each character stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from renkei.core import names
from renkei.core.text import normalise

#: A character with what belongs to it: ﾀﾞ is one, and so is a kanji with its variation selector.
_CLUSTER = re.compile("[^\uff9e\uff9f\u3099\u309a\u0300-\u036f\ufe00-\ufe0f]"
                      "[\uff9e\uff9f\u3099\u309a\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.S)  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
#: What people put between the parts of a name; a comma or full stop ends it.
_BETWEEN = re.compile(r"[\s・･·•_/／|｜*＊]")
_KANA = re.compile("[ぁ-ゖァ-ヺー]")


@dataclass(frozen=True)
class Folded:
    """`text[i]` stood at `starts[i]`–`ends[i]` of the original; `scripts[i]`: h hiragana, k katakana, c kanji, o other."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    scripts: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stood."""
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Folded:
    """NFKC, every dash '-', every space one blank; nothing is dropped but what cannot be seen."""
    return _fold(text, lambda cluster, _: normalise(cluster) or " ")


def tight(text: str) -> Folded:
    """As `plain`, without spaces and middle dots."""
    return _fold(text, lambda cluster, _: "" if _BETWEEN.fullmatch(cluster) else normalise(cluster))


def as_name(text: str) -> Folded:
    """As names are compared (`names.spelling`): common kanji, hiragana, large kana; spaces and middle dots dropped."""
    return _fold(text, _name_character)


def _name_character(cluster: str, before: str) -> str:
    if _BETWEEN.fullmatch(cluster):
        return ""
    plain_one = normalise(cluster)
    if plain_one == "-":
        return "ー" if before and _KANA.match(before) else ""
    if plain_one == "々":
        return before
    return names.spelling(cluster) or plain_one


def _fold(text: str, one: Callable[[str, str], str]) -> Folded:
    out: list[str] = []
    starts, ends, scripts = [], [], []
    for match in _CLUSTER.finditer(text):
        cluster = match[0]
        if _INVISIBLE.fullmatch(cluster):
            continue
        for char in one(cluster, out[-1] if out else ""):
            out.append(char)
            starts.append(match.start())
            ends.append(match.end())
            scripts.append(script_of(cluster))
    return Folded("".join(out), tuple(starts), tuple(ends), "".join(scripts))


def script_of(cluster: str) -> str:
    """h hiragana, k katakana (and its long sign), c kanji, o anything else."""
    name = unicodedata.name(unicodedata.normalize("NFKC", cluster)[:1] or " ", "")
    if name.startswith("HIRAGANA"):
        return "h"
    if name.startswith("KATAKANA"):
        return "k"
    return "c" if name.startswith("CJK") or cluster[:1] == "々" else "o"


def all_spots(needle: str, hay: str) -> Iterable[int]:
    """Every place where it stands, overlapping ones too."""
    spot = hay.find(needle) if needle else -1
    while spot >= 0:
        yield spot
        spot = hay.find(needle, spot + 1)
