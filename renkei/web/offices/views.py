"""事業所をさがす, one office, the import and its report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.accounts.queries import organisation_by_id
from renkei.consultation import queries as consultation
from renkei.core import clock
from renkei.offices import queries, services
from renkei.offices.enums import ImportStatus
from renkei.offices.queries import RunReport, SearchResult
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.programme.queries.outreach import running_of_office
from renkei.programme.queries.training_people import trained_of_office
from renkei.web.gates import MEMBER_BODY, gate
from renkei.web.http import HttpRequest
from renkei.web.offices.forms import MAX_UPLOAD, ImportForm, SearchForm, with_words, without
from renkei.web.offices.said import shown

#: Parts of the search page that htmx asks for by their id.
_PARTS = {"results": "#results", "area-fields": "#area"}


@gate(P.DIRECTORY_VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """The search; a first visit begins in the own prefecture and shows how full the directory is."""
    form = SearchForm(request.GET, today=clock.today(), initial_prefecture=_own_prefecture(request))
    context: dict[str, object] = {"form": form, "result": None}
    if request.GET and form.is_valid():
        page = int(number) if (number := request.GET.get("page", "1")).isdecimal() else 1
        result = queries.search(actor=request.actor, criteria=form.criteria(), page=page)
        context |= _page_of(request, result)
    else:
        context["listed"], context["newest"] = queries.last_releases(actor=request.actor)
    part = _PARTS.get(request.htmx.target or "", "") if request.htmx else ""
    return render(request, f"offices/search.html{part}", context, status=422 if request.GET and form.errors else 200)


def _own_prefecture(request: HttpRequest) -> str:
    pk = request.actor.organisation_id
    return organisation_by_id(pk).prefecture_code if pk and not request.GET else ""


def _page_of(request: HttpRequest, result: SearchResult) -> dict[str, object]:
    pages = Paginator(range(result.total), queries.PAGE_SIZE)
    relaxed = [(r.label, r.total, without(request.GET, r.without)) for r in result.relaxations]
    respelled = [(words, with_words(request.GET, words)) for words in result.respelled]
    return {"result": result, "page": pages.get_page(result.page), "relaxed": relaxed, "respelled": respelled}


@gate(P.DIRECTORY_VIEW)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One office with its services, hours and source."""
    office = queries.get_office(actor=request.actor, pk=pk)
    support = _support(request, office.office_number)
    context: dict[str, object] = {"office": office, "outreach": running_of_office(actor=request.actor, office_id=pk)}
    context |= _beside(request, pk) | _knowledge(request, pk) | _trained(request, pk)
    return render(request, "offices/detail.html", context | support)


def _beside(request: HttpRequest, pk: UUID) -> dict[str, object]:
    """What is known beside the published values: the office's own word, corrections, designations."""
    actor = request.actor
    designations = queries.designations_of(actor=actor, office_ids=[pk]).get(pk, {})
    return {
        "said": shown(queries.statements_of(actor=actor, office_ids=[pk]).get(pk), clock.today()),
        "corrections": queries.corrections_of(actor=actor, office_ids=[pk]).get(pk, []),
        "designations": [designation for _, designation in sorted(designations.items())],
    }


def _knowledge(request: HttpRequest, pk: UUID) -> dict[str, object]:
    """What coordinators know, for coordinators (and the centre, as far as it is 共有可); nothing for other roles."""
    if not can(request.actor, P.KNOWLEDGE_VIEW):
        return {}
    known = queries.knowledge_on(actor=request.actor, office_id=pk)
    return {"coordinates": True, "known": known, "keepers": queries.keepers(actor=request.actor)}


def _trained(request: HttpRequest, pk: UUID) -> dict[str, object]:
    """Who of the office was at which training, for those who hold trainings."""
    if not can(request.actor, P.TRAINING_VIEW):
        return {}
    return {"reads_training": True, "trained": trained_of_office(actor=request.actor, office_id=pk)}


def _support(request: HttpRequest, office_number: str) -> dict[str, object]:
    """People in support, open questions, the last contact: for those who support offices."""
    if not can(request.actor, P.CONSULT_WRITE):
        return {}
    body = consultation.office_of_number(actor=request.actor, office_number=office_number)
    found = consultation.office_support(actor=request.actor, office=body, at=clock.now()) if body else None
    return {"supports": True, "support": found}


@gate(P.DIRECTORY_IMPORT, methods=["GET", "POST"], max_body=MAX_UPLOAD + MEMBER_BODY)
def import_files(request: HttpRequest) -> HttpResponse:
    """Upload published files; each is taken in or refused by itself, and the report says why."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        reports = _take_in(request, form)
        _tell(request, reports)
        return redirect("offices:import-run", pk=reports[0].id) if len(reports) == 1 else redirect("offices:import")
    context = {"form": form, "runs": queries.runs(actor=request.actor)}
    return render(request, "offices/import.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, form: ImportForm) -> list[RunReport]:
    """Each file through the one service; folders are unknown to a browser."""
    chosen = form.cleaned_data
    return [
        queries.report_of(run)
        for file in chosen["sources"]
        for run in services.import_files(
            actor=request.actor, name=file.name, content=file.read(), release=chosen["release"],
            profile=chosen["profile"], scope=chosen["scope"],
            force=chosen["force"], now=clock.now(),
        )
    ]  # fmt: skip


def _tell(request: HttpRequest, reports: list[RunReport]) -> None:
    refused = sum(report.status == ImportStatus.REFUSED for report in reports)
    done = sum(report.status == ImportStatus.DONE for report in reports)
    if done:
        messages.success(request, f"{done}件のファイルを取り込みました。")
    if refused:
        messages.error(request, f"{refused}件のファイルは取り込めませんでした。理由を確かめてください。")
    if not done and not refused:
        messages.info(request, "取り込み済みのファイルなので、何も変えていません。")


@gate(P.DIRECTORY_IMPORT)
def import_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report of one import."""
    return render(request, "offices/import_run.html", {"run": queries.get_run(actor=request.actor, pk=pk)})
