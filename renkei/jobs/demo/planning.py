"""やること, 釈放の計画, 結果ごとの準備, 枠の確保 and the sheet of the day in the demo: on the cases of one coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from renkei.coordination.enums.tasks import DropReason
from renkei.coordination.queries import guide
from renkei.coordination.services import plan, release_day, scenarios, tasks
from renkei.core.clock import day_of
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries.queries import get_inquiry, holds
from renkei.inquiries.services import holds as holding
from renkei.jobs.demo.cast import Cast
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import Role
from renkei.policy.permissions import P

if TYPE_CHECKING:
    from renkei.cases.models import Case
    from renkei.coordination.models import Scenario

#: words, class, days until due, whose (me, nobody, center), how it ended
_TASKS = (
    ("転出の手続に要る書類を確かめる", "summary", 2, "me", ""),
    ("通院先に紹介状を頼む", "welfare", -1, "me", ""),
    ("日中の活動先の見学に同行する", "summary", 9, "nobody", ""),
    ("帰る日の持ち物を確かめる", "justice_outline", 12, "center", ""),
    ("障害支援区分の聞き取りの日を決める", "welfare", -6, "me", "done"),
    ("通帳の再発行の窓口を調べる", "summary", 4, "me", "dropped"),
)


def tell_tasks(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """Six tasks in every group and state, on each of two running cases of the first coordinator."""
    _, key, role = leads[0]
    actor = cast.actor(key, role, now)
    cases = guide.listed(actor=actor, at=now, mine=True).filter(
        status__in=("coordinating", "placed"), center__isnull=False
    )
    for case in cases[:2]:
        for words, info_class, days, whose, ended in _TASKS:
            task = tasks.add_task(
                actor=actor, case=case, title=words, info_class=info_class, now=now, due_on=day_of(now) + timedelta(days=days),
                user_id=actor.user_id if whose == "me" else None,
                organisation_id=case.center_id if whose == "center" else None,
            )  # fmt: skip
            if ended == "done":
                tasks.finish_task(actor=actor, task=task, now=now)
            elif ended:
                tasks.drop_task(actor=actor, task=task, reason=DropReason.NOT_NEEDED, now=now)


def tell_plans(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """A plan with the sheet of its day; one with outcomes of which one came true, and places held for them; one asleep."""
    found = [
        (actor, get_case(actor=actor, case_id=case.pk, at=now))
        for actor in (cast.actor(*body, now) for body in dict.fromkeys((key, role) for _, key, role in leads))
        for case in guide.listed(actor=actor, at=now, mine=True).filter(
            status__in=("coordinating", "placed", "awaiting_release"), opened_at__lte=now - timedelta(days=17)
        )
    ]  # fmt: skip
    found = [pair for pair in found if pair[1].can(P.INQUIRY_SEND) and pair[1].can(P.JUSTICE_OUTLINE_VIEW)]
    found.sort(key=lambda pair: len(holds.holdable(access=pair[1])))  # the last have most offices that could take them
    for actor, access in found[-1:-3:-1]:
        plan.make_plan(actor=actor, case=access.case, now=now)
    _day(found[-2][0], found[-2][1].case, now)
    _outcomes(*found[-1], now)
    actor, access = found[0]
    (asleep,) = _prepared(actor, access.case, now, ("imprisoned",))
    holding.choose_outcome(actor=actor, scenario=asleep, wake_on=day_of(now) + timedelta(days=5), now=now)


_DESTINATIONS = {
    "bail": "実家（母が身元を引き受ける）",
    "not_prosecuted": "短期入所で1週間、そのあとグループホーム",
    "imprisoned": "",
}


def _prepared(actor: Actor, case: Case, now: datetime, outcomes: tuple[str, ...]) -> list[Scenario]:
    return [
        scenarios.prepare_scenario(
            actor=actor, case=case, outcome=o, now=now, destination=_DESTINATIONS[o], own_tasks="弁護人に電話で確かめる"
        )
        for o in outcomes
    ]


def _outcomes(actor: Actor, access: CaseAccess, now: datetime) -> None:
    """起訴猶予 came true and 保釈 did not; a hold has lapsed, some became free, one is kept; 実刑 is being prepared."""
    free, bail = _prepared(actor, access.case, now - timedelta(days=8), ("not_prosecuted", "bail"))
    places = [pk for pk, _ in holds.holdable(access=access)]
    for scenario, days_ago, length in ((bail, 7, 4), (free, 2, 9), (bail, 1, 12)):
        for pk in places[:2]:
            inquiry = get_inquiry(actor=actor, pk=UUID(pk), at=now).inquiry
            asked = now - timedelta(days=days_ago)
            holding.place_hold(
                actor=actor, scenario=scenario, inquiry=inquiry, until=day_of(asked) + timedelta(days=length), now=asked
            )
        if days_ago > length:
            holding.lapse_holds(actor=system_actor("jobs"), now=now)
    holding.choose_outcome(actor=actor, scenario=free, now=now - timedelta(hours=2))
    _prepared(actor, access.case, now, ("imprisoned",))


def _day(actor: Actor, case: Case, now: datetime) -> None:
    """The sheet: most of it written, one thing still open."""
    release_day.write_day(
        actor=actor, case=case, based_on=0, now=now, meet_at="9時ごろ", meet_place="正門前", meets="定着支援センター 担当、市 担当",
        belongings="上着を持って行く", cash="1万2千円（見込み）", two_weeks="生活保護を当日に申請。決定までは社協の貸付と食料の提供。",
        sleeps="グループホーム（体験利用）", sleeps_else="短期入所", evening="グループホームの宿直",
    )  # fmt: skip
    for at, kind, words, what in (
        (time(10, 30), "town_hall", "市役所 福祉の窓口", "転入届、健康保険、生活保護の申請"),
        (time(13, 0), "bank", "郵便局", "通帳の再発行"),
        (time(15, 0), "office", "グループホーム", "荷物を置き、部屋を確かめる"),
    ):
        release_day.add_stop(
            actor=actor, case=case, kind=kind, at=at, place=words, goes_with="市 担当", note=what, now=now
        )
