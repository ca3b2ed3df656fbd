"""研修: which of them one sees, on which side; one with its numbers; what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from renkei.accounts.models import Organisation
from renkei.accounts.queries import organisation_by_id, partners
from renkei.core import wall
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.ids import token_hash
from renkei.core.lookups import array_of
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.offices.queries.knowledge import keepers
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import OrgKind
from renkei.policy.permissions import P
from renkei.programme.enums.training import OVER, SeatStatus, TrainingStatus
from renkei.programme.models import Training, TrainingFile, TrainingSeat
from renkei.programme.rules.training import seats_left, takes_registrations

#: With whom a training may be held jointly (共催).
_PARTNERS = (OrgKind.SETTLEMENT_CENTER, OrgKind.CORE_CENTER, OrgKind.PREFECTURE, OrgKind.PARTNER, OrgKind.MUNICIPALITY)


@dataclass(frozen=True)
class Counts:
    """How many hold a seat, how many wait."""

    taken: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class TrainingLine:
    """A training of a list. `mine`: how many of one's own body have registered."""

    thing: Training
    counts: Counts
    runs: bool
    mine: int

    @property
    def left(self) -> int | None:
        """Free seats; None: no limit."""
        return seats_left(self.counts.taken, self.thing.capacity)


@dataclass(frozen=True)
class TrainingPage:
    """One training. `runs`: the actor's side prepares it; `views`: it reads who takes part; `own`: seats of the actor's body."""

    thing: Training
    counts: Counts
    runs: bool
    views: bool
    takes: bool
    own: tuple[TrainingSeat, ...]
    mine: TrainingSeat | None

    @property
    def left(self) -> int | None:
        """Free seats; None: no limit."""
        return seats_left(self.counts.taken, self.thing.capacity)

    @property
    def shows_url(self) -> bool:
        """The address of the online room: for the organisers, and for whom a seat is kept."""
        held = any(s.status == SeatStatus.REGISTERED for s in self.own)
        return bool(self.thing.online_url) and (self.views or held)

    @property
    def is_over(self) -> bool:
        """Has it been held?"""
        return self.thing.status in OVER

    @property
    def is_done(self) -> bool:
        """終了 or 中止: nobody comes any more."""
        return self.thing.status in (TrainingStatus.DONE, TrainingStatus.CANCELLED)


def side_of(actor: Actor) -> set[UUID]:
    """The municipalities in whose name the actor works, and its own body."""
    return {pk for pk in (actor.organisation_id, *actor.acts_for) if pk is not None}


def runs(actor: Actor, training: Training) -> bool:
    """Does the actor's side prepare it?"""
    return can(actor, P.TRAINING_WRITE) and training.municipality_id in side_of(actor)


def views(actor: Actor, training: Training) -> bool:
    """Does the actor read who takes part: of the side that prepares it, or of the body that holds it jointly?"""
    held = training.municipality_id in side_of(actor) or training.partner_id == actor.organisation_id
    return can(actor, P.TRAINING_VIEW) and held


def trainings(*, actor: Actor) -> QuerySet[Training]:
    """Of one's own side all; of the prefecture's others those that were announced. The next first, then what is over.

    Raises:
        NotAllowed: the role joins no training.
    """
    require(actor, P.TRAINING_JOIN)
    running = (TrainingStatus.PREPARING, TrainingStatus.OPEN, TrainingStatus.CLOSED)
    first = Case(When(status__in=running, then=Value(0)), default=Value(1), output_field=IntegerField())
    return _readable(actor).select_related("municipality", "organiser", "partner").order_by(first, "-starts_at", "id")


def get_training(*, actor: Actor, pk: UUID | str, permission: P = P.TRAINING_JOIN) -> Training:
    """One of them. Raises NotFound, NotAllowed; with TRAINING_VIEW or TRAINING_WRITE only those of one's own side."""
    require(actor, permission)
    try:
        found = trainings(actor=actor).get(pk=pk)
    except (Training.DoesNotExist, ValidationError, ValueError):
        raise NotFound(permission=permission.code) from None
    allowed = {P.TRAINING_VIEW: views, P.TRAINING_WRITE: runs}.get(permission)
    if allowed is not None and not allowed(actor, found):
        raise NotFound(permission=permission.code)
    return found


def training_page(*, actor: Actor, pk: UUID | str, at: datetime) -> TrainingPage:
    """One with its numbers and the seats of one's own body. Raises NotFound, NotAllowed."""
    thing = get_training(actor=actor, pk=pk)
    rows = TrainingSeat.objects.filter(training=thing, organisation_id=actor.organisation_id)
    own = tuple(rows.exclude(status=SeatStatus.CANCELLED).order_by("registered_at", "id"))
    mine = next((s for s in own if s.user_id is not None and s.user_id == actor.user_id), None)
    takes = takes_registrations(thing.status, thing.deadline, at=at)
    counts = counts_of([thing.pk]).get(thing.pk, Counts())
    return TrainingPage(thing, counts, runs(actor, thing), views(actor, thing), takes, own, mine)


