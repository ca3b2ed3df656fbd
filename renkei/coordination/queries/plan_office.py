"""計画相談 of which office (Q4): is an office the commissioned body's own, and is there an exception for this case?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.accounts.queries import commissioned_by, names_of_users
from renkei.audit.services import record_view
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.coordination.enums.responsible import ExceptionStatus
from renkei.coordination.models.responsible import PlanException
from renkei.coordination.rules.responsible import Body, shares_body
from renkei.core.clock import day_of
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, on_visible
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import CORE_KINDS, OFFICE_KINDS, InfoClass
from renkei.policy.permissions import P

_WORDS = {"same": "この事業を受託している団体そのもの", "corporation": "この事業を受託している団体と同じ法人の事業所"}


@dataclass(frozen=True)
class ExceptionLine:
    """An exception as the page shows it. `text` and `note` only for who decides, and where welfare is open."""

    exception: PlanException
    text: str
    note: str
    asked_by: str
    decided_by: str
    live: bool


def exceptions_of(*, access: CaseAccess) -> QuerySet[PlanException]:
    """The exceptions of the case, newest first: for the bodies of the programme."""
    rows = PlanException.objects.filter(case=access.case).select_related("case", "office", "organisation")
    allowed = access.can(P.RESPONSIBLE_VIEW) and access.actor.organisation_kind in CORE_KINDS
    return rows.order_by("-asked_at", "pk") if allowed else rows.none()


def get_exception(*, access: CaseAccess, pk: UUID) -> PlanException:
    """One of them. Raises NotFound."""
    found = exceptions_of(access=access).filter(pk=pk).first()
    if found is None:
        raise NotFound(permission=P.RESPONSIBLE_VIEW.code, case_id=access.case.pk)
    return found


def exception_lines(*, access: CaseAccess, pk: UUID | None = None) -> list[ExceptionLine]:
    """They as the page shows them, all or one; the reading is recorded."""
    rows = list(exceptions_of(access=access).filter(**({"pk": pk} if pk else {})))
    reads = access.can(P.PLAN_EXCEPTION_APPROVE) or access.sees(InfoClass.WELFARE)
    if rows and reads:
        record_view(
            actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.WELFARE, thing=rows[0]
        )
    names = names_of_users(u for row in rows for u in (row.asked_by, row.decided_by))
    return [
        ExceptionLine(
            row, row.text if reads else "", (row.note or "") if reads else "", names.get(row.asked_by, ""),
            names.get(row.decided_by, ""), is_live(row, at=access.at),
        )
        for row in rows
    ]  # fmt: skip


def is_live(exception: PlanException, *, at: datetime) -> bool:
    """Approved, and today within its days."""
    today = day_of(at)
    return (
        exception.status == ExceptionStatus.APPROVED and exception.starts_on <= today <= exception.ends_on
    )  # fmt: skip


def why_own(*, case: Case, office: Organisation, at: datetime) -> str:
    """In words why this office is the commissioned body's own; empty when it is another's, or nobody is commissioned."""
    if case.responsible_id is None:
        return ""
    bodies = [_body(agent) for agent in commissioned_by(case.responsible_id, on=day_of(at))]
    return _WORDS.get(shares_body(_body(office), bodies), "")


def own_offices(*, case: Case, at: datetime) -> list[Organisation]:
    """The offices of the commissioned bodies themselves, which need an exception to make the plan; by name."""
    if case.responsible_id is None:
        return []
    agents = commissioned_by(case.responsible_id, on=day_of(at))
    numbers = Q(corporate_number__in=[a.corporate_number for a in agents if a.corporate_number])
    numbers |= Q(office_number__in=[a.office_number for a in agents if a.office_number])
    rows = Organisation.objects.filter(numbers, kind__in=OFFICE_KINDS, closed_on__isnull=True)
    return list(rows.order_by("name", "pk"))


def plan_refusal(*, case: Case, office: Organisation, at: datetime) -> str:
    """Why this office may not make the plan of this person now, and who can allow it; empty when it may."""
    why = why_own(case=case, office=office, at=at)
    if not why:
        return ""
    today = day_of(at)
    live = Q(status=ExceptionStatus.APPROVED, starts_on__lte=today, ends_on__gte=today)
    if PlanException.objects.filter(live, case=case, office=office).exists():
        return ""
    return (
        f"{office.name}は、{why}です。計画相談は、ふつう別の相談支援事業所に依頼します（事業のQ&A 問4）。"
        "この事業所に決めるには、「援護の実施者など」の画面で理由を付けて例外を求め、市町村の管理職の承認を受けてください。"
    )


def require_plan_office(*, case: Case, office: Organisation, at: datetime) -> None:
    """Before a 計画相談 is agreed with this office. Raises RuleBroken with why, and who can allow it."""
    if sentence := plan_refusal(case=case, office=office, at=at):
        raise RuleBroken(sentence, field="organisation_id")


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Exceptions that wait for this manager."""
    if not can(actor, P.PLAN_EXCEPTION_APPROVE):
        return []
    rows = PlanException.objects.filter(status=ExceptionStatus.PENDING).exclude(asked_by=actor.user_id)
    rows = rows.exclude(case__status=CaseStatus.CLOSED)
    rows = on_visible(rows, actor=actor, at=at, permission=P.PLAN_EXCEPTION_APPROVE).select_related("case")
    return [
        Waiting(
            "計画相談の例外を承認するか決める", "受託した団体の事業所に計画相談を頼む例外が、承認を待っています。", None,
            "responsible:plan_decide", (row.case_id, row.pk), row.case.number,
        )
        for row in rows.order_by("asked_at", "pk")[:SHOWN]
    ]  # fmt: skip


SOURCE = Source(
    waiting,
    bell(
        "FROM coordination_planexception WHERE case_id IN {mine} AND status = {pending}",
        pending=ExceptionStatus.PENDING,
    ),
)


def _body(organisation: Organisation) -> Body:
    return Body(organisation.pk, organisation.corporate_number, organisation.office_number)
