"""Lists with a constant number of queries: of a case, of the asking side, of an office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from renkei.cases.models import Need
from renkei.cases.queries import needs_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, on_visible
from renkei.inquiries.enums import FOR_OFFICE, OPEN, InquiryStatus
from renkei.inquiries.models import Inquiry
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P


def inquiries_of(*, access: CaseAccess) -> QuerySet[Inquiry]:
    """Inquiries of a case for the asking side, newest first; none for an office (it has its own list)."""
    require(access.actor, P.INQUIRY_VIEW, access.facts, at=access.at)
    if access.actor.is_office:
        return Inquiry.objects.none()
    return (
        Inquiry.objects.filter(case=access.case).select_related("organisation", "need").defer("sheet")
        .order_by("-sent_at", "-created_at")
    )  # fmt: skip


def needs_with_inquiries(*, access: CaseAccess) -> list[tuple[Need, list[Inquiry]]]:
    """The needs of a case, each with its inquiries: two queries."""
    by_need: dict[UUID, list[Inquiry]] = {}
    for inquiry in inquiries_of(access=access):
        by_need.setdefault(inquiry.need_id, []).append(inquiry)
    return [(need, by_need.get(need.pk, [])) for need in needs_of(access.case.pk)]


def get_need(*, access: CaseAccess, need_id: UUID) -> Need:
    """One need of the case. Raises NotFound."""
    need = needs_of(access.case.pk).filter(pk=need_id).first()
    if need is None:
        raise NotFound(permission=P.INQUIRY_VIEW.code, case_id=access.case.pk)
    return need


def sent(*, actor: Actor, at: datetime, only_open: bool = False, number: str = "") -> QuerySet[Inquiry]:
    """打診の一覧 of the asking side: cases the actor may see, newest first."""
    if actor.is_office:
        return Inquiry.objects.none()
    found = Inquiry.objects.filter(sent_at__isnull=False)
    found = on_visible(found, actor=actor, at=at, permission=P.INQUIRY_VIEW)
    if only_open:
        found = found.filter(status__in=OPEN)
    if number:
        found = found.filter(number__iexact=number.strip())
    return found.select_related("case", "need", "organisation").defer("sheet").order_by("-sent_at", "number")


def received(*, actor: Actor, at: datetime) -> QuerySet[Inquiry]:
    """受入れのご相談: what this office was asked and may still see, the nearest deadline first."""
    if not actor.is_office:
        return Inquiry.objects.none()
    found = Inquiry.objects.filter(organisation_id=actor.organisation_id, status__in=FOR_OFFICE)
    found = on_visible(found, actor=actor, at=at, permission=P.INQUIRY_VIEW)
    return found.select_related("need", "organisation", "sent_for").defer("sheet").order_by("deadline", "number")


def declined_counts(*, actor: Actor, case_ids: Iterable[UUID], at: datetime) -> dict[UUID, int]:
    """By case, how many offices declined; of cases whose inquiries the actor may see. One query."""
    if actor.is_office or not can(actor, P.INQUIRY_VIEW):
        return {}
    rows = Inquiry.objects.filter(case_id__in=list(case_ids), status=InquiryStatus.DECLINED)
    rows = on_visible(rows, actor=actor, at=at, permission=P.INQUIRY_VIEW)
    found = rows.order_by().values("case_id").annotate(n=Count("organisation_id", distinct=True))
    return {row["case_id"]: row["n"] for row in found}
