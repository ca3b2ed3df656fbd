"""面会・見学・体験: planned, done with an outcome (also as told by the office), or cancelled."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.inquiries.enums import BY_THE_OFFICE, InquiryStatus, VisitKind, VisitOutcome
from renkei.inquiries.models import Inquiry, Visit
from renkei.inquiries.services.steps import MOVED_ON, begin, office_members, require_here, scan_of, take, tell
from renkei.inquiries.states import INQUIRY, VISIT
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

_WHEN = (InquiryStatus.DISCLOSED, InquiryStatus.MET, InquiryStatus.TRIAL, InquiryStatus.AGREED)


@transaction.atomic
def plan_visit(
    *, actor: Actor, inquiry: Inquiry, seen: int | None, kind: VisitKind, planned_at: datetime, place: str, persons: str,
    now: datetime, until: date | None = None,
) -> Visit:  # fmt: skip
    """面会・見学・体験を予定する: after the person was named to the office."""
    require_here(actor=actor, inquiry=inquiry, permission=P.INQUIRY_SEND, now=now)
    inquiry = lock(inquiry)
    if seen is not None and inquiry.version != seen:
        raise Conflict(MOVED_ON)
    if inquiry.status not in _WHEN:
        raise Conflict("面会・見学・体験は、実名での共有のあとに予定できます。")
    if until is not None and until < planned_at.date():
        raise RuleBroken("最終日は、開始日以後の日を入力してください。", field="until")
    visit = Visit.objects.create(
        inquiry=inquiry, kind=kind, planned_at=planned_at, until=until, place=place.strip() or None,
        persons=persons.strip() or None, entered_by=actor.user_id,
    )  # fmt: skip
    _record(actor, visit, now, "planned")
    tell(office_members(inquiry), Kind.VISIT_PLANNED, inquiry, now)
    return visit


@transaction.atomic
def start_trial(*, actor: Actor, inquiry: Inquiry, seen: int | None, now: datetime) -> Inquiry:
    """体験を始める."""
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="start_trial", now=now, seen=seen)
    return take(actor=actor, inquiry=inquiry, transition=transition, now=now)


@transaction.atomic
def finish_visit(
    *, actor: Actor, visit: Visit, outcome_code: VisitOutcome, outcome: str, done_at: datetime, now: datetime,
    channel: str = "", reported_by: str = "", scan: tuple[str, bytes] | None = None,
) -> Visit:  # fmt: skip
    """結果を記録する: a meeting or tour moves the inquiry to 面会・見学済, a trial to 体験中 if it was not yet.

    Args:
        channel, reported_by: how and from whom the result was heard, when we were not there.
    """
    inquiry, visit = _locked(actor, visit, "finish", now)
    if done_at > now:
        raise RuleBroken("実施した日時は、今より前にしてください。", field="done_at")
    if channel in (*BY_THE_OFFICE,) or (channel and not reported_by.strip()):
        raise RuleBroken("結果を知らせた人の名前を入力してください。", field="reported_by")
    kept = scan_of(actor=actor, inquiry=inquiry, scan=scan, info_class=InfoClass.WELFARE, now=now)
    _close(visit, "finish", now, outcome_code=outcome_code, outcome=outcome.strip() or None, done_at=done_at,
           channel=channel, reported_by=reported_by.strip() or None, reported_at=now if channel else None, attachment=kept)  # fmt: skip
    _record(actor, visit, now, "done")
    step = "start_trial" if visit.kind == VisitKind.TRIAL else "meet"
    if inquiry.status in INQUIRY.get(step).sources:
        take(actor=actor, inquiry=inquiry, transition=INQUIRY.check(inquiry.status, step), now=now)
    return visit


@transaction.atomic
def cancel_visit(*, actor: Actor, visit: Visit, reason: str, now: datetime) -> Visit:
    """予定を中止にする: with the reason; the office is told that the plan changed."""
    inquiry, visit = _locked(actor, visit, "cancel", now)
    if not reason.strip():
        raise RuleBroken("中止の理由を入力してください。", field="reason")
    _close(visit, "cancel", now, cancel_reason=reason.strip())
    _record(actor, visit, now, "cancelled")
    tell(office_members(inquiry), Kind.VISIT_PLANNED, inquiry, now)
    return visit


def _locked(actor: Actor, visit: Visit, step: str, now: datetime) -> tuple[Inquiry, Visit]:
    require_here(actor=actor, inquiry=visit.inquiry, permission=VISIT.get(step).permission or P.INQUIRY_SEND, now=now)
    inquiry, visit = lock(visit.inquiry), lock(visit)
    VISIT.check(visit.status, step)
    return inquiry, visit


def _close(visit: Visit, step: str, now: datetime, **fields: object) -> None:
    visit.status, visit.closed_at = VISIT.get(step).target, now
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()


def _record(actor: Actor, visit: Visit, now: datetime, what: str) -> None:
    record(
        actor=actor, event=E.VISIT_CHANGED, now=now, thing=visit, case_id=visit.inquiry.case_id,
        detail={"step": what, "kind": visit.kind},
    )  # fmt: skip
