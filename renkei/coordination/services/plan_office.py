"""Buttons of 計画相談の例外 (Q4): ask, approve or refuse (by a manager of the municipality, not who asked), end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import addressees, organisation_by_id
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.coordination.enums.responsible import ExceptionReason, ExceptionStatus
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.models.responsible import PlanException
from renkei.coordination.queries.plan_office import why_own
from renkei.coordination.rules.responsible.plan_office import LONGEST_DAYS
from renkei.coordination.services.tasks import add_task, drop_tasks_of
from renkei.coordination.states.responsible import PLAN_EXCEPTION
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import OFFICE_KINDS, Role
from renkei.policy.permissions import P


@transaction.atomic
def ask_exception(
    *, actor: Actor, case: Case, office_id: UUID, reason: str, text: str, starts_on: date, ends_on: date, review_on: date,
    now: datetime,
) -> PlanException:  # fmt: skip
    """例外を求める: with reason, days and the day of the review; the managers of the municipality are told.

    Raises:
        RuleBroken: the office needs none, no reason in words, days out of order or too long, words of the background.
        Conflict: the case is closed.
    """
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    if case.status in (CaseStatus.PREPARING, CaseStatus.CLOSED):
        raise Conflict("例外は、依頼を受けてから終結するまでの間に求められます。")
    office = organisation_by_id(office_id)
    if office.kind not in OFFICE_KINDS or not why_own(case=case, office=office, at=now):
        raise RuleBroken("受託している団体と別の事業所です。例外は要りません。", field="office")
    _check(reason, text, starts_on, ends_on, review_on, now)
    try:
        with transaction.atomic():
            row = PlanException.objects.create(
                case=case, office=office, reason=ExceptionReason(reason), text=text.strip(), starts_on=starts_on, ends_on=ends_on,
                review_on=review_on, organisation_id=actor.organisation_id, asked_by=actor.user_id, asked_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, PlanException) from None
    _tell_managers(actor, row, now)
    return _happened(actor, row, "ask", now, reason=row.reason)


@transaction.atomic
def decide_exception(*, actor: Actor, exception: PlanException, step: str, note: str, now: datetime) -> PlanException:
    """承認する・承認しない. An approval makes the task of its review.

    Args:
        step: "approve" or "refuse".

    Raises:
        InvalidTransition: somebody else decided.
        Conflict: the case was closed meanwhile.
        RuleBroken: who asked; a refusal without a reason.
    """
    transition = PLAN_EXCEPTION.get(step)
    require_on(actor=actor, permission=transition.permission, case=exception.case, at=now)
    exception = lock(exception)
    transition = PLAN_EXCEPTION.check(exception.status, step)
    if exception.case.status == CaseStatus.CLOSED:
        raise Conflict("このケースは終結しています。例外を承認するかどうかは、もう決められません。")
    if exception.asked_by == actor.user_id:
        raise RuleBroken("例外を求めた人は、自分で承認できません。ほかの管理職に承認を依頼してください。")
    if step == "refuse" and not note.strip():
        raise RuleBroken("承認しない理由を入力してください。", field="note")
    if background_in(note):
        raise RuleBroken(_BETRAYS, field="note")
    exception.status, exception.decided_by, exception.decided_at = transition.target, actor.user_id, now
    exception.note = note.strip() or None
    exception.save(update_fields=["status", "decided_by", "decided_at", "note"])
    if exception.status == ExceptionStatus.APPROVED:
        add_task(
            actor=actor, case=exception.case, title="計画相談の例外を見直す", now=now, due_on=exception.review_on,
            source=TaskSource.PLAN_EXCEPTION, source_id=exception.pk,
        )  # fmt: skip
    if exception.asked_by:
        _tell([(exception.asked_by, exception.organisation_id)], exception, Kind.PLAN_EXCEPTION_DECIDED, now)
    return _happened(actor, exception, step, now)


@transaction.atomic
def end_exception(*, actor: Actor, exception: PlanException, note: str, now: datetime) -> PlanException:
    """例外を終える: another office took over, or it is no longer asked for. What the office does already is not undone, and
    what who approved it added stays beside the reason."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=exception.case, at=now)
    exception = lock(exception)
    transition = PLAN_EXCEPTION.check(exception.status, "end")
    if not note.strip():
        raise RuleBroken("終える理由を入力してください。", field="note")
    if background_in(note):
        raise RuleBroken(_BETRAYS, field="note")
    said = [exception.note, f"終えた理由：{note.strip()}"] if exception.note else [note.strip()]
    exception.status, exception.ended_at, exception.note = transition.target, now, "\n".join(said)
    exception.save(update_fields=["status", "ended_at", "note"])
    drop_tasks_of(actor=actor, source=TaskSource.PLAN_EXCEPTION, source_id=exception.pk, now=now)
    return _happened(actor, exception, "end", now)


_BETRAYS = "刑事に関わる言葉があります。承認する人は、刑事の情報を見られるとは限りません。別の言葉で書いてください。"


def _check(reason: str, text: str, starts_on: date, ends_on: date, review_on: date, now: datetime) -> None:
    if reason not in ExceptionReason.values:
        raise RuleBroken("理由を選んでください。", field="reason")
    if not text.strip():
        raise RuleBroken("例外が要る事情を入力してください。", field="text")
    if background_in(text):
        raise RuleBroken(_BETRAYS, field="text")
    if ends_on < max(starts_on, day_of(now)):
        raise RuleBroken("終わりの日は、始まりの日以後で、今日より前にならない日にしてください。", field="ends_on")
    if ends_on > starts_on + timedelta(days=LONGEST_DAYS):
        raise RuleBroken("例外は1年までです。続けるときは、あらためて求めてください。", field="ends_on")
    if not starts_on <= review_on <= ends_on:
        raise RuleBroken("見直す日は、例外の期間の中の日にしてください。", field="review_on")


def _tell_managers(actor: Actor, row: PlanException, now: datetime) -> None:
    if row.case.responsible_id is None:
        return
    people = addressees(row.case.responsible_id, at=now, roles=[Role.MUNICIPAL_MANAGER])
    _tell([p for p in people if p[0] != actor.user_id], row, Kind.PLAN_EXCEPTION_ASKED, now)


def _tell(to: list[tuple[UUID, UUID]], row: PlanException, kind: Kind, now: datetime) -> None:
    notify(
        to=to,
        kind=kind,
        now=now,
        number=row.case.number,
        link=f"/cases/{row.case_id}/responsible/",
        case_id=row.case_id,
    )


def _happened(actor: Actor, row: PlanException, step: str, now: datetime, **detail: Any) -> PlanException:
    record(
        actor=actor, event=E.PLAN_EXCEPTION, now=now, thing=row, case_id=row.case_id, detail={"step": step, **detail}
    )
    return row
