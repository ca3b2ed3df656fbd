"""研修の申込み: by an account, by a link without one, by the organisers; and giving the seat back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import organisation_by_id
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.blind_index import fingerprint
from renkei.core.db import explain, take_turns
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.ids import new_code, new_token, token_hash
from renkei.offices.models import Office
from renkei.policy.actor import Actor, system_actor
from renkei.policy.decide import require
from renkei.policy.enums import OFFICE_KINDS
from renkei.policy.permissions import P
from renkei.programme.enums.training import (
    RUNNING,
    Job,
    Mark,
    MarkHow,
    SeatChannel,
    SeatStatus,
    TrainingStatus,
)
from renkei.programme.models import TrainingSeat
from renkei.programme.queries.training import Counts, counts_of, get_training
from renkei.programme.queries.training_links import link_page, mine_page
from renkei.programme.queries.training_people import get_seat
from renkei.programme.rules.training import is_near, seat_for, takes_registrations, who_key
from renkei.programme.rules.training_assumptions import NUMBER_LENGTH
from renkei.programme.services.training_marks import write_mark
from renkei.programme.services.training_telling import move_up
from renkei.programme.states.training import TRAINING_SEAT


@dataclass(frozen=True)
class Person:
    """Who takes part, as typed."""

    name: str
    job: str = Job.OTHER
    office_name: str = ""
    office_number: str = ""
    mail: str = ""
    phone: str = ""


@transaction.atomic
def register(*, actor: Actor, pk: UUID, now: datetime, person: Person | None = None) -> TrainingSeat:
    """申し込む: oneself, or (with `person`) a colleague of one's own body.

    Raises:
        NotFound: not to be seen. Conflict: not (or no longer) open. RuleBroken: registered already; no name.
    """
    training = get_training(actor=actor, pk=pk)
    body = organisation_by_id(actor.organisation_id) if actor.organisation_id else None
    if body is None:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    who = Person(
        name=person.name if person else actor.name, job=person.job if person else _usual_job(body),
        office_name=body.name, office_number=body.office_number,
    )  # fmt: skip
    seat = TrainingSeat(
        training=training, organisation=body, channel=SeatChannel.ACCOUNT, user_id=None if person else actor.user_id,
        registered_by=actor.user_id,
    )  # fmt: skip
    return _take(actor, seat, who, now)


@transaction.atomic
def enter(*, actor: Actor, pk: UUID, person: Person, now: datetime, is_here: bool = False) -> TrainingSeat:
    """主催者が入力する: told by telephone, or `is_here` (飛び入り: has a seat and is present, whatever the capacity).

    Raises:
        NotFound: another side's. Conflict: over. RuleBroken: registered already; nobody named; `is_here` before the day.
    """
    training = get_training(actor=actor, pk=pk, permission=P.TRAINING_WRITE)
    if is_here and not is_near(training.starts_at, at=now):
        raise RuleBroken("当日の飛び入りは、研修が始まる30分前から入力できます。", field="here")
    seat = TrainingSeat(training=training, channel=SeatChannel.ORGANISER, registered_by=actor.user_id)
    seat = _take(actor, seat, person, now, by_organiser=True, over=is_here)
    if is_here:
        write_mark(actor=actor, seat=seat, mark=Mark.PRESENT, how=MarkHow.LIST, now=now)
    return seat


@transaction.atomic
def register_by_link(*, secret: str, person: Person, now: datetime) -> str:
    """案内のリンクから申し込む, without an account. Returns the secret of one's own link; it is shown once.

    Raises:
        NotFound: no such link. Conflict: not (or no longer) open. RuleBroken: registered already; nobody named.
    """
    page = link_page(secret=secret, at=now)
    token = new_token()
    seat = TrainingSeat(training=page.thing, channel=SeatChannel.LINK, secret_hash=token_hash(token))
    _take(system_actor("training_link"), seat, person, now)
    return token


@transaction.atomic
def cancel_seat(*, actor: Actor, seat_id: UUID, now: datetime) -> TrainingSeat:
    """申込みを取り消す: of one's own body, or as an organiser. Whoever waits moves up.

    Raises:
        NotFound: not to be seen. Conflict: it is over, or cancelled already.
    """
    return _give_back(actor, get_seat(actor=actor, seat_id=seat_id), now)


@transaction.atomic
def cancel_by_link(*, secret: str, now: datetime) -> TrainingSeat:
    """申込みを取り消す, by one's own link. Raises NotFound, Conflict."""
    return _give_back(system_actor("training_link"), mine_page(secret=secret, at=now).seat, now)


