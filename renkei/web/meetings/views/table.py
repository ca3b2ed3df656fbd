"""The table: who sits at it, what is on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import names_of_organisations, partners
from renkei.contacts.queries import at_table as table
from renkei.contacts.queries.meetings import MeetingView
from renkei.contacts.queries.slots import candidates
from renkei.contacts.services import meetings
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import bodies_on
from renkei.people.enums import ReadReason
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.meetings import page
from renkei.web.meetings.forms import AgendaForm, MembersForm, SeatEditForm, SeatForm


def _bodies(view: MeetingView) -> list[tuple[str, str]]:
    """Registered bodies somebody without an account may come from: those that take part in the case, or all."""
    if view.access is not None:
        found = names_of_organisations(bodies_on(case=view.access.case, at=view.at))
        return sorted(((str(pk), name) for pk, name in found.items()), key=lambda pair: pair[1])
    kinds = [k for k in OrgKind if k is not OrgKind.OPERATOR]
    return [(str(o.pk), o.name) for o in partners(actor=view.actor, kinds=kinds)]


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def attendees(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """出席者: first of all, since they decide what the table may see."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    seats = table.seats(view=view)
    here = {f"{s.attendee.user_id}|{s.attendee.organisation_id}" for s in seats}
    form = MembersForm(posted(request), initial={"confirmed": True})
    form.set_choices("members", [c for c in candidates(view=view) if c[0] not in here])
    if form.is_valid():
        try:
            added = meetings.add_members(actor=request.actor, meeting=view.meeting, now=now(), **form.values())
            messages.success(request, f"{len(added)}人を出席者に加えました。")
            return redirect("meetings:attendees", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    gone = table.seats(view=view, removed=True)
    context = page.context(view, form=form, seats=seats, gone=gone, is_open=page.is_open(view))
    return render(request, "meetings/attendees.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def guest(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """利用者でない人・本人・家族を加える."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    form = SeatForm(
        posted(request), with_case=view.access is not None, with_support=view.sees(InfoClass.WELFARE),
        initial={"is_justice": "no"},
    )  # fmt: skip
    form.set_choices("organisation", _bodies(view))
    if form.is_valid():
        try:
            meetings.add_attendee(actor=request.actor, meeting=view.meeting, now=now(), **form.values())
            messages.success(request, "出席者を加えました。")
            return redirect("meetings:attendees", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "meetings/guest.html", page.context(view, form=form), status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def attendee(request: HttpRequest, meeting_id: UUID, attendee_id: UUID) -> HttpResponse:
    """出席の形と守秘の確認."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    thing = table.get_seat(view=view, attendee_id=attendee_id)
    seat = next(
        s for s in [*table.seats(view=view), *table.seats(view=view, removed=True)] if s.attendee.pk == thing.pk
    )
    stored = {name: getattr(thing, name) or "" for name in ("mode", "post", "confidentiality", "confirmed_on")}
    with_support = view.sees(InfoClass.WELFARE)
    form = SeatEditForm(posted(request), with_support=with_support, stored=stored | {"support": seat.support})
    if form.is_valid():
        try:
            meetings.edit_attendee(actor=request.actor, attendee=thing, now=now(), **form.cleaned_data)
            messages.success(request, "出席者の内容を変えました。")
            return redirect("meetings:attendees", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, seat=seat)
    return render(request, "meetings/attendee.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["POST"])
def seat(request: HttpRequest, meeting_id: UUID, attendee_id: UUID) -> HttpResponse:
    """出席者から外す、または戻す."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    thing = table.get_seat(view=view, attendee_id=attendee_id)
    if thing.removed_at is None:
        meetings.remove_attendee(actor=request.actor, attendee=thing, now=now())
        messages.success(request, "出席者から外しました。下の「外した人」から戻せます。")
    else:
        meetings.restore_attendee(actor=request.actor, attendee=thing, now=now())
        messages.success(request, "出席者に戻しました。")
    return redirect("meetings:attendees", meeting_id)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def agenda(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """議題: each with its class; beside it whether the table sees it."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    form = AgendaForm(posted(request), classes=view.writable(), initial={"info_class": ""})
    if form.is_valid():
        try:
            meetings.add_item(actor=request.actor, meeting=view.meeting, now=now(), **form.cleaned_data)
            messages.success(request, "議題を加えました。")
            return redirect("meetings:agenda", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    lines = table.agenda(view=view, for_table=False, reason=ReadReason.MEETING)
    context = page.context(
        view, form=form, lines=lines, dropped=table.dropped_items(view=view), is_open=page.is_open(view)
    )
    return render(request, "meetings/agenda.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def item(request: HttpRequest, meeting_id: UUID, agenda_id: UUID) -> HttpResponse:
    """議題を直す."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    thing = table.get_item(view=view, item_id=agenda_id)
    stored = {"text": thing.text, "info_class": thing.info_class}
    form = AgendaForm(posted(request), classes=view.writable(), stored=stored)
    if form.is_valid():
        try:
            meetings.edit_item(actor=request.actor, item=thing, now=now(), **form.cleaned_data)
            messages.success(request, "議題を直しました。")
            return redirect("meetings:agenda", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "meetings/item.html", page.context(view, form=form), status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["POST"])
def place(request: HttpRequest, meeting_id: UUID, agenda_id: UUID) -> HttpResponse:
    """議題から外す、または戻す."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    thing = table.get_item(view=view, item_id=agenda_id)
    if thing.position in view.meeting.dropped:
        meetings.restore_item(actor=request.actor, item=thing, now=now())
        messages.success(request, "議題に戻しました。")
    else:
        meetings.drop_item(actor=request.actor, item=thing, now=now())
        messages.success(request, "議題から外しました。下の「外した議題」から戻せます。")
    return redirect("meetings:agenda", meeting_id)
