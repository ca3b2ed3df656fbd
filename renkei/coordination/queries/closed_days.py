"""閉庁日 of a municipality: for the calendar functions, and for the page on which its manager keeps them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.accounts.queries import organisation_by_id
from renkei.coordination.models.clock import ClosedDay
from renkei.core.errors import NotFound
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


def closed_days(*, organisation_id: UUID | None) -> frozenset[date]:
    """The local closure days of a municipality, past and coming; none for a body without any."""
    rows = ClosedDay.objects.filter(municipality_id=organisation_id)
    return frozenset(rows.values_list("day", flat=True))


def own_closed_days(*, actor: Actor) -> tuple[Organisation, list[ClosedDay]]:
    """One's municipality and its closure days, by day. Raises NotAllowed."""
    require(actor, P.CALENDAR_WRITE)
    municipality = organisation_by_id(actor.organisation_id) if actor.organisation_id else None
    if municipality is None:
        raise NotFound(permission=P.CALENDAR_WRITE.code)
    return municipality, list(ClosedDay.objects.filter(municipality=municipality).order_by("day"))
