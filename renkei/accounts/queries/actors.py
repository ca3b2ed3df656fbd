"""Who acts: a user's memberships, the Actor of one of them; whether the system has been taken yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Delegation, Membership, SetUp, User
from renkei.accounts.rules import delegation_in_force, in_force
from renkei.core.clock import day_of
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import OrgKind, Role


def live_memberships(*, user_id: UUID | None, at: datetime) -> QuerySet[Membership]:
    """The user's memberships in force on the day of `at`, newest first; none for a suspended user."""
    today = day_of(at)
    return (
        Membership.objects.filter(in_force(today), user_id=user_id, user__is_active=True)
        .filter(Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gt=today))
        .select_related("organisation", "user")
        .order_by("-starts_on", "-created_at", "id")
    )


def actor_for(*, user: User, membership_id: UUID | str | None, at: datetime) -> Actor | None:
    """The Actor of a signed-in user: the chosen membership if in force, else the newest; None where there is none."""
    memberships = list(live_memberships(user_id=user.pk, at=at))
    if not memberships:
        return None
    chosen = next((m for m in memberships if str(m.pk) == str(membership_id)), memberships[0])
    return actor_of(chosen, at=at)


def actor_of(membership: Membership, *, at: datetime) -> Actor:
    """The Actor of one membership."""
    organisation = membership.organisation
    return Actor(
        role=Role(membership.role),
        organisation_id=organisation.pk,
        organisation_kind=OrgKind(organisation.kind),
        user_id=membership.user_id,
        membership_id=membership.pk,
        name=membership.user.name,
        organisation_name=organisation.name,
        acts_for=frozenset(principals_of(organisation.pk, on=day_of(at))),
    )


def principals_of(agent_id: UUID, *, on: date) -> list[UUID]:
    """Municipalities that commission this body on that day."""
    return list(
        Delegation.objects.filter(delegation_in_force(on), agent_id=agent_id).values_list("principal_id", flat=True)
    )


def belongs_elsewhere(user: User, organisation_id: UUID | None) -> bool:
    """Has this user ever had a membership in another organisation?"""
    return Membership.objects.filter(user=user).exclude(organisation_id=organisation_id).exists()


def administrators_left(day: date, *, without: UUID | None = None, without_user: UUID | None = None) -> bool:
    """Would an active administrator be in force on that day without this membership (or this user)?"""
    others = Membership.objects.filter(in_force(day), role=Role.ADMINISTRATOR, user__is_active=True)
    others = others.filter(Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gt=day))
    if without:
        others = others.exclude(pk=without)
    if without_user:
        others = others.exclude(user_id=without_user)
    return others.exists()


def is_empty() -> bool:
    """No user yet: the first-run wizard may open."""
    return not User.objects.exists()


def get_setup() -> SetUp | None:
    """The row of a set-up that has begun, or None."""
    return SetUp.objects.select_related("administrator", "organisation").first()


def setup_is_open() -> bool:
    """Nobody has begun yet, or somebody has and is not through."""
    setup = get_setup()
    return is_empty() if setup is None else setup.finished_at is None


def setup_actor(setup: SetUp | None = None) -> Actor:
    """The system actor of the wizard; it carries the administrator once there is one."""
    actor = system_actor("setup")
    if setup is None:
        return actor
    return replace(actor, user_id=setup.administrator_id, organisation_id=setup.organisation_id)
