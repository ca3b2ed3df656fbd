"""個人情報ファイル簿の記載を保存する."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.privacy.models import FileEntry
from renkei.privacy.queries.local import get_municipality


@transaction.atomic
def save_entry(*, actor: Actor, municipality_id: UUID, now: datetime, **fields: Any) -> FileEntry:
    """What only the municipality knows: names, counter, notes, the day of publication."""
    require(actor, P.PRIVACY_RULES)
    municipality = get_municipality(actor=actor, pk=municipality_id, on=day_of(now))
    entry, _ = FileEntry.objects.update_or_create(
        municipality=municipality, defaults=fields | {"saved_by": actor.user_id, "saved_at": now}
    )
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, thing=entry, detail={"fields": sorted(fields)})
    return entry
