"""The record as a list and as CSV; the newest signed head for paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from renkei.accounts.queries import partners, users_like
from renkei.audit import queries
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.queries import case_id_of
from renkei.core.calendar import wareki_dt
from renkei.core.clock import now, today
from renkei.core.errors import NotFound
from renkei.core.tables import write_csv
from renkei.policy.enums import OrgKind
from renkei.policy.permissions import P
from renkei.web.audit.forms import RecordFilter
from renkei.web.audit.present import lines_of
from renkei.web.files import download
from renkei.web.gates import gate
from renkei.web.http import HttpRequest
from renkei.web.paging import ShortPaginator

_EXPORT_ROWS = 50_000
_PAGE = 50
_MOST = 10_000  # shown of a record of millions
_NOBODY = UUID(int=0)
_HEADER = ("番号", "日時", "できごと", "利用者", "機関", "情報区分", "理由", "補足", "対象", "ケースの識別子")


@gate(P.AUDIT_VIEW)
def events(request: HttpRequest) -> HttpResponse:
    """Newest first, a page at a time, and how the record stands with its seals."""
    form = _filter(request)
    page = ShortPaginator(_found(request, form), _PAGE, most=_MOST).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "lines": lines_of(page.object_list), "query": request.GET.urlencode(),
        "seal": queries.seal_state(actor=request.actor),
    }  # fmt: skip
    return render(request, "audit/list.html", context, status=422 if form.errors else 200)


@gate(P.AUDIT_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    """The same part of the record as CSV; the export is on record itself."""
    lines = lines_of(_found(request, _filter(request))[:_EXPORT_ROWS])
    rows = [
        (e.number, wareki_dt(e.at), e.what, e.who, e.where, e.info, e.why, e.note, e.object_type, str(e.case_id or ""))
        for e in lines
    ]
    record(actor=request.actor, event=E.EXPORTED, now=now(), detail={"list": "audit", "rows": len(rows)})
    return download(write_csv(_HEADER, rows), "audit.csv")


@gate(P.AUDIT_VIEW)
def head(request: HttpRequest) -> HttpResponse:
    """封印の控え (A4): text and QR code of the newest head, to be kept where the database's owner cannot reach it."""
    signed = queries.seal_state(actor=request.actor).head
    if signed is None:
        raise NotFound(permission=P.AUDIT_VIEW.code)
    record(actor=request.actor, event=E.PRINTED, now=now(), detail={"form": "audit_head"})
    picture = segno.make(signed.text(), error="m", micro=False).svg_data_uri(scale=3, border=2)
    context = {"signed": signed, "text": signed.text(), "qr": picture, "key": queries.public_key_text(), "at": now()}
    return render(request, "audit/head.html", context)


def _filter(request: HttpRequest) -> RecordFilter:
    bodies = partners(actor=request.actor, kinds=OrgKind.values)
    return RecordFilter(request.GET, today=today(), organisations=[(o.pk, o.name) for o in bodies])


def _found(request: HttpRequest, form: RecordFilter) -> QuerySet[Any]:
    values = form.asked()
    user, case = values.get("user"), values.get("case")
    wanted = form.wanted(
        user_ids=users_like(actor=request.actor, text=user) if user else None,
        case_id=(case_id_of(actor=request.actor, text=case) or _NOBODY) if case else None,
    )
    return queries.events(actor=request.actor, wanted=wanted)
