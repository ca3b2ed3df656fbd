"""Buttons that move a case on: 内定, 釈放待ち, 利用開始, 調整に戻す, 後方支援, 中断, 再開, 終結; and who works on it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import addressees
from renkei.cases import services as cases
from renkei.cases.enums import CaseStatus, CloseReason, SuspendReason
from renkei.cases.models import Assignment, Case
from renkei.cases.queries import live_assignments, needs_of
from renkei.coordination.queries.closing import housing_left, open_needs, recipients_of
from renkei.coordination.queries.joint import place_settled
from renkei.coordination.rules import closing as rules
from renkei.coordination.services.joint import complete_if_ready
from renkei.coordination.services.procedures import redate_procedures
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.disclosure.enums import Cause
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import end_recipient
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

#: Steps that are only a move of the machine.
PLAIN_STEPS = ("await_release", "unplace", "back_up")


@transaction.atomic
def take_case_step(*, actor: Actor, case: Case, step: str, now: datetime) -> Case:
    """釈放待ちにする・調整に戻す・後方支援を始める. Raises InvalidTransition when the case has moved on meanwhile."""
    if step not in PLAIN_STEPS:
        raise KeyError(step)
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    return cases.move(actor=actor, case=case, step=step, facts=facts, now=now)


@transaction.atomic
def place_case(*, actor: Actor, case: Case, now: datetime) -> Case:
    """受入内定にする: every need is met or waived (after 調整に戻す without a change). Raises RuleBroken otherwise."""
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    case = lock(case)
    _refuse(rules.place_refusal(n.status for n in needs_of(case.pk)))
    return cases.move(actor=actor, case=case, step="place", facts=facts, now=now)


@transaction.atomic
def start_service(*, actor: Actor, case: Case, now: datetime, without_place: bool = False) -> Case:
    """利用を開始する; also for someone released before a place was found, when the worker says that he knows.

    Completes the hand-over when every item had been accepted before.

    Raises:
        RuleBroken: no place, and not confirmed.
    """
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    case = lock(case)
    settled = place_settled(case=case)
    _refuse(rules.place_confirmation_refusal(place_settled=settled, confirmed=without_place), field="without_place")
    case = cases.move(
        actor=actor, case=case, step="start_service", facts=facts, now=now, without_place=not settled
    )  # fmt: skip
    complete_if_ready(actor=actor, case=case, now=now)
    return lock(case)


@transaction.atomic
def place_found(*, actor: Actor, case: Case, now: datetime) -> Case:
    """住まいが決まったことを記録する: for a case that began without one; the housing need must be settled."""
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    case = lock(case)
    if not case.without_place:
        raise Conflict("住まいは、すでに決まったと記録されています。")
    if housing_left(case_id=case.pk):
        raise RuleBroken("住まいのニーズがまだ「探しています」です。先に「ニーズと打診」で受入先を決めてください。")
    return cases.update_summary(actor=actor, case=case, facts=facts, now=now, without_place=False)


@transaction.atomic
def suspend_case(
    *, actor: Actor, case: Case, reason: SuspendReason, review_on: date | None, now: datetime
) -> Case:  # fmt: skip
    """中断する: with a reason and the day on which it is looked at again."""
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    _refuse(rules.review_refusal(review_on, day_of(now)), field="review_on")
    case = cases.suspend(actor=actor, case=case, reason=reason, facts=facts, now=now, review_on=review_on)
    redate_procedures(actor=actor, case=case, now=now)  # 実刑: their tasks sleep with the case
    _tell(case, actor, now)
    return case


@transaction.atomic
def move_review(*, actor: Actor, case: Case, review_on: date | None, now: datetime) -> Case:
    """見直しの日を変える: of a suspended case."""
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    case = lock(case)
    if case.status != CaseStatus.SUSPENDED:
        raise Conflict("このケースは中断していません。画面を開き直してください。")
    _refuse(rules.review_refusal(review_on, day_of(now)), field="review_on")
    return cases.update_summary(actor=actor, case=case, facts=facts, now=now, review_on=review_on)


@transaction.atomic
def resume_case(*, actor: Actor, case: Case, now: datetime) -> Case:
    """再開する: to where it stood before."""
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    case = cases.resume(actor=actor, case=case, facts=facts, now=now)
    redate_procedures(actor=actor, case=case, now=now, woken=True)
    _tell(case, actor, now)
    return case


@transaction.atomic
def close_case(*, actor: Actor, case: Case, reason: CloseReason, report: str, now: datetime) -> Case:
    """終結する: with a short report. All rows of outside bodies and the centre end now; the municipality's side keeps its own.

    Raises:
        RuleBroken: needs are still open, or the report is missing.
    """
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    case = lock(case)
    _refuse(rules.close_refusal(open_needs(case_id=case.pk)))
    recipients = recipients_of(case=case, at=now)
    ending = [r for r in recipients if not r.keeps]
    _tell(case, actor, now, leaving=frozenset(r.organisation_id for r in ending))
    case = cases.close(actor=actor, case=case, reason=reason, report=report, facts=facts, now=now)
    for recipient in ending:
        end_recipient(
            actor=actor, case=case, recipient_id=recipient.organisation_id, cause=Cause.CLOSED, now=now,
            permission=P.CASE_WRITE,
        )  # fmt: skip
        notify(to=addressees(recipient.organisation_id, at=now), kind=Kind.DISCLOSURE_ENDED, now=now,
               number=case.number, case_id=case.pk)  # fmt: skip
    return case


@transaction.atomic
def assign_person(*, actor: Actor, case: Case, user_id: UUID | None, now: datetime) -> Assignment:
    """担当を加える（自分が引き受けるときも）."""
    facts = require_on(actor=actor, permission=P.ASSIGN, case=case, at=now)
    if user_id is None:
        raise NotFound()
    return cases.assign(actor=actor, case=case, user_id=user_id, facts=facts, now=now)


@transaction.atomic
def take_over(*, actor: Actor, case: Case, leaving: UUID, coming: UUID, now: datetime) -> Assignment:
    """担当を交代する: one person of one's own organisation for another, at the same moment."""
    facts = require_on(actor=actor, permission=P.ASSIGN, case=case, at=now)
    assignment = _own_assignment(actor, case, leaving)
    if assignment.user_id == coming:
        raise RuleBroken("交代する相手を選んでください。", field="coming")
    comes = cases.assign(actor=actor, case=case, user_id=coming, facts=facts, now=now)
    cases.unassign(actor=actor, assignment=assignment, facts=facts, now=now)  # last: he may be leaving himself
    return comes


