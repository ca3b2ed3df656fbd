"""議事録: written against the agenda; every 確定 version stays readable."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.at_table import Seat
from renkei.contacts.services import minutes as services
from renkei.core.clock import now
from renkei.core.errors import Conflict, RuleBroken
from renkei.people.enums import ReadReason
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.meetings import page
from renkei.web.meetings.minutes_form import MinutesForm


def _who(seats: list[Seat]) -> list[tuple[str, str]]:
    """(user|body, words) of whoever may be given something to do: the bodies at the table, and their users there."""
    found: dict[str, str] = {}
    for s in seats:
        if s.attendee.organisation_id:
            found.setdefault(f"|{s.attendee.organisation_id}", s.body)
            if s.attendee.user_id:
                found[f"{s.attendee.user_id}|{s.attendee.organisation_id}"] = f"{s.body}　{s.name}"
    return sorted(found.items(), key=lambda pair: pair[1])


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def write(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """議事録を書く."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    latest = table.newest(view=view)
    if latest is None or latest.final_at or not page.writes_minutes(view):
        raise Conflict("いま書いている議事録はありません。会議を開いたことを記録すると、書き始められます。")
    agenda = table.agenda(view=view, for_table=False, reason=ReadReason.MEETING)
    standing = table.minutes_lines(view=view, minutes=latest, for_table=False, reason=ReadReason.MEETING)
    form = MinutesForm(
        posted(request), agenda=agenda, standing=standing, classes=view.writable(), who=_who(table.seats(view=view)),
        stored={"next_at": view.meeting.next_at},
    )  # fmt: skip
    if form.is_valid():
        try:
            services.save_minutes(
                actor=request.actor, meeting=view.meeting, lines=form.lines(), based_on=latest.revision, now=now(),
                next_at=form.cleaned_data["next_at"],
            )  # fmt: skip
            messages.success(request, "議事録を保存しました。")
            return redirect("meetings:detail", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, latest=latest)
    return render(request, "meetings/minutes.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_VIEW)
def version(request: HttpRequest, meeting_id: UUID, minutes_id: UUID) -> HttpResponse:
    """One version of the minutes."""
    view = page.get(request, meeting_id)
    found = table.get_version(view=view, minutes_id=minutes_id)
    agenda = table.agenda(view=view, for_table=not view.calls, reason=ReadReason.MEETING)
    lines = table.minutes_lines(view=view, minutes=found, for_table=not view.calls, reason=ReadReason.MEETING)
    context = page.context(
        view, latest=found, agenda=agenda, lines=lines, discussed=table.by_item(lines, "discussion"),
        why=table.correction_reason(view=view, minutes=found),
    )  # fmt: skip
    return render(request, "meetings/version.html", context)
