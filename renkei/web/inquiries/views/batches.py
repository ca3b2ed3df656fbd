"""打診のまとまり: who is asked, whose turn is next, all of it withdrawn."""

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
from renkei.web.inquiries.forms.steps import WithdrawForm


@gate(P.INQUIRY_SEND)
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The offices in order, with what may be done now."""
    page = queries.get_batch(actor=request.actor, pk=batch_id, at=now())
    return render(request, "inquiries/batch.html", {"page": page, "access": page.access, "tab": "needs"})


@gate(P.INQUIRY_SEND, methods=["POST"])
def send_next(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """次の事業所に打診する."""
    page = queries.get_batch(actor=request.actor, pk=batch_id, at=now())
    try:
        sent = services.send_next(actor=request.actor, batch=page.batch, now=now())
        messages.success(request, f"「{sent.organisation.name}」に打診しました。")
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect("inquiries:batch", batch_id=batch_id)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def withdraw(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """全部を取り下げる."""
    page = queries.get_batch(actor=request.actor, pk=batch_id, at=now())
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _withdraw(request, page, form):
        return redirect("inquiries:batch", batch_id=batch_id)
    context = {"page": page, "access": page.access, "tab": "needs", "form": form}
    return render(request, "inquiries/batch_withdraw.html", context, status=422 if form.errors else 200)


def _withdraw(request: HttpRequest, page: queries.BatchPage, form: WithdrawForm) -> bool:
    values = form.cleaned_data
    try:
        thanked = services.withdraw_batch(
            actor=request.actor, batch=page.batch, reason=values["reason"], note=values["note"], now=now()
        )
    except RuleBroken as error:
        form.add_rule(error)
        return False
    messages.success(request, f"全部を取り下げました。打診していた{thanked}件の事業所に、お礼のお知らせを送りました。")
    return True