def lines_of(*, actor: Actor, found: Iterable[Training]) -> list[TrainingLine]:
    """Trainings of a list with their numbers: two queries however many they are."""
    things = list(found)
    counts = counts_of([t.pk for t in things])
    own = TrainingSeat.objects.filter(training__in=things, organisation_id=actor.organisation_id)
    mine = list(own.exclude(status=SeatStatus.CANCELLED).values_list("training_id", flat=True))
    return [
        TrainingLine(t, counts.get(t.pk, Counts()), views(actor, t), mine.count(t.pk)) for t in things
    ]  # fmt: skip


def counts_of(ids: Iterable[UUID]) -> dict[UUID, Counts]:
    """Of these trainings: how many hold a seat and wait; a number that everybody who sees the training may know."""
    rows = wall.call("SELECT * FROM wall.training_counts(%s::uuid[])", [array_of(list(ids))])
    return {training: Counts(taken, waiting) for training, taken, waiting in rows}


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """出欠を確定する: trainings of one's own body that are over and not settled. One query."""
    if not can(actor, P.TRAINING_WRITE):
        return []
    unsettled = (TrainingStatus.OPEN, TrainingStatus.CLOSED, TrainingStatus.HELD)
    rows = Training.objects.filter(organiser_id=actor.organisation_id, status__in=unsettled, ends_at__lt=at)
    return [
        Waiting("研修の出欠を確定する", title, day_of(ends_at), "training:detail", (pk,), number)
        for pk, title, ends_at, number in rows.order_by("ends_at").values_list("pk", "title", "ends_at", "number")[:SHOWN]
    ]  # fmt: skip


SOURCE = Source(
    waiting,
    bell(
        "FROM programme_training WHERE organiser_id = %(body)s AND status IN {unsettled} AND ends_at < %(at)s",
        unsettled=(TrainingStatus.OPEN, TrainingStatus.CLOSED, TrainingStatus.HELD),
    ),
)


def town_choices(*, actor: Actor) -> list[tuple[UUID, str]]:
    """The municipalities in whose name the actor may hold a training."""
    return [(m.pk, m.name) for m in keepers(actor=actor)]


def partner_choices(*, actor: Actor) -> list[tuple[UUID, str]]:
    """With whom it may be held jointly: bodies of the prefecture other than one's own."""
    require(actor, P.TRAINING_WRITE)
    assert actor.organisation_id  # noqa: S101 - a member's body
    prefecture = organisation_by_id(actor.organisation_id).prefecture_code
    found = partners(actor=actor, kinds=_PARTNERS).filter(prefecture_code=prefecture).exclude(pk=actor.organisation_id)
    return [(o.pk, o.name) for o in found]


def files_of(*, actor: Actor, training: Training) -> list[TrainingFile]:
    """資料, without their content: for the organisers and for bodies that hold a seat; for others none."""
    if not views(actor, training) and not _holds_seat(actor, training):
        return []
    rows = TrainingFile.objects.filter(training=training, withdrawn_at__isnull=True).defer("content")
    return list(rows.order_by("added_at", "id"))


def get_file(*, actor: Actor, pk: UUID | str, file_id: UUID) -> TrainingFile:
    """One file with its content. Raises NotFound."""
    training = get_training(actor=actor, pk=pk)
    if file_id not in {f.pk for f in files_of(actor=actor, training=training)}:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    return TrainingFile.objects.get(pk=file_id)


def link_token(training_id: UUID) -> str:
    """The secret of the public link: made from the wall key, so it can be printed again; the database keeps its hash."""
    return wall.seal(f"training link {training_id}")[:32]


def link_works(training: Training) -> bool:
    """Does the link that would be printed now open it (the wall key is still the one it was announced under)?"""
    return training.link_hash == token_hash(link_token(training.pk))


def _holds_seat(actor: Actor, training: Training) -> bool:
    rows = TrainingSeat.objects.filter(training=training, organisation_id=actor.organisation_id)
    return rows.filter(status=SeatStatus.REGISTERED).exists()


def _readable(actor: Actor) -> QuerySet[Training]:
    found = Q(pk__in=[])
    if can(actor, P.TRAINING_VIEW):
        found |= Q(municipality_id__in=side_of(actor)) | Q(partner_id=actor.organisation_id)
    own = Organisation.objects.filter(pk=actor.organisation_id).values("prefecture_code")
    found |= ~Q(status=TrainingStatus.PREPARING) & Q(municipality__prefecture_code__in=own)
    return Training.objects.filter(found)
