"""確認・訂正 beside the published value: what counts, and when the next release makes it questionable."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from renkei.offices.enums import Corrected, Operation
from renkei.offices.rules import texts
from renkei.offices.rules.service_codes import service_label
from renkei.offices.rules.statements import SaidBy

#: What is published of the operation of an office: only whether it is listed.
LISTED, NOT_LISTED = "listed", "gone"


@dataclass(frozen=True)
class CorrectionView:
    """What a coordinator found, on what was published then, and what is published now."""

    id: UUID
    office_id: UUID
    field: Corrected
    service_code: str
    value: str
    published_then: str
    published_now: str
    said: SaidBy
    note: str = ""

    @property
    def label(self) -> str:
        """「電話」, 「定員（生活介護）」."""
        service = f"（{service_label(self.service_code)}）" if self.service_code else ""
        return f"{self.field.label}{service}"

    @property
    def confirms(self) -> bool:
        """Was the published value found to be right?"""
        return _same(self.field, self.value, self.published_then)

    @property
    def words(self) -> str:
        """The value as it is read."""
        return in_words(self.field, self.value)

    @property
    def is_settled(self) -> bool:
        """Corrected, and now published so, too."""
        return not self.confirms and _same(self.field, self.value, self.published_now)

    @property
    def is_questionable(self) -> bool:
        """Was something else published since, that is not what was found either?"""
        moved = not _same(self.field, self.published_then, self.published_now)
        return moved and not _same(self.field, self.value, self.published_now)

    @property
    def change_words(self) -> str:
        """「「055-900-0001」から「055-900-0009」」: what was published then and now."""
        return f"「{in_words(self.field, self.published_then)}」から「{in_words(self.field, self.published_now)}」"


def in_words(field: Corrected, value: str) -> str:
    """A stored value for a screen."""
    if field is Corrected.OPERATION:
        return {LISTED: "掲載あり", NOT_LISTED: "掲載なし"}.get(value) or str(Operation(value).label)
    if field is Corrected.CAPACITY and value:
        return f"{value}人"
    return value or "公表なし"


def _same(field: Corrected, one: str, other: str) -> bool:
    if field is Corrected.OPERATION:
        return _operation(one) == _operation(other)
    if field in (Corrected.PHONE, Corrected.FAX):
        return texts.phone(one).digits == texts.phone(other).digits
    return texts.same_text(one, other)


def _operation(value: str) -> str:
    """Listed says running; not listed says nothing certain, so it equals neither closed nor suspended."""
    return Operation.RUNNING.value if value == LISTED else value
