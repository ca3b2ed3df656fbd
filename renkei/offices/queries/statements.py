"""What offices say of themselves (事業所の申告): for the directory and matching, and for the office's own pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from renkei.accounts.queries import organisation_by_id
from renkei.core.errors import NotFound
from renkei.offices.enums import Source, VacancyState
from renkei.offices.models import Office, Statement, Vacancy
from renkei.offices.models.statements import Said
from renkei.offices.rules.service_codes import service_label
from renkei.offices.rules.statements import OfficeStatement, SaidBy, SaidConditions, SaidVacancy
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P

_CODES = ("disabilities", "conditions", "medical", "money", "mobility")
_TEXTS = ("night_cover", "trial_stay", "note", "contact_name", "contact_phone", "contact_hours")


@dataclass(frozen=True)
class OwnService:
    """One service of an own place with what was said last."""

    code: str
    label: str
    vacancy: SaidVacancy | None


@dataclass(frozen=True)
class OwnPlace:
    """A place of one's own office, as its pages show it."""

    id: UUID
    name: str
    address: str
    services: tuple[OwnService, ...]
    conditions: SaidConditions | None


def statements_of(*, actor: Actor, office_ids: Iterable[UUID]) -> dict[UUID, OfficeStatement]:
    """What these offices say of themselves now, in two queries. Offices that never said anything are absent.

    An empty field was not said. Freshness: `.is_stale(today)` of each vacancy and of the conditions.

    Raises:
        NotAllowed: the role does not read the directory.
    """
    require(actor, P.DIRECTORY_VIEW)
    return _said(office_ids)


def own_places(*, actor: Actor) -> list[OwnPlace]:
    """The listed places under the 事業所番号 of the actor's office, with what they said; none for other bodies."""
    require(actor, P.OFFICE_STATE)
    return _places(_own(actor).filter(listed=True).order_by("name", "id"))


def get_place(*, actor: Actor, pk: UUID | str) -> OwnPlace:
    """A place for which this actor may state something: its own, or any for a coordinator.

    Raises:
        NotFound: no such place, or another's.
    """
    return _places([find_place(actor=actor, pk=pk)])[0]


def find_place(*, actor: Actor, pk: UUID | str) -> Office:
    """The row behind `get_place`.

    Raises:
        NotFound: no such place, or another's.
    """
    mine = can(actor, P.OFFICE_STATE)
    require(actor, P.OFFICE_STATE if mine else P.DIRECTORY_CORRECT)
    try:
        return (_own(actor) if mine else Office.objects.all()).get(pk=pk)
    except (Office.DoesNotExist, ValidationError, ValueError):
        raise NotFound() from None


def _own(actor: Actor) -> QuerySet[Office]:
    number = organisation_by_id(actor.organisation_id).office_number if actor.organisation_id else ""
    return Office.objects.filter(office_number=number) if number else Office.objects.none()


def _places(offices: Iterable[Office]) -> list[OwnPlace]:
    found = list(offices)
    said = _said([office.id for office in found])
    return [_place(office, said.get(office.id, OfficeStatement(office.id))) for office in found]


def _place(office: Office, said: OfficeStatement) -> OwnPlace:
    services = tuple(OwnService(c, service_label(c), said.vacancies.get(c)) for c in office.service_codes)
    return OwnPlace(office.id, office.name, f"{office.area}{office.street}", services, said.conditions)


def _said(office_ids: Iterable[UUID]) -> dict[UUID, OfficeStatement]:
    ids = list(office_ids)
    vacancies: dict[UUID, dict[str, SaidVacancy]] = defaultdict(dict)
    counting = {"office_id__in": ids, "withdraws": None, "withdrawn_by": None}
    rows = Vacancy.objects.filter(**counting).select_related("by_organisation")
    for row in rows.order_by("office_id", "service_code", "-as_of", "-at").distinct("office_id", "service_code"):
        vacancies[row.office_id][row.service_code] = SaidVacancy(
            row.service_code, VacancyState(row.state), row.places, said_by(row), row.id, row.free_from
        )
    newest = Statement.objects.filter(**counting).select_related("by_organisation")
    conditions = {
        row.office_id: _conditions(row) for row in newest.order_by("office_id", "-as_of", "-at").distinct("office_id")
    }
    return {
        pk: OfficeStatement(pk, vacancies.get(pk, {}), conditions.get(pk)) for pk in {*vacancies, *conditions}
    }  # fmt: skip


def said_by(row: Said) -> SaidBy:
    """Who said it when and how, of any row of what is said."""
    return SaidBy(row.as_of, Source(row.source), row.by_organisation.name, row.at, row.spoken_to)


def _conditions(row: Statement) -> SaidConditions:
    values: dict[str, Any] = {name: tuple(getattr(row, name)) for name in _CODES}
    values |= {name: getattr(row, name) for name in _TEXTS}
    return SaidConditions(said=said_by(row), id=row.id, **values)
