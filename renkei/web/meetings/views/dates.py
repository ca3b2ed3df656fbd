"""日程: dates offered, answered, chosen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.contacts.queries import at_table as table
from renkei.contacts.queries import slots as queries
from renkei.contacts.services import slots as services
from renkei.core.calendar import wareki_dt
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.meetings import page
from renkei.web.meetings.forms import AnswerForm, OfferForm


@gate(P.MEETING_VIEW)
def slots(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """日程の候補と回答."""
    view = page.get(request, meeting_id)
    chairs = queries.chairs(view=view)
    words = {s.attendee.pk: s for s in table.seats(view=view)}
    seats = [words[c.pk] for c in chairs if c.pk in words]
    lines = queries.slots_of(view=view, seats=[s.attendee for s in seats])
    context = page.context(view, lines=lines, seats=seats, is_open=page.is_open(view))
    return render(request, "meetings/slots.html", context)


@gate(P.MEETING_WRITE, methods=["GET", "POST"])
def offer(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """候補を出す."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    form = OfferForm(posted(request))
    if form.is_valid():
        try:
            services.offer_slots(actor=request.actor, meeting=view.meeting, now=now(), **form.values())
            messages.success(request, "候補を出し、出席者に知らせました。")
            return redirect("meetings:slots", meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "meetings/offer.html", page.context(view, form=form), status=422 if form.errors else 200)


@gate(P.MEETING_ANSWER, methods=["GET", "POST"])
def answer(request: HttpRequest, meeting_id: UUID, attendee_id: UUID) -> HttpResponse:
    """日程に答える: one's own body's seat, or on behalf."""
    view = page.get(request, meeting_id, P.MEETING_ANSWER)
    chair = next((c for c in queries.chairs(view=view) if c.pk == attendee_id), None)
    seat = next((s for s in table.seats(view=view) if s.attendee.pk == attendee_id), None)
    if chair is None or seat is None:
        raise NotFound(permission=P.MEETING_ANSWER.code)
    lines = queries.slots_of(view=view, seats=[chair])
    stored = {f"slot_{line.slot.pk}": line.answers[0] for line in lines}
    labels = [wareki_dt(line.slot.at) for line in lines]
    form = AnswerForm(request.POST if request.method == "POST" else None, lines=lines, labels=labels, stored=stored)
    if form.is_valid():
        services.answer_slots(
            actor=request.actor, meeting=view.meeting, attendee_id=chair.pk, answers=form.answers(), now=now()
        )
        messages.success(request, "日程の回答を保存しました。")
        return redirect("meetings:slots", meeting_id)
    context = page.context(view, form=form, seat=seat, lines=lines)
    return render(request, "meetings/answer.html", context, status=422 if form.errors else 200)


@gate(P.MEETING_WRITE, methods=["POST"])
def choose(request: HttpRequest, meeting_id: UUID, slot_id: UUID) -> HttpResponse:
    """この日に決める."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    services.choose_slot(actor=request.actor, slot=queries.get_slot(view=view, slot_id=slot_id), now=now())
    messages.success(request, "会議の日時を決めました。別の候補を選ぶと変えられます。")
    return redirect("meetings:slots", meeting_id)


@gate(P.MEETING_WRITE, methods=["POST"])
def drop(request: HttpRequest, meeting_id: UUID, slot_id: UUID) -> HttpResponse:
    """候補から外す."""
    view = page.get(request, meeting_id, P.MEETING_WRITE, calls=True)
    services.drop_slot(actor=request.actor, slot=queries.get_slot(view=view, slot_id=slot_id), now=now())
    messages.success(request, "候補から外しました。同じ日時をもう一度出すと戻ります。")
    return redirect("meetings:slots", meeting_id)
