"""研修 · who registered and came: for the organisers; of one's own body; the register over all trainings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.queries import names_of_users
from renkei.core.clock import day_of, moments_of
from renkei.core.errors import NotFound
from renkei.offices.models import Office
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P
from renkei.programme.enums.training import CAME, InvitedHow, SeatStatus, TrainingStatus
from renkei.programme.models import Training, TrainingInvitation, TrainingReply, TrainingSeat
from renkei.programme.queries.training import side_of, views
from renkei.programme.rules.training import is_certified, scores
from renkei.programme.rules.training_assumptions import QUESTIONS

_ORDER = {SeatStatus.REGISTERED: 0, SeatStatus.WAITING: 1, SeatStatus.CANCELLED: 2}


@dataclass(frozen=True)
class Roster:
    """参加者: those with a seat, those who wait, those who gave it back."""

    registered: list[TrainingSeat]
    waiting: list[TrainingSeat]
    cancelled: list[TrainingSeat]

    @property
    def to_tell(self) -> list[TrainingSeat]:
        """Who has no account and must be told something by telephone or mail."""
        return [s for s in (*self.registered, *self.waiting, *self.cancelled) if s.to_tell]

    @property
    def came(self) -> list[TrainingSeat]:
        """Who was there."""
        return [s for s in self.registered if s.mark in CAME]

    @property
    def certified(self) -> list[TrainingSeat]:
        """Who gets a 修了証."""
        return [s for s in self.registered if is_certified(s.mark)]

    @property
    def has_papers(self) -> bool:
        """Was a 修了証 given to anybody?"""
        return any(s.certificate for s in self.registered)

    @property
    def offices(self) -> int:
        """How many bodies sent somebody who came."""
        return len({s.office_number or s.office_name for s in self.came})


def roster(*, actor: Actor, training: Training) -> Roster:
    """Everybody of a training. Raises NotFound for whoever is not of the organisers' side."""
    if not views(actor, training):
        raise NotFound(permission=P.TRAINING_VIEW.code)
    rows = TrainingSeat.objects.filter(training=training).select_related("organisation").order_by("registered_at", "id")
    found: dict[str, list[TrainingSeat]] = {str(s): [] for s in SeatStatus}
    for seat in rows:
        found[seat.status].append(seat)
    return Roster(*(found[str(s)] for s in sorted(SeatStatus, key=lambda s: _ORDER[s])))


def get_seat(*, actor: Actor, seat_id: UUID) -> TrainingSeat:
    """One registration: of one's own body, or of a training whose participants one reads. Raises NotFound, NotAllowed."""
    require(actor, P.TRAINING_JOIN)
    seat = (
        TrainingSeat.objects.select_related("training__organiser", "training__municipality").filter(pk=seat_id).first()
    )
    own = seat is not None and seat.organisation_id is not None and seat.organisation_id == actor.organisation_id
    if seat is None or not (own or views(actor, seat.training)):
        raise NotFound(permission=P.TRAINING_JOIN.code)
    return seat


@dataclass(frozen=True)
class Trained:
    """A line of the register: somebody of an office who was at a training."""

    seat: TrainingSeat
    day: date


def register(
    *, actor: Actor, words: str = "", kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[TrainingSeat]:
    """Who of which office has which training, newest first, over the trainings of one's own side. Raises NotAllowed.

    Args:
        words: in the office's name or number or the training's title (names of people are encrypted and not searched).
    """
    require(actor, P.TRAINING_VIEW)
    held = Q(training__municipality_id__in=side_of(actor)) | Q(training__partner_id=actor.organisation_id)
    found = TrainingSeat.objects.filter(held, mark__in=CAME, training__status=TrainingStatus.DONE)
    for word in words.split():
        found = found.filter(
            Q(office_name__icontains=word) | Q(office_number=word) | Q(training__title__icontains=word)
        )
    if kind:
        found = found.filter(training__kind=kind)
    if since and until:
        found = found.filter(training__starts_at__range=moments_of(since, until))
    return found.select_related("training", "organisation").order_by("-training__starts_at", "office_name", "id")


def trained_of_office(*, actor: Actor, office_id: UUID, limit: int = 50) -> list[Trained]:
    """Who of an office of the directory was at which training, for coordinators. Empty for whoever may not know."""
    if not can(actor, P.TRAINING_VIEW):
        return []
    number = Office.objects.filter(pk=office_id).values_list("office_number", flat=True).first()
    of_office = Q(office_id=office_id) | (Q(office_number=number) if number else Q(pk__in=[]))
    return [Trained(s, day_of(s.training.starts_at)) for s in register(actor=actor).filter(of_office)[:limit]]


@dataclass(frozen=True)
class Invited:
    """案内先 of a list."""

    name: str
    address: str
    phone: str
    how: str
    at: datetime
    by: str


def invited(*, actor: Actor, training: Training) -> list[Invited]:
    """Who was invited, in the order of names. Raises NotFound."""
    if not views(actor, training):
        raise NotFound(permission=P.TRAINING_VIEW.code)
    rows = list(TrainingInvitation.objects.filter(training=training).select_related("office", "organisation"))
    names = names_of_users(row.invited_by for row in rows)
    found = []
    for row in rows:
        place: Any = row.office or row.organisation
        address = f"{place.area}{place.street}" if row.office else place.address
        how = InvitedHow(row.how).label
        found.append(Invited(place.name, address, place.phone, how, row.invited_at, names.get(row.invited_by, "")))
    return sorted(found, key=lambda line: line.name)


@dataclass(frozen=True)
class Results:
    """アンケートの結果: how many answered; for each question how often each score was chosen; the texts in no order."""

    answered: int
    asked: int
    questions: tuple[tuple[str, dict[int, int]], ...]
    texts: tuple[str, ...]


def results(*, actor: Actor, training: Training) -> Results:
    """Raises NotFound. Small counts are the page's to hide (renkei/stats stands above)."""
    if not views(actor, training):
        raise NotFound(permission=P.TRAINING_VIEW.code)
    rows = list(TrainingReply.objects.filter(training=training).order_by("id"))  # by chance, not by time
    asked = TrainingSeat.objects.filter(training=training, mark__in=CAME).count()
    codes = [code for code, _ in QUESTIONS]
    found = scores([[getattr(row, code) for code in codes] for row in rows], len(codes))
    texts = tuple(row.text for row in rows if row.text)
    return Results(len(rows), asked, tuple(zip([words for _, words in QUESTIONS], found, strict=True)), texts)


def kinds_of(seats: Iterable[TrainingSeat]) -> list[tuple[str, int]]:
    """How many came of each 職種, most first."""
    return Counter(s.get_job_display() for s in seats).most_common()
