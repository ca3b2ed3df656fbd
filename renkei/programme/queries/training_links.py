"""研修 · what stands behind a link: the training of the public one, one's own registration behind one's own. No account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkei.core import wall
from renkei.core.errors import NotFound
from renkei.core.ids import token_hash
from renkei.policy.permissions import P
from renkei.programme.enums.training import CAME, OVER, RUNNING, SeatStatus, TrainingStatus
from renkei.programme.models import Training, TrainingFile, TrainingSeat
from renkei.programme.queries.training import Counts, counts_of
from renkei.programme.rules.training import clean_code, code_counts, seats_left, takes_registrations


@dataclass(frozen=True)
class LinkPage:
    """The public page of a training."""

    thing: Training
    counts: Counts
    takes: bool
    code_counts: bool

    @property
    def left(self) -> int | None:
        """Free seats; None: no limit."""
        return seats_left(self.counts.taken, self.thing.capacity)


@dataclass(frozen=True)
class MinePage:
    """One's own registration, by one's own link."""

    seat: TrainingSeat
    thing: Training
    files: tuple[TrainingFile, ...]
    code_counts: bool

    @property
    def may_cancel(self) -> bool:
        """Until the day it is held."""
        return self.seat.status != SeatStatus.CANCELLED and self.thing.status in RUNNING

    @property
    def shows_url(self) -> bool:
        """The online room, for whom a seat is kept."""
        kept = self.seat.status == SeatStatus.REGISTERED and self.thing.status != TrainingStatus.CANCELLED
        return bool(self.thing.online_url) and kept

    @property
    def may_reply(self) -> bool:
        """The questionnaire, once, for who was there."""
        return self.thing.status in OVER and self.seat.mark in CAME and not self.seat.replied


@dataclass(frozen=True)
class Given:
    """What a number of a 修了証 was given for."""

    title: str
    starts_at: datetime
    body: str


def behind(*, secret: str) -> UUID | None:
    """The training of a public link, or the seat of one's own: for the announcement of who acts."""
    return wall.call("SELECT wall.training_key(%s)", [token_hash(secret)])[0][0]


def link_page(*, secret: str, at: datetime) -> LinkPage:
    """Raises NotFound: no such link, or not announced."""
    found = Training.objects.select_related("municipality", "organiser", "partner").filter(link_hash=token_hash(secret))
    thing = found.exclude(status=TrainingStatus.PREPARING).first()
    if thing is None:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    counts = counts_of([thing.pk]).get(thing.pk, Counts())
    takes = takes_registrations(thing.status, thing.deadline, at=at)
    return LinkPage(thing, counts, takes, _counts_now(thing, at))


def mine_page(*, secret: str, at: datetime) -> MinePage:
    """Raises NotFound."""
    seats = TrainingSeat.objects.select_related("training__municipality", "training__organiser", "training__partner")
    seat = seats.filter(secret_hash=token_hash(secret)).first()
    if seat is None:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    files: tuple[TrainingFile, ...] = ()
    if seat.status == SeatStatus.REGISTERED:
        rows = TrainingFile.objects.filter(training=seat.training, withdrawn_at__isnull=True).defer("content")
        files = tuple(rows.order_by("added_at", "id"))
    return MinePage(seat, seat.training, files, _counts_now(seat.training, at))


def mine_file(*, secret: str, file_id: UUID, at: datetime) -> TrainingFile:
    """資料 by one's own link. Raises NotFound."""
    page = mine_page(secret=secret, at=at)
    if file_id not in {f.pk for f in page.files}:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    return TrainingFile.objects.get(pk=file_id)


def seat_of_number(number: str) -> UUID | None:
    """The seat of a 受付番号 of the training whose public link acts."""
    return wall.call("SELECT wall.training_seat_of(%s)", [clean_code(number)])[0][0]


def certificate_given(number: str) -> Given | None:
    """What a 修了証 of this number was given for; None: there is none. Names nobody."""
    rows = wall.call("SELECT * FROM wall.training_certificate(%s)", ["修" + clean_code(number).removeprefix("修")])
    return Given(*rows[0]) if rows else None


def _counts_now(thing: Training, at: datetime) -> bool:
    return thing.status in (*RUNNING, TrainingStatus.HELD) and code_counts(thing.starts_at, thing.ends_at, at=at)
