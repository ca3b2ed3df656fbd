"""Offices as matching sees them: plain values, no rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q, QuerySet

from renkei.offices.enums import Precision
from renkei.offices.models import Office, OfficeService
from renkei.offices.queries.search import distance_from, within
from renkei.offices.rules.geo import Point
from renkei.offices.rules.matching import Candidate
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: Offices somewhat beyond the limit are fetched too, so that the list can say why they drop out.
_MARGIN = 1.5


def candidates(
    *,
    actor: Actor,
    service_codes: Iterable[str],
    municipality_codes: Iterable[str] = (),
    centre: Point | None = None,
    km: float | None = None,
    office_ids: Iterable[UUID] = (),
    limit: int = 200,
) -> list[Candidate]:
    """Offices that offer, or offered, one of these services, in these municipalities or around a centre.

    Args:
        centre: distances are counted from here (the municipality's point, or a 帰住先).
        km: with `centre`, offices up to one and a half times this far, so that those beyond drop out with a reason.
        office_ids: always included, whatever they offer and wherever they are.
        limit: the nearest (or first by municipality and name) that many, and `office_ids`.

    Returns:
        Values for `rules.matching.rank`, in two queries. Gone offices are among them.
    """
    require(actor, P.DIRECTORY_VIEW)
    chosen = list(office_ids)
    found = list(_nearest(list(service_codes), list(municipality_codes), centre, km)[:limit])
    if missing := set(chosen) - {office.id for office in found}:
        extra = Office.objects.filter(id__in=missing)
        found += extra.annotate(distance=distance_from(centre)) if centre else extra
    return _with_services(found)


def _nearest(
    services: list[str], municipalities: list[str], centre: Point | None, km: float | None
) -> QuerySet[Office]:
    offices = Office.objects.filter(Q(service_codes__overlap=services) | Q(former_service_codes__overlap=services))
    if municipalities:
        offices = offices.filter(municipality_code__in=municipalities)
    if centre is None:
        return offices.order_by("municipality_code", "name", "id")
    if km is not None:
        offices = within(offices, centre, km * _MARGIN)
    else:
        offices = offices.annotate(distance=distance_from(centre))
    return offices.order_by(F("distance").asc(nulls_last=True), "name", "id")


def _with_services(offices: list[Office]) -> list[Candidate]:
    capacity: dict[UUID, dict[str, int | None]] = defaultdict(dict)
    gone: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = OfficeService.objects.filter(office_id__in=[office.id for office in offices])
    for office_id, code, places, gone_release in rows.values_list(
        "office_id", "service_code", "capacity", "gone_release"
    ):
        if gone_release:
            gone[office_id][code] = max(gone_release, gone[office_id].get(code, ""))
        else:
            capacity[office_id][code] = max(places or 0, capacity[office_id].get(code) or 0) or None
    return [_candidate(office, capacity[office.id], gone[office.id]) for office in offices]


def _candidate(office: Office, capacity: dict[str, int | None], gone: dict[str, str]) -> Candidate:
    point = None
    if office.latitude is not None and office.longitude is not None:
        point = Point(office.latitude, office.longitude)
    return Candidate(
        office_id=office.id, office_number=office.office_number, name=office.name,
        address=f"{office.area}{office.street}", municipality_code=office.municipality_code,
        service_codes=tuple(office.service_codes), precision=Precision(office.precision), listed=office.listed,
        last_release=office.last_release, capacity=capacity,
        gone={code: release for code, release in gone.items() if code not in office.service_codes},
        point=point,
        distance_km=getattr(office, "distance", None), phone=office.phone, fax=office.fax, url=office.url,
    )  # fmt: skip
