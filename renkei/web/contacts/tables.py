"""経過一覧: on the screen, on A4, as Excel and CSV; everywhere only what the reader may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.contacts import queries
from renkei.contacts.queries import NoteView
from renkei.core.calendar import wareki
from renkei.core.clock import TOKYO, now
from renkei.core.tables import Cell
from renkei.disclosure.queries import CaseAccess, get_case
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.web.contacts.forms import TableFilter
from renkei.web.files import table_download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.people.forms import ReasonForm

PAGE = 50


@dataclass(frozen=True)
class _Found:
    """What one request asks for."""

    access: CaseAccess
    form: TableFilter
    notes: Any
    reason_form: ReasonForm
    query: str

    @property
    def reason(self) -> str:
        return self.reason_form.cleaned_data["reason"] if self.reason_form.is_valid() else ""

    def views(self, notes: Any) -> list[NoteView]:
        return queries.page_of_notes(access=self.access, notes=list(notes), reason=self.reason)


@gate(P.NOTE_VIEW)
def table(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The table, oldest first."""
    found = _found(request, case_id)
    page = Paginator(found.notes, PAGE).get_page(request.GET.get("page"))
    context = _context(found, found.views(page.object_list)) | {"page": page}
    return render(request, "contacts/table.html", context, status=422 if found.form.errors else 200)


@gate(P.NOTE_VIEW)
def table_print(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A4, all of the chosen days."""
    found = _found(request, case_id)
    if found.form.errors:
        return redirect("contacts:table", case_id)
    views = found.views(found.notes)
    _on_record(request, E.PRINTED, found, views)
    return render(request, "contacts/table_print.html", _context(found, views) | {"at": now()})


@gate(P.NOTE_VIEW)
def table_export(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Excel, or CSV with ?as=csv."""
    found = _found(request, case_id)
    if found.form.errors:
        return redirect("contacts:table", case_id)
    views = found.views(found.notes)
    _on_record(request, E.EXPORTED, found, views)
    header, rows = _header(found.access), [_cells(found.access, view) for view in views]
    return table_download(header, rows, name="notes", sheet="経過一覧", as_csv=request.GET.get("as") == "csv")


def _found(request: HttpRequest, case_id: UUID) -> _Found:
    access = get_case(actor=request.actor, case_id=case_id, at=now(), permission=P.NOTE_VIEW)
    form = TableFilter(request.GET, neutral=access.neutral, classes=[c for c in InfoClass if access.sees(c)])
    chosen = form.cleaned_data if form.is_valid() else {}
    asked = request.GET.copy()
    asked.pop("page", None)
    reason_form = ReasonForm(request.GET if "reason" in request.GET else None)
    return _Found(access, form, queries.notes_between(access=access, **chosen), reason_form, asked.urlencode())


def _context(found: _Found, views: list[NoteView]) -> dict[str, Any]:
    return {
        "access": found.access, "tab": "notes", "form": found.form, "items": views, "query": found.query,
        "closed": sum(view.closed for view in views), "reason_form": found.reason_form, "reason": found.reason,
        "chosen": found.form.is_valid() and any(found.form.cleaned_data.values()),
    }  # fmt: skip


def _on_record(request: HttpRequest, event: E, found: _Found, views: list[NoteView]) -> None:
    classes = sorted({v.note.info_class for v in views if not v.closed})
    detail = {"list": "notes", "classes": classes, "rows": len(views)}
    record(
        actor=request.actor, event=event, now=now(), case_id=found.access.case.pk, reason=found.reason, detail=detail
    )


def _header(access: CaseAccess) -> list[str]:
    told = [] if access.neutral else ["相手", "相手の機関・担当者", "場所", "移動（分）", "行った人", "事業の区分"]
    return [
        "日付", "和暦", "時刻", "所要（分）", "方法", *told, "内容", "本人の様子・発言", "判断・方針", "次の対応", "次の対応の期限",
        "次の対応の状態", "情報区分", "記録した人",
    ]  # fmt: skip


def _cells(access: CaseAccess, view: NoteView) -> list[Cell]:
    note, at = view.note, view.note.at.astimezone(TOKYO)
    hidden = "（罪名・経過の記録。理由を選ぶと読めます）"
    told: list[Cell] = []
    if not access.neutral:
        told = [view.counterpart, *([None, None] if view.closed else [note.partner, note.place])]
        told += [note.travel_minutes, "" if view.closed else view.doer, view.item]
    texts: list[Cell] = [hidden, None, None, None, None, None]
    if not view.closed:
        state = view.step.get_status_display() if view.step else ""
        texts = [note.text, note.observed, note.judgement, note.next_step, note.next_due, state]
    return [at.date(), wareki(at.date()), f"{at:%H:%M}", note.minutes, view.method, *told, *texts,
            note.get_info_class_display(), view.author]  # fmt: skip
