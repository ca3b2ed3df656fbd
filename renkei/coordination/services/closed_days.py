"""Buttons of the 閉庁日: add days, take one off the list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.models.clock import ClosedDay
from renkei.coordination.queries.closed_days import own_closed_days
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: So many days may be closed in one go.
MOST_DAYS = 31


@transaction.atomic
def add_closed_days(
    *, actor: Actor, first: date, last: date | None, now: datetime, label: str = ""
) -> list[ClosedDay]:  # fmt: skip
    """閉庁日を加える: one day or a range; days that are on the list already stay as they are.

    Raises:
        RuleBroken: the range ends before it begins, or is longer than MOST_DAYS days.
    """
    municipality, known = own_closed_days(actor=actor)
    last = last or first
    if last < first:
        raise RuleBroken("終わりの日は、始まりの日より後にしてください。", field="last")
    if (last - first).days >= MOST_DAYS:
        raise RuleBroken(f"一度に登録できるのは{MOST_DAYS}日までです。", field="last")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    have = {k.day for k in known}
    added = [
        ClosedDay.objects.create(municipality=municipality, day=d, label=label.strip()) for d in days if d not in have
    ]
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, detail={"closed_days": "add", "days": len(added)})
    return added


@transaction.atomic
def remove_closed_day(*, actor: Actor, closed_id: UUID, now: datetime) -> None:
    """閉庁日から外す. Raises NotFound where it is not on one's own list."""
    require(actor, P.CALENDAR_WRITE)
    gone, _ = ClosedDay.objects.filter(municipality_id=actor.organisation_id, pk=closed_id).delete()
    if not gone:
        raise NotFound(permission=P.CALENDAR_WRITE.code)
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, detail={"closed_days": "remove"})
