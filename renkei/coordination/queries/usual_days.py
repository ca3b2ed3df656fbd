"""How long procedures take: in a municipality by its own word, else as data/procedures.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.accounts.queries import organisation_by_id
from renkei.coordination.models.procedures import Procedure, UsualDays
from renkei.coordination.rules.procedures import catalogue
from renkei.core.errors import NotFound
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@dataclass(frozen=True)
class UsualLine:
    """How long one kind takes: as the file says, and as this municipality keeps it (None: as the file)."""

    kind: catalogue.Kind
    variant: str
    title: str
    days: int
    basis: str
    own: UsualDays | None = None


@dataclass(frozen=True)
class Usual:
    """The days of one municipality by (kind, variant)."""

    own: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of(self, row: Procedure) -> tuple[int, str]:
        """(open days, from where they are) for a procedure."""
        kind, way = row.kind, row.variant or ""
        if row.days:
            return row.days, "この手続で聞いた日数"
        if (kind, way) in self.own or (kind, "") in self.own:
            return catalogue.usual_days(kind, way, self.own), "この市町村の日数"
        return catalogue.usual_days(kind, way, {}), "目安"


def usual_of(*, municipality_id: UUID | None) -> Usual:
    """The days a municipality keeps for itself; the newest row of each kind counts."""
    own: dict[tuple[str, str], int] = {}
    for line in _newest(municipality_id).values():
        if line.days is not None:
            own[line.kind, line.variant] = line.days
    return Usual(own)


def own_usual(*, actor: Actor) -> tuple[Organisation, list[UsualLine]]:
    """One's municipality and the days of every kind, for the page on which its manager keeps them. Raises NotAllowed."""
    require(actor, P.PROCEDURE_DAYS)
    municipality = organisation_by_id(actor.organisation_id) if actor.organisation_id else None
    if municipality is None:
        raise NotFound(permission=P.PROCEDURE_DAYS.code)
    own = _newest(municipality.pk)
    lines = []
    for kind in catalogue.kinds().values():
        ways = [(v.code, f"{kind.title}（{v.title}）", v.days, v.basis) for v in kind.variants]
        for code, title, days, basis in ways or [("", kind.title, kind.days, kind.basis)]:
            kept = own.get((kind.code, code))
            lines.append(UsualLine(kind, code, title, days, basis, kept if kept and kept.days is not None else None))
    return municipality, lines


def get_usual(*, actor: Actor, kind: str, variant: str) -> UsualLine:
    """One line of it. Raises NotFound."""
    _, lines = own_usual(actor=actor)
    found = next((x for x in lines if (x.kind.code, x.variant) == (kind, variant)), None)
    if found is None:
        raise NotFound(permission=P.PROCEDURE_DAYS.code)
    return found


def _newest(municipality_id: UUID | None) -> dict[tuple[str, str], UsualDays]:
    rows = UsualDays.objects.filter(municipality_id=municipality_id).order_by("made_at", "created_at")
    return {(r.kind, r.variant): r for r in rows}
