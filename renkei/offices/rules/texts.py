"""One spelling for comparing and searching names, addresses and numbers of offices."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from renkei.core.text import fold, normalise

_KEY_LENGTH = 200
_NOT_WORD = re.compile(r"[^\wー]|_")
_REPLACED = re.compile("[?\ufffd]")
_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile(r"([〇一二三四五六七八九十]{1,3})(?=丁目|番|号|条|線|区画)")
_BAR_BETWEEN_DIGITS = re.compile(r"(?<=\d)ー(?=\d)")


def search_fold(text: str) -> str:
    """Folded for comparison; a separate voicing mark (う゛) joins its kana, a bar between digits is a dash."""
    if not text:
        return ""
    joined = text.replace("゛", "\u3099").replace("゜", "\u309a")
    return _BAR_BETWEEN_DIGITS.sub("-", fold(joined))


def name_key(name: str) -> str:
    """A name without spaces, punctuation, width and kana differences: two rows of one office agree in it."""
    return _NOT_WORD.sub("", search_fold(name))[:_KEY_LENGTH]


def arabic(text: str) -> str:
    """漢数字 before 丁目・番・号・条 as digits: 二十三番 → 23番."""
    return _KANJI_NUMBER.sub(lambda found: str(_value(found[1])), text)


def _value(numeral: str) -> int:
    tens, _, ones = numeral.rpartition("十")
    if "十" not in numeral:
        return int("".join(str(_NUMERALS[c]) for c in numeral))
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)


def is_replaced(text: str) -> bool:
    """Does it hold a character that the source could not write (U+FFFD or a half-width '?')?"""
    return "?" in text or "\ufffd" in text


def same_but_replaced(old: str, new: str) -> bool:
    """Is `new` the same as `old` but for characters lost as '?' or U+FFFD? Then the old one is kept."""
    if not is_replaced(new):
        return False
    pattern = "".join("." if _REPLACED.match(c) else re.escape(c) for c in normalise(new))
    return re.fullmatch(pattern, normalise(old)) is not None


def same_text(old: str, new: str) -> bool:
    """Equal but for width, dashes and spaces?"""
    return old == new or normalise(old) == normalise(new)


@dataclass(frozen=True)
class Phone:
    """A telephone number as shown, its digits, and what is odd about it."""

    shown: str
    digits: str
    wide: bool = False
    odd: bool = False


@lru_cache(maxsize=100_000)
def phone(published: str) -> Phone:
    """A number with half-width digits and hyphens. Odd: not 10 or 11 digits from 0 (an empty one is not odd).

    Without hyphens only numbers whose parts are certain are divided (mobile, free dial, 03 and 06).
    """
    if not published:
        return Phone("", "")
    wide = any(unicodedata.east_asian_width(c) in "FW" for c in published)
    text = normalise(published).replace("ー", "-").replace(")", "-").replace("(", "").replace(" ", "")
    text = re.sub(r"-{2,}", "-", text).strip("-")
    digits = re.sub(r"\D", "", text)
    odd = not (len(digits) in (10, 11) and digits.startswith("0"))
    if not odd and re.fullmatch(r"\d{2,5}-\d{1,4}-\d{3,4}", text):
        return Phone(text, digits, wide, odd)
    if odd:
        return Phone(text if digits else "", digits, wide, bool(digits))
    return Phone(_divide(digits), digits, wide, odd)


def _divide(digits: str) -> str:
    if len(digits) == 11:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if digits.startswith(("0120", "0570", "0800")):
        return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    if digits.startswith(("03", "06")):
        return f"{digits[:2]}-{digits[2:6]}-{digits[6:]}"
    return digits
