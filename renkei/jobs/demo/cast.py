"""Who takes part in the demo: municipalities, bodies and staff of a prefecture that does not exist."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from renkei.accounts import queries, services
from renkei.accounts.enums import Qualification
from renkei.disclosure.services import save_agreement
from renkei.offices.rules.municipality_table import MunicipalityRow
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import PERSONAL_CLASSES, OrgKind, Role

if TYPE_CHECKING:
    from renkei.accounts.models import Organisation

#: The password of every demo account; a demo holds no real data and serves on this machine only.
PASSWORD = "mirai-demo-2026"  # noqa: S105
PREFECTURE = "99"
_FAMILY = (
    "青空",
    "若葉",
    "白波",
    "夕凪",
    "朝露",
    "星影",
    "春風",
    "秋月",
    "雪野",
    "花里",
    "霞",
    "虹川",
    "森野",
    "泉水",
    "峰岡",
)
_GIVEN = ("一葉", "二葉", "三葉", "四葉", "五葉", "六花", "七海", "八雲", "九重", "十和")


@dataclass
class Cast:
    """Organisations by their key (municipality code or name) and the people by organisation and role."""

    start: datetime
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[tuple[str, Role], Any] = field(default_factory=dict)
    logins: list[tuple[str, str, str]] = field(default_factory=list)  # role, organisation, e-mail
    served: int = 0

    def actor(self, key: str, role: Role, at: datetime) -> Actor:
        """The demo user of an organisation in a role, as he stands at that moment."""
        return queries.actor_of(self.members[key, role], at=at)


def read_prefecture() -> dict[str, Any]:
    """The editable file of the demo prefecture."""
    return tomllib.loads(files("renkei.jobs.demo").joinpath("prefecture.toml").read_text(encoding="utf-8"))


def read_assumptions() -> dict[str, Any]:
    """The editable file of assumptions."""
    return tomllib.loads(files("renkei.jobs.demo").joinpath("assumptions.toml").read_text(encoding="utf-8"))


def municipality_rows(prefecture: dict[str, Any]) -> list[MunicipalityRow]:
    """The fictional municipalities as the directory keeps them."""
    return [
        MunicipalityRow(
            code=code, prefecture=prefecture["prefecture"], name=name, kana=kana, kind=kind, latitude=lat, longitude=lng
        )
        for code, name, kana, kind, lat, lng in prefecture["municipalities"]
    ]  # fmt: skip


def leads_of(prefecture: dict[str, Any]) -> list[tuple[str, str, Role]]:
    """(municipality, organisation that works on its cases, role): the commissioned body where there is one."""
    bodies = {code: body["name"] for body in prefecture["bodies"] for code in body["principals"]}
    codes = [row[0] for row in prefecture["municipalities"]]
    return [
        (code, bodies[code], Role.CORE_OFFICER) if code in bodies else (code, code, Role.MUNICIPAL_OFFICER)
        for code in codes
    ]


def build_cast(*, prefecture: dict[str, Any], start: datetime) -> Cast:
    """Organisations, users, commissions and agreements, all registered by the system's own administrator."""
    cast = Cast(start=start)
    setup = system_actor("setup")
    _operator(cast, setup)
    for code, name, kana, *_ in prefecture["municipalities"]:
        _add(cast, setup, code, name=name, kana=kana, kind=OrgKind.MUNICIPALITY, municipality_code=code)
        _staff(cast, setup, code, (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER, Role.GRANT_OFFICER))
    center = prefecture["center"]["name"]
    _add(cast, setup, "center", name=center, kind=OrgKind.SETTLEMENT_CENTER)
    _staff(cast, setup, "center", (Role.CENTER_OFFICER,))
    for union in prefecture["unions"]:
        _union(cast, setup, union)
    for body in prefecture["bodies"]:
        _body(cast, setup, body)
    for number, partner in enumerate(prefecture["partners"]):
        _add(cast, setup, f"partner{number}", name=partner["name"], kind=OrgKind.PARTNER)
        _staff(cast, setup, f"partner{number}", (Role.REFERRER,))
    _add(cast, setup, "prefecture", name=prefecture["prefecture"], kind=OrgKind.PREFECTURE)
    _staff(cast, setup, "prefecture", (Role.PREFECTURE_OFFICER,))
    return cast


