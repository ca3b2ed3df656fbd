"""Everything held about the person: reviewed, taken out, corrected, stopped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now
from renkei.core.errors import NotFound, RuleBroken
from renkei.policy.permissions import P
from renkei.privacy.enums.requests import Choice, ExportForm, ExportReason, RequestKind
from renkei.privacy.queries import requests
from renkei.privacy.queries.package import reviews_by
from renkei.privacy.rules.package import Package, Row, Section
from renkei.privacy.services import package as services
from renkei.web.files import download
from renkei.web.forms import BaseForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.privacy.forms import requests as forms


@gate(P.REQUEST_DECIDE)
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """審査: every section, what waits for a decision; the reading is recorded."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    package = services.look_at_package(actor=request.actor, request=line.request, now=now())
    context = {"line": line, "r": line.request, "package": package, "reviews": reviews_by(line.request)}
    return render(request, "privacy/package.html", context)


@gate(P.REQUEST_DECIDE, methods=["GET", "POST"])
def review(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """含めるか除くかを決める: a section of a case (?table=&case=) or one row of it (&row=)."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    package = services.look_at_package(actor=request.actor, request=line.request, now=now())
    part = _part(request, package)
    form = forms.ReviewForm(request.POST if request.method == "POST" else None, stored={"choice": part["choice"]})
    if form.is_valid():
        services.review(
            actor=request.actor, request=line.request, case_id=part["case_id"], table=part["section"].table,
            row_id=part["row_id"], choice=Choice(form.cleaned_data["choice"]), reason=form.cleaned_data["reason"],
            now=now(),
        )  # fmt: skip
        messages.success(request, "審査の結論を記録しました。")
        return redirect("privacy:package", request_id=request_id)
    context = {"line": line, "r": line.request, "form": form, **part}
    return render(request, "privacy/package_review.html", context, status=422 if form.errors else 200)


def _part(request: HttpRequest, package: Package) -> dict[str, Any]:
    """The part the address names. Raises NotFound."""
    section = package.section(request.GET.get("table", ""))
    case_id, row_id = _id(request, "case"), _id(request, "row")
    rows = [r for r in section.flagged if r.case_id == case_id and row_id in (None, r.id)] if section else []
    if not rows:
        raise NotFound(permission=P.REQUEST_DECIDE.code)
    return {"section": section, "rows": rows, "case_id": case_id, "row_id": row_id, "choice": _common(rows)}


def _common(rows: list[Row]) -> str:
    choices = {r.choice for r in rows}
    return choices.pop() if len(choices) == 1 else ""


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


@gate(P.REQUEST_DECIDE, methods=["GET", "POST"])
def export(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """まとめた記録を出す: the file is named by the number of the request alone."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    form = forms.TakeOutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            chosen = ExportForm(form.cleaned_data["form"])
            package, content = services.export_package(
                actor=request.actor, request=line.request, form=chosen,
                reason=ExportReason(form.cleaned_data["reason"]), now=now(),
            )  # fmt: skip
            return _zip(line.request.number, content) if content else _sheet(request, line, package)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"line": line, "r": line.request, "form": form}
    return render(request, "privacy/package_export.html", context, status=422 if form.errors else 200)


def _zip(number: str, content: bytes) -> HttpResponse:
    return download(content, f"{number.lower()}.zip")


def _sheet(request: HttpRequest, line: Any, package: Package) -> HttpResponse:
    parts: list[tuple[int, Section]] = list(enumerate(package.sections, 1))
    context = {"line": line, "r": line.request, "package": package, "sections": parts, "at": now()}
    return render(request, "privacy/package_print.html", context)


@gate(P.REQUEST_DECIDE, methods=["GET", "POST"])
def changes(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """訂正した版・終える開示を記録する."""
    line = requests.get_request(actor=request.actor, request_id=request_id, at=now())
    form = _changes_form(request, line)
    if form.is_valid():
        try:
            _change(request, line, form)
            return redirect("privacy:request", request_id=request_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"line": line, "r": line.request, "form": form, "is_stop": isinstance(form, forms.StopForm)}
    return render(request, "privacy/request_changes.html", context, status=422 if form.errors else 200)


def _changes_form(request: HttpRequest, line: Any) -> BaseForm:
    posted = request.POST if request.method == "POST" else None
    if line.request.kind == RequestKind.CORRECTION:
        found = requests.versions_since(actor=request.actor, request=line.request)
        return forms.VersionForm(posted, choices=[(str(v.id), v.words) for v in found])
    if line.request.kind != RequestKind.SUSPENSION:
        raise NotFound(permission=P.REQUEST_DECIDE.code)
    rows = requests.rows_to_stop(actor=request.actor, request=line.request, at=now())
    words = [(str(r.pk), f"{r.recipient.name}：{r.get_info_class_display()}（{r.case.number}）") for r in rows]
    return forms.StopForm(posted, choices=words)


def _change(request: HttpRequest, line: Any, form: BaseForm) -> None:
    if isinstance(form, forms.VersionForm):
        row_id = UUID(form.cleaned_data["row_id"])
        services.link_version(actor=request.actor, request=line.request, row_id=row_id, now=now())
        messages.success(request, "訂正した版を記録しました。")
        return
    entries = [UUID(pk) for pk in form.cleaned_data["entries"]]
    ended = services.stop_use(actor=request.actor, request=line.request, entries=entries, now=now())
    messages.success(request, f"利用を停止しました。終わった開示：{ended}件")
