"""確認・訂正 of published values, beside what is published now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from renkei.offices.enums import Corrected
from renkei.offices.models import Correction, Office, OfficeService
from renkei.offices.queries.statements import said_by
from renkei.offices.rules.corrections import LISTED, NOT_LISTED, CorrectionView
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: Characters of a published value that are kept beside a correction (columns `value`, `published`).
LONGEST = 400


def corrections_of(*, actor: Actor, office_ids: Iterable[UUID]) -> dict[UUID, list[CorrectionView]]:
    """The corrections that count now, by office, in three queries. Offices without any are absent.

    `.is_questionable`: a later release says something else; `.field is Corrected.OPERATION` with `value`
    `closed` or `suspended`: a coordinator found the office closed or suspended.
    """
    require(actor, P.DIRECTORY_VIEW)
    rows = (
        Correction.objects.filter(office_id__in=list(office_ids), withdraws=None, withdrawn_by=None)
        .order_by("office_id", "field", "service_code", "-as_of", "-at").distinct("office_id", "field", "service_code")
        .select_related("by_organisation")
    )  # fmt: skip
    found = list(rows)
    offices = Office.objects.in_bulk({row.office_id for row in found}) if found else {}
    capacities = _capacities(offices)
    views: dict[UUID, list[CorrectionView]] = defaultdict(list)
    for row in found:
        now = published(offices[row.office_id], Corrected(row.field), capacities.get((row.office_id, row.service_code)))
        views[row.office_id].append(_view(row, now))
    return dict(views)


def published(office: Office, field: Corrected, capacity: int | None = None) -> str:
    """What is published of this field now, in the form that is stored beside a correction."""
    if field is Corrected.CAPACITY:
        return str(capacity or "")
    if field is Corrected.ADDRESS:
        return f"{office.area}{office.street}"[:LONGEST]
    if field is Corrected.OPERATION:
        return LISTED if office.listed else NOT_LISTED
    return str(getattr(office, field.value))[:LONGEST]


def capacity_of(office: Office, service_code: str) -> int | None:
    """The published 定員 of a service, the largest of its rows."""
    return _capacities({office.id: office}).get((office.id, service_code))


def _capacities(offices: dict[UUID, Office]) -> dict[tuple[UUID, str], int]:
    rows = OfficeService.objects.filter(office_id__in=list(offices), gone_release="", capacity__isnull=False)
    found: dict[tuple[UUID, str], int] = {}
    for office_id, code, capacity in rows.values_list("office_id", "service_code", "capacity"):
        found[office_id, code] = max(capacity or 0, found.get((office_id, code), 0))
    return found


def _view(row: Correction, now: str) -> CorrectionView:
    return CorrectionView(
        id=row.id, office_id=row.office_id, field=Corrected(row.field), service_code=row.service_code, value=row.value,
        published_then=row.published, published_now=now, said=said_by(row), note=row.note,
    )  # fmt: skip
