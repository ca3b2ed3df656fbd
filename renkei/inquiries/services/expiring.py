"""What the daily job does: remind, let unanswered inquiries expire, close those of cases that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from renkei.cases.enums import CaseStatus
from renkei.inquiries.enums import OPEN, InquiryStatus, WithdrawReason
from renkei.inquiries.models import Inquiry
from renkei.inquiries.rules.deadlines import REMIND_BEFORE
from renkei.inquiries.services.clearing import expire_clearances
from renkei.inquiries.services.steps import asking_members, leave, office_members, tell
from renkei.inquiries.states import INQUIRY
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor


@dataclass(frozen=True)
class Swept:
    """How many were expired, reminded and closed."""

    expired: int
    reminded: int
    closed: int


def expire_due(*, actor: Actor, now: datetime) -> Swept:
    """期限の切れた打診を終える: called by the job `expire_inquiries` (system actor `jobs`); safe to run at any time.

    Each inquiry is a transaction of its own; one that somebody is working on is left for the next run.
    """
    late = Inquiry.objects.filter(status=InquiryStatus.ANONYMOUS, deadline__lt=now)
    soon = Inquiry.objects.filter(
        status=InquiryStatus.ANONYMOUS, reminded_at__isnull=True, deadline__gte=now, deadline__lte=now + REMIND_BEFORE,
        sent_at__lt=now - REMIND_BEFORE,
    )  # fmt: skip
    dead = Inquiry.objects.filter(status__in=[InquiryStatus.CANDIDATE, *OPEN], case__status=CaseStatus.CLOSED)
    expire_clearances(actor=actor, now=now)
    closed = sum(_close(actor, pk, dead, now) for pk in _ids(dead))
    expired = sum(_expire(actor, pk, late, now) for pk in _ids(late))
    reminded = sum(_remind(pk, soon, now) for pk in _ids(soon))
    return Swept(expired=expired, reminded=reminded, closed=closed)


def _ids(rows: QuerySet[Inquiry]) -> list[UUID]:
    return list(rows.order_by("deadline", "pk").values_list("pk", flat=True))


def _take_one(rows: QuerySet[Inquiry], pk: UUID) -> Inquiry | None:
    return rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


@transaction.atomic
def _expire(actor: Actor, pk: UUID, rows: QuerySet[Inquiry], now: datetime) -> bool:
    inquiry = _take_one(rows, pk)
    if inquiry is None:
        return False
    transition = INQUIRY.check(inquiry.status, "expire")
    leave(actor=actor, inquiry=inquiry, transition=transition, now=now, permission=None)
    tell(asking_members(inquiry.case_id), Kind.INQUIRY_EXPIRED, inquiry, now)
    return True


@transaction.atomic
def _close(actor: Actor, pk: UUID, rows: QuerySet[Inquiry], now: datetime) -> bool:
    inquiry = _take_one(rows, pk)
    if inquiry is None:
        return False
    transition = INQUIRY.check(inquiry.status, "withdraw")
    leave(actor=actor, inquiry=inquiry, transition=transition, now=now, permission=None,
          close_reason=WithdrawReason.CASE_STOPPED)  # fmt: skip
    return True


@transaction.atomic
def _remind(pk: UUID, rows: QuerySet[Inquiry], now: datetime) -> bool:
    inquiry = _take_one(rows, pk)
    if inquiry is None:
        return False
    inquiry.reminded_at = now
    inquiry.save(update_fields=["reminded_at"])
    tell(office_members(inquiry), Kind.INQUIRY_REMINDER, inquiry, now)
    return True
