"""Ending by hand, and what comes after an end: 返却・廃棄 and the safety review."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotAllowed, RuleBroken
from renkei.disclosure.enums import HAND_CAUSES, NOT_BY_HAND, Cause
from renkei.disclosure.models import LedgerEntry, ReturnConfirmation, SafetyReview
from renkei.disclosure.queries import holder_of, require_on
from renkei.disclosure.services.ledger import _end
from renkei.disclosure.services.telling import tell_losers
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def end_by_hand(*, actor: Actor, entry: LedgerEntry, cause: Cause, now: datetime) -> int:
    """開示を終える: given by mistake or no longer needed. Only the body that gave it; all derived rows end too.

    Raises:
        NotAllowed: another body answers for this row.
        Conflict: it has ended already.
        RuleBroken: a row that ends by another event (own collection, commission).
    """
    require_on(actor=actor, permission=P.DISCLOSE, case=entry.case, at=now)
    entry = lock(entry)
    mine = {actor.organisation_id, holder_of(actor=actor, case=entry.case)}
    if entry.giver_id not in mine and not (entry.persons and entry.recipient_id in mine):
        raise NotAllowed(
            "この開示を終えられるのは、情報を提供した機関だけです。", next_step="提供した機関の担当に連絡してください。",
            permission=P.DISCLOSE.code, case_id=entry.case_id,
        )  # fmt: skip
    if entry.ends_at is not None and entry.ends_at <= now:
        raise Conflict("この開示は、すでに終わっています。")
    if entry.basis in NOT_BY_HAND or cause not in HAND_CAUSES:
        raise RuleBroken("この行は手動では終えられません。ケースの終結や委託の終了によって終わります。")
    with tell_losers(entry.case, now):
        return _end(LedgerEntry.objects.filter(pk=entry.pk), at=now, cause=cause, actor=actor)


@transaction.atomic
def confirm_return(
    *, actor: Actor, case: Case, recipient: Organisation, how: str, note: str, now: datetime, permission: P = P.DISCLOSE
) -> ReturnConfirmation:
    """返却・廃棄を確認する: after the access of a recipient has ended (SX)."""
    require_on(actor=actor, permission=permission, case=case, at=now)
    confirmation = ReturnConfirmation.objects.create(
        case=case, recipient=recipient, at=now, how=how, recorded_by=actor.user_id, note=note.strip() or None
    )
    record(actor=actor, event=E.LEDGER_ENDED, now=now, thing=confirmation, case_id=case.pk, detail={"returned": how})
    return confirmation


@transaction.atomic
def answer_return(*, actor: Actor, case_id: UUID, how: str, note: str, now: datetime) -> ReturnConfirmation:
    """返却・廃棄を答える: the body itself, with an account or by a one-time link, after its access is over."""
    require(actor, P.RETURN_CONFIRM)
    confirmation = ReturnConfirmation.objects.create(
        case_id=case_id, recipient_id=actor.organisation_id, at=now, how=how, recorded_by=actor.user_id,
        note=note.strip() or None,
    )  # fmt: skip
    record(actor=actor, event=E.LEDGER_ENDED, now=now, thing=confirmation, case_id=case_id, detail={"returned": how})
    return confirmation


@transaction.atomic
def finish_safety_review(*, actor: Actor, review: SafetyReview, result: str, now: datetime) -> SafetyReview:
    """支援の安全確認を終える: with what was found. Raises Conflict when somebody did it before."""
    require_on(actor=actor, permission=P.CONSENT_WITHDRAW, case=review.case, at=now)
    review = lock(review)
    if review.done_at is not None:
        raise Conflict("この安全確認は、すでに記録されています。")
    if not result.strip():
        raise RuleBroken("確認した内容を入力してください。", field="result")
    review.done_at, review.done_by, review.result = now, actor.user_id, result.strip()
    review.save()
    record(
        actor=actor, event=E.CONSENT_CHANGED, now=now, thing=review, case_id=review.case_id, detail={"event": "safety"}
    )
    return review
