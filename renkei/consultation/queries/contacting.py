"""連絡の計画 and 活動: what is due, what was done, the office's page. Lists open no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.accounts.queries import names_of_users
from renkei.audit.enums import E
from renkei.audit.services import record, record_view
from renkei.cases.models import Case
from renkei.cases.rules import status_label
from renkei.consultation.enums import RUNNING, ContactKind, ProgrammeItem
from renkei.consultation.models import Consultation, ContactPlan, SupportContact
from renkei.consultation.queries.asking import consultations
from renkei.consultation.queries.sides import general_or_seen, side_of, supported_cases
from renkei.consultation.rules.assumptions import SOON_DAYS
from renkei.core.clock import day_of, moments_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, get_case, visible_cases
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

#: Classes a text of this area may have.
CLASSES = (InfoClass.SUMMARY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)


@dataclass(frozen=True)
class PlanLine:
    """A plan in a list; `late` days past its day."""

    plan: ContactPlan
    assignee: str
    last_on: date | None
    late: int


@dataclass(frozen=True)
class PlanTexts:
    """The words of a plan; `closed`: their class is not open to the reader, and they are empty."""

    reason: str
    end_reason: str
    closed: bool


@dataclass(frozen=True)
class ContactView:
    """One activity with its texts; `closed`: its class is not open to the reader."""

    thing: SupportContact
    author: str
    closed: bool


@dataclass(frozen=True)
class OfficeSupport:
    """What stands on an office's page: the people it supports as far as the reader sees them, what is open, the last contact."""

    office: Organisation
    people: tuple[tuple[Case, str], ...]
    open: tuple[Consultation, ...]
    last_on: date | None
    plans: tuple[ContactPlan, ...]


def plans(*, actor: Actor, at: datetime) -> QuerySet[ContactPlan]:
    """Plans of the municipality's side; on a case only where the actor supports it. Raises NotAllowed."""
    require(actor, P.CONSULT_WRITE)
    rows = ContactPlan.objects.filter(municipality_id__in=side_of(actor))
    found = general_or_seen(rows, actor=actor, at=at, permission=P.CONSULT_WRITE)
    return found.select_related("office", "case", "organisation").order_by(
        F("due_on").asc(nulls_last=True), "created_at"
    )


def plan_lines(*, plans: list[ContactPlan], at: datetime) -> list[PlanLine]:
    """The lines of a list, in one query more for names and one for the last contacts."""
    names = names_of_users([p.assignee for p in plans])
    last = dict(
        SupportContact.objects.filter(plan__in=[p.pk for p in plans], cancelled_at__isnull=True)
        .values_list("plan_id").annotate(Max("at"))
    )  # fmt: skip
    today = day_of(at)
    return [
        PlanLine(
            p, names.get(p.assignee, ""), day_of(last[p.pk]) if p.pk in last else None,
            (today - p.due_on).days if p.due_on and p.due_on < today else 0,
        )
        for p in plans
    ]  # fmt: skip


def get_plan(*, actor: Actor, pk: UUID, at: datetime) -> ContactPlan:
    """One of them; its texts are for `plan_texts`. Raises NotFound."""
    plan = plans(actor=actor, at=at).filter(pk=pk).first()
    if plan is None:
        raise NotFound(permission=P.CONSULT_WRITE.code)
    return plan


def plan_texts(*, actor: Actor, plan: ContactPlan, at: datetime) -> PlanTexts:
    """Why, and why no more: on a case under welfare, where that is open; the reading is on record."""
    if plan.case_id and not get_case(actor=actor, case_id=plan.case_id, at=at).sees(InfoClass.WELFARE):
        return PlanTexts("", "", closed=True)
    _record(actor, plan, plan.case_id, InfoClass.WELFARE if plan.case_id else InfoClass.SUMMARY, at)
    return PlanTexts(plan.reason or "", plan.end_reason or "", closed=False)


def last_contact_on(plan: ContactPlan) -> tuple[date | None, date | None]:
    """Day of the last contact made by this plan, and the day then agreed for the next."""
    last = plan.contacts.filter(cancelled_at__isnull=True).order_by("-at", "-written_at").first()
    return (day_of(last.at), last.next_on) if last else (None, None)


def contacts(*, actor: Actor, at: datetime) -> QuerySet[SupportContact]:
    """Activities: of the municipality's side its own body's and those whose class is open; of an office what it was shown."""
    require(actor, P.CONSULT_VIEW)
    seen = visible_cases(actor=actor, at=at, permission=P.CONSULT_VIEW)
    found = SupportContact.objects.filter(Q(case__isnull=True) | Q(case__in=seen))
    is_open = Q(case__isnull=True)
    for info_class in CLASSES:
        open_cases = visible_cases(actor=actor, at=at, permission=VIEW_OF_CLASS[info_class])
        is_open |= Q(info_class=info_class, case__in=open_cases)
    if actor.is_office:
        found = found.filter(is_open, office_id=actor.organisation_id, shareable=True, cancelled_at__isnull=True)
    else:
        own = Q(organisation_id=actor.organisation_id)
        found = found.filter(own | is_open, municipality_id__in=side_of(actor))
    return (
        found.select_related("office", "case", "organisation").defer("text", "advice", "cancel_reason").order_by("-at")
    )


