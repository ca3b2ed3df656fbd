"""相談: the list of either side, one with its texts as far as their class is open, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case as When_
from django.db.models import IntegerField, Q, QuerySet, Value, When

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.audit.enums import E
from renkei.audit.services import record, record_view
from renkei.consultation.enums import OPEN, RUNNING, About, ConsultStatus
from renkei.consultation.models import Consultation, Message, SupportContact
from renkei.consultation.queries.sides import general_or_seen, side_of
from renkei.consultation.rules.assumptions import ANSWERED_SHOWN_DAYS, SOON_DAYS
from renkei.consultation.rules.words import kind_label
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@dataclass(frozen=True)
class MessageView:
    """One text as the page shows it. `closed`: its class is not open to the reader."""

    message: Message
    who: str
    closed: bool

    @property
    def text(self) -> str:
        return "" if self.closed else self.message.text


@dataclass(frozen=True)
class ConsultationView:
    """A consultation in scope; `access` where it is on a case."""

    thing: Consultation
    access: CaseAccess | None
    office_side: bool

    @property
    def kind(self) -> str:
        return kind_label(self.thing.kind, neutral=self.office_side)

    @property
    def waits(self) -> bool:
        """Does somebody still have to answer?"""
        return self.thing.status in OPEN


@dataclass(frozen=True)
class ConsultationPage:
    """One consultation with everything its page shows."""

    view: ConsultationView
    messages: tuple[MessageView, ...]
    asked_by: str
    assignee: str
    activities: tuple[SupportContact, ...]


def consultations(*, actor: Actor, at: datetime) -> QuerySet[Consultation]:
    """Those of one's own office, or of the municipalities one works for; on a case only where it is seen.

    Open ones first, by the day their answer is due; then the newest. Raises NotAllowed.
    """
    require(actor, P.CONSULT_VIEW)
    whose = Q(office_id=actor.organisation_id) if actor.is_office else Q(municipality_id__in=side_of(actor))
    rank = When_(
        When(status__in=OPEN, then=Value(0)), When(status=ConsultStatus.ANSWERED, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    found = general_or_seen(Consultation.objects.filter(whose), actor=actor, at=at, permission=P.CONSULT_VIEW)
    return found.select_related("office", "case", "municipality").order_by(rank, "answer_due", "-asked_at")


def views_of(*, actor: Actor, found: list[Consultation]) -> list[ConsultationView]:
    """The lines of a list: codes only, no text is opened."""
    return [ConsultationView(thing, None, actor.is_office) for thing in found]


def get_consultation(*, actor: Actor, pk: UUID, at: datetime, permission: P = P.CONSULT_VIEW) -> ConsultationView:
    """One of them. Raises NotFound for whatever is out of scope, NotAllowed where only this permission is missing."""
    require(actor, permission)
    thing = consultations(actor=actor, at=at).filter(pk=pk).first()
    if thing is None:
        raise NotFound(permission=permission.code)
    access = None
    if thing.case_id is not None:
        access = get_case(actor=actor, case_id=thing.case_id, at=at, permission=permission)
    return ConsultationView(thing, access, actor.is_office)


def consultation_page(*, actor: Actor, pk: UUID, at: datetime) -> ConsultationPage:
    """One with its texts; the reading is on record."""
    view = get_consultation(actor=actor, pk=pk, at=at)
    thing = view.thing
    rows = list(thing.messages.order_by("at", "created_at"))
    names = names_of_users([thing.asked_by, thing.assignee, *(m.author for m in rows)])
    bodies = names_of_organisations([m.organisation_id for m in rows])
    messages = tuple(_message(view, m, names, bodies) for m in rows)
    _record(actor, view, [m.message for m in messages if not m.closed], at)
    asked_by = "" if view.office_side and thing.channel else names.get(thing.asked_by, "")
    activities = () if view.office_side else tuple(_activities(thing))
    return ConsultationPage(view, messages, asked_by, names.get(thing.assignee, ""), activities)


def _activities(thing: Consultation) -> QuerySet[SupportContact]:
    return (
        SupportContact.objects.filter(consultation=thing, cancelled_at__isnull=True)
        .defer("text", "advice")
        .order_by("at")
    )


def _message(view: ConsultationView, m: Message, names: dict[UUID, str], bodies: dict[UUID, str]) -> MessageView:
    own_words = m.from_office and view.office_side
    closed = view.access is not None and not own_words and not view.access.sees(m.info_class)
    who = view.thing.office.name if m.from_office else bodies.get(m.organisation_id, "")
    person = "" if m.author is None or (m.from_office and view.thing.channel) else names.get(m.author, "")
    return MessageView(m, f"{who}　{person}".strip(), closed)


def _record(actor: Actor, view: ConsultationView, opened: list[Message], at: datetime) -> None:
    if view.access is None:
        if opened or view.thing.channel:
            record(actor=actor, event=E.RECORD_VIEWED, now=at, thing=view.thing, info_class=InfoClass.SUMMARY)
        return
    for info_class in sorted({m.info_class for m in opened} or {str(InfoClass.SUMMARY)}):
        record_view(actor=actor, now=at, case_id=view.access.case.pk, info_class=info_class, thing=view.thing)


def of_case(*, access: CaseAccess) -> list[ConsultationView]:
    """Those of a case, newest first: codes only."""
    if not access.can(P.CONSULT_VIEW):
        return []
    found = consultations(actor=access.actor, at=access.at).filter(case=access.case).order_by("-asked_at")
    return views_of(actor=access.actor, found=list(found))


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Of the body: what arrived and what is due. Of the office: what was answered. A constant number of queries."""
    if not can(actor, P.CONSULT_VIEW):
        return []
    found = consultations(actor=actor, at=at)
    return _for_office(found, at) if actor.is_office else _for_body(found, actor, at)