@transaction.atomic
def told(*, actor: Actor, seat_id: UUID, now: datetime) -> TrainingSeat:
    """伝えた: somebody without an account was told by telephone or mail. Raises NotFound."""
    seat = get_seat(actor=actor, seat_id=seat_id)
    get_training(actor=actor, pk=seat.training_id, permission=P.TRAINING_WRITE)
    what, seat.to_tell = seat.to_tell, ""
    seat.save(update_fields=["to_tell"])
    record(actor=actor, event=E.TRAINING_SEAT, now=now, thing=seat, detail={"step": "told", "what": what})
    return seat


def _take(
    actor: Actor, seat: TrainingSeat, who: Person, now: datetime, *, by_organiser: bool = False, over: bool = False
) -> TrainingSeat:
    """Fill in a seat and keep it, or a place on the waiting list. One after the other for each training."""
    require(actor, P.TRAINING_JOIN)
    training = seat.training
    take_turns(f"training {training.pk}")
    training.refresh_from_db()  # cancelled, closed or changed by whoever was before
    if by_organiser and training.status not in (*RUNNING, TrainingStatus.HELD):
        raise Conflict("参加者を加えられるのは、募集を始めてから終えるまでです。")
    if not by_organiser and not takes_registrations(training.status, training.deadline, at=now):
        raise Conflict("この研修の申込みは、いまは受け付けていません。")
    _fill(seat, who)
    taken = counts_of([training.pk]).get(training.pk, Counts()).taken
    seat.status = SeatStatus.REGISTERED if over else seat_for(taken, training.capacity)
    seat.number, seat.registered_at = new_code(NUMBER_LENGTH), now
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError as error:
        raise _already(error) from None
    detail = {"step": "register", "status": seat.status, "channel": seat.channel}
    record(actor=actor, event=E.TRAINING_SEAT, now=now, thing=seat, detail=detail)
    return seat


def _already(error: IntegrityError) -> Conflict | RuleBroken:
    found = explain(error, TrainingSeat)
    if isinstance(found, RuleBroken):
        return RuleBroken(
            f"{found}受付番号が分からないときや、内容を変えるときは、問合せ先にご連絡ください。", field="name"
        )
    return found


def _fill(seat: TrainingSeat, who: Person) -> None:
    """The office by its number in the directory; a body of Renkei by the same number."""
    if not who.name.strip():
        raise RuleBroken("参加する人の名前を入力してください。", field="name")
    office = None
    if who.office_number:
        office = Office.objects.filter(office_number=who.office_number).order_by("-listed", "name", "id").first()
        if seat.organisation is None:
            seat.organisation = Organisation.objects.filter(
                office_number=who.office_number, kind__in=OFFICE_KINDS
            ).order_by("kind").first()  # fmt: skip
    name = who.office_name.strip() or (office.name if office else "")
    if not name:
        raise RuleBroken("事業所・機関の名前を入力するか、正しい事業所番号を入力してください。", field="office_name")
    seat.office, seat.office_name, seat.office_number = office, name[:200], who.office_number
    seat.name, seat.job = who.name.strip(), Job(who.job)
    seat.mail, seat.phone = who.mail or None, who.phone or None
    seat.who_hash = fingerprint(who_key(who.office_number or name, who.name))


def _give_back(actor: Actor, seat: TrainingSeat, now: datetime) -> TrainingSeat:
    require(actor, P.TRAINING_JOIN)
    training = seat.training
    take_turns(f"training {training.pk}")
    training.refresh_from_db()
    seat.refresh_from_db(fields=["status", "mark"])
    if training.status not in RUNNING or seat.mark:
        raise Conflict("実施した（または中止になった）研修の申込みは、取り消せません。")
    before = seat.status
    seat.status = TRAINING_SEAT.check(seat.status, "cancel").target
    seat.cancelled_at, seat.to_tell = now, ""
    seat.save(update_fields=["status", "cancelled_at", "to_tell"])
    record(actor=actor, event=E.TRAINING_SEAT, now=now, thing=seat, detail={"step": "cancel", "from": before})
    move_up(training=training, now=now)
    return seat


def _usual_job(body: Organisation) -> str:
    if body.kind == "plan_office":
        return Job.PLANNER
    return Job.SUPPORT if body.kind == "service_office" else Job.OFFICIAL
