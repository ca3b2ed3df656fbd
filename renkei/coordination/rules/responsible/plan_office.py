"""計画相談: is an office the commissioned body itself, or of the same corporation? Pure.

Source: the programme's text, Q4: 計画相談 is asked of another office; only where needed (困難ケース) the commissioned staff take it on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

#: Assumption: an exception lasts at most this long before it must be asked for anew; no text of the programme names any.
LONGEST_DAYS = 366
#: Assumption: it is looked at again this many days after it began, unless another day is chosen.
REVIEW_DAYS = 90


@dataclass(frozen=True)
class Body:
    """What tells whether two bodies are one: id, 法人番号, 事業所番号 (empty: not registered)."""

    id: UUID
    corporate_number: str = ""
    office_number: str = ""


def shares_body(office: Body, commissioned: Iterable[Body]) -> str:
    """Why the office is the commissioned body's own; empty when it is another's.

    Returns:
        "same" (the body itself, or the same office number), "corporation" (the same 法人番号) or "".
    """
    found = ""
    for body in commissioned:
        if office.id == body.id or (office.office_number and office.office_number == body.office_number):
            return "same"
        if office.corporate_number and office.corporate_number == body.corporate_number:
            found = "corporation"
    return found
