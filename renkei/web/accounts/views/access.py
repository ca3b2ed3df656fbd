"""A colleague's way in: take an invitation back, lift a lock, start the second factor anew."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.accounts.forms import ResetFactorsForm
from renkei.web.accounts.mail import tell
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.USER_MANAGE, methods=["POST"])
def member_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the open invitation back."""
    found = queries.get_member(actor=request.actor, pk=pk)
    services.revoke_invitations(actor=request.actor, now=now(), user=found.user)
    messages.success(request, "招待を取り消しました。")
    return redirect("accounts:member", pk=pk)


@gate(P.USER_MANAGE, methods=["POST"])
def member_unlock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lift the lock after wrong passwords."""
    found = queries.get_member(actor=request.actor, pk=pk)
    services.unlock_user(actor=request.actor, now=now(), user=found.user)
    messages.success(request, "サインインの一時停止を解除しました。")
    return redirect("accounts:member", pk=pk)


@gate(P.USER_MANAGE, methods=("GET", "POST"))
def member_factors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """第2の確認の初期化, with its reason; the user is told."""
    found = queries.get_member(actor=request.actor, pk=pk)
    form = ResetFactorsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.reset_factors(actor=request.actor, now=now(), user=found.user, reason=form.cleaned_data["reason"])
            tell("account/email/factor_reset", found.user.email)
            messages.success(
                request, "第2の確認を初期化しました。本人に、次のサインインのあとで登録するよう伝えてください。"
            )
            return redirect("accounts:member", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "member": found}
    return render(request, "accounts/member_factors.html", context, status=422 if form.errors else 200)
