"""ホーム: what waits for me today, why and by when; my cases; what I can do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from renkei.coordination.queries import guide
from renkei.core.clock import now
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.gates import signed_in
from renkei.web.home import today
from renkei.web.http import HttpRequest

MY_CASES = 10


@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """今日すること."""
    at = now()
    actor = request.actor
    rows = []
    if can(actor, P.CASE_VIEW):
        cases = guide.listed(actor=actor, at=at, mine=True)[:MY_CASES]
        rows = guide.accesses(actor=actor, cases=cases, at=at)
    context = {
        "lines": today.lines(actor=actor, at=at), "rows": rows, "actions": today.actions(actor),
        "has_cases": can(actor, P.CASE_VIEW), "welcome": today.welcome(actor),
    }  # fmt: skip
    return render(request, "home/index.html", context)
