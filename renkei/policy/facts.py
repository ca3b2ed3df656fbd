"""What the policy must know of a case: the ledger rows and assignments that concern the actor's organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from renkei.policy.enums import InfoClass


@dataclass(frozen=True)
class Grant:
    """A ledger row (開示台帳) as the policy reads it. `version_id` None: the current version of the class."""

    id: UUID
    info_class: InfoClass
    recipient_id: UUID
    starts_at: datetime
    ends_at: datetime | None = None
    version_id: UUID | None = None
    fields: tuple[str, ...] = ()
    persons: frozenset[UUID] = frozenset()
    whole: bool = False  # held on the class, as the bodies of the programme do; not a summary for an office
    retained: bool = False  # own collection beside what was given: counts only when nothing else is left
    self_opened: bool = False  # 緊急の閲覧・開示等請求: for the persons it names only, beside everything else

    def is_live(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True)
class CaseFacts:
    """Rows of the case for one organisation, and the users of it who are assigned now."""

    case_id: UUID
    grants: tuple[Grant, ...] = ()
    assigned: frozenset[UUID] = field(default_factory=frozenset)
    frozen_at: datetime | None = None  # the last consent that carried this organisation ended then
    related: bool = False  # the very person who asks is marked as related to the person of the case (利害関係)

    def live(self, recipient_id: UUID | None, at: datetime) -> tuple[Grant, ...]:
        """Rows in force. Retained rows only where no other row is; a self-opened one neither counts as one nor hides any."""
        rows = tuple(g for g in self.grants if g.recipient_id == recipient_id and g.is_live(at))
        given = any(not g.retained and not g.self_opened for g in rows)
        return tuple(g for g in rows if not g.retained) if given else rows
