"""Buttons of 定期的な訪問・連絡: make and change a plan, end it, record a contact, cancel one; the daily round."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.consultation.enums import ContactKind, Every
from renkei.consultation.models import ContactPlan, SupportContact
from renkei.consultation.queries.contacting import CLASSES, get_plan, last_contact_on, late_plans
from renkei.consultation.queries.sides import ANSWERING, municipality_for, own_answering, side_of
from renkei.consultation.rules.assumptions import MOST_MONTHS, MOST_WEEKS
from renkei.consultation.rules.schedule import Rhythm, next_due
from renkei.consultation.services.answering import check_background
from renkei.consultation.services.asking import check_general
from renkei.coordination.queries.closed_days import closed_days
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import get_case, require_on
from renkei.disclosure.services.telling import workers
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import OFFICE_KINDS, InfoClass
from renkei.policy.permissions import VIEW_OF_CLASS, P

_RHYTHM = ("every", "unit", "starts_on", "ends_on")
_EDITABLE = ("assignee", "method", "reason", *_RHYTHM)


@transaction.atomic
def make_plan(
    *, actor: Actor, office: Organisation, now: datetime, case_id: UUID | None = None, municipality_id: UUID | None = None,
    **fields: Any,
) -> ContactPlan:  # fmt: skip
    """連絡の計画を作る, of an office or of a person in service whom it supports.

    Args:
        fields: method, every, unit, reason, starts_on, ends_on, assignee.

    Raises:
        NotFound: no office, a case out of reach. RuleBroken: no reason, a rhythm that can't be, a plan that runs already.
    """
    require(actor, P.CONSULT_WRITE)
    if office.kind not in OFFICE_KINDS:
        raise NotFound(permission=P.CONSULT_WRITE.code)
    case = _case(actor, case_id, now)
    plan = ContactPlan(
        municipality_id=_municipality(actor, case, municipality_id, office), organisation_id=actor.organisation_id, office=office,
        case=case, written_at=now, written_by=actor.user_id,
    )  # fmt: skip
    return _save(actor, plan, fields, now, step="make")


@transaction.atomic
def change_plan(*, actor: Actor, pk: UUID, now: datetime, **fields: Any) -> ContactPlan:
    """計画を直す: the next day is counted anew from the last contact. The reason of a plan on a case stays as it is
    for whoever may not read its class. Raises as `make_plan`, and Conflict when it is over."""
    plan = _locked(actor, pk, now)
    if plan.case is not None:
        facts = require_on(actor=actor, permission=P.CONSULT_WRITE, case=plan.case, at=now)
        if not can(actor, P.WELFARE_VIEW, facts, at=now):
            fields.pop("reason", None)
    return _save(actor, plan, fields, now, step="change")


@transaction.atomic
def end_plan(*, actor: Actor, pk: UUID, reason: str, now: datetime) -> ContactPlan:
    """計画をやめる, with the reason. Raises RuleBroken without one, Conflict when it is over."""
    plan = _locked(actor, pk, now)
    if not reason.strip():
        raise RuleBroken("やめる理由を入力してください。", field="reason")
    plan.ended_at, plan.ended_by, plan.end_reason, plan.due_on = now, actor.user_id, reason.strip(), None
    plan.save(update_fields=["ended_at", "ended_by", "end_reason", "due_on"])
    _happened(actor, plan, "end", now)
    return plan


@transaction.atomic
def record_contact(
    *, actor: Actor, office: Organisation, kind: str, method: str, counterpart: str, at: datetime, now: datetime,
    plan_id: UUID | None = None, case_id: UUID | None = None, municipality_id: UUID | None = None,
    info_class: str = InfoClass.SUMMARY, shareable: bool = False, **fields: Any,
) -> SupportContact:  # fmt: skip
    """訪問・連絡・会議を記録する (イ). By a plan: its next day is counted from this one; what was missed does not pile up.

    Args:
        fields: minutes, travel_minutes, text, advice, outcome, next_on.

    Raises:
        RuleBroken: a moment still to come, a class the role may not read, words about one person without a case, the
            background in what an untold office is shown or in a class below its own, a next day before the contact.
    """
    plan = _locked(actor, plan_id, now) if plan_id else None
    require(actor, P.CONSULT_WRITE)
    if plan is not None:
        office, case_id, municipality_id = plan.office, plan.case_id, plan.municipality_id
    if office.kind not in OFFICE_KINDS:
        raise NotFound(permission=P.CONSULT_WRITE.code)
    case = _case(actor, case_id, now)
    told = {name: (value if value != "" else None) for name, value in fields.items()} | {
        "outcome": fields.get("outcome") or ""
    }
    _check_contact(actor, case, office, at, told, info_class, shareable, now)
    contact = SupportContact.objects.create(
        municipality_id=_municipality(actor, case, municipality_id, office), organisation_id=actor.organisation_id,
        author=actor.user_id, office=office, case=case, plan=plan, kind=ContactKind(kind), method=method,
        counterpart=counterpart, at=at, info_class=info_class if case else InfoClass.SUMMARY, shareable=shareable,
        written_at=now, **told,
    )  # fmt: skip
    record(
        actor=actor, event=E.SUPPORT_CONTACT, now=now, thing=contact, case_id=contact.case_id, info_class=contact.info_class,
        detail={"step": "record", "kind": contact.kind, "shareable": shareable},
    )  # fmt: skip
    if plan is not None:
        _redate(plan)
    return contact


@transaction.atomic
def cancel_contact(*, actor: Actor, contact: SupportContact, reason: str, now: datetime) -> SupportContact:
    """取り消す: one's own body's record that was a mistake; it stays, and does not count. The plan's day is counted anew.

    Raises:
        NotFound: another body's. Conflict: cancelled already. RuleBroken: no reason.
    """
    require(actor, P.CONSULT_WRITE)
    contact = lock(contact)
    if contact.organisation_id != actor.organisation_id:
        raise NotFound(permission=P.CONSULT_WRITE.code)
    case = _case(actor, contact.case_id, now)
    contact.case = case
    if contact.cancelled_at is not None:
        raise Conflict("この記録は、すでに取り消されています。")
    if not reason.strip():
        raise RuleBroken("取り消す理由を入力してください。", field="reason")
    contact.cancelled_at, contact.cancelled_by, contact.cancel_reason = now, actor.user_id, reason.strip()
    contact.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    record(
        actor=actor, event=E.SUPPORT_CONTACT, now=now, thing=contact, case_id=contact.case_id, detail={"step": "cancel"}
    )
    if contact.plan_id is not None:
        plan = ContactPlan.objects.select_for_update().get(pk=contact.plan_id)
        if plan.ended_at is None:
            _redate(plan)
    return contact


@transaction.atomic
def tell_late_contacts(*, actor: Actor, now: datetime) -> int:
    """The daily job: who was to make a contact that is overdue is told once for that day. Returns how many plans."""
    if actor.system != "jobs":
        raise NotFound()
    told = 0
    for plan in late_plans(at=now).select_for_update(of=("self",)):
        to = [(plan.assignee, plan.organisation_id)] if plan.assignee else _nobodys(plan, now)
        number = plan.case.number if plan.case else ""
        notify(
            to=to,
            kind=Kind.CONTACT_LATE,
            now=now,
            number=number,
            link=f"/consultations/plans/{plan.pk}/",
            case_id=plan.case_id,
        )
        plan.told_for = plan.due_on
        plan.save(update_fields=["told_for"])
        _happened(actor, plan, "late", now)
        told += 1
    return told


def _nobodys(plan: ContactPlan, now: datetime) -> list[Any]:
    if plan.case_id is not None:
        return workers(plan.case_id, plan.organisation_id, now)
    return addressees(plan.organisation_id, at=now, roles=ANSWERING)


def _case(actor: Actor, case_id: UUID | None, now: datetime) -> Case | None:
    return get_case(actor=actor, case_id=case_id, at=now, permission=P.CONSULT_WRITE).case if case_id else None


def _municipality(actor: Actor, case: Case | None, municipality_id: UUID | None, office: Organisation) -> UUID:
    found = case.responsible_id if case else (municipality_id or municipality_for(actor=actor, office=office))
    if found is None or found not in side_of(actor):
        raise NotFound(permission=P.CONSULT_WRITE.code)
    return found


def _locked(actor: Actor, pk: UUID, now: datetime) -> ContactPlan:
    found = get_plan(actor=actor, pk=pk, at=now)
    if found.case is not None:
        require_on(actor=actor, permission=P.CONSULT_WRITE, case=found.case, at=now)
    plan = lock(found)
    plan.case, plan.office = found.case, found.office
    if plan.ended_at is not None:
        raise Conflict("この計画は、すでに終わっています。")
    return plan


def _save(actor: Actor, plan: ContactPlan, fields: dict[str, Any], now: datetime, *, step: str) -> ContactPlan:
    for name in _EDITABLE:
        if name in fields:
            setattr(plan, name, fields[name])
    _check_plan(actor, plan, now)
    last_on, agreed_on = last_contact_on(plan) if step == "change" else (None, None)
    plan.due_on = _due(plan, last_on, agreed_on)
    plan.written_at, plan.written_by = now, actor.user_id
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise explain(error, ContactPlan) from None
    _happened(actor, plan, step, now)
    return plan


def _check_plan(actor: Actor, plan: ContactPlan, now: datetime) -> None:
    if not str(plan.reason or "").strip():
        raise RuleBroken("なぜこの間隔にするかを入力してください。", field="reason")
    most = MOST_WEEKS if plan.unit == Every.WEEK else MOST_MONTHS
    if not 1 <= plan.every <= most:
        raise RuleBroken(f"間隔は、1から{most}までの数にしてください。", field="every")
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        raise RuleBroken("終わる日は、始める日以後にしてください。", field="ends_on")
    if plan.assignee is not None and plan.assignee not in dict(own_answering(actor=actor, at=now, case=plan.case)):
        raise RuleBroken(
            "担当には、自分の機関の人（特定の方の計画では、その方の担当）を選んでください。", field="assignee"
        )
    if plan.case is None:
        check_general(plan.reason, now=now)


def _check_contact(
    actor: Actor, case: Case | None, office: Organisation, at: datetime, told: dict[str, Any], info_class: str, shareable: bool,
    now: datetime,
) -> None:  # fmt: skip
    words = "\n".join(filter(None, (told.get("text"), told.get("advice"))))
    if at > now:
        raise RuleBroken("日時には、現在より前を入力してください。", field="at")
    if told.get("next_on") and told["next_on"] <= day_of(at):
        raise RuleBroken("次の連絡の日には、活動した日より後の日を入力してください。", field="next_on")
    if case is None:
        check_general(words, now=now)
    else:
        facts = require_on(actor=actor, permission=P.CONSULT_WRITE, case=case, at=now)
        if info_class not in CLASSES or not can(actor, VIEW_OF_CLASS[InfoClass(info_class)], facts, at=now):
            raise RuleBroken("この情報区分は、あなたの役割では読み書きできません。", field="info_class")
    if shareable:
        check_background(words, case=case, office_id=office.pk, now=now)
        if info_class != InfoClass.JUSTICE_OUTLINE and background_in(words):
            raise RuleBroken(
                "刑事に関わる言葉があります。情報区分を変えるか、その言葉を使わない書き方に直してください。",
                field="info_class",
            )


def _redate(plan: ContactPlan) -> None:
    last_on, agreed_on = last_contact_on(plan)
    plan.due_on = _due(plan, last_on, agreed_on)
    plan.save(update_fields=["due_on"])


def _due(plan: ContactPlan, last_on: date | None, agreed_on: date | None) -> date | None:
    rhythm = Rhythm(plan.every, plan.unit, plan.starts_on, plan.ends_on)
    closed = closed_days(organisation_id=plan.municipality_id)
    return next_due(rhythm, last_on=last_on, agreed_on=agreed_on, closed=closed)


def _happened(actor: Actor, plan: ContactPlan, step: str, now: datetime) -> None:
    record(actor=actor, event=E.CONTACT_PLAN, now=now, thing=plan, case_id=plan.case_id, detail={"step": step})
