"""開拓: the pipeline by state or as a table, what is due, one office, one visit; on paper, as CSV and Excel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.calendar import wareki
from renkei.core.clock import now, today
from renkei.core.errors import NotFound
from renkei.policy.permissions import P
from renkei.programme.enums.outreach import OutreachStatus
from renkei.programme.queries import outreach as queries
from renkei.stats.enums import REASONS
from renkei.web.files import table_download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.outreach.forms import OutreachFilter
from renkei.web.outreach.since import since_answer

PAGE = 50
_YEAR = timedelta(days=365)
HEADER = (
    "事業所", "事業所番号", "状態", "優先度", "足りないサービス", "足りない地域", "満たせない理由", "担当", "訪問の予定日", "次にすること",
    "次の期日", "返事の日", "返事の内容", "6か月後の確認", "結果",
)  # fmt: skip


@gate(P.OUTREACH_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The pipeline: by state, or as a table."""
    form, found = _found(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = queries.lines_of(page.object_list, today=today())
    context: dict[str, Any] = {
        "form": form, "page": page, "lines": lines, "reasons": REASONS, "asked": any(form.data.get(n) for n in form.fields),
        "as_table": form.is_valid() and form.cleaned_data["view"] == "table", "query": request.GET.urlencode(),
        "helps": queries.helps_asked(actor=request.actor, since=today() - _YEAR),
    }  # fmt: skip
    context["columns"] = [] if context["as_table"] else queries.board(actor=request.actor, lines=lines)
    return render(request, "outreach/list.html", context, status=422 if form.errors else 200)


@gate(P.OUTREACH_VIEW)
def due(request: HttpRequest) -> HttpResponse:
    """期日が来たもの: overdue first, then what comes within a month."""
    rows = queries.narrowed(queries.outreach(actor=request.actor), late_on=today() + timedelta(days=31))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": queries.lines_of(page.object_list, today=today()), "reasons": REASONS}
    return render(request, "outreach/due.html", context)


@gate(P.OUTREACH_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One office: why, its way, its visits, what can be done now."""
    page = queries.outreach_page(actor=request.actor, pk=pk, today=today())
    thing = page.line.thing
    since = since_answer(
        request.actor,
        office_id=thing.office_id,
        municipality_id=thing.municipality_id,
        answered_on=thing.answered_on,
        at=now(),
    )
    context = {
        "page": page, "line": page.line, "thing": thing, "reason": REASONS.get(thing.reason_code, ""), "since": since,
        "closed": thing.status == OutreachStatus.CLOSED,
    }  # fmt: skip
    return render(request, "outreach/detail.html", context)


@gate(P.OUTREACH_VIEW)
def visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One visit."""
    view = queries.get_visit(actor=request.actor, pk=pk)
    own = view.thing.organisation_id == request.actor.organisation_id and not view.thing.cancelled_at
    return render(request, "outreach/visit.html", {"view": view, "thing": view.thing, "own": own})


@gate(P.OUTREACH_VIEW)
def print_(request: HttpRequest) -> HttpResponse:
    """A4 of the list as it is narrowed."""
    form, found = _found(request)
    if form.errors:
        return redirect("outreach:list")
    record(actor=request.actor, event=E.PRINTED, now=now(), detail={"list": "outreach"})
    context = {
        "lines": queries.lines_of(found, today=today()), "reasons": REASONS, "at": now(),
        "helps": queries.helps_asked(actor=request.actor, since=today() - _YEAR),
    }  # fmt: skip
    return render(request, "outreach/print.html", context)


@gate(P.OUTREACH_VIEW)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is narrowed, as CSV or Excel."""
    form, found = _found(request)
    if kind not in ("csv", "excel"):
        raise NotFound()
    if form.errors:
        return redirect("outreach:list")
    record(actor=request.actor, event=E.EXPORTED, now=now(), detail={"list": "outreach", "kind": kind})
    rows = [_row(line) for line in queries.lines_of(found, today=today())]
    return table_download(HEADER, rows, name="outreach", sheet="開拓", as_csv=kind == "csv")


def _found(request: HttpRequest) -> tuple[OutreachFilter, Any]:
    form = OutreachFilter(request.GET, people=queries.owners(actor=request.actor, at=now()))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.outreach(actor=request.actor)
    return form, queries.narrowed(
        rows, words=asked.get("q") or "", status=asked.get("status") or "", owner=asked.get("owner") or ""
    )


def _row(line: queries.OutreachLine) -> list[str]:
    thing = line.thing
    number = thing.office.office_number if thing.office else ""
    days = [wareki(d) if d else "" for d in (thing.planned_on, thing.next_on, thing.answered_on, thing.review_on)]
    return [
        thing.name, number, thing.get_status_display(), thing.get_priority_display(), line.service, line.area,
        REASONS.get(thing.reason_code, ""), line.owner, days[0], thing.next_step, days[1], days[2], thing.answer_note, days[3],
        thing.get_outcome_display(),
    ]  # fmt: skip
