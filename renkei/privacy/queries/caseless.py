"""保存期間の終わった、ケースにつかない記録: how many of which kind are due. Cases have their own list (queries/retention.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, DateField, DateTimeField, Min, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from renkei.consultation.models import Consultation, ContactPlan, SupportContact
from renkei.contacts.models import Meeting
from renkei.core.clock import day_of, moments_of
from renkei.core.privacy import Retention
from renkei.policy.actor import Actor
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.models import DataRequest, Incident
from renkei.privacy.queries.local import own_municipalities, values_by_municipality
from renkei.privacy.queries.retention import require_view
from renkei.privacy.rules.retention import DEFAULT_YEARS, TABLE, newest_due

Bodies = set[UUID]


@dataclass(frozen=True)
class DueKind:
    """One kind of record: how many rows are due, and when the oldest of them ended."""

    title: str
    count: int
    oldest: date


@dataclass(frozen=True)
class _Kind:
    """What hangs on no case: whose rows, and the column (a day or a moment) from which they are kept."""

    model: type[Model]
    own: Callable[[Bodies], Q]
    ended: tuple[str, ...]
    keeps_days: bool = False


_KINDS = (
    _Kind(DataRequest, lambda b: Q(municipality__in=b), ("delivered_on", "withdrawn_on"), keeps_days=True),
    _Kind(Incident, lambda b: Q(organisation__in=b) | Q(responsible__in=b), ("closed_at",)),
    _Kind(Consultation, lambda b: Q(municipality__in=b, case=None), ("closed_at",)),
    _Kind(ContactPlan, lambda b: Q(municipality__in=b, case=None), ("ended_at",)),
    _Kind(SupportContact, lambda b: Q(municipality__in=b, case=None), ("at",)),
    _Kind(Meeting, lambda b: Q(organisation__in=b, case=None), ("at",)),
)


def due_kinds(*, actor: Actor, at: datetime) -> list[DueKind]:
    """What is due of the actor's municipalities and hangs on no case: one query a kind, and two more.

    The years are those of a case (local rules count) or of requests and incidents. Raises NotAllowed.
    """
    require_view(actor)
    today = day_of(at)
    own = {body.pk for body in own_municipalities(actor=actor, at=at)}
    local = values_by_municipality(kind=RuleKind.KEEP_YEARS, on=today, among=own)
    years = min(local.values(), default=DEFAULT_YEARS)
    found = [_due(kind, own, _last_day(kind, years, today)) for kind in _KINDS]
    return [kind for kind in found if kind is not None]


def _last_day(kind: _Kind, years: int, today: date) -> date:
    """The last day of ending that is due."""
    is_case = kind.model.RETENTION is Retention.CASE  # type: ignore[attr-defined]
    return newest_due(years if is_case else TABLE[Retention.REQUEST].years or DEFAULT_YEARS, on=today)


def _due(kind: _Kind, own: Bodies, last: date) -> DueKind | None:
    until = last if kind.keeps_days else moments_of(last, last)[1]
    rows = _ended(kind).filter(kind.own(own), ended__lte=until)
    found = rows.aggregate(count=Count("pk"), oldest=Min("ended"))
    count, oldest = found["count"], found["oldest"]
    if oldest is None:
        return None
    return DueKind(str(kind.model._meta.db_table_comment), count, oldest if kind.keeps_days else day_of(oldest))


def _ended(kind: _Kind) -> QuerySet[Model]:
    """Rows with the day or moment of their end as `ended`."""
    output = DateField() if kind.keeps_days else DateTimeField()
    columns = (*kind.ended, *kind.ended)[:2]
    return kind.model._default_manager.annotate(ended=Coalesce(*columns, output_field=output))
