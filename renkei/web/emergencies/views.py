"""緊急の閲覧."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.calendar import wareki_dt
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.people.enums import ReadReason
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.privacy.queries import emergencies as queries
from renkei.privacy.services import emergencies as services
from renkei.web.emergencies.forms import OpenForm, ReviewForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

PAGE = 50


@gate(P.BREAK_GLASS, methods=["GET", "POST"])
def open_(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """緊急に閲覧する: the form says what will happen; the row ends by itself."""
    access = _access(request, case_id, P.BREAK_GLASS)
    readers = queries.readers_for(access=access)
    form = OpenForm(request.POST if request.method == "POST" else None, readers=readers, initial=_first(readers))
    if form.is_valid():
        try:
            made = services.open_emergency(actor=request.actor, case=access.case, now=access.at, **form.values())
            messages.warning(request, f"緊急の閲覧を開きました。{wareki_dt(made.ends_at)}に自動で終わります。")
            return redirect("people:sheet", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "record", "form": form}
    return render(request, "emergencies/open.html", context, status=422 if form.errors else 200)


@gate(P.CASE_VIEW, methods=["POST"])
def end(request: HttpRequest, case_id: UUID, pk: UUID) -> HttpResponse:
    """緊急の閲覧を終える, before its time."""
    access = _access(request, case_id, P.CASE_VIEW)
    emergency = queries.get_running(access=access, pk=pk)
    services.end_emergency(actor=request.actor, emergency=emergency, now=access.at)
    messages.success(request, "緊急の閲覧を終えました。")
    return redirect("home:index")  # whoever read may have lost the case with the row


@gate(P.EMERGENCY_REVIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The register: what waits for its review first."""
    at, waiting = now(), request.GET.get("list") != "all"
    rows = queries.emergencies(actor=request.actor, at=at, waiting=waiting)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    views = queries.views(actor=request.actor, rows=page.object_list, at=at)
    return render(request, "emergencies/list.html", {"page": page, "views": views, "waiting": waiting})


@gate(P.EMERGENCY_REVIEW, methods=["GET", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One opening: why, what was read, and the answer."""
    at = now()
    view = queries.get_emergency(actor=request.actor, pk=pk, at=at)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.review_emergency(actor=request.actor, emergency=view.emergency, now=at, **form.cleaned_data)
            messages.success(request, "確認の結果を記録しました。")
            return redirect("emergencies:detail", pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"view": view, "form": form, "readings": _readings(request, view)}
    return render(request, "emergencies/detail.html", context, status=422 if form.errors else 200)


@gate(P.EMERGENCY_REVIEW)
def print_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """確認の記録, A4."""
    at = now()
    view = queries.get_emergency(actor=request.actor, pk=pk, at=at)
    record(
        actor=request.actor, event=E.PRINTED, now=at, thing=view.emergency, case_id=view.emergency.case_id,
        detail={"form": "emergency_review"},
    )  # fmt: skip
    return render(request, "emergencies/print.html", {"view": view, "readings": _readings(request, view), "at": at})


def _access(request: HttpRequest, case_id: UUID, permission: P) -> CaseAccess:
    return get_case(actor=request.actor, case_id=case_id, at=now(), permission=permission)


def _first(readers: list[tuple[UUID, str]]) -> dict[str, Any]:
    return {"user": str(readers[0][0])} if readers else {}


def _readings(request: HttpRequest, view: queries.EmergencyView) -> list[dict[str, Any]]:
    """Events as lines: when, what, which class, for which reason."""
    return [
        {
            "at": event.at, "what": E(event.code).label, "reason": dict(ReadReason.choices).get(event.reason, ""),
            "info_class": InfoClass(event.info_class).label if event.info_class else "",
        }
        for event in queries.readings(actor=request.actor, view=view)
    ]  # fmt: skip
