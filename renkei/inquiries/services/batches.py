"""打診のまとまり: whose turn it is next, and all of it withdrawn at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.inquiries.enums import DECIDED, EXITS, OPEN, InquiryStatus, SendMethod, WithdrawReason
from renkei.inquiries.models import Batch, Inquiry
from renkei.inquiries.rules import Sheet, closed_days, may_ask, office_deadline
from renkei.inquiries.services.clearing import check_leaving
from renkei.inquiries.services.sending import Target, locked_need, send_one
from renkei.inquiries.services.steps import MOVED_ON, leave
from renkei.inquiries.states import INQUIRY
from renkei.offices.queries import naming as offices
from renkei.policy.actor import Actor
from renkei.policy.permissions import P


@transaction.atomic
def send_next(*, actor: Actor, batch: Batch, now: datetime) -> Inquiry:
    """次の事業所に打診する: the next in order, with the same sheet and a deadline of its own, as long as fewer wait than may.

    A person does it, the program never: nothing leaves unseen.

    Raises:
        Conflict: nobody is left, as many wait as may, or all was withdrawn. RuleBroken: the sheet may not leave any more.
    """
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=batch.case, at=now)
    need = locked_need(batch.case, batch.need)
    batch = lock(batch)
    if sentence := may_ask(batch.case.status):
        raise Conflict(sentence)
    rows = Inquiry.objects.filter(batch=batch.pk, need=need)
    following = rows.filter(status=InquiryStatus.CANDIDATE).order_by("position").first()
    if following is None or batch.stopped_at is not None:
        raise Conflict("このまとまりに、順番を待っている事業所はありません。")
    if rows.filter(status__in=OPEN).count() >= batch.at_once:
        raise Conflict(
            f"同時に打診する数（{batch.at_once}件）に達しています。回答か期限を待つか、どれかを取り下げてください。"
        )
    check_leaving(
        actor=actor, case=batch.case, need=need, sheet=Sheet.from_json(batch.sheet or {}),
        targets=[f"org:{following.organisation_id}"], now=now,
        aliases=[f"org:{following.organisation_id}", f"office:{following.office_id}"],
    )  # fmt: skip
    target = Target(
        method=SendMethod(following.method), office_id=following.office_id, organisation_id=following.organisation_id
    )
    return send_one(actor, batch, target, _deadline(batch, following, now), following.position or 0, now)


@transaction.atomic
def withdraw_batch(*, actor: Actor, batch: Batch, reason: WithdrawReason, now: datetime, note: str = "") -> int:
    """全部を取り下げる: every office that still thinks is thanked, once; those that wait are never asked. A decided one stays.

    Returns:
        How many offices were thanked.
    """
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=batch.case, at=now)
    batch = lock(batch)
    if reason == WithdrawReason.OTHER and not note.strip():
        raise RuleBroken("取下げの事情を入力してください。", field="note")
    rows = Inquiry.objects.select_for_update(of=("self",)).filter(batch=batch.pk).exclude(status__in=[*EXITS, *DECIDED])
    left = list(rows.order_by("pk"))
    if not left:
        raise Conflict(MOVED_ON)
    for inquiry in left:
        leave(
            actor=actor, inquiry=inquiry, transition=INQUIRY.check(inquiry.status, "withdraw"), now=now,
            permission=P.INQUIRY_SEND, close_reason=reason, close_note=note.strip() or None,
        )  # fmt: skip
    batch.stopped_by, batch.stopped_at = actor.user_id, now
    batch.save()
    return sum(inquiry.sent_at is not None for inquiry in left)


def _deadline(batch: Batch, inquiry: Inquiry, now: datetime) -> datetime:
    ids: list[UUID] = [inquiry.office_id] if inquiry.office_id else []
    words = next(iter(offices.closed_words(ids).values()), "")
    return office_deadline(now, batch.case.urgency, closed_days(words))
