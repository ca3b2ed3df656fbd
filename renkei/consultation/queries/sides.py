"""Who is on which side: the municipality's (with the bodies it commissioned), or the office's."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from renkei.accounts.models import Membership, Organisation
from renkei.accounts.queries import delegation_for, members_in_force
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Assignment, Case
from renkei.cases.queries import related_users
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import on_visible, visible_cases
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS, OFFICE_KINDS, InfoClass, OrgKind, Role
from renkei.policy.permissions import P

M = TypeVar("M", bound=Model)
#: Who answers offices, at the municipality and at the body it commissioned.
ANSWERING = (Role.MUNICIPAL_OFFICER, Role.MUNICIPAL_MANAGER, Role.CORE_OFFICER, Role.CORE_MANAGER)


def side_of(actor: Actor) -> set[UUID]:
    """The municipalities in whose name the actor works: its own, and those that commissioned its body."""
    own = {actor.organisation_id} if actor.organisation_kind in MUNICIPAL_KINDS else set()
    acts = actor.acts_for if actor.organisation_kind in (*MUNICIPAL_KINDS, OrgKind.CORE_CENTER) else frozenset()
    return {body for body in (*own, *acts) if body is not None}


def bodies_of(municipality_id: UUID, *, at: datetime) -> list[UUID]:
    """The municipality and the body that it commissions today."""
    agent = delegation_for(principal_id=municipality_id, on=day_of(at))
    return [municipality_id, *([agent.agent_id] if agent else [])]


def answering_members(municipality_id: UUID, *, at: datetime) -> list[tuple[UUID, UUID]]:
    """(user, body) of all who answer offices for this municipality."""
    rows = Membership.objects.none()
    for body in bodies_of(municipality_id, at=at):
        rows = rows | members_in_force(body, at=at).filter(role__in=ANSWERING)
    return [(m.user_id, m.organisation_id) for m in rows]


def own_answering(*, actor: Actor, at: datetime, case: Case | None = None) -> list[tuple[UUID, str]]:
    """(user, name) of one's own body who may take a consultation; on a case those who work on it."""
    members = members_in_force(actor.organisation_id, at=at).filter(role__in=ANSWERING)
    if case is not None:
        working = Assignment.objects.filter(case=case, organisation_id=actor.organisation_id, ends_at__isnull=True)
        members = members.filter(user_id__in=working.values("user_id")).exclude(
            user_id__in=related_users(person_id=case.person_id)
        )
    return [(m.user_id, m.user.name) for m in members]


def askable(*, actor: Actor, at: datetime) -> list[Organisation]:
    """Whom an office may ask: the municipality where it lies, those whose persons it supports; else those of its prefecture."""
    own = Organisation.objects.get(pk=actor.organisation_id)
    served = visible_cases(actor=actor, at=at, permission=P.CONSULT_ASK).values("responsible_id")
    towns = Organisation.objects.filter(kind__in=MUNICIPAL_KINDS, closed_on__isnull=True)
    near = Q(pk__in=served)
    if own.municipality_code:
        near |= Q(municipality_code=own.municipality_code)
    found = list(towns.filter(near).order_by("kana", "name"))
    return found or list(towns.filter(prefecture_code=own.prefecture_code).order_by("kana", "name"))


def general_or_seen(rows: QuerySet[M], *, actor: Actor, at: datetime, permission: P) -> QuerySet[M]:
    """Rows on no case, and those on a case that the actor sees with this permission. Inside `one_look` the ledger is asked once."""
    return rows.filter(case__isnull=True) | on_visible(rows, actor=actor, at=at, permission=permission)


def supported_cases(*, actor: Actor, office_id: UUID, at: datetime, permission: P) -> QuerySet[Case]:
    """Running cases that the actor sees with this permission and in which the office takes part now (a live row)."""
    rows = LedgerEntry.objects.filter(scopes.live_at(at), recipient_id=office_id, info_class=InfoClass.SUMMARY)
    cases = visible_cases(actor=actor, at=at, permission=permission).filter(pk__in=rows.values("case_id"))
    return cases.exclude(status=CaseStatus.CLOSED).select_related("responsible").order_by("number")


def choosable_cases(*, actor: Actor, at: datetime) -> list[Case]:
    """Running cases of the municipality's side that the actor supports: what a consultation or a plan may be about."""
    cases = visible_cases(actor=actor, at=at, permission=P.CONSULT_WRITE).exclude(status=CaseStatus.CLOSED)
    return list(cases.filter(responsible_id__in=side_of(actor)).order_by("number"))


def municipalities_served(*, actor: Actor) -> list[Organisation]:
    """The municipalities in whose name the actor works."""
    towns = Organisation.objects.filter(pk__in=side_of(actor), kind__in=MUNICIPAL_KINDS)
    return list(towns.order_by("kana", "name"))


def municipality_for(*, actor: Actor, office: Organisation) -> UUID | None:
    """In whose name the actor supports this office: of those he works for the one where it lies, else the first by name."""
    towns = municipalities_served(actor=actor)
    near = [t for t in towns if t.municipality_code and t.municipality_code == office.municipality_code]
    return next((t.pk for t in (*near, *towns)), None)


def office_by_id(*, actor: Actor, pk: UUID, permission: P = P.CONSULT_WRITE) -> Organisation:
    """An office as a body. Raises NotFound, NotAllowed."""
    require(actor, permission)
    office = Organisation.objects.filter(pk=pk, kind__in=OFFICE_KINDS).first()
    if office is None:
        raise NotFound(permission=permission.code)
    return office


def office_of_number(*, actor: Actor, office_number: str) -> Organisation | None:
    """The body that this office of the directory is, where it was ever asked or registered. Raises NotAllowed."""
    require(actor, P.CONSULT_WRITE)
    if not office_number:
        return None
    return Organisation.objects.filter(office_number=office_number, kind__in=OFFICE_KINDS).order_by("kind").first()
