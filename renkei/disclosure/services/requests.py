"""Rows that name the privacy officer while a 開示・訂正・利用停止請求 is answered: opened by the request, ended with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from renkei.cases.models import Case
from renkei.core.errors import NotFound
from renkei.disclosure.enums import Basis, Cause, Stage
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import require_on
from renkei.disclosure.services.ledger import _end, _open
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.enums import PERSONAL_CLASSES
from renkei.policy.permissions import P

#: A row that somebody opens for himself ends by itself, also when the request is forgotten.
LAST_DAYS = 365


@transaction.atomic
def open_for_request(*, actor: Actor, case: Case, request_id: UUID, reason: str, now: datetime) -> list[LedgerEntry]:
    """A row for the actor himself on every class above the summary that his body holds of the case. Repeats nothing."""
    require_on(actor=actor, permission=P.REQUEST_DECIDE, case=case, at=now)
    own, user = actor.organisation_id, actor.user_id
    if own is None or user is None:
        raise NotFound()
    held = LedgerEntry.objects.filter(scopes.live_at(now), case=case, recipient_id=own, whole_class=True)
    named = set(
        held.filter(cause=Cause.DATA_REQUEST, cause_id=request_id, persons=[user]).values_list("info_class", flat=True)
    )
    opened = []
    for info_class in PERSONAL_CLASSES:
        rows = held.filter(info_class=info_class, persons=[]).order_by("basis", "starts_at")
        source = rows.exclude(basis=Basis.RETAINED).first() or rows.first()
        if source is not None and info_class not in named:
            opened.append(
                _open(
                    actor, now, case=case, info_class=info_class, recipient_id=own, giver_id=source.giver_id,
                    basis=Basis.REQUEST, legal_reason=reason, derived_from=source, persons=[user], stage=Stage.INTERNAL,
                    cause=Cause.DATA_REQUEST, cause_id=request_id, ends_at=now + timedelta(days=LAST_DAYS),
                )
            )  # fmt: skip
    return opened


@transaction.atomic
def end_for_request(*, actor: Actor, case: Case, request_id: UUID, now: datetime, permission: P) -> int:
    """The request is answered or withdrawn: its rows end."""
    require_on(actor=actor, permission=permission, case=case, at=now)
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case=case, cause=Cause.DATA_REQUEST, cause_id=request_id)
    return _end(rows, at=now, cause=Cause.DATA_REQUEST, actor=actor)
