"""Names in all writings: kanji (旧字体 too), hiragana, katakana, half width, Latin letters, one part alone, initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import jaconv

from renkei.core import names
from renkei.core.scan.finds import Find, FindKind, Known, spans
from renkei.core.scan.ordinary import is_ordinary_use
from renkei.core.scan.text import Folded, all_spots, as_name, plain

_GAP = re.compile(r"[\s　・･·,、，/／（）()「」：:]+")
_LABELS = re.compile(r"旧姓|通称|旧名|別名|本名|仮名|改姓前|愛称|あだ名")
_ALL_KANA = re.compile("[ぁ-ゖー]+")
_ALL_KANJI = re.compile("[一-鿿㐀-䶿々]+")
_ADDRESSED = ("さん", "さま", "様", "氏", "君", "くん", "ちやん", "殿", "先生")
_AFTER = (
    *_ADDRESSED,
    "は",
    "が",
    "の",
    "を",
    "に",
    "と",
    "も",
    "で",
    "へ",
    "や",
    "か",
    "、",
    "。",
    "，",
    "：",
    "）",
    ")",
    "」",
)
_BEFORE = "はがのをにともでへや"
_PLACE_ENDS = "市区町村県府都郡駅"
_SURE = 4  # kana of this length are no accident, wherever they stand


def people_in(text: str, known: Known, *, parts: bool = True) -> Iterator[Find]:
    """The person's names and those of third parties.

    Args:
        parts: also one part of a name alone; not in the names of places and offices (千葉さん may live in 千葉市).
    """
    folded, latin = as_name(text), plain(text)
    groups = ((FindKind.NAME, known.names), (FindKind.KANA, known.kana), (FindKind.OTHER_NAME, known.other_names))
    for kind, values in groups:
        for value in values:
            yield from _named(folded, value, kind, text, "本人", parts=parts)
    for value in known.third_parties:
        yield from _named(folded, value, FindKind.THIRD_PARTY, text, "家族・知人", parts=parts)
    if parts:
        for value in known.kana:
            yield from spans(_latin(latin, value), FindKind.NAME, text, "本人")
            yield from spans(_initials(latin, value), FindKind.INITIALS, text, "本人")


def parts_of(value: str) -> list[str]:
    """A name as it is written, its parts, and what a part may be where no space divides it; folded, longest first."""
    written = [p for p in _GAP.split(_LABELS.sub(" ", value)) if p]
    whole = names.spelling("".join(written))
    found = {whole, *(names.spelling(p) for p in written)}
    if len(written) == 1:
        size = 3 if _ALL_KANA.fullmatch(whole) else 2
        if len(whole) > size:
            found |= {whole[:size], whole[-size:], *(() if size == 3 else (whole[0], whole[-1]))}
    return sorted((p for p in found if p), key=lambda p: (-len(p), p))


def _named(folded: Folded, value: str, kind: FindKind, text: str, instead: str, *, parts: bool) -> Iterator[Find]:
    """Every place of a name; where one part of it stands as an ordinary word, a find that a second person may let pass."""
    for start, end, as_word in _spots(folded, value, parts):
        found = FindKind.WORD if as_word else kind
        yield Find(found, start, end, text[start:end], None if as_word else instead)


def _spots(folded: Folded, value: str, parts: bool) -> Iterator[tuple[int, int, bool]]:
    """Start and end in the text as it was typed; does it stand there as a word?"""
    pieces = parts_of(value)
    spoken = names.spoken(folded.text) if len(names.spoken(folded.text)) == len(folded.text) else folded.text
    for piece in pieces if parts else pieces[:1]:
        for hay, needle in ((folded.text, piece), (spoken, names.spoken(piece))):
            for spot in all_spots(needle, hay):
                end = spot + len(needle)
                if _is_name(folded, spot, end):
                    called = next((a for a in _ADDRESSED if folded.text.startswith(a, end)), "")
                    yield *folded.span(spot, end + len(called)), not called and _is_word(folded, pieces, spot, end)


def _is_word(folded: Folded, pieces: list[str], start: int, end: int) -> bool:
    """In hiragana, one part of a name of several, none of the others beside it, and used as a word."""
    if set(folded.scripts[start:end]) != {"h"} or len(pieces) < 2:  # noqa: PLR2004
        return False
    others = [p for p in pieces if p != folded.text[start:end]]
    beside = any(folded.text.startswith(p, end) or folded.text.endswith(p, 0, start) for p in others)
    return not beside and is_ordinary_use(folded.text, start, end)


def _is_name(folded: Folded, start: int, end: int) -> bool:
    piece, rest = folded.text[start:end], folded.text[end:]
    before, script = folded.scripts[start - 1 : start], folded.scripts[start:end]
    if _ALL_KANA.fullmatch(piece):
        return _is_kana_name(folded, start, end)
    if len(piece) == 1:
        return rest.startswith(_ADDRESSED) and before != "c"
    is_place = rest[:1] in _PLACE_ENDS if rest else False
    return bool(script) and not is_place


def _is_kana_name(folded: Folded, start: int, end: int) -> bool:
    length, rest = end - start, folded.text[end:]
    left, right = folded.scripts[start - 1 : start], folded.scripts[end : end + 1]
    if set(folded.scripts[start:end]) == {"k"}:
        return length > 1 and left != "k" and right != "k"
    called = rest.startswith(_ADDRESSED)
    if length >= _SURE or (called and length > 1 and left not in ("h",)):
        return True
    ends = not rest or right not in ("h",) or rest.startswith(_AFTER)
    if length == _SURE - 1:
        return called or (ends and (left != "h" or folded.text[start - 1] in _BEFORE))
    return length > 1 and ends and left in ("", "o", "k")


def _romaji(kana: str) -> str:
    """One spelling of Latin letters: no long vowels, one way for し ち つ ふ じ."""
    text = jaconv.kana2alphabet(jaconv.kata2hira(kana)).lower() if not kana.isascii() else kana.lower()
    for old, new in (("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("fu", "hu"), ("ji", "zi"), ("sh", "sy"), ("ch", "ty"),
                     ("j", "zy"), ("zyi", "zi"), ("mb", "nb"), ("mp", "np"), ("mm", "nm"), ("-", "")):  # fmt: skip
        text = text.replace(old, new)
    text = text.translate(str.maketrans("āīūēōâîûêô", "aiueoaiueo"))
    return re.sub(r"o(u|h(?![aiueo]))|([aiueo])\2", lambda m: "o" if m[1] else m[2], text)


def _latin(folded: Folded, value: str) -> Iterator[tuple[int, int]]:
    parts = [_romaji(p) for p in _GAP.split(value) if p]
    wanted = {p for p in (*parts, "".join(parts), "".join(reversed(parts))) if len(p) > 2}
    for match in re.finditer("[A-Za-zĀ-ſ]{3,}", folded.text):
        if _romaji_of_latin(match[0]) in wanted:
            yield folded.span(match.start(), match.end())


def _romaji_of_latin(word: str) -> str:
    plain_word = word.lower().translate(str.maketrans("āīūēōâîûêô", "aiueoaiueo"))
    return _romaji(plain_word)


def _initials(folded: Folded, value: str) -> Iterator[tuple[int, int]]:
    letters = [_romaji_first(p) for p in _GAP.split(value) if p]
    if len(letters) < 2:  # noqa: PLR2004
        return
    pair = "|".join({"".join(letters), "".join(reversed(letters))})
    dotted = "|".join(rf"{p[0]}\s?[.・]\s?{p[1]}" for p in pair.split("|"))
    called = "(?=さん|様|さま|氏|君|くん)"
    pattern = rf"(?<![A-Za-z])(?:(?:{dotted})(?![A-Za-z])\.?|(?:{pair})\s?{called}|(?:{'|'.join(letters)})\s?{called})"
    for match in re.finditer(pattern, folded.text):
        yield folded.span(match.start(), match.end())


def _romaji_first(kana: str) -> str:
    first = {"し": "S", "ち": "C", "つ": "T", "ふ": "F", "じ": "J"}.get(jaconv.kata2hira(kana)[:1])
    return first or jaconv.kana2alphabet(jaconv.kata2hira(kana)[:1]).upper()[:1]


def names_in_prose(texts: Iterable[str]) -> list[str]:
    """Names of people out of the notes on third parties: 「長男　見本 一郎」「山田さん」. A guess, on the safe side."""
    found: list[str] = []
    for text in texts:
        found += [
            m[0]
            for m in re.finditer(r"[一-鿿々]{1,3}[ 　][一-鿿々ぁ-んァ-ヶー]{1,4}(?![一-鿿])", text)
            if not _KIN.match(m[0])
        ]
        found += [
            m[1] for m in re.finditer(r"([一-鿿々ァ-ヶー]{2,4})(?:さん|氏|様|君|くん)", text) if not _KIN.search(m[1])
        ]
    return list(dict.fromkeys(found))


_KIN = re.compile(
    r"父|母|兄|姉|弟|妹|祖|孫|妻|夫|叔|伯|長男|次男|長女|次女|息子|娘|友人|知人|家族|親戚|親族|本人|被害|加害|職員|担当|相手|近所|大家|社長|店長|先生|看護|医師|支援"
)
