"""Reading the places held: for the plan of a case, and for the office that holds one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Waiting
from renkei.disclosure.queries import CaseAccess, on_visible
from renkei.inquiries.enums import DECIDED, HoldStatus, InquiryStatus
from renkei.inquiries.models import Hold, Inquiry
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import CORE_KINDS
from renkei.policy.permissions import P

#: An office may be asked to hold a place once it said that it could take the person.
HOLDABLE = (
    InquiryStatus.CONDITIONAL, InquiryStatus.POSITIVE, InquiryStatus.DISCLOSED, InquiryStatus.MET, InquiryStatus.TRIAL,
    *DECIDED,
)  # fmt: skip
#: Days before the end of a hold from which it waits on the home page of whoever asked.
SOON_DAYS = 3


def holds_of(*, access: CaseAccess) -> list[Hold]:
    """The holds of a case, running ones first. Raises NotFound/NotAllowed as the policy says for INQUIRY_VIEW."""
    require(access.actor, P.INQUIRY_VIEW, access.facts, at=access.at)
    rows = _rows().filter(inquiry__case=access.case)
    if access.actor.organisation_kind not in CORE_KINDS:
        rows = rows.filter(inquiry__organisation_id=access.actor.organisation_id)
    return sorted(rows, key=lambda h: (h.status != HoldStatus.HELD, h.until, h.asked_at))


def get_hold(*, access: CaseAccess, hold_id: UUID) -> Hold:
    """One hold of the case. Raises NotFound."""
    hold = next((h for h in holds_of(access=access) if h.pk == hold_id), None)
    if hold is None:
        raise NotFound(permission=P.INQUIRY_VIEW.code, case_id=access.case.pk)
    return hold


def holdable(*, access: CaseAccess) -> list[tuple[str, str]]:
    """(inquiry id, words) of the offices that may be asked to hold a place."""
    rows = Inquiry.objects.filter(case=access.case, status__in=HOLDABLE).select_related("organisation", "need")
    return [
        (str(i.pk), f"{i.organisation.name}（{i.need.get_kind_display()}・{i.get_status_display()}）")
        for i in rows.order_by("need__kind", "organisation__name")
    ]


def held_by_office(inquiry: Inquiry) -> Hold | None:
    """The running hold that ends last, for the office's own page: only until when."""
    return Hold.objects.filter(inquiry=inquiry, status=HoldStatus.HELD).order_by("-until").first()


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Holds that end soon, for whoever asks offices."""
    soon = day_of(at) + timedelta(days=SOON_DAYS)
    due = _rows().filter(status=HoldStatus.HELD, until__lte=soon).exclude(inquiry__case__status="closed")
    rows = on_visible(due, actor=actor, at=at, permission=P.INQUIRY_SEND, key="inquiry__case_id")
    return [
        Waiting("枠の確保を延ばすか終える", "事業所にお願いした枠の確保の期限が近づいています。", h.until, "plan:page",
                (h.inquiry.case_id,), h.inquiry.case.number)
        for h in rows.order_by("until", "pk")[:SHOWN]
    ]  # fmt: skip


def _rows() -> QuerySet[Hold]:
    return Hold.objects.select_related("inquiry__organisation", "inquiry__need", "inquiry__case")
