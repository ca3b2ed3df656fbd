"""What must be there, what belongs elsewhere, how old. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from renkei.core.calendar import age_on, parse_date
from renkei.people.enums import SubjectStatus

#: Words by which an address or contact betrays custody or supervision: it belongs to justice_outline.
CUSTODY_WORDS = re.compile(
    r"刑務所|少年刑務所|拘置所|拘置支所|少年院|少年鑑別所|矯正|留置|警察署|保護観察所|更生保護|検察庁|弁護士|法律事務所|自立準備ホーム"
)
_ADDRESS_FIELDS = ("registered_address", "former_address", "current_address", "phone")


def misplaced_address(values: Mapping[str, object]) -> str | None:
    """The identity field that names a correctional, detention or probation body or counsel, if any."""
    return next((f for f in _ADDRESS_FIELDS if CUSTODY_WORDS.search(str(values.get(f) or ""))), None)


def needs_approval(subject_status: str) -> bool:
    """「その他」 needs a written reason and an approver (市町村等が必要と認める者)."""
    return subject_status == SubjectStatus.OTHER


def age_band(birth_date: str | None, on: date) -> str:
    """10-year band for an anonymous sheet: 40代; 20歳未満 and 80歳以上 at the ends; 不明 without a date."""
    if not birth_date:
        return "年代不明"
    age = age_on(parse_date(birth_date), on)
    if age < 20:
        return "20歳未満"
    return "80歳以上" if age >= 80 else f"{age // 10 * 10}代"
