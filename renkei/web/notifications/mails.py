"""お知らせのメール: how one wants one's own; addresses that take none, for who manages their users."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import get_member, user_lines
from renkei.accounts.services.managing import manages
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.notifications import queries, services
from renkei.notifications.enums import URGENT
from renkei.notifications.rules import Wish
from renkei.policy.permissions import P
from renkei.web.gates import gate, signed_in
from renkei.web.http import HttpRequest
from renkei.web.notifications.forms import MailForm

PAGE = 50


@signed_in(methods=["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """メールの受け取り方."""
    choice = queries.choice_of(actor=request.actor)
    form = MailForm(
        request.POST if request.method == "POST" else None, stored=_shown(choice.wish if choice else Wish())
    )
    if form.is_valid():
        try:
            services.choose_mails(actor=request.actor, now=now(), **form.chosen())
            messages.success(request, "メールの受け取り方を保存しました。")
            return redirect("notifications:list")
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "choice": choice, "is_on": settings.MAIL_ON, "urgent": sorted(k.label for k in URGENT)}
    return render(request, "notifications/mail.html", context, status=422 if form.errors else 200)


@gate(P.USER_MANAGE)
def stopped(request: HttpRequest) -> HttpResponse:
    """届かない宛先: of the users one manages."""
    found = queries.stopped_users(actor=request.actor)
    lines = user_lines(actor=request.actor, at=now(), organisation_id=None).filter(user_id__in=found)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    lost = queries.failed_mails(actor=request.actor, user_ids=[m.user_id for m in page], at=now())
    rows = [(member, found[member.user_id], lost.get(member.user_id, 0)) for member in page]
    return render(request, "notifications/stopped.html", {"page": page, "rows": rows})


@gate(P.USER_MANAGE, methods=["POST"])
def stop(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """メールが戻ってきたと記録する."""
    found = get_member(actor=request.actor, pk=membership_id)
    manages(request.actor, found.user, now())
    services.stop_mails(actor=request.actor, user_id=found.user_id, now=now())
    messages.success(request, "この宛先へのメールを止めました。宛先を直したら、再開してください。")
    return redirect("accounts:member", pk=membership_id)


@gate(P.USER_MANAGE, methods=["POST"])
def resume(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """宛先を確かめたので、また送る."""
    found = get_member(actor=request.actor, pk=membership_id)
    manages(request.actor, found.user, now())
    services.resume_mails(actor=request.actor, user_id=found.user_id, now=now())
    messages.success(request, "この利用者へのメールを再開しました。止まっていた間のお知らせは、画面で読めます。")
    return redirect("accounts:member", pk=membership_id)


def _shown(wish: Wish) -> dict[str, Any]:
    """As the form shows it; a time between two steps as the step before it."""
    times = {name: getattr(wish, name) for name in ("digest_at", "quiet_from", "quiet_to")}
    steps = {name: f"{t.hour:02d}:{30 if t.minute >= 30 else 0:02d}" for name, t in times.items()}
    return {"mode": wish.mode, "quiet_closed": wish.quiet_closed, **steps}
