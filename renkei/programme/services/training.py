"""研修: plan it, change it, move it from 準備 to 終了."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core import wall
from renkei.core.calendar import fiscal_year
from renkei.core.clock import day_of
from renkei.core.db import explain, lock, take_turns
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.ids import new_code, token_hash
from renkei.core.scan import names_only, refusal_of
from renkei.notifications.enums import Kind
from renkei.offices.rules.question_words import personal_in
from renkei.offices.services.knowledge import note_training
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import OrgKind
from renkei.policy.permissions import P
from renkei.programme.enums.training import (
    CAME,
    Mark,
    MarkHow,
    SeatStatus,
    ToTell,
    TrainingStatus,
)
from renkei.programme.models import Training, TrainingSeat
from renkei.programme.queries.training import get_training, link_token, partner_choices, town_choices
from renkei.programme.rules.training import forget_before
from renkei.programme.rules.training_assumptions import CODE_LENGTH
from renkei.programme.services.training_marks import write_mark
from renkei.programme.services.training_telling import move_up, tell_seats
from renkei.programme.states.training import TRAINING

_REIWA = 2018
#: What is told to the registered when it changes.
_TOLD = ("starts_at", "ends_at", "way", "place", "online_url")
_TEXTS = ("title", "aims", "summary")
#: An address or a telephone may stand there, and the office that is asked; somebody supported may not.
_PLACES = ("place", "contact")
_COUNTERPART = {
    OrgKind.PLAN_OFFICE: "plan_office", OrgKind.SERVICE_OFFICE: "office", OrgKind.SETTLEMENT_CENTER: "center",
    OrgKind.MUNICIPALITY: "government", OrgKind.UNION: "government", OrgKind.PREFECTURE: "government",
}  # fmt: skip


@transaction.atomic
def plan(
    *, actor: Actor, municipality_id: UUID, now: datetime, partner_id: UUID | None = None, **fields: Any
) -> Training:
    """研修を準備する. In the name of a municipality one works for, held by one's own body.

    Args:
        fields: the columns a form fills in (title, kind, aims, starts_at, …).

    Raises:
        NotFound: not a municipality one works for, not a body to hold it with.
        RuleBroken: times that do not follow each other, no place, words about one person.
    """
    require(actor, P.TRAINING_WRITE)
    if municipality_id not in {pk for pk, _ in town_choices(actor=actor)}:
        raise NotFound(permission=P.TRAINING_WRITE.code)
    _check(actor, partner_id, fields, now)
    thing = Training(
        number=f"T{fiscal_year(day_of(now)) - _REIWA}-{new_code(CODE_LENGTH)}", municipality_id=municipality_id,
        organiser_id=actor.organisation_id, partner_id=partner_id, room_code=new_code(CODE_LENGTH),
        written_by=actor.user_id, written_at=now, **fields,
    )  # fmt: skip
    _save(thing)
    record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=thing, detail={"step": "plan", "kind": thing.kind})
    return thing


@transaction.atomic
def change(*, actor: Actor, pk: UUID, now: datetime, partner_id: UUID | None = None, **fields: Any) -> Training:
    """内容を直す. Who has registered is told where day, hour or place changes; a higher capacity moves up who waits.

    Raises:
        NotFound: another side's. RuleBroken: as `plan`; it is over; somebody registered before this partner was named.
    """
    thing = _alone(get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE))
    if thing.status in (TrainingStatus.DONE, TrainingStatus.CANCELLED):
        raise RuleBroken("終わった研修の内容は直せません。")
    _same_readers(thing, partner_id)
    _check(actor, partner_id, fields, now)
    told = [name for name in _TOLD if name in fields and fields[name] != getattr(thing, name)]
    changed = [name for name in fields if fields[name] != getattr(thing, name)]
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.partner_id, thing.written_by, thing.written_at = partner_id, actor.user_id, now
    _save(thing)
    record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=thing, detail={"step": "change", "fields": changed})
    if told:
        tell_seats(actor=actor, training=thing, kind=Kind.TRAINING_CHANGED, untold=ToTell.CHANGED, now=now)
    move_up(training=thing, now=now)
    return thing


@transaction.atomic
def move(*, actor: Actor, pk: UUID, step: str, now: datetime, reason: str = "", summary: str = "") -> Training:
    """募集を始める・締め切る・実施した・出欠を確定して終える・中止する.

    Raises:
        NotFound: another side's. InvalidTransition: not possible now.
        RuleBroken: a training that is over can't be announced; one that has not begun was not held; cancelled without a reason.
    """
    thing = _alone(get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE))
    transition = TRAINING.check(thing.status, step)
    before, thing.status = thing.status, transition.target
    _STEPS.get(step, _nothing)(actor, thing, now, reason.strip(), summary.strip())
    _save(thing)
    detail = {"step": step, "from": before, "to": thing.status}
    record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=thing, detail=detail)
    return thing


@transaction.atomic
def tidy_trainings(*, actor: Actor, now: datetime) -> int:
    """By itself, each hour: registrations past their deadline are closed; names are forgotten after their keeping.

    Returns:
        How many trainings changed.
    """
    first = forget_before(day_of(now))
    late = Training.objects.filter(status=TrainingStatus.OPEN, deadline__lt=now)
    old = Training.objects.filter(forgotten_at__isnull=True, ends_at__date__lt=first)  # also one that nobody settled
    for pk in sorted({*late.values_list("pk", flat=True), *old.values_list("pk", flat=True)}):
        take_turns(f"training {pk}")
    closed = list(late)
    for thing in closed:
        thing.status = TRAINING.check(thing.status, "close").target
        thing.save(update_fields=["status"])
        record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=thing, detail={"step": "close"})
    return len(closed) + sum(_forget(actor, thing, now) for thing in old)


def _forget(actor: Actor, thing: Training, now: datetime) -> int:
    for seat in TrainingSeat.objects.filter(training=thing):
        seat.name = seat.mail = seat.phone = None
        seat.user_id = seat.registered_by = None
        seat.secret_hash = ""
        seat.who_hash = f"forgotten {seat.pk}"
        seat.save()
    wall.call("SELECT wall.training_forget(%s)", [thing.pk])
    thing.forgotten_at = now
    thing.save(update_fields=["forgotten_at"])
    record(actor=actor, event=E.TRAINING_CHANGED, now=now, thing=thing, detail={"step": "forget"})
    return 1


def _check(actor: Actor, partner_id: UUID | None, fields: dict[str, Any], now: datetime) -> None:
    if partner_id is not None and partner_id not in {pk for pk, _ in partner_choices(actor=actor)}:
        raise NotFound(permission=P.TRAINING_WRITE.code)
    for name in _TEXTS:
        _of_nobody(fields.get(name) or "", name, now)
    for name in _PLACES:
        if kinds := names_only(fields.get(name) or ""):
            raise RuleBroken(refusal_of(kinds), field=name)


def _alone(thing: Training) -> Training:
    """As it is after everybody who was before: nobody registers or is marked meanwhile."""
    take_turns(f"training {thing.pk}")
    return lock(thing)


def _same_readers(thing: Training, partner_id: UUID | None) -> None:
    """Whoever registered was told who would read it: no body is added afterwards."""
    if partner_id in (None, thing.partner_id):
        return
    if TrainingSeat.objects.filter(training=thing).exists():
        raise RuleBroken("申込みのある研修に、共催する機関を加えることはできません。", field="partner")


def _of_nobody(text: str, field: str, now: datetime) -> None:
    if found := personal_in(text, today=day_of(now), answers=True):
        raise RuleBroken(
            f"{'・'.join(found)}と思われる言葉があります。研修の説明には、支援している方が分かることを書かないでください。",
            field=field,
        )


def _save(thing: Training) -> None:
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, Training) from None


def _nothing(actor: Actor, thing: Training, now: datetime, reason: str, summary: str) -> None:
    """Nothing beside the status."""


def _open(actor: Actor, thing: Training, now: datetime, reason: str, summary: str) -> None:
    if thing.deadline <= now:
        raise RuleBroken("申込みの期限が過ぎています。日時と期限を直してから、募集を始めてください。")
    thing.link_hash = token_hash(link_token(thing.pk))
    thing.opened_at = thing.opened_at or now


def _hold(actor: Actor, thing: Training, now: datetime, reason: str, summary: str) -> None:
    if thing.starts_at > now:
        raise RuleBroken("まだ始まっていない研修です。始まってから押してください。")


def _finish(actor: Actor, thing: Training, now: datetime, reason: str, summary: str) -> None:
    """Whoever was not ticked did not come; the offices that did have it in the coordinators' knowledge."""
    _of_nobody(summary, "summary", now)
    seats = list(
        TrainingSeat.objects.filter(training=thing, status=SeatStatus.REGISTERED).select_related("organisation")
    )
    for seat in seats:
        if not seat.mark:
            write_mark(actor=actor, seat=seat, mark=Mark.ABSENT, how=MarkHow.LIST, now=now)
    came = [seat for seat in seats if seat.mark in CAME]
    kinds = Counter(
        _COUNTERPART.get(OrgKind(s.organisation.kind), "other") if s.organisation else "office" for s in came
    )
    thing.counterpart = kinds.most_common(1)[0][0] if kinds else "office"
    thing.summary, thing.ended_at = summary or thing.summary, now
    note_training(
        actor=actor, office_ids={s.office_id for s in came if s.office_id}, municipality_id=thing.municipality_id,
        title=thing.title, on=day_of(thing.starts_at), now=now,
    )  # fmt: skip


def _resume(actor: Actor, thing: Training, now: datetime, reason: str, summary: str) -> None:
    thing.ended_at = None


def _cancel(actor: Actor, thing: Training, now: datetime, reason: str, summary: str) -> None:
    if not reason:
        raise RuleBroken("中止の理由を入力してください。", field="reason")
    _of_nobody(reason, "reason", now)
    thing.cancel_reason, thing.ended_at = reason, now
    tell_seats(actor=actor, training=thing, kind=Kind.TRAINING_CANCELLED, untold=ToTell.CANCELLED, now=now)


_STEPS = {
    "open": _open, "reopen": _open, "hold": _hold, "finish": _finish, "resume": _resume, "cancel": _cancel,
}  # fmt: skip
