"""What the search looks in, made anew; the table of areas as one day has it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.offices.enums import MunicipalityKind
from renkei.offices.models import Municipality, OfficeIndex, OfficeService
from renkei.offices.rules import assembling
from renkei.offices.rules.geo import Point
from renkei.offices.rules.places import Area, AreaIndex
from renkei.offices.rules.searching import grams
from renkei.offices.services.bulk import Bulk
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_CHUNK = 5000


def area_index(on: date) -> AreaIndex:
    """Municipalities by name, as they stood on that day."""
    areas = [
        Area(
            m.code, m.prefecture, m.full_name, m.name, MunicipalityKind(m.kind),
            Point(m.latitude, m.longitude) if m.latitude is not None and m.longitude is not None else None,
            m.valid_from, m.valid_to,
        )
        for m in Municipality.objects.all()
    ]  # fmt: skip
    return AreaIndex(areas, on)


@transaction.atomic
def index_offices(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """事業所の検索の索引を作り直す: after a change of `rules.searching` or of the table of 異体字.

    Returns:
        (offices looked at, offices whose text was another).
    """
    require(actor, P.DIRECTORY_IMPORT)
    areas = area_index(day_of(now))
    held = list(OfficeIndex.objects.order_by("office_id").values_list("id", "office_id", "search_text"))
    changed = 0
    for start in range(0, len(held), _CHUNK):
        chunk = held[start : start + _CHUNK]
        texts = _texts([office for _, office, _ in chunk], areas)
        rows = [(id_, texts[office], grams(texts[office])) for id_, office, text in chunk if texts[office] != text]
        Bulk(OfficeIndex).update(("id", "search_text", "grams"), rows)
        changed += len(rows)
    record(actor=actor, event=E.INDEX_CHANGED, now=now, detail={"offices": len(held), "changed": changed})
    return len(held), changed


def _texts(offices: list[UUID], areas: AreaIndex) -> dict[UUID, str]:
    rows: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in OfficeService.objects.filter(office_id__in=offices).values(*assembling.ROW_FIELDS):
        rows[row["office_id"]].append(row)
    return {office: assembling.search_text(rows[office], areas) for office in offices}
