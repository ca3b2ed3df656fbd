"""公開分の違い: what two releases differ in, as a page and as CSV."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from renkei.accounts.queries import organisation_by_id
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core import clock
from renkei.core.tables import write_csv
from renkei.inquiries.queries import touched_offices
from renkei.offices import queries
from renkei.offices.enums import ChangeKind
from renkei.offices.queries import Difference, Differences
from renkei.policy.permissions import P
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.offices.difference_form import DifferenceForm

PAGE = 50
TONES = {"opened": "success", "changed": "info", "gone": "warning", "relisted": "progress"}
_HEADER = ("事業所", "事業所番号", "所在地", "サービス", "変更の種類", "項目", "前の値", "新しい値", "関わり")


@gate(P.DIRECTORY_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """The differences, those about known offices first."""
    form, found = _asked(request)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    counts = [(kind.label, TONES[kind], found.counts.get(kind.value, 0)) for kind in ChangeKind]
    context = {
        "form": form, "found": found, "page": page, "counts": counts, "query": request.GET.urlencode(),
        "rows": [(row, TONES[row.kind]) for row in page.object_list],
    }  # fmt: skip
    return render(request, "offices/differences.html", context, status=422 if form.errors else 200)


@gate(P.DIRECTORY_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV, a line per changed field."""
    _, found = _asked(request)
    lines = [line for row in found.rows for line in _lines(row)]
    record(actor=request.actor, event=E.EXPORTED, now=clock.now(), detail={"list": "differences", "rows": len(lines)})
    return download(write_csv(_HEADER, lines), "differences.csv")


def _asked(request: HttpRequest) -> tuple[DifferenceForm, Differences]:
    sources = queries.compared_sources(actor=request.actor)
    form = DifferenceForm(request.GET, sources=sources, today=clock.today(), own_area=_own_area(request))
    if not sources or not form.is_valid():
        return form, Differences(())
    known = touched_offices(actor=request.actor, at=clock.now())
    return form, queries.differences(actor=request.actor, known=known, **form.question())


def _own_area(request: HttpRequest) -> tuple[str, str]:
    """(prefecture, municipality) where the actor's body works, from which the page begins."""
    pk = request.actor.organisation_id
    own = organisation_by_id(pk) if pk else None
    return (own.prefecture_code, own.municipality_code) if own else ("", "")


def _lines(row: Difference) -> list[tuple[Any, ...]]:
    head = (row.office_name, row.office_number, row.place, row.service, str(row.kind.label))
    known = "、".join(row.known)
    return [(*head, f.label, f.old, f.new, known) for f in row.fields] or [(*head, "", "", "", known)]
