"""What every step of an inquiry does: lock, ask the policy, compare the version, change, record. Not called by screens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Need
from renkei.cases.queries import live_assignments
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotAllowed, NotFound
from renkei.core.states import Transition
from renkei.disclosure.enums import AttachmentKind, Cause
from renkei.disclosure.models import Attachment
from renkei.disclosure.queries import recipients_now, require_on
from renkei.disclosure.services import attach, end_entry, end_entry_by_job
from renkei.inquiries.enums import DECIDED, EXITS, OPEN, InquiryStatus, VisitStatus
from renkei.inquiries.models import AnswerKey, Inquiry
from renkei.inquiries.queries import CAUSES, refusal_of_sides
from renkei.inquiries.states import INQUIRY
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, InfoClass, OrgKind
from renkei.policy.permissions import P

MOVED_ON = "ほかの人が先に操作したため、状態が変わりました。画面を開き直して、最新の状態を確認してください。"
#: Who on the asking side is told: the municipality and its commissioned body.
_ASKERS = tuple(k for k in CORE_KINDS if k is not OrgKind.SETTLEMENT_CENTER)


def begin(
    *, actor: Actor, inquiry: Inquiry, step: str, now: datetime, seen: int | None, permission: P | None = None
) -> tuple[Inquiry, Transition]:
    """Lock the inquiry and ask everything: who (404/403), the version that was seen (409), the state (409)."""
    inquiry = lock(inquiry)
    transition = INQUIRY.get(step)
    asked = permission or transition.permission
    require_here(actor=actor, inquiry=inquiry, permission=asked, now=now)
    _refuse_both_sides(actor, inquiry, step, asked, now)
    if seen is not None and inquiry.version != seen:
        raise Conflict(MOVED_ON)
    INQUIRY.check(inquiry.status, step)
    return inquiry, transition


def _refuse_both_sides(actor: Actor, inquiry: Inquiry, step: str, permission: P, now: datetime) -> None:
    """利害関係: nobody answers what he asked, nor decides alone on the answer of his own corporation."""
    sentence = refusal_of_sides(actor=actor, inquiry=inquiry, step=step, office=actor.is_office, at=now)
    if sentence:
        raise NotAllowed(
            sentence,
            next_step="同じ機関のほかの人に頼んでください。",
            permission=permission.code,
            case_id=inquiry.case_id,
        )


def require_here(*, actor: Actor, inquiry: Inquiry, permission: P, now: datetime) -> None:
    """The policy on the case; an office moreover only on its own inquiry."""
    require_on(actor=actor, permission=permission, case=inquiry.case, at=now)
    if actor.is_office and inquiry.organisation_id != actor.organisation_id:
        raise NotFound(permission=permission.code, case_id=inquiry.case_id)


def take(*, actor: Actor, inquiry: Inquiry, transition: Transition, now: datetime, **fields: Any) -> Inquiry:
    """Move a locked inquiry along a transition and record it."""
    before = inquiry.status
    inquiry.status = transition.target
    _save(inquiry, **fields)
    record(
        actor=actor, event=E.INQUIRY_MOVED, now=now, thing=inquiry, case_id=inquiry.case_id,
        detail={"step": transition.name, "from": before, "to": inquiry.status},
    )  # fmt: skip
    return inquiry


def touch(*, actor: Actor, inquiry: Inquiry, what: str, now: datetime, **fields: Any) -> Inquiry:
    """Change a locked inquiry without moving it (deadline, further disclosure) and record it."""
    _save(inquiry, **fields)
    record(
        actor=actor, event=E.INQUIRY_MOVED, now=now, thing=inquiry, case_id=inquiry.case_id, detail={"changed": what}
    )
    return inquiry


def _save(inquiry: Inquiry, **fields: Any) -> None:
    inquiry.version += 1
    for name, value in fields.items():
        setattr(inquiry, name, value)
    inquiry.save()


def leave(
    *, actor: Actor, inquiry: Inquiry, transition: Transition, now: datetime, permission: P | None, **fields: Any
) -> Inquiry:
    """Take a step that ends the inquiry: its keys die, the office's rows end, the office is told politely.

    Args:
        permission: on which the office's rows are ended; None for the daily job.
    """
    was_sent = inquiry.sent_at is not None
    take(actor=actor, inquiry=inquiry, transition=transition, now=now, closed_at=now, **fields)
    AnswerKey.objects.filter(inquiry=inquiry, used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    _cancel_visits(inquiry, now)
    if was_sent:
        told = office_members(inquiry)
        named = end_rows(actor=actor, inquiry=inquiry, now=now, permission=permission)
        if not actor.is_office:
            tell(told, Kind.INQUIRY_CLOSED, inquiry, now, link="")
        if named:
            tell(told, Kind.DISCLOSURE_ENDED, inquiry, now, link="")
    return inquiry


def _cancel_visits(inquiry: Inquiry, now: datetime) -> None:
    for visit in inquiry.visits.filter(status=VisitStatus.PLANNED):
        visit.status, visit.closed_at, visit.cancel_reason = VisitStatus.CANCELLED, now, "打診が終わったため"
        visit.save()


def end_rows(
    *, actor: Actor, inquiry: Inquiry, now: datetime, permission: P | None, cause: Cause = Cause.INQUIRY_CLOSED,
    classes: Iterable[str] | None = None,
) -> bool:  # fmt: skip
    """End the rows that asking this office opened, as far as no other inquiry of the case rests on them.

    Returns:
        Whether a class above the summary ended.
    """
    rows = recipients_now(case_id=inquiry.case_id, at=now).filter(
        recipient_id=inquiry.organisation_id, cause__in=CAUSES
    )
    if classes is not None:
        rows = rows.filter(info_class__in=list(classes))
    elif (kept := _kept(inquiry)) is not None:
        rows = rows.exclude(info_class=InfoClass.SUMMARY) if kept == "summary" else rows.none()
    ordered = sorted(rows, key=lambda row: row.info_class == InfoClass.SUMMARY)  # the summary carries the others: last
    for row in ordered:
        if permission is None:
            end_entry_by_job(actor=actor, entry=row, cause=cause, now=now)
        else:
            end_entry(actor=actor, entry=row, cause=cause, now=now, permission=permission)
    return any(row.info_class != InfoClass.SUMMARY for row in ordered)


def _kept(inquiry: Inquiry) -> str | None:
    """What the office keeps for another inquiry of the same case: everything, only the summary, or nothing."""
    others = Inquiry.objects.filter(case_id=inquiry.case_id, organisation_id=inquiry.organisation_id).exclude(
        pk=inquiry.pk
    )
    statuses = set(others.filter(status__in=[*OPEN, *DECIDED]).values_list("status", flat=True))
    settled = Need.objects.filter(case_id=inquiry.case_id, organisation_id=inquiry.organisation_id)
    named = {InquiryStatus.DISCLOSED, InquiryStatus.MET, InquiryStatus.TRIAL, *DECIDED}
    if statuses & named or settled.exclude(inquiry_id=inquiry.pk).exists():
        return "all"
    return "summary" if statuses else None


def office_members(inquiry: Inquiry) -> list[tuple[UUID, UUID | None]]:
    """Who at the office is told: those assigned to the case."""
    rows = live_assignments(inquiry.case_id).filter(organisation_id=inquiry.organisation_id)
    return [(row.user_id, row.organisation_id) for row in rows]


def asking_members(case_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """Who on the asking side is told: those assigned at the municipality and its commissioned body."""
    rows = live_assignments(case_id).filter(organisation__kind__in=_ASKERS)
    return [(row.user_id, row.organisation_id) for row in rows]


def tell(
    to: list[tuple[UUID, UUID | None]], kind: Kind, inquiry: Inquiry, now: datetime, *, link: str | None = None
) -> None:
    """A number and a link, nothing more."""
    address = f"/inquiries/{inquiry.pk}/" if link is None else link
    notify(to=to, kind=kind, now=now, number=inquiry.number, link=address, case_id=inquiry.case_id)


def scan_of(
    *, actor: Actor, inquiry: Inquiry, scan: tuple[str, bytes] | None, info_class: InfoClass, now: datetime
) -> Attachment | None:
    """Keep the scan of a FAX or letter."""
    if scan is None:
        return None
    name, content = scan
    return attach(
        actor=actor, case=inquiry.case, name=name, content=content, kind=AttachmentKind.OTHER, info_class=info_class,
        now=now, permission=P.INQUIRY_SEND,
    )  # fmt: skip


def lock_open_of(need: Need, *, besides: UUID | None = None) -> list[Inquiry]:
    """Every other inquiry of a need that is not over and not decided, locked in one order."""
    rows = Inquiry.objects.select_for_update(of=("self",)).filter(need=need).exclude(status__in=[*EXITS, *DECIDED])
    return list(rows.exclude(pk=besides).order_by("pk") if besides else rows.order_by("pk"))


def office_kind(service_codes: Iterable[str]) -> OrgKind:
    """相談支援事業所 where all that is asked for is consultation, else サービス事業所."""
    codes = set(service_codes)
    return OrgKind.PLAN_OFFICE if codes and codes <= {"52", "53", "54", "55"} else OrgKind.SERVICE_OFFICE


def organisation_of(pk: UUID) -> Organisation:
    """An office by its organisation. Raises NotFound."""
    found = Organisation.objects.filter(pk=pk, kind__in=[OrgKind.PLAN_OFFICE, OrgKind.SERVICE_OFFICE]).first()
    if found is None:
        raise NotFound()
    return found
