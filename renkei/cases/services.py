"""Open and move a case, settle its needs, assign people. The facts of the case come from the caller above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import intake_members, members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus, CloseReason, NeedStatus, Relation, SuspendReason
from renkei.cases.models import Assignment, Case, ConflictOfInterest, Need, Person
from renkei.cases.queries import related_users
from renkei.cases.rules import all_settled, case_number
from renkei.cases.states import CASE, NEED
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.ids import new_code
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P

CODE_LENGTH = 5


@transaction.atomic
def open_case(
    *, actor: Actor, now: datetime, permission: P = P.REFERRAL_WRITE, previous: Case | None = None, **fields: Any
) -> Case:
    """A new case in 依頼準備中, the actor assigned to it. `previous`: a re-referral of the same person.

    The caller opens the ledger rows in the same transaction; without them nobody sees the case.
    """
    require(actor, permission)
    person = previous.person if previous else Person.objects.create(code=new_code(CODE_LENGTH + 3))
    last = Case.objects.filter(person=person).order_by("-episode").first()
    case = Case.objects.create(
        person=person, episode=(last.episode if last else 0) + 1, opened_at=now,
        number=case_number(day_of(now), new_code(CODE_LENGTH)), **fields,
    )  # fmt: skip
    record(actor=actor, event=E.CASE_OPENED, now=now, thing=case, case_id=case.pk)
    if actor.user_id is not None and actor.organisation_id is not None:
        _assign(case, actor.organisation_id, actor.user_id, actor, now)
    return case


@transaction.atomic
def update_summary(
    *, actor: Actor, case: Case, facts: CaseFacts, now: datetime, permission: P = P.NEED_WRITE, **fields: Any
) -> Case:
    """概要を直す: area, kinds of support, month, urgency; codes only."""
    require(actor, permission, facts, at=now)
    case = lock(case)
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=[*fields])
    record(actor=actor, event=E.CASE_MOVED, now=now, thing=case, case_id=case.pk, detail={"changed": sorted(fields)})
    return case


@transaction.atomic
def move(
    *, actor: Actor, case: Case, step: str, facts: CaseFacts, now: datetime, permission: P | None = None, **fields: Any
) -> Case:
    """Take one step of the machine CASE. `permission`: the one of the button that led here, else the step's own.

    Raises:
        InvalidTransition: the case has moved on meanwhile.
    """
    case = lock(case)
    transition = CASE.check(case.status, step)
    require(actor, permission or transition.permission, facts, at=now)
    before = case.status
    case.status = transition.target
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=["status", *fields])
    detail = {"step": step, "from": before, "to": case.status}
    record(actor=actor, event=E.CASE_MOVED, now=now, thing=case, case_id=case.pk, detail=detail)
    return case


@transaction.atomic
def suspend(
    *, actor: Actor, case: Case, reason: SuspendReason, facts: CaseFacts, now: datetime, review_on: Any = None
) -> Case:
    """中断する: remembers where the case was; `review_on` wakes it up."""
    current = lock(case).status
    return move(
        actor=actor, case=case, step="suspend", facts=facts, now=now, status_before=current, suspend_reason=reason,
        review_on=review_on,
    )  # fmt: skip


@transaction.atomic
def resume(*, actor: Actor, case: Case, facts: CaseFacts, now: datetime) -> Case:
    """再開する: to the state before the suspension."""
    case = lock(case)
    CASE.check(case.status, f"resume_{case.status_before or CaseStatus.COORDINATING}")
    step = f"resume_{case.status_before}"
    return move(
        actor=actor, case=case, step=step, facts=facts, now=now, status_before="", suspend_reason="", review_on=None
    )


@transaction.atomic
def close(
    *, actor: Actor, case: Case, reason: CloseReason, report: str, facts: CaseFacts, now: datetime, step: str = "close",
    permission: P | None = None,
) -> Case:  # fmt: skip
    """終結する: with a reason and a short report. The caller ends the ledger rows."""
    if not report.strip():
        raise RuleBroken("終結の報告を入力してください。", field="report")
    return move(
        actor=actor, case=case, step=step, facts=facts, now=now, permission=permission, closed_at=now,
        close_reason=reason, close_report=report.strip(),
    )  # fmt: skip


@transaction.atomic
def add_need(
    *, actor: Actor, case: Case, facts: CaseFacts, now: datetime, permission: P = P.NEED_WRITE, **fields: Any
) -> Need:
    """ニーズを加える."""
    require(actor, permission, facts, at=now)
    need = Need.objects.create(case=case, **fields)
    record(actor=actor, event=E.NEED_CHANGED, now=now, thing=need, case_id=case.pk, detail={"kind": need.kind})
    return need


@transaction.atomic
def change_need(*, actor: Actor, need: Need, facts: CaseFacts, now: datetime, **fields: Any) -> Need:
    """ニーズを直す: only while it is open."""
    require(actor, P.NEED_WRITE, facts, at=now)
    need = lock(need)
    if need.status != NeedStatus.OPEN:
        raise RuleBroken("決まったニーズは直せません。先に「探し直す」を選んでください。")
    for name, value in fields.items():
        setattr(need, name, value)
    need.save()
    record(actor=actor, event=E.NEED_CHANGED, now=now, thing=need, case_id=need.case_id, detail={"changed": True})
    return need


@transaction.atomic
def settle_need(
    *, actor: Actor, need: Need, step: str, facts: CaseFacts, now: datetime, permission: P | None = None,
    inquiry_id: UUID | None = None, organisation: Organisation | None = None, reason: str = "",
) -> Need:  # fmt: skip
    """決める（meet）・不要にする（waive）・探し直す（reopen）."""
    need = lock(need)
    transition = NEED.check(need.status, step)
    require(actor, permission or transition.permission, facts, at=now)
    if step == "waive" and not reason.strip():
        raise RuleBroken("不要とする理由を入力してください。", field="reason")
    need.status = transition.target
    need.settled_at = None if step == "reopen" else now
    need.inquiry_id, need.organisation = inquiry_id, organisation
    need.waived_reason = reason.strip() or None
    need.save()
    record(actor=actor, event=E.NEED_CHANGED, now=now, thing=need, case_id=need.case_id, detail={"step": step})
    return need


def needs_settled(*, case_id: UUID) -> bool:
    """Is every need met or waived (and is there one)?"""
    return all_settled(Need.objects.filter(case_id=case_id).values_list("status", flat=True))


@transaction.atomic
def assign(*, actor: Actor, case: Case, user_id: UUID, facts: CaseFacts, now: datetime) -> Assignment:
    """担当を決める: a member of one's own organisation."""
    require(actor, P.ASSIGN, facts, at=now)
    if (
        actor.organisation_id is None
        or not members_in_force(actor.organisation_id, at=now).filter(user_id=user_id).exists()
    ):
        raise RuleBroken("所属している人の中から選んでください。", field="user")
    if user_id in related_users(person_id=case.person_id):
        raise RuleBroken("この人は、このケースを担当できません（利害関係の登録があります）。", field="user")
    return _assign(case, actor.organisation_id, user_id, actor, now)


