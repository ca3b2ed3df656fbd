"""Names and numbers of services: WAM NET's file number against the billing code (国保連サービス種類コード)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from renkei.core.text import fold
from renkei.offices.enums import ServiceGroup, ServiceKind

#: WAM NET file number → billing code, where they differ or agree; 48 has no file in any list seen up to 2026-03.
WAMNET_TO_BILLING = {
    **{n: n for n in ("11", "12", "13", "14", "15", "21", "22", "24", "32", "33", "34", "41", "42", "45", "46")},
    **{n: n for n in ("52", "53", "54")},
    "60": "43",
    "61": "35",
    "62": "47",
    "63": "61",
    "64": "62",
    "65": "63",
    "66": "65",
    "67": "64",
    "68": "71",
    "69": "72",
    "70": "55",
}
_BILLING_TO_WAMNET = {billing: wamnet for wamnet, billing in WAMNET_TO_BILLING.items()}

# Names as published that differ from our labels.
_PUBLISHED = {
    "共同生活援助": ServiceKind.GROUP_HOME,
    "地域相談支援（地域移行支援）": ServiceKind.COMMUNITY_TRANSITION,
    "地域相談支援（地域定着支援）": ServiceKind.COMMUNITY_SETTLEMENT,
    "福祉型障害児入所支援": ServiceKind.CHILD_FACILITY_WELFARE,
    "医療型障害児入所支援": ServiceKind.CHILD_FACILITY_MEDICAL,
}
_BY_NAME = {fold(kind.label): kind for kind in ServiceKind} | {fold(name): kind for name, kind in _PUBLISHED.items()}

_GROUPS: dict[ServiceGroup, tuple[str, ...]] = {
    ServiceGroup.LIVING: (
        "33", "32", "34", "24", "local:jiritsu-junbi", "local:kosei-hogo", "local:kyugo", "local:muryo-teigaku",
        "local:fukushi-home",
    ),
    ServiceGroup.DAYTIME: (
        "46", "45", "43", "44", "47", "48", "22", "42", "41", "21", "local:chiiki-katsudo", "local:nitchu-ichiji",
    ),
    ServiceGroup.HOME: ("11", "12", "13", "14", "15", "local:ido"),
    ServiceGroup.CONSULTATION: ("52", "53", "54", "35"),
    ServiceGroup.CHILD: ("61", "62", "63", "64", "65", "71", "72", "55"),
}  # fmt: skip


@dataclass(frozen=True)
class Service:
    """A service of a file: our code, the name as published, the source's own number and whether we know it."""

    code: str
    label: str
    source_number: str
    known: bool


def service_of(published_name: str, file_number: str, *, scheme: str) -> Service | None:
    """The service of a published name; an unknown name is kept under `scheme:number` if the file has a number."""
    kind = _BY_NAME.get(fold(published_name))
    if kind is not None:
        return Service(kind.value, published_name, _BILLING_TO_WAMNET.get(kind.value, file_number), True)
    if not published_name or not re.fullmatch(r"\d{2,3}", file_number):
        return None
    return Service(f"{scheme}:{file_number}", published_name, file_number, False)


def service_label(code: str) -> str:
    """The name of a service code for screens; an unknown code is shown as it is."""
    try:
        return str(ServiceKind(code).label)
    except ValueError:
        return f"サービス（{code}）"


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(code, label)]) in the order of the search page."""
    return [(str(group.label), [(code, service_label(code)) for code in codes]) for group, codes in _GROUPS.items()]


def group_of(code: str) -> ServiceGroup:
    """The group of a service code."""
    return next((group for group, codes in _GROUPS.items() if code in codes), ServiceGroup.OTHER)
