"""What must be there, what belongs elsewhere, how old. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from renkei.core.calendar import age_on, parse_date, wareki
from renkei.people import enums
from renkei.people.enums import SubjectStatus

#: Fields that hold a code, and the list it comes from.
CODES: dict[str, Any] = {
    "sex": enums.Sex,
    "resident_record": enums.ResidentRecord,
    "disabilities": enums.Disability,
    "support_category": enums.SupportCategory,
    "subject_status": enums.SubjectStatus,
    "track": enums.Track,
    "facility_kind": enums.FacilityKind,
    "release_certainty": enums.Certainty,
    "release_kind": enums.ReleaseKind,
    "probation": enums.ProbationStatus,
    "offense_group": enums.OffenseGroup,
}
#: Fields that hold a day (ISO text).
DATES = frozenset(
    {"birth_date", "release_date", "full_term_date", "detention_expiry", "hearing_date", "probation_until"}
)

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
    """10-year band for an anonymous sheet: 40代; 20歳未満 and 80歳以上 at the ends; 不明 without a date (or 廃棄済み)."""
    try:
        age = age_on(parse_date(birth_date or ""), on)
    except ValueError:
        return "年代不明"
    if age < 20:
        return "20歳未満"
    return "80歳以上" if age >= 80 else f"{age // 10 * 10}代"


def display(field: str, value: Any) -> Any:
    """A stored value in words: the labels of codes, days in 和暦; anything else as it was typed."""
    if value in (None, "", []):
        return value
    if field in CODES:
        labels = dict(CODES[field].choices)
        return [labels.get(v, v) for v in value] if isinstance(value, list) else labels.get(value, value)
    if field in DATES:
        try:
            return wareki(parse_date(str(value)))
        except ValueError:
            return value
    return value
