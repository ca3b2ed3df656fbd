"""Buttons of the advice asked of the centre: ask, answer, ask again, make use of it, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import intake_members
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.coordination.enums.advice import AdviceStatus, AdviceTopic, EntryKind
from renkei.coordination.enums.joint import Side
from renkei.coordination.models.advice import Advice, AdviceEntry
from renkei.coordination.queries.advice import center_of, reads_here
from renkei.coordination.queries.closed_days import closed_days
from renkei.coordination.rules import advice as rules
from renkei.coordination.rules.joint import side_of
from renkei.coordination.services.joint import OnBehalf
from renkei.coordination.states.advice import ADVICE
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotAllowed, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

_KIND_OF_STEP = {
    "answer": EntryKind.ANSWER, "ask_again": EntryKind.QUESTION, "close": EntryKind.OUTCOME,
    "withdraw": EntryKind.WITHDRAWAL,
}  # fmt: skip


@transaction.atomic
def ask_advice(
    *, actor: Actor, case: Case, topic: str, info_class: str, text: str, now: datetime, days: int = rules.ANSWER_DAYS,
    told: OnBehalf | None = None, minutes: int | None = None,
) -> Advice:  # fmt: skip
    """助言を求める: of the centre of the case, or of the prefecture's where it has none.

    Args:
        info_class: whose text the question is; the centre must hold it to read it here.
        days: open days until the answer is due.
        told: asked outside Renkei, and how.
        minutes: of work, for the totals of activity.

    Raises:
        RuleBroken: no question; a class the actor may not read; the centre can't read it here and nothing says how it was asked.
        Conflict: the case is closed, or not yet accepted.
    """
    facts = require_on(actor=actor, permission=P.HANDOVER_WRITE, case=case, at=now)
    if side_of(actor.organisation_kind) != Side.BODY or actor.organisation_id is None:
        raise NotAllowed(
            "助言を求められるのは、市町村・基幹の側だけです。", permission=P.HANDOVER_WRITE.code, case_id=case.pk
        )
    if case.status in (CaseStatus.PREPARING, CaseStatus.CLOSED):
        raise Conflict("助言は、依頼を受けてから終結するまでの間に求められます。")
    if not text.strip():
        raise RuleBroken("相談したいことを入力してください。", field="text")
    if not can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now):
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field="info_class")
    center = center_of(case=case)
    if center is None:
        raise RuleBroken("この県の定着支援センターが登録されていません。システム管理者に登録を依頼してください。")
    if told is None and not reads_here(case=case, center=center, info_class=info_class, at=now):
        raise RuleBroken(_UNREAD.format(center=center.name), field="outside")
    advice = Advice.objects.create(
        case=case, info_class=info_class, topic=AdviceTopic(topic), asker_id=actor.organisation_id, center=center,
        outside=told is not None, asked_at=now, due_on=rules.due_on(day_of(now), days, closed_days(organisation_id=case.responsible_id)),
    )  # fmt: skip
    _write(actor, advice, EntryKind.QUESTION, text, now, told, Side.BODY, minutes)
    _tell(actor, advice, Kind.ADVICE_ASKED, now)
    return _happened(actor, advice, "ask", now, outside=advice.outside)


_UNREAD = (
    "{center}は、この情報区分の相談をれんけいで読めません（開示されていないか、利用者がいません）。電話や書面で相談し、"
    "「れんけいの外で相談した」を選んで、方法・相手・日時を入力してください。"
)


@transaction.atomic
def take_advice_step(
    *, actor: Actor, advice: Advice, step: str, text: str, now: datetime, days: int = rules.ANSWER_DAYS,
    told: OnBehalf | None = None, minutes: int | None = None,
) -> Advice:  # fmt: skip
    """回答する・続けて聞く・活かした結果を書いて終える・取り下げる.

    Args:
        told: the centre's answer, heard outside Renkei; or a further question put to it there.

    Raises:
        InvalidTransition: somebody else was faster.
        RuleBroken: the wrong side, no text, or nothing that says how it was told.
    """
    advice = lock(advice)
    transition = ADVICE.check(advice.status, step)
    facts = require_on(actor=actor, permission=transition.permission, case=advice.case, at=now)
    if not can(actor, VIEW_OF_CLASS[InfoClass(advice.info_class)], facts, at=now):
        raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。")
    if sentence := rules.refusal(step=step, acting=side_of(actor.organisation_kind), told=told is not None):
        raise RuleBroken(sentence, field="channel" if step == "answer" else None)
    if not text.strip():
        raise RuleBroken("内容を入力してください。", field="text")
    _write(actor, advice, _KIND_OF_STEP[step], text, now, told, rules.side_of_step(step), minutes)
    advice.status = transition.target
    _dates(advice, step, now, days, told)
    advice.save()
    if kind := {"answer": Kind.ADVICE_ANSWERED, "ask_again": Kind.ADVICE_ASKED}.get(step):
        _tell(actor, advice, kind, now)
    return _happened(actor, advice, step, now, told=told is not None)


def _dates(advice: Advice, step: str, now: datetime, days: int, told: OnBehalf | None) -> None:
    if step == "answer":
        advice.answered_at = now
    elif step == "ask_again":
        advice.asked_at, advice.due_on = (
            now,
            rules.due_on(day_of(now), days, closed_days(organisation_id=advice.case.responsible_id)),
        )
        advice.outside = advice.outside or told is not None
    elif advice.status in (AdviceStatus.CLOSED, AdviceStatus.WITHDRAWN):
        advice.ended_at = now


def _write(
    actor: Actor, advice: Advice, kind: EntryKind, text: str, now: datetime, told: OnBehalf | None, side: Side,
    minutes: int | None,
) -> None:  # fmt: skip
    how: dict[str, Any] = {}
    if told:
        how = {"channel": told.channel, "spoken_to": told.spoken_to, "told_at": told.told_at}
    AdviceEntry.objects.create(
        advice=advice, kind=kind, text=text.strip(), at=now, user_id=actor.user_id, organisation_id=actor.organisation_id,
        side=side, item=rules.item_of(advice.case.status), minutes=minutes, **how,
    )  # fmt: skip


def _tell(actor: Actor, advice: Advice, kind: Kind, now: datetime) -> None:
    """The question to the centre, where it reads it here; the answer to who asked. Where nobody works on it, the intake."""
    if kind is Kind.ADVICE_ASKED and advice.outside:
        return
    body = advice.center_id if kind is Kind.ADVICE_ASKED else advice.asker_id
    people: set[tuple[UUID, UUID]] = {
        (a.user_id, a.organisation_id) for a in live_assignments(advice.case_id) if a.organisation_id == body
    } or {(m.user_id, body) for m in intake_members(body, at=now)}
    notify(
        to=sorted((p for p in people if p[0] != actor.user_id), key=str), kind=kind, now=now, number=advice.case.number,
        link=f"/cases/{advice.case_id}/board/advice/{advice.pk}/", case_id=advice.case_id,
    )  # fmt: skip


def _happened(actor: Actor, advice: Advice, step: str, now: datetime, **detail: Any) -> Advice:
    record(
        actor=actor, event=E.ADVICE_MOVED, now=now, thing=advice, case_id=advice.case_id, info_class=advice.info_class,
        detail={"step": step, "topic": advice.topic, **detail},
    )  # fmt: skip
    return advice
