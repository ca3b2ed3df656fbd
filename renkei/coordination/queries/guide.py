"""The facts of a case for 「次にすること」, and the list of cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from renkei.accounts.models import Membership
from renkei.accounts.queries import members_in_force
from renkei.cases.enums import NeedStatus
from renkei.cases.models import Assignment, Case, Need
from renkei.cases.queries import live_assignments, needs_of
from renkei.coordination.enums.joint import HandoverStatus, JointStatus
from renkei.coordination.models.joint import Handover, JointItem
from renkei.coordination.queries.joint import place_settled
from renkei.coordination.rules.guide import NextThing, Situation, next_things
from renkei.core.clock import day_of
from renkei.core.waiting import SHOWN
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import CaseAccess, grant_of, live_consents, once, visible_cases
from renkei.people.queries import recorded_classes
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, InfoClass, Reach, Role
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of


@dataclass(frozen=True)
class InquiryFacts:
    """What the area above knows of the inquiries of a case."""

    unasked_needs: tuple[str, ...] = ()
    overdue: int = 0
    answers: int = 0
    asked: int = 0
    answer_by: date | None = None


def next_for(*, access: CaseAccess, inquiries: InquiryFacts | None, release_on: date | None) -> list[NextThing]:
    """The lines of 「次にすること」. `release_on`: when the person may be free, at the earliest, if open to this actor."""
    case = access.case
    needs = list(needs_of(case.pk))
    items = list(JointItem.objects.filter(case=case))
    handover = Handover.objects.filter(case=case).first()
    left = [i for i in items if i.status not in (JointStatus.ACCEPTED, JointStatus.NOT_NEEDED)]
    facts = inquiries or InquiryFacts()
    return next_things(
        Situation(
            status=case.status,
            today=day_of(access.at),
            urgency=case.urgency,
            review_on=case.review_on,
            without_place=case.without_place,
            place_settled=place_settled(case=case),
            has_consent=live_consents(case_id=case.pk).exists() if access.can(P.CONSENT_VIEW) else None,
            identity_known=InfoClass.IDENTITY in recorded_classes(case.pk),
            needs=len(needs),
            open_needs=tuple(n.get_kind_display() for n in needs if n.status == NeedStatus.OPEN),
            unasked_needs=facts.unasked_needs,
            overdue_inquiries=facts.overdue,
            answers=facts.answers,
            asked=facts.asked,
            answer_by=facts.answer_by,
            assigned=len(access.facts.assigned),
            board_open=handover is not None,
            has_center=case.center_id is not None and not _done(handover),
            items_left=len(left),
            items_proposed=sum(1 for i in items if i.status == JointStatus.PROPOSED),
            items_returned=sum(1 for i in items if i.status == JointStatus.RETURNED),
            next_move=min((i.moves_on for i in left if i.moves_on), default=None),
            release_on=release_on,
        )
    )


def assignable(*, access: CaseAccess) -> list[Membership]:
    """Members of one's own organisation who could work on the case and do not yet."""
    own = access.actor.organisation_id
    if own is None:
        return []
    return [
        m for m in members_in_force(own, at=access.at)
        if reach_of(Role(m.role), P.CASE_VIEW) is not Reach.NONE and m.user_id not in access.facts.assigned
    ]  # fmt: skip


def workers(*, access: CaseAccess) -> list[Assignment]:
    """Who works on the case: every body of the programme for its bodies, one's own people for everyone else."""
    rows = live_assignments(access.case.pk).order_by("organisation__kind", "starts_at")
    if access.actor.organisation_kind not in CORE_KINDS:
        rows = rows.filter(organisation_id=access.actor.organisation_id)
    return list(rows)


def listed(
    *, actor: Actor, at: datetime, status: str = "", urgency: str = "", mine: bool = False, number: str = "",
    among: Iterable[UUID] | None = None,
) -> QuerySet[Case]:  # fmt: skip
    """ケースの一覧: those the ledger shows, newest first; 終結 only when asked for. `among`: only these, 終結 too."""
    cases = visible_cases(actor=actor, at=at)
    if among is not None:
        cases = cases.filter(pk__in=among)
    elif status:
        cases = cases.filter(status=status)
    elif not number:
        cases = cases.exclude(status="closed")
    if urgency:
        cases = cases.filter(urgency=urgency)
    if mine:
        own = Assignment.objects.filter(
            user_id=actor.user_id, organisation_id=actor.organisation_id, ends_at__isnull=True
        )
        cases = cases.filter(pk__in=own.values("case_id"))
    if number:
        cases = cases.filter(number__icontains=number.strip())
    needs = Need.objects.filter(case=OuterRef("pk"), status=NeedStatus.OPEN).order_by().values("case")
    open_needs = Coalesce(Subquery(needs.annotate(n=Count("pk")).values("n")), 0)  # counted for the page alone
    return cases.select_related("responsible").annotate(open_needs=open_needs).order_by("-opened_at", "number")


def own_accesses(*, actor: Actor, at: datetime) -> list[CaseAccess]:
    """自分が担当のケース that are not closed, newest first; asked once in a look."""

    def ask() -> list[CaseAccess]:
        return accesses(actor=actor, cases=listed(actor=actor, at=at, mine=True)[:SHOWN], at=at)

    return once("own accesses", ask, actor=actor, at=at)


def accesses(*, actor: Actor, cases: Iterable[Case], at: datetime) -> list[CaseAccess]:
    """A CaseAccess for each case of a page: two queries, however many."""
    found = list(cases)
    ids = [c.pk for c in found]
    core = actor.organisation_kind in CORE_KINDS
    grants: dict[UUID, list] = {}
    live = LedgerEntry.objects.filter(case_id__in=ids, recipient_id=actor.organisation_id).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    )
    for row in live:
        grants.setdefault(row.case_id, []).append(grant_of(row, core=core))
    assigned: dict[UUID, set[UUID]] = {}
    rows = Assignment.objects.filter(case_id__in=ids, organisation_id=actor.organisation_id, ends_at__isnull=True)
    for case_id, user_id in rows.values_list("case_id", "user_id"):
        assigned.setdefault(case_id, set()).add(user_id)
    return [
        CaseAccess(
            case, CaseFacts(case.pk, tuple(grants.get(case.pk, ())), frozenset(assigned.get(case.pk, ()))), actor, at
        )
        for case in found
    ]


def _done(handover: Handover | None) -> bool:
    return handover is not None and handover.status == HandoverStatus.COMPLETED
