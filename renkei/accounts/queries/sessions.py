"""One's own signed-in browsers. The table is shut; functions of the database answer for the session that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renkei.core import wall
from renkei.policy.actor import Actor


@dataclass(frozen=True)
class SessionLine:
    """A live session. `agent`: the browser in a few words; `strong`: the second factor was given."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    agent: str
    strong: bool
    is_current: bool


def sessions_of(*, actor: Actor) -> list[SessionLine]:
    """The live sessions of the user whose session acts in this transaction, the one last used first; empty for anybody else."""
    rows = wall.call("SELECT * FROM wall.own_sessions()", [])
    return [SessionLine(*row) for row in rows] if actor.user_id is not None else []
