"""匿名の打診の承認: what is asked, and what the second person says."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.inquiries import queries, services
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.inquiries.forms.clearing import DecideForm


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def clearance(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    """The sheet as it would leave, what is found in it, the number, the reason; POST decides."""
    page = queries.get_clearance(actor=request.actor, pk=clearance_id, at=now())
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decide(request, page, form):
        return redirect("inquiries:clearance", clearance_id=clearance_id)
    context = {"page": page, "access": page.access, "tab": "needs", "form": form}
    return render(request, "inquiries/clearance.html", context, status=422 if form.errors else 200)


@gate(P.INQUIRY_SEND, methods=["POST"])
def cancel(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    """取りやめる."""
    page = queries.get_clearance(actor=request.actor, pk=clearance_id, at=now())
    services.cancel_clearance(actor=request.actor, clearance=page.clearance, now=now())
    messages.success(request, "承認の依頼を取りやめました。")
    return redirect("inquiries:case", case_id=page.access.case.pk)


def _decide(request: HttpRequest, page: queries.ClearancePage, form: DecideForm) -> bool:
    approve = form.cleaned_data["decision"] == "approve"
    try:
        services.decide_clearance(
            actor=request.actor, clearance=page.clearance, approve=approve, note=form.cleaned_data["note"], now=now()
        )
    except RuleBroken as error:
        form.add_rule(error)
        return False
    messages.success(request, "承認しました。頼んだ人にお知らせしました。" if approve else "承認しないと伝えました。")
    return True
