"""やること in the demo: on the cases of one coordinator, so that the home page and both lists have something to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from renkei.coordination.enums.tasks import DropReason
from renkei.coordination.queries import guide
from renkei.coordination.services import tasks
from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.policy.enums import Role

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
