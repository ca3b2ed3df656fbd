"""Organisations, members of a union, qualified staff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.models import Delegation, Membership, Organisation, QualifiedStaff, UnionMember
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import OFFICE_KINDS, OrgKind, Role
from renkei.policy.permissions import P


@transaction.atomic
def save_organisation(
    *, actor: Actor, now: datetime, organisation: Organisation | None = None, **fields: Any
) -> Organisation:
    """機関を登録・変更する.

    Raises:
        RuleBroken: the number or municipality is already registered; the kind of a body in use would change.
    """
    require(actor, P.ORG_MANAGE)
    thing = lock(organisation) if organisation else Organisation()
    if organisation and fields.get("kind", thing.kind) != thing.kind and _in_use(thing):
        raise RuleBroken(
            "利用者や委託のある機関の種類は変えられません。新しい機関として登録してください。", field="kind"
        )
    changed = sorted(name for name, value in fields.items() if getattr(thing, name) != value)
    for name, value in fields.items():
        setattr(thing, name, value)
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, Organisation) from None
    detail = {"kind": str(thing.kind), **({"changed": changed} if organisation else {"new": True})}
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=thing, detail=detail)
    return thing


@transaction.atomic
def close_organisation(
    *, actor: Actor, now: datetime, organisation: Organisation, closed_on: date | None
) -> Organisation:
    """機関を廃止する（取り消す）: from that day its members cannot act. `None` opens it again."""
    require(actor, P.ORG_MANAGE)
    if closed_on and organisation.pk == actor.organisation_id:
        raise RuleBroken("自分の所属する機関は廃止できません。", field="closed_on")
    thing = lock(organisation)
    thing.closed_on = closed_on
    thing.save(update_fields=["closed_on"])
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=thing, detail={"closed": closed_on is not None})
    return thing


@transaction.atomic
def office_organisation(
    *, actor: Actor, now: datetime, office_number: str, kind: OrgKind, **fields: Any
) -> Organisation:
    """Find or create the Organisation of an office by 事業所番号, when it is first asked (打診)."""
    require(actor, P.DIRECTORY_VIEW)
    if kind not in OFFICE_KINDS:
        raise RuleBroken("事業所として登録できる種類ではありません。")
    same = Organisation.objects.filter(office_number=office_number, kind=kind)
    found = same.first() if office_number else None
    if found:
        return found
    try:
        with transaction.atomic():
            thing = Organisation.objects.create(office_number=office_number, kind=kind, **fields)
    except IntegrityError:  # asked twice at the same moment: the other one made it
        return same.get()
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=thing, detail={"kind": str(thing.kind), "from": "directory"})
    return thing


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
    """構成市町村を登録する (Q1). Raises RuleBroken: wrong kinds, already a member in these days."""
    require(actor, P.ORG_MANAGE)
    if union.kind != OrgKind.UNION or municipality.kind != OrgKind.MUNICIPALITY:
        raise RuleBroken("一部事務組合・広域連合と、その構成市町村を選んでください。", field="municipality")
    try:
        with transaction.atomic():
            member = UnionMember.objects.create(
                union=union, municipality=municipality, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as error:
        raise explain(error, UnionMember) from None
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=member, detail={"union": str(union.pk)})
    return member


@transaction.atomic
def end_union_member(*, actor: Actor, now: datetime, member: UnionMember, ends_on: date) -> UnionMember:
    """構成市町村を終える: its last day. An end already set may only come nearer."""
    require(actor, P.ORG_MANAGE)
    member = lock(member)
    _check_end(member.starts_on, member.ends_on, ends_on)
    member.ends_on = ends_on
    member.save(update_fields=["ends_on"])
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=member, detail={"union": str(member.union_id), "ended": True})
    return member


@transaction.atomic
def add_qualified_staff(
    *, actor: Actor, now: datetime, organisation: Organisation, name: str, qualification: str, starts_on: date,
    ends_on: date | None = None,
) -> QualifiedStaff:  # fmt: skip
    """有資格者の配置を登録する (Q1: 主任相談支援専門員)."""
    require(actor, P.USER_MANAGE)
    own_organisation_only(actor, organisation.pk)
    try:
        with transaction.atomic():
            staff = QualifiedStaff.objects.create(
                organisation=organisation, name=name, qualification=qualification, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as error:
        raise explain(error, QualifiedStaff) from None
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=staff, detail={"organisation": str(organisation.pk)})
    return staff


@transaction.atomic
def end_qualified_staff(*, actor: Actor, now: datetime, staff: QualifiedStaff, ends_on: date) -> QualifiedStaff:
    """有資格者の配置を終える: the last day. An end already set may only come nearer."""
    require(actor, P.USER_MANAGE)
    own_organisation_only(actor, staff.organisation_id)
    staff = lock(staff)
    _check_end(staff.starts_on, staff.ends_on, ends_on)
    staff.ends_on = ends_on
    staff.save(update_fields=["ends_on"])
    detail = {"organisation": str(staff.organisation_id), "ended": True}
    record(actor=actor, event=E.ORG_SAVED, now=now, thing=staff, detail=detail)
    return staff


def own_organisation_only(actor: Actor, organisation_id: UUID) -> None:
    """A manager works in his own organisation, the administrator in all. Raises NotFound."""
    if actor.role in (Role.ADMINISTRATOR, Role.SYSTEM):
        return
    if actor.organisation_id != organisation_id:
        raise NotFound(permission=P.USER_MANAGE.code)


def _in_use(organisation: Organisation) -> bool:
    """Somebody's role or a contract rests on the kind."""
    return (
        Membership.objects.filter(organisation=organisation).exists()
        or Delegation.objects.filter(principal=organisation).exists()
        or Delegation.objects.filter(agent=organisation).exists()
        or UnionMember.objects.filter(union=organisation).exists()
        or UnionMember.objects.filter(municipality=organisation).exists()
    )


def _check_end(starts_on: date, old: date | None, new: date) -> None:
    if new < starts_on:
        raise RuleBroken("終了日は開始日以後の日を入力してください。", field="ends_on")
    if old and old < new:
        raise RuleBroken("すでに決まっている終了日より後にはできません。", field="ends_on")
