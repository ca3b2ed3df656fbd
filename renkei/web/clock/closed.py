"""閉庁日: the page on which a municipality's manager keeps them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import closed_days as queries
from renkei.coordination.services import closed_days as services
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.clock.forms import ClosedDaysForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.CALENDAR_WRITE, methods=["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """閉庁日の一覧; add a day or a range."""
    form = ClosedDaysForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = services.add_closed_days(actor=request.actor, now=now(), **form.cleaned_data)
            messages.success(request, f"閉庁日を{len(added)}日加えました。")
            return redirect("closed_days:list")
        except RuleBroken as error:
            form.add_rule(error)
    municipality, days = queries.own_closed_days(actor=request.actor)
    context = {"form": form, "municipality": municipality, "days": days, "today": today()}
    return render(request, "clock/closed.html", context, status=422 if form.errors else 200)


@gate(P.CALENDAR_WRITE, methods=["POST"])
def remove(request: HttpRequest, closed_id: UUID) -> HttpResponse:
    """閉庁日から外す."""
    services.remove_closed_day(actor=request.actor, closed_id=closed_id, now=now())
    messages.success(request, "閉庁日から外しました。")
    return redirect("closed_days:list")
