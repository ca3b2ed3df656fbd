"""開拓 in the demo: an office in every state of the pipeline, with visits, an overdue step and a half year that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.offices.queries import Criteria, search
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import Role
from renkei.programme.queries import outreach as queries
from renkei.programme.services import outreach as services
from renkei.programme.services import outreach_visits as visits

_HELPS = (
    ("backup", "night", "information"),
    ("training", "backup"),
    ("add_on", "emergency"),
    ("night", "staff", "backup"),
)
_DAY = timedelta(days=1)


def tell_outreach(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """By the commissioned body of the first municipality that has one, on offices of its prefecture's directory."""
    body = next(body for _, body, role in leads if role is Role.CORE_OFFICER)
    worker = cast.actor(body, Role.CORE_OFFICER, now)
    rows = [
        row
        for page in (1, 2)
        for row in search(actor=worker, criteria=Criteria(prefecture="99", services=("33",)), page=page).rows
    ]
    told = (
        _candidate, _planned, _late, _visited, _considering, _accepts, _conditional, _declined, _half_year, _finished, _dropped,
    )  # fmt: skip
    for number, (tell, row) in enumerate(zip(told, rows, strict=False)):
        tell(_Office(worker, row.id, now, number))
    _unlisted(worker, now)
    services.open_half_years(actor=system_actor("jobs"), now=now)


class _Office:
    """One office on its way; every step at its own moment."""

    def __init__(self, worker: Actor, office_id: UUID, now: datetime, number: int) -> None:
        self.worker, self.office_id, self.now, self.number = worker, office_id, now, number

    def add(self, days: int, **fields: Any) -> UUID:
        first: dict[str, Any] = {
            "service_code": "33", "area_code": "", "reason_code": "staffing", "why": "", "priority": "2", "owner": self.worker.user_id,
        }  # fmt: skip
        return services.add_outreach(
            actor=self.worker,
            municipality_id=_town(self.worker),
            office_id=self.office_id,
            now=self.now - days * _DAY,
            **(first | fields),
        ).pk

    def visit(self, pk: UUID, days: int, stance: str, **fields: Any) -> None:
        visits.record_visit(
            actor=self.worker, pk=pk, at=self.now - days * _DAY - timedelta(hours=2), method="visit", stance=stance,
            helps=_HELPS[self.number % len(_HELPS)], now=self.now - days * _DAY, minutes=60, travel_minutes=40,
            met="管理者の方", went="相談員", **fields,
        )  # fmt: skip

    def answer(self, pk: UUID, days: int, step: str, note: str = "", **fields: Any) -> None:
        moment = self.now - days * _DAY
        services.record_answer(
            actor=self.worker, pk=pk, step=step, answered_on=day_of(moment), note=note, now=moment, **fields
        )

    def in_days(self, days: int) -> Any:
        return day_of(self.now) + days * _DAY


def _town(worker: Actor) -> UUID:
    return queries.side_of(worker)[0].pk


def _candidate(o: _Office) -> None:
    o.add(3, priority="1", why="夜間の支援がある住まいが、どの検索でも足りないため", owner=None)


def _planned(o: _Office) -> None:
    services.plan_visit(actor=o.worker, pk=o.add(10), planned_on=o.in_days(2), now=o.now)


def _late(o: _Office) -> None:
    pk = o.add(30)
    services.plan_visit(actor=o.worker, pk=pk, planned_on=o.in_days(-4), now=o.now - 20 * _DAY)


def _visited(o: _Office) -> None:
    pk = o.add(30)
    o.visit(pk, 8, "unsure", text="夜間の職員が一人のため、困ったときの連絡先を知りたいとのこと。", keep_tie=True,
            next_step="後方支援の資料を持って、もう一度訪ねる", next_on=o.in_days(-1))  # fmt: skip


def _considering(o: _Office) -> None:
    pk = o.add(60)
    o.visit(pk, 40, "open")
    o.answer(pk, 25, "consider", "法人の会議にかける", next_step="会議の結果を聞く", next_on=o.in_days(7))


def _accepts(o: _Office) -> None:
    pk = o.add(90)
    o.visit(pk, 70, "open", keep_tie=True)
    o.answer(pk, 50, "accept")


def _conditional(o: _Office) -> None:
    pk = o.add(90)
    o.visit(pk, 70, "unsure")
    o.answer(pk, 45, "condition", "はじめの3か月は、月に2回の訪問があること")


def _declined(o: _Office) -> None:
    pk = o.add(80)
    o.visit(pk, 60, "hard")
    o.answer(pk, 58, "decline", "いまは職員が足りない")


def _half_year(o: _Office) -> None:
    pk = o.add(260)
    o.visit(pk, 220, "open")
    o.answer(pk, 200, "accept")


def _finished(o: _Office) -> None:
    pk = o.add(330)
    o.visit(pk, 300, "open")
    o.answer(pk, 290, "accept")
    services.finish_outreach(
        actor=o.worker, pk=pk, outcome="accepted", note="見学から始めて、利用につながった", now=o.now - 90 * _DAY
    )


def _dropped(o: _Office) -> None:
    services.drop_outreach(actor=o.worker, pk=o.add(40), reason="ほかの市町村に移転したため", now=o.now - 20 * _DAY)


def _unlisted(worker: Actor, now: datetime) -> None:
    services.add_outreach(
        actor=worker, municipality_id=_town(worker), name="（仮称）グループホームこもれび", now=now - 5 * _DAY, service_code="33",
        area_code="", reason_code="", why="来年度に始める予定と聞いたため", priority="3", owner=None,
    )  # fmt: skip
