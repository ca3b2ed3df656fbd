"""Emergency readings: those that run on a case, the register for managers and auditors, who has to answer for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.queries import addressees, auditors, members_in_force, names_of_users
from renkei.audit.models import Event
from renkei.audit.queries import uses
from renkei.audit.services import record_view
from renkei.cases.queries import related_persons, related_users
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass, Reach, Role
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import PRIVACY_OFFICERS, reach_of
from renkei.privacy.enums.emergencies import ReviewStatus
from renkei.privacy.models import Emergency
from renkei.privacy.rules.emergencies import time_left


@dataclass(frozen=True)
class EmergencyView:
    """One opening in words."""

    emergency: Emergency
    opened_by: str
    reader: str
    ended_by: str
    reviewed_by: str
    classes: list[str]
    time_left: str
    is_overdue: bool
    is_mine: bool  # opened by or for the one who looks: he answers for nothing

    @property
    def is_running(self) -> bool:
        return bool(self.time_left)


def running_on(*, access: CaseAccess) -> list[EmergencyView]:
    """What runs on the case in the actor's own body now, for the banner."""
    rows = Emergency.objects.filter(
        case=access.case, organisation_id=access.actor.organisation_id, ended_at__isnull=True, ends_at__gt=access.at
    ).select_related("organisation", "case")
    return _views(list(rows.order_by("ends_at")), access.actor, access.at)


def emergencies(*, actor: Actor, at: datetime, waiting: bool = False) -> QuerySet[Emergency]:
    """The register, newest first: of one's own body and those it commissions; all of them for the auditor. Raises NotAllowed."""
    require(actor, P.EMERGENCY_REVIEW)
    rows = Emergency.objects.select_related("case", "organisation").order_by("-opened_at", "id")
    if actor.role is not Role.AUDITOR:
        own = actor.organisation_id
        rows = rows.filter(Q(organisation_id=own) | Q(case__responsible_id=own))
        rows = rows.exclude(case__person_id__in=related_persons(user_id=actor.user_id))
    return rows.filter(status=ReviewStatus.WAITING) if waiting else rows


def views(*, actor: Actor, rows: Iterable[Emergency], at: datetime) -> list[EmergencyView]:
    """A page of them in words: two queries, however many."""
    return _views(list(rows), actor, at)


def get_emergency(*, actor: Actor, pk: UUID, at: datetime) -> EmergencyView:
    """One of the register; the reading of why it was opened is recorded. Raises NotFound / NotAllowed."""
    row = emergencies(actor=actor, at=at).filter(pk=pk).first()
    if row is None:
        raise NotFound(permission=P.EMERGENCY_REVIEW.code)
    record_view(actor=actor, now=at, case_id=row.case_id, info_class=InfoClass.SUMMARY, thing=row)
    return _views([row], actor, at)[0]


def get_running(*, access: CaseAccess, pk: UUID) -> Emergency:
    """One that runs on the case in the actor's own body. Raises NotFound."""
    found = next((view.emergency for view in running_on(access=access) if view.emergency.pk == pk), None)
    if found is None:
        raise NotFound(permission=P.BREAK_GLASS.code, case_id=access.case.pk)
    return found


def readings(*, actor: Actor, view: EmergencyView) -> list[Event]:
    """What the person read, printed or took away while it was open: codes and times, from the audit."""
    row = view.emergency
    until = row.ended_at or row.ends_at
    found = uses(
        actor=actor, permission=P.EMERGENCY_REVIEW, since=row.opened_at, until=until, case_ids=[row.case_id],
        user_ids=[row.user_id],
    )  # fmt: skip
    return list(found)


def readers_for(*, access: CaseAccess) -> list[tuple[UUID, str]]:
    """For whom it can be opened: oneself first, then colleagues whose role reads any class at all."""
    require(access.actor, P.BREAK_GLASS, access.facts, at=access.at)
    related = related_users(person_id=access.case.person_id)
    own = access.actor.user_id
    members = members_in_force(access.actor.organisation_id, at=access.at)
    found = {
        m.user_id: f"{m.user.name}（{m.get_role_display()}）"
        for m in members
        if m.user_id not in related and _reads_anything(Role(m.role))
    }
    return sorted(found.items(), key=lambda entry: (entry[0] != own, entry[1]))


def _reads_anything(role: Role) -> bool:
    return any(reach_of(role, VIEW_OF_CLASS[c]) is not Reach.NONE for c in PERSONAL_CLASSES)


def reviewers(*, emergency: Emergency, at: datetime) -> list[tuple[UUID, UUID]]:
    """Who is told and has to answer, the nearest first: managers of the body, else of the municipality, else the auditors.

    Never the one who opened it, the one who read, or somebody related to the person.
    """
    case = emergency.case
    besides = {emergency.opened_by, emergency.user_id, *related_users(person_id=case.person_id)}
    bodies = dict.fromkeys(pk for pk in (emergency.organisation_id, case.responsible_id) if pk)
    rounds = [addressees(body, at=at, roles=PRIVACY_OFFICERS) for body in bodies]
    for found in (*rounds, auditors(at=at)):
        if left := [entry for entry in found if entry[0] not in besides]:
            return left
    return []


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """緊急の閲覧の確認: work of today for every manager who may answer it; for the auditor where nobody else can, or overdue."""
    if not can(actor, P.EMERGENCY_REVIEW):
        return []
    rows = emergencies(actor=actor, at=at, waiting=True).exclude(opened_by=actor.user_id).exclude(user_id=actor.user_id)
    if actor.role is Role.AUDITOR:
        mine = (actor.user_id, actor.organisation_id)
        alone = [row.pk for row in rows if mine in reviewers(emergency=row, at=at)]
        rows = rows.filter(Q(due_on__lt=day_of(at)) | Q(pk__in=alone))
    return [
        Waiting(
            "緊急の閲覧を確認する", "閲覧が必要だったかどうかを、開いた人以外の人が確認します。", row.due_on,
            "emergencies:detail", (row.pk,), row.case.number,
        )
        for row in rows
    ]  # fmt: skip


SOURCE = Source(waiting, bell("FROM privacy_emergency WHERE status = {open}", open=ReviewStatus.WAITING))


def _views(rows: list[Emergency], actor: Actor, at: datetime) -> list[EmergencyView]:
    ids = {pk for r in rows for pk in (r.opened_by, r.user_id, r.ended_by, r.reviewed_by)}
    names = names_of_users(ids)
    return [
        EmergencyView(
            emergency=row, opened_by=names.get(row.opened_by, ""), reader=names.get(row.user_id, ""),
            ended_by=names.get(row.ended_by, ""), reviewed_by=names.get(row.reviewed_by, ""),
            classes=[str(InfoClass(c).label) for c in row.classes],
            time_left="" if row.ended_at else time_left(row.ends_at, at),
            is_overdue=row.status == ReviewStatus.WAITING and row.due_on < day_of(at),
            is_mine=actor.user_id in (row.opened_by, row.user_id),
        )
        for row in rows
    ]  # fmt: skip
