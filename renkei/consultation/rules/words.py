"""Words that may not stand in a text: an individual in a general one, the background where it was not disclosed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from renkei.consultation.enums import NEUTRAL_KIND, ConsultKind
from renkei.core.scan import FindKind, Known, found_in_text, names_in_prose

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
_INITIAL = re.compile(r"(?<![A-Za-zＡ-Ｚ])[A-ZＡ-Ｚ](?=さん|様|氏|くん|君|ちゃん)")


def of_one_person(text: str, *, today: date, known: Known | None = None) -> list[str]:
    """What in a general text tells of one person, in words for the refusal (kinds, never the words found).

    Args:
        known: the person of a case, where one is known; without it names are guessed by 「…さん」 and the like.
    """
    held = known or Known(today=today)
    kinds = [
        f.kind.label for f in found_in_text(text, held) if f.kind in _OF_ONE and not _AGES_OF_LAW.fullmatch(f.text)
    ]
    if any(not _ROLES.search(name) for name in names_in_prose([text])) or _INITIAL.search(text):
        kinds.append("人の名前")
    return list(dict.fromkeys(kinds))


def left_in_advice(text: str, *, known: Known) -> list[str]:
    """What a de-identified piece of advice may not hold: one person, a place, a day, an office, a rare diagnosis, a background."""
    kinds = [f.kind.label for f in found_in_text(text, known) if f.kind is not FindKind.WORD]  # the second person looks
    return list(dict.fromkeys([*kinds, *of_one_person(text, today=known.today, known=known)]))


def refusal_of(kinds: Iterable[str]) -> str:
    """The refusal in one sentence."""
    return f"特定の方が分かるような書き方があります：{'、'.join(kinds)}。一般的な書き方に直してください。"


def kind_label(kind: str, *, neutral: bool) -> str:
    """The word for what it is about; the neutral one for offices."""
    value = ConsultKind(kind)
    return NEUTRAL_KIND.get(value, value.label) if neutral else value.label
