"""活動の集計: on the screen, as Excel, on A4; the rows behind each number; the confirmed reports of each month."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now, today
from renkei.core.errors import RuleBroken
from renkei.core.tables import write_excel
from renkei.policy.permissions import P
from renkei.stats import services
from renkei.stats.queries import activity as queries
from renkei.stats.queries import reports
from renkei.stats.rules import assumptions, fiscal_years
from renkei.stats.rules.activity import AXES, Cells
from renkei.stats.rules.tables import chosen_words, items_of, key_words, sheets_of, tables_of
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.stats.forms import ActivityForm, ReportForm

PAGE = 50


@gate(P.ACTIVITY_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The tables of a month or a fiscal year."""
    context = _found(request)
    return render(request, "stats/activity.html", context, status=422 if context["form"].errors else 200)


@gate(P.ACTIVITY_VIEW)
def rows(request: HttpRequest) -> HttpResponse:
    """The contacts that a number counts, as far as this reader may open them."""
    context = _found(request)
    if "cells" not in context or context["outside"]:
        return redirect("stats:activity")
    chosen = {axis: request.GET[axis] for axis in AXES if axis != "month" and request.GET.get(axis)}
    found = queries.rows_behind(
        actor=request.actor, work=context["work"], period=context["period"], at=now(), **chosen
    )  # fmt: skip
    figure = context["cells"].at(**chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page, "words": chosen_words(context["cells"], chosen), "figure": figure, "seen": len(found),
        "unseen": max(0, figure.times - len(found)) if figure else 0,
    }  # fmt: skip
    return render(request, "stats/activity_rows.html", context)


@gate(P.ACTIVITY_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """The same tables as Excel."""
    context = _found(request)
    if "cells" not in context:
        return redirect("stats:activity")
    _on_record(request, E.EXPORTED, context)
    return _excel(context["cells"])


@gate(P.ACTIVITY_VIEW)
def print_(request: HttpRequest) -> HttpResponse:
    """A4."""
    context = _found(request)
    if "cells" not in context:
        return redirect("stats:activity")
    _on_record(request, E.PRINTED, context)
    return render(request, "stats/activity_print.html", context | {"at": now()})


@gate(P.ACTIVITY_VIEW)
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One confirmed version, what changed since the one before, and all versions of its month."""
    view = reports.get_report(actor=request.actor, report_id=report_id, outside="outside" in request.GET)
    changed = [(key_words(view.cells, key), old, new) for key, old, new in view.changed]
    context = _tables(view.cells) | {"view": view, "changed": changed}
    return render(request, "stats/activity_report.html", context)


@gate(P.ACTIVITY_VIEW)
def report_print(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """A4 of a confirmed version; with ?outside small counts are hidden."""
    outside = "outside" in request.GET
    view = reports.get_report(actor=request.actor, report_id=report_id, outside=outside)
    detail = {"list": "activity_report", "outside": outside or view.work.outside}
    record(actor=request.actor, event=E.PRINTED, now=now(), thing=view.report, detail=detail)
    context = _tables(view.cells) | {"view": view, "at": now(), "outside": detail["outside"], "work": view.work}
    return render(request, "stats/activity_print.html", context)


@gate(P.ACTIVITY_VIEW)
def report_export(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Excel of a confirmed version."""
    outside = "outside" in request.GET
    view = reports.get_report(actor=request.actor, report_id=report_id, outside=outside)
    detail = {"list": "activity_report", "outside": outside or view.work.outside}
    record(actor=request.actor, event=E.EXPORTED, now=now(), thing=view.report, detail=detail)
    return _excel(view.cells)


@gate(P.ACTIVITY_REPORT, methods=["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """月の報告を確定する."""
    own = [w for w in queries.works(actor=request.actor) if w.body.pk == request.actor.organisation_id]
    form = ReportForm(request.POST if request.method == "POST" else None, works=own, today=today())
    if form.is_valid():
        try:
            work = queries.work_of(actor=request.actor, code=form.cleaned_data["work"])
            made = services.confirm_report(
                actor=request.actor, work=work, month=form.month, now=now(), reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"報告を確定しました（第{made.version}版）。")
            return redirect("stats:activity_report", made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"form": form, "works": own}
    return render(request, "stats/activity_confirm.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest) -> dict[str, Any]:
    works = queries.works(actor=request.actor)
    given = request.GET or QueryDict(f"year={fiscal_years(today(), back=0)[0]}")
    form = ActivityForm(given, works=works, today=today())
    context: dict[str, Any] = {"form": form, "works": works, "assumed": assumptions()}
    if not works or not form.is_valid():
        return context
    work = queries.work_of(actor=request.actor, code=form.cleaned_data["work"])
    outside = work.outside or bool(form.cleaned_data["outside"])
    cells = queries.activity(actor=request.actor, work=work, period=form.period, outside=outside)
    kept = reports.reports_of(actor=request.actor, work=work, period=form.period)
    return context | _tables(cells) | {
        "work": work, "period": form.period, "outside": outside, "query": form.query, "kept": sorted(kept.items()),
    }  # fmt: skip


def _tables(cells: Cells) -> dict[str, Any]:
    return {"cells": cells, "items": items_of(cells), "tables": tables_of(cells)}


def _on_record(request: HttpRequest, event: E, context: dict[str, Any]) -> None:
    period, work = context["period"], context["work"]
    detail = {
        "list": "activity", "first": period.first.isoformat(), "last": period.last.isoformat(), "body": str(work.body.pk),
        "outside": context["outside"],
    }  # fmt: skip
    record(actor=request.actor, event=event, now=now(), detail=detail)


def _excel(cells: Cells) -> HttpResponse:
    return download(write_excel(sheets_of(cells)), "activity.xlsx")
