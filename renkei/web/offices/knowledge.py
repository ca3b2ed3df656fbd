"""事業所メモ: what coordinators know of an office, its form and its earlier versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.core.clock import now, today
from renkei.core.errors import NotFound, RuleBroken
from renkei.offices import queries, services
from renkei.policy.permissions import P
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.offices.knowledge_forms import EDITED, KnowledgeForm


@gate(P.KNOWLEDGE_WRITE, methods=["GET", "POST"])
def edit(request: HttpRequest, pk: UUID, municipality_id: UUID) -> HttpResponse:
    """メモを書く: the form starts from the current version."""
    office = queries.get_office(actor=request.actor, pk=pk)
    form = _form(request, pk, municipality_id)
    if form.is_valid():
        try:
            services.save_knowledge(
                actor=request.actor, office_id=pk, municipality_id=municipality_id, now=now(), **form.cleaned_data
            )
            messages.success(request, "事業所メモを記録しました。")
            return redirect("offices:detail", pk=pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"office": office, "form": form}
    return render(request, "offices/knowledge_edit.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, pk: UUID, municipality_id: UUID) -> KnowledgeForm:
    if municipality_id not in {m.pk for m in queries.keepers(actor=request.actor)}:
        raise NotFound(permission=P.KNOWLEDGE_WRITE.code)
    held = queries.current_knowledge(actor=request.actor, office_id=pk, municipality_id=municipality_id)
    data = request.POST if request.method == "POST" else None
    if held is None:
        return KnowledgeForm(data, initial={"as_of": today()})
    stored: dict[str, Any] = {name: getattr(held, name) for name in EDITED}
    return KnowledgeForm(data, stored=stored)


@gate(P.KNOWLEDGE_WRITE)
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """これまでのメモ: every version of one's own municipalities."""
    office = queries.get_office(actor=request.actor, pk=pk)
    versions = queries.knowledge_history(actor=request.actor, office_id=pk)
    return render(request, "offices/knowledge_history.html", {"office": office, "versions": versions})
