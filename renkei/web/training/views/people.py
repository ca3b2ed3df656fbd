"""研修の参加者 for the organisers, and the register over all trainings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.calendar import fiscal_year, fiscal_year_range
from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.programme.queries import training as trainings
from renkei.programme.queries import training_people as queries
from renkei.programme.services import training_seats as services
from renkei.programme.services import training_sides as sides
from renkei.web.files import table_download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.training.forms import EnterForm, RegisterFilter
from renkei.web.training.tables import PEOPLE, RECORDS, people_rows, record_rows

PAGE = 50
_KINDS = ("csv", "excel")
_YEARS = 6


@gate(P.TRAINING_VIEW)
def roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """参加者の名簿."""
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_VIEW)
    found = queries.roster(actor=request.actor, training=thing)
    context = {"thing": thing, "roster": found, "runs": trainings.runs(request.actor, thing)}
    context["kinds"] = queries.kinds_of(found.came)
    return render(request, "training/people.html", context)


@gate(P.TRAINING_WRITE, methods=["GET", "POST"])
def enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """電話などで受けた申込み・当日の飛び入り."""
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_WRITE)
    form = EnterForm(posted(request))
    if form.is_valid():
        try:
            is_here = form.cleaned_data["here"] == "yes"
            seat = services.enter(actor=request.actor, pk=pk, person=form.person(), now=now(), is_here=is_here)
            messages.success(request, f"受付番号 {seat.number} で加えました（{seat.get_status_display()}）。")
            return redirect("training:people", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(
        request, "training/enter.html", {"form": form, "thing": thing}, status=422 if form.errors else 200
    )  # fmt: skip


@gate(P.TRAINING_WRITE, methods=["POST"])
def told(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """伝えた."""
    seat = services.told(actor=request.actor, seat_id=seat_id, now=now())
    messages.success(request, "伝えたことを記録しました。")
    return redirect("training:people", pk=seat.training_id)


@gate(P.TRAINING_VIEW)
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """出席簿 (A4), to be ticked by hand."""
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_VIEW)
    found = queries.roster(actor=request.actor, training=thing)
    sides.note_printed(actor=request.actor, pk=pk, form="people", now=now())
    return render(request, "training/people_print.html", {"thing": thing, "roster": found, "today": today()})


@gate(P.TRAINING_VIEW)
def export(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """参加者の名簿 as CSV or Excel."""
    thing = trainings.get_training(actor=request.actor, pk=pk, permission=P.TRAINING_VIEW)
    if kind not in _KINDS:
        raise NotFound(permission=P.TRAINING_VIEW.code)
    found = queries.roster(actor=request.actor, training=thing)
    sides.note_printed(actor=request.actor, pk=pk, form=kind, now=now())
    rows = people_rows([*found.registered, *found.waiting, *found.cancelled])
    return table_download(PEOPLE, rows, name="training-participants", sheet="参加者", as_csv=kind == "csv")


@gate(P.TRAINING_VIEW)
def records(request: HttpRequest) -> HttpResponse:
    """受講の記録: who of which office has which training."""
    form = RegisterFilter(request.GET, years=_years())
    page = Paginator(_chosen(request, form), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "asked": any(query.values())}
    return render(request, "training/records.html", context, status=422 if form.errors else 200)


@gate(P.TRAINING_VIEW)
def records_export(request: HttpRequest, kind: str) -> HttpResponse:
    """受講の記録 as CSV or Excel, as it was narrowed."""
    if kind not in _KINDS:
        raise NotFound(permission=P.TRAINING_VIEW.code)
    form = RegisterFilter(request.GET, years=_years())
    if not form.is_valid():  # the page says what is wrong; never everything for a part
        return redirect(f"{reverse('training:records')}?{request.GET.urlencode()}")
    sides.note_exported(actor=request.actor, form=kind, now=now())
    return table_download(
        RECORDS, record_rows(_chosen(request, form)), name="training-records", sheet="受講の記録", as_csv=kind == "csv"
    )


def _chosen(request: HttpRequest, form: RegisterFilter) -> Any:
    asked = form.cleaned_data if form.is_valid() else {}
    year = asked.get("year")
    since, until = fiscal_year_range(int(year)) if year else (None, None)
    return queries.register(
        actor=request.actor, words=asked.get("q") or "", kind=asked.get("kind") or "", since=since, until=until
    )


def _years() -> list[tuple[str, str]]:
    this = fiscal_year(today())
    return [(str(y), f"令和{y - 2018}年度") for y in range(this, this - _YEARS, -1)]
