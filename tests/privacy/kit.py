"""A request of the person, as far as a test needs it."""

from __future__ import annotations

from datetime import date
from typing import Any

from renkei.core.clock import day_of
from renkei.privacy.models import DataRequest
from renkei.privacy.services import requests as services
from tests.kit.cases import CaseKit

PROOF = {"identity_proof": "licence", "agent_proof": ""}


def ask(kit: CaseKit, *, by: str = "manager", **changes: Any) -> DataRequest:
    """受付済み, with the person's identity checked at the counter."""
    world = kit.world
    today: date = day_of(world.now)
    values: dict[str, Any] = {
        "kind": "disclosure", "received_on": today, "case": kit.case, "requester": "person", "requester_name": "見本太郎",
        "contact": "099-000-0001", "wish": "わたしの記録をすべて見たい", "channel": "counter", "proof_checked_on": today,
        **PROOF,
    }  # fmt: skip
    return services.register_request(
        actor=world.actor(by), municipality=world.org("city"), now=world.now, **(values | changes)
    )


def reviewing(kit: CaseKit, **changes: Any) -> DataRequest:
    """審査中: the privacy officer holds his rows."""
    return services.start_review(actor=kit.world.actor("manager"), request=ask(kit, **changes), now=kit.world.now)
