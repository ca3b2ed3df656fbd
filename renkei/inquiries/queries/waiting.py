"""What waits for whom: the office's answers, the asking side's next steps. A constant number of queries."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from renkei.cases.enums import CaseStatus, NeedStatus
from renkei.cases.models import Need
from renkei.core.clock import day_of
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import on_visible, open_returns
from renkei.inquiries.enums import EXITS, OPEN, ClearanceStatus, HoldStatus, InquiryStatus, VisitStatus
from renkei.inquiries.models import Batch, Clearance, Inquiry, Visit
from renkei.inquiries.queries import holds
from renkei.inquiries.queries.lists import received
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

_S = InquiryStatus
#: state → what the asking side does next, and why.
_NEXT: dict[str, tuple[str, str]] = {
    _S.POSITIVE: ("実名での共有を準備する", "事業所から「受入れできます」と回答がありました。"),
    _S.CONDITIONAL: ("条件を確かめ、実名での共有を準備する", "事業所から条件付きの回答がありました。"),
    _S.EXPIRED: ("期限を延ばすか、ほかの事業所に打診する", "回答のないまま期限が過ぎました。"),
    _S.AGREED: ("契約・利用開始を記録する", "受入先が内定しています。"),
}


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """For the home page: of an office its open questions, of the asking side what its cases need next."""
    return [line for source in SOURCES for line in source.ask(actor=actor, at=at)]


def _for_office(*, actor: Actor, at: datetime) -> list[Waiting]:
    asked = received(actor=actor, at=at).filter(status__in=[_S.ANONYMOUS, _S.CONSIDERING])
    return [
        Waiting(
            "受入れのご相談に回答する", "「検討中」のままです。結論が出たら回答してください。"
            if i.status == _S.CONSIDERING else "新しいご相談が届いています。",
            day_of(i.deadline) if i.deadline else None, "inquiries:detail", (i.pk,), i.number,
        )
        for i in asked
    ]  # fmt: skip


def _mine(actor: Actor, at: datetime) -> QuerySet[Inquiry]:
    """Inquiries of the running cases this actor may ask for."""
    found = on_visible(Inquiry.objects.all(), actor=actor, at=at, permission=P.INQUIRY_SEND)
    return found.exclude(case__status=CaseStatus.CLOSED).defer("sheet")


def _to_approve(*, actor: Actor, at: datetime) -> list[Waiting]:
    """打診票 that wait for a second person: for everybody of the asker's body who may decide, but the asker."""
    asked = Clearance.objects.filter(
        status=ClearanceStatus.REQUESTED, expires_at__gt=at, organisation_id=actor.organisation_id
    ).exclude(asked_by=actor.user_id)
    found = on_visible(asked, actor=actor, at=at, permission=P.INQUIRY_SEND)
    return [
        Waiting("打診票を承認するか決める", "ほかの人が、きまりより多くのことを伝える打診票の承認を頼んでいます。",
                day_of(c.expires_at), "inquiries:clearance", (c.pk,), c.case.number)
        for c in found.defer("sheet").select_related("case").order_by("expires_at")[:SHOWN]
    ]  # fmt: skip


def _turns(*, actor: Actor, at: datetime) -> list[Waiting]:
    """打診のまとまり with room for the next office."""
    rows = Inquiry.objects.filter(batch=OuterRef("pk"))
    open_now = rows.filter(status__in=OPEN).order_by().values("batch").annotate(n=Count("pk")).values("n")
    waiting_ones = Batch.objects.filter(
        Exists(rows.filter(status=_S.CANDIDATE)), stopped_at__isnull=True, need__status=NeedStatus.OPEN,
        case__status=CaseStatus.COORDINATING,
    )  # fmt: skip
    found = on_visible(waiting_ones, actor=actor, at=at, permission=P.INQUIRY_SEND)
    found = found.annotate(asked=Coalesce(Subquery(open_now), 0)).filter(asked__lt=F("at_once"))
    return [
        Waiting(f"「{b.need.get_kind_display()}」の次の事業所に打診する", "断り・期限切れのあと、順番を待っている事業所があります。",
                None, "inquiries:batch", (b.pk,), b.case.number)
        for b in found.defer("sheet").select_related("case", "need").order_by("asked_at")[:SHOWN]
    ]  # fmt: skip


def _answered(*, actor: Actor, at: datetime) -> list[Waiting]:
    found = _mine(actor, at).filter(Q(status__in=list(_NEXT), need__status=NeedStatus.OPEN) | Q(status=_S.AGREED))
    return [
        Waiting(*_NEXT[i.status], None, "inquiries:detail", (i.pk,), i.number) for i in found.order_by("number")[:SHOWN]
    ]


