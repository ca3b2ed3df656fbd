"""Buttons of the municipality's side: who takes it and until when, link to a case, answer, finish, reopen."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from renkei.cases.models import Case
from renkei.consultation.enums import About, ContactKind, Counterpart, MessageKind
from renkei.consultation.models import Consultation, SupportContact
from renkei.consultation.queries.asking import ConsultationView, get_consultation
from renkei.consultation.queries.disclosed import class_for, is_told
from renkei.consultation.queries.sides import own_answering
from renkei.consultation.services.asking import move, write
from renkei.consultation.services.telling import tell_office
from renkei.consultation.states import CONSULTATION
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import get_case, holder_of, require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@transaction.atomic
def assign(*, actor: Actor, pk: UUID, user_id: UUID, answer_due: date, now: datetime) -> Consultation:
    """担当と期限を決める: of one's own body; on a case somebody who works on it. Once more: the other one takes over.

    Raises:
        RuleBroken: somebody else, a day that is over.
    """
    view, thing = _locked(actor, pk, "assign", now)
    case = view.access.case if view.access else None
    if user_id not in dict(own_answering(actor=actor, at=now, case=case)):
        raise RuleBroken(
            "担当には、自分の機関で相談に答える人（特定の方の相談では、その方の担当）を選んでください。", field="user"
        )
    if answer_due < day_of(now):
        raise RuleBroken("期限には、今日以後の日を入力してください。", field="answer_due")
    move(actor=actor, thing=thing, step="assign", now=now, assignee=user_id, assigned_to_id=actor.organisation_id,
         answer_due=answer_due)  # fmt: skip
    if user_id != actor.user_id:
        notify(to=[(user_id, actor.organisation_id)], kind=Kind.CONSULT_ASSIGNED, now=now, number=thing.number,
               link=f"/consultations/{thing.pk}/", case_id=thing.case_id)  # fmt: skip
    return thing


@transaction.atomic
def link(*, actor: Actor, pk: UUID, case_id: UUID, now: datetime) -> Consultation:
    """ケースにつなげる: a consultation about somebody who had no case becomes one of this case (a light one, if need be).

    Raises:
        NotFound: a case out of reach. RuleBroken: it is general, or on a case already; another municipality's case.
    """
    _, thing = _locked(actor, pk, "link", now)
    if thing.about != About.UNLISTED:
        raise RuleBroken("ケースにつなげられるのは、「一覧にない方のこと」の相談だけです。", field="case")
    case = get_case(actor=actor, case_id=case_id, at=now, permission=P.CONSULT_WRITE).case
    if case.responsible_id != thing.municipality_id:
        raise RuleBroken("この相談を受けた市町村のケースを選んでください。", field="case")
    move(actor=actor, thing=thing, step="link", now=now, about=About.CASE, case_id=case.pk)
    return thing


@transaction.atomic
def answer(
    *, actor: Actor, pk: UUID, text: str, method: str, minutes: int | None, now: datetime, next_on: date | None = None
) -> Consultation:
    """回答する: the office reads it; it counts as an activity (イ 後方支援) with its method and minutes.

    On a case the text is of the class that the office holds, with words of the background of justice_outline; to an office
    that was not told of the background, no word of it.

    Raises:
        RuleBroken: no words; words about one person in a general answer; the background; a consultation without its case.
    """
    view, thing = _locked(actor, pk, "answer", now)
    case = view.access.case if view.access else None
    check_background(text, case=case, office_id=thing.office_id, now=now)
    info_class = shown_class(actor, case, thing.office_id, text, now)
    write(actor=actor, view=view, kind=MessageKind.ANSWER, text=text, now=now, from_office=False, info_class=info_class)
    SupportContact.objects.create(
        municipality_id=thing.municipality_id, organisation_id=actor.organisation_id, author=actor.user_id,
        office_id=thing.office_id, case=case, consultation=thing, kind=ContactKind.ADVICE, method=method,
        counterpart=Counterpart.OFFICE, at=now, minutes=minutes, info_class=info_class, next_on=next_on, written_at=now,
    )  # fmt: skip
    move(actor=actor, thing=thing, step="answer", now=now, answered_at=now)
    tell_office(consultation=thing, kind=Kind.CONSULT_ANSWERED, actor=actor, now=now)
    return thing


@transaction.atomic
def close(*, actor: Actor, pk: UUID, step: str, text: str, now: datetime) -> Consultation:
    """結果を書いて完了する・取下げを受けた・再開する.

    Raises:
        InvalidTransition: it has moved on. RuleBroken: a result is missing, or words that do not belong there.
    """
    view, thing = _locked(actor, pk, step, now)
    if step not in ("finish", "withdrawn", "reopen"):
        raise NotFound(permission=P.CONSULT_WRITE.code)
    if step == "finish" or text.strip():
        case = view.access.case if view.access else None
        check_background(text, case=case, office_id=thing.office_id, now=now)
        kind = MessageKind.OUTCOME if step == "finish" else MessageKind.REASON
        info_class = shown_class(actor, case, thing.office_id, text, now)
        write(actor=actor, view=view, kind=kind, text=text, now=now, from_office=False, info_class=info_class)
    move(actor=actor, thing=thing, step=step, now=now)
    return thing


def check_background(text: str, *, case: Case | None, office_id: UUID, now: datetime) -> None:
    """An office that was not told reads no word of custody, offences or the programme. Raises RuleBroken."""
    if case is not None and is_told(case=case, body=office_id, at=now):
        return
    if background_in(text):
        raise RuleBroken(
            "この事業所には、刑事に関わる情報が開示されていません。拘束・罪名・制度の名前などを使わない書き方に直してください。",
            field="text",
        )


def shown_class(actor: Actor, case: Case | None, office_id: UUID, text: str, now: datetime) -> str:
    """The class of a text that the office is to read. Of the background: justice_outline, which a row of the ledger opens to
    named persons of the office and not to its other people."""
    if background_in(text):
        return InfoClass.JUSTICE_OUTLINE
    bodies = {office_id} if case is None else {office_id, holder_of(actor=actor, case=case)}
    return class_for(case=case, bodies=bodies, at=now)


def _locked(actor: Actor, pk: UUID, step: str, now: datetime) -> tuple[ConsultationView, Consultation]:
    view = get_consultation(actor=actor, pk=pk, at=now, permission=P.CONSULT_WRITE)
    if view.access is not None:
        require_on(actor=actor, permission=P.CONSULT_WRITE, case=view.access.case, at=now)
    thing = lock(view.thing)
    thing.case = view.thing.case
    CONSULTATION.check(thing.status, step)
    return ConsultationView(thing, view.access, view.office_side), thing
