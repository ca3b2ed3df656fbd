"""候補を並べて比べる: up to four offices side by side, where they lie, and the paper for a meeting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import now
from renkei.inquiries import queries
from renkei.inquiries.rules.comparing import MOST
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest, ids_of
from renkei.web.inquiries.views.asking import _found as found


@gate(P.INQUIRY_SEND)
def compare(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """The ticked offices side by side, every fact with its day and source; and where they lie."""
    access, need = found(request, case_id, need_id)
    chosen = ids_of(request.GET.getlist("office"))
    if not 2 <= len(chosen) <= MOST:
        messages.error(request, f"比べる事業所を、2つから{MOST}つまで選んでください。")
        return redirect("inquiries:candidates", case_id=case_id, need_id=need_id)
    compared = queries.compared(access=access, need=need, office_ids=chosen)
    context = {"access": access, "tab": "needs", "need": need, "found": compared, "query": request.GET.urlencode()}
    return render(request, "inquiries/compare.html", context)


@gate(P.INQUIRY_SEND)
def meeting(request: HttpRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """会議用 (A4): list, comparison and picture. Nothing above `summary`, nothing only coordinators know: offices sit there."""
    access, need = found(request, case_id, need_id)
    chosen = ids_of(request.GET.getlist("office"))
    compared = queries.compared(access=access, need=need, office_ids=chosen, for_meeting=True)
    record(actor=request.actor, event=E.PRINTED, now=now(), case_id=case_id, detail={"form": "candidates"})
    context = {"access": access, "need": need, "found": compared, "at": now()}
    return render(request, "inquiries/meeting_print.html", context)
