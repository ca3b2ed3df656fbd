"""二人目の承認 in the demo: one case whose sheets say much, asked for approval in every state."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from renkei.cases.enums import NeedKind
from renkei.disclosure.queries import get_case
from renkei.inquiries import services as inquiries
from renkei.inquiries.enums import SendMethod
from renkei.inquiries.queries import candidates_for, needs_with_inquiries
from renkei.inquiries.rules import Sheet
from renkei.inquiries.services import Target
from renkei.jobs.demo.cast import Cast
from renkei.jobs.demo.plot import running_story
from renkei.jobs.demo.stories import Story
from renkei.people.enums import Disability, Sex, SupportCategory
from renkei.policy.actor import system_actor
from renkei.policy.enums import Role

if TYPE_CHECKING:
    from renkei.inquiries.models import Clearance

_DAY = timedelta(days=1)


def tell_clearing(
    *, cast: Cast, assumptions: Mapping[str, Any], now: datetime, leads: Sequence[tuple[str, str, Role]], number: int
) -> None:
    """One more case of a commissioned body: approvals used, refused, expired, taken back, given and waiting."""
    municipality, body, role = next(lead for lead in leads if lead[2] is Role.CORE_OFFICER)
    chance = random.Random(number)  # noqa: S311 - a demo, not a secret
    story = Story(cast, chance, assumptions, number, municipality, body, role, now - 20 * _DAY)
    running_story(story)
    access = get_case(actor=story.lead, case_id=story.case.pk, at=story.at)
    need = next(n for n, _ in needs_with_inquiries(access=access) if n.kind == NeedKind.HOUSING)
    offices = [m.candidate.office_id for m in candidates_for(access=access, need=need).fits]
    sheet = replace(
        story.anonymous(NeedKind.HOUSING), sex=str(Sex.FEMALE), disabilities=(str(Disability.HIGHER_BRAIN),),
        support_category=str(SupportCategory.C6), month="2027-02",
    )  # fmt: skip

    def ask(at: datetime, place: int, said: Sheet = sheet) -> Clearance:
        return inquiries.ask_clearance(
            actor=cast.actor(body, role, at), case=story.case, need=need, sheet=said, now=at,
            targets=[f"office:{offices[place]}"], reason="支援区分を伝えないと、受けられるかどうかを答えてもらえないため",
        )  # fmt: skip

    def decide(clearance: Clearance, at: datetime, *, approve: bool, note: str = "") -> None:
        manager = cast.actor(body, Role.CORE_MANAGER, at)
        inquiries.decide_clearance(actor=manager, clearance=clearance, approve=approve, note=note, now=at)

    used = now - 9 * _DAY
    decide(ask(used, 0), used, approve=True)
    inquiries.send_inquiries(
        actor=cast.actor(body, role, used), case=story.case, need=need, sheet=sheet, now=used,
        deadline=used + 7 * _DAY, targets=[Target(method=SendMethod.PAPER, office_id=offices[0])],
    )  # fmt: skip
    decide(ask(now - 8 * _DAY, 1), now - 8 * _DAY, approve=False, note="支援区分は、面会のあとで伝えれば足ります。")
    ask(now - 6 * _DAY, 1)
    inquiries.expire_due(actor=system_actor("jobs"), now=now)
    inquiries.cancel_clearance(actor=cast.actor(body, role, now), clearance=ask(now - _DAY, 1), now=now)
    decide(ask(now - _DAY, 1), now, approve=True)
    ask(now - timedelta(hours=2), 2)
