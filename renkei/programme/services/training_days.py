"""研修の当日と、そのあと: 出欠 by list or by code, アンケート, 修了証."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import take_turns
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.ids import new_code
from renkei.offices.rules.question_words import personal_in
from renkei.policy.actor import Actor, system_actor
from renkei.policy.permissions import P
from renkei.programme.enums.training import (
    CAME,
    OVER,
    RUNNING,
    Mark,
    MarkHow,
    SeatStatus,
    TrainingStatus,
)
from renkei.programme.models import Training, TrainingReply, TrainingSeat
from renkei.programme.queries.training import get_training
from renkei.programme.queries.training_links import mine_page
from renkei.programme.queries.training_people import get_seat
from renkei.programme.rules.training import (
    certificate_number,
    clean_code,
    code_counts,
    is_certified,
    is_near,
    last_place,
    mark_by_code,
)
from renkei.programme.rules.training_assumptions import CHECK_LENGTH, QUESTIONS
from renkei.programme.services.training_marks import write_mark


@transaction.atomic
def mark_list(*, actor: Actor, pk: UUID, marks: Mapping[UUID, str], now: datetime, reason: str = "") -> int:
    """名簿で出欠を付ける: of the seats named, those that change. Returns how many.

    Raises:
        NotFound: another side's. Conflict: not on the day, or 終了. RuleBroken: an entry is corrected without a reason.
    """
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    _alone(training)
    _on_the_day(training, now)
    rows = TrainingSeat.objects.select_for_update(of=("self",)).filter(
        training=training, status=SeatStatus.REGISTERED, pk__in=list(marks)
    )
    changed = [seat for seat in rows.order_by("id") if marks[seat.pk] and marks[seat.pk] != seat.mark]
    if any(seat.mark for seat in changed) and not reason.strip():
        raise RuleBroken("付けた出欠を直すときは、理由を入力してください。", field="reason")
    for seat in changed:
        why = reason.strip() if seat.mark else ""
        write_mark(actor=actor, seat=seat, mark=Mark(marks[seat.pk]), how=MarkHow.LIST, now=now, reason=why)
        detail = {"step": "mark", "mark": seat.mark, "how": "list"}
        record(actor=actor, event=E.TRAINING_SEAT, now=now, thing=seat, detail=detail)
    return len(changed)


@transaction.atomic
def come(*, actor: Actor, seat_id: UUID, code: str, now: datetime) -> TrainingSeat:
    """会場のコードで出席する, by the account. Raises NotFound, Conflict (not in its hours), RuleBroken (a wrong code)."""
    return _come(actor, get_seat(actor=actor, seat_id=seat_id), code, now)


@transaction.atomic
def come_by_link(*, secret: str, code: str, now: datetime) -> TrainingSeat:
    """会場のコードで出席する, by one's own link. Raises as `come`."""
    return _come(system_actor("training_link"), mine_page(secret=secret, at=now).seat, code, now)


@transaction.atomic
def come_by_number(*, secret: str, code: str, now: datetime) -> TrainingSeat:
    """会場のコードで出席する, with the 受付番号 as `secret` (the acting link was given this seat, and sees no other).

    Raises:
        NotFound: no such seat. Further as `come`.
    """
    seat = TrainingSeat.objects.select_related("training").filter(number=clean_code(secret)).first()
    if seat is None:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    return _come(system_actor("training_link"), seat, code, now)


@transaction.atomic
def reply(*, actor: Actor, seat_id: UUID, now: datetime, text: str = "", **scores: int | None) -> None:
    """アンケートに答える, by the account: once, for who was there. Raises NotFound, Conflict, RuleBroken."""
    seat = get_seat(actor=actor, seat_id=seat_id)
    if seat.user_id != actor.user_id and seat.organisation_id != actor.organisation_id:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    _reply(seat, text, scores, now)


@transaction.atomic
def reply_by_link(*, secret: str, now: datetime, text: str = "", **scores: int | None) -> None:
    """アンケートに答える, by one's own link. Raises as `reply`."""
    _reply(mine_page(secret=secret, at=now).seat, text, scores, now)


@transaction.atomic
def certify(*, actor: Actor, pk: UUID, now: datetime) -> int:
    """修了証を発行する: a number for each who earned one and has none yet. Returns how many.

    Raises:
        NotFound: another side's. Conflict: before 終了.
    """
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    _alone(training)
    if training.status != TrainingStatus.DONE:
        raise Conflict("修了証は、出欠を確定して研修を終えてから発行できます。")
    take_turns("training certificates")
    given = TrainingSeat.objects.filter(training__municipality_id=training.municipality_id).exclude(certificate="")
    last = last_place(given.values_list("certificate", flat=True))
    rows = TrainingSeat.objects.filter(training=training, status=SeatStatus.REGISTERED, certificate="")
    seats = [seat for seat in rows.order_by("registered_at", "id") if is_certified(seat.mark)]
    for number, seat in enumerate(seats, start=last + 1):
        seat.certificate = certificate_number(day_of(training.starts_at), number, new_code(CHECK_LENGTH))
        seat.certified_at = now
        seat.save(update_fields=["certificate", "certified_at"])
    record(
        actor=actor, event=E.TRAINING_CHANGED, now=now, thing=training, detail={"step": "certify", "count": len(seats)}
    )
    return len(seats)


