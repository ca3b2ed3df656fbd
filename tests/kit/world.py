"""A small fictional prefecture (code 99): every kind of body, a user for every role, a moving clock. Services only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from config.sessions import STRONG
from renkei.accounts import services as accounts
from renkei.accounts.models import Delegation, Membership, Organisation, User
from renkei.accounts.queries import actor_of
from renkei.core.clock import TOKYO, day_of
from renkei.disclosure import services as disclosure
from renkei.disclosure.models import SharingAgreement
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import PERSONAL_CLASSES, OrgKind, Role

START = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)  # a Tuesday
SETUP = system_actor("setup")
PASSWORD = "tests-only-password-1"


@dataclass
class Clock:
    """The moment of the story; `tick(hours=2)` moves it on and gives the new moment."""

    at: datetime = START

    def tick(self, **delta: float) -> datetime:
        self.at += timedelta(**(delta or {"minutes": 1}))
        return self.at

    @property
    def today(self) -> date:
        return day_of(self.at)


@dataclass
class World:
    """Organisations and memberships by short name. `w.actor("officer")` is the Actor of that membership now."""

    clock: Clock = field(default_factory=Clock)
    orgs: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    delegation: Delegation | None = None
    agreements: dict[str, SharingAgreement] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.at

    def actor(self, name: str) -> Actor:
        return actor_of(self.members[name], at=self.now)

    def user(self, name: str) -> User:
        return self.members[name].user

    def org(self, name: str) -> Organisation:
        return self.orgs[name]

    def add_org(self, name: str, kind: OrgKind, label: str, **fields: Any) -> Organisation:
        values = {"prefecture_code": "99", "kana": "", **fields}
        self.orgs[name] = accounts.save_organisation(actor=SETUP, now=self.now, name=label, kind=kind, **values)
        return self.orgs[name]

    def add_member(self, name: str, org: str, role: Role, *, intake: bool = False) -> Membership:
        user = accounts.save_user(
            actor=SETUP, now=self.now, email=f"{name}@example.jp", name=f"{role.label}（{name}）", password=PASSWORD
        )
        self.members[name] = accounts.add_membership(
            actor=SETUP, now=self.now, user=user, organisation=self.orgs[org], role=role,
            starts_on=self.clock.today - timedelta(days=200), handles_intake=intake,
        )  # fmt: skip
        return self.members[name]

    def agree(self, municipality: str, partner: str, by: str = "manager", **fields: Any) -> SharingAgreement:
        values: dict[str, Any] = {
            "title": "情報共有の取決め", "classes": [str(c) for c in PERSONAL_CLASSES],
            "starts_on": self.clock.today - timedelta(days=100), "ends_on": self.clock.today + timedelta(days=400),
        }  # fmt: skip
        agreement = disclosure.save_agreement(
            actor=self.actor(by), now=self.now, municipality=self.orgs[municipality], partner=self.orgs[partner],
            **(values | fields),
        )  # fmt: skip
        self.agreements[partner] = agreement
        return agreement

    def login(self, client: Client, name: str) -> Client:
        """Sign the client in with this membership, as after a second factor."""
        client.force_login(self.members[name].user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["membership"] = str(self.members[name].pk)
        session.save()
        return strengthen(client)


def strengthen(client: Client) -> Client:
    """As after a second factor."""
    session = client.session
    session[STRONG] = True
    session.save()
    return client


ORGS = (
    ("city", OrgKind.MUNICIPALITY, "みほん市", {"municipality_code": "99201"}),
    ("town", OrgKind.MUNICIPALITY, "となり町", {"municipality_code": "99301"}),
    ("core", OrgKind.CORE_CENTER, "みほん市基幹相談支援センター", {"municipality_code": "99201"}),
    ("center", OrgKind.SETTLEMENT_CENTER, "みほん県地域生活定着支援センター", {}),
    ("bar", OrgKind.PARTNER, "みほん弁護士会", {}),
    ("pref", OrgKind.PREFECTURE, "みほん県", {}),
    ("home", OrgKind.SERVICE_OFFICE, "グループホームあおぞら", {"office_number": "9920000011", "municipality_code": "99201"}),
    ("work", OrgKind.SERVICE_OFFICE, "作業所ひだまり", {"office_number": "9920000029", "municipality_code": "99201"}),
    ("plan", OrgKind.PLAN_OFFICE, "相談支援事業所みちしるべ", {"office_number": "9930000019", "municipality_code": "99201"}),
    ("operator", OrgKind.OPERATOR, "れんけい運用センター", {}),
)  # fmt: skip
#: short name, organisation, role, handles what newly arrives
MEMBERS = (
    ("officer", "city", Role.MUNICIPAL_OFFICER, True),
    ("colleague", "city", Role.MUNICIPAL_OFFICER, False),
    ("manager", "city", Role.MUNICIPAL_MANAGER, False),
    ("grants", "city", Role.GRANT_OFFICER, False),
    ("core_officer", "core", Role.CORE_OFFICER, True),
    ("core_manager", "core", Role.CORE_MANAGER, False),
    ("center_officer", "center", Role.CENTER_OFFICER, True),
    ("center_colleague", "center", Role.CENTER_OFFICER, False),
    ("lawyer", "bar", Role.REFERRER, True),
    ("prefecture", "pref", Role.PREFECTURE_OFFICER, False),
    ("home_contact", "home", Role.OFFICE_CONTACT, True),
    ("home_staff", "home", Role.OFFICE_STAFF, False),
    ("work_contact", "work", Role.OFFICE_CONTACT, True),
    ("planner", "plan", Role.PLAN_OFFICER, True),
    ("town_officer", "town", Role.MUNICIPAL_OFFICER, True),
    ("town_manager", "town", Role.MUNICIPAL_MANAGER, False),
    ("auditor", "operator", Role.AUDITOR, False),
    ("admin", "operator", Role.ADMINISTRATOR, False),
)


def make_world(*, at: datetime = START, agreements: bool = True) -> World:
    """All bodies, a user for every role, the commission みほん市 → 基幹, and (by default) the city's agreements."""
    world = World(clock=Clock(at))
    for name, kind, label, fields in ORGS:
        world.add_org(name, kind, label, **fields)
    for name, org, role, intake in MEMBERS:
        world.add_member(name, org, role, intake=intake)
    world.delegation = accounts.add_delegation(
        actor=SETUP, now=world.now, principal=world.orgs["city"], agent=world.orgs["core"],
        starts_on=world.clock.today - timedelta(days=200), ends_on=world.clock.today + timedelta(days=300),
    )  # fmt: skip
    if agreements:
        for partner in ("center", "bar", "home", "work", "plan"):
            world.agree("city", partner)
    return world
