"""利害関係 of a case, for those who mark it; nobody else learns who is related to whom."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from renkei.accounts.queries import members_in_force, names_of_users
from renkei.cases.enums import Relation
from renkei.cases.models import ConflictOfInterest
from renkei.core.errors import NotFound
from renkei.disclosure.queries.access import CaseAccess, bodies_on
from renkei.policy.decide import require
from renkei.policy.permissions import P


@dataclass(frozen=True)
class ConflictLine:
    """One row in words."""

    conflict: ConflictOfInterest
    user: str
    relation: str
    marked_by: str
    ended_by: str
    by_himself: bool
    may_end: bool


def conflicts_of(*, access: CaseAccess) -> list[ConflictLine]:
    """Rows about the person, live ones first, then newest first. Raises NotAllowed for whoever may not mark."""
    require(access.actor, P.CONFLICT_MARK, access.facts, at=access.at)
    rows = list(
        ConflictOfInterest.objects.filter(person_id=access.case.person_id).select_related("user").order_by("-starts_at")
    )
    names = names_of_users([r.marked_by for r in rows] + [r.ended_by for r in rows])
    lines = [
        ConflictLine(
            row, row.user.name, dict(Relation.choices).get(row.relation, row.relation), names.get(row.marked_by, ""), names.get(row.ended_by, ""),
            row.marked_by == row.user_id, row.ends_at is None and row.user_id != access.actor.user_id,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.conflict.ends_at is not None)


def get_conflict(*, access: CaseAccess, conflict_id: UUID) -> ConflictLine:
    """One of them. Raises NotFound."""
    found = next((line for line in conflicts_of(access=access) if line.conflict.pk == conflict_id), None)
    if found is None:
        raise NotFound(permission=P.CONFLICT_MARK.code, case_id=access.case.pk)
    return found


def conflict_candidates(*, access: CaseAccess) -> list[tuple[UUID, str]]:
    """(user id, name and body) of everybody in the bodies that take part, but oneself and those marked already."""
    require(access.actor, P.CONFLICT_MARK, access.facts, at=access.at)
    marked = ConflictOfInterest.objects.filter(person_id=access.case.person_id, ends_at__isnull=True)
    besides = {access.actor.user_id, *marked.values_list("user_id", flat=True)}
    found = {
        m.user_id: f"{m.user.name}（{m.organisation.name}）"
        for body in bodies_on(case=access.case, at=access.at)
        for m in members_in_force(body, at=access.at)
        if m.user_id not in besides
    }
    return list(found.items())
