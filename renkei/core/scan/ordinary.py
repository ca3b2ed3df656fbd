"""Names that are ordinary words in kana (のぞみ, ただし, はじめ …), in a sentence in which they are no name.

Such a place is not refused for good; a second person looks at it. It is never passed by the program alone, and only in
hiragana, in one of the uses below, without さん or the other part of the name beside it. The one place to add a word.
"""

from __future__ import annotations

import re

#: Folded (core.names.spelling) word → the uses in which it is a word: (what stands before, what follows).
_START = r"(?:^|[、。，,・：（(「\n])"
_ANY = r""
_USES: dict[str, tuple[tuple[str, str], ...]] = {
    "のぞみ": ((r"(?:[のごお])", r"(?:は|が|を|に|と|で|、|。|どおり|通り|$)"),),
    "のぞむ": ((r"(?:[をとがも])", r"(?:$|、|。|か|場合|とき|時|方|暮らし|生活|住まい|こと)"),),
    "ただし": ((_START, r"(?:、|，|[一-鿿])"),),
    "はじめ": (
        (_START, r"(?:は|に|の|から|、)"),
        (r"(?:[をのが])", r"(?:と(?:した|する|し)|の(?:うち|頃|ころ|一|数)|、)"),
    ),
    "はるか": ((_ANY, r"に(?:多|遠|大|長|良|よ|早|高)"),),
    "まこと": ((_ANY, r"に(?:ありがとう|申|恐|すみ|勝手)"),),
    "ゆたか": ((_ANY, r"(?:な|に(?:暮|生|な|過))"),),
    "しずか": ((_ANY, r"(?:な|に(?:暮|過|し|な)|で)"),),
    "あきら": ((_ANY, r"か(?:に|な|で)"),),
    "ひかり": ((r"(?:[のが])", r"(?:が(?:入|強|まぶ)|に(?:弱|過敏|敏感)|を|の(?:刺激))"),),
    "かおり": ((r"(?:[のいな])", r"(?:が(?:す|苦手|好)|の|を|に(?:敏感|過敏))"),),
    "すすむ": ((r"(?:[がはも])", r"(?:$|、|。|と|よう|場合|まで|こと)"),),
    "まなぶ": ((r"(?:[をでも])", r"(?:$|、|。|と|こと|場|機会|意欲|の)"),),
    "つとむ": ((r"(?:に)", r"(?:$|、|。|る|こと)"),),
    "みのる": ((_ANY, r"(?:よう|まで|ころ|頃)"),),
    "あき": (
        (_ANY, r"(?:が(?:あ|な|で|出)|待ち|部屋|室|状況|次第|しだい|家)"),
        (_START, r"(?:から|まで|ごろ|頃|以降)"),
    ),
    "はる": ((_START, r"(?:から|まで|ごろ|頃|以降|先)"),),
    "なつ": ((_START, r"(?:から|まで|ごろ|頃|以降|休み|場)"),),
    "ふゆ": ((_START, r"(?:から|まで|ごろ|頃|以降|場)"),),
    "いま": ((_START, r"(?:は|の|も|まで|から)"),),
    "まえ": ((_START, r"(?:は|の|に|から|もって)"),),
    "なか": ((_START, r"(?:に(?:は|入)|なか|で(?:は|も))"),),
    "ほか": ((_START, r"(?:の|に(?:は|も)|、)"),),
}
_PATTERNS = {
    word: [(re.compile(f"{before}$"), re.compile(after)) for before, after in uses] for word, uses in _USES.items()
}


def is_ordinary_use(text: str, start: int, end: int) -> bool:
    """Does the folded hiragana between these places stand there as a word?"""
    uses = _PATTERNS.get(text[start:end], ())
    return any(before.search(text[:start]) and after.match(text[end:]) for before, after in uses)
