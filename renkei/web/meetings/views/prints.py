"""A4 papers and the calendar file: only what every attendee may know, asked of the ledger at this very moment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from renkei.accounts.queries import organisation_by_id
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import MeetingView, kind_word
from renkei.contacts.rules.meetings import betrays, tells
from renkei.contacts.services import meetings
from renkei.core.errors import Conflict, NotFound
from renkei.people.enums import ReadReason
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.meetings import page
from renkei.web.meetings.calendar_file import calendar_file

#: Papers: the page, and whether only the side that calls prints it.
PAPERS = {
    "notice": ("meetings/notice_print.html", True),
    "agenda": ("meetings/agenda_print.html", False),
    "minutes": ("meetings/minutes_print.html", False),
    "person": ("meetings/person_print.html", True),
}


@gate(P.MEETING_VIEW)
def paper(request: HttpRequest, meeting_id: UUID, kind: str) -> HttpResponse:
    """招集通知・次第・議事録・本人用. The printing is recorded."""
    if kind not in PAPERS:
        raise NotFound()
    template, calls = PAPERS[kind]
    view = page.get(request, meeting_id, calls=calls)
    meetings.record_print(actor=request.actor, meeting=view.meeting, form=kind, now=view.at)
    return render(request, template, _paper(view, kind))


@gate(P.MEETING_VIEW)
def ics(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """予定表の取込み (iCalendar)."""
    view = page.get(request, meeting_id)
    if view.meeting.at is None:
        raise Conflict("会議の日時が、まだ決まっていません。")
    meetings.record_print(actor=request.actor, meeting=view.meeting, form="ics", now=view.at)
    url = request.build_absolute_uri(reverse("meetings:detail", args=[meeting_id]))
    return download(calendar_file(view, url=url, at=view.at), f"meeting-{view.meeting.number}.ics")


def _paper(view: MeetingView, kind: str) -> dict[str, Any]:
    """What stands on paper. The words are those of the table, whoever prints."""
    latest = table.newest(view=view, final=view.meeting.status == "final") if kind in ("minutes", "person") else None
    lines = table.minutes_lines(view=view, minutes=latest, for_table=True, reason=ReadReason.MEETING) if latest else []
    seats = table.seats(view=view)
    return page.context(
        view, latest=latest, lines=lines, discussed=table.by_item(lines, "discussion"), seats=seats,
        papers=[(seat, table.on_paper(seat)) for seat in seats], agenda=table.agenda(view=view, for_table=True, reason=ReadReason.MEETING),
        place=table.place_of(view=view, for_table=True), title=kind_word(view.meeting, calls=False, opened=view.opened),
        sender=_sender(view),
    )  # fmt: skip


def _sender(view: MeetingView) -> Any:
    """In whose name it is sent: where the body that calls would tell of the programme, the municipality's."""
    body = view.meeting.organisation
    telling = tells(body.kind, betrays(body.name))
    if view.access is None or InfoClass.JUSTICE_OUTLINE in view.opened or not telling:
        return body
    return organisation_by_id(view.access.case.responsible_id) if view.access.case.responsible_id else None
