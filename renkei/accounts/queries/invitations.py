"""Finding an invitation by its secret; how the invitations of users stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkei.accounts.enums import InvitationPurpose, InvitationState
from renkei.accounts.models import Invitation, User
from renkei.accounts.rules.inviting import state_of
from renkei.core.errors import NotFound
from renkei.core.ids import ALPHABET, token_hash


@dataclass(frozen=True)
class InvitationPage:
    """What the page behind a secret shows; `user` only while the invitation is open."""

    state: InvitationState
    purpose: InvitationPurpose
    expires_at: datetime
    user: User | None


def clean_secret(typed: str) -> str:
    """The code as it was made: case, spaces and hyphens do not matter."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)


def invitation_page(*, secret: str, at: datetime) -> InvitationPage:
    """The invitation behind a secret. Raises NotFound where there is none."""
    found = Invitation.objects.select_related("user").filter(secret_hash=token_hash(clean_secret(secret))).first()
    if found is None:
        raise NotFound()
    state = state_of(used_at=found.used_at, revoked_at=found.revoked_at, expires_at=found.expires_at, at=at)
    if state is InvitationState.OPEN and not found.user.is_active:
        state = InvitationState.REVOKED
    user = found.user if state is InvitationState.OPEN else None
    return InvitationPage(state, InvitationPurpose(found.purpose), found.expires_at, user)


def invitations_of(*, user_ids: Iterable[UUID], at: datetime) -> dict[UUID, tuple[InvitationState, datetime]]:
    """The newest invitation of each user: its state and the moment it expires."""
    rows = Invitation.objects.filter(user_id__in=list(user_ids)).order_by("user_id", "created_at")
    return {
        row.user_id: (
            state_of(used_at=row.used_at, revoked_at=row.revoked_at, expires_at=row.expires_at, at=at),
            row.expires_at,
        )
        for row in rows
    }
