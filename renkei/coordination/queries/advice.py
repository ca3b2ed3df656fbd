"""Reading the advice asked of the centre: of a case, one with what was written, what waits on either side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.accounts.queries import members_in_force, names_of_organisations, names_of_users
from renkei.audit.services import record_view
from renkei.cases.models import Case
from renkei.coordination.enums.advice import AdviceStatus
from renkei.coordination.enums.joint import Side
from renkei.coordination.models.advice import Advice, AdviceEntry
from renkei.coordination.rules.joint import side_of
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, live_row, on_visible
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, InfoClass, OrgKind
from renkei.policy.permissions import VIEW_OF_CLASS, P

OPEN = (AdviceStatus.ASKED, AdviceStatus.ANSWERED)


@dataclass(frozen=True)
class EntryView:
    """One entry as the page shows it."""

    entry: AdviceEntry
    who: str


@dataclass(frozen=True)
class AdvicePage:
    """One question with everything written in it."""

    advice: Advice
    entries: tuple[EntryView, ...]
    side: Side | None
    overdue: bool


def advice_of(*, access: CaseAccess) -> QuerySet[Advice]:
    """Advice asked on this case, open ones first: of the classes open to this actor; none for other bodies.

    Args:
        access: from `joint.get_board_access`.
    """
    if access.actor.organisation_kind not in CORE_KINDS:
        return Advice.objects.none()
    seen = [c for c in InfoClass if access.sees(c)]
    found = Advice.objects.filter(case=access.case, info_class__in=seen).select_related("case", "asker", "center")
    return found.order_by("ended_at", "due_on", "pk")


def get_advice(*, access: CaseAccess, advice_id: UUID) -> Advice:
    """One of them. Raises NotFound."""
    advice = advice_of(access=access).filter(pk=advice_id).first()
    if advice is None:
        raise NotFound(permission=P.HANDOVER_VIEW.code, case_id=access.case.pk)
    return advice


def advice_page(*, access: CaseAccess, advice_id: UUID) -> AdvicePage:
    """One with its entries; the reading is recorded. Raises NotFound."""
    advice = get_advice(access=access, advice_id=advice_id)
    entries = list(advice.entries.order_by("at", "created_at"))
    names = names_of_users(e.user_id for e in entries) | names_of_organisations(e.organisation_id for e in entries)
    record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=advice.info_class, thing=advice)
    return AdvicePage(
        advice=advice,
        entries=tuple(
            EntryView(e, " ".join(names[i] for i in (e.organisation_id, e.user_id) if i in names)) for e in entries
        ),
        side=side_of(access.actor.organisation_kind),
        overdue=is_overdue(advice, at=access.at),
    )


def is_overdue(advice: Advice, *, at: datetime) -> bool:
    """Is an answer owed since before today?"""
    return advice.status == AdviceStatus.ASKED and advice.due_on < day_of(at)


def center_of(*, case: Case) -> Organisation | None:
    """Whom one asks: the centre of the case, else the one of the municipality's prefecture (the first by name)."""
    if case.center is not None or case.responsible is None:
        return case.center
    centers = Organisation.objects.filter(
        kind=OrgKind.SETTLEMENT_CENTER, prefecture_code=case.responsible.prefecture_code, closed_on__isnull=True
    )
    return centers.order_by("name").first()


def reads_here(*, case: Case, center: Organisation, info_class: str, at: datetime) -> bool:
    """Does this centre read such a question in Renkei: has it members, and was the class disclosed to it?"""
    held = live_row(case_id=case.pk, recipient_id=center.pk, info_class=info_class, at=at) is not None
    return held and members_in_force(center.pk, at=at).exists()


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Answers owed (by the centre, and overdue ones of the other side too), and answers to make use of."""
    side = side_of(actor.organisation_kind)
    if side is None:
        return []
    today = day_of(at)
    asked, late = Q(status=AdviceStatus.ASKED), Q(due_on__lt=today)
    mine = asked & Q(outside=False) if side == Side.CENTER else (asked & late) | Q(status=AdviceStatus.ANSWERED)
    rows = Advice.objects.filter(mine).exclude(case__status="closed").select_related("case").order_by("due_on", "pk")
    found = list(on_visible(rows, actor=actor, at=at, permission=P.HANDOVER_WRITE)[:SHOWN])
    return [_line(advice, side, advice.due_on < today) for advice in _readable(found, actor, at)]


SOURCE = Source(
    waiting,
    bell(
        "FROM coordination_advice WHERE case_id IN {mine} AND status IN {live}",
        live=(AdviceStatus.ASKED, AdviceStatus.ANSWERED),
    ),
)


def _readable(found: list[Advice], actor: Actor, at: datetime) -> list[Advice]:
    """Those whose class is open to the actor; the ledger is asked once for each class that occurs."""
    seen: set[UUID] = set()
    for info_class in sorted({advice.info_class for advice in found}):
        ids = [advice.pk for advice in found if advice.info_class == info_class]
        permission = VIEW_OF_CLASS[InfoClass(info_class)]
        rows = on_visible(Advice.objects.filter(pk__in=ids), actor=actor, at=at, permission=permission)
        seen.update(rows.values_list("pk", flat=True))
    return [advice for advice in found if advice.pk in seen]


def _line(advice: Advice, side: Side, late: bool) -> Waiting:
    args = (advice.case_id, advice.pk)
    topic = advice.get_topic_display()
    if advice.status == AdviceStatus.ANSWERED:
        return Waiting(
            "助言の回答を活かす",
            f"「{topic}」に回答がありました。",
            None,
            "coordination:advice_one",
            args,
            advice.case.number,
        )
    if side == Side.CENTER:
        why = f"「{topic}」の助言を求められています。" + ("期限を過ぎています。" if late else "")
        return Waiting("助言の依頼に回答する", why, advice.due_on, "coordination:advice_one", args, advice.case.number)
    return Waiting(
        "助言の回答を確かめる", f"「{topic}」の回答が、期限までに届いていません。", advice.due_on, "coordination:advice_one", args,
        advice.case.number,
    )  # fmt: skip
