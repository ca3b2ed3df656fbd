"""Names for searching: one spelling for what people write differently, cut into pieces. No keys, no tables.

Both sides are folded, so 「ｻｲﾄｳ」 finds さいとう and 「高橋」 finds 髙橋; 「おおの」 「おうの」 「オーノ」 are one.
"""

from __future__ import annotations

import re

from renkei.core.name_variants import VARIANTS
from renkei.core.text import fold

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖづぢゐゑを", "あいうえおつやゆよわかけずじいえお")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NOT_NAME = re.compile(r"[\s・･,，.．、。'’\-]")
_KANA = re.compile("[ぁ-ゖー]")
#: Vowel → the kana that a long vowel may follow.
_ROWS = {
    "あ": "あかさたなはまやらわがざだばぱ", "い": "いきしちにひみりぎじびぴ", "う": "うくすつぬふむゆるぐずぶぷ",
    "え": "えけせてねへめれげぜべぺ", "お": "おこそとのほもよろごぞどぼぽ",
}  # fmt: skip
_VOWEL_OF = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
#: A vowel sign that only lengthens the kana before it is written as that kana's own vowel: とう → とお, けい → けえ.
_LENGTHENS = {("お", "う"), ("え", "い")}


def spelling(text: str) -> str:
    """One spelling: NFKC, hiragana, large kana, common kanji, 々 written out; no spaces or marks."""
    plain = _SELECTORS.sub("", text)
    plain = _NOT_NAME.sub("", fold(plain)).translate(VARIANTS).translate(_SMALL)
    return re.sub("(.)々", r"\1\1", plain)


def spoken(text: str) -> str:
    """`spelling`, with long vowels as they sound."""
    out: list[str] = []
    for char in spelling(text):
        vowel = _VOWEL_OF.get(out[-1], "") if out else ""
        out.append(vowel if vowel and (char == "ー" or (vowel, char) in _LENGTHENS) else char)
    return "".join(out)


def pieces(folded: str) -> set[str]:
    """Every two neighbouring characters, and every single kanji: enough to find two kana or one kanji."""
    return {a + b for a, b in zip(folded, folded[1:], strict=False)} | {c for c in folded if not _KANA.match(c)}


def pieces_of(text: str) -> set[str]:
    """The pieces under which a name is kept: of its spelling and of its sound."""
    return pieces(spelling(text)) | pieces(spoken(text))


def pieces_wanted(words: str) -> set[str]:
    """The pieces that a name must have; empty when too little was typed (one kana)."""
    return pieces(spoken(words))


def matches(words: str, name: str) -> bool:
    """Does the name hold what was typed? The index only narrows down; this decides."""
    wanted = spoken(words)
    return bool(wanted) and (wanted in spelling(name) or wanted in spoken(name))
