"""What an invitation is worth at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from renkei.accounts.enums import InvitationState

#: An invitation that nobody used is worth nothing after this.
VALID_FOR = timedelta(days=7)
#: 16 letters of core.ids.ALPHABET are 77 bits: too many to guess, few enough to type from paper.
CODE_LENGTH = 16


def state_of(
    *, used_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, at: datetime
) -> InvitationState:
    """Used, revoked, expired or open: in this order, so that a used one never looks merely late."""
    if used_at is not None:
        return InvitationState.USED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if at >= expires_at else InvitationState.OPEN
