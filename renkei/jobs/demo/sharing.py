"""Q6 in the demo: requests of the bar association; one person does not want the centre to know, another agrees."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from renkei.coordination.enums.referral import CenterSharing
from renkei.coordination.services import sheet as sheets
from renkei.coordination.services.sharing import record_sharing
from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast, agree_with
from renkei.jobs.demo.stories import Story
from renkei.policy.actor import Actor
from renkei.policy.enums import Role

_PARTNER = "partner0"


class LawyerStory(Story):
    """A case that the bar association refers, not the centre."""

    @property
    def center(self) -> Actor:
        return self.cast.actor(_PARTNER, Role.REFERRER, self.at)

    def sheet(self, *, previous_status: str = "") -> sheets.Sheet:
        return replace(super().sheet(previous_status=previous_status), sender=self.cast.organisations[_PARTNER])


def tell_sharing(
    *, cast: Cast, assumptions: Mapping[str, Any], now: datetime, leads: Sequence[tuple[str, str, Role]], number: int
) -> None:  # fmt: skip
    """Two requests to the first municipality: refused with a day to ask again; agreed."""
    municipality, key, role = leads[0]
    chance = random.Random(number)  # noqa: S311 - a demo, not a secret
    start = now - timedelta(days=9)
    agree_with(cast, municipality=municipality, partner=cast.organisations[_PARTNER], now=start)
    for answer in (CenterSharing.REFUSED, CenterSharing.AGREED):
        story = LawyerStory(cast, chance, assumptions, number, municipality, key, role, start)
        story.submit()
        story.accept()
        story.tick(days=1)
        refused = answer is CenterSharing.REFUSED
        record_sharing(
            actor=story.lead, referral=story.request, answer=answer, asked_on=day_of(story.at), asked_by="基幹 担当",
            reason="「何度も同じことを話したくない」とのこと。" if refused else "",
            ask_again_on=day_of(now) + timedelta(days=21) if refused else None, now=story.at,
        )  # fmt: skip
        number += 1
