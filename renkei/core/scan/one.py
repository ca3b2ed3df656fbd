"""A text that is to be of nobody in particular: what in it tells of one person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from renkei.core.scan.dates import dates_in
from renkei.core.scan.finds import Find, FindKind, Known, settled
from renkei.core.scan.people import names_in_prose, people_in
from renkei.core.scan.places import places_in

#: What tells of one person even where nobody knows whom: looked for in a general question.
_OF_ONE = frozenset({
    FindKind.NAME, FindKind.KANA, FindKind.OTHER_NAME, FindKind.INITIALS, FindKind.BIRTH_DATE, FindKind.PHONE, FindKind.MAIL,
    FindKind.ADDRESS, FindKind.CASE_NUMBER, FindKind.NUMBER, FindKind.THIRD_PARTY, FindKind.AGE,
})  # fmt: skip
#: Whoever has one of these before さん is nobody in particular.
_ROLES = re.compile(
    r"利用者|入居者|入所者|通所者|世話人|支援員|指導員|ヘルパー|スタッフ|ケアマネ|リーダー|メンバー|ボランティア|サビ管|管理者|当事者"
)
#: Ages that the law names (成年, 介護保険), full-width too.
_AGES_OF_LAW = re.compile(r"(?:18|20|40|64|65|75|１８|２０|４０|６４|６５|７５)[歳才]")
_GAP = re.compile(r"[ 　]")
_INITIAL = re.compile(r"(?<![A-Za-zＡ-Ｚ])[A-ZＡ-Ｚ](?=さん|様|氏|くん|君|ちゃん)")


def of_one_person(text: str, *, today: date, known: Known | None = None, headings: bool = False) -> list[str]:
    """What in a general text tells of one person, in words for the refusal (kinds, never the words found).

    Args:
        known: the person of a case, where one is known; without it names are guessed by 「…さん」 and the like.
        headings: an agenda or a decision, in which two words with a space between them are no name.
    """
    held = known or Known(today=today)
    kinds = [f.kind.label for f in _found(text, held) if f.kind in _OF_ONE and not _AGES_OF_LAW.fullmatch(f.text)]
    return list(dict.fromkeys([*kinds, *names_only(text, headings=headings)]))


def names_only(text: str, *, headings: bool = True) -> list[str]:
    """Is somebody named (山田さん, Aさん)? In words for the refusal; whoever is nobody in particular (利用者さん) may stand."""
    names = [n for n in names_in_prose([text]) if not (headings and _GAP.search(n))]
    return ["人の名前"] if any(not _ROLES.search(name) for name in names) or _INITIAL.search(text) else []


def left_in_general(text: str, *, known: Known) -> list[str]:
    """What a de-identified text may not hold: one person, a place, a day, an office, a rare diagnosis, a background."""
    kinds = [f.kind.label for f in _found(text, known) if f.kind is not FindKind.WORD]  # the second person looks
    return list(dict.fromkeys([*kinds, *of_one_person(text, today=known.today, known=known)]))


def refusal_of(kinds: Iterable[str]) -> str:
    """The refusal in one sentence."""
    return f"特定の方が分かるような書き方があります：{'、'.join(kinds)}。一般的な書き方に直してください。"


def _found(text: str, known: Known) -> list[Find]:
    return settled([*people_in(text, known), *dates_in(text, known), *places_in(text, known)])
