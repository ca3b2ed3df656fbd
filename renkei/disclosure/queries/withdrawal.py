"""What a withdrawal would stop: asked by the preview and by the withdrawal itself, so both say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.disclosure import rules
from renkei.disclosure.enums import Basis, Method
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.disclosure.queries.access import CaseAccess, terms_of
from renkei.policy import scopes
from renkei.policy.decide import require
from renkei.policy.permissions import P

_IN_SERVICE = (CaseStatus.IN_SERVICE, CaseStatus.HANDED_OVER, CaseStatus.BACKUP)


@dataclass(frozen=True)
class Withdrawal:
    """The preview. `stops` rows that would end, `out` rows told outside the system, `told` who hears of it, `stays` the rest."""

    stops: tuple[LedgerEntry, ...]
    out: tuple[LedgerEntry, ...]
    told: tuple[Organisation, ...]
    stays: tuple[LedgerEntry, ...]
    needs_safety_review: bool
    leaves: tuple[Organisation, ...]


def not_over(at: datetime) -> Q:
    """Filter over ledger rows: in force or still to come."""
    return Q(ends_at__isnull=True) | Q(ends_at__gt=at)


def is_in_service(case: Case) -> bool:
    """Does somebody support the person day by day?"""
    return (case.status_before if case.status == CaseStatus.SUSPENDED else case.status) in _IN_SERVICE


def terms_after(
    consent: Consent,
    *,
    recipients: Iterable[UUID] = (),
    organisations: Iterable[UUID] = (),
    classes: Iterable[str] = (),
) -> rules.ConsentTerms:
    """The consent without these recipients (ids of 提供先), bodies (covered by a kind) and classes."""
    terms, gone, stopped = terms_of(consent), set(recipients), set(classes)
    ended = [r for r in consent.recipients.all() if r.pk in gone]
    kept = tuple(
        rules.RecipientTerms(r.organisation_id, r.organisation_kind, tuple(r.stages))
        for r in consent.recipients.all()
        if r.ended_at is None and r.pk not in gone
    )
    named = {r.organisation_id for r in ended if r.organisation_id} | set(organisations)
    kept = tuple(r for r in kept if r.organisation_id is None or r.organisation_id not in named)
    return replace(
        terms, classes=tuple(c for c in terms.classes if c not in stopped), recipients=kept,
        withdrawn=terms.withdrawn | frozenset(named),
    )  # fmt: skip


def rows_lost(*, consent: Consent, terms: rules.ConsentTerms | None, at: datetime) -> QuerySet[LedgerEntry]:
    """Rows based on this consent that `terms` no longer carry (all of them when None); derived rows follow by cascade."""
    rows = consent.entries.filter(not_over(at)).select_related("recipient")
    if terms is None:
        return rows
    gone = [
        row.pk
        for row in rows
        if rules.consent_refusal(
            terms, on=max(day_of(at), terms.valid_from), info_class=row.info_class, recipient_id=row.recipient_id,
            recipient_kind=row.recipient.kind, stage=row.stage,
        )
    ]  # fmt: skip
    return consent.entries.filter(pk__in=gone)


def withdrawal_of(*, access: CaseAccess, consent: Consent, terms: rules.ConsentTerms | None = None) -> Withdrawal:
    """The preview of a withdrawal, whole (`terms` None) or in part. Raises as the policy says for CONSENT_WITHDRAW."""
    require(access.actor, P.CONSENT_WITHDRAW, access.facts, at=access.at)
    every = list(
        LedgerEntry.objects.filter(case=access.case)
        .select_related("recipient", "giver", "acted_by", "consent")
        .order_by("recipient__name", "info_class", "starts_at")
    )
    ids = _closure(every, set(rows_lost(consent=consent, terms=terms, at=access.at).values_list("pk", flat=True)))
    live = [row for row in every if row.ends_at is None or row.ends_at > access.at]
    stops = tuple(row for row in live if row.pk in ids)
    stays = tuple(row for row in live if row.pk not in ids)
    affected = {row.recipient_id for row in stops}
    told = {row.recipient_id: row.recipient for row in stops}
    left = {row.recipient_id for row in stays}
    told |= {o.pk: o for o in (access.case.responsible, access.case.center) if o is not None}
    return Withdrawal(
        stops=stops,
        out=tuple(row for row in every if _is_out(row, access) and (terms is None or row.recipient_id in affected)),
        told=tuple(sorted(told.values(), key=lambda o: o.name)),
        stays=stays,
        needs_safety_review=bool(stops) and is_in_service(access.case),
        leaves=tuple(sorted({r.recipient for r in stops if r.recipient_id not in left}, key=lambda o: o.name)),
    )


def _closure(rows: list[LedgerEntry], ids: set[UUID]) -> set[UUID]:
    """The rows and all that derive from them."""
    found = set(ids)
    while more := {r.pk for r in rows if r.derived_from_id in found} - found:
        found |= more
    return found


def _is_out(row: LedgerEntry, access: CaseAccess) -> bool:
    """Told by paper, FAX, telephone or in a meeting: it can't be called back, only asked for."""
    own = row.basis in (Basis.OWN, Basis.RETAINED, Basis.COMMISSION)
    return row.method != Method.SYSTEM and not own and row.starts_at <= access.at


def live_rows_of(case_id: UUID, at: datetime) -> QuerySet[LedgerEntry]:
    """Every row in force."""
    return LedgerEntry.objects.filter(scopes.live_at(at), case_id=case_id)
