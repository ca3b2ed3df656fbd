"""Reading the record: the history of a case for those who may see its consent page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from renkei.audit.models import Event
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P


def case_history(*, actor: Actor, facts: CaseFacts, at: datetime) -> QuerySet[Event]:
    """Events of one case, newest first. Raises NotFound/NotAllowed as the policy says."""
    require(actor, P.CONSENT_VIEW, facts, at=at)
    return Event.objects.filter(case_id=facts.case_id).order_by("-id")


def refusals_since(*, actor: Actor, since: datetime) -> QuerySet[Event]:
    """Refusals for the auditor."""
    require(actor, P.AUDIT_VIEW)
    return Event.objects.filter(code="access.refused", at__gte=since).order_by("-id")


def last_event_id(case_id: UUID) -> int:
    """The newest event of a case, 0 where none is: a cheap mark of change."""
    return Event.objects.filter(case_id=case_id).order_by("-id").values_list("id", flat=True).first() or 0
