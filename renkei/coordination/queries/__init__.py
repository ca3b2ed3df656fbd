"""The area's queries: one file per noun (referral, joint, advice, closing, tasks, clock)."""

from __future__ import annotations

from datetime import datetime

from renkei.coordination.queries import advice, clock, closing, joint, plan, plan_office, procedures, referral, tasks
from renkei.core.waiting import Source, Waiting
from renkei.policy.actor import Actor

#: What waits in the whole area: requests, the board of joint running, cases to close, tasks, releases.
SOURCES: tuple[Source, ...] = (
    clock.SOURCE, *referral.SOURCES, joint.SOURCE, advice.SOURCE, closing.SOURCE, tasks.SOURCE, plan.SOURCE, plan_office.SOURCE,
    procedures.SOURCE,
)  # fmt: skip


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """All of them."""
    return [line for source in SOURCES for line in source.ask(actor=actor, at=at)]
