"""定期協議 and 協議会 for tests: a table, who sits at it, a meeting held, a material in each state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renkei.contacts.models import Meeting
from renkei.contacts.services.minutes import Line
from renkei.programme.models import CaseSheet, CouncilMember, CouncilSeries, CouncilSession
from renkei.programme.rules.council import Told
from renkei.programme.services import case_sheets, council_sessions
from renkei.programme.services import council as council
from tests.contacts import meeting_kit as meetings
from tests.kit.world import World

#: As coarse as a case ever is told.
TOLD = Told(age="middle", needs=("housing",), waited="long", reasons=("waiting",))
TEXTS = {
    "situation": "夜間の見守りがある住まいが見つからない。", "tried": "近くの事業所に順に相談した。",
    "question": "見守りの組合せで支えられないか。",
}  # fmt: skip


def series(world: World, who: str = "officer", kind: str = "regular", **fields: Any) -> CouncilSeries:
    values = {"kind": kind, "title": "センターとの定期協議", "interval_months": 3, "next_on": None}
    return council.open_series(actor=world.actor(who), now=world.now, **(values | fields))


def sit(world: World, table: CouncilSeries, member: str, who: str = "officer", **fields: Any) -> CouncilMember:
    m = world.members[member]
    values: dict[str, Any] = {
        "user_id": m.user_id, "organisation_id": m.organisation_id, "starts_on": world.clock.today, "ends_on": None,
        "pledge": "official", "pledged_on": world.clock.today,
    }  # fmt: skip
    return council.add_member(actor=world.actor(who), series_id=table.pk, now=world.now, **(values | fields))


def guest(world: World, table: CouncilSeries, **fields: Any) -> CouncilMember:
    values = {"body": "みほん診療所", "name": "見本花子", "starts_on": world.clock.today, "ends_on": None}
    return council.add_member(actor=world.actor("officer"), series_id=table.pk, now=world.now, **(values | fields))


def table(world: World, **fields: Any) -> CouncilSeries:
    """Run by the city; its officer, the commissioned body's and the centre's sit there."""
    made = series(world, **fields)
    for member in ("officer", "core_officer", "center_officer"):
        sit(world, made, member)
    return made


def plan(world: World, made: CouncilSeries, who: str = "officer", days: int = 0) -> CouncilSession:
    return council_sessions.plan_session(
        actor=world.actor(who), series_id=made.pk, at=world.now + timedelta(days=days), place="市役所3階", now=world.now
    )


def hold(world: World, session: CouncilSession, *lines: Line, **fields: Any) -> Meeting:
    """Called, held, its minutes 確定 with these lines."""
    meeting = session.meeting
    for step in ("call", "hold"):
        meeting = move(world, meeting, step)
    meetings.write(world, meeting, *lines, **fields)
    for step in ("draft", "finalise"):
        meeting = move(world, meeting, step)
    return meeting


def move(world: World, meeting: Meeting, step: str, **fields: Any) -> Meeting:
    return council_sessions.take_step(actor=world.actor("officer"), meeting=meeting, step=step, now=world.now, **fields)


def sheet(world: World, made: CouncilSeries, case: Any, who: str = "officer", **fields: Any) -> CaseSheet:
    values: dict[str, Any] = {
        "told": TOLD, "people": 200, "floor": 10, "own_cases": 5, "reviewer": world.members["core_officer"].user_id, **TEXTS,
    }  # fmt: skip
    return case_sheets.propose_sheet(
        actor=world.actor(who), series_id=made.pk, case_id=case.pk, now=world.now, **(values | fields)
    )


def decide(
    world: World, thing: CaseSheet, step: str = "approve", who: str = "core_officer", note: str = ""
) -> CaseSheet:
    return case_sheets.decide_sheet(actor=world.actor(who), pk=thing.pk, step=step, note=note, now=world.now)


def hand(world: World, thing: CaseSheet, *members: CouncilMember, who: str = "officer") -> list[Any]:
    return case_sheets.hand_out(actor=world.actor(who), pk=thing.pk, members=[m.pk for m in members], now=world.now)
