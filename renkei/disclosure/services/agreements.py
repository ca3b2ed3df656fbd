"""Sharing agreements (取決め) and the end of a commission."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from renkei.accounts.models import Delegation
from renkei.accounts.queries import delegation_end, responsible_for
from renkei.accounts.services import shorten_delegation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.enums import Cause
from renkei.disclosure.models import LedgerEntry, SharingAgreement
from renkei.disclosure.services.ledger import _end
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS
from renkei.policy.permissions import P


@transaction.atomic
def save_agreement(
    *, actor: Actor, now: datetime, agreement: SharingAgreement | None = None, **fields: Any
) -> SharingAgreement:
    """取決めを登録・変更する: by the municipality, its union or its commissioned body, in the municipality's name.

    Raises:
        RuleBroken: not one's own municipality; periods the wrong way round.
    """
    require(actor, P.AGREEMENT_WRITE)
    thing = lock(agreement) if agreement else SharingAgreement()
    if agreement:
        _own(actor, thing, now)
    for name, value in fields.items():
        setattr(thing, name, value)
    _own(actor, thing, now)
    if thing.municipality.kind not in MUNICIPAL_KINDS:
        raise RuleBroken("取決めの一方は、市町村または一部事務組合・広域連合です。", field="municipality")
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, SharingAgreement) from None
    record(actor=actor, event=E.AGREEMENT_CHANGED, now=now, thing=thing)
    return thing


@transaction.atomic
def end_agreement(*, actor: Actor, agreement: SharingAgreement, last_day: date, now: datetime) -> SharingAgreement:
    """取決めを終える: no new disclosure rests on it after that day; rows already open are ended by their own events."""
    require(actor, P.AGREEMENT_WRITE)
    agreement = lock(agreement)
    _own(actor, agreement, now)
    if last_day < agreement.starts_on:
        raise RuleBroken("開始日以後の日を入力してください。", field="last_day")
    agreement.ended_early_on = last_day
    agreement.save(update_fields=["ended_early_on"])
    record(actor=actor, event=E.AGREEMENT_CHANGED, now=now, thing=agreement, detail={"ended": True})
    return agreement


@transaction.atomic
def end_delegation(*, actor: Actor, delegation: Delegation, last_day: date, now: datetime) -> Delegation:
    """委託を途中で終える: its rows end with that day, in every case; rows given to others in the municipality's name stay."""
    delegation = shorten_delegation(actor=actor, now=now, delegation=delegation, last_day=last_day)
    end = max(delegation_end(delegation), now) if last_day >= day_of(now) else now
    rows = LedgerEntry.objects.filter(scopes.live_at(now), delegation=delegation)
    _end(rows, at=end, cause=Cause.COMMISSION_ENDED, actor=actor, cascade=False)
    return delegation


def _own(actor: Actor, agreement: SharingAgreement, now: datetime) -> None:
    """The actor must act for the municipality (itself, its union, or by commission)."""
    mine = {actor.organisation_id, *actor.acts_for}
    if not mine & set(responsible_for(agreement.municipality_id, on=day_of(now))):
        raise NotFound(permission=P.AGREEMENT_WRITE.code)
