"""Users, their memberships and roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.enums import InvitationPurpose
from renkei.accounts.models import Membership, Organisation, User
from renkei.accounts.queries import administrators_left, belongs_elsewhere, live_memberships
from renkei.accounts.rules import role_fits
from renkei.accounts.rules.user_lists import UserRow
from renkei.accounts.services.invitations import new_invitation
from renkei.accounts.services.managing import is_administrator, manages
from renkei.accounts.services.organisations import own_organisation_only
from renkei.accounts.services.sessions import end_all_sessions
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import Role
from renkei.policy.permissions import P

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Added:
    """A membership made from a list; `key` is the invitation's secret for a user who is new."""

    membership: Membership
    key: str


@transaction.atomic
def save_user(*, actor: Actor, now: datetime, email: str, name: str, password: str | None = None) -> User:
    """利用者を登録する: finds the user of this e-mail or creates one; the membership is a step of its own."""
    require(actor, P.USER_MANAGE)
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, password, name=name.strip())
        except IntegrityError:  # registered by somebody else at the same moment
            return User.objects.get(email=email)
        record(actor=actor, event=E.USER_SAVED, now=now, thing=user, detail={"new": True})
    return user


@transaction.atomic
def invite_user(
    *, actor: Actor, now: datetime, organisation: Organisation, email: str, name: str, role: Role, starts_on: date,
    ends_on: date | None = None, handles_intake: bool = False, position: str = "",
) -> Added:  # fmt: skip
    """利用者を加える: user and membership in one step; an invitation for one who has no password yet.

    Raises:
        RuleBroken: the role does not fit, or the user already has it in these days.
    """
    require(actor, P.USER_MANAGE)
    own_organisation_only(actor, organisation.pk)
    user = save_user(actor=actor, now=now, email=email, name=name)
    membership = add_membership(
        actor=actor, now=now, user=user, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on,
        handles_intake=handles_intake, position=position,
    )  # fmt: skip
    waiting = (
        user.last_login is None and not user.has_usable_password() and not belongs_elsewhere(user, organisation.pk)
    )
    return Added(membership, new_invitation(actor, user, InvitationPurpose.FIRST, now) if waiting else "")


@transaction.atomic
def import_users(*, actor: Actor, now: datetime, organisation: Organisation, rows: Sequence[UserRow]) -> list[Added]:
    """名簿から利用者を登録する: all rows or none. Raises RuleBroken with the number of the row that does not hold."""
    require(actor, P.USER_MANAGE)
    added = []
    for row in rows:
        try:
            added.append(
                invite_user(
                    actor=actor, now=now, organisation=organisation, email=row.email, name=row.name, role=row.role,
                    starts_on=row.starts_on, ends_on=row.ends_on, handles_intake=row.handles_intake,
                    position=row.position,
                )
            )  # fmt: skip
        except RuleBroken as error:
            raise RuleBroken(f"{row.number}行目: {error}") from None
    record(actor=actor, event=E.USER_SAVED, now=now, thing=organisation, detail={"imported": len(added)})
    return added


