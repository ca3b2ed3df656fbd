"""The swimlane picture of the board, drawn from the history of its items."""

from __future__ import annotations

from renkei.coordination.enums.joint import JointStatus, Part
from renkei.coordination.models.joint import JointEvent, JointItem
from renkei.coordination.queries.joint import title_of
from renkei.coordination.rules import joint as rules
from renkei.coordination.rules.lanes import Picture, Turn, picture, pieces_of
from renkei.coordination.states.joint import JOINT_ITEM
from renkei.core.clock import day_of
from renkei.disclosure.queries import CaseAccess
from renkei.policy.enums import InfoClass

_WORDS = {
    "open": "併走の開始",
    "add": "項目を加えた",
    "change": "分担を変えた",
    **{t.name: t.label for t in JOINT_ITEM.transitions},
}


def lanes_of(*, access: CaseAccess) -> Picture | None:
    """Who led what from when to when, and what is planned; two queries. None while there is no item."""
    items = JointItem.objects.filter(case=access.case).order_by("order", "created_at").prefetch_related("events")
    today, in_full = day_of(access.at), access.sees(InfoClass.WELFARE)
    rows = []
    for item in items:
        ended = day_of(item.settled_at) if item.status == JointStatus.NOT_NEEDED and item.settled_at else None
        pieces = pieces_of(_turns(item), today=today, moves_on=item.moves_on, ended=ended)
        rows.append((title_of(item, in_full=in_full), pieces))
    return picture(rows, today=today)


def _turns(item: JointItem) -> list[Turn]:
    """The parts after each event. Events of before they were kept: as the board began, and as an acceptance leaves them."""
    events = sorted(item.events.all(), key=lambda e: (e.at, e.created_at))
    return [Turn(day_of(e.at), *_parts(item, e, last=e is events[-1]), _WORDS.get(e.step, e.step)) for e in events]


def _parts(item: JointItem, event: JointEvent, *, last: bool) -> tuple[str, str]:
    if event.center_part and event.body_part:
        return event.center_part, event.body_part
    if last:
        return item.center_part, item.body_part
    if event.step == "accept":
        return Part.NONE, Part.MAIN
    return rules.parts_of(item.code)
