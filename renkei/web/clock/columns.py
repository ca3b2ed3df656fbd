"""「釈放まで」 on lists: for the bodies to whom the class may be open; for offices the column does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from renkei.coordination.queries.clock import own_releases, releases_of
from renkei.coordination.rules.clock.releasing import Release
from renkei.disclosure.queries import CaseAccess
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.permissions import P


def releases_for(actor: Actor, rows: Iterable[CaseAccess]) -> dict[UUID, Release] | None:
    """The releases of the cases of a page by case id; None where the column must not be drawn at all."""
    if actor.is_office or not can(actor, P.JUSTICE_OUTLINE_VIEW):
        return None
    return releases_of(accesses=rows)


def own_releases_for(actor: Actor, at: datetime) -> dict[UUID, Release] | None:
    """The same for the cases one works on oneself, asked together with what waits on the first page."""
    if actor.is_office or not can(actor, P.JUSTICE_OUTLINE_VIEW):
        return None
    return {access.case.pk: release for access, release in own_releases(actor=actor, at=at)}
