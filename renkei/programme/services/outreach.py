"""Buttons of 開拓: add an office, plan and record visits, write down the answer, look again after six months."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.offices.queries import get_office
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.programme.enums.outreach import ANSWERED, OutreachOutcome, OutreachStatus
from renkei.programme.models import Outreach, OutreachMove
from renkei.programme.queries.outreach import get_outreach, owners, side_of
from renkei.programme.rules import outreach as rules
from renkei.programme.states.outreach import OUTREACH

_EDITABLE = ("service_code", "area_code", "reason_code", "why", "priority", "owner")
#: Column → what it is called in a refusal.
TEXTS = {
    "why": "開拓する理由", "next_step": "次にすること", "answer_note": "返事の内容", "outcome_note": "結果の補足", "note": "理由",
}  # fmt: skip
#: What the office said → the step, and the state whose words need a note.
ANSWER_STEPS = ("consider", "accept", "condition", "decline")


@transaction.atomic
def add_outreach(
    *, actor: Actor, municipality_id: UUID, now: datetime, office_id: UUID | None = None, name: str = "", **fields: Any
) -> Outreach:
    """候補に加える: an office of the directory, or one that is not in it by its name.

    Args:
        fields: service_code, area_code, reason_code (a cell of the gap map), why, priority, owner.

    Raises:
        NotFound: not a municipality one works for, no such office. RuleBroken: no name, in the pipeline already, words about
            a background.
    """
    require(actor, P.OUTREACH_WRITE)
    if municipality_id not in {m.pk for m in side_of(actor)}:
        raise NotFound(permission=P.OUTREACH_WRITE.code)
    called = get_office(actor=actor, pk=office_id).name if office_id else name.strip()
    if not called:
        raise RuleBroken("事業所の名称を入力してください。", field="name")
    thing = Outreach(
        municipality_id=municipality_id, organisation_id=actor.organisation_id, office_id=office_id, name=called[:200],
        written_at=now,
    )  # fmt: skip
    _take(actor, thing, fields, now)
    return _save(actor, thing, "add", "", now)


@transaction.atomic
def change_outreach(*, actor: Actor, pk: UUID, now: datetime, **fields: Any) -> Outreach:
    """内容を直す: reason, priority, who is in charge. Raises as `add_outreach`."""
    thing = _locked(actor, pk)
    _take(actor, thing, fields, now)
    return _save(actor, thing, "change", thing.status, now)


@transaction.atomic
def plan_visit(*, actor: Actor, pk: UUID, planned_on: date, now: datetime) -> Outreach:
    """訪問の予定を決める, or another day. Raises RuleBroken for a day that is over, InvalidTransition."""
    thing = _locked(actor, pk, "plan")
    if planned_on < day_of(now):
        raise RuleBroken("訪問の予定日には、今日以後の日を入力してください。", field="planned_on")
    before, thing.status, thing.planned_on = thing.status, OUTREACH.get("plan").target, planned_on
    return _save(actor, thing, "plan", before, now)


@transaction.atomic
def set_next(*, actor: Actor, pk: UUID, now: datetime, next_step: str = "", next_on: date | None = None) -> Outreach:
    """次にすることを決める; both empty: it is done. Raises RuleBroken for one without the other or words about a background."""
    thing = _locked(actor, pk)
    if thing.status == OutreachStatus.CLOSED:
        raise RuleBroken("終わった開拓です。続けるときは、先に再開してください。")
    put_next(thing, next_step, next_on, since=day_of(now))
    return _save(actor, thing, "next", thing.status, now, note=thing.next_step)


@transaction.atomic
def record_answer(
    *, actor: Actor, pk: UUID, step: str, answered_on: date, now: datetime, note: str = "", next_step: str = "",
    next_on: date | None = None,
) -> Outreach:  # fmt: skip
    """返事を記録する: 検討中, 受入れ可, 条件付き, 見送り. The half year is counted from that day.

    Args:
        step: one of `ANSWER_STEPS`.

    Raises:
        RuleBroken: a day to come, a condition or a refusal without its words. InvalidTransition: nobody has been there yet.
    """
    if step not in ANSWER_STEPS:
        raise NotFound(permission=P.OUTREACH_WRITE.code)
    thing = _locked(actor, pk, step)
    before, thing.status = thing.status, OUTREACH.get(step).target
    _past(answered_on, "answered_on", now)
    if step in ("condition", "decline") and not note.strip():
        wanted = "受け入れるための条件" if step == "condition" else "見送りの理由"
        raise RuleBroken(f"{wanted}を入力してください。", field="note")
    thing.answer_note, thing.answered_on = _clean(note, "answer_note", "note"), answered_on
    thing.review_on = rules.review_on(answered_on)
    put_next(thing, next_step, next_on, since=answered_on)
    return _save(actor, thing, step, before, now, note=thing.answer_note)


@transaction.atomic
def finish_outreach(*, actor: Actor, pk: UUID, outcome: str, now: datetime, note: str = "") -> Outreach:
    """6か月後の結果を書いて終える. Raises RuleBroken, InvalidTransition."""
    thing = _locked(actor, pk, "finish")
    if outcome not in OutreachOutcome.values or outcome == OutreachOutcome.DROPPED:
        raise RuleBroken("結果を選んでください。", field="outcome")
    return _close(actor, thing, "finish", outcome, note, now)


@transaction.atomic
def drop_outreach(*, actor: Actor, pk: UUID, reason: str, now: datetime) -> Outreach:
    """候補から外す, with the reason. Raises RuleBroken without one, InvalidTransition."""
    thing = _locked(actor, pk, "drop")
    if not reason.strip():
        raise RuleBroken("候補から外す理由を入力してください。", field="reason")
    return _close(actor, thing, "drop", OutreachOutcome.DROPPED, reason, now, field="reason")


@transaction.atomic
def take_back(*, actor: Actor, pk: UUID, step: str, reason: str, now: datetime) -> Outreach:
    """返事を取り消す・再開する: what was written by mistake, or goes on. The way keeps both.

    Args:
        step: unanswer or reopen.

    Raises:
        RuleBroken: no reason. InvalidTransition: there is nothing to take back.
    """
    if step not in ("unanswer", "reopen"):
        raise NotFound(permission=P.OUTREACH_WRITE.code)
    thing = _locked(actor, pk, step)
    if not reason.strip():
        raise RuleBroken("理由を入力してください。", field="reason")
    before, thing.status = thing.status, OUTREACH.get(step).target
    thing.answered_on, thing.answer_note = None, ""
    thing.outcome, thing.outcome_note, thing.closed_on = "", "", None
    thing.review_on = rules.review_on(day_of(now)) if step == "reopen" else thing.review_on
    return _save(actor, thing, step, before, now, note=_clean(reason, "note", "reason"))


@transaction.atomic
def open_half_years(*, actor: Actor, now: datetime) -> int:
    """The job: whose six months are over waits for its outcome. Returns how many."""
    if actor.system != "jobs":
        raise NotFound()
    sources = OUTREACH.get("half_year").sources
    due = Outreach.objects.select_for_update().filter(status__in=sources, review_on__lt=day_of(now)).order_by("pk")
    moved = 0
    for thing in due:
        before, thing.status = thing.status, OUTREACH.get("half_year").target
        _save(actor, thing, "half_year", before, now)
        moved += 1
    return moved


def locked_outreach(actor: Actor, pk: UUID, step: str = "") -> Outreach:
    """The row, held; asked for the right and for the state. For the buttons of visits, too."""
    return _locked(actor, pk, step)


def saved_outreach(actor: Actor, thing: Outreach, step: str, before: str, now: datetime, note: str = "") -> Outreach:
    """Save with its next day, its way and its audit. For the buttons of visits, too."""
    return _save(actor, thing, step, before, now, note=note)


def put_next(thing: Outreach, next_step: str, next_on: date | None, *, since: date) -> None:
    """次にすること with its day, checked."""
    if bool(next_step.strip()) != bool(next_on):
        field = "next_on" if next_step.strip() else "next_step"
        raise RuleBroken("次にすることと期日は、両方を入力してください。", field=field)
    if next_on and next_on < since:
        raise RuleBroken("次の期日には、今日以後の日を入力してください。", field="next_on")
    thing.next_step, thing.next_on = _clean(next_step, "next_step"), next_on


def clean_text(text: str, label: str, field: str) -> str:
    """Trimmed, and refused where it tells of a background: what is known of a person does not belong here."""
    if background_in(text):
        raise RuleBroken(
            f"「{label}」に、特定の方の背景に関わる言葉があります。開拓の記録には、どなたかのことを書かず、"
            "「受入れのご相談」のように書いてください。", field=field,
        )  # fmt: skip
    return text.strip()


def _clean(text: str, column: str, field: str = "") -> str:
    return clean_text(text or "", TEXTS[column], field or column)


def _past(day: date, field: str, now: datetime) -> None:
    if day > day_of(now):
        raise RuleBroken("今日までの日を入力してください。", field=field)


def _locked(actor: Actor, pk: UUID, step: str = "") -> Outreach:
    require(actor, P.OUTREACH_WRITE)
    thing = lock(get_outreach(actor=actor, pk=pk))
    if step:
        OUTREACH.check(thing.status, step)
    return thing


def _take(actor: Actor, thing: Outreach, fields: dict[str, Any], now: datetime) -> None:
    for name in _EDITABLE:
        if name in fields:
            setattr(thing, name, fields[name])
    thing.why = _clean(thing.why, "why")
    if thing.owner is not None and "owner" in fields and thing.owner not in dict(owners(actor=actor, at=now)):
        raise RuleBroken("担当には、自分の機関の人を選んでください。", field="owner")


def _close(
    actor: Actor, thing: Outreach, step: str, outcome: str, note: str, now: datetime, field: str = "note"
) -> Outreach:
    before, thing.status = thing.status, OUTREACH.get(step).target
    thing.outcome, thing.outcome_note, thing.closed_on = outcome, _clean(note, "outcome_note", field), day_of(now)
    thing.next_step, thing.next_on = "", None
    return _save(actor, thing, step, before, now, note=thing.outcome_note)


def _save(actor: Actor, thing: Outreach, step: str, before: str, now: datetime, *, note: str = "") -> Outreach:
    if thing.status in ANSWERED and thing.review_on is None:
        raise RuleBroken("6か月後の確認の日がありません。")
    thing.due_on = rules.due_on(
        thing.status, planned_on=thing.planned_on, next_on=thing.next_on, review_on=thing.review_on
    )
    thing.written_at, thing.written_by = now, actor.user_id
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, Outreach) from None
    OutreachMove.objects.create(
        target=thing, step=step, before=before, after=thing.status, note=note[:400], organisation_id=actor.organisation_id,
        by=actor.user_id, at=now,
    )  # fmt: skip
    record(
        actor=actor, event=E.OUTREACH_MOVED, now=now, thing=thing, detail={"step": step, "status": str(thing.status)}
    )
    return thing
