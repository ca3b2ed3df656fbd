"""Who is told when a disclosure ends: those who work on the case, by a number and a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from renkei.accounts.queries import intake_members
from renkei.cases.models import Case, ConflictOfInterest
from renkei.cases.queries import assigned_users
from renkei.disclosure.models import LedgerEntry
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy import scopes
from renkei.policy.enums import InfoClass


def workers(case_id: UUID, organisation_id: UUID | None, now: datetime) -> list[tuple[UUID, UUID | None]]:
    """Those of an organisation who are assigned to the case; where nobody is, those who take in what arrives."""
    users = assigned_users(case_id, organisation_id)
    related = ConflictOfInterest.objects.filter(person__cases=case_id, ends_at__isnull=True).values_list(
        "user_id", flat=True
    )
    found = users or {m.user_id for m in intake_members(organisation_id, at=now)} - set(related)
    return [(user, organisation_id) for user in sorted(found)]


@contextmanager
def tell_losers(case: Case, now: datetime) -> Iterator[None]:
    """Tell every organisation that loses a class inside the block. No link for those who lose the case itself."""
    before = _held(case.pk, now)
    yield
    after = _held(case.pk, now)
    for organisation_id in {organisation for organisation, _ in before - after}:
        stays = (organisation_id, InfoClass.SUMMARY) in after
        notify(
            to=workers(case.pk, organisation_id, now), kind=Kind.DISCLOSURE_ENDED, now=now, number=case.number,
            link=f"/cases/{case.pk}/" if stays else "", case_id=case.pk,
        )  # fmt: skip


def _held(case_id: UUID, now: datetime) -> set[tuple[UUID, str]]:
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case_id=case_id)
    return set(rows.values_list("recipient_id", "info_class"))
