"""A4 of a worksheet: for one's own use, and de-identified for the other municipality (ADR 0029)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from renkei.coordination.queries import responsible as queries
from renkei.coordination.rules import responsible as rules
from renkei.coordination.services.responsible import record_sheet_print
from renkei.core.clock import now
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest


@gate(P.RESPONSIBLE_VIEW)
def internal(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """判断の表: everything that this reader may know; not to be handed out."""
    return _print(request, case_id, kind, "internal")


@gate(P.RESPONSIBLE_WRITE)
def outside(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """協議の資料: nothing that says who it is, nothing of the class of justice, by a fixed list of what stands in it."""
    return _print(request, case_id, kind, "outside")


def _print(request: HttpRequest, case_id: UUID, kind: str, form: str) -> HttpResponse:
    at = now()
    permission = P.RESPONSIBLE_VIEW if form == "internal" else P.RESPONSIBLE_WRITE
    access = queries.get_sheets_access(actor=request.actor, case_id=case_id, at=at, permission=permission)
    thing = queries.get_sheet(access=access, kind=kind)
    page = queries.sheet_page(access=access, kind=kind)
    classes = page.classes if form == "internal" else (InfoClass.WELFARE,)
    record_sheet_print(actor=request.actor, sheet=thing, form=form, classes=classes, now=at)
    context = {"access": access, "page": page, "sheet": thing, "at": at}
    if form == "internal":
        return render(request, "responsible/print_internal.html", context)
    return render(request, "responsible/print_outside.html", context | _told(page))


def _told(page: queries.SheetPage) -> dict[str, object]:
    """What the other municipality is told: facts and own views of the class welfare; the proposal if it rests on these.

    Not where a fact is missing: what each answer would lead to names facts on custody.
    """
    facts = [line for line in page.facts if line.spec.info_class is InfoClass.WELFARE and line.answer]
    own = [
        line for line in page.entries
        if line.entry.kind == "statement" and line.entry.info_class == InfoClass.WELFARE and (line.entry.content or {}).get("said_by") == "own"
    ]  # fmt: skip
    found = page.proposal
    plain = (
        found is not None and found.outcome is not rules.Outcome.MISSING
        and all(rules.FACTS[code].info_class is InfoClass.WELFARE for code in found.path)
    )  # fmt: skip
    return {"facts": facts, "own": own, "proposal": found if plain else None}