SOURCE = Source(
    waiting,
    bell(
        "FROM consultation_consultation WHERE office_id = %(body)s AND status = {answered}"
        " UNION ALL SELECT FROM consultation_consultation WHERE municipality_id = ANY (%(bodies)s)"
        " AND (status = {received} OR (status = {working} AND assignee = %(user)s))",
        answered=ConsultStatus.ANSWERED, received=ConsultStatus.RECEIVED, working=ConsultStatus.WORKING,
    ),
)  # fmt: skip


def _for_office(found: QuerySet[Consultation], at: datetime) -> list[Waiting]:
    since = at - timedelta(days=ANSWERED_SHOWN_DAYS)
    return [
        Waiting(
            "相談への回答を読む", "市町村から回答が届いています。解決したら「終える」を、まだなら「もう一度相談する」を押してください。",
            None, "consultation:detail", (c.pk,), c.number,
        )
        for c in found.filter(status=ConsultStatus.ANSWERED, answered_at__gte=since)[:SHOWN]
    ]  # fmt: skip


def _for_body(found: QuerySet[Consultation], actor: Actor, at: datetime) -> list[Waiting]:
    soon = day_of(at) + timedelta(days=SOON_DAYS)
    mine = Q(assignee=actor.user_id) & (Q(answer_due__lte=soon) | Q(urgency="today"))
    rows = found.filter(Q(status=ConsultStatus.RECEIVED) | (Q(status=ConsultStatus.WORKING) & mine))[:SHOWN]
    return [_line(c, at) for c in rows]


def _line(c: Consultation, at: datetime) -> Waiting:
    if c.about == About.UNLISTED:
        title, why = (
            "事業所に電話する",
            f"{c.office.name}から、登録のない方についての相談です。電話で聞き、ケースにつなげてください。",
        )
    elif c.urgency == "today":
        title, why = "今日中に事業所に連絡する", f"{c.office.name}が、今日中に話したいと言っています。"
    else:
        title, why = "事業所からの相談に答える", f"{c.office.name}からの相談です。"
    return Waiting(title, why, c.answer_due, "consultation:detail", (c.pk,), c.number)


def running_count(*, actor: Actor, office_id: UUID, at: datetime) -> int:
    """How many consultations of this office are not over, of those the actor sees."""
    return consultations(actor=actor, at=at).filter(office_id=office_id, status__in=RUNNING).count()
