"""ニーズ: what is looked for. Settling or reopening one also closes its inquiries and places or unplaces the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.cases import services as cases
from renkei.cases.enums import NeedKind
from renkei.cases.models import Case, Need
from renkei.coordination.queries.plan_office import require_plan_office
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound
from renkei.disclosure.queries import require_on
from renkei.inquiries.enums import DECIDED, WithdrawReason
from renkei.inquiries.models import Inquiry, Sought
from renkei.inquiries.queries.wanted import newest_sought
from renkei.inquiries.rules.wanted import Codes
from renkei.inquiries.services.deciding import close_others, place_if_settled, unplace
from renkei.inquiries.services.steps import lock_open_of, organisation_of
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P


@transaction.atomic
def add_need(*, actor: Actor, case: Case, now: datetime, sought: Codes | None = None, **fields: Any) -> Need:
    """ニーズを加える: a case that was placed goes back to 調整, for something is looked for again.

    Args:
        sought: 障害種別 and 支援区分 for the search, by whoever may ask offices.
    """
    facts = require_on(actor=actor, permission=P.NEED_WRITE, case=case, at=now)
    case = lock(case)
    need = cases.add_need(actor=actor, case=case, facts=facts, now=now, **fields)
    if sought:
        _seek(actor, need, sought, facts, now)
    if can(actor, P.INQUIRY_SEND, facts, at=now):  # the centre may add a need; moving the case is the municipality's
        unplace(actor=actor, case=case, facts=facts, now=now)
    return need


@transaction.atomic
def change_need(
    *, actor: Actor, case: Case, need: Need, now: datetime, sought: Codes | None = None, **fields: Any
) -> Need:
    """ニーズを直す: while it is open. `sought` as in `add_need`; None: as it was."""
    facts = require_on(actor=actor, permission=P.NEED_WRITE, case=case, at=now)
    need = cases.change_need(actor=actor, need=_own(case, need), facts=facts, now=now, **fields)
    if sought is not None:
        _seek(actor, need, sought, facts, now)
    return need


def _seek(actor: Actor, need: Need, sought: Codes, facts: CaseFacts, now: datetime) -> None:
    require(actor, P.INQUIRY_SEND, facts, at=now)
    row = newest_sought(need=need)
    if sought == Codes.of((row.codes if row else None) or {}):
        return
    Sought.objects.create(need=need, codes=sought.as_json(), at=now, said_by=actor.user_id)


@transaction.atomic
def waive_need(*, actor: Actor, case: Case, need: Need, reason: str, now: datetime) -> Need:
    """不要にする: with a reason; its open inquiries are closed politely; the case may become placed."""
    facts = require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    case, need = lock(case), lock(_own(case, need))
    others = lock_open_of(need)
    need = cases.settle_need(actor=actor, need=need, step="waive", facts=facts, now=now, reason=reason)
    close_others(actor=actor, others=others, reason=WithdrawReason.NEED_WAIVED, now=now)
    place_if_settled(actor=actor, case=case, facts=facts, now=now)
    return need


@transaction.atomic
def settle_without_inquiry(*, actor: Actor, case: Case, need: Need, organisation_id: UUID, now: datetime) -> Need:
    """打診なしで決める: the office was found before, or the person uses it already (途中から・利用中の方).

    Raises:
        RuleBroken: 計画相談 by the commissioned body's own office, without an exception (Q4).
    """
    facts = require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    case, need = lock(case), lock(_own(case, need))
    office = organisation_of(organisation_id)
    if need.kind == NeedKind.PLAN:
        require_plan_office(case=case, office=office, at=now)
    others = lock_open_of(need)
    need = cases.settle_need(actor=actor, need=need, step="meet", facts=facts, now=now, organisation=office)
    close_others(actor=actor, others=others, reason=WithdrawReason.DECIDED, now=now)
    place_if_settled(actor=actor, case=case, facts=facts, now=now)
    return need


@transaction.atomic
def reopen_need(*, actor: Actor, case: Case, need: Need, now: datetime) -> Need:
    """探し直す: a need that was waived or met without an inquiry; an agreed one is undone by 内定を取り消す."""
    facts = require_on(actor=actor, permission=P.NEED_WRITE, case=case, at=now)
    case, need = lock(case), lock(_own(case, need))
    decided = Inquiry.objects.filter(need=need, status__in=DECIDED).first()
    if decided is not None:
        raise Conflict(f"打診 {decided.number} で受入先が決まっています。先に「内定を取り消す」を行ってください。")
    need = cases.settle_need(actor=actor, need=need, step="reopen", facts=facts, now=now)
    if can(actor, P.INQUIRY_SEND, facts, at=now):
        unplace(actor=actor, case=case, facts=facts, now=now)
    return need


def _own(case: Case, need: Need) -> Need:
    if need.case_id != case.pk:
        raise NotFound(permission=P.NEED_WRITE.code, case_id=case.pk)
    return need