def get_contact(*, actor: Actor, pk: UUID, at: datetime) -> ContactView:
    """One activity with its texts, where their class is open; the reading is on record. Raises NotFound."""
    thing = contacts(actor=actor, at=at).filter(pk=pk).defer(None).first()
    if thing is None:
        raise NotFound(permission=P.CONSULT_VIEW.code)
    closed = False
    if thing.case_id is not None:
        closed = not get_case(actor=actor, case_id=thing.case_id, at=at).sees(thing.info_class)
    if not closed:
        _record(actor, thing, thing.case_id, InfoClass(thing.info_class), at)
    author = "" if actor.is_office else names_of_users([thing.author]).get(thing.author, "")
    return ContactView(thing, author, closed)


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """連絡する: contacts that are due or late, of the user himself and those that are nobody's."""
    if not can(actor, P.CONSULT_WRITE):
        return []
    soon = day_of(at) + timedelta(days=SOON_DAYS)
    mine = Q(assignee=actor.user_id) | Q(assignee__isnull=True)
    due = plans(actor=actor, at=at).filter(
        mine, organisation_id=actor.organisation_id, ended_at__isnull=True, due_on__lte=soon
    )
    return [
        Waiting(
            f"{p.office.name}に連絡する", "計画した訪問・連絡の日です。", p.due_on, "consultation:plan", (p.pk,),
            p.case.number if p.case else "",
        )
        for p in due[:SHOWN]
    ]  # fmt: skip


SOURCE = Source(
    waiting,
    bell(
        "FROM consultation_contactplan WHERE organisation_id = %(body)s AND ended_at IS NULL AND due_on <= %(today)s + {soon}",
        soon=SOON_DAYS,
    ),
)


def late_plans(*, at: datetime) -> QuerySet[ContactPlan]:
    """For the daily job: plans whose day is over and whose people were not told of that day yet."""
    late = ContactPlan.objects.filter(ended_at__isnull=True, due_on__lt=day_of(at))
    return late.exclude(told_for=F("due_on")).select_related("case").order_by("due_on")


def office_support(*, actor: Actor, office: Organisation, at: datetime) -> OfficeSupport:
    """The office's page for a coordinator: nothing that the reader could not see elsewhere. A constant number of queries."""
    require(actor, P.CONSULT_VIEW)
    cases = supported_cases(actor=actor, office_id=office.pk, at=at, permission=P.CONSULT_VIEW)
    people = tuple((case, status_label(case.status, neutral=False)) for case in cases)
    found = consultations(actor=actor, at=at).filter(office=office, status__in=RUNNING)
    last = contacts(actor=actor, at=at).filter(office=office, cancelled_at__isnull=True).first()
    own = (
        tuple(plans(actor=actor, at=at).filter(office=office, ended_at__isnull=True))
        if can(actor, P.CONSULT_WRITE)
        else ()
    )
    return OfficeSupport(office, people, tuple(found), day_of(last.at) if last else None, own)


def activities(*, actor: Actor, since: date, until: date) -> QuerySet[SupportContact]:
    """Activities of one's own body in these days, for the totals by ア/イ/ウ: `item`, `method`, `counterpart`, `at`, `minutes`,
    `travel_minutes`, `organisation`. Cancelled ones do not count. Raises NotAllowed."""
    require(actor, P.REPORT_VIEW)
    rows = SupportContact.objects.filter(organisation_id=actor.organisation_id, cancelled_at__isnull=True)
    return rows.filter(at__range=moments_of(since, until)).defer("text", "advice", "cancel_reason")


def support_totals(*, actor: Actor, since: date, until: date) -> dict[str, int]:
    """T2 後方支援: offices, activities, meetings attended, minutes with travel, of one's own body in these days."""
    rows = list(activities(actor=actor, since=since, until=until).filter(item=ProgrammeItem.B))
    meetings = (ContactKind.CARE_MEETING, ContactKind.CASE_MEETING)
    return {
        "offices": len({r.office_id for r in rows}), "contacts": len(rows),
        "meetings": sum(1 for r in rows if r.kind in meetings),
        "minutes": sum((r.minutes or 0) + (r.travel_minutes or 0) for r in rows),
    }  # fmt: skip


def contacts_of_case(*, access: CaseAccess) -> list[SupportContact]:
    """Activities on a case, newest first; no text is opened."""
    if not access.can(P.CONSULT_VIEW):
        return []
    return list(contacts(actor=access.actor, at=access.at).filter(case=access.case)[:SHOWN])


def _record(
    actor: Actor, thing: ContactPlan | SupportContact, case_id: UUID | None, info_class: InfoClass, at: datetime
) -> None:
    if case_id is None:
        record(actor=actor, event=E.RECORD_VIEWED, now=at, thing=thing, info_class=info_class)
    else:
        record_view(actor=actor, now=at, case_id=case_id, info_class=info_class, thing=thing)
