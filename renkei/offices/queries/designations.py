"""指定 of offices as the lists of designating bodies name them: status, designation date, 主たる対象者."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renkei.core.calendar import wareki
from renkei.offices.enums import Accepts, DesignationStatus
from renkei.offices.models import Designation, Office
from renkei.offices.rules.lists import CHILD
from renkei.offices.rules.releases import say
from renkei.offices.rules.service_codes import service_label
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_TARGET_LABELS = {code.value: str(code.label) for code in Accepts} | {CHILD: "障害児"}


@dataclass(frozen=True)
class DesignationView:
    """What one list says of a number and service. `targets`: values of Accepts, and `child`; empty: not said."""

    service_code: str
    status: DesignationStatus
    designated_on: date | None
    closed_on: date | None
    targets: tuple[str, ...]
    facility_kind: str
    capacity: int | None
    name: str
    authority: str
    as_of: str  # YYYYMM
    gone_as_of: str  # YYYYMM from which the list names it no more, or ''
    dwellings: tuple[dict[str, object], ...]

    @property
    def stops(self) -> bool:
        """Is it a hard fact that nobody can be taken in: 休止, 廃止?"""
        return self.status in (DesignationStatus.SUSPENDED, DesignationStatus.CLOSED)

    @property
    def label(self) -> str:
        return service_label(self.service_code)

    @property
    def status_words(self) -> str:
        """「休止」, 「廃止（令和3年9月30日）」."""
        return f"{self.status.label}（{wareki(self.closed_on)}）" if self.closed_on else str(self.status.label)

    @property
    def target_words(self) -> str:
        return "、".join(_TARGET_LABELS.get(code, code) for code in self.targets)

    @property
    def capacity_words(self) -> str:
        """「18人（住居5か所）」."""
        homes = f"（住居{len(self.dwellings)}か所）" if self.dwellings else ""
        return f"{self.capacity}人{homes}" if self.capacity else ""

    @property
    def source(self) -> str:
        """「埼玉県の指定事業所の一覧（2021年12月公開分）」, and whether it is named no more."""
        gone = f"。{say(self.gone_as_of)}には載っていません（廃止とは限りません）" if self.gone_as_of else ""
        return f"{self.authority}の指定事業所の一覧（{say(self.as_of)}）{gone}"


def designations_of(*, actor: Actor, office_ids: Iterable[UUID]) -> dict[UUID, dict[str, DesignationView]]:
    """Office → service code → the newest designation under its 事業所番号, in two queries. Offices without are absent.

    Every place under a number has its number's designation: 休止・廃止 (`.stops`) is of all of them.
    """
    require(actor, P.DIRECTORY_VIEW)
    numbers = dict(
        Office.objects.filter(id__in=list(office_ids)).exclude(office_number="").values_list("id", "office_number")
    )
    rows = Designation.objects.filter(office_number__in=set(numbers.values())).order_by("last_release", "scope")
    by_number: dict[str, dict[str, DesignationView]] = defaultdict(dict)
    for row in rows:
        by_number[row.office_number][row.service_code] = _view(row)
    return {pk: by_number[number] for pk, number in numbers.items() if number in by_number}


def _view(row: Designation) -> DesignationView:
    return DesignationView(
        service_code=row.service_code, status=DesignationStatus(row.status), designated_on=row.designated_on,
        closed_on=row.closed_on, targets=tuple(row.targets), facility_kind=row.facility_kind, capacity=row.capacity,
        name=row.name, authority=row.authority, as_of=row.last_release, gone_as_of=row.gone_release,
        dwellings=tuple(row.dwellings),
    )  # fmt: skip