def _overdue(*, actor: Actor, at: datetime) -> list[Waiting]:
    late = _mine(actor, at).filter(status__in=[_S.ANONYMOUS, _S.CONSIDERING], deadline__lt=at)
    return [
        Waiting("回答を確かめる", "回答の期限が過ぎました。", day_of(i.deadline) if i.deadline else None,
                "inquiries:detail", (i.pk,), i.number)
        for i in late.order_by("deadline")[:SHOWN]
    ]  # fmt: skip


def _visits(*, actor: Actor, at: datetime) -> list[Waiting]:
    planned = Visit.objects.filter(status=VisitStatus.PLANNED, planned_at__lt=at)
    done = on_visible(planned, actor=actor, at=at, permission=P.INQUIRY_SEND, key="inquiry__case_id")
    done = done.exclude(inquiry__case__status=CaseStatus.CLOSED)
    return [
        Waiting(f"{v.get_kind_display()}の結果を記録する", "予定の日時が過ぎました。", day_of(v.planned_at),
                "inquiries:detail", (v.inquiry_id,), v.inquiry.number)
        for v in done.select_related("inquiry").order_by("planned_at")[:SHOWN]
    ]  # fmt: skip


def _unasked(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Open needs of a case in 調整中 for which nobody is being asked."""
    running = Inquiry.objects.filter(need=OuterRef("pk")).exclude(status__in=EXITS)
    needs = Need.objects.filter(case__status=CaseStatus.COORDINATING, status=NeedStatus.OPEN).select_related("case")
    needs = on_visible(needs, actor=actor, at=at, permission=P.INQUIRY_SEND).exclude(Exists(running))
    return [
        Waiting(f"「{n.get_kind_display()}」の候補に打診する", "打診している事業所がありません。", None,
                "inquiries:case", (n.case_id,), n.case.number)
        for n in needs.order_by("case__number")[:SHOWN]
    ]  # fmt: skip


def _returns(*, actor: Actor, at: datetime) -> list[Waiting]:
    over = _mine(actor, at).filter(status__in=EXITS, disclosed_at__isnull=False)
    ended = list(over.order_by("closed_at"))
    rows = LedgerEntry.objects.filter(case_id__in=[i.case_id for i in ended])
    missing = {(r.case_id, r.recipient.pk) for r in open_returns(rows, at=at)}
    return [
        Waiting("お渡しした情報の返却・廃棄を確かめる", "実名で共有した打診が終わりました。", None, "inquiries:detail", (i.pk,),
                i.number)
        for i in ended if (i.case_id, i.organisation_id) in missing
    ]  # fmt: skip


_OF_MINE = "inquiry_id IN (SELECT id FROM inquiries_inquiry WHERE case_id IN {mine})"
_UNANSWERED = (_S.ANONYMOUS, _S.CONSIDERING)
SOURCES = (
    Source(
        _for_office,
        bell("FROM inquiries_inquiry WHERE organisation_id = %(body)s AND status IN {open}", open=_UNANSWERED),
    ),
    Source(
        _to_approve,
        bell(
            "FROM inquiries_clearance WHERE case_id IN {mine} AND status = {asked} AND expires_at > %(at)s",
            asked=ClearanceStatus.REQUESTED,
        ),
    ),
    Source(_answered, bell("FROM inquiries_inquiry WHERE case_id IN {mine} AND status IN {next}", next=_NEXT)),
    Source(
        _overdue,
        bell(
            "FROM inquiries_inquiry WHERE case_id IN {mine} AND status IN {open} AND deadline < %(at)s", open=_UNANSWERED
        ),
    ),
    Source(_turns, bell("FROM inquiries_batch WHERE case_id IN {mine} AND stopped_at IS NULL")),
    Source(
        _visits,
        bell(
            "FROM inquiries_visit WHERE status = {planned} AND planned_at < %(at)s AND " + _OF_MINE,
            planned=VisitStatus.PLANNED,
        ),
    ),
    Source(
        _unasked,
        bell(
            "FROM cases_need n WHERE case_id IN {mine} AND status = {open} AND NOT EXISTS"
            " (SELECT FROM inquiries_inquiry i WHERE i.need_id = n.id AND i.status NOT IN {over})",
            open=NeedStatus.OPEN, over=EXITS,
        ),
    ),
    Source(
        _returns,
        bell(
            "FROM inquiries_inquiry WHERE case_id IN {mine} AND status IN {over} AND disclosed_at IS NOT NULL", over=EXITS
        ),
    ),
    Source(
        holds.waiting,
        bell(
            "FROM inquiries_hold WHERE status = {held} AND until <= %(today)s + {soon} AND " + _OF_MINE,
            held=HoldStatus.HELD, soon=holds.SOON_DAYS,
        ),
    ),
)  # fmt: skip
