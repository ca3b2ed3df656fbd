"""The decision: 内定 closes the other inquiries of the same need, politely and in the same transaction; exits; undo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from renkei.cases.enums import CaseStatus, NeedKind
from renkei.cases.models import Case
from renkei.cases.services import move, needs_settled, settle_need
from renkei.coordination.queries.plan_office import require_plan_office
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.enums import Cause
from renkei.disclosure.models import ReturnConfirmation
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import confirm_return
from renkei.inquiries.enums import EXITS, WithdrawReason
from renkei.inquiries.models import Inquiry
from renkei.inquiries.services.steps import (
    begin,
    end_rows,
    leave,
    lock_open_of,
    office_members,
    require_here,
    take,
    tell,
)
from renkei.inquiries.states import INQUIRY
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P

_PLACED = (CaseStatus.PLACED, CaseStatus.AWAITING_RELEASE)


@transaction.atomic
def agree(*, actor: Actor, inquiry: Inquiry, seen: int | None, now: datetime) -> Inquiry:
    """内定にする: the need is met, ONLY its other open inquiries are closed politely, the case is placed when all is settled.

    Raises:
        Conflict: another inquiry of this need was decided first, or this one has moved on.
        RuleBroken: 計画相談 by the commissioned body's own office, without an exception (Q4).
    """
    case, need = lock_case(actor, inquiry.case, now), lock(inquiry.need)
    if need.kind == NeedKind.PLAN:
        require_plan_office(case=case, office=inquiry.organisation, at=now)
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="agree", now=now, seen=seen)
    facts = require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    others = lock_open_of(need, besides=inquiry.pk)
    settle_need(actor=actor, need=need, step="meet", facts=facts, now=now, inquiry_id=inquiry.pk,
                organisation=inquiry.organisation)  # fmt: skip
    try:
        with transaction.atomic():
            take(actor=actor, inquiry=inquiry, transition=transition, now=now, agreed_at=now)
    except IntegrityError as error:
        raise explain(error, Inquiry) from None
    close_others(actor=actor, others=others, reason=WithdrawReason.DECIDED, now=now)
    place_if_settled(actor=actor, case=case, facts=facts, now=now)
    tell(office_members(inquiry), Kind.CASE_MOVED, inquiry, now)
    return inquiry


@transaction.atomic
def cancel_agreement(*, actor: Actor, inquiry: Inquiry, seen: int | None, reason: str, now: datetime) -> Inquiry:
    """内定を取り消す: the need is looked for again; a placed case goes back to 調整. What was told for 内定 only ends."""
    case, need = lock_case(actor, inquiry.case, now), lock(inquiry.need)
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="cancel_agreement", now=now, seen=seen)
    if not reason.strip():
        raise RuleBroken("内定を取り消す理由を入力してください。", field="reason")
    facts = require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    settle_need(actor=actor, need=need, step="reopen", facts=facts, now=now, permission=P.INQUIRY_SEND)
    take(actor=actor, inquiry=inquiry, transition=transition, now=now, agreed_at=None, close_note=reason.strip())
    end_rows(actor=actor, inquiry=inquiry, now=now, permission=P.INQUIRY_SEND, cause=Cause.AGREEMENT,
             classes=[InfoClass.JUSTICE_DETAIL])  # fmt: skip
    unplace(actor=actor, case=case, facts=facts, now=now)
    tell(office_members(inquiry), Kind.CASE_MOVED, inquiry, now)
    return inquiry


@transaction.atomic
def contract(*, actor: Actor, inquiry: Inquiry, seen: int | None, on: date, now: datetime) -> Inquiry:
    """契約・利用開始を記録する: the day on which the service begins (S5)."""
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="contract", now=now, seen=seen)
    take(actor=actor, inquiry=inquiry, transition=transition, now=now, contracted_on=on)
    tell(office_members(inquiry), Kind.CASE_MOVED, inquiry, now)
    return inquiry


@transaction.atomic
def withdraw(
    *, actor: Actor, inquiry: Inquiry, seen: int | None, reason: WithdrawReason, now: datetime, note: str = ""
) -> Inquiry:
    """打診を取り下げる: with a coded reason; the office is thanked and sees nothing from now on."""
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="withdraw", now=now, seen=seen)
    if reason == WithdrawReason.OTHER and not note.strip():
        raise RuleBroken("取下げの事情を入力してください。", field="note")
    return leave(actor=actor, inquiry=inquiry, transition=transition, now=now, permission=P.INQUIRY_SEND,
                 close_reason=reason, close_note=note.strip() or None)  # fmt: skip


@transaction.atomic
def person_declined(*, actor: Actor, inquiry: Inquiry, seen: int | None, note: str, now: datetime) -> Inquiry:
    """本人が辞退した: the office is thanked; why stays with the asking side."""
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="person_declined", now=now, seen=seen)
    return leave(actor=actor, inquiry=inquiry, transition=transition, now=now, permission=P.INQUIRY_SEND,
                 close_note=note.strip() or None)  # fmt: skip


@transaction.atomic
def confirm_returned(*, actor: Actor, inquiry: Inquiry, how: str, note: str, now: datetime) -> ReturnConfirmation:
    """返却・廃棄を確認する: after the end of an inquiry in which the person was named."""
    require_here(actor=actor, inquiry=inquiry, permission=P.INQUIRY_SEND, now=now)
    inquiry = lock(inquiry)
    if inquiry.status not in EXITS or inquiry.disclosed_at is None:
        raise Conflict("実名で共有し、終わった打診だけ、返却・廃棄を確認できます。")
    return confirm_return(actor=actor, case=inquiry.case, recipient=inquiry.organisation, how=how, note=note, now=now)


def lock_case(actor: Actor, case: Case, now: datetime) -> Case:
    """The case, locked first, so that two needs of one case are settled one after the other."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    return lock(case)


def close_others(*, actor: Actor, others: list[Inquiry], reason: WithdrawReason, now: datetime, **fields: Any) -> None:
    """Close locked inquiries politely. Those that were never sent end without a word."""
    for other in others:
        leave(
            actor=actor, inquiry=other, transition=INQUIRY.check(other.status, "withdraw"), now=now,
            permission=P.INQUIRY_SEND, close_reason=reason, **fields,
        )  # fmt: skip


def place_if_settled(*, actor: Actor, case: Case, facts: CaseFacts, now: datetime) -> None:
    """受入内定 of the case, when every need is met or waived."""
    if case.status == CaseStatus.COORDINATING and needs_settled(case_id=case.pk):
        move(actor=actor, case=case, step="place", facts=facts, now=now, permission=P.INQUIRY_SEND)


def unplace(*, actor: Actor, case: Case, facts: CaseFacts, now: datetime) -> None:
    """Back to 調整, when the case had been placed."""
    if case.status in _PLACED:
        move(actor=actor, case=case, step="unplace", facts=facts, now=now, permission=P.INQUIRY_SEND)
