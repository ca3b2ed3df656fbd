"""What a question of the centre about offices, and its answer, must not say: anything of one person.

Both sides know whom they support, so no record is asked: the scan finds what needs no knowledge (ages, birth dates, numbers),
and names as people write them. Places, offices and general words of the programme are what such a question is made of.
"""

from __future__ import annotations

import re
from datetime import date

from renkei.core.scan import FindKind, Known, found_in_text, names_in_prose
from renkei.core.scan.words import is_ordinary
from renkei.core.text import normalise

_ALWAYS = (FindKind.AGE, FindKind.BIRTH_DATE, FindKind.NUMBER)
#: An answer may give an office's telephone; a question needs none.
_IN_A_QUESTION = (*_ALWAYS, FindKind.PHONE, FindKind.MAIL)
_CASE_NUMBER = re.compile(r"(?<![0-9A-Za-z])[RS]\d{1,2}-[0-9A-Z]{5}(?![0-9A-Za-z])", re.I)


def personal_in(text: str, *, today: date, answers: bool = False) -> list[str]:
    """What of a person stands in the text, as kinds in Japanese; empty when it is general.

    Args:
        answers: it is an answer, in which an office's telephone and address of mail may stand.
    """
    kinds = _ALWAYS if answers else _IN_A_QUESTION
    found = [f.kind.label for f in found_in_text(text, Known(today=today)) if f.kind in kinds]
    if any(not is_ordinary(name) for name in names_in_prose([text])):
        found.append("人の名前")
    if _CASE_NUMBER.search(normalise(text)):
        found.append("ケース番号・打診番号")
    return list(dict.fromkeys(found))