@transaction.atomic
def unassign(*, actor: Actor, assignment: Assignment, facts: CaseFacts, now: datetime) -> Assignment:
    """担当を外す."""
    require(actor, P.ASSIGN, facts, at=now)
    if assignment.organisation_id != actor.organisation_id:
        raise RuleBroken("ほかの機関の担当は変更できません。")
    return _end_assignment(lock(assignment), actor, now)


@transaction.atomic
def assign_intake(*, actor: Actor, case: Case, organisation_id: UUID, now: datetime, permission: P) -> list[Assignment]:
    """The members who handle what newly arrives (受付窓口) become assigned. `permission`: that of the arriving step."""
    require(actor, permission)
    users = {m.user_id for m in intake_members(organisation_id, at=now)} - related_users(person_id=case.person_id)
    return [_assign(case, organisation_id, user_id, actor, now) for user_id in sorted(users)]


@transaction.atomic
def assign_named(
    *, actor: Actor, case: Case, organisation_id: UUID, user_ids: Iterable[UUID], now: datetime, permission: P
) -> list[Assignment]:
    """The persons a disclosure names become assigned, so that they find the case. `permission`: that of the disclosure."""
    require(actor, permission)
    members = members_in_force(organisation_id, at=now).filter(user_id__in=list(user_ids))
    users = {m.user_id for m in members} - related_users(person_id=case.person_id)
    return [_assign(case, organisation_id, user_id, actor, now) for user_id in sorted(users)]


