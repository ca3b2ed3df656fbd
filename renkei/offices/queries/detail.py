"""One office with everything its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError

from renkei.core.errors import NotFound
from renkei.core.text import normalise
from renkei.offices.enums import Precision
from renkei.offices.models import Office, OfficeService
from renkei.offices.rules import hours
from renkei.offices.rules.profiles import LIST_CREDIT, PROFILES, is_list
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import service_label
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

#: What is said beside a place that is not exact.
PLACE_NOTE = {
    Precision.EXACT: "",
    Precision.REPRESENTATIVE: "公表された座標が区域の代表点のため、事業所の場所としては使っていません。"
    "距離は市区町村の代表点から計算します。",
    Precision.WITHHELD: "番地以降は公表されていません。距離は市区町村の代表点から計算します。",
    Precision.UNKNOWN: "公表された座標が確かでないため、使っていません。距離は市区町村の代表点から計算します。",
}


@dataclass(frozen=True)
class ServiceView:
    """One service of the office, as its page shows it. `name` and `address` only where they differ from the office's."""

    code: str
    label: str
    name: str
    address: str
    capacity: int | None
    hours: tuple[tuple[str, str], ...]
    closed_days: str
    note: str
    authority: str
    first_release: str
    last_release: str
    gone_release: str
    source_key: str

    @property
    def listed(self) -> bool:
        return not self.gone_release

    @property
    def capacity_words(self) -> str:
        """「20人」, or '' when not published."""
        return f"{self.capacity}人" if self.capacity else ""

    @property
    def listing_words(self) -> str:
        """From which release to which the row was published."""
        return (
            self.last_release
            if self.first_release == self.last_release
            else f"{self.first_release}から{self.last_release}まで"
        )


@dataclass(frozen=True)
class Sibling:
    """Another place under the same 事業所番号."""

    id: UUID
    name: str
    address: str
    listed: bool


@dataclass(frozen=True)
class OfficePage:
    """The page of an office."""

    id: UUID
    office_number: str
    name: str
    kana: str
    corporation_name: str
    corporation_number: str
    address: str
    municipality_code: str
    phone: str
    fax: str
    url: str
    precision: Precision
    place_note: str
    latitude: float | None
    longitude: float | None
    listed: bool
    last_release: str
    gone_release: str
    services: tuple[ServiceView, ...]
    siblings: tuple[Sibling, ...]
    credits: tuple[str, ...]
    only_in_list_of: str = ""  # the body whose list alone names this office, or ''

    @property
    def point_words(self) -> str:
        """The office's own coordinates; '' unless the place is exact."""
        return "" if self.latitude is None or self.longitude is None else f"{self.latitude:.5f}, {self.longitude:.5f}"

    @property
    def service_codes(self) -> tuple[str, ...]:
        """Codes of the listed services."""
        return tuple(dict.fromkeys(service.code for service in self.services if service.listed))


def get_office(*, actor: Actor, pk: UUID | str) -> OfficePage:
    """One office, in three queries.

    Raises:
        NotFound: no such office.
    """
    require(actor, P.DIRECTORY_VIEW)
    try:
        office = Office.objects.get(pk=pk)
    except (Office.DoesNotExist, ValidationError, ValueError):
        raise NotFound() from None
    rows = list(office.services.order_by("gone_release", "service_code", "name", "id"))
    return OfficePage(
        id=office.id, office_number=office.office_number, name=office.name, kana=office.kana,
        corporation_name=office.corporation_name, corporation_number=office.corporation_number,
        address=f"{office.area}{office.street}", municipality_code=office.municipality_code, phone=office.phone,
        fax=office.fax, url=office.url, precision=Precision(office.precision),
        place_note=PLACE_NOTE[Precision(office.precision)], latitude=office.latitude, longitude=office.longitude,
        listed=office.listed, last_release=say(office.last_release),
        gone_release=say(office.gone_release) if office.gone_release else "",
        services=tuple(_service(row, office) for row in rows), siblings=_siblings(office),
        credits=tuple(sorted({_credit(row) for row in rows})),
        only_in_list_of=rows[0].authority_name if rows and all(is_list(row.profile) for row in rows) else "",
    )  # fmt: skip


def _credit(row: OfficeService) -> str:
    """The line that its source asks for."""
    return LIST_CREDIT.format(authority=row.authority_name) if is_list(row.profile) else PROFILES[row.profile].credit


def _service(row: OfficeService, office: Office) -> ServiceView:
    published = (
        ("平日", row.hours_weekday), ("土曜", row.hours_saturday), ("日曜", row.hours_sunday),
        ("祝日", row.hours_holiday),
    )  # fmt: skip
    elsewhere = row.place_key != office.place_key and not row.address_withheld
    label = service_label(row.service_code)
    return ServiceView(
        code=row.service_code, label=row.service_label if label.startswith("サービス（") else label,
        name="" if row.name_key == office.name_key else row.name,
        address=normalise(row.area + row.street) if elsewhere else "",
        capacity=row.capacity, hours=tuple((day, hours.say(text)) for day, text in published if text),
        closed_days=row.closed_days, note=row.hours_note, authority=row.authority_name,
        first_release=say(row.first_release), last_release=say(row.last_release),
        gone_release=say(row.gone_release) if row.gone_release else "", source_key=row.source_key,
    )  # fmt: skip


def _siblings(office: Office) -> tuple[Sibling, ...]:
    if not office.office_number:
        return ()
    others = Office.objects.filter(office_number=office.office_number).exclude(pk=office.pk).order_by("name", "id")[:30]
    return tuple(Sibling(o.id, o.name, f"{o.area}{o.street}", o.listed) for o in others)
