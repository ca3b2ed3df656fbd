"""研修に申し込む, with an account: oneself in two clicks, a colleague; coming by the code; the questionnaire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.programme.enums.training import SeatStatus
from renkei.programme.queries import training as queries
from renkei.programme.queries import training_people as people
from renkei.programme.services import training_days as days
from renkei.programme.services import training_seats as services
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.training.forms import CodeForm, ColleagueForm, ReplyForm

_SAID = {
    SeatStatus.REGISTERED: "申し込みました。日時や場所が変わったときは、お知らせします。",
    SeatStatus.WAITING: "定員に達しているため、空き待ちで受け付けました。参加できるようになったら、お知らせします。",
}


@gate(P.TRAINING_JOIN, methods=["POST"])
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """申し込む: oneself."""
    seat = services.register(actor=request.actor, pk=pk, now=now())
    messages.success(request, _SAID[SeatStatus(seat.status)])
    return redirect("training:detail", pk=pk)


@gate(P.TRAINING_JOIN, methods=["GET", "POST"])
def colleague(request: HttpRequest, pk: UUID) -> HttpResponse:
    """同じ機関の人を申し込む."""
    thing = queries.get_training(actor=request.actor, pk=pk)
    form = ColleagueForm(posted(request))
    if form.is_valid():
        try:
            seat = services.register(actor=request.actor, pk=pk, now=now(), person=form.person())
            messages.success(request, _SAID[SeatStatus(seat.status)])
            return redirect("training:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "thing": thing}
    return render(request, "training/colleague.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_JOIN, methods=["POST"])
def cancel(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """申込みを取り消す."""
    seat = services.cancel_seat(actor=request.actor, seat_id=seat_id, now=now())
    messages.success(request, "申込みを取り消しました。空き待ちの方がいるときは、順番に参加に移ります。")
    own = seat.organisation_id == request.actor.organisation_id
    return redirect("training:detail" if own else "training:people", pk=seat.training_id)


@gate(P.TRAINING_JOIN, methods=["GET", "POST"])
def here(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """会場のコードで出席する."""
    seat = _own(request, seat_id)
    form = CodeForm(posted(request))
    if form.is_valid():
        try:
            seat = days.come(actor=request.actor, seat_id=seat_id, now=now(), **form.cleaned_data)
            messages.success(request, f"出席を記録しました（{seat.get_mark_display()}）。")
            return redirect("training:detail", pk=seat.training_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "seat": seat}
    return render(request, "training/here.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_JOIN, methods=["GET", "POST"])
def reply(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """アンケートに答える."""
    seat = _own(request, seat_id)
    form = ReplyForm(posted(request))
    if form.is_valid():
        try:
            days.reply(actor=request.actor, seat_id=seat_id, now=now(), **form.answers())
            messages.success(request, "ご回答ありがとうございました。だれの回答かは残りません。")
            return redirect("training:detail", pk=seat.training_id)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "training/reply.html", {"form": form, "seat": seat}, status=422 if form.errors else 200
    )  # fmt: skip


def _own(request: HttpRequest, seat_id: UUID) -> Any:
    seat = people.get_seat(actor=request.actor, seat_id=seat_id)
    if seat.organisation_id != request.actor.organisation_id:
        raise NotFound(permission=P.TRAINING_JOIN.code)
    return seat
