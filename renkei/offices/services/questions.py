"""The buttons of the centre's questions about offices: ask, answer, take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import addressees, delegation_for
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.offices.models import OfficeQuestion
from renkei.offices.queries.questions import askable, get_question, offices_picked
from renkei.offices.rules.question_words import personal_in
from renkei.offices.states import QUESTION
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import Role
from renkei.policy.permissions import P

_ANSWERING = (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER, Role.CORE_OFFICER, Role.CORE_MANAGER)


@transaction.atomic
def ask_about_offices(
    *, actor: Actor, municipality_id: UUID, text: str, due_on: date | None, now: datetime
) -> OfficeQuestion:
    """問い合わせる: the centre asks a municipality of its prefecture something general; both of its bodies are told.

    Raises:
        NotFound: not a municipality of the centre's prefecture.
        RuleBroken: nothing asked; something of one person; a day that is over.
    """
    require(actor, P.QUESTION_ASK)
    if municipality_id not in {m.pk for m in askable(actor=actor)}:
        raise NotFound(permission=P.QUESTION_ASK.code)
    if not text.strip():
        raise RuleBroken("問合せの内容を入力してください。", field="text")
    if due_on is not None and due_on < day_of(now):
        raise RuleBroken("今日以後の日を入力してください。", field="due_on")
    _check_words(text, "text", now)
    thing = OfficeQuestion.objects.create(
        municipality_id=municipality_id, center_id=actor.organisation_id, text=text.strip(), due_on=due_on, asked_at=now,
        asked_by=actor.user_id,
    )  # fmt: skip
    agent = delegation_for(principal_id=municipality_id, on=day_of(now))
    bodies = [municipality_id, *([agent.agent_id] if agent else [])]
    to = [pair for body in bodies for pair in addressees(body, at=now, roles=_ANSWERING)]
    notify(to=to, kind=Kind.OFFICE_QUESTION, now=now, link=f"/offices/questions/{thing.pk}/")
    record(actor=actor, event=E.OFFICE_QUESTION, now=now, thing=thing, detail={"step": "ask"})
    return thing


@transaction.atomic
def answer_about_offices(
    *, actor: Actor, pk: UUID, answer: str, office_ids: Iterable[UUID], now: datetime
) -> OfficeQuestion:
    """回答する: words, and the offices meant. It counts as an activity of the programme (ア 利用調整).

    Raises:
        NotFound: not asked of a municipality one stands for.
        InvalidTransition: answered or taken back already.
        RuleBroken: no words; something of one person; an office that is not listed, or too many.
    """
    require(actor, P.QUESTION_ANSWER)
    thing = lock(get_question(actor=actor, pk=pk))
    thing.status = QUESTION.check(thing.status, "answer").target
    if not answer.strip():
        raise RuleBroken("回答を入力してください。", field="answer")
    _check_words(answer, "answer", now)
    thing.office_ids = offices_picked(actor=actor, office_ids=office_ids)
    thing.answer, thing.answered_at, thing.answered_by = answer.strip(), now, actor.user_id
    thing.answered_for_id = actor.organisation_id
    thing.save(update_fields=["status", "answer", "office_ids", "answered_at", "answered_by", "answered_for"])
    link = f"/offices/questions/{thing.pk}/"
    notify(to=addressees(thing.center_id, at=now), kind=Kind.OFFICE_ANSWER, now=now, link=link)
    detail = {"step": "answer", "item": thing.item, "offices": len(thing.office_ids)}
    record(actor=actor, event=E.OFFICE_QUESTION, now=now, thing=thing, detail=detail)
    return thing


def _check_words(text: str, field: str, now: datetime) -> None:
    """Both texts lie outside every case, so nothing of a person may stand in them."""
    if found := personal_in(text, today=day_of(now), answers=field == "answer"):
        kinds = "・".join(found)
        raise RuleBroken(f"特定の方が分かる言葉（{kinds}）があります。一般的な言い方に直してください。", field=field)


@transaction.atomic
def withdraw_question(*, actor: Actor, pk: UUID, now: datetime) -> OfficeQuestion:
    """取り下げる: by the centre, while nobody has answered. Raises NotFound, InvalidTransition."""
    require(actor, P.QUESTION_ASK)
    thing = lock(get_question(actor=actor, pk=pk))
    thing.status = QUESTION.check(thing.status, "withdraw").target
    thing.save(update_fields=["status"])
    record(actor=actor, event=E.OFFICE_QUESTION, now=now, thing=thing, detail={"step": "withdraw"})
    return thing
