"""Buttons of an office: ask, add, ask again, settle, withdraw; and of a coordinator who enters what an office said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.consultation.enums import About, Channel, ConsultKind, ConsultStatus, ConsultUrgency, MessageKind
from renkei.consultation.models import Consultation, Message
from renkei.consultation.queries.asking import ConsultationView, get_consultation
from renkei.consultation.queries.disclosed import class_for
from renkei.consultation.queries.sides import askable, municipality_for, side_of, supported_cases
from renkei.consultation.rules.schedule import answer_due
from renkei.consultation.services.telling import tell_body
from renkei.consultation.states import CONSULTATION
from renkei.coordination.queries.closed_days import closed_days
from renkei.core.calendar import fiscal_year
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.ids import new_code
from renkei.core.scan import of_one_person, refusal_of
from renkei.disclosure.queries import get_case, require_on
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import OFFICE_KINDS
from renkei.policy.permissions import P

CODE_LENGTH = 5
_REIWA = 2018


@transaction.atomic
def ask(
    *, actor: Actor, about: str, kind: str, text: str, now: datetime, urgency: str = ConsultUrgency.NORMAL,
    case_id: UUID | None = None, municipality_id: UUID | None = None,
) -> Consultation:  # fmt: skip
    """相談する: an office, about a general question or about a person whom it supports; the municipality's side is told.

    Raises:
        NotFound: a case or municipality that is not the office's to name.
        RuleBroken: no words, words about one person in a general question, any words about somebody who has no case yet.
    """
    require(actor, P.CONSULT_ASK)
    case = _own_case(actor, case_id, now) if about == About.CASE else None
    municipality = _asked(actor, case, municipality_id, now)
    return _open(
        actor, municipality=municipality, office_id=actor.organisation_id, case=case, about=about, kind=kind, urgency=urgency,
        text=text, now=now,
    )  # fmt: skip


@transaction.atomic
def enter_for_office(
    *, actor: Actor, office: Organisation, about: str, kind: str, text: str, channel: str, spoken_to: str,
    told_at: datetime, now: datetime, urgency: str = ConsultUrgency.NORMAL, case_id: UUID | None = None,
    municipality_id: UUID | None = None,
) -> Consultation:  # fmt: skip
    """事業所に代わって入力する: who was spoken to, how and when. About an individual only on a case the actor supports.

    Raises:
        NotFound: no office, a case out of reach, a municipality one does not work for.
        RuleBroken: as `ask`; nobody named; a moment that is still to come.
    """
    require(actor, P.CONSULT_WRITE)
    if office.kind not in OFFICE_KINDS:
        raise NotFound(permission=P.CONSULT_WRITE.code)
    if not spoken_to.strip():
        raise RuleBroken("話した相手を入力してください。", field="spoken_to")
    if told_at > now:
        raise RuleBroken("聞いた日時には、現在より前を入力してください。", field="told_at")
    case = None
    if about == About.CASE:
        case = _needed(case_id, lambda pk: get_case(actor=actor, case_id=pk, at=now, permission=P.CONSULT_WRITE).case)
    municipality = case.responsible_id if case else (municipality_id or municipality_for(actor=actor, office=office))
    if municipality is None or municipality not in side_of(actor):
        raise NotFound(permission=P.CONSULT_WRITE.code)
    return _open(
        actor, municipality=municipality, office_id=office.pk, case=case, about=about, kind=kind, urgency=urgency, text=text,
        now=now, channel=Channel(channel), spoken_to=spoken_to.strip(), asked_at=told_at,
    )  # fmt: skip


@transaction.atomic
def speak(*, actor: Actor, pk: UUID, step: str, text: str, now: datetime) -> Consultation:
    """書き足す・もう一度相談する・解決したので終える・取り下げる: the office's own steps.

    Raises:
        NotFound: another office's. InvalidTransition: it has moved on. RuleBroken: words are missing or do not belong there.
    """
    view = get_consultation(actor=actor, pk=pk, at=now, permission=P.CONSULT_ASK)
    thing = lock(view.thing)
    transition = CONSULTATION.check(thing.status, step)
    if transition.permission is not P.CONSULT_ASK or not actor.is_office:
        raise NotFound(permission=P.CONSULT_ASK.code)
    _require(actor, view, P.CONSULT_ASK, now)
    if step in ("add", "ask_again") or text.strip():
        kind = {"add": MessageKind.ADDED, "ask_again": MessageKind.QUESTION, "settle": MessageKind.OUTCOME}
        write(actor=actor, view=view, kind=kind.get(step, MessageKind.REASON), text=text, now=now, from_office=True)
    move(actor=actor, thing=thing, step=step, now=now)
    if step != "settle":
        tell_body(consultation=thing, kind=Kind.CONSULT_ARRIVED, actor=actor, now=now)
    return thing


def write(
    *,
    actor: Actor,
    view: ConsultationView,
    kind: MessageKind,
    text: str,
    now: datetime,
    from_office: bool,
    info_class: str = "",
) -> Message:
    """One text of a consultation, once it was checked. Raises RuleBroken."""
    thing = view.thing
    if not text.strip():
        raise RuleBroken("内容を入力してください。", field="text")
    if thing.about == About.UNLISTED:
        raise RuleBroken(_NOT_HERE, field="text")
    case = view.access.case if view.access else None
    if case is None:
        check_general(text, now=now)
    return Message.objects.create(
        consultation=thing, kind=kind, text=text.strip(), from_office=from_office, organisation_id=actor.organisation_id,
        author=actor.user_id, at=now, info_class=info_class or class_for(case=case, bodies={thing.office_id}, at=now),
    )  # fmt: skip


def check_general(text: str, *, now: datetime) -> None:
    """A general text tells of no individual. Raises RuleBroken."""
    if kinds := of_one_person(text, today=day_of(now)):
        raise RuleBroken(
            refusal_of(kinds) + "特定の方のことは「支援している方のこと」を選んで相談してください。", field="text"
        )


def move(*, actor: Actor, thing: Consultation, step: str, now: datetime, **fields: object) -> None:
    """Take a step and put it on record."""
    before = thing.status
    thing.status = CONSULTATION.check(thing.status, step).target
    over = thing.status in (ConsultStatus.DONE, ConsultStatus.WITHDRAWN)
    thing.closed_at = now if over else None
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save(update_fields=["status", "closed_at", *fields])
    record(
        actor=actor, event=E.CONSULT_MOVED, now=now, thing=thing, case_id=thing.case_id,
        detail={"step": step, "from": before, "to": thing.status},
    )  # fmt: skip


_NOT_HERE = "まだ登録のない方のことは、ここには書かないでください。担当から電話で聞き、ケースにつなげてから書けるようになります。"


def _open(
    actor: Actor, *, municipality: UUID, office_id: UUID | None, case: Case | None, about: str, kind: str, urgency: str,
    text: str, now: datetime, channel: str = "", spoken_to: str | None = None, asked_at: datetime | None = None,
) -> Consultation:  # fmt: skip
    if about == About.UNLISTED and text.strip():
        raise RuleBroken(_NOT_HERE, field="text")
    thing = Consultation.objects.create(
        number=f"S{fiscal_year(day_of(now)) - _REIWA}-{new_code(CODE_LENGTH)}", municipality_id=municipality,
        office_id=office_id, case=case, about=About(about), kind=ConsultKind(kind), urgency=ConsultUrgency(urgency),
        asked_at=asked_at or now, asked_by=actor.user_id, channel=channel, spoken_to=spoken_to,
        answer_due=answer_due(day_of(now), urgency, closed_days(organisation_id=municipality)),
    )  # fmt: skip
    if about != About.UNLISTED:
        access = get_case(actor=actor, case_id=case.pk, at=now) if case else None
        view = ConsultationView(thing, access, actor.is_office)
        write(actor=actor, view=view, kind=MessageKind.QUESTION, text=text, now=now, from_office=True)
    record(
        actor=actor, event=E.CONSULT_MOVED, now=now, thing=thing, case_id=thing.case_id,
        detail={"step": "ask", "kind": thing.kind, "urgency": thing.urgency, "channel": channel},
    )  # fmt: skip
    tell_body(consultation=thing, kind=Kind.CONSULT_ARRIVED, actor=actor, now=now)
    return thing


def _own_case(actor: Actor, case_id: UUID | None, now: datetime) -> Case:
    """A running case in which the office takes part now."""
    cases = supported_cases(actor=actor, office_id=_own(actor), at=now, permission=P.CONSULT_ASK)
    return _needed(case_id, lambda pk: cases.filter(pk=pk, responsible__isnull=False).first())


def _needed(case_id: UUID | None, find: Callable[[UUID], Case | None]) -> Case:
    if case_id is None:
        raise RuleBroken("どの方のことかを選んでください。", field="about")
    found = find(case_id)
    if found is None:
        raise NotFound(permission=P.CONSULT_ASK.code, case_id=case_id)
    return found


def _asked(actor: Actor, case: Case | None, municipality_id: UUID | None, now: datetime) -> UUID:
    if case is not None and case.responsible_id is not None:
        return case.responsible_id
    bodies = [b.pk for b in askable(actor=actor, at=now)]
    if municipality_id is None and len(bodies) == 1:
        return bodies[0]
    if municipality_id is None:
        raise RuleBroken("相談先の市町村を選んでください。", field="municipality")
    if municipality_id not in bodies:
        raise NotFound(permission=P.CONSULT_ASK.code)
    return municipality_id


def _own(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise NotFound(permission=P.CONSULT_ASK.code)
    return actor.organisation_id


def _require(actor: Actor, view: ConsultationView, permission: P, now: datetime) -> None:
    if view.access is not None:
        require_on(actor=actor, permission=permission, case=view.access.case, at=now)
    else:
        require(actor, permission)
