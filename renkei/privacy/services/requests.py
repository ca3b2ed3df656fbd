"""Buttons of a 開示・訂正・利用停止請求: 受付, 本人確認, 補正, 審査の開始, 延長, 決定, 実施, 取下げ."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import RuleBroken
from renkei.core.ids import new_code
from renkei.disclosure.services import end_for_request, open_for_request
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import Role
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.enums.requests import Decision, ExtendReason, RequestKind, RequestStatus
from renkei.privacy.models import DataRequest, RequestCase, RequestPause
from renkei.privacy.queries.local import get_municipality, rule_value
from renkei.privacy.queries.package import package_of
from renkei.privacy.queries.requests import cases_to_cover, clock_on, get_request
from renkei.privacy.rules import requests as rules
from renkei.privacy.states.requests import DATA_REQUEST

CODE_LENGTH = 5


@transaction.atomic
def register_request(
    *, actor: Actor, municipality: Organisation, kind: RequestKind, received_on: date, case: Case | None, now: datetime,
    **fields: Any,
) -> DataRequest:  # fmt: skip
    """請求を受け付ける: the clock runs from the next day, with the days in force on the day of receipt.

    Args:
        case: any case of the person; None when nothing was found under the name (保有していない).
        fields: requester, requester_name, contact, wish, channel, identity_proof, agent_proof, proof_checked_on.

    Raises:
        RuleBroken: a day in the future.
    """
    require(actor, P.REQUEST_TAKE)
    municipality = get_municipality(actor=actor, pk=municipality.pk, on=day_of(now))
    _days(now, ("受付日", received_on), ("本人確認をした日", fields.get("proof_checked_on")))
    request = DataRequest.objects.create(
        number=rules.request_number(received_on, new_code(CODE_LENGTH)), kind=kind, municipality=municipality,
        person=case.person if case else None, taken_by=actor.user_id, received_on=received_on,
        days=rule_value(municipality_id=municipality.pk, kind=RuleKind.DECIDE_DAYS, on=received_on), **fields,
    )  # fmt: skip
    _cover(actor, request, now)
    officers = addressees(municipality.pk, at=now, roles=[Role.MUNICIPAL_MANAGER])
    notify(to=[o for o in officers if o[0] != actor.user_id], kind=Kind.DATA_REQUEST, now=now, number=request.number,
           link=f"/privacy/requests/{request.pk}/")  # fmt: skip
    return _moved(actor, request, "register", now)


@transaction.atomic
def record_proof(
    *, actor: Actor, request: DataRequest, identity_proof: str, agent_proof: str, checked_on: date, now: datetime
) -> DataRequest:  # fmt: skip
    """本人確認を記録する: how, and for an agent by which paper; never a copy or a number."""
    require(actor, P.REQUEST_TAKE)
    request = _mine(actor, request, now)
    _days(now, ("本人確認をした日", checked_on))
    if refusal := rules.proof_refusal(
        requester=request.requester, identity_proof=identity_proof, agent_proof=agent_proof
    ):
        raise RuleBroken(refusal, field="identity_proof" if not identity_proof else "agent_proof")
    request.identity_proof, request.agent_proof, request.proof_checked_on = identity_proof, agent_proof, checked_on
    request.save(update_fields=["identity_proof", "agent_proof", "proof_checked_on"])
    return _moved(actor, request, "proof", now)


@transaction.atomic
def ask_fix(*, actor: Actor, request: DataRequest, what: str, asked_on: date, now: datetime) -> DataRequest:
    """補正を求める: the clock stands still from here on."""
    request = _step(actor, request, "ask_fix", now)
    _days(now, ("補正を求めた日", asked_on))
    if asked_on < request.received_on:
        raise RuleBroken("補正を求めた日は、受付日以後の日を入力してください。", field="asked_on")
    RequestPause.objects.create(request=request, asked_on=asked_on, asked_by=actor.user_id, what=what.strip())
    request.save(update_fields=["status"])
    return _moved(actor, request, "ask_fix", now)


@transaction.atomic
def fixed(*, actor: Actor, request: DataRequest, fixed_on: date, now: datetime) -> DataRequest:
    """補正された: the days it took do not count."""
    request = _step(actor, request, "fixed", now)
    _days(now, ("補正された日", fixed_on))
    pause = request.pauses.select_for_update().get(fixed_on__isnull=True)
    if fixed_on < pause.asked_on:
        raise RuleBroken("補正された日は、求めた日以後の日を入力してください。", field="fixed_on")
    pause.fixed_on, pause.fixed_by = fixed_on, actor.user_id
    pause.save(update_fields=["fixed_on", "fixed_by"])
    request.save(update_fields=["status"])
    return _moved(actor, request, "fixed", now)


@transaction.atomic
def start_review(*, actor: Actor, request: DataRequest, now: datetime) -> DataRequest:
    """審査を始める: rows of the ledger open the person's records to this privacy officer, until the request is answered.

    Raises:
        RuleBroken: who asks is not yet checked.
    """
    request = _step(actor, request, "start", now)
    if refusal := rules.proof_refusal(
        requester=request.requester, identity_proof=request.identity_proof, agent_proof=request.agent_proof
    ):
        raise RuleBroken(refusal)
    _cover(actor, request, now)
    reason = f"{RequestKind(request.kind).label}（{request.number}）への対応"
    for covered in request.covered.select_related("case"):
        open_for_request(actor=actor, case=covered.case, request_id=request.pk, reason=reason, now=now)
    request.save(update_fields=["status"])
    return _moved(actor, request, "start", now)


@transaction.atomic
def extend(
    *, actor: Actor, request: DataRequest, reason: ExtendReason, note: str, told_on: date, now: datetime
) -> DataRequest:  # fmt: skip
    """期限を延長する: once, before the deadline is over, told to the person in writing.

    Raises:
        RuleBroken: a second time, too late, or without what 「その他」 stands for.
    """
    request = _step(actor, request, "extend", now)
    _days(now, ("通知した日", told_on))
    if request.extension:
        raise RuleBroken("期限は、すでに延長しています。延長できるのは1回です。")
    if clock_on(request, now).overdue:
        raise RuleBroken("決定の期限が過ぎているため、延長できません。")
    if reason == ExtendReason.OTHER and not note.strip():
        raise RuleBroken("延長の理由を入力してください。", field="note")
    days = rule_value(
        municipality_id=request.municipality_id, kind=RuleKind.EXTEND_DAYS, on=request.received_on
    )  # fmt: skip
    if not days:
        raise RuleBroken("この市町村のきまりでは、期限を延長できません。")
    request.extension, request.extend_reason, request.extend_note = days, reason, note.strip() or None
    request.extend_told_on, request.extended_at, request.extended_by = told_on, now, actor.user_id
    request.save()
    return _moved(actor, request, "extend", now)


@transaction.atomic
def decide(*, actor: Actor, request: DataRequest, decision: Decision, reason: str, now: datetime) -> DataRequest:
    """決定する: every flagged part of the records has been looked at, and a refusal has its reason.

    Raises:
        RuleBroken: naming what is missing.
    """
    request = _step(actor, request, "decide", now)
    package = package_of(actor=actor, request=request, at=now)
    if refusal := rules.decision_refusal(
        kind=request.kind, decision=decision, reason=reason, waiting=package.waiting, left_out=package.left_out
    ):
        raise RuleBroken(refusal, field="reason" if "理由" in refusal else "decision")
    request.decision, request.decision_reason = decision, reason.strip() or None
    request.decided_at, request.decided_by = now, actor.user_id
    request.save()
    return _moved(actor, request, "decide", now, decision=decision)


@transaction.atomic
def deliver(*, actor: Actor, request: DataRequest, delivery: str, delivered_on: date, now: datetime) -> DataRequest:
    """通知・実施を記録する: handed over, corrected or stopped; the rows of the request end."""
    request = _step(actor, request, "deliver", now)
    _days(now, ("通知・実施した日", delivered_on))
    if refusal := rules.delivery_refusal(kind=request.kind, decision=request.decision, changes=request.changes.count()):
        raise RuleBroken(refusal)
    request.delivery, request.delivered_on = delivery, delivered_on
    request.delivered_at, request.delivered_by = now, actor.user_id
    request.save()
    _close_rows(actor, request, P.REQUEST_DECIDE, now)
    return _moved(actor, request, "deliver", now)


@transaction.atomic
def withdraw_request(*, actor: Actor, request: DataRequest, withdrawn_on: date, now: datetime) -> DataRequest:
    """取下げを記録する."""
    request = _step(actor, request, "withdraw", now)
    _days(now, ("取り下げられた日", withdrawn_on))
    request.withdrawn_on = withdrawn_on
    request.save(update_fields=["status", "withdrawn_on"])
    _close_rows(actor, request, P.REQUEST_TAKE, now)
    return _moved(actor, request, "withdraw", now)


def _mine(actor: Actor, request: DataRequest, now: datetime) -> DataRequest:
    """In scope, and locked."""
    get_request(actor=actor, request_id=request.pk, at=now)
    return lock(request)


def _step(actor: Actor, request: DataRequest, name: str, now: datetime) -> DataRequest:
    transition = DATA_REQUEST.get(name)
    require(actor, transition.permission)
    request = _mine(actor, request, now)
    DATA_REQUEST.check(request.status, name)
    request.status = RequestStatus(transition.target)
    return request


def _cover(actor: Actor, request: DataRequest, now: datetime) -> None:
    if request.person_id is None:
        return
    known = set(request.covered.values_list("case_id", flat=True))
    for case in cases_to_cover(actor=actor, request=request, at=now).exclude(pk__in=known):
        RequestCase.objects.create(request=request, case=case)


def _close_rows(actor: Actor, request: DataRequest, permission: P, now: datetime) -> None:
    for covered in request.covered.select_related("case"):
        end_for_request(actor=actor, case=covered.case, request_id=request.pk, now=now, permission=permission)


def _days(now: datetime, *days: tuple[str, date | None]) -> None:
    if refusal := rules.dates_refusal(days, today=day_of(now)):
        raise RuleBroken(refusal)


def _moved(actor: Actor, request: DataRequest, step: str, now: datetime, **detail: str) -> DataRequest:
    record(
        actor=actor, event=E.DATA_REQUEST_MOVED, now=now, thing=request,
        detail={"step": step, "kind": request.kind, **detail},
    )  # fmt: skip
    return request
