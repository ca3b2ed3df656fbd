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
from renkei.disclosure.enums import AttachmentKind, Cause
from renkei.disclosure.models import LedgerEntry, SharingAgreement
from renkei.disclosure.services.attachments import attach
from renkei.disclosure.services.ledger import _end
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS, InfoClass
from renkei.policy.permissions import P


@transaction.atomic
def save_agreement(
    *, actor: Actor, now: datetime, agreement: SharingAgreement | None = None, scan: tuple[str, bytes] | None = None,
    **fields: Any,
) -> SharingAgreement:  # fmt: skip
    """取決めを登録・変更する: by the municipality, its union or its commissioned body, in the municipality's name.

    Args:
        scan: name and content of the signed document.

    Raises:
        NotFound: not one's own municipality.
        RuleBroken: periods the wrong way round; the parties or the start of an agreement on which disclosures rest.
    """
    require(actor, P.AGREEMENT_WRITE)
    thing = lock(agreement) if agreement else SharingAgreement()
    if agreement:
        _own(actor, thing, now)
        _refuse_rewriting(thing, fields)
    if scan is not None:
        fields["attachment"] = attach(
            actor=actor, case=None, name=scan[0], content=scan[1], kind=AttachmentKind.AGREEMENT,
            info_class=InfoClass.SUMMARY, now=now,
        )  # fmt: skip
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


def _refuse_rewriting(agreement: SharingAgreement, fields: dict[str, Any]) -> None:
    """What a disclosure rested on stays what it was: another party or start is another agreement."""
    basis = ("municipality", "municipality_id", "partner", "partner_id", "starts_on")
    changed = [f for f in basis if f in fields and str(getattr(fields[f], "pk", fields[f])) != _value(agreement, f)]
    if changed and LedgerEntry.objects.filter(agreement=agreement).exists():
        raise RuleBroken(
            "この取決めに基づく開示があるため、相手と開始日は変えられません。新しい取決めを登録してください。",
            field=changed[0].removesuffix("_id"),
        )


def _value(agreement: SharingAgreement, name: str) -> str:
    found = getattr(agreement, name)
    return str(getattr(found, "pk", found))


def _own(actor: Actor, agreement: SharingAgreement, now: datetime) -> None:
    """The actor must act for the municipality (itself, its union, or by commission)."""
    mine = {actor.organisation_id, *actor.acts_for}
    if not mine & set(responsible_for(agreement.municipality_id, on=day_of(now))):
        raise NotFound(permission=P.AGREEMENT_WRITE.code)
