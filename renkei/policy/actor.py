"""Who acts: a person in a membership, or a named part of the program."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from renkei.policy.enums import OFFICE_KINDS, OrgKind, Role


@dataclass(frozen=True)
class Actor:
    """One membership of one user, as it stands now. `acts_for`: municipalities that commissioned this organisation."""

    role: Role
    organisation_id: UUID | None
    organisation_kind: OrgKind | None
    user_id: UUID | None = None
    membership_id: UUID | None = None
    name: str = ""
    organisation_name: str = ""
    acts_for: frozenset[UUID] = frozenset()
    system: str = ""

    @property
    def is_system(self) -> bool:
        return bool(self.system)

    @property
    def is_office(self) -> bool:
        """Does he belong to a welfare office, which reads neutral words until more is disclosed to it?"""
        return self.organisation_kind in OFFICE_KINDS


def system_actor(name: str, *, organisation_id: UUID | None = None, kind: OrgKind | None = None) -> Actor:
    """A named part of the program with the narrow rights of `roles.SYSTEM_TABLE`; `answer_link` carries its office."""
    return Actor(role=Role.SYSTEM, organisation_id=organisation_id, organisation_kind=kind, system=name, name=name)
