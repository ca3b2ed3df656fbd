"""The walls of 開拓 (renkei/programme): of the municipality's side alone, the body that it commissioned with it."""

from __future__ import annotations

from renkei.policy.permissions import P
from renkei.policy.walls import Wall, is_system, may, own, there_is

_SIDE = "{t}.municipality_id = ANY ((SELECT wall.represented())::uuid[])"
_SEEN = there_is("{parent} up WHERE up.id = {t}.{key}")

OUTREACH = Wall(
    read=f"{is_system('jobs')} OR ({_SIDE} AND {may(P.OUTREACH_VIEW)})",
    add=f"{_SIDE} AND {may(P.OUTREACH_WRITE)} AND {own()}",
    change=f"{is_system('jobs')} OR ({_SIDE} AND {may(P.OUTREACH_WRITE)})",
)
#: Its visits and its way: with it.
OUTREACH_PART = Wall(
    read=f"{is_system('jobs')} OR ({may(P.OUTREACH_VIEW)} AND {_SEEN})",
    add=f"{is_system('jobs')} OR ({may(P.OUTREACH_WRITE)} AND {own()} AND {_SEEN})",
    change=f"{may(P.OUTREACH_WRITE)} AND {own()} AND {_SEEN}",
    parent="target",
)
