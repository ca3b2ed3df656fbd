"""Commissions: list, new, end early."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.accounts.rules import COMMISSIONABLE
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.disclosure import services as disclosure
from renkei.policy.decide import can
from renkei.policy.enums import MUNICIPAL_KINDS
from renkei.policy.permissions import P
from renkei.web.accounts.forms import DelegationForm, EndDelegationForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.ORG_MANAGE, P.USER_MANAGE)
def delegations(request: HttpRequest) -> HttpResponse:
    """Running, planned and ended commissions."""
    lines = queries.delegations(actor=request.actor, at=now())
    may_edit = can(request.actor, P.ORG_MANAGE)
    return render(request, "accounts/delegations.html", {"lines": lines, "may_edit": may_edit})


@gate(P.ORG_MANAGE, methods=["GET", "POST"])
def delegation_new(request: HttpRequest) -> HttpResponse:
    """Register a commission."""
    bodies = queries.partners(actor=request.actor, kinds=(*MUNICIPAL_KINDS, *COMMISSIONABLE))
    form = DelegationForm(request.POST if request.method == "POST" else None, organisations=bodies)
    if form.is_valid():
        try:
            services.add_delegation(actor=request.actor, now=now(), **form.cleaned_data)
            messages.success(request, "委託を登録しました。")
            return redirect("accounts:delegations")
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "accounts/delegation_new.html", {"form": form}, status=422 if form.errors else 200)


@gate(P.ORG_MANAGE, methods=["GET", "POST"])
def delegation_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a commission before its contract does; the agent's ledger rows end with it."""
    delegation = queries.get_delegation(actor=request.actor, pk=pk)
    form = EndDelegationForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            disclosure.end_delegation(actor=request.actor, delegation=delegation, last_day=last_day, now=now())
            messages.success(request, "委託の最終日を記録しました。")
            return redirect("accounts:delegations")
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "delegation": delegation}
    return render(request, "accounts/delegation_end.html", context, status=422 if form.errors else 200)
