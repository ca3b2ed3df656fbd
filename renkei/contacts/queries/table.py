"""経過一覧: the notes in the order in which things happened."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from renkei.contacts.models import Note
from renkei.contacts.queries.notes import visible_notes
from renkei.core.clock import moments_of
from renkei.disclosure.queries import CaseAccess

#: What would tell of the programme, or of where the person is: no filter where the wording must hide it.
_TELLING = frozenset({"item", "method", "counterpart"})


def notes_between(
    *, access: CaseAccess, since: date | None = None, until: date | None = None, **codes: str
) -> QuerySet[Note]:
    """What this actor may read of these days (both included), oldest first.

    Args:
        codes: item, method, counterpart, info_class; an empty one narrows nothing.
    """
    chosen = {name: code for name, code in codes.items() if code and not (access.neutral and name in _TELLING)}
    notes = visible_notes(access=access).filter(**chosen)
    if since:
        notes = notes.filter(at__gte=moments_of(since, since)[0])
    if until:
        notes = notes.filter(at__lte=moments_of(until, until)[1])
    return notes.order_by("at", "written_at", "pk")
