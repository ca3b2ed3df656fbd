"""Which kind may hold which role; when a dated row is in force; what a list of users may hold."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from renkei.policy.enums import ROLES_OF_KIND, OrgKind, Role

COMMISSIONABLE = (OrgKind.CORE_CENTER, OrgKind.PLAN_OFFICE)
#: An end that lies nearer than this is shown as a warning (委託・有資格者).
WARN_DAYS = 60


def role_fits(kind: str, role: str) -> bool:
    """May a member of such an organisation hold this role?"""
    return role in ROLES_OF_KIND.get(kind, ())


def roles_offered(kind: str, *, by: Role) -> tuple[Role, ...]:
    """The roles a manager may give in such an organisation; only an administrator makes administrators."""
    roles = ROLES_OF_KIND.get(kind, ())
    return tuple(r for r in roles if r is not Role.ADMINISTRATOR or by in (Role.ADMINISTRATOR, Role.SYSTEM))


def in_force(day: date) -> Q:
    """Filter over dated rows: the day lies within starts_on–ends_on, both included."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def delegation_in_force(day: date) -> Q:
    """Filter over delegations: within the contract and not ended early."""
    return in_force(day) & (Q(ended_early_on__isnull=True) | Q(ended_early_on__gte=day))


def role_label(role: str) -> str:
    """Japanese name of a role."""
    return Role(role).label
