"""確認・訂正 of published values by coordinators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core import clock
from renkei.core.errors import RuleBroken
from renkei.offices import queries, services
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.offices.correction_form import CorrectionForm


@gate(P.DIRECTORY_CORRECT, methods=["GET", "POST"])
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """確かめる・直す."""
    office = queries.get_office(actor=request.actor, pk=pk)
    form = CorrectionForm(request.POST if request.method == "POST" else None, office=office, today=clock.today())
    if form.is_valid():
        try:
            services.correct_office(actor=request.actor, office_id=pk, now=clock.now(), **form.correction())
            messages.success(request, "確かめたことを残しました。公表の値のそばに表示します。")
            return redirect("offices:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "offices/correct.html", {"office": office, "form": form}, status=422 if form.errors else 200)


@gate(P.DIRECTORY_CORRECT, methods=["POST"])
def undo(request: HttpRequest, pk: UUID, correction_id: UUID) -> HttpResponse:
    """取り消す."""
    services.withdraw_correction(actor=request.actor, office_id=pk, correction_id=correction_id, now=clock.now())
    messages.success(request, "確認を取り消しました。記録は残っています。")
    return redirect("offices:detail", pk=pk)
