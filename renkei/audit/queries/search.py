"""Looking for who looked: the access history of a case, the auditor's search. Every filter has its index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.audit.queries.events import case_history
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P

#: What an access is: looking, being refused, taking along, and the opening and ending of disclosures.
LOOKED = (E.RECORD_VIEWED,)
REFUSED = (E.ACCESS_REFUSED,)
TAKEN = (E.PRINTED, E.EXPORTED)
TOLD = (E.LEDGER_OPENED, E.LEDGER_ENDED, E.BREAK_GLASS)
ACCESSES = (*LOOKED, *REFUSED, *TAKEN, *TOLD)


@dataclass(frozen=True)
class Wanted:
    """A part of the record; what is empty asks for nothing. The period is [since, until)."""

    since: datetime | None = None
    until: datetime | None = None
    codes: Sequence[str] = ()
    organisation_id: UUID | None = None
    user_ids: Sequence[UUID] | None = None
    case_id: UUID | None = None
    info_class: str = ""

    def of(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """These of the rows."""
        asked = {
            "at__gte": self.since, "at__lt": self.until, "code__in": self.codes or None,
            "organisation_id": self.organisation_id, "user_id__in": self.user_ids, "case_id": self.case_id,
            "info_class": self.info_class or None,
        }  # fmt: skip
        return rows.filter(**{name: value for name, value in asked.items() if value is not None})


def events(*, actor: Actor, wanted: Wanted) -> QuerySet[Event]:
    """What happened, newest first, for the auditor. Raises NotAllowed."""
    require(actor, P.AUDIT_VIEW)
    return wanted.of(Event.objects.all()).order_by("-at", "-id")


def case_accesses(*, actor: Actor, facts: CaseFacts, at: datetime, wanted: Wanted) -> QuerySet[Event]:
    """アクセスの履歴 of a case, newest first. Bodies outside the programme get their own accesses only.

    Raises NotFound/NotAllowed as the policy says for CONSENT_VIEW.
    """
    rows = case_history(actor=actor, facts=facts, at=at)
    return wanted.of(rows if wanted.codes else rows.filter(code__in=ACCESSES))


@dataclass(frozen=True)
class Reading:
    """How often one membership read one class of the case."""

    organisation_id: UUID | None
    membership_id: UUID | None
    info_class: str
    reason: str
    times: int
    first: datetime
    last: datetime


def readings(*, actor: Actor, facts: CaseFacts, at: datetime) -> list[Reading]:
    """Who read which class of the case how often, for the person's answer. Raises as `case_accesses`."""
    rows = case_accesses(actor=actor, facts=facts, at=at, wanted=Wanted(codes=LOOKED)).order_by()
    found = rows.values_list("organisation_id", "membership_id", "info_class", "reason")
    return [Reading(*row) for row in found.annotate(Count("id"), first=Min("at"), last=Max("at")).order_by("last")]


def bodies_that_accessed(*, actor: Actor, facts: CaseFacts, at: datetime) -> set[UUID]:
    """The organisations in the access history of a case, for its filter."""
    rows = case_accesses(actor=actor, facts=facts, at=at, wanted=Wanted()).order_by()
    return {pk for pk in rows.values_list("organisation_id", flat=True).distinct() if pk}
