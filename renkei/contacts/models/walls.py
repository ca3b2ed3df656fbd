"""The walls of the meetings: read by their own words in the database (renkei/policy/sql/9_meetings.sql)."""

from __future__ import annotations

from renkei.policy import walls
from renkei.policy.permissions import P

_PARENT_SEEN = walls.there_is("{parent} up WHERE up.id = {t}.{key}")

#: 会議: on a case for whoever reads the meetings of that case, else by role; for the side that calls it, and from when it was
#: opened (dates asked, called) for the bodies that attend.
_CALLS = "wall.calls({t}.case_id, {t}.organisation_id)"
_MEETING_CASE = "({t}.case_id IS NULL OR (wall.reaches({t}.case_id, '%s') AND wall.opens({t}.case_id, 'summary')))"
MEETING = walls.Wall(
    read=f"{walls.is_system('jobs')} OR ({walls.may(P.MEETING_VIEW)} AND {_MEETING_CASE % P.MEETING_VIEW.code}"
    f" AND ({_CALLS} OR ({{t}}.opened_at IS NOT NULL AND wall.attends({{t}}.id))))",
    add=f"{walls.may(P.MEETING_WRITE)} AND ({walls.is_system('jobs')} OR ({walls.own()} AND {_MEETING_CASE % P.MEETING_WRITE.code}))",
    change=f"{walls.may(P.MEETING_WRITE)} AND ({walls.is_system('jobs')} OR ({_CALLS} AND {_MEETING_CASE % P.MEETING_WRITE.code}))",
)
_CALLS_IT = f"({walls.is_system('jobs')} OR wall.calls_meeting({{t}}.meeting_id))"


def _at_table(read: str) -> walls.Wall:
    """Hangs on a meeting: read with it, as `read` narrows; written by the side that calls it."""
    seen = f"{walls.is_system('jobs')} OR ({_PARENT_SEEN} AND ({read}))"
    written = f"{walls.may(P.MEETING_WRITE)} AND {_CALLS_IT} AND {_PARENT_SEEN}"
    return walls.Wall(read=seen, add=f"{written} AND ({read})", change=f"{written} AND ({read})", parent="meeting")


#: 出席者: the family, third parties, for the side that calls; a body whose presence tells of the programme only for whom it is
#: not hidden.
ATTENDEE = _at_table(
    "(({t}.removed_at IS NULL AND {t}.kind <> 'family') OR wall.calls_meeting({t}.meeting_id))"
    " AND wall.may_see_seat({t}.meeting_id, {t}.organisation_id, {t}.is_justice)"
)
#: 議題: the class is open to oneself; and one calls the meeting, or everybody at the table may know it.
AGENDA = _at_table("wall.meeting_reads({t}.meeting_id, {t}.info_class)")
SLOT = _at_table(walls.EVERYBODY)
#: 日程の回答: the side that calls, and each body its own.
SLOT_ANSWER = walls.Wall(
    read=f"{walls.is_system('jobs')} OR ({_PARENT_SEEN} AND (wall.own_seat({{t}}.attendee_id) OR wall.calls_seat({{t}}.attendee_id)))",
    add=f"{walls.is_system('jobs')} OR ({_PARENT_SEEN} AND (({walls.may(P.MEETING_ANSWER)} AND wall.own_seat({{t}}.attendee_id))"
    f" OR ({walls.may(P.MEETING_WRITE)} AND wall.calls_seat({{t}}.attendee_id))))",
    change=f"{walls.is_system('jobs')} OR ({_PARENT_SEEN} AND (({walls.may(P.MEETING_ANSWER)} AND wall.own_seat({{t}}.attendee_id))"
    f" OR ({walls.may(P.MEETING_WRITE)} AND wall.calls_seat({{t}}.attendee_id))))",
    parent="slot",
)
#: 議事録: the 確定 versions with the meeting; a draft for the side that calls. Its lines class by class.
MINUTES = _at_table("{t}.final_at IS NOT NULL OR wall.calls_meeting({t}.meeting_id)")
_READS_LINE = "wall.minutes_reads({t}.minutes_id, {t}.info_class)"
_WRITES_LINE = f"{walls.may(P.MEETING_WRITE)} AND {_PARENT_SEEN} AND {_READS_LINE}"
MINUTES_LINE = (
    walls.Wall(  # that a line of a 確定 version only ends, and only by a version still written, a trigger holds
        read=f"{walls.is_system('jobs')} OR ({_PARENT_SEEN} AND {_READS_LINE})",
        add=f"{_WRITES_LINE} AND wall.writes_minutes({{t}}.minutes_id)",
        change=f"{_WRITES_LINE} AND wall.calls_minutes({{t}}.minutes_id)",
        parent="minutes",
    )
)
