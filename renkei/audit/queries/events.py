"""Reading the record: the history of a case for those who may see its consent page, one's own sign-ins, registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import CORE_KINDS
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P


def case_history(*, actor: Actor, facts: CaseFacts, at: datetime) -> QuerySet[Event]:
    """Events of one case, newest first; bodies outside the programme see only what they did themselves. Raises NotFound/NotAllowed as the policy says."""
    require(actor, P.CONSENT_VIEW, facts, at=at)
    events = Event.objects.filter(case_id=facts.case_id).order_by("-id")
    return events if actor.organisation_kind in CORE_KINDS else events.filter(organisation_id=actor.organisation_id)


def refusals_since(*, actor: Actor, since: datetime) -> QuerySet[Event]:
    """Refusals for the auditor."""
    require(actor, P.AUDIT_VIEW)
    return Event.objects.filter(code=E.ACCESS_REFUSED, at__gte=since).order_by("-id")


def last_event_id(case_id: UUID) -> int:
    """The newest event of a case, 0 where none is: a cheap mark of change."""
    return Event.objects.filter(case_id=case_id).order_by("-id").values_list("id", flat=True).first() or 0


def own_sign_ins(*, actor: Actor) -> QuerySet[Event]:
    """One's own sign-ins and failed attempts, newest first."""
    codes = (
        E.SIGNED_IN, E.SIGN_IN_FAILED, E.SIGNED_OUT, E.ACCOUNT_LOCKED, E.PASSWORD_CHANGED,
        E.FACTOR_CHANGED,
    )  # fmt: skip
    return Event.objects.filter(user_id=actor.user_id, code__in=codes).order_by("-at", "-id")


def history_of(*, actor: Actor, ids: Iterable[UUID]) -> QuerySet[Event]:
    """Changes of these organisations, commissions or memberships, for those who manage them. Raises NotAllowed."""
    if not can(actor, P.ORG_MANAGE):
        require(actor, P.USER_MANAGE)
    codes = (E.ORG_SAVED, E.USER_SAVED, E.MEMBERSHIP_CHANGED, E.DELEGATION_CHANGED)
    return Event.objects.filter(object_id__in=list(ids), code__in=codes).order_by("-id")
