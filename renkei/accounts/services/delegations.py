"""Commissions (委託) of a municipality or union to a body."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from renkei.accounts.models import Delegation, Organisation
from renkei.accounts.rules import COMMISSIONABLE
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import explain, lock
from renkei.core.errors import RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS
from renkei.policy.permissions import P


@transaction.atomic
def add_delegation(
    *,
    actor: Actor,
    now: datetime,
    principal: Organisation,
    agent: Organisation,
    starts_on: date,
    ends_on: date,
    contract_number: str = "",
    note: str = "",
) -> Delegation:
    """委託を登録する: from a municipality or union to a body that may be commissioned (実施主体・委託可).

    Raises:
        RuleBroken: wrong kinds, wrong period, or the same pair already has a contract in these days.
    """
    require(actor, P.ORG_MANAGE)
    if principal.kind not in MUNICIPAL_KINDS:
        raise RuleBroken("委託する側は、市町村または一部事務組合・広域連合を選んでください。", field="principal")
    if agent.kind not in COMMISSIONABLE:
        raise RuleBroken("受託する側は、基幹相談支援センターなどの団体を選んでください。", field="agent")
    if ends_on < starts_on:
        raise RuleBroken("終了日は開始日以後の日を入力してください。", field="ends_on")
    try:
        with transaction.atomic():
            delegation = Delegation.objects.create(
                principal=principal, agent=agent, starts_on=starts_on, ends_on=ends_on,
                contract_number=contract_number, note=note,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Delegation) from None
    record(actor=actor, event=E.DELEGATION_CHANGED, now=now, thing=delegation, detail={"new": True})
    return delegation


@transaction.atomic
def shorten_delegation(*, actor: Actor, now: datetime, delegation: Delegation, last_day: date) -> Delegation:
    """委託を途中で終える (accounts side only; `disclosure.services.end_delegation` also ends the ledger rows)."""
    require(actor, P.ORG_MANAGE)
    delegation = lock(delegation)
    if last_day > (delegation.ended_early_on or delegation.ends_on):
        raise RuleBroken("契約の終了日より後にはできません。", field="last_day")
    delegation.ended_early_on = last_day
    try:
        with transaction.atomic():
            delegation.save(update_fields=["ended_early_on"])
    except IntegrityError as error:
        raise RuleBroken(str(explain(error, Delegation)), field="last_day") from None
    record(actor=actor, event=E.DELEGATION_CHANGED, now=now, thing=delegation, detail={"ended_early": True})
    return delegation