@transaction.atomic
def unassign_person(*, actor: Actor, case: Case, assignment_id: UUID, now: datetime) -> Assignment:
    """担当を外す: but never the last one of one's own organisation.

    Raises:
        RuleBroken: nobody would be left.
    """
    facts = require_on(actor=actor, permission=P.ASSIGN, case=case, at=now)
    assignment = _own_assignment(actor, case, assignment_id)
    if live_assignments(case.pk).filter(organisation_id=actor.organisation_id).count() == 1:
        raise RuleBroken("担当が一人もいなくなります。先に別の担当を決めるか、「交代する」を選んでください。")
    return cases.unassign(actor=actor, assignment=assignment, facts=facts, now=now)


def _own_assignment(actor: Actor, case: Case, assignment_id: UUID) -> Assignment:
    found = live_assignments(case.pk).filter(pk=assignment_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise Conflict("この担当は、すでに変わっています。画面を開き直してください。")
    return found


def _tell(case: Case, actor: Actor, now: datetime, *, leaving: frozenset[UUID] = frozenset()) -> None:
    """Everyone who works on the case but the actor; a body that is `leaving` hears of the end of its access instead."""
    people = {
        (a.user_id, a.organisation_id) for a in live_assignments(case.pk)
        if a.user_id != actor.user_id and a.organisation_id not in leaving
    }  # fmt: skip
    notify(to=sorted(people, key=str), kind=Kind.CASE_MOVED, now=now, number=case.number, link=f"/cases/{case.pk}/",
           case_id=case.pk)  # fmt: skip


def _refuse(sentence: str | None, *, field: str | None = None) -> None:
    if sentence:
        raise RuleBroken(sentence, field=field)
