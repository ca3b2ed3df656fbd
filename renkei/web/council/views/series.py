"""会議体, its 委員, and what was decided or proposed there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import day_of, now, today
from renkei.core.errors import RuleBroken
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.programme.queries import case_sheets
from renkei.programme.queries import council as queries
from renkei.programme.services import council as services
from renkei.programme.services import council_followups as followups
from renkei.programme.states.council import FOLLOW_UP
from renkei.web.council import page
from renkei.web.council.forms import FollowForm, FollowStepForm, MemberForm, SeriesForm, TermForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted

PAGE = 20


@gate(P.COUNCIL_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Every 会議体 this user may open."""
    found = queries.series_of(actor=request.actor, at=now())
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    writes = can(request.actor, P.COUNCIL_WRITE)
    return render(request, "council/list.html", {"page": shown, "writes": writes, "today": today()})


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """会議体を作る."""
    form = SeriesForm(posted(request), towns=page.towns(request))
    if form.is_valid():
        try:
            made = services.open_series(actor=request.actor, now=now(), **form.values())
            messages.success(request, "会議体を作りました。つぎに、委員（出席する人）を登録してください。")
            return redirect("council:members", made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "council/series_form.html", {"form": form}, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """名称・間隔・次の予定日を変える."""
    view = page.get(request, pk, runs=True)
    stored = {n: getattr(view.series, n) for n in ("kind", "title", "interval_months", "next_on")}
    form = SeriesForm(posted(request), stored=stored)
    if form.is_valid():
        try:
            services.edit_series(actor=request.actor, pk=pk, now=now(), **form.values())
            messages.success(request, "会議体の内容を変えました。")
            return redirect("council:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "council/series_form.html", page.context(view, form=form), status=422 if form.errors else 200
    )


@gate(P.COUNCIL_WRITE, methods=["POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """終える、または再開する."""
    series = services.end_series(actor=request.actor, pk=pk, now=now())
    messages.success(
        request, "会議体を終えました。再開することもできます。" if series.ended_on else "会議体を再開しました。"
    )
    return redirect("council:detail", pk)


@gate(P.COUNCIL_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One 会議体: the next meeting, what is open, who sits there, its materials."""
    view = page.get(request, pk)
    sessions = queries.sessions_of(view=view)
    follow = list(queries.followups_of(view=view))
    context = page.context(
        view, sessions=sessions, coming=queries.coming(sessions), followups=follow,
        closed=queries.followups_of(view=view, is_open=False)[:PAGE], members=queries.members_of(view=view),
        sheets=case_sheets.sheets_of(view=view)[:PAGE], names=page.names(f.user_id for f in follow), today=day_of(view.at),
    )  # fmt: skip
    return render(request, "council/detail.html", context)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """委員: a list, and one more."""
    view = page.get(request, pk, runs=True)
    form = MemberForm(posted(request), initial={"starts_on": today()})
    form.set_choices("member", [(f"{u}|{b}", words) for u, b, words in queries.choosable_members(view=view)])
    form.set_choices("organisation", page.bodies(view))
    if form.is_valid():
        try:
            services.add_member(actor=request.actor, series_id=pk, now=now(), **form.values())
            messages.success(request, "委員を加えました。")
            return redirect("council:members", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, members=queries.members_of(view=view))
    return render(request, "council/members.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def member(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """任期と守秘を書く."""
    view = page.get(request, pk, runs=True)
    thing = queries.get_member(view=view, pk=member_id)
    line = next(m for m in queries.members_of(view=view) if m.member.pk == member_id)
    form = TermForm(posted(request), stored={n: getattr(thing, n) for n in TermForm.base_fields})
    if form.is_valid():
        try:
            services.edit_member(actor=request.actor, series_id=pk, pk=member_id, now=now(), **form.cleaned_data)
            messages.success(request, "委員の任期と守秘を保存しました。")
            return redirect("council:members", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, line=line)
    return render(request, "council/member.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["POST"])
def member_remove(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """委員から外す."""
    services.remove_member(actor=request.actor, series_id=pk, pk=member_id, now=now())
    messages.success(request, "委員から外しました。もう一度加えることもできます。")
    return redirect("council:members", pk)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def followup_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """取組みを書く."""
    view = page.get(request, pk, runs=True)
    form = FollowForm(posted(request))
    form.set_choices("who", page.doers(view))
    if form.is_valid():
        try:
            followups.add_followup(actor=request.actor, series_id=pk, now=now(), **form.values())
            messages.success(request, "取組みを書きました。終えるまで、次の会議の初めに出ます。")
            return redirect("council:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form)
    return render(request, "council/followup_form.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["GET", "POST"])
def followup_edit(request: HttpRequest, pk: UUID, followup_id: UUID) -> HttpResponse:
    """担当・期限・言葉を直す."""
    view = page.get(request, pk, runs=True)
    thing = queries.get_followup(view=view, pk=followup_id)
    who = f"{thing.user_id or ''}|{thing.organisation_id}" if thing.organisation_id else ""
    form = FollowForm(posted(request), stored={"text": thing.text, "due_on": thing.due_on, "who": who})
    form.set_choices("who", page.doers(view))
    if form.is_valid():
        try:
            followups.edit_followup(actor=request.actor, series_id=pk, pk=followup_id, now=now(), **form.values())
            messages.success(request, "取組みを直しました。")
            return redirect("council:followup", pk, followup_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = page.context(view, form=form, thing=thing)
    return render(request, "council/followup_form.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_VIEW, methods=["GET", "POST"])
def followup(request: HttpRequest, pk: UUID, followup_id: UUID) -> HttpResponse:
    """One 取組み; for the side that runs the table, its result."""
    view = page.get(request, pk, runs=request.method == "POST")
    thing = queries.get_followup(view=view, pk=followup_id)
    form = FollowStepForm(posted(request))
    if form.is_valid():
        try:
            followups.move_followup(actor=request.actor, series_id=pk, pk=followup_id, now=now(), **form.cleaned_data)
            messages.success(request, "結果を書いて、取組みを終えました。")
            return redirect("council:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    user = page.names([thing.user_id]).get(thing.user_id, "")
    may_close = view.runs and thing.status in FOLLOW_UP.get("finish").sources
    context = page.context(view, thing=thing, form=form, user=user, may_close=may_close)
    return render(request, "council/followup.html", context, status=422 if form.errors else 200)


@gate(P.COUNCIL_WRITE, methods=["POST"])
def followup_reopen(request: HttpRequest, pk: UUID, followup_id: UUID) -> HttpResponse:
    """もう一度取り組む."""
    followups.move_followup(actor=request.actor, series_id=pk, pk=followup_id, step="reopen", result="", now=now())
    messages.success(request, "もう一度取り組むことにしました。")
    return redirect("council:followup", pk, followup_id)
