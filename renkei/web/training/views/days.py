"""研修の当日と、そのあと: 出欠, the code of the room, アンケートの結果, 修了証."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.programme.queries import training as trainings
from renkei.programme.queries import training_people as queries
from renkei.programme.services import training_days as services
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.inquiries.views.qr import qr_data
from renkei.web.training.forms import MarksForm
from renkei.web.training.shown import shown


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """名簿で出欠を付ける; quick on a phone."""
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_WRITE)
    seats = queries.roster(actor=request.actor, training=thing).registered
    form = MarksForm(posted(request), seats=seats)
    if form.is_valid():
        try:
            why = form.cleaned_data["reason"]
            changed = services.mark_list(actor=request.actor, pk=pk, marks=form.marks(), reason=why, now=now())
            messages.success(request, f"{changed}人の出欠を記録しました。")
            return redirect("training:attendance", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "thing": thing, "rows": form.rows(), "marked": any(s.mark for s in seats)}
    return render(request, "training/attendance.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_WRITE)
def room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """会場に示すコード (A4, or on the wall)."""
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_WRITE)
    address = ""
    if settings.PUBLIC_URL and trainings.link_works(thing):
        address = settings.PUBLIC_URL + reverse("join:here", args=[trainings.link_token(thing.pk)])
    context = {"thing": thing, "address": address, "qr": qr_data(address) if address else ""}
    return render(request, "training/room.html", context)


@gate(P.TRAINING_VIEW)
def results(request: HttpRequest, pk: UUID) -> HttpResponse:
    """アンケートの結果."""
    return _results(request, pk, "training/results.html")


@gate(P.TRAINING_VIEW)
def results_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """アンケートの結果 (A4)."""
    return _results(request, pk, "training/results_print.html")


@gate(P.TRAINING_WRITE, methods=["POST"])
def certify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """修了証を発行する."""
    made = services.certify(actor=request.actor, pk=pk, now=now())
    messages.success(request, f"{made}人に修了証を発行しました。" if made else "新しく発行する修了証はありません。")
    return redirect("training:people", pk=pk)


@gate(P.TRAINING_VIEW)
def certificates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """修了証 of all (A4)."""
    seats = services.print_certificates(actor=request.actor, pk=pk, now=now())
    return _paper(request, seats, reverse("training:people", args=[pk]))


@gate(P.TRAINING_JOIN)
def certificate(request: HttpRequest, pk: UUID, seat_id: UUID) -> HttpResponse:
    """修了証 of one (A4)."""
    seats = services.print_certificates(actor=request.actor, pk=pk, seat_id=seat_id, now=now())
    return _paper(request, seats, reverse("training:detail", args=[pk]))


def _results(request: HttpRequest, pk: UUID, template: str) -> HttpResponse:
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_VIEW)
    found = shown(queries.results(actor=request.actor, training=thing))
    return render(request, template, {"thing": thing, "found": found, "today": today()})


def _paper(request: HttpRequest, seats: list[Any], back: str) -> HttpResponse:
    check = settings.PUBLIC_URL + reverse("join:check") if settings.PUBLIC_URL else ""
    return render(request, "training/certificate.html", {"seats": seats, "back_url": back, "check": check})
