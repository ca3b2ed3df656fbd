"""同意の更新: what rested on an older consent goes on under a new one, as far as the new one carries it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import delegation_end
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure import rules
from renkei.disclosure.enums import AttachmentKind, Cause, ConsentEventKind
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.disclosure.queries import require_on, terms_of
from renkei.disclosure.queries.withdrawal import live_rows_of
from renkei.disclosure.services.attachments import attach
from renkei.disclosure.services.consents import _happened, obtain_consent
from renkei.disclosure.services.ledger import _consent_end, _end, _open
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

_COPIED = (
    "info_class", "recipient_id", "giver_id", "basis", "delegation_id", "whole_class", "version_id", "fields", "persons",
    "stage", "method", "legal_reason", "paper_persons",
)  # fmt: skip


@transaction.atomic
def renew_consent(*, actor: Actor, old: Consent, new: Consent, now: datetime) -> int:
    """更新する: each live row of the old consent that the new one carries, and what derives from it, ends and opens again
    on the new one. What the new one does not carry stays with the old one until that ends.

    Raises:
        RuleBroken: the new consent is not in force; NotFound: of another case.
    """
    require_on(actor=actor, permission=P.CONSENT_WRITE, case=new.case, at=now)
    if old.case_id != new.case_id or old.pk == new.pk:
        raise NotFound(permission=P.CONSENT_WRITE.code, case_id=new.case_id)
    old, new = lock(old), lock(new)
    if new.status not in rules.LIVE_CONSENT:
        raise RuleBroken("新しい同意が、まだ有効ではありません。")
    moved: dict[UUID, LedgerEntry] = {}
    for row in _sources_first(live_rows_of(new.case_id, now).select_related("recipient", "case", "delegation")):
        if row.derived_from_id in moved or (row.consent_id == old.pk and _carried(row, new, now)):
            moved[row.pk] = _again(actor, row, old, new, moved, now)
    _end(LedgerEntry.objects.filter(pk__in=list(moved)), at=now, cause=Cause.RENEWED, actor=actor, cascade=False)
    _happened(old, ConsentEventKind.RENEWED, actor, now, by=str(new.pk), rows=len(moved))
    return len(moved)


def _sources_first(rows: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """Each row behind the one it derives from, whatever their times say."""
    left, ordered = {row.pk: row for row in rows}, []
    while left:
        ready = [row for row in left.values() if row.derived_from_id not in left]
        ordered += ready
        for row in ready:
            del left[row.pk]
    return ordered


def _carried(row: LedgerEntry, new: Consent, now: datetime) -> bool:
    return not rules.consent_refusal(
        terms_of(new), on=day_of(now), info_class=row.info_class, recipient_id=row.recipient_id,
        recipient_kind=row.recipient.kind, stage=row.stage,
    )  # fmt: skip


def _again(
    actor: Actor, row: LedgerEntry, old: Consent, new: Consent, moved: dict[UUID, LedgerEntry], now: datetime
) -> LedgerEntry:
    values: dict[str, Any] = {name: getattr(row, name) for name in _COPIED}
    if row.consent_id == old.pk and _carried(row, new, now):
        values["consent"] = new
    elif row.consent_id is not None:
        values["consent"] = row.consent
    source = moved.get(row.derived_from_id, row.derived_from) if row.derived_from_id else None
    keeps_end = row.ends_at is not None and row.ends_at != _consent_end(old)
    contract_end = delegation_end(row.delegation) if row.delegation else None  # a commission never outlasts it
    if values["delegation_id"] is None:
        del values["delegation_id"]
    else:
        values["delegation"] = row.delegation
        del values["delegation_id"]
    return _open(
        actor, now, case=row.case, derived_from=source, cause=Cause(row.cause), cause_id=row.cause_id,
        ends_at=row.ends_at if keeps_end else contract_end, **values,
    )  # fmt: skip


@transaction.atomic
def record_consent(
    *, actor: Actor, consent: Consent, now: datetime, scan: tuple[str, bytes] | None = None, renews: Consent | None = None,
    **obtained: Any,
) -> Consent:  # fmt: skip
    """同意を記録する: the signed scan (name, content) if there is one, the consent itself, and what it takes over."""
    attachment = None
    if scan is not None:
        attachment = attach(
            actor=actor, case=consent.case, name=scan[0], content=scan[1], kind=AttachmentKind.SIGNED_CONSENT,
            info_class=rules.class_of_signed_form(tuple(consent.classes)), now=now, permission=P.CONSENT_WRITE,
        )  # fmt: skip
    consent = obtain_consent(actor=actor, consent=consent, now=now, attachment=attachment, **obtained)
    if renews is not None:
        renew_consent(actor=actor, old=renews, new=consent, now=now)
    return consent
