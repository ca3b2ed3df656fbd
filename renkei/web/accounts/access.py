"""How a user's way in stands, for the lists of those who manage users."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from renkei.accounts import queries
from renkei.accounts.enums import InvitationState
from renkei.core.clock import now
from renkei.policy.enums import Role
from renkei.policy.roles import needs_second_factor


@dataclass(frozen=True)
class UserRow:
    """A membership with its invitation, second factor and lock."""

    member: Any
    invitation: InvitationState | None
    invited_until: datetime | None
    has_factor: bool
    needs_factor: bool
    locked_until: datetime | None

    @property
    def can_revoke(self) -> bool:
        """Is an invitation open?"""
        return self.invitation is InvitationState.OPEN


def user_rows(members: Iterable[Any]) -> list[UserRow]:
    """In three queries, however many there are."""
    found, at = list(members), now()
    ids = [m.user_id for m in found]
    invitations = queries.invitations_of(user_ids=ids, at=at)
    strong = queries.users_with_second_factor(ids)
    locked = queries.locked_users(users=[m.user for m in found], at=at)
    rows = []
    for m in found:
        state, until = invitations.get(m.user_id, (None, None))
        must = needs_second_factor(Role(m.role))
        rows.append(UserRow(m, state, until, m.user_id in strong, must, locked.get(m.user_id)))
    return rows
