"""Lists of meetings; one meeting; making and moving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.contacts.queries import at_table as table
from renkei.contacts.queries import meetings as queries
from renkei.contacts.services import meetings
from renkei.contacts.states.meetings import MEETING
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import get_case
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.programme.services import council_sessions
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.meetings import page
from renkei.web.meetings.forms import CorrectionForm, MeetingForm
from renkei.web.people.forms import ReasonForm

PAGE = 20


def _listed(request: HttpRequest, found: Any, **more: Any) -> dict[str, Any]:
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return {"page": shown, "items": queries.lines(actor=request.actor, meetings=shown.object_list), **more}


@gate(P.MEETING_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """会議の一覧: every meeting this user may open."""
    found = queries.visible_meetings(actor=request.actor, at=now())
    may_write = can(request.actor, P.MEETING_WRITE)
    return render(request, "meetings/list.html", _listed(request, found, may_write=may_write))


@gate(P.MEETING_VIEW)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """会議 of one case."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.MEETING_VIEW)
    found = queries.visible_meetings(actor=request.actor, at=now()).filter(case_id=case_id)
    return render(request, "meetings/case.html", _listed(request, found, access=access, tab="meetings"))


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """会議を準備する, on a case."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.MEETING_WRITE)
    classes = [c for c in InfoClass if access.sees(c)]
    form = MeetingForm(posted(request), classes=classes, with_case=True, initial={"minutes": 60, "item": "a"})
    context = {"access": access, "tab": "meetings", "frame": "cases/_frame.html", "form": form}
    return _planned(request, form, access.case, context)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def free(request: HttpRequest) -> HttpResponse:
    """協議会・定期協議などを準備する: without a case."""
    form = MeetingForm(posted(request), classes=[], with_case=False, initial={"minutes": 90, "item": "c3"})
    return _planned(request, form, None, {"frame": "meetings/_plain.html", "form": form})


def _planned(request: HttpRequest, form: MeetingForm, case: Any, context: dict[str, Any]) -> HttpResponse:
    if form.is_valid():
        try:
            made = meetings.plan_meeting(actor=request.actor, case=case, now=now(), **form.cleaned_data)
            messages.success(request, "会議を作りました。つぎに、出席者を決めてください。")
            return redirect("meetings:attendees", made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "meetings/new.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_VIEW)
def detail(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: what is ready, the table, the minutes."""
    view = page.get(request, meeting_id)
    form = ReasonForm(request.GET if "reason" in request.GET else None)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    context = page.whole(view, reason=reason, form=form)
    return render(request, "meetings/detail.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """会議の内容を変える."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    m = view.meeting
    stored = {name: getattr(m, name) for name in ("kind", "item", "at", "minutes", "place_class")}
    stored["place"] = table.place_of(view=view, for_table=False)
    form = MeetingForm(
        posted(request), classes=view.writable(), with_case=m.case_id is not None, stored=stored,
        with_place=view.sees(m.place_class),
    )  # fmt: skip
    if form.is_valid():
        try:
            meetings.edit_meeting(actor=request.actor, meeting=m, now=now(), **form.cleaned_data)
            messages.success(request, "会議の内容を変えました。")
            return redirect("meetings:detail", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "meetings/edit.html", page.context(view, form=form), status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, meeting_id: UUID, step: str) -> HttpResponse:
    """One step; only 訂正 has a page of its own, which asks why."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    transition = MEETING.check(view.meeting.status, page.known(step))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (step != "correct" or form.is_valid()):
        reason = form.cleaned_data["reason"] if step == "correct" else ""
        council_sessions.take_step(actor=request.actor, meeting=view.meeting, step=step, now=now(), reason=reason)
        messages.success(request, f"「{transition.label}」を記録しました。")
        return redirect("meetings:minutes" if step in ("hold", "correct") else "meetings:detail", meeting_id)
    if step != "correct":
        return redirect("meetings:detail", meeting_id)
    return render(request, "meetings/correct.html", page.context(view, form=form), status=422 if form.errors else 200)
