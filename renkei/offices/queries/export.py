"""The directory row by row, for files: never more than a few thousand rows in memory."""

from __future__ import annotations

from collections.abc import Iterator

from renkei.core.text import normalise
from renkei.offices.enums import Precision
from renkei.offices.models import Office, OfficeService
from renkei.offices.queries.search import Criteria, found_by
from renkei.offices.rules.exporting import Listed
from renkei.offices.rules.profiles import PROFILES
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_CHUNK = 2000


def exported(*, actor: Actor, criteria: Criteria) -> Iterator[Listed]:
    """Every published service of the offices that meet the criteria, by municipality and name; inside a transaction.

    Services that are no longer listed come only `with_gone`. What is read is the published data alone.
    """
    require(actor, P.DIRECTORY_VIEW)
    offices = found_by(criteria).order_by("municipality_code", "name", "id").prefetch_related("services")
    return _rows(offices.iterator(chunk_size=_CHUNK), with_gone=criteria.with_gone)


def _rows(offices: Iterator[Office], *, with_gone: bool) -> Iterator[Listed]:
    for office in offices:
        services = sorted(office.services.all(), key=lambda s: (s.gone_release, s.service_code, s.id))
        yield from (_listed(office, service) for service in services if with_gone or not service.gone_release)


def _listed(office: Office, service: OfficeService) -> Listed:
    profile = PROFILES.get(service.profile)
    return Listed(
        id=service.pk, office_id=office.pk, office_number=office.office_number, name=office.name, kana=office.kana,
        service_code=service.service_code, corporation_name=office.corporation_name,
        corporation_kana=service.corporation_kana, corporation_number=office.corporation_number,
        municipality_code=office.municipality_code, area=normalise(office.area), street=office.street,
        precision=Precision(office.precision), latitude=office.latitude, longitude=office.longitude, phone=office.phone,
        fax=office.fax, url=office.url, capacity=service.capacity,
        hours={
            "平日": service.hours_weekday, "土曜": service.hours_saturday, "日曜": service.hours_sunday,
            "祝日": service.hours_holiday,
        },
        closed_days=service.closed_days, note=service.hours_note, authority=service.authority_name,
        release=service.last_release, gone_release=service.gone_release, credit=profile.credit if profile else "",
    )  # fmt: skip
