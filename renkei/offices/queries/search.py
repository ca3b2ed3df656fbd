"""The search in the directory: words, services, area, distance; in pages, with a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from renkei.offices.enums import Precision, SortBy
from renkei.offices.models import Office
from renkei.offices.queries.areas import MunicipalityChoice
from renkei.offices.queries.words import Suggestion, closeness, holding, respelled, suggestions
from renkei.offices.rules.geo import EARTH_RADIUS_KM, Point, box_around
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import service_label
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

PAGE_SIZE = 25


@dataclass(frozen=True)
class Criteria:
    """What is searched for. With `km` the area is a circle around `municipality`, without it the municipality itself."""

    words: str = ""
    services: tuple[str, ...] = ()
    prefecture: str = ""
    municipality: MunicipalityChoice | None = None
    km: float | None = None
    with_gone: bool = False
    sort: SortBy | None = None

    @property
    def centre(self) -> Point | None:
        return self.municipality.point if self.municipality else None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.services or self.prefecture or self.municipality)


@dataclass(frozen=True)
class OfficeRow:
    """A line of the result."""

    id: UUID
    name: str
    kana: str
    corporation_name: str
    address: str
    services: tuple[str, ...]
    phone: str
    precision: Precision
    distance_km: float | None
    listed: bool
    release: str

    @property
    def distance_is_rough(self) -> bool:
        """From the municipality's representative point, not from the office."""
        return self.precision != Precision.EXACT


@dataclass(frozen=True)
class Relaxation:
    """What to give up when nothing was found, and how many offices that would bring."""

    label: str
    total: int
    without: str  # the form field to empty or change


@dataclass(frozen=True)
class SearchResult:
    """One page of the result."""

    rows: tuple[OfficeRow, ...]
    total: int
    page: int
    pages: int
    relaxations: tuple[Relaxation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    respelled: tuple[str, ...] = ()  # other words that find something


def search(*, actor: Actor, criteria: Criteria, page: int = 1) -> SearchResult:
    """事業所をさがす. A page beyond the last shows the last. Two queries; some more only when nothing is found."""
    require(actor, P.DIRECTORY_VIEW)
    found = found_by(criteria)
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = _ordered(found, criteria)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    if total:
        return SearchResult(tuple(map(_row, rows)), total, page, pages)
    near = suggestions(found_by(replace(criteria, words="")), criteria.words) if criteria.words else ()
    others = [w for w in respelled(criteria.words) if found_by(replace(criteria, words=w)).exists()]
    return SearchResult((), 0, 1, 1, _relaxations(criteria), near, tuple(others))


def distance_from(point: Point) -> Combinable:
    """Great-circle distance in km from a point to the office's origin, as an expression of the database."""
    latitude, longitude = Radians(F("origin_latitude")), Radians(F("origin_longitude"))
    la, lo = Radians(Value(point.latitude)), Radians(Value(point.longitude))
    half = Value(2.0)
    h = Power(Sin((latitude - la) / half), 2) + Cos(la) * Cos(latitude) * Power(Sin((longitude - lo) / half), 2)
    return Value(2 * EARTH_RADIUS_KM) * ASin(Sqrt(Least(Value(1.0), h, output_field=FloatField())))


def within(offices: QuerySet[Office], centre: Point, km: float) -> QuerySet[Office]:
    """Offices at most `km` from the centre: a box by index first, then the exact distance (as `distance`)."""
    box = box_around(centre, km)
    boxed = offices.filter(origin_latitude__range=(box.south, box.north), origin_longitude__range=(box.west, box.east))
    return boxed.annotate(distance=distance_from(centre)).filter(distance__lte=km)


def found_by(criteria: Criteria) -> QuerySet[Office]:
    """Every office that meets the criteria, in no order."""
    found = Office.objects.all()
    if not criteria.with_gone:
        found = found.filter(listed=True)
    if criteria.services:
        by_service = Q(service_codes__overlap=list(criteria.services))
        if criteria.with_gone:
            by_service |= Q(former_service_codes__overlap=list(criteria.services))
        found = found.filter(by_service)
    return _in_area(holding(found, criteria.words), criteria)


def _in_area(found: QuerySet[Office], criteria: Criteria) -> QuerySet[Office]:
    centre = criteria.centre
    if criteria.km is not None and centre is not None:
        return within(found, centre, criteria.km)
    if criteria.municipality is not None:
        found = found.filter(municipality_code__in=sorted(criteria.municipality.codes))
    elif criteria.prefecture:
        found = found.filter(municipality_code__startswith=criteria.prefecture)
    return found.annotate(distance=distance_from(centre)) if centre is not None else found


def _ordered(found: QuerySet[Office], criteria: Criteria) -> QuerySet[Office]:
    sort = criteria.sort or _usual(criteria)
    if sort == SortBy.MATCH and criteria.words:
        return found.order_by(closeness(criteria.words), "municipality_code", "name", "id")
    if sort == SortBy.NEAR and criteria.centre is not None:
        return found.order_by(F("distance").asc(nulls_last=True), "name", "id")
    if sort == SortBy.NAME:
        return found.order_by("name", "id")
    if sort == SortBy.FRESH:
        return found.order_by("-last_release", "municipality_code", "name", "id")
    return found.order_by("municipality_code", "name", "id")


def _usual(criteria: Criteria) -> SortBy:
    """おまかせ: by distance where one was asked for, else by how well the words match, else by area."""
    if criteria.km is not None:
        return SortBy.NEAR
    return SortBy.MATCH if criteria.words else SortBy.AREA


def _row(office: Office) -> OfficeRow:
    codes = office.service_codes if office.listed else office.former_service_codes
    return OfficeRow(
        id=office.id, name=office.name, kana=office.kana, corporation_name=office.corporation_name,
        address=f"{office.area}{office.street}", services=tuple(map(service_label, codes)), phone=office.phone,
        precision=Precision(office.precision), distance_km=getattr(office, "distance", None), listed=office.listed,
        release=say(office.last_release if office.listed else office.gone_release),
    )  # fmt: skip


def _relaxations(criteria: Criteria) -> tuple[Relaxation, ...]:
    tries: list[tuple[str, str, Criteria]] = []
    if criteria.words:
        tries.append(("言葉を消す", "words", replace(criteria, words="")))
    if criteria.services:
        tries.append(("サービスの指定をやめる", "services", replace(criteria, services=())))
    if criteria.km is not None and criteria.centre is not None:
        wider = replace(criteria, km=criteria.km * 2)
        tries.append((f"距離を {wider.km:g} km に広げる", "km", wider))
    elif criteria.municipality is not None:
        tries.append(("市区町村の指定をやめる", "municipality", replace(criteria, municipality=None)))
    elif criteria.prefecture:
        tries.append(("都道府県の指定をやめる", "prefecture", replace(criteria, prefecture="")))
    if not criteria.with_gone:
        tries.append(("「掲載なし」も含める", "with_gone", replace(criteria, with_gone=True)))
    counted = [Relaxation(label, found_by(other).count(), field) for label, field, other in tries]
    return tuple(relaxation for relaxation in counted if relaxation.total)
