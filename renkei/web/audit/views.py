"""The record as a list and as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from renkei.accounts.queries import names_of_organisations, names_of_users, partners
from renkei.audit import queries
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.calendar import wareki_dt
from renkei.core.clock import now, today
from renkei.core.tables import write_csv
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P
from renkei.web.audit.forms import RecordFilter
from renkei.web.gates import gate

_EXPORT_ROWS = 50_000
_SYSTEM = {
    "jobs": "自動処理", "setup": "はじめの設定", "answer_link": "1回限りのリンク・紙の符号", "sign_in": "サインイン",
    "directory_import": "事業所データの取込み",
}  # fmt: skip
_HEADER = ("番号", "日時", "できごと", "利用者", "機関", "情報区分", "対象", "ケースの識別子", "補足")


@gate(P.AUDIT_VIEW)
def events(request: HttpRequest) -> HttpResponse:
    """Newest first, a page at a time."""
    form = _filter(request)
    page = Paginator(queries.events(actor=request.actor, **form.asked()), 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": _lines(page.object_list), "query": request.GET.urlencode()}
    return render(request, "audit/list.html", context, status=422 if form.errors else 200)


@gate(P.AUDIT_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """The same part of the record as CSV; the export is on record itself."""
    form = _filter(request)
    found = list(queries.events(actor=request.actor, **form.asked())[:_EXPORT_ROWS])
    rows = [
        (
            e.pk,
            wareki_dt(e.at),
            e.get_code_display(),
            who,
            where,
            info,
            e.object_type,
            str(e.case_id or ""),
            str(e.detail or ""),
        )
        for e, who, where, info in _lines(found)
    ]
    record(actor=request.actor, event=E.EXPORTED, now=now(), detail={"list": "audit", "rows": len(rows)})
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return HttpResponse(write_csv(_HEADER, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _filter(request: HttpRequest) -> RecordFilter:
    bodies = partners(actor=request.actor, kinds=OrgKind.values)
    return RecordFilter(request.GET, today=today(), organisations=bodies)


def _lines(found: Iterable[Any]) -> list[tuple[Any, str, str, str]]:
    """(event, who, which organisation, information class in words)."""
    rows = list(found)
    users = names_of_users(e.user_id for e in rows)
    bodies = names_of_organisations(e.organisation_id for e in rows)
    classes = dict(InfoClass.choices)
    return [
        (
            e,
            users.get(e.user_id, _SYSTEM.get(e.system, e.system) or "―"),
            bodies.get(e.organisation_id, "―"),
            classes.get(e.info_class, "―"),
        )
        for e in rows
    ]
