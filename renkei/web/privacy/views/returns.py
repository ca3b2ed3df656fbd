"""返却・廃棄の確認: the municipality's register, the body's own answers, the one-time link."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.privacy.queries import returns as queries
from renkei.privacy.services import returns as services
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.privacy.forms.returns import ReturnForm
from renkei.web.privacy.tabs import tabs_of

SHOWN = 20


@gate(P.PRIVACY_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Who has not confirmed yet, who has."""
    lines = queries.register(actor=request.actor, at=now())
    context = {
        "tabs": tabs_of(request.actor, "returns"), "lines": [(line, line.is_late(today())) for line in lines],
        "confirmed": queries.confirmed(actor=request.actor, at=now())[:SHOWN],
        "may_act": can(request.actor, P.REQUEST_TAKE), "may_link": bool(settings.PUBLIC_URL),
    }  # fmt: skip
    return render(request, "privacy/returns.html", context)


@gate(P.REQUEST_TAKE, methods=["POST"])
def link(request: HttpRequest, case_id: UUID, organisation_id: UUID) -> HttpResponse:
    """確認用リンクを発行する: shown once."""
    try:
        secret = services.issue_return_link(
            actor=request.actor, case_id=case_id, organisation_id=organisation_id, now=now()
        )
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("privacy:returns")
    address = settings.PUBLIC_URL.rstrip("/") + reverse("answer:returned", args=[secret])
    return render(request, "privacy/return_link.html", {"address": address, "days": services.LINK_DAYS})


@gate(P.RETURN_CONFIRM)
def own(request: HttpRequest) -> HttpResponse:
    """What one's own body still has to answer."""
    lines = queries.own_lines(actor=request.actor, at=now())
    return render(request, "privacy/own_returns.html", {"lines": lines})


@gate(P.RETURN_CONFIRM, methods=["GET", "POST"])
def own_answer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """返却・廃棄を答える."""
    line = queries.own_line(actor=request.actor, case_id=case_id, at=now())
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        how, note = form.cleaned_data["how"], form.cleaned_data["note"]
        services.confirm_own(actor=request.actor, case_id=case_id, how=how, note=note, now=now())
        messages.success(request, "ご回答ありがとうございました。")
        return redirect("privacy:own_returns")
    return render(request, "privacy/own_return.html", {"line": line, "form": form}, status=422 if form.errors else 200)
