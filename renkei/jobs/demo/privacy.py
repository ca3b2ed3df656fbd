"""個人情報の取扱い in the demo: a request of the person in every state, records due for destruction in every stage."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.jobs.demo.plot import closed_story, running_story
from renkei.jobs.demo.stories import Story
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import OrgKind, Role
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.enums.requests import (
    AgentProof,
    Channel,
    Decision,
    DeliveryMethod,
    ExtendReason,
    IdentityProof,
    Requester,
    RequestKind,
)
from renkei.privacy.enums.retention import HoldReason
from renkei.privacy.queries.returns import register
from renkei.privacy.services import destroying, local, requests, retention, returns

if TYPE_CHECKING:
    from renkei.cases.models import Case

#: So long ago that a year of keeping is over, whatever today is.
LONG_AGO = 1000


def tell_privacy(
    *, cast: Cast, assumptions: Mapping[str, Any], now: datetime, lead: tuple[str, str, Role], number: int
) -> None:  # fmt: skip
    """Tell the requests and the destructions of one municipality. `number`: of the first story."""
    municipality, key, role = lead
    chance = random.Random(number)  # noqa: S311 - a demo, not a secret

    def story(tell: Callable[[Story], None], days: int, place: int) -> Story:
        made = Story(cast, chance, assumptions, number + place, municipality, key, role, now - timedelta(days=days))
        tell(made)
        return made

    manager = cast.actor(municipality, Role.MUNICIPAL_MANAGER, now)
    _requests(cast, manager, municipality, story(running_story, 20, 0).case, now)
    officer = cast.actor(municipality, Role.MUNICIPAL_OFFICER, now)
    old = [story(closed_story, LONG_AGO, n).case for n in range(1, 7)]
    _returned(manager, now)
    _destructions(cast, manager, officer, municipality, old, now)


def _returned(manager: Actor, now: datetime) -> None:
    """The offices answered at the time, each by its link, that they gave back what they had been told."""
    for line in register(actor=manager, at=now):
        if line.is_late(day_of(now)):
            office = system_actor("answer_link", organisation_id=line.recipient_id, kind=OrgKind.SERVICE_OFFICE)
            at = line.ended_at + timedelta(days=9)
            returns.confirm_own(
                actor=office, case_id=line.case_id, how="returned", note="回答した方：受付の担当", now=at
            )


def _requests(cast: Cast, manager: Actor, municipality: str, case: Case, now: datetime) -> None:
    def ask(days_ago: int, kind: RequestKind = RequestKind.DISCLOSURE, **changes: Any) -> Any:
        on = day_of(now) - timedelta(days=days_ago)
        fields: dict[str, Any] = {
            "requester": Requester.PERSON, "requester_name": "本人", "contact": "いまの住まいに郵送", "wish": "わたしの記録を見たい",
            "channel": Channel.COUNTER, "identity_proof": IdentityProof.CERTIFICATE, "agent_proof": "",
            "proof_checked_on": on,
        }  # fmt: skip
        return requests.register_request(
            actor=manager, municipality=cast.organisations[municipality], kind=kind, received_on=on, case=case, now=now,
            **(fields | changes),
        )  # fmt: skip

    today = day_of(now)
    start: Callable[[Any], Any] = lambda r: requests.start_review(actor=manager, request=r, now=now)  # noqa: E731
    ask(
        2, RequestKind.CORRECTION, requester=Requester.VOLUNTARY, requester_name="代理人（弁護士）",
        identity_proof="", proof_checked_on=None, wish="電話番号を直してほしい",
    )  # fmt: skip
    requests.ask_fix(
        actor=manager, request=ask(9), what="請求する記録の期間を書いてください。", asked_on=today - timedelta(days=5),
        now=now,
    )  # fmt: skip
    requests.extend(
        actor=manager, request=start(ask(25)), reason=ExtendReason.LEGAL, note="", told_on=today - timedelta(days=1),
        now=now,
    )  # fmt: skip
    refused: dict[str, Any] = {"decision": Decision.REFUSED, "reason": "利用の目的の範囲の中であるため", "now": now}
    stop = ask(28, RequestKind.SUSPENSION, wish="となり町に伝えるのをやめてほしい")
    requests.decide(actor=manager, request=start(stop), **refused)
    mend = ask(60, RequestKind.CORRECTION, wish="手帳の等級を直してほしい")
    done = requests.decide(actor=manager, request=start(mend), **refused)
    requests.deliver(actor=manager, request=done, delivery=DeliveryMethod.LETTER, delivered_on=today, now=now)
    requests.withdraw_request(
        actor=manager, withdrawn_on=today, now=now,
        request=ask(15, requester=Requester.LEGAL, requester_name="成年後見人", agent_proof=AgentProof.GUARDIAN_REGISTER),
    )  # fmt: skip


def _destructions(
    cast: Cast, manager: Actor, officer: Actor, municipality: str, cases: list[Case], now: datetime
) -> None:  # fmt: skip
    """破棄済み, 承認済み, 承認待ち, 取りやめ, 保留, and one nobody has proposed yet."""
    local.set_rule(
        actor=manager, municipality=cast.organisations[municipality], kind=RuleKind.KEEP_YEARS, value=1,
        starts_on=day_of(now) - timedelta(days=LONG_AGO), ends_on=None, source="みらい県の例（架空の文書管理規程）", now=now,
    )  # fmt: skip
    gone, approved, _proposed, rejected = [
        retention.propose(actor=officer, case=case, now=now) for case in cases[:4]
    ]  # fmt: skip
    retention.approve(actor=manager, destruction=gone, now=now)
    destroying.destroy_approved(actor=system_actor("jobs"), now=now)
    retention.approve(actor=manager, destruction=approved, now=now)
    retention.reject(actor=manager, destruction=rejected, now=now)
    retention.place_hold(
        actor=manager, case=cases[4], kind=HoldReason.AUDIT, reason="県の指導監査が終わるまで", until=None, now=now
    )
