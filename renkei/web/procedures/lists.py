"""手続の一覧 across cases; the usual days of a municipality."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.coordination.queries import procedures as queries
from renkei.coordination.queries import usual_days
from renkei.coordination.services import procedures as services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.procedures.forms import ShowForm, UsualForm

PAGE = 50


@gate(P.PROCEDURE_WRITE)
def index(request: HttpRequest) -> HttpResponse:
    """手続の一覧."""
    at, form = now(), ShowForm(request.GET, shows=queries.SHOWS)
    show = form.cleaned_data["show"] if form.is_valid() else ""
    rows = queries.open_procedures(actor=request.actor, at=at, show=show)
    found = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    items = queries.titles_across(actor=request.actor, rows=found.object_list, at=at)
    return render(request, "procedures/list.html", {"page": found, "items": items, "form": form, "show": show})


@gate(P.PROCEDURE_DAYS)
def days(request: HttpRequest) -> HttpResponse:
    """手続にかかる日数."""
    municipality, lines = usual_days.own_usual(actor=request.actor)
    return render(request, "procedures/days.html", {"municipality": municipality, "lines": lines})


@gate(P.PROCEDURE_DAYS, methods=["GET", "POST"])
def days_edit(request: HttpRequest, kind: str) -> HttpResponse:
    """この市町村でかかる日数を決める. `kind`: its code, and after a hyphen the way where it has several."""
    code, _, variant = kind.partition("-")
    line = usual_days.get_usual(actor=request.actor, kind=code, variant=variant)
    stored = {"days": line.own.days if line.own else None, "basis": line.own.basis if line.own else ""}
    form = UsualForm(posted(request), stored=stored)
    if form.is_valid():
        try:
            services.set_usual_days(actor=request.actor, kind=code, variant=variant, now=now(), **form.cleaned_data)
            messages.success(request, "日数を保存しました。見込みの日付を計算し直しました。")
            return redirect("procedure_list:days")
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "procedures/days_edit.html", {"form": form, "line": line}, status=422 if form.errors else 200
    )
