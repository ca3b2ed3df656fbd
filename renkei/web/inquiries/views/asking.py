"""候補: choose offices, keep them or go on to the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.inquiries import queries, services
from renkei.inquiries.services import Target
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of
from renkei.web.inquiries.forms.needs import OfficeForm
from renkei.web.inquiries.forms.searching import ChoiceForm

if TYPE_CHECKING:
    from renkei.cases.models import Need


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def candidates(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """候補をさがす; POST goes on with the ticked ones: to the sheet, or keeps them as candidates."""
    access, need = _found(request, case_id, need_id)
    if request.method == "POST" and (onward := _chosen(request, access, need)):
        return onward
    words = request.GET.get("q", "").strip()
    named = queries.offices_called(actor=request.actor, words=words)
    found = queries.candidates_for(access=access, need=need, office_ids=named)
    chart = queries.picture(found, queries.numbered(found)) if found.fits else None
    context = {
        "access": access, "tab": "needs", "need": need, "found": found, "chart": chart, "q": words,
        "form": ChoiceForm(request.POST or None), "chosen": ids_of(request.POST.getlist("office")),
        "may_edit": access.can(P.NEED_WRITE),
        "search": services.keep_search(actor=request.actor, case=access.case, need=need, found=found, now=now()),
    }  # fmt: skip
    return render(request, "inquiries/candidates.html", context, status=422 if request.method == "POST" else 200)


def _chosen(request: HttpRequest, access: CaseAccess, need: Need) -> HttpResponse | None:
    """The choice is kept with the search that was shown; None where something is missing."""
    chosen = ids_of(request.POST.getlist("office"))
    if not chosen:
        messages.error(request, "事業所を一つ以上選んでください。")
        return None
    try:
        services.choose(
            actor=request.actor, case=access.case, need=need, shown=next(iter(ids_of([request.POST.get("search", "")])), None),
            office_ids=chosen, reason=request.POST.get("reason", ""), now=now(),
        )  # fmt: skip
    except RuleBroken as error:
        messages.error(request, str(error))
        return None
    if request.POST.get("step") == "ask":
        return _to_sheet(access.case.pk, need.pk, office=chosen)
    targets = [Target(office_id=pk, reason=request.POST.get("reason", "")) for pk in chosen]
    services.shortlist(actor=request.actor, case=access.case, need=need, targets=targets, now=now())
    messages.success(request, f"{len(chosen)}件を候補に残しました。")
    return redirect("inquiries:case", case_id=access.case.pk)


@gate(P.INQUIRY_SEND, methods=["GET", "POST"])
def office_new(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """台帳にない事業所を加える."""
    access, need = _found(request, case_id, need_id)
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        office = services.add_office(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
        return _to_sheet(case_id, need_id, org=[office.pk])
    context = {
        "access": access, "tab": "needs", "form": form, "title": "台帳にない事業所を加える", "submit": "加えて打診票へ進む",
        "note": "病院・不動産など、事業所台帳に載っていない受入先に打診するときに使います。",
    }  # fmt: skip
    return render(request, "inquiries/need_form.html", context, status=422 if form.errors else 200)


def _to_sheet(case_id: UUID, need_id: UUID, **offices: list[UUID]) -> HttpResponse:
    """To the form of the sheet, with the chosen offices in the address: they are public facts."""
    query = QueryDict(mutable=True)
    for name, ids in offices.items():
        query.setlist(name, [str(pk) for pk in ids])
    return redirect(f"{reverse('inquiries:ask', args=[case_id, need_id])}?{query.urlencode()}")


def _found(request: HttpRequest, case_id: UUID, need_id: UUID) -> tuple[CaseAccess, Need]:
    """The case and the need, for whoever may ask offices."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.INQUIRY_SEND)
    return access, queries.get_need(access=access, need_id=need_id)
