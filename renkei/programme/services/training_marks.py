"""出欠: one entry, written once; the seat carries the newest."""

from __future__ import annotations

from datetime import datetime

from renkei.policy.actor import Actor
from renkei.programme.enums.training import Mark, MarkHow
from renkei.programme.models import TrainingMark, TrainingSeat


def write_mark(
    *, actor: Actor, seat: TrainingSeat, mark: Mark, how: MarkHow, now: datetime, reason: str = ""
) -> TrainingMark:
    """Add an entry."""
    row = TrainingMark.objects.create(
        seat=seat, mark=mark, how=how, reason=reason, at=now, marked_by=actor.user_id
    )  # fmt: skip
    seat.mark = mark
    seat.save(update_fields=["mark"])
    return row
