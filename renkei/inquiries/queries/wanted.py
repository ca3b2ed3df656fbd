"""A need of a case as matching wants it: codes, places with their wards, and 障害種別・支援区分: as chosen with the need, else
as the welfare record says, where it is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from renkei.audit.services import record_view
from renkei.cases.enums import Certainty
from renkei.cases.models import Need
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess
from renkei.inquiries.models import Sought
from renkei.inquiries.rules.wanted import Codes, usual_services
from renkei.offices import queries as offices
from renkei.offices.enums import OpenDay, Wish
from renkei.offices.rules import matching
from renkei.people.enums import Disability, SupportCategory
from renkei.people.queries import read
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

#: How far one looks when neither a distance nor a municipality is named (assumption).
DEFAULT_KM = 30


@dataclass(frozen=True)
class Wanted:
    """The need, where distances are counted from, and from where the person's disability is known.

    Attributes:
        by_record: something of it was read from the welfare record. by_need: something was chosen with the need.
        is_closed: the record is not open to the searcher.
    """

    need: matching.Need
    place: offices.Place | None
    origin: str
    by_record: bool = False
    by_need: bool = False
    is_closed: bool = False

    @property
    def person_words(self) -> str:
        """「精神障害・区分3」; empty where nothing is known."""
        words = [*self.need.disabilities.values(), self.need.category_label]
        return "・".join(filter(None, words))


def wanted(*, access: CaseAccess, need: Need) -> Wanted:
    """The need in the terms of the directory. The welfare record is read (and the reading recorded) where it is open.

    障害種別 and 障害支援区分 are of the class `welfare`; they are not copied to the need, whose class is `summary`. What the asking
    side chose with the need (`Sought`) comes first; for what it left open the record is asked.
    """
    centre = place_of(need.origin_code or access.case.area_code)
    areas = _areas(need.area_codes)
    km = need.max_km or (None if areas or centre is None or centre.point is None else DEFAULT_KM)
    record, said = _record(access), sought_of(access=access, need=need)
    codes_of_person = said.over(record or Codes())
    codes = need.service_codes or usual_services(need.kind, need.stage)
    start = need.start_month or access.case.start_month
    values = matching.Need(
        service_codes=frozenset(codes), areas=areas, avoid=_areas(need.avoid_codes), max_km=km,
        max_capacity=need.max_capacity, days=frozenset(OpenDay(d) for d in need.days if d in OpenDay.values),
        required=_wishes(need.required), wishes=_wishes(need.conditions) - _wishes(need.required),
        start_month=start, certainty=Certainty(need.certainty), only_vacant=need.only_vacant,
        disabilities={code: str(Disability(code).label) for code in codes_of_person.disabilities},
        category=codes_of_person.support_category, category_label=_label(codes_of_person.support_category),
    )  # fmt: skip
    place = offices.Place(centre.point, float(DEFAULT_KM)) if centre and centre.point else None
    return Wanted(
        values, place, centre.full_name if centre else "", by_record=bool(record) and codes_of_person != said,
        by_need=bool(said), is_closed=record is None,
    )  # fmt: skip


def sought_of(*, access: CaseAccess, need: Need) -> Codes:
    """障害種別・支援区分 as chosen with the need, for whoever asks offices; the reading is recorded. Others get none."""
    row = newest_sought(need=need) if access.can(P.INQUIRY_SEND) else None
    if row is None:
        return Codes()
    record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.WELFARE, thing=row)
    return Codes.of(row.codes or {})


def newest_sought(*, need: Need) -> Sought | None:
    """The row that counts; the wall shows it to whoever asks offices, and to nobody else."""
    return Sought.objects.filter(need=need).order_by("-at", "-id").first()


def _label(category: str) -> str:
    return str(SupportCategory(category).label) if category else ""


def place_of(code: str) -> offices.MunicipalityChoice | None:
    """A municipality, or None where there is none of this code."""
    try:
        return offices.get_municipality(code) if code else None
    except NotFound:
        return None


def _areas(codes: Iterable[str]) -> tuple[matching.Area, ...]:
    found = [(code, place_of(code)) for code in sorted(codes)]
    return tuple(
        matching.Area(code, place.full_name if place else code, place.codes if place else frozenset({code}))
        for code, place in found
    )


def _wishes(codes: Iterable[str]) -> frozenset[Wish]:
    return frozenset(Wish(code) for code in codes if code in Wish.values)


def _record(access: CaseAccess) -> Codes | None:
    """Disability and category of the record; None where the class is not open to the searcher."""
    if not access.sees(InfoClass.WELFARE):
        return None
    record = read(access=access, info_class=InfoClass.WELFARE)
    return Codes.of(record.values) if record else Codes()
