"""出欠: one entry, written once; the seat carries the newest."""

from __future__ import annotations

from datetime import datetime

from renkei.policy.actor import Actor
from renkei.programme.enums.training import Mark, MarkHow
from renkei.programme.models import TrainingMark, TrainingSeat
from renkei.programme.rules.training import is_certified


def write_mark(
    *, actor: Actor, seat: TrainingSeat, mark: Mark, how: MarkHow, now: datetime, reason: str = ""
) -> TrainingMark:
    """Add an entry. A correction to less than a 修了証 asks for takes back the one that was given."""
    row = TrainingMark.objects.create(
        seat=seat, mark=mark, how=how, reason=reason, at=now, marked_by=actor.user_id
    )  # fmt: skip
    seat.mark = mark
    if not is_certified(mark):
        seat.certificate, seat.certified_at = "", None
    seat.save(update_fields=["mark", "certificate", "certified_at"])
    return row
