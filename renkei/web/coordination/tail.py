"""助言役の期間."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import joint as queries
from renkei.coordination.services.tail import set_tail
from renkei.core.clock import day_of, now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.coordination.forms import TailForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.HANDOVER_WRITE, methods=["GET", "POST"])
def tail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """センターが助言役として残る日数を決める."""
    access = queries.get_board_access(actor=request.actor, case_id=case_id, at=now(), permission=P.HANDOVER_WRITE)
    today = day_of(access.at)
    stored = {"days": queries.tail_days(case=access.case, on=today)}
    form = TailForm(request.POST if request.method == "POST" else None, stored=stored)
    if form.is_valid():
        try:
            set_tail(actor=request.actor, case=access.case, days=form.cleaned_data["days"], now=now())
            messages.success(request, "助言役の期間を決めました。")
            return redirect("coordination:board", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {
        "access": access, "tab": "board", "form": form, "heading": "センターが助言役として残る日数", "submit": "決める",
        "lead": f"引継ぎが完了した日の翌日から数えます。取決めでは{queries.most_tail_days(case=access.case, on=today)}日までです。",
    }  # fmt: skip
    return render(request, "coordination/form.html", context, status=422 if form.errors else 200)
