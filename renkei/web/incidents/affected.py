"""影響を受けた方: found in the audit, added and removed by hand, told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.privacy.enums.incidents import Notice
from renkei.privacy.queries import incidents as queries
from renkei.privacy.services import incidents as services
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of, posted
from renkei.web.incidents.forms import AddForm, NoticeForm, ReasonForm, SearchForm
from renkei.web.incidents.views import _page, _writable

#: How far back the audit is searched where nobody knows when it happened.
USUAL_WINDOW = timedelta(days=30)


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """操作の記録から探す: who read, printed or took away what in the window; tick the cases that are affected."""
    incident = _writable(request, pk)
    if request.method == "POST":
        count = services.add_touched(
            actor=request.actor, incident=incident, case_ids=ids_of(request.POST.getlist("case")), now=now()
        )
        messages.success(request, f"{count}件を一覧に加えました。")
        return redirect("incidents:detail", pk)
    start = _window(incident)
    users, bodies = queries.who_used(actor=request.actor, since=start.since, until=start.until, at=now())
    form = SearchForm(
        request.GET or None, users=users, bodies=bodies, initial={"since": start.since, "until": start.until}
    )
    asked = form.search(start) if not form.is_bound or form.is_valid() else start
    listed = {row.case_id for row in queries.affected(actor=request.actor, incident=incident)}
    found = queries.touched(actor=request.actor, search=asked, at=now())
    context = {"incident": incident, "form": form, "found": found, "listed": listed, "asked": asked}
    return render(request, "incidents/affected.html", context)


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """手で加える."""
    incident = _writable(request, pk)
    form = AddForm(posted(request))
    if form.is_valid():
        try:
            services.add_case(actor=request.actor, incident=incident, now=now(), **form.cleaned_data)
            messages.success(request, "一覧に加えました。")
            return redirect("incidents:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, "影響を受けた方を加える", "加える")


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def remove(request: HttpRequest, pk: UUID, row_id: UUID) -> HttpResponse:
    """一覧から外す."""
    incident = _writable(request, pk)
    row = queries.get_affected(actor=request.actor, incident=incident, pk=row_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            services.remove_case(actor=request.actor, incident=incident, row_id=row_id, now=now(), **form.cleaned_data)
            messages.success(request, "一覧から外しました。理由とともに記録が残ります。")
            return redirect("incidents:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, f"{row.case.number} を一覧から外す", "外す")


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def notice(request: HttpRequest, pk: UUID, row_id: UUID) -> HttpResponse:
    """本人への通知を記録する."""
    incident = _writable(request, pk)
    row = queries.get_affected(actor=request.actor, incident=incident, pk=row_id)
    stored = {"told": row.notice, "on": row.notice_on, "method": row.notice_method, "note": row.notice_note or ""}
    form = NoticeForm(posted(request), stored=stored)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in stored}
        told = Notice(data.pop("told"))
        try:
            services.record_notice(
                actor=request.actor, incident=incident, row_id=row_id, notice=told, now=now(), **data
            )
            messages.success(request, "通知の状況を記録しました。")
            return redirect("incidents:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, f"{row.case.number} の本人への通知", "記録する")


def _window(incident: Any) -> queries.Search:
    """The time in which it happened, as far as it is known."""
    since = incident.happened_from or incident.known_at - USUAL_WINDOW
    return queries.Search(since=since, until=incident.happened_until or now())
