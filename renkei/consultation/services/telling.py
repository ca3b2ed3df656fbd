"""Who is told: a number and a link, no word of the person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from renkei.accounts.queries import addressees
from renkei.consultation.models import Consultation
from renkei.consultation.queries.sides import answering_members, bodies_of
from renkei.disclosure.services.telling import workers
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import Role

People = list[tuple[UUID, UUID | None]]
_OFFICE = (Role.OFFICE_CONTACT, Role.PLAN_OFFICER)


def tell_body(*, consultation: Consultation, kind: Kind, actor: Actor, now: datetime) -> None:
    """The assignee; where there is none, who works on the case, or all who answer offices."""
    c = consultation
    if c.assignee is not None and c.assigned_to_id is not None:
        to: People = [(c.assignee, c.assigned_to_id)]
    elif c.case_id is not None:
        to = [pair for body in bodies_of(c.municipality_id, at=now) for pair in workers(c.case_id, body, now)]
    else:
        to = [*answering_members(c.municipality_id, at=now)]
    _send(c, kind, to, actor, now)


def tell_office(*, consultation: Consultation, kind: Kind, actor: Actor, now: datetime) -> None:
    """Those of the office who work on the case, or its contacts; nobody where the office is not in Renkei."""
    c = consultation
    if c.case_id is not None:
        to: People = workers(c.case_id, c.office_id, now)
    else:
        to = [*addressees(c.office_id, at=now, roles=_OFFICE)]
    _send(c, kind, to, actor, now)


def _send(c: Consultation, kind: Kind, to: People, actor: Actor, now: datetime) -> None:
    people = [pair for pair in to if pair[0] != actor.user_id]
    notify(to=people, kind=kind, now=now, number=c.number, link=f"/consultations/{c.pk}/", case_id=c.case_id)
