"""Who saw, printed or took away what: the raw material of a review and of the list of persons an incident affects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: What counts as having seen, printed or taken away personal data.
USES = (E.RECORD_VIEWED, E.PRINTED, E.EXPORTED)


def uses(
    *, actor: Actor, permission: P, since: datetime, until: datetime, case_ids: Iterable[UUID] | None = None,
    user_ids: Iterable[UUID] = (), organisation_ids: Iterable[UUID] = (), codes: Iterable[str] = USES,
) -> QuerySet[Event]:  # fmt: skip
    """Who read, printed or took away what of a case in [since, until), oldest first; cut to cases, users, bodies, kinds.

    Args:
        permission: the one that asks for it (緊急の閲覧の確認, 漏えい等); the caller cuts `case_ids` to what the actor may know.
    """
    require(actor, permission)
    found = Event.objects.filter(code__in=list(codes), at__gte=since, at__lt=until, case_id__isnull=False).order_by(
        "id"
    )
    if case_ids is not None:
        found = found.filter(case_id__in=list(case_ids))
    if user_ids:
        found = found.filter(user_id__in=list(user_ids))
    return found.filter(organisation_id__in=list(organisation_ids)) if organisation_ids else found
