"""Register, change and end organisations, users, memberships and commissions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.models import Delegation, Membership, Organisation, QualifiedStaff, UnionMember, User
from renkei.accounts.rules import COMMISSIONABLE, role_fits
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS, OFFICE_KINDS, OrgKind, Role
from renkei.policy.permissions import P


@transaction.atomic
def save_organisation(
    *, actor: Actor, now: datetime, organisation: Organisation | None = None, **fields: Any
) -> Organisation:
    """機関を登録・変更する. Raises RuleBroken when the number or municipality is already registered."""
    require(actor, P.ORG_MANAGE)
    thing = organisation or Organisation()
    for name, value in fields.items():
        setattr(thing, name, value)
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, Organisation) from None
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=thing, detail={"kind": thing.kind})
    return thing


@transaction.atomic
def office_organisation(
    *, actor: Actor, now: datetime, office_number: str, kind: OrgKind, **fields: Any
) -> Organisation:
    """Find or create the Organisation of an office by 事業所番号, when it is first asked (打診)."""
    require(actor, P.DIRECTORY_VIEW)
    if kind not in OFFICE_KINDS:
        raise RuleBroken("事業所として登録できる種類ではありません。")
    found = Organisation.objects.filter(office_number=office_number, kind=kind).first() if office_number else None
    if found:
        return found
    thing = Organisation.objects.create(office_number=office_number, kind=kind, **fields)
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=thing, detail={"kind": thing.kind, "from": "directory"})
    return thing


@transaction.atomic
def save_user(*, actor: Actor, now: datetime, email: str, name: str, password: str | None = None) -> User:
    """利用者を登録する: finds the user of this e-mail or creates one; the membership is a step of its own."""
    require(actor, P.USER_MANAGE)
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name.strip())
        record(actor=actor, event=E.USER_SAVED, now=now, thing=user, detail={"new": True})
    return user


@transaction.atomic
def set_user_active(*, actor: Actor, now: datetime, user: User, active: bool) -> User:
    """利用者を停止・再開する. A suspended user has no actor from the next request on."""
    require(actor, P.USER_MANAGE)
    _own_user_only(actor, user)
    user = lock(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(actor=actor, event=E.USER_SAVED, now=now, thing=user, detail={"active": active})
    return user


@transaction.atomic
def add_membership(
    *,
    actor: Actor,
    now: datetime,
    user: User,
    organisation: Organisation,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
    handles_intake: bool = False,
    position: str = "",
) -> Membership:
    """所属と役割を登録する. Raises RuleBroken where this kind of organisation has no such role."""
    require(actor, P.USER_MANAGE)
    _own_organisation_only(actor, organisation.pk)
    if not role_fits(organisation.kind, role):
        raise RuleBroken("この機関では、その役割を選べません。", field="role")
    if role is Role.ADMINISTRATOR and actor.role is not Role.ADMINISTRATOR and not actor.is_system:
        raise RuleBroken("システム管理の役割は、システム管理者だけが登録できます。", field="role")
    if ends_on and ends_on < starts_on:
        raise RuleBroken("終了日は開始日以後の日を入力してください。", field="ends_on")
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on,
        handles_intake=handles_intake, position=position,
    )  # fmt: skip
    record(actor=actor, event=E.MEMBERSHIP_CHANGED, now=now, thing=membership, detail={"role": role})
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, now: datetime, membership: Membership, ends_on: date) -> Membership:
    """所属を終える: the last day; access ends with it. An end already set may only come nearer."""
    require(actor, P.USER_MANAGE)
    _own_organisation_only(actor, membership.organisation_id)
    membership = lock(membership)
    if membership.ends_on and membership.ends_on < ends_on:
        raise RuleBroken("すでに決まっている終了日より後にはできません。", field="ends_on")
    membership.ends_on = max(ends_on, membership.starts_on)
    membership.save(update_fields=["ends_on"])
    record(actor=actor, event=E.MEMBERSHIP_CHANGED, now=now, thing=membership, detail={"ended": True})
    return membership


@transaction.atomic
def set_intake(*, actor: Actor, now: datetime, membership: Membership, handles_intake: bool) -> Membership:
    """受付窓口にする・外す."""
    require(actor, P.USER_MANAGE)
    _own_organisation_only(actor, membership.organisation_id)
    membership = lock(membership)
    membership.handles_intake = handles_intake
    membership.save(update_fields=["handles_intake"])
    record(actor=actor, event=E.MEMBERSHIP_CHANGED, now=now, thing=membership, detail={"intake": handles_intake})
    return membership


@transaction.atomic
def add_delegation(
    *,
    actor: Actor,
    now: datetime,
    principal: Organisation,
    agent: Organisation,
    starts_on: date,
    ends_on: date,
    contract_number: str = "",
    note: str = "",
) -> Delegation:
    """委託を登録する: from a municipality or union to a body that may be commissioned (実施主体・委託可)."""
    require(actor, P.ORG_MANAGE)
    if principal.kind not in MUNICIPAL_KINDS:
        raise RuleBroken("委託する側は、市町村または一部事務組合・広域連合を選んでください。", field="principal")
    if agent.kind not in COMMISSIONABLE:
        raise RuleBroken("受託する側は、基幹相談支援センターなどの団体を選んでください。", field="agent")
    if ends_on < starts_on:
        raise RuleBroken("終了日は開始日以後の日を入力してください。", field="ends_on")
    delegation = Delegation.objects.create(
        principal=principal, agent=agent, starts_on=starts_on, ends_on=ends_on,
        contract_number=contract_number, note=note,
    )  # fmt: skip
    record(actor=actor, event=E.DELEGATION_CHANGED, now=now, thing=delegation)
    return delegation


@transaction.atomic
def shorten_delegation(*, actor: Actor, now: datetime, delegation: Delegation, last_day: date) -> Delegation:
    """委託を途中で終える (accounts side only; `disclosure.services.end_delegation` also ends the ledger rows)."""
    require(actor, P.ORG_MANAGE)
    delegation = lock(delegation)
    if last_day > (delegation.ended_early_on or delegation.ends_on):
        raise RuleBroken("契約の終了日より後にはできません。", field="last_day")
    delegation.ended_early_on = last_day
    delegation.save(update_fields=["ended_early_on"])
    record(actor=actor, event=E.DELEGATION_CHANGED, now=now, thing=delegation, detail={"ended_early": True})
    return delegation


@transaction.atomic
def add_union_member(
    *,
    actor: Actor,
    now: datetime,
    union: Organisation,
    municipality: Organisation,
    starts_on: date,
    ends_on: date | None = None,
) -> UnionMember:
    """構成市町村を登録する (Q1)."""
    require(actor, P.ORG_MANAGE)
    if union.kind != OrgKind.UNION or municipality.kind != OrgKind.MUNICIPALITY:
        raise RuleBroken("一部事務組合・広域連合と、その構成市町村を選んでください。")
    member = UnionMember.objects.create(union=union, municipality=municipality, starts_on=starts_on, ends_on=ends_on)
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=member)
    return member


@transaction.atomic
def add_qualified_staff(
    *, actor: Actor, now: datetime, organisation: Organisation, name: str, qualification: str, starts_on: date,
    ends_on: date | None = None,
) -> QualifiedStaff:  # fmt: skip
    """有資格者の配置を登録する (Q1: 主任相談支援専門員)."""
    require(actor, P.USER_MANAGE)
    _own_organisation_only(actor, organisation.pk)
    staff = QualifiedStaff.objects.create(
        organisation=organisation, name=name, qualification=qualification, starts_on=starts_on, ends_on=ends_on
    )
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=staff)
    return staff


def _own_organisation_only(actor: Actor, organisation_id: UUID) -> None:
    if actor.role in (Role.ADMINISTRATOR, Role.SYSTEM):
        return
    if actor.organisation_id != organisation_id:
        raise NotFound(permission=P.USER_MANAGE.code)


def _own_user_only(actor: Actor, user: User) -> None:
    if actor.role is Role.ADMINISTRATOR or actor.is_system:
        return
    if not Membership.objects.filter(user=user, organisation_id=actor.organisation_id).exists():
        raise NotFound(permission=P.USER_MANAGE.code)
