"""審査する, まとめた記録を出す, 訂正・利用停止を記録する."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.disclosure.enums import Cause
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.services import end_entry
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.privacy.enums.requests import Choice, ExportForm, ExportReason, RequestKind, RequestStatus
from renkei.privacy.models import DataRequest, PackageExport, RequestChange, RequestReview
from renkei.privacy.queries.package import package_of
from renkei.privacy.queries.requests import get_request, rows_to_stop, versions_since
from renkei.privacy.queries.zips import zip_of
from renkei.privacy.rules.package import Package

#: The package may be taken out while it is reviewed and after the decision; not before the person's identity is checked.
_READY = (RequestStatus.REVIEWING, RequestStatus.DECIDED)


@transaction.atomic
def look_at_package(*, actor: Actor, request: DataRequest, now: datetime) -> Package:
    """審査の画面を開く: the reading of every class that appears is recorded, per case, before the page leaves."""
    request = _under_way(actor, request, _READY, now)
    package = package_of(actor=actor, request=request, at=now)
    for case_id in request.covered.values_list("case_id", flat=True):
        record(
            actor=actor, event=E.RECORD_VIEWED, now=now, thing=request, case_id=case_id, reason="data_request",
            detail={"sections": len(package.sections)},
        )  # fmt: skip
    return package


@transaction.atomic
def review(
    *, actor: Actor, request: DataRequest, case_id: UUID, table: str, row_id: UUID | None, choice: Choice, reason: str,
    now: datetime,
) -> RequestReview:  # fmt: skip
    """審査する: include or leave out a flagged section of a case, or one row of it; the last word counts.

    Raises:
        RuleBroken: without a reason. NotFound: no such part.
    """
    request = _under_way(actor, request, (RequestStatus.REVIEWING,), now)
    section = package_of(actor=actor, request=request, at=now).section(table)
    rows = [r for r in section.flagged if r.case_id == case_id and row_id in (None, r.id)] if section else []
    if not rows:
        raise NotFound(permission=P.REQUEST_DECIDE.code)
    if not reason.strip():
        raise RuleBroken("理由を入力してください。", field="reason")
    found, _ = RequestReview.objects.update_or_create(
        request=request, case_id=case_id, table=table, row_id=row_id,
        defaults={"choice": choice, "reason": reason.strip(), "decided_at": now, "decided_by": actor.user_id},
    )  # fmt: skip
    record(
        actor=actor, event=E.DATA_REQUEST_REVIEWED, now=now, thing=found, case_id=case_id,
        detail={"table": table, "choice": choice, "rows": len(rows)},
    )  # fmt: skip
    return found


@transaction.atomic
def export_package(
    *, actor: Actor, request: DataRequest, form: ExportForm, reason: ExportReason, now: datetime
) -> tuple[Package, bytes]:  # fmt: skip
    """まとめた記録を出す: as a print or as a ZIP of CSV files; who, when, why and how much is kept.

    Returns:
        The package, and the bytes of the ZIP (empty for a print).

    Raises:
        RuleBroken: to the person before the decision.
    """
    request = _under_way(actor, request, _READY, now)
    if reason == ExportReason.DELIVERY and request.status != RequestStatus.DECIDED:
        raise RuleBroken("開示のために出せるのは、決定のあとです。", field="reason")
    package = package_of(actor=actor, request=request, at=now)
    content = zip_of(package, now=now) if form == ExportForm.ZIP else b""
    export = PackageExport.objects.create(
        request=request, at=now, by=actor.user_id, form=form, reason=reason, rows=package.rows,
        withheld=package.waiting + package.left_out, sha256=hashlib.sha256(content).hexdigest() if content else "",
    )  # fmt: skip
    for case_id in request.covered.values_list("case_id", flat=True):
        record(
            actor=actor, event=E.EXPORTED if content else E.PRINTED, now=now, thing=export, case_id=case_id,
            reason=reason, detail={"form": "data_request", "rows": package.rows},
        )  # fmt: skip
    return package, content


@transaction.atomic
def link_version(*, actor: Actor, request: DataRequest, row_id: UUID, now: datetime) -> RequestChange:
    """訂正した版を記録する: written before by the normal way; the request points at it."""
    request = _of_kind(actor, request, RequestKind.CORRECTION, now)
    found = next((v for v in versions_since(actor=actor, request=request) if v.id == row_id), None)
    if found is None:
        raise Conflict("この版は選べません。画面を開き直してください。")
    return _changed(actor, request, found.case_id, found.table, found.id, now)


@transaction.atomic
def stop_use(*, actor: Actor, request: DataRequest, entries: Sequence[UUID], now: datetime) -> int:
    """利用を停止する: end rows of the ledger, and all that derives from them, by the event 利用停止の決定.

    Returns:
        How many rows ended.
    """
    request = _of_kind(actor, request, RequestKind.SUSPENSION, now)
    rows = list(rows_to_stop(actor=actor, request=request, at=now).filter(pk__in=list(entries)))
    if not rows:
        raise RuleBroken("終える開示を選んでください。", field="entries")
    ended = 0
    for row in rows:
        ended += end_entry(actor=actor, entry=row, cause=Cause.USE_STOPPED, now=now, permission=P.REQUEST_DECIDE)
        _changed(actor, request, row.case_id, LedgerEntry._meta.label, row.pk, now)
    return ended


def _under_way(
    actor: Actor, request: DataRequest, statuses: Sequence[RequestStatus], now: datetime
) -> DataRequest:  # fmt: skip
    require(actor, P.REQUEST_DECIDE)
    get_request(actor=actor, request_id=request.pk, at=now)
    request = lock(request)
    if request.status not in statuses:
        raise Conflict("この請求は、いまの状態では行えません。画面を開き直してください。")
    return request


def _of_kind(actor: Actor, request: DataRequest, kind: RequestKind, now: datetime) -> DataRequest:
    request = _under_way(actor, request, (RequestStatus.DECIDED,), now)
    if request.kind != kind:
        raise NotFound(permission=P.REQUEST_DECIDE.code)
    return request


def _changed(
    actor: Actor, request: DataRequest, case_id: UUID, table: str, row_id: UUID, now: datetime
) -> RequestChange:  # fmt: skip
    change = RequestChange.objects.create(
        request=request, case_id=case_id, table=table, row_id=row_id, at=now, by=actor.user_id
    )
    record(
        actor=actor, event=E.DATA_REQUEST_MOVED, now=now, thing=request, case_id=case_id,
        detail={"step": "changed", "table": table, "row": str(row_id)},
    )  # fmt: skip
    return change
