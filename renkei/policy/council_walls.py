"""The walls of 定期協議 and 協議会 (renkei/programme, council*): the same words as walls.py, in a file of their own."""

from __future__ import annotations

from dataclasses import replace

from renkei.policy.permissions import P
from renkei.policy.walls import NOBODY, Wall, is_system, may, mine, on, there_is

#: The municipality's side: its own roles and those of the body it commissioned.
_SIDE = "{t}.municipality_id = ANY ((SELECT wall.represented())::uuid[])"
_PARENT_SEEN = there_is("{parent} up WHERE up.id = {t}.{key}")
_SERIES_OF_SIDE = there_is(
    "{parent} up WHERE up.id = {t}.{key} AND up.municipality_id = ANY ((SELECT wall.represented())::uuid[])"
)
#: 会議体: the side that runs it; and the bodies that sit on it today.
SERIES = Wall(
    read=f"{is_system('jobs')} OR ({may(P.COUNCIL_VIEW)} AND ({_SIDE} OR wall.sits_on({{t}}.id)))",
    add=f"{may(P.COUNCIL_WRITE)} AND {_SIDE}",
    change=f"{may(P.COUNCIL_WRITE)} AND {_SIDE}",
)
#: Hangs on a 会議体: read with it, written by the side that runs it.
OF_SERIES = Wall(
    read=f"{is_system('jobs')} OR {_PARENT_SEEN}",
    add=f"{may(P.COUNCIL_WRITE)} AND {_SERIES_OF_SIDE}",
    change=f"{may(P.COUNCIL_WRITE)} AND {_SERIES_OF_SIDE}",
    parent="series",
)
#: 委員: with their 会議体, so that whoever sits there knows who else does, and who is bound; who left is for the side that runs it.
MEMBER = replace(
    OF_SERIES,
    read=f"{is_system('jobs')} OR ({_PARENT_SEEN} AND ({_SERIES_OF_SIDE} OR {{t}}.removed_at IS NULL))",
)
#: 事例資料: of the side (before approval: its author and the named second person), and of a body that was handed a copy.
_SHEET_SIDE = f"{_SIDE} AND {may(P.COUNCIL_WRITE)}"
CASE_SHEET = Wall(
    read=f"{is_system('jobs')} OR ({_SHEET_SIDE} AND ({{t}}.status IN ('approved', 'withdrawn') OR {mine('proposed_by')}"
    f" OR {mine('reviewer')})) OR ({{t}}.status = 'approved' AND {may(P.COUNCIL_VIEW)} AND wall.holds_copy({{t}}.id))",
    add=f"{_SHEET_SIDE} AND {mine('proposed_by')}",
    change=_SHEET_SIDE,
    becomes=f"{{t}}.status <> 'approved' OR {mine('reviewer')}",
)
_IN_MY_HANDS = there_is("programme_councilmember m WHERE m.id = {t}.member_id AND m.user_id = (SELECT wall.person())")
#: 配布の控え: of the side that hands out, and each 委員 his own. Nothing but the return is ever changed.
SHEET_COPY = Wall(
    read=f"{is_system('jobs')} OR ({may(P.COUNCIL_WRITE)} AND {_PARENT_SEEN}) OR ({may(P.COUNCIL_VIEW)} AND {_IN_MY_HANDS})",
    add=f"{may(P.COUNCIL_WRITE)} AND {_PARENT_SEEN}",
    change=f"{may(P.COUNCIL_WRITE)} AND {_PARENT_SEEN}",
    parent="sheet",
)
#: もとのケース: the way back from a material or an item of the agenda, for whoever of the writer's side sees the case.
CASE_TRACE = replace(
    on("case", read=f"{_SIDE} AND {may(P.COUNCIL_WRITE)}", add=_SIDE, write=(P.COUNCIL_WRITE,)), change=NOBODY
)
