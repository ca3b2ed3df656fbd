"""Signed-in browsers: one's own list, ending one, all others, all; and those of a user one manages."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts import queries, services
from renkei.core.clock import now
from renkei.policy.actor import system_actor
from renkei.policy.permissions import P
from renkei.web.gates import gate, public, signed_in
from renkei.web.http import HttpRequest


@signed_in()
def sessions(request: HttpRequest) -> HttpResponse:
    """サインイン中の端末, the one last used first."""
    lines = queries.sessions_of(actor=request.actor)
    return render(request, "accounts/sessions.html", {"lines": lines, "others": len(lines) > 1})


@signed_in(methods=["POST"])
def session_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own."""
    services.end_session(actor=request.actor, now=now(), session_id=pk)
    messages.success(request, "その端末からサインアウトしました。")
    return redirect("accounts:sessions")


@signed_in(methods=["POST"])
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End all but the one that asks."""
    ended = services.end_all_sessions(actor=request.actor, now=now(), keep_current=True)
    messages.success(request, f"ほかの{ended}台の端末からサインアウトしました。")
    return redirect("accounts:sessions")


@public("すべての端末からサインアウト: also for a session that opens nothing else", methods=["POST"], system="sign_in")
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """One click: every session of this user, this one too."""
    if request.user.is_authenticated:
        actor = request.actor or replace(system_actor("sign_in"), user_id=request.user.pk)
        services.end_all_sessions(actor=actor, now=now(), keep_current=True)
        get_adapter().logout(request)
        messages.success(request, "すべての端末からサインアウトしました。")
    return redirect("account_login")


@gate(P.USER_MANAGE, methods=["POST"])
def member_sign_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End every session of a user one manages."""
    found = queries.get_member(actor=request.actor, pk=pk)
    ended = services.end_all_sessions(actor=request.actor, now=now(), user_id=found.user_id)
    messages.success(
        request, f"{ended}台の端末からサインアウトしました。" if ended else "サインイン中の端末はありません。"
    )
    return redirect("accounts:member", pk=pk)