def add_office(cast: Cast, *, key: str, organisation: Organisation, with_staff: bool, now: datetime) -> None:
    """An office that has joined Renkei: a contact (窓口) and a member of staff, or a consultation specialist."""
    setup = system_actor("setup")
    cast.organisations[key] = organisation
    if organisation.kind == OrgKind.PLAN_OFFICE:
        _staff(cast, setup, key, (Role.PLAN_OFFICER,))
        return
    _staff(cast, setup, key, (Role.OFFICE_CONTACT, *((Role.OFFICE_STAFF,) if with_staff else ())))


def agree_with(
    cast: Cast, *, municipality: str, partner: Organisation, now: datetime, ends_on: date | None = None
) -> None:
    """A sharing agreement between a municipality and another body, made by the municipality's officer."""
    actor = cast.actor(municipality, Role.MUNICIPAL_OFFICER, now)
    save_agreement(
        actor=actor, now=now, municipality=cast.organisations[municipality], partner=partner,
        title="個人情報の取扱いに関する取決め", classes=[str(c) for c in PERSONAL_CLASSES], starts_on=now.date(),
        ends_on=ends_on, tail_days=30, meeting_interval_months=3,
    )  # fmt: skip


def _operator(cast: Cast, setup: Actor) -> None:
    _add(cast, setup, "operator", name="みらい県れんけい運用室", kind=OrgKind.OPERATOR)
    _staff(cast, setup, "operator", (Role.ADMINISTRATOR, Role.AUDITOR))


def _union(cast: Cast, setup: Actor, union: dict[str, Any]) -> None:
    thing = _add(cast, setup, union["name"], name=union["name"], kind=OrgKind.UNION)
    _staff(cast, setup, union["name"], (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER))
    for code in union["members"]:
        services.add_union_member(
            actor=setup, now=cast.start, union=thing, municipality=cast.organisations[code], starts_on=cast.start.date()
        )


def _body(cast: Cast, setup: Actor, body: dict[str, Any]) -> None:
    key = body["name"]
    thing = _add(cast, setup, key, name=key, kind=OrgKind.CORE_CENTER, municipality_code=body["municipality"])
    _staff(cast, setup, key, (Role.CORE_OFFICER, Role.CORE_MANAGER))
    manager = cast.actor(key, Role.CORE_MANAGER, cast.start)
    services.add_qualified_staff(
        actor=manager, now=cast.start, organisation=thing, name=_name(cast.served),
        qualification=Qualification.CHIEF_CONSULTATION_SPECIALIST, starts_on=cast.start.date(),
    )  # fmt: skip
    for code in body["principals"]:
        services.add_delegation(
            actor=setup, now=cast.start, principal=cast.organisations[code], agent=thing, starts_on=cast.start.date(),
            ends_on=cast.start.date() + timedelta(days=365 * 4), contract_number=f"みらい委託第{cast.served}号",
        )  # fmt: skip


def _add(cast: Cast, setup: Actor, key: str, **fields: Any) -> Organisation:
    number = len(cast.organisations) + 1
    thing = services.save_organisation(
        actor=setup, now=cast.start, prefecture_code=PREFECTURE, phone=f"099-000-{number:04d}",
        fax=f"099-001-{number:04d}", **fields,
    )  # fmt: skip
    cast.organisations[key] = thing
    return thing


def _staff(cast: Cast, setup: Actor, key: str, roles: tuple[Role, ...]) -> None:
    organisation = cast.organisations[key]
    for role in roles:
        cast.served += 1
        email = f"{role.value.replace('_', '-')}{cast.served}@demo.invalid"
        user = services.save_user(actor=setup, now=cast.start, email=email, name=_name(cast.served), password=PASSWORD)
        cast.members[key, role] = services.add_membership(
            actor=setup, now=cast.start, user=user, organisation=organisation, role=role, starts_on=cast.start.date(),
            handles_intake=role in (Role.MUNICIPAL_OFFICER, Role.CORE_OFFICER, Role.CENTER_OFFICER, Role.PLAN_OFFICER,
                                    Role.OFFICE_CONTACT),
        )  # fmt: skip
        services.enrol_demo_factor(actor=setup, now=cast.start, user=user)
        cast.logins.append((role.label, organisation.name, email))


def _name(number: int) -> str:
    return f"{_FAMILY[number % len(_FAMILY)]} {_GIVEN[number // len(_FAMILY) % len(_GIVEN)]}"
