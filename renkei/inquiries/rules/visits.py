"""What of a visit a reader may read: a place of custody is justice_outline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renkei.inquiries.enums import VisitKind, VisitOutcome, VisitStatus
from renkei.people.rules import CUSTODY_WORDS

HIDDEN = "担当から個別にお知らせします"


@dataclass(frozen=True)
class VisitView:
    """A visit cut to what the reader may see."""

    id: UUID
    kind: str
    status: str
    status_label: str
    planned_at: datetime
    until: date | None
    place: str
    persons: str
    outcome_label: str
    outcome: str
    cancel_reason: str


def visit_view(visit: Any, *, identity: bool, justice: bool, outcome: bool) -> VisitView:
    """Cut a visit (any object with its fields).

    Args:
        identity: may the reader know who it is (place, persons)?
        justice: may the reader know of custody?
        outcome: may the reader read the result in words?
    """
    place, persons = visit.place or "", visit.persons or ""
    return VisitView(
        id=visit.pk, kind=VisitKind(visit.kind).label, status=visit.status,
        status_label=VisitStatus(visit.status).label, planned_at=visit.planned_at, until=visit.until,
        place=_cut(place, identity, justice), persons=_cut(persons, identity, justice),
        outcome_label=VisitOutcome(visit.outcome_code).label if visit.outcome_code else "",
        outcome=(visit.outcome or "") if outcome else "", cancel_reason=(visit.cancel_reason or "") if outcome else "",
    )  # fmt: skip


def _cut(text: str, identity: bool, justice: bool) -> str:
    if not text:
        return ""
    betrays = CUSTODY_WORDS.search(text) is not None
    return text if identity and (justice or not betrays) else HIDDEN
