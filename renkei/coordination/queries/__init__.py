"""The area's queries: one file per noun (referral, joint, advice, closing, tasks, clock)."""

from __future__ import annotations

from datetime import datetime

from renkei.coordination.queries import advice, clock, closing, joint, plan, referral, tasks
from renkei.core.waiting import Waiting
from renkei.policy.actor import Actor


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """What waits in the whole area: requests, the board of joint running, cases to close, tasks, releases."""
    areas = (clock, referral, joint, advice, closing, tasks, plan)
    return [line for area in areas for line in area.waiting(actor=actor, at=at)]
