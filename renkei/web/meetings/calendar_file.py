"""The invitation as iCalendar (RFC 5545): number, time and a link; no name, no place, no word on what it is about."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from renkei.contacts.enums import MeetingStatus
from renkei.contacts.queries.meetings import MeetingView
from renkei.contacts.rules.meetings import ends


def calendar_file(view: MeetingView, *, url: str, at: datetime) -> bytes:
    """The meeting as a calendar of one event. `url`: the absolute address of its page. It needs a time."""
    meeting = view.meeting
    assert meeting.at is not None  # noqa: S101 - the view asked
    calendar = Calendar()
    calendar.add("prodid", "-//Renkei//Meeting//JA")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"{meeting.pk}@renkei")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", meeting.at.astimezone(UTC))
    event.add("dtend", ends(meeting.at, meeting.minutes).astimezone(UTC))
    event.add("summary", f"会議 {meeting.number}")
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if meeting.status == MeetingStatus.CANCELLED else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
