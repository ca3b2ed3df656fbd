"""The meetings of a 会議体: plan the next one; what is put on its agenda; 状況一覧."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.programme.queries import hard
from renkei.programme.services import council_sessions as services
from renkei.web.council import page
from renkei.web.council.forms import GapsForm, SessionForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """次の回を準備する."""
    view = page.get(request, pk, runs=True)
    form = SessionForm(posted(request), initial=page.next_start(view))
    if form.is_valid():
        try:
            made = services.plan_session(actor=request.actor, series_id=pk, now=now(), **form.cleaned_data)
            messages.success(request, "次の回を準備し、委員を出席者に入れました。議題を決めて、招集してください。")
            return redirect("meetings:detail", made.meeting_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form)
    return render(request, "council/session_form.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def cases(request: HttpRequest, pk: UUID) -> HttpResponse:
    """困難事例を選び、議題にする."""
    view = page.get(request, pk, runs=True)
    found, form = page.proposals(view, posted(request))
    if form.is_valid():
        try:
            count = services.put_cases(
                actor=request.actor, series_id=pk, session_id=form.session_id(), case_ids=form.case_ids(),
                declines=page.declines(view), say_less=page.say_less_for(view), now=now(),
            )  # fmt: skip
            messages.success(request, f"{count}件を議題にしました。だれのことか分からない形で載せてあります。")
            return redirect("council:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, found=found, chosen=form["cases"].value() or [])
    return render(request, "council/cases.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def gaps(request: HttpRequest, pk: UUID) -> HttpResponse:
    """足りないものを選び、議題にする."""
    view = page.get(request, pk, runs=True)
    found, coming = page.gaps(view), page.sessions(view)
    form = GapsForm(posted(request), initial={"follow": True, "session": coming[0][0] if coming else ""})
    form.set_choices("gaps", found)
    form.set_choices("session", coming)
    if form.is_valid():
        chosen = form.cleaned_data
        count = services.put_gaps(
            actor=request.actor, series_id=pk, session_id=form.session_id(), gaps=chosen["gaps"],
            follow=bool(chosen["follow"]), now=now(),
        )  # fmt: skip
        messages.success(request, f"{count}件を議題にしました。")
        return redirect("council:detail", pk)
    context = page.context(view, form=form, found=found, sessions=coming)
    return render(request, "council/gaps.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_VIEW)
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """状況一覧 of the cases that both sides hold."""
    view = page.get(request, pk)
    return render(request, "council/status.html", page.context(view, found=hard.status_of(view=view)))


@gate(P.COUNCIL_VIEW)
def status_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The counts on A4: no line of a case stands on it."""
    view = page.get(request, pk)
    record(actor=request.actor, event=E.PRINTED, now=view.at, thing=view.series, detail={"form": "council_status"})
    return render(request, "council/status_print.html", page.context(view, found=hard.status_of(view=view)))
