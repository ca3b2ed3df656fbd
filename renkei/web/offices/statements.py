"""事業所の申告: the office's own pages (two taps), and a coordinator who enters what an office said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core import clock
from renkei.core.errors import RuleBroken
from renkei.offices import queries, services
from renkei.offices.queries import OwnPlace
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.offices.said import VacancyLine, vacancy_line
from renkei.web.offices.statement_forms import BUTTONS, StatementForm, VacancyForm


@gate(P.OFFICE_STATE)
def own(request: HttpRequest) -> HttpResponse:
    """空き状況: one's own places, what they say, and the buttons: the second tap from the first page."""
    places = queries.own_places(actor=request.actor)
    context = {"places": [(place, _lines(place)) for place in places], "buttons": BUTTONS}
    return render(request, "offices/own.html", context)


@gate(P.OFFICE_STATE, methods=["GET", "POST"])
def vacancy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """空き状況を知らせる: one press of a big button."""
    place = queries.get_place(actor=request.actor, pk=pk)
    form = VacancyForm(request.POST if request.method == "POST" else None, place=place)
    if form.is_valid():
        services.state_office(
            actor=request.actor, office_id=pk, vacancies=form.vacancies(), as_of=clock.today(), now=clock.now()
        )
        messages.success(request, "空き状況を知らせました。間違えたときは「取り消す」を押してください。")
        return redirect("offices:vacancy", pk=pk)
    context = {"place": place, "form": form, "lines": _lines(place), "buttons": BUTTONS}
    return render(request, "offices/vacancy.html", context, status=422 if form.errors else 200)


@gate(P.OFFICE_STATE, P.DIRECTORY_CORRECT, methods=["POST"])
def undo(request: HttpRequest, pk: UUID, vacancy_id: UUID) -> HttpResponse:
    """取り消す."""
    services.take_back_vacancy(actor=request.actor, office_id=pk, vacancy_id=vacancy_id, now=clock.now())
    messages.success(request, "取り消しました。その前の申告に戻っています。")
    return redirect("offices:vacancy" if can(request.actor, P.OFFICE_STATE) else "offices:statement", pk=pk)


@gate(P.OFFICE_STATE, P.DIRECTORY_CORRECT, methods=["GET", "POST"])
def statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """受入れの条件を知らせる, or 事業所に代わって入力する."""
    place, on_behalf = queries.get_place(actor=request.actor, pk=pk), not can(request.actor, P.OFFICE_STATE)
    data = request.POST if request.method == "POST" else None
    form = StatementForm(data, place=place, on_behalf=on_behalf, today=clock.today())
    if form.is_valid():
        try:
            services.state_office(actor=request.actor, office_id=pk, now=clock.now(), **form.statement())
            messages.success(request, "申告を保存しました。")
            return redirect("offices:detail", pk=pk) if on_behalf else redirect("offices:own")
        except RuleBroken as error:
            form.add_rule(error)
    context = {"place": place, "form": form, "lines": _lines(place)}
    return render(request, "offices/statement.html", context, status=422 if form.errors else 200)


def _lines(place: OwnPlace) -> list[tuple[str, str, VacancyLine | None, UUID | None]]:
    """(service code, service, what was said, its id) in the order of the services."""
    today = clock.today()
    return [
        (s.code, s.label, vacancy_line(s.vacancy, today) if s.vacancy else None, s.vacancy.id if s.vacancy else None)
        for s in place.services
    ]