@transaction.atomic
def set_user_active(*, actor: Actor, now: datetime, user: User, active: bool) -> User:
    """利用者を停止・再開する. A suspended user has no actor from the next request on.

    Raises:
        RuleBroken: oneself, the last administrator, or a user who also works in other organisations.
    """
    require(actor, P.USER_MANAGE)
    manages(actor, user, now)
    if not active and is_administrator(user) and not administrators_left(day_of(now), without_user=user.pk):
        raise RuleBroken("最後のシステム管理者は停止できません。先に別の管理者を登録してください。")
    user = lock(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(actor=actor, event=E.USER_SAVED, now=now, thing=user, detail={"active": active})
    if not active:
        end_all_sessions(actor=actor, now=now, user_id=user.pk)
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
    """所属と役割を登録する. Raises RuleBroken where this kind of organisation has no such role, and for oneself."""
    require(actor, P.USER_MANAGE)
    own_organisation_only(actor, organisation.pk)
    if user.pk == actor.user_id and not actor.is_system:
        raise RuleBroken("自分の役割は増やせません。ほかの管理者に依頼してください。", field="email")
    _role_allowed(actor, organisation.kind, role)
    if ends_on and ends_on < starts_on:
        raise RuleBroken("終了日は開始日以後の日を入力してください。", field="ends_on")
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on,
                handles_intake=handles_intake, position=position,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Membership) from None
    record(actor=actor, event=E.MEMBERSHIP_CHANGED, now=now, thing=membership, detail={"role": str(role), "new": True})
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, now: datetime, membership: Membership, ends_on: date) -> Membership:
    """所属を終える: `ends_on` is the last day on which it works; yesterday ends it at once.

    Raises:
        RuleBroken: one's own, the last administrator's, or later than an end that is already set.
    """
    require(actor, P.USER_MANAGE)
    membership = _editable(actor, membership)
    if membership.ends_on and membership.ends_on < ends_on:
        raise RuleBroken("すでに決まっている終了日より後にはできません。", field="ends_on")
    if membership.role == Role.ADMINISTRATOR and not administrators_left(
        max(ends_on + _DAY, day_of(now)), without=membership.pk
    ):
        raise RuleBroken("最後のシステム管理者の所属は終了できません。先に別の管理者を登録してください。")
    membership.ends_on = max(ends_on, membership.starts_on - _DAY)
    membership.save(update_fields=["ends_on"])
    record(actor=actor, event=E.MEMBERSHIP_CHANGED, now=now, thing=membership, detail={"ended": True})
    return membership


@transaction.atomic
def change_role(
    *, actor: Actor, now: datetime, membership: Membership, role: Role, from_day: date, position: str = ""
) -> Membership:
    """役割を変える: the present membership ends the day before, a new one begins on `from_day`.

    Raises:
        RuleBroken: the same role, a day before the membership began, or a role this kind does not have.
    """
    require(actor, P.USER_MANAGE)
    membership = _editable(actor, membership)
    if role == membership.role:
        raise RuleBroken("いまと同じ役割です。", field="role")
    if from_day < membership.starts_on or (membership.ends_on and from_day > membership.ends_on):
        raise RuleBroken("いまの所属の期間の中の日を入力してください。", field="from_day")
    last = membership.ends_on
    end_membership(actor=actor, now=now, membership=membership, ends_on=from_day - _DAY)
    return add_membership(
        actor=actor, now=now, user=membership.user, organisation=membership.organisation, role=role, starts_on=from_day,
        ends_on=last, handles_intake=membership.handles_intake, position=position or membership.position,
    )  # fmt: skip


@transaction.atomic
def set_intake(*, actor: Actor, now: datetime, membership: Membership, handles_intake: bool) -> Membership:
    """受付窓口にする・外す."""
    require(actor, P.USER_MANAGE)
    own_organisation_only(actor, membership.organisation_id)
    membership = lock(membership)
    membership.handles_intake = handles_intake
    membership.save(update_fields=["handles_intake"])
    record(actor=actor, event=E.MEMBERSHIP_CHANGED, now=now, thing=membership, detail={"intake": handles_intake})
    return membership


@transaction.atomic
def choose_membership(*, actor: Actor, now: datetime, membership_id: UUID) -> Membership:
    """所属を切り替える: one of one's own memberships in force. Raises NotFound for any other."""
    found = live_memberships(user_id=actor.user_id, at=now).filter(pk=membership_id).first() if actor.user_id else None
    if found is None:
        raise NotFound()
    record(actor=actor, event=E.SIGNED_IN, now=now, thing=found, detail={"switched": True})
    return found


def _editable(actor: Actor, membership: Membership) -> Membership:
    """The membership, locked, if this manager may end it."""
    own_organisation_only(actor, membership.organisation_id)
    membership = lock(membership)
    if membership.user_id == actor.user_id:
        raise RuleBroken("自分の所属は変えられません。ほかの管理者に依頼してください。")
    if membership.role == Role.ADMINISTRATOR and actor.role not in (Role.ADMINISTRATOR, Role.SYSTEM):
        raise RuleBroken("システム管理者の所属は、システム管理者だけが変えられます。")
    return membership


def _role_allowed(actor: Actor, kind: str, role: Role) -> None:
    if not role_fits(kind, role):
        raise RuleBroken("この機関では、その役割を選べません。", field="role")
    if role is Role.ADMINISTRATOR and actor.role is not Role.ADMINISTRATOR and not actor.is_system:
        raise RuleBroken("システム管理の役割は、システム管理者だけが登録できます。", field="role")
