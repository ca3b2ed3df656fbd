"""ホーム: what waits for me today, why and by when; my cases; what I can do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries.forms import own_drafts
from renkei.accounts.services.forms import end_draft
from renkei.core.clock import now
from renkei.disclosure.queries import one_look
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.clock.columns import own_releases_for
from renkei.web.gates import signed_in
from renkei.web.home import today
from renkei.web.http import HttpRequest


@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """今日すること."""
    at = now()
    actor = request.actor
    with one_look(actor=actor, at=at):
        rows = today.own_cases(actor=actor, at=at)
        context = {
            "lines": today.lines(actor=actor, at=at), "rows": rows,
            "actions": today.actions(actor), "drafts": own_drafts(actor=actor, at=at),
            "releases": own_releases_for(actor, at) if rows else None, "has_cases": can(actor, P.CASE_VIEW), "welcome": today.welcome(actor),
        }  # fmt: skip
    return render(request, "home/index.html", context)


@signed_in(methods=["POST"])
def draft_end(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """書きかけを捨てる."""
    end_draft(actor=request.actor, draft_id=draft_id)
    messages.success(request, "書きかけの内容を捨てました。")
    return redirect("home:index")
