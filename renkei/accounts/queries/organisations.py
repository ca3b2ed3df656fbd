"""Organisations and their members, for services and forms of all areas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Delegation, Membership, Organisation, UnionMember, User
from renkei.accounts.rules import delegation_in_force, in_force
from renkei.core.clock import TOKYO, day_of
from renkei.core.errors import NotFound
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS, Reach, Role
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of


def delegation_for(*, principal_id: UUID, on: date) -> Delegation | None:
    """The commission in force; the newest when several overlap."""
    return (
        Delegation.objects.filter(delegation_in_force(on), principal_id=principal_id)
        .select_related("agent", "principal").order_by("-starts_on", "id").first()
    )  # fmt: skip


def commissioned_by(principal_id: UUID, *, on: date) -> list[Organisation]:
    """Every body that this municipality, or a union that acts for it, commissioned on that day."""
    principals = responsible_for(principal_id, on=on)
    rows = Delegation.objects.filter(delegation_in_force(on), principal_id__in=principals).select_related("agent")
    return list(dict.fromkeys(row.agent for row in rows.order_by("-starts_on", "id")))


def delegation_end(delegation: Delegation) -> datetime:
    """The moment a commission's access ends: midnight after its last day, Japan's time."""
    last = delegation.ended_early_on or delegation.ends_on
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=TOKYO)


def responsible_for(organisation_id: UUID, *, on: date) -> list[UUID]:
    """A municipality and the unions that act for it on that day (Q1)."""
    unions = UnionMember.objects.filter(in_force(on), municipality_id=organisation_id).values_list(
        "union_id", flat=True
    )
    return [organisation_id, *unions]


def intake_members(organisation_id: UUID | None, *, at: datetime) -> list[Membership]:
    """Who is assigned to what newly arrives (受付窓口)."""
    return list(members_in_force(organisation_id, at=at).filter(handles_intake=True))


def members_in_force(organisation_id: UUID | None, *, at: datetime) -> QuerySet[Membership]:
    """Memberships of active users in force now."""
    today = day_of(at)
    return (
        Membership.objects.filter(in_force(today), organisation_id=organisation_id, user__is_active=True)
        .select_related("user", "organisation").order_by("role", "user__name")
    )  # fmt: skip


def addressees(organisation_id: UUID, *, at: datetime, roles: Iterable[Role] | None = None) -> list[tuple[UUID, UUID]]:
    """(user id, organisation id) of the members to notify, all or of some roles."""
    members = members_in_force(organisation_id, at=at)
    if roles is not None:
        members = members.filter(role__in=list(roles))
    return [(m.user_id, organisation_id) for m in members]


def auditors(*, at: datetime) -> list[tuple[UUID, UUID]]:
    """(user id, organisation id) of every auditor in force."""
    rows = Membership.objects.filter(in_force(day_of(at)), role=Role.AUDITOR, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", "organisation_id"))


def names_of_users(user_ids: Iterable[UUID | None]) -> dict[Any, str]:
    """Names by id, for pages that show who did something."""
    return dict(User.objects.filter(pk__in={u for u in user_ids if u}).values_list("pk", "name"))


def users_like(*, actor: Actor, text: str, limit: int = 50) -> list[UUID]:
    """Users whose name holds the text or whose address it is, for the auditor's search. Raises NotAllowed."""
    require(actor, P.AUDIT_VIEW)
    found = User.objects.filter(Q(name__icontains=text) | Q(email__iexact=text)).order_by("name")
    return list(found.values_list("pk", flat=True)[:limit])


def roles_of(membership_ids: Iterable[UUID | None]) -> dict[Any, Role]:
    """Roles by membership, also of those that have ended."""
    rows = Membership.objects.filter(pk__in={m for m in membership_ids if m}).values_list("pk", "role")
    return {pk: Role(role) for pk, role in rows}


def names_of_organisations(ids: Iterable[UUID | None]) -> dict[Any, str]:
    """Names by id."""
    return dict(Organisation.objects.filter(pk__in={i for i in ids if i}).values_list("pk", "name"))


def organisations_by_id(ids: Iterable[UUID | None]) -> dict[Any, Organisation]:
    """Public faces of several, by id."""
    return Organisation.objects.in_bulk({i for i in ids if i})


def organisation_by_id(pk: UUID) -> Organisation:
    """An organisation's public face (name, kind, address). Raises NotFound."""
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        raise NotFound()
    return organisation


def partners(*, actor: Actor, kinds: Iterable[str]) -> QuerySet[Organisation]:
    """Organisations one may choose in a form: open ones of these kinds, by name. They are public facts."""
    return Organisation.objects.filter(kind__in=list(kinds), closed_on__isnull=True).order_by(
        "prefecture_code", "kana", "name"
    )


def municipalities(*, actor: Actor) -> QuerySet[Organisation]:
    """The municipalities and unions that can be asked."""
    return partners(actor=actor, kinds=MUNICIPAL_KINDS)


def user_id_of(email: str) -> UUID | None:
    """The user of this address, for the record of a failed sign-in."""
    return User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()


def active_user_of(email: str) -> User | None:
    """The user of this address who may sign in."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def mail_address_of(user_id: UUID) -> str:
    """The address of an active user; empty for anybody else. For the program that mails notices."""
    return User.objects.filter(pk=user_id, is_active=True).values_list("email", flat=True).first() or ""


def managers_of(user_id: UUID, *, at: datetime) -> list[tuple[UUID, UUID]]:
    """(user id, organisation id) of who manages this user: in his bodies, else the administrators; never himself."""
    day = day_of(at)
    bodies = Membership.objects.filter(in_force(day), user_id=user_id).values("organisation_id")
    running = Membership.objects.filter(in_force(day), user__is_active=True).exclude(user_id=user_id)
    roles = [role for role in Role if reach_of(role, P.USER_MANAGE) is not Reach.NONE]
    for chosen in (Q(organisation_id__in=bodies, role__in=roles), Q(role=Role.ADMINISTRATOR)):
        if found := list(running.filter(chosen).order_by("user_id").values_list("user_id", "organisation_id")):
            return found
    return []
