"""What a withdrawn consent means for inquiries under way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from renkei.cases.models import Case
from renkei.disclosure.queries import recipients_now
from renkei.inquiries.enums import OPEN, InquiryStatus, WithdrawReason
from renkei.inquiries.models import Inquiry
from renkei.inquiries.services.steps import leave
from renkei.inquiries.states import INQUIRY
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

_NAMED = (InquiryStatus.DISCLOSED, InquiryStatus.MET, InquiryStatus.TRIAL)


@transaction.atomic
def close_for_withdrawal(*, actor: Actor, case: Case, now: datetime) -> int:
    """Close, politely, every open inquiry whose office lost by a withdrawal what the inquiry rests on.

    Called by the screen right after `disclosure.services.withdraw_*`, in the same transaction; the policy was asked
    there, and the actor may no longer see the case.
    """
    closed = 0
    for inquiry in Inquiry.objects.select_for_update(of=("self",)).filter(case=case, status__in=OPEN).order_by("pk"):
        rows = recipients_now(case_id=case.pk, at=now).filter(recipient_id=inquiry.organisation_id)
        if inquiry.status in _NAMED:
            rows = rows.exclude(info_class=InfoClass.SUMMARY)
        if rows.exists():
            continue
        transition = INQUIRY.check(inquiry.status, "withdraw")
        leave(
            actor=actor, inquiry=inquiry, transition=transition, now=now, permission=P.CONSENT_WITHDRAW,
            close_reason=WithdrawReason.CONSENT,
        )  # fmt: skip
        closed += 1
    return closed
