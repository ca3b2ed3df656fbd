"""Pages of the notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.contacts import queries, services
from renkei.core.clock import now
from renkei.core.errors import RuleBroken
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.permissions import P
from renkei.web.contacts.forms import CorrectForm, NoteFilter, NoteForm
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.people.forms import ReasonForm

PAGE = 20
_FIELDS = (
    "at", "counterpart", "partner", "method", "minutes", "travel_minutes", "place", "text", "observed", "judgement",
    "info_class", "item", "next_step", "next_due", "shareable", "doer", "doer_name",
)  # fmt: skip


@gate(P.NOTE_VIEW)
def index(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """記録の一覧."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_VIEW)
    form = NoteFilter(request.GET)
    form.is_valid()
    chosen = {k: v for k, v in form.cleaned_data.items() if v and not (access.neutral and k == "item")}
    page = Paginator(queries.visible_notes(access=access).filter(**chosen), PAGE).get_page(request.GET.get("page"))
    items = queries.page_of_notes(access=access, notes=list(page.object_list))
    context = {"access": access, "tab": "notes", "page": page, "items": items, "form": form, "chosen": chosen}
    return render(request, "contacts/list.html", context)


@gate(P.NOTE_WRITE, methods=["GET", "POST"])
def write(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """記録を書く: from a ひな形 (?template=…), or from one's own last choices."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_WRITE)
    ready = queries.templates_for(actor=request.actor)
    template = next((t for t in ready if t.code == request.GET.get("template")), None)
    form = _form(request, access, queries.first_values(access=access, at=now(), template=template))
    if form.is_valid():
        try:
            services.write_note(actor=request.actor, case=access.case, now=now(), **form.cleaned_data)
            messages.success(request, "記録を保存しました。")
            return redirect("contacts:new" if "again" in request.POST else "contacts:list", case_id)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "notes", "form": form, "templates": ready, "template": template}
    return render(request, "contacts/write.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, access: CaseAccess, first: dict[str, Any]) -> NoteForm:
    return NoteForm(
        request.POST if request.method == "POST" else None, classes=queries.writable_classes(access=access),
        owners=queries.owners(access=access), initial=first,
    )  # fmt: skip


@gate(P.NOTE_VIEW)
def detail(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """One note and, for one's own side, what it said before."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_VIEW)
    form = ReasonForm(request.GET if "reason" in request.GET else None)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    view = queries.get_note(access=access, note_id=note_id, reason=reason)
    older = queries.versions_of(access=access, note=view.note, reason=reason)
    may_change = access.can(P.NOTE_WRITE) and view.note.organisation_id == request.actor.organisation_id
    context = {
        "access": access, "tab": "notes", "view": view, "older": older, "may_change": may_change, "form": form, "reason": reason,
    }  # fmt: skip
    return render(request, "contacts/detail.html", context, status=422 if form.errors else 200)


@gate(P.NOTE_WRITE, methods=["GET", "POST"])
def correct(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """記録を訂正する."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_WRITE)
    note = queries.note_to_correct(access=access, note_id=note_id).note
    classes = queries.writable_classes(access=access)
    stored = {name: getattr(note, name) for name in _FIELDS}
    form = CorrectForm(request.POST if request.method == "POST" else None, classes=classes, stored=stored)
    if form.is_valid():
        try:
            newer = services.correct_note(actor=request.actor, note=note, now=now(), **form.cleaned_data)
            messages.success(request, "記録を訂正しました。訂正前の記録も残ります。")
            return redirect("contacts:detail", case_id, newer.pk)
        except RuleBroken as error:
            form.add_rule(error)
    context = {"access": access, "tab": "notes", "form": form, "note": note}
    return render(request, "contacts/correct.html", context, status=422 if form.errors else 200)


@gate(P.NOTE_WRITE, methods=["POST"])
def done(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    """次の対応を済ませた; with `undo`, it was a slip."""
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_WRITE)
    note = queries.get_note(access=access, note_id=note_id, own=True).note
    if "undo" in request.POST:
        services.reopen_next_step(actor=request.actor, note=note, now=now())
        messages.success(request, "「済み」を取り消しました。")
    else:
        services.finish_next_step(actor=request.actor, note=note, now=now())
        messages.success(request, "次の対応を済みにしました。")
    return redirect("contacts:detail", case_id, note_id)
