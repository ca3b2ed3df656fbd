"""Ending sessions: one's own, or those of a user one manages. The database decides again whose may be ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core import wall
from renkei.core.errors import NotFound
from renkei.policy.actor import Actor


@transaction.atomic
def end_session(*, actor: Actor, now: datetime, session_id: UUID) -> None:
    """この端末のサインインを終える: one of one's own sessions, by its id in the list. Raises NotFound."""
    record(actor=actor, event=E.SIGNED_OUT, now=now)
    if not wall.call("SELECT wall.end_sessions(%s, %s, false)", [actor.user_id, session_id])[0][0]:
        raise NotFound()


@transaction.atomic
def end_all_sessions(*, actor: Actor, now: datetime, user_id: UUID | None = None, keep_current: bool = False) -> int:
    """すべての端末からサインアウトする: all sessions of a user (the actor himself where none is named).

    Args:
        keep_current: leave the session that asks.

    Returns:
        How many ended; 0 also where the actor may not end sessions of this user.
    """
    of_user = user_id or actor.user_id
    own_too = of_user == actor.user_id and not keep_current
    if own_too:  # said while one's own session still says who one is
        record(actor=actor, event=E.SIGNED_OUT, now=now, detail={"all": True})
    ended = int(wall.call("SELECT wall.end_sessions(%s, NULL, %s)", [of_user, keep_current])[0][0])
    if ended and not own_too:
        record(actor=actor, event=E.SIGNED_OUT, now=now, detail={"sessions": ended})
    return ended
