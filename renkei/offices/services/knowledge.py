"""The button of the coordinators' knowledge: say what is known now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain
from renkei.core.errors import NotFound, RuleBroken
from renkei.offices.enums import Accepted, KnownFrom, Tie
from renkei.offices.models import Knowledge, Office
from renkei.offices.queries.knowledge import keepers
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def save_knowledge(*, actor: Actor, office_id: UUID, municipality_id: UUID, now: datetime, **fields: Any) -> Knowledge:
    """事業所メモを記録する: a new version for this municipality; the one before it stays, with the moment it was replaced.

    Args:
        fields: the columns of `Knowledge` that a coordinator fills in.

    Raises:
        NotFound: no such office, or not a municipality one stands for.
        RuleBroken: a day in the future; numbers without the experience they belong to; a first version saved twice at once.
    """
    require(actor, P.KNOWLEDGE_WRITE)
    if municipality_id not in {m.pk for m in keepers(actor=actor)} or not Office.objects.filter(pk=office_id).exists():
        raise NotFound(permission=P.KNOWLEDGE_WRITE.code)
    _check(fields, now)
    before = (
        Knowledge.objects.select_for_update(of=("self",))
        .filter(office_id=office_id, municipality_id=municipality_id, replaced_at__isnull=True).first()
    )  # fmt: skip
    if before is not None:
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    try:
        with transaction.atomic():
            row = Knowledge.objects.create(
                office_id=office_id, municipality_id=municipality_id, organisation_id=actor.organisation_id,
                author=actor.user_id, written_at=now, supersedes=before, **fields,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Knowledge) from None
    detail = {"step": "correct" if before else "write", "office": str(office_id), "shareable": row.shareable}
    record(actor=actor, event=E.KNOWLEDGE_CHANGED, now=now, thing=row, detail=detail)
    return row


@transaction.atomic
def note_training(
    *, actor: Actor, office_ids: Iterable[UUID], municipality_id: UUID, title: str, on: date, now: datetime
) -> int:
    """受けた研修 of offices whose staff were at one: a new version where it is the latest known, the rest as it was.

    Returns how many offices have a new version. Raises NotAllowed, NotFound.
    """
    changed = 0
    for office_id in sorted(office_ids):
        before = Knowledge.objects.filter(
            office_id=office_id, municipality_id=municipality_id, replaced_at__isnull=True
        ).first()  # fmt: skip
        if before is not None and before.training_on is not None and before.training_on > on:
            continue
        fields: dict[str, Any] = dict(_FIRST) | {"as_of": on}
        if before is not None:
            fields = {name: getattr(before, name) for name in (*_FIRST, *_KEPT)}
            fields["as_of"] = max(before.as_of, on)
        save_knowledge(
            actor=actor, office_id=office_id, municipality_id=municipality_id, now=now, **fields,
            training=title[:200], training_on=on,
        )  # fmt: skip
        changed += 1
    return changed


#: What is known of an office of which nobody had written anything, and what else a version holds.
_FIRST = {"tie": Tie.MET, "accepted": Accepted.UNKNOWN, "source": KnownFrom.OWN, "shareable": False}
_KEPT = (
    "contact_role", "contact_name", "contact_window", "best_hours", "accepted_count", "accepted_last_on", "note",
)  # fmt: skip


def _check(fields: dict[str, Any], now: datetime) -> None:
    today = day_of(now)
    for name in ("as_of", "accepted_last_on", "training_on"):
        if fields.get(name) and fields[name] > today:
            raise RuleBroken("今日までの日を入力してください。", field=name)
