"""What the pages of one meeting share: its view, the frame around it, the buttons of its steps, the summary of what is ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from renkei.contacts.enums import AttendeeKind, LineKind, MeetingStatus
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import MeetingView, get_meeting
from renkei.contacts.states.meetings import MEETING
from renkei.core.clock import now
from renkei.core.errors import NotFound
from renkei.policy.permissions import P
from renkei.programme.queries import council, hard
from renkei.web.actions import Button, buttons
from renkei.web.http import HttpRequest

#: Kinds of lines that stand alone, in the order of the minutes.
SINGLE = (LineKind.WISH, LineKind.EMERGENCY, LineKind.PENDING, LineKind.PLAIN)
#: The step that usually comes next.
NEXT = {"preparing": "call", "called": "hold", "held": "draft", "drafted": "finalise"}


def get(request: HttpRequest, meeting_id: UUID, permission: P = P.MEETING_VIEW, *, calls: bool = False) -> MeetingView:
    """The meeting as this user finds it. Raises NotFound."""
    return get_meeting(actor=request.actor, meeting_id=meeting_id, at=now(), permission=permission, calls=calls)


def context(view: MeetingView, **more: Any) -> dict[str, Any]:
    """For every page of one meeting: inside its case's frame, or alone."""
    frame = "cases/_frame.html" if view.access else "meetings/_plain.html"
    return {
        "view": view,
        "meeting": view.meeting,
        "access": view.access,
        "tab": "meetings",
        "frame": frame,
        "session": council.session_of(meeting=view.meeting),
        "carried": council.carried_to(meeting=view.meeting),
        "behind": hard.cases_behind(actor=view.actor, meeting=view.meeting, at=view.at),
        "single_kinds": [(k.value, k.label) for k in SINGLE],
        **more,
    }


def whole(view: MeetingView, *, reason: str, **more: Any) -> dict[str, Any]:
    """Everything about one meeting, as this user may read it: for its own page."""
    seats, agenda = table.seats(view=view), table.agenda(view=view, for_table=not view.calls, reason=reason)
    latest = table.newest(view=view)
    lines = table.minutes_lines(view=view, minutes=latest, for_table=not view.calls, reason=reason) if latest else []
    return context(
        view, seats=seats, agenda=agenda, latest=latest, lines=lines, discussed=table.by_item(lines, "discussion"),
        closed=any(line.closed for line in agenda), versions=table.versions(view=view), steps=steps(view),
        ready=Ready.of(seats, agenda), is_open=is_open(view), place=table.place_of(view=view, for_table=not view.calls),
        writes=writes_minutes(view), reason=reason, **more,
    )  # fmt: skip


def known(step: str) -> str:
    """The step, if the machine has it. Raises NotFound."""
    if step not in {t.name for t in MEETING.transitions}:
        raise NotFound()
    return step


def steps(view: MeetingView) -> list[Button]:
    """Buttons of the steps, for the side that calls; what cannot be done now is not offered."""
    if not view.may_write:
        return []
    facts = view.access.facts if view.access else None
    found = buttons(
        view.actor, MEETING, view.meeting, facts, at=view.at, own_page=("correct",), danger=("cancel",),
        primary=NEXT.get(view.meeting.status, ""), url=lambda name: reverse("meetings:step", args=[view.meeting.pk, name]),
    )  # fmt: skip
    corrects = (latest := table.newest(view=view)) is not None and latest.version > 1
    never = {"undraft"} if corrects else {"keep"}
    return [button for button in found if button.name not in never]


@dataclass(frozen=True)
class Ready:
    """What is prepared: counted for the line of the preparation."""

    seats: int
    unconfirmed: int
    items: int
    apart: int

    @classmethod
    def of(cls, seats: list[table.Seat], agenda: list[table.AgendaLine]) -> Ready:
        bound = [s for s in seats if s.attendee.kind != AttendeeKind.PERSON]
        return cls(
            len(seats), sum(1 for s in bound if not s.attendee.confidentiality), len(agenda),
            sum(1 for line in agenda if not line.on_table),
        )  # fmt: skip


def is_open(view: MeetingView) -> bool:
    """May the preparation still change?"""
    return view.meeting.status in (MeetingStatus.PREPARING, MeetingStatus.CALLED)


def writes_minutes(view: MeetingView) -> bool:
    """Are the minutes being written?"""
    return view.may_write and view.meeting.status in (MeetingStatus.HELD, MeetingStatus.DRAFTED)
