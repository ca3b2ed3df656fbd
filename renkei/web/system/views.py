"""処理とメール: what works by itself, what failed, whether mails go out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.background import queries, services
from renkei.core.clock import now
from renkei.notifications.queries import mail_figures
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.SYSTEM_WATCH)
def jobs(request: HttpRequest) -> HttpResponse:
    """The worker, what waits, what gave up; the mail server and what became of the mails."""
    board = queries.board(actor=request.actor, at=now())
    return render(request, "system/jobs.html", {"board": board, "mail": mail_figures(actor=request.actor, at=now())})


@gate(P.SYSTEM_WATCH, methods=["POST"])
def retry(request: HttpRequest, job_id: str) -> HttpResponse:
    """いまやり直す."""
    number = int(job_id) if job_id.isdecimal() and len(job_id) < 19 else 0
    services.retry_job(actor=request.actor, job_id=number, now=now())
    messages.success(request, "処理をやり直します。しばらくしてから、この画面を開き直してください。")
    return redirect("system:jobs")