@transaction.atomic
def print_certificates(*, actor: Actor, pk: UUID, now: datetime, seat_id: UUID | None = None) -> list[TrainingSeat]:
    """修了証を印刷する: all of a training (organisers), or one; each printing is on record.

    Raises:
        NotFound: not to be seen, or none was given.
    """
    if seat_id is not None:
        seat = get_seat(actor=actor, seat_id=seat_id)
        seats = [seat] if seat.certificate and seat.training_id == pk else []
    else:
        training = get_training(actor=actor, pk=pk, permission=P.TRAINING_VIEW)
        rows = TrainingSeat.objects.select_related("training__organiser", "training__municipality", "training__partner")
        seats = list(rows.filter(training=training).exclude(certificate="").order_by("certificate"))
    return _printed(actor, seats, now)


@transaction.atomic
def print_by_link(*, secret: str, now: datetime) -> TrainingSeat:
    """修了証を印刷する, by one's own link. Raises NotFound."""
    seat = mine_page(secret=secret, at=now).seat
    return _printed(system_actor("training_link"), [seat] if seat.certificate else [], now)[0]


def _printed(actor: Actor, seats: list[TrainingSeat], now: datetime) -> list[TrainingSeat]:
    if not seats:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    for seat in seats:
        record(actor=actor, event=E.PRINTED, now=now, thing=seat, detail={"form": "certificate"})
    return seats


def _on_the_day(training: Training, now: datetime) -> None:
    if training.status not in (*RUNNING, TrainingStatus.HELD):
        raise Conflict("出欠を付けられるのは、研修の当日から、出欠を確定して終えるまでです。")
    if not is_near(training.starts_at, at=now):
        raise Conflict("まだ研修の日ではありません。始まる30分前から、出欠を付けられます。")


def _alone(training: Training, seat: TrainingSeat | None = None) -> None:
    """One after the other for each training; then what stands in the rows is what whoever was before left."""
    take_turns(f"training {training.pk}")
    training.refresh_from_db()
    if seat is not None:
        seat.refresh_from_db(fields=["status", "mark", "replied"])


def _come(actor: Actor, seat: TrainingSeat, code: str, now: datetime) -> TrainingSeat:
    training = seat.training
    _alone(training, seat)
    in_hours = code_counts(training.starts_at, training.ends_at, at=now)
    if not in_hours or training.status not in (*RUNNING, TrainingStatus.HELD):
        raise Conflict("出席のコードが使えるのは、研修の時間の前後だけです。出席したときは、受付で伝えてください。")
    if clean_code(code) != training.room_code:
        raise RuleBroken("コードが違います。会場に示されているコードを確かめてください。", field="code")
    if seat.status != SeatStatus.REGISTERED:
        raise Conflict("空き待ちの方は、受付で伝えてください。")
    if seat.mark:
        return seat
    mark = mark_by_code(training.starts_at, training.ends_at, at=now)
    write_mark(actor=actor, seat=seat, mark=mark, how=MarkHow.CODE, now=now)
    detail = {"step": "mark", "mark": mark, "how": "code"}
    record(actor=actor, event=E.TRAINING_SEAT, now=now, thing=seat, detail=detail)
    return seat


def _reply(seat: TrainingSeat, text: str, scores: Mapping[str, int | None], now: datetime) -> None:
    """Nothing is put on record: who wrote which reply, and when, is nobody's to find."""
    _alone(seat.training, seat)
    if seat.training.status not in OVER or seat.mark not in CAME:
        raise Conflict("アンケートは、研修に出席した方に、終わったあとにお願いしています。")
    if seat.replied:
        raise Conflict("アンケートには、すでにお答えいただいています。ありがとうございました。")
    answers = {code: scores.get(code) for code, _ in QUESTIONS}
    if not text.strip() and not any(answers.values()):
        raise RuleBroken("どれか一つはお答えください。")
    if found := personal_in(text, today=day_of(now), answers=True):
        raise RuleBroken(
            f"{'・'.join(found)}と思われる言葉があります。どなたかが分かることは書かないでください。", field="text"
        )
    TrainingReply.objects.create(training=seat.training, text=text.strip() or None, **answers)
    seat.replied = True
    seat.save(update_fields=["replied"])
