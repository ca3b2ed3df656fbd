"""Reading for the steps of a case: who would lose what, earlier episodes, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateField, F, Q, QuerySet, Value, When

from renkei.accounts.queries import responsible_for
from renkei.cases.enums import CaseStatus, NeedKind
from renkei.cases.models import Case
from renkei.cases.queries import needs_of
from renkei.coordination.rules.closing import Recipient, keepers
from renkei.core.clock import day_of
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.enums import Basis
from renkei.disclosure.queries import CaseAccess, recipients_now, visible_cases
from renkei.policy.actor import Actor
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import P

REVIEW_SOON_DAYS = 7


def recipients_of(*, case: Case, at: datetime) -> list[Recipient]:
    """Every organisation with a live row, its classes in order, and whether it keeps them after 終結."""
    rows = list(recipients_now(case_id=case.pk, at=at).order_by("starts_at"))
    agents = {r.recipient_id for r in rows if r.basis == Basis.COMMISSION and r.giver_id == case.responsible_id}
    unions = responsible_for(case.responsible_id, on=day_of(at)) if case.responsible_id else []
    keep = keepers(responsible=case.responsible_id, unions=unions, agents=agents)
    order = [str(InfoClass.SUMMARY), *map(str, PERSONAL_CLASSES)]
    found: dict[UUID, Recipient] = {}
    for row in rows:
        before = found.get(row.recipient_id)
        classes = {*(before.classes if before else ()), row.info_class}
        found[row.recipient_id] = Recipient(
            row.recipient_id, row.recipient.name, row.recipient.kind, tuple(c for c in order if c in classes),
            row.recipient_id in keep,
        )  # fmt: skip
    return list(found.values())


def open_needs(*, case_id: UUID) -> list[str]:
    """Labels of the needs still being looked for."""
    return [n.get_kind_display() for n in needs_of(case_id) if n.status == "open"]


def earlier_episodes(*, access: CaseAccess) -> QuerySet[Case]:
    """Other cases of the same person on which this actor holds rows of his own: nothing is inherited."""
    cases = visible_cases(actor=access.actor, at=access.at)
    return cases.filter(person_id=access.case.person_id).exclude(pk=access.case.pk).order_by("-episode")


#: status → what the municipality's side does next, and why.
_NEXT: dict[str, tuple[str, str]] = {
    CaseStatus.PLACED: ("「釈放待ち」か「利用開始」にする", "受入先がすべて決まりました。次の段階を記録してください。"),
    CaseStatus.HANDED_OVER: ("「後方支援」か「終結」を決める", "引継ぎが完了しました。この後の支援を決めてください。"),
}


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Steps of cases that wait for this actor: placed, handed over, suspended and due for review, without a place."""
    today = day_of(at)
    review = Q(status=CaseStatus.SUSPENDED, review_on__lte=today + timedelta(days=REVIEW_SOON_DAYS))
    due = Choice(When(without_place=True, then=Value(today)), When(review, then="review_on"), output_field=DateField())
    cases = visible_cases(actor=actor, at=at, permission=P.CASE_WRITE).exclude(status=CaseStatus.CLOSED)
    cases = cases.filter(Q(without_place=True) | review | Q(status__in=_NEXT)).annotate(due=due)
    return [
        line for case in cases.order_by(F("due").asc(nulls_last=True), "number")[:SHOWN] for line in _lines(case, today)
    ]


SOURCE = Source(
    waiting,
    bell(
        "FROM cases_case WHERE id IN {mine} AND status <> {closed} AND (without_place OR status IN {next}"
        " OR (status = {suspended} AND review_on <= %(today)s + {soon}))",
        closed=CaseStatus.CLOSED, next=_NEXT, suspended=CaseStatus.SUSPENDED, soon=REVIEW_SOON_DAYS,
    ),
)  # fmt: skip


def _lines(case: Case, today: date) -> Iterator[Waiting]:
    if case.without_place:
        yield Waiting("住まいを至急探す", "住まいが決まらないまま地域で暮らしています。", today, "cases:detail", (case.pk,),
                      case.number)  # fmt: skip
    soon = today + timedelta(days=REVIEW_SOON_DAYS)
    if case.status == CaseStatus.SUSPENDED and case.review_on and case.review_on <= soon:
        yield Waiting("中断したケースを見直す", "見直しの日が近づいています。再開か終結を決めてください。", case.review_on,
                      "cases:detail", (case.pk,), case.number)  # fmt: skip
    if case.status in _NEXT:
        yield Waiting(*_NEXT[case.status], None, "cases:detail", (case.pk,), case.number)


def housing_left(*, case_id: UUID) -> bool:
    """Is a housing need still open?"""
    return any(n.kind == NeedKind.HOUSING and n.status == "open" for n in needs_of(case_id))
