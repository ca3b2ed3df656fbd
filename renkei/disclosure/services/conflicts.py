"""利害関係: who is related to the person is kept away from every case of that person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import addressees, members_in_force
from renkei.cases import services as cases
from renkei.cases.enums import Relation
from renkei.cases.models import Case, ConflictOfInterest
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import bodies_on, require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.permissions import P
from renkei.policy.roles import PRIVACY_OFFICERS


@transaction.atomic
def declare_conflict(
    *, actor: Actor, case: Case, relation: Relation, now: datetime, note: str = ""
) -> ConflictOfInterest:
    """自分の利害関係を申し出る: the case is closed to oneself at once; the managers are told to look at who works on it."""
    facts = require_on(actor=actor, permission=P.CONFLICT_DECLARE, case=case, at=now)
    assert actor.user_id is not None  # noqa: S101 - only users have the permission
    conflict = cases.mark_related(
        actor=actor, case=case, facts=facts, user_id=actor.user_id, relation=relation, note=note, now=now
    )
    _tell(actor.organisation_id, case, now, besides={actor.user_id})
    return conflict


@transaction.atomic
def mark_conflict(
    *, actor: Actor, case: Case, user_id: UUID, relation: Relation, now: datetime, note: str = ""
) -> ConflictOfInterest:
    """職員の利害関係を登録する: a manager, of anybody in a body that takes part in the case.

    Raises:
        RuleBroken: nobody of these bodies, or oneself (that is declared, not marked).
    """
    facts = require_on(actor=actor, permission=P.CONFLICT_MARK, case=case, at=now)
    if user_id == actor.user_id:
        raise RuleBroken("自分のことは「利害関係を申し出る」から申し出てください。", field="user")
    bodies = [o for o in bodies_on(case=case, at=now) if members_in_force(o, at=now).filter(user_id=user_id).exists()]
    if not bodies:
        raise RuleBroken("このケースに参加している機関の人の中から選んでください。", field="user")
    conflict = cases.mark_related(
        actor=actor, case=case, facts=facts, user_id=user_id, relation=relation, note=note, now=now
    )
    for body in bodies:
        _tell(body, case, now, besides={user_id, actor.user_id})
    return conflict


@transaction.atomic
def end_conflict(
    *, actor: Actor, case: Case, conflict: ConflictOfInterest, reason: str, now: datetime
) -> ConflictOfInterest:
    """利害関係を解除する: never by the person concerned. See `cases.services.end_related`."""
    facts = require_on(actor=actor, permission=P.CONFLICT_MARK, case=case, at=now)
    return cases.end_related(actor=actor, case=case, facts=facts, conflict=conflict, reason=reason, now=now)


def _tell(organisation_id: UUID | None, case: Case, now: datetime, *, besides: set[UUID | None]) -> None:
    """The managers of the body whose member left; they see no name in the message."""
    if organisation_id is None:
        return
    found = addressees(organisation_id, at=now, roles=PRIVACY_OFFICERS)
    notify(
        to=[entry for entry in found if entry[0] not in besides], kind=Kind.CONFLICT_MARKED, now=now, number=case.number,
        link=f"/cases/{case.pk}/", case_id=case.pk,
    )  # fmt: skip
