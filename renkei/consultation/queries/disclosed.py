"""What a body may be told on a case: asked of the ledger, for a body that is not the actor's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.cases.models import Case
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import CaseAccess
from renkei.policy import scopes
from renkei.policy.enums import OFFICE_KINDS, InfoClass


def holds(*, case: Case, body: UUID, info_class: InfoClass, at: datetime) -> bool:
    """Does a live row of the ledger give this class of this case to this body (any of its people)?"""
    rows = LedgerEntry.objects.filter(scopes.live_at(at), case=case, recipient_id=body, info_class=info_class)
    return rows.exists()


def is_told(*, case: Case, body: UUID, at: datetime) -> bool:
    """Was the background (justice_outline) disclosed to this body?"""
    return holds(case=case, body=body, info_class=InfoClass.JUSTICE_OUTLINE, at=at)


def class_for(*, case: Case | None, bodies: set[UUID], at: datetime) -> InfoClass:
    """The class in which a text may be told between these bodies: welfare where all of them hold it, else the summary.

    Of no case: the summary, which is nobody's.
    """
    if case is None:
        return InfoClass.SUMMARY
    every = all(holds(case=case, body=body, info_class=InfoClass.WELFARE, at=at) for body in bodies)
    return InfoClass.WELFARE if every else InfoClass.SUMMARY


def offices_of(*, access: CaseAccess) -> list[Organisation]:
    """The offices that take part in a case now, for the bodies that run it."""
    rows = LedgerEntry.objects.filter(scopes.live_at(access.at), case=access.case, recipient__kind__in=OFFICE_KINDS)
    found = Organisation.objects.filter(pk__in=rows.values("recipient_id"))
    return list(found.order_by("kana", "name"))
