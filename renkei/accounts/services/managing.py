"""Whom a manager may touch as a whole person: password, second factor, suspension, sessions."""

from __future__ import annotations

from datetime import datetime

from renkei.accounts.models import Membership, User
from renkei.accounts.queries import belongs_elsewhere
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.enums import Role
from renkei.policy.permissions import P


def manages(actor: Actor, user: User, now: datetime) -> None:
    """The whole person, not one membership: a manager only where the user works for his organisation alone."""
    if actor.user_id == user.pk:
        raise RuleBroken("自分自身には行えません。「自分の設定」を使うか、ほかの管理者に依頼してください。")
    if actor.role is Role.ADMINISTRATOR or actor.is_system:
        return
    if not Membership.objects.filter(user=user, organisation_id=actor.organisation_id).exists():
        raise NotFound(permission=P.USER_MANAGE.code)
    if belongs_elsewhere(user, actor.organisation_id) or is_administrator(user):
        raise RuleBroken("この利用者はほかの機関・役割にも登録されています。システム管理者に依頼してください。")


def is_administrator(user: User) -> bool:
    """Has this user ever been a system administrator?"""
    return Membership.objects.filter(user=user, role=Role.ADMINISTRATOR).exists()
