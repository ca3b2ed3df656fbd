"""アクセスの履歴 of a case, on the screen and on paper; the one-page answer to the person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from renkei.accounts.queries import names_of_organisations, organisations_by_id
from renkei.audit import queries
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.errors import NotFound
from renkei.disclosure.queries import CaseAccess, runs_case
from renkei.policy.enums import CORE_KINDS
from renkei.policy.permissions import P
from renkei.web.audit.forms import AccessFilter
from renkei.web.audit.present import lines_of, merged
from renkei.web.disclosure.answer import answer_for
from renkei.web.disclosure.views.overview import access_to
from renkei.web.disclosure.views.prints import name_for_print
from renkei.web.gates import gate
from renkei.web.http import HttpRequest

PAGE = 50
_SHEET_ROWS = 1000


@gate(P.CONSENT_VIEW)
def history(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who looked at what when and why, who was refused, what was printed, what was told to whom."""
    access = access_to(request, case_id)
    form = _filter(request, access)
    page = Paginator(_found(access, form), PAGE).get_page(request.GET.get("page"))
    context = {
        "access": access, "tab": "consents", "form": form, "page": page, "lines": merged(lines_of(page.object_list, neutral=access.neutral)),
        "query": request.GET.urlencode(), "runs_case": access.actor.organisation_kind in CORE_KINDS,
    }  # fmt: skip
    return render(request, "disclosure/accesses.html", context, status=422 if form.errors else 200)


@gate(P.CONSENT_VIEW)
def history_print(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The same on A4, up to a thousand lines; the print is recorded."""
    access = access_to(request, case_id)
    form = _filter(request, access)
    found = list(_found(access, form)[: _SHEET_ROWS + 1])
    record(
        actor=access.actor, event=E.PRINTED, now=access.at, case_id=case_id, detail={"form": "access_history"},
    )  # fmt: skip
    context = {
        "access": access, "lines": merged(lines_of(found[:_SHEET_ROWS], neutral=access.neutral)), "is_cut": len(found) > _SHEET_ROWS, "at": access.at,
        "form": form, "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "disclosure/accesses_print.html", context)


@gate(P.CONSENT_VIEW)
def answer_print(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """「あなたの情報を、だれに伝えたか」 (A4, ruby), handed to the person by a body that runs the case; the print is recorded."""
    access = access_to(request, case_id)
    if not runs_case(access.actor):
        raise NotFound(permission=P.CONSENT_VIEW.code, case_id=case_id)
    answer, name = answer_for(access), name_for_print(access)
    record(actor=access.actor, event=E.PRINTED, now=access.at, case_id=case_id, detail={"form": "person_answer"})
    contact = organisations_by_id([access.actor.organisation_id])[access.actor.organisation_id]
    context = {"access": access, "answer": answer, "name": name, "contact": contact, "at": access.at}
    return render(request, "disclosure/answer_print.html", context)


def _filter(request: HttpRequest, access: CaseAccess) -> AccessFilter:
    ids = queries.bodies_that_accessed(actor=access.actor, facts=access.facts, at=access.at)
    return AccessFilter(
        request.GET, organisations=sorted(names_of_organisations(ids).items(), key=lambda pair: pair[1])
    )


def _found(access: CaseAccess, form: AccessFilter) -> Any:
    return queries.case_accesses(actor=access.actor, facts=access.facts, at=access.at, wanted=form.wanted())
