"""Who is told of a training: by a notice where there is an account; else the organisers see whom they must call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from renkei.core import wall
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.programme.enums.training import SeatChannel, SeatStatus, ToTell
from renkei.programme.models import Training, TrainingSeat


def page_of(training: Training) -> str:
    """Where a notice leads."""
    return f"/trainings/{training.pk}/"


def tell_seats(*, actor: Actor, training: Training, kind: Kind, untold: ToTell, now: datetime) -> None:
    """Everybody who holds a seat or waits for one. That somebody may come at all stays to be told, with what changed."""
    to: list[tuple[UUID, UUID | None]] = []
    for seat in TrainingSeat.objects.filter(training=training).exclude(status=SeatStatus.CANCELLED):
        user = seat.user_id or seat.registered_by
        if seat.channel == SeatChannel.ACCOUNT and user is not None:
            to.append((user, seat.organisation_id))
        elif (seat.to_tell, untold) != (ToTell.MOVED_UP, ToTell.CHANGED):
            seat.to_tell = untold
            seat.save(update_fields=["to_tell"])
    people = [pair for pair in to if pair[0] != actor.user_id]
    notify(to=people, kind=kind, now=now, number=training.number, link=page_of(training))


def move_up(*, training: Training, now: datetime) -> int:
    """Seats that are free go to whoever waits longest, whoever gave them back. Returns how many moved up."""
    rows = wall.call("SELECT * FROM wall.training_move_up(%s, %s)", [training.pk, now])
    to = [(user, body) for _, user, body in rows if user is not None]
    notify(to=to, kind=Kind.TRAINING_SEAT, now=now, number=training.number, link=page_of(training))
    return len(rows)
