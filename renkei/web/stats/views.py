"""不足の地図: on the screen, as CSV and on A4 for the 協議会. What is taken away is on record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.tables import write_csv
from renkei.inquiries.queries.candidates import TOO_FEW
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.stats import queries
from renkei.stats.queries import GapMap
from renkei.stats.rules import HIDDEN, Line, Table, assumptions, fiscal_years
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.stats.forms import UnmetForm
from renkei.web.stats.leads import leads_of


@gate(P.REPORT_VIEW)
def unmet(request: HttpRequest) -> HttpResponse:
    """The table with its shades; a period that is none keeps what was chosen."""
    context = _found(request)
    return render(request, "stats/unmet.html", context, status=422 if context["form"].errors else 200)


@gate(P.REPORT_VIEW)
def unmet_export(request: HttpRequest) -> HttpResponse:
    """The same table as CSV."""
    context = _found(request)
    if context["form"].errors:
        return redirect("stats:unmet")
    table: Table = context["table"]
    _on_record(request, E.EXPORTED, context["map"])
    header = (table.head, *table.columns)
    content = write_csv(header, [_csv_line(line) for line in (*table.lines, table.sums)])
    return download(content, "unmet.csv")


@gate(P.REPORT_VIEW)
def unmet_print(request: HttpRequest) -> HttpResponse:
    """A4 for a meeting of the 協議会."""
    context = _found(request)
    if context["form"].errors:
        return redirect("stats:unmet")
    _on_record(request, E.PRINTED, context["map"])
    narrowed = context["form"].narrowed(context["map"])
    return render(request, "stats/unmet_print.html", context | {"narrowed": narrowed, "at": now()})


def _found(request: HttpRequest) -> dict[str, Any]:
    form = UnmetForm(request.GET or QueryDict(f"year={fiscal_years(today(), back=0)[0]}"), today=today())
    context = {"form": form, "assumed": assumptions(), "too_few": TOO_FEW, "query": request.GET.urlencode()}
    if not form.is_valid():
        return context
    found = queries.gap_map(actor=request.actor, period=form.period)
    table = form.table(found)
    context["leads"] = leads_of(form, table) if can(request.actor, P.OUTREACH_WRITE) else []
    return context | {"map": found, "table": table}


def _on_record(request: HttpRequest, event: E, found: GapMap) -> None:
    period = {"first": found.period.first.isoformat(), "last": found.period.last.isoformat()}
    record(actor=request.actor, event=event, now=now(), detail={"list": "unmet", **period})


def _csv_line(line: Line) -> list[str | int]:
    cells = [HIDDEN if cell.times is None else cell.times for cell in line.cells]
    return ["　" * line.depth + line.label, *cells]
