"""漏えい等: the register, one incident, its facts, measures, report and steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.services import record, record_view
from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.privacy.enums.incidents import IncidentStatus
from renkei.privacy.queries import incidents as queries
from renkei.privacy.rules.incident_report import FIELDS, as_text
from renkei.privacy.rules.incident_terms import ALWAYS, TRIGGERS
from renkei.privacy.services import incidents as services
from renkei.privacy.states.incidents import INCIDENT
from renkei.web.actions import buttons
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, posted
from renkei.web.incidents.forms import EndForm, FactsForm, MeasureForm, ReportForm, StepForm
from renkei.web.templatetags.dads import Stage

PAGE = 50
_FACTS = ("kind", "known_at", "happened_from", "happened_until", "wrongful", "classes", "overview")
_ORDER = (IncidentStatus.INTAKE, IncidentStatus.PRELIMINARY, IncidentStatus.FINAL, IncidentStatus.CLOSED)


@gate(P.INCIDENT_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The register: open ones first."""
    open_only = request.GET.get("list") != "all"
    rows = queries.incidents(actor=request.actor, open_only=open_only)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    views = [queries.view_of(actor=request.actor, incident=row) for row in page.object_list]
    return render(request, "incidents/list.html", {"page": page, "views": views, "open_only": open_only})


@gate(P.INCIDENT_REPORT, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """1 何が起きたか."""
    origin = _origin(request)
    form = FactsForm(posted(request), initial=_first(origin))
    if form.is_valid():
        try:
            made = services.report_incident(actor=request.actor, now=now(), emergency_id=origin, **form.values())
            messages.success(request, "記録を始め、管理者に知らせました。次に、影響を受けた方を確かめます。")
            return redirect("incidents:detail", made.pk)
        except RuleBroken as error:
            form.add_rule(error)
    return render(request, "incidents/new.html", {"form": form}, status=422 if form.errors else 200)


@gate(P.INCIDENT_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One incident: clocks, what to do next, who is affected, what was done."""
    view = queries.get_incident(actor=request.actor, pk=pk)
    rows, lines = queries.affected(actor=request.actor, incident=view.incident), queries.draft(incident=view.incident)
    _looked(request, rows)
    context = {
        "view": view, "incident": view.incident, "rows": rows, "stages": _stages(view.incident.status),
        "may_open": queries.may_open(actor=request.actor, rows=rows, at=now()), "steps": _steps(request, view),
        "removed": queries.affected(actor=request.actor, incident=view.incident, removed=True),
        "measures": queries.measures(incident=view.incident), "triggers": TRIGGERS, "always": ALWAYS,
        "missing": sum(line.missing for line in lines), "text": as_text(lines),
    }  # fmt: skip
    return render(request, "incidents/detail.html", context)


def _looked(request: HttpRequest, rows: Iterable[Any]) -> None:
    """Who read of which case that it is affected, and why it was added."""
    for row in rows:
        record_view(actor=request.actor, now=now(), case_id=row.case_id, info_class=InfoClass.SUMMARY)


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """何が起きたかを直す."""
    incident = _writable(request, pk)
    form = FactsForm(posted(request), stored={name: getattr(incident, name) for name in _FACTS})
    if form.is_valid():
        try:
            services.save_facts(actor=request.actor, incident=incident, now=now(), **form.values())
            messages.success(request, "内容を直しました。")
            return redirect("incidents:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, "何が起きたかを直す", "保存する")


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """措置を記録する."""
    incident = _writable(request, pk)
    form = MeasureForm(posted(request), initial={"at": now()})
    if form.is_valid():
        try:
            services.add_measure(actor=request.actor, incident=incident, now=now(), **form.cleaned_data)
            messages.success(request, "措置を記録しました。")
            return redirect("incidents:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, "措置を記録する", "記録する")


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """報告の下書き: the nine items."""
    incident = _writable(request, pk)
    stored = {name: getattr(incident, name) or "" for name in FIELDS} | {"others_count": incident.others_count}
    form = ReportForm(posted(request), stored=stored)
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name in stored}
        try:
            services.save_report(actor=request.actor, incident=incident, now=now(), **data)
            messages.success(request, "報告の下書きを保存しました。")
            return redirect("incidents:print", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, "報告の下書きを書く", "保存して下書きを見る")


@gate(P.INCIDENT_VIEW)
def print_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """報告の下書き, A4."""
    view = queries.get_incident(actor=request.actor, pk=pk)
    lines, at = queries.draft(incident=view.incident), now()
    record(actor=request.actor, event=E.PRINTED, now=at, thing=view.incident, detail={"form": "incident_report"})
    context = {"view": view, "incident": view.incident, "lines": lines, "at": at}
    return render(request, "incidents/print.html", context)


@gate(P.INCIDENT_WRITE, methods=["GET", "POST"])
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """A step of the machine: when it was reported, or why it ends or begins again."""
    incident = _writable(request, pk)
    transition = next((t for t in INCIDENT.transitions if t.name == step), None)
    if transition is None:
        raise NotFound()
    INCIDENT.check(incident.status, step)
    dated = step in ("preliminary", "final")
    form: Any = (StepForm if dated else EndForm)(posted(request), initial={"at": now()} if dated else {})
    if form.is_valid():
        try:
            services.step_incident(actor=request.actor, incident=incident, step=step, now=now(), **form.cleaned_data)
            messages.success(request, f"「{transition.label}」を記録しました。")
            return redirect("incidents:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    return _page(request, incident, form, transition.label, "記録する", lines=queries.draft(incident=incident))


def _writable(request: HttpRequest, pk: UUID) -> Any:
    return queries.get_incident(actor=request.actor, pk=pk, permission=P.INCIDENT_WRITE).incident


def _page(request: HttpRequest, incident: Any, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"incident": incident, "form": form, "title": title, "submit": submit, **more}
    return render(request, "incidents/form.html", context, status=422 if form.errors else 200)


def _origin(request: HttpRequest) -> UUID | None:
    """The emergency reading whose review led here, by ?emergency=."""
    try:
        return UUID(request.GET.get("emergency", ""))
    except ValueError:
        return None


def _first(origin: UUID | None) -> dict[str, Any]:
    return {"known_at": now(), **({"kind": "misuse", "wrongful": True} if origin else {})}


def _steps(request: HttpRequest, view: queries.IncidentView) -> list[Any]:
    usual = {"intake": "preliminary", "preliminary": "final", "reopened": "final", "final": "close"}
    return buttons(
        request.actor, INCIDENT, view.incident, url=lambda name: reverse("incidents:step", args=[view.incident.pk, name]),
        own_page=[t.name for t in INCIDENT.transitions], primary=usual.get(view.incident.status, ""), danger={"dismiss"},
    )  # fmt: skip


def _stages(status: str) -> list[Stage]:
    """受付 → 速報済 → 確報済 → 終了; 再開 stands where 確報 is awaited."""
    shown = IncidentStatus.PRELIMINARY if status == IncidentStatus.REOPENED else IncidentStatus(status)
    at = _ORDER.index(shown)
    return [
        Stage(
            s.label, "done" if i < at else "current" if i == at else "todo", "再開" if i == at and s != status else ""
        )
        for i, s in enumerate(_ORDER)
    ]