@transaction.atomic
def mark_related(
    *, actor: Actor, case: Case, facts: CaseFacts, user_id: UUID, relation: Relation, now: datetime, note: str = ""
) -> ConflictOfInterest:
    """利害関係を登録する: of oneself, or by a manager. The user leaves every case of the person, in every body, at once.

    Who may be marked (the members of bodies that take part) is checked by the caller, who knows the ledger.

    Raises:
        RuleBroken: marked already.
    """
    require(actor, P.CONFLICT_DECLARE if user_id == actor.user_id else P.CONFLICT_MARK, facts, at=now)
    work = Assignment.objects.filter(case__person_id=case.person_id, user_id=user_id, ends_at__isnull=True)
    left = list(work)  # found before the mark: for whoever marks himself the case is absent from then on
    try:
        with transaction.atomic():
            conflict = ConflictOfInterest.objects.create(
                person_id=case.person_id, user_id=user_id, relation=Relation(relation).value, note=note.strip() or None,
                starts_at=now, marked_by=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, ConflictOfInterest) from None
    for assignment in left:
        _end_assignment(assignment, actor, now)
    record(actor=actor, event=E.CONFLICT_CHANGED, now=now, thing=conflict, case_id=case.pk, detail={"marked": True})
    return conflict


@transaction.atomic
def end_related(
    *, actor: Actor, case: Case, facts: CaseFacts, conflict: ConflictOfInterest, reason: str, now: datetime
) -> ConflictOfInterest:
    """利害関係を解除する: by a manager who is not the person concerned, with a reason. Assignments do not come back.

    Raises:
        NotFound: of another person. Conflict: ended already. RuleBroken: no reason.
    """
    require(actor, P.CONFLICT_MARK, facts, at=now)
    conflict = lock(conflict)
    if conflict.person_id != case.person_id or conflict.user_id == actor.user_id:
        raise NotFound(permission=P.CONFLICT_MARK.code, case_id=case.pk)
    if conflict.ends_at is not None:
        raise Conflict("この利害関係は、すでに解除されています。")
    if not reason.strip():
        raise RuleBroken("解除する理由を入力してください。", field="reason")
    conflict.ends_at, conflict.ended_by, conflict.end_reason = now, actor.user_id, reason.strip()
    conflict.save()
    record(actor=actor, event=E.CONFLICT_CHANGED, now=now, thing=conflict, case_id=case.pk, detail={"ended": True})
    return conflict


def _assign(case: Case, organisation_id: UUID, user_id: UUID, actor: Actor, now: datetime) -> Assignment:
    found = Assignment.objects.filter(
        case=case, organisation_id=organisation_id, user_id=user_id, ends_at__isnull=True
    ).first()
    if found:
        return found
    assignment = Assignment.objects.create(
        case=case, organisation_id=organisation_id, user_id=user_id, starts_at=now, assigned_by=actor.user_id
    )
    record(actor=actor, event=E.CASE_ASSIGNED, now=now, thing=assignment, case_id=case.pk)
    if user_id != actor.user_id:
        notify(to=[(user_id, organisation_id)], kind=Kind.ASSIGNED, now=now, number=case.number,
               link=f"/cases/{case.pk}/", case_id=case.pk)  # fmt: skip
    return assignment


def _end_assignment(assignment: Assignment, actor: Actor, now: datetime) -> Assignment:
    assignment.ends_at = assignment.ends_at or now
    assignment.save(update_fields=["ends_at"])
    record(
        actor=actor,
        event=E.CASE_ASSIGNED,
        now=now,
        thing=assignment,
        case_id=assignment.case_id,
        detail={"ended": True},
    )
    return assignment
