"""How the directory is searched: one spelling for what is written and typed in many ways, and what a word must meet.

`line` folds a published text, `words_of` what was typed. Both go through the same `fold`, which looks no further than one
character to the left, so a part of a text folds like the text itself; where a word begins in the middle of something, the
few spellings its first character may have there are all looked for (docs/adr/0018-finding-offices.md). After a change here
run `manage.py index_offices`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import jaconv

from renkei.core.name_variants import VARIANTS
from renkei.offices.rules.texts import arabic

MOST_WORDS = 8
_LONGEST_GUESS = 24  # characters: no typing error is looked for in longer words

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖづぢゐゑを", "あいうえおつやゆよわかけずじいえお")
_KATAKANA = {ord(c) for c in map(chr, range(0x30A0, 0x3100))}
#: All of it in one table: each katakana, 旧字体 and small kana → the letter that is searched by.
_LETTERS = {
    code: jaconv.kata2hira(chr(code)).translate(VARIANTS).translate(_SMALL) for code in {*_KATAKANA, *VARIANTS, *_SMALL}
}
_AGAIN = re.compile("(.)々")
_HAN = "々〇一-鿿㐀-䶿豈-﫿\U00020000-\U0003ffff"
_NUMERAL = re.compile("[〇一二三四五六七八九十]")
_ORDINAL = re.compile("(?<=第)([一二三四五六七八九十]{1,3})")
#: 2丁目・2丁・2番地の・2番・2号・2の3・2-3 all end the number in one way; so does anything else that is no digit.
_NUMBER = re.compile(r"([0-9]+)(?:丁目|丁|番地|番|号|の(?=[0-9])|(?:[^\w]|_|ー)+(?=[0-9]))*(?=(.?))", re.S)
_END = "\x01"  # behind a number while everything else that is no word goes
_NOT_WORD = re.compile(f"[^\\w{_END}]|_|ー")
_KA = re.compile(f"(?<=[{_HAN}0-9{_END}])[けか]")
_KA_KANA = "がけか"
#: 法人の種類, as it is written out and as it is written short (㈱ and (株) fold to 株): either finds the other.
_LEGAL_FORMS = (
    ("特定非営利活動法人", "特非"), ("npo法人", "特非"), ("一般社団法人", "一社"), ("一般財団法人", "一財"), ("公益社団法人", "公社"),
    ("公益財団法人", "公財"), ("医療法人社団", "医社"), ("医療法人財団", "医財"), ("社会福祉法人", "福"), ("社福", "福"),
    ("医療法人", "医"), ("株式会社", "株"), ("有限会社", "有"), ("合同会社", "同"), ("合資会社", "資"), ("合名会社", "名"),
)  # fmt: skip
_TELEPHONE = re.compile(r"[0-9][0-9()+-]*[0-9]")


def fold(text: str, *, open_end: bool = False, numerals: bool = True) -> str:
    """Width, kind of kana, small kana, 旧字体, long vowels and marks no longer differ; every number ends in '-'.

    Args:
        open_end: a number at the very end may go on (what is typed); else it is over (what is published).
        numerals: 漢数字 that number something (二丁目, 第二) become digits.
    """
    return _folded(_one_spelling(text), open_end=open_end, numerals=numerals)


def _one_spelling(text: str) -> str:
    """Each character by itself: width, case, kind of kana, small kana, 旧字体."""
    plain = text.replace("゛", "\u3099").replace("゜", "\u309a")
    return unicodedata.normalize("NFKC", _SELECTORS.sub("", plain)).lower().translate(_LETTERS)


def _folded(plain: str, *, open_end: bool = False, numerals: bool = True) -> str:
    if numerals:
        plain = _ORDINAL.sub(_digits, arabic(plain))
    if "々" in plain:
        plain = _AGAIN.sub(r"\1\1", plain)
    plain = _NUMBER.sub(lambda found: _number(found, open_end), plain)
    plain = _NOT_WORD.sub("", plain)
    return _KA.sub("が", plain).replace(_END, "-")


def _digits(found: re.Match[str]) -> str:
    return arabic(f"{found[1]}号")[:-1]


def _number(found: re.Match[str], open_end: bool) -> str:
    goes_on = open_end and not found[2] and found[0] == found[1]
    return found[1] if goes_on else f"{found[1]}{_END}"


def search_text(names: Iterable[str], others: Iterable[str]) -> str:
    """What the index holds of an office: names, each between line ends, then everything else, each between tabs."""
    first = dict.fromkeys(line for text in names for line in _lines(text))
    then = dict.fromkeys(line for text in others for line in _lines(text))
    return (
        "\n"
        + "".join(f"{line}\n" for line in first)
        + "\t"
        + "".join(f"{line}\t" for line in then if line not in first)
    )


@lru_cache(maxsize=65_536)  # corporations, and an office's own name for each of its services, come again and again
def _lines(text: str) -> tuple[str, ...]:
    """As it folds, and with its 漢数字 as they are: whoever types only 三 of 三条 finds it too; and with 法人の種類 written short."""
    plain = _one_spelling(text)
    folded = _folded(plain)
    both = (folded, _folded(plain, numerals=False)) if _NUMERAL.search(plain) else (folded,)
    return tuple(filter(None, dict.fromkeys((*both, _short(folded)))))


def _shorter(folded: str) -> Iterator[str]:
    """The short form, where there is one."""
    if (short := _short(folded)) != folded:
        yield short


def _short(folded: str) -> str:
    """A folded text with every 法人の種類 in its short form."""
    for long, short in _LEGAL_FORMS:
        folded = folded.replace(long, short)
    return folded


def grams(text: str) -> list[str]:
    """Every character and every pair of neighbours within a line of `search_text`: what the index of the directory holds."""
    found: set[str] = set()
    for line in re.split("[\n\t]", text):
        found.update(line)
        found.update(map(add, line, line[1:]))
    return sorted(found)


def grams_of(part: str) -> list[str]:
    """What the index must hold of an office in which this part occurs: pairs, or the one character."""
    return sorted({a + b for a, b in zip(part, part[1:], strict=False)}) or [*part]


@dataclass(frozen=True)
class Word:
    """One word that was typed: an office is found when one of these spellings stands in its text."""

    spellings: tuple[str, ...]

    @property
    def main(self) -> str:
        return self.spellings[0]


def words_of(typed: str) -> list[Word]:
    """The words of a search box; at most eight. What holds no letter and no digit is no word."""
    spaced = unicodedata.normalize("NFKC", typed).split()[:MOST_WORDS]
    return [Word(spellings) for word in spaced if (spellings := _spellings(word))]


def phrase_of(typed: str) -> Word:
    """All that was typed as one word: a name with a space in it. No spelling where nothing was typed."""
    return Word(_spellings(typed) or ("",))


def _spellings(word: str) -> tuple[str, ...]:
    folded = fold(word, open_end=True)
    found = [*_openings(folded.removeprefix("々")), *_shorter(folded)]
    number = re.sub("[^0-9]", "", word)
    if _TELEPHONE.fullmatch(unicodedata.normalize("NFKC", fold_dashes(word))) and len(number) >= 6:
        found = [number] if len(number) >= 9 else [*found, number]
    return tuple(dict.fromkeys(filter(None, found)))


def fold_dashes(word: str) -> str:
    """Dashes of every kind, and the long vowel mark in their place, as '-'."""
    return re.sub("[‐‑‒–—―−－─━ｰー]", "-", unicodedata.normalize("NFKC", word))


def _openings(folded: str) -> Iterator[str]:
    """A word that begins with ヶ・ケ・が・か: behind a kanji they are one, before one all are meant."""
    if folded[:1] not in (*_KA_KANA,):
        yield folded
    elif re.match(f"[{_HAN}]", folded[1:2]):
        yield from (kana + folded[1:] for kana in _KA_KANA)
    else:
        yield from dict.fromkeys((folded, "が" + folded[1:]))


@dataclass(frozen=True)
class Guess:
    """A word with one typing error: the pairs an office must have, and the pattern its text must meet."""

    grams: tuple[str, ...]
    pattern: str


def guesses(word: str) -> list[Guess]:
    """What may have been meant by a folded word of 3 to 24 characters: one wrong, missing, doubled or swapped character."""
    if not 3 <= len(word) <= _LONGEST_GUESS:
        return []
    found: dict[str, tuple[str, ...]] = {}
    for i in range(len(word)):
        before, after = word[:i], word[i + 1 :]
        found[_pattern(before, after, any_between=True)] = (before, after)
        found[_pattern(before + after)] = (before + after,)
        if i > 0:
            found[_pattern(before, word[i:], any_between=True)] = (before, word[i:])
        if after:
            swapped = before + word[i + 1] + word[i] + word[i + 2 :]
            found[_pattern(swapped)] = (swapped,)
    return [Guess(tuple(_needed(parts)), pattern) for pattern, parts in found.items()]


def _pattern(*parts: str, any_between: bool = False) -> str:
    return ("[^\n\t]" if any_between else "").join(map(re.escape, parts))


def _needed(parts: Iterable[str]) -> list[str]:
    return sorted({gram for part in parts if part for gram in grams_of(part)})


def distance(typed: str, name: str) -> int | None:
    """How far one typing error is from a whole folded name: 0 the name itself, 1 its beginning, 2 inside; None: not there."""
    pattern = "|".join(f"(?:{guess.pattern})" for guess in guesses(typed))
    if not pattern or not (found := re.search(pattern, name)):
        return None
    if re.fullmatch(pattern, name):
        return 0
    return 1 if found.start() == 0 else 2
