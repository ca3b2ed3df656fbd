"""Buttons of the municipality: check, ask, approve 「その他」, accept, return, refuse, share with the centre."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus, CloseReason, Urgency
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments, needs_of
from renkei.cases.services import add_need, close, move
from renkei.coordination.enums.referral import (
    CenterSharing,
    ExceptionStatus,
    Finding,
    Item,
    ReferralKind,
    RefuseReason,
    ReleasedToday,
    ReturnReason,
)
from renkei.coordination.models.referral import IntakeCheck, Referral, ReferralQuestion
from renkei.coordination.queries.referral import sides_of_actor
from renkei.coordination.rules import referral as rules
from renkei.coordination.services import arrival
from renkei.coordination.services.joint import open_board
from renkei.coordination.services.referral import default_center, save_and_submit
from renkei.coordination.services.sheet import Sheet
from renkei.coordination.states.referral import REFERRAL
from renkei.core.db import lock
from renkei.core.errors import InvalidTransition, NotAllowed, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import collect
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P


@transaction.atomic
def set_checks(*, actor: Actor, referral: Referral, findings: Mapping[str, tuple[str, str]], now: datetime) -> Referral:
    """受付の確認を記録する: item → (はい・いいえ・まだ分からない, note); an empty finding leaves the item as it is."""
    referral, _ = _locked(actor, referral, "check", now)
    for item, (finding, note) in findings.items():
        if not finding:
            continue
        IntakeCheck.objects.update_or_create(
            referral=referral, item=Item(item),
            defaults={"finding": Finding(finding), "note": note.strip() or None, "user_id": actor.user_id, "at": now},
        )  # fmt: skip
    detail = {"step": "check", "findings": {str(Item(i)): str(f) for i, (f, _) in findings.items() if f}}
    record(actor=actor, event=E.REFERRAL_MOVED, now=now, thing=referral, case_id=referral.case_id, detail=dict(detail))
    return referral


@transaction.atomic
def ask(*, actor: Actor, referral: Referral, text: str, now: datetime) -> ReferralQuestion:
    """依頼元に質問する: the clock of the answer stands still until every question is answered."""
    referral, _ = _locked(actor, referral, "ask", now)
    if not text.strip():
        raise RuleBroken("質問を入力してください。", field="text")
    question = ReferralQuestion.objects.create(
        referral=referral, asked_at=now, asked_by=actor.user_id, text=text.strip()
    )
    if referral.paused_at is None:
        referral.paused_at = now
        referral.save(update_fields=["paused_at"])
    arrival.tell_sender(referral, Kind.REFERRAL_QUESTION, actor, now)
    _happened(actor, referral, "ask", now)
    return question


@transaction.atomic
def approve(*, actor: Actor, referral: Referral, approved: bool, note: str, now: datetime) -> Referral:
    """「その他」の対象者を承認する・しない: by a manager of the municipality, with the reason.

    Raises:
        InvalidTransition: nothing is waiting for approval (any more).
    """
    referral, _ = _locked(actor, referral, "approve", now)
    if referral.exception != ExceptionStatus.ASKED:
        raise InvalidTransition("承認を待っている対象者ではありません。画面を開き直して確認してください。")
    if not note.strip():
        raise RuleBroken("承認・不承認の理由を入力してください。", field="note")
    referral.exception = ExceptionStatus.APPROVED if approved else ExceptionStatus.DECLINED
    referral.exception_by, referral.exception_at, referral.exception_note = actor.user_id, now, note.strip()
    referral.save()
    _tell_reception(referral, Kind.CASE_MOVED, actor, now)
    _happened(actor, referral, "approve" if approved else "decline", now)
    return referral


@transaction.atomic
def accept(
    *, actor: Actor, referral: Referral, now: datetime, conditions: str = "", first_action: str = "",
    released: ReleasedToday = ReleasedToday.NO,
) -> Referral:  # fmt: skip
    """受理する: the case moves on, its first needs and the board of joint running are made, the sender is told.

    Args:
        released: 本日釈放: the case becomes urgent; without a place it is marked so.

    Raises:
        RuleBroken: something of the checklist or the approval stands in the way.
        InvalidTransition: somebody else decided first.
    """
    referral, facts = _locked(actor, referral, "accept", now)
    today = released != ReleasedToday.NO
    urgent = today or referral.urgency == Urgency.WITHIN_48H
    reasons = rules.blocking(_findings(referral), exception=referral.exception, urgent=urgent)
    if reasons and referral.kind == ReferralKind.NEW:  # a further request of a case was checked with the first
        raise RuleBroken("まだ受理できません。" + " ".join(reasons))
    _decide(actor, referral, "accept", now, reason=conditions, first_action=first_action)
    # The municipality's own register of what it accepted: stays when the consent to tell it more ends (ADR 0004).
    collect(actor=actor, case=referral.case, classes=[InfoClass.SUMMARY], now=now, permission=P.REFERRAL_DECIDE)
    if referral.case.status == CaseStatus.INTAKE:
        changed: dict[str, Any] = {"accepted_at": now}
        if today:
            changed |= {"urgency": Urgency.WITHIN_48H, "without_place": released == ReleasedToday.WITHOUT_PLACE}
        referral.case = move(actor=actor, case=referral.case, step="accept", facts=facts, now=now, **changed)
    _first_needs(actor, referral, facts, now)
    open_board(actor=actor, case=referral.case, now=now, permission=P.REFERRAL_DECIDE)
    arrival.tell_sender(referral, Kind.REFERRAL_DECIDED, actor, now)
    _happened(actor, referral, "accept", now)
    return referral


@transaction.atomic
def send_back(*, actor: Actor, referral: Referral, code: ReturnReason, reason: str, now: datetime) -> Referral:
    """差し戻す: the case is being prepared again; what the municipality held on the request ends until resubmitted."""
    referral, facts = _locked(actor, referral, "return", now)
    _require_reason(reason)
    _decide(actor, referral, "return", now, code=code, reason=reason)
    if referral.case.status == CaseStatus.INTAKE:
        move(actor=actor, case=referral.case, step="return", facts=facts, now=now)
        arrival.end_rows(actor=actor, case=referral.case, now=now, permission=P.REFERRAL_DECIDE)
    arrival.tell_sender(referral, Kind.REFERRAL_DECIDED, actor, now)
    _happened(actor, referral, "return", now)
    return referral


@transaction.atomic
def refuse(*, actor: Actor, referral: Referral, code: RefuseReason, reason: str, now: datetime) -> Referral:
    """対象外とする: the case is closed, the rows end; the slip says where to turn instead."""
    referral, facts = _locked(actor, referral, "refuse", now)
    _require_reason(reason)
    _decide(actor, referral, "refuse", now, code=code, reason=reason)
    if referral.case.status == CaseStatus.INTAKE:
        close(
            actor=actor, case=referral.case, reason=CloseReason.OUT_OF_SCOPE, report=reason, facts=facts, now=now,
            step="refuse",
        )  # fmt: skip
        arrival.end_rows(actor=actor, case=referral.case, now=now, permission=P.REFERRAL_DECIDE)
    arrival.tell_sender(referral, Kind.REFERRAL_DECIDED, actor, now)
    _happened(actor, referral, "refuse", now)
    return referral


@transaction.atomic
def share_with_center(*, actor: Actor, referral: Referral, now: datetime) -> Referral:
    """定着支援センターと共有する (Q6): in the municipality's name, on the consent of the person.

    Raises:
        RuleBroken: the person did not agree, no consent covers it, no agreement with the centre.
    """
    referral = lock(referral)
    require_on(actor=actor, permission=P.REFERRAL_DECIDE, case=referral.case, at=now)
    center = referral.case.center or default_center(referral.addressee)
    if referral.center_sharing != CenterSharing.AGREED:
        raise RuleBroken("本人が、定着支援センターとの共有に同意していません。")
    if center is None:
        raise RuleBroken("この県の定着支援センターが登録されていません。システム管理者に登録を依頼してください。")
    if refusal := arrival.sharing_refusal(referral=referral, center=center, now=now):
        raise RuleBroken(refusal)
    arrival.share(actor=actor, referral=referral, center=center, now=now, permission=P.REFERRAL_DECIDE)
    _happened(actor, referral, "share", now)
    return referral


@transaction.atomic
def enter_today(*, actor: Actor, sheet: Sheet, released: ReleasedToday, note: str, now: datetime) -> Referral:
    """本日釈放として受け付ける: entered, submitted, checked and accepted in one go by the municipality's side.

    Raises:
        RuleBroken: as for `submit`; 「その他」 still needs its approval and can't skip the waiting.
    """
    referral = save_and_submit(actor=actor, sheet=sheet, now=now)
    if not note.strip():
        raise RuleBroken("確認したことを入力してください。", field="note")
    findings = {str(item): (str(Finding.YES), note) for item in Item}
    if not sheet.sender:
        findings[Item.AGREEMENT] = (str(Finding.UNKNOWN), note)
    set_checks(actor=actor, referral=referral, findings=findings, now=now)
    return accept(actor=actor, referral=referral, now=now, first_action=note, released=released)


def _locked(actor: Actor, referral: Referral, step: str, now: datetime) -> tuple[Referral, CaseFacts]:
    """The row, locked; the step possible; the actor permitted and on the side of the municipality."""
    referral = lock(referral)
    transition = REFERRAL.check(referral.status, step)
    facts = require_on(actor=actor, permission=transition.permission, case=referral.case, at=now)
    if referral.addressee_id not in sides_of_actor(actor):
        raise NotAllowed(
            "この操作は、宛先の市町村（または受託団体）だけが行えます。",
            permission=transition.permission.code,
            case_id=referral.case_id,
        )
    return referral, facts


def _decide(
    actor: Actor, referral: Referral, step: str, now: datetime, *, code: str = "", reason: str = "", first_action: str = ""
) -> None:  # fmt: skip
    referral.status = REFERRAL.get(step).target
    referral.decided_at, referral.decided_by = now, actor.user_id
    referral.decision_code, referral.decision_reason = code, reason.strip() or None
    referral.first_action = first_action.strip() or None
    referral.paused_at = None
    referral.save()


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("理由を入力してください。回答書に記載されます。", field="reason")


def _findings(referral: Referral) -> dict[str, tuple[str, bool]]:
    return {c.item: (c.finding, bool(c.note)) for c in IntakeCheck.objects.filter(referral=referral)}


def _first_needs(actor: Actor, referral: Referral, facts: CaseFacts, now: datetime) -> None:
    """What was asked for becomes needs, one of each kind that is not there yet."""
    case: Case = referral.case
    there = {need.kind for need in needs_of(case.pk)}
    for kind in rules.needs_from(referral.asks):
        if kind not in there:
            add_need(
                actor=actor, case=case, facts=facts, now=now, permission=P.REFERRAL_DECIDE, kind=kind,
                origin_code=case.area_code, area_codes=[case.area_code] if case.area_code else [],
            )  # fmt: skip


def _tell_reception(referral: Referral, kind: Kind, actor: Actor, now: datetime) -> None:
    outside = {referral.sender_id, referral.case.center_id}
    rows = live_assignments(referral.case_id)
    people = [(a.user_id, a.organisation_id) for a in rows if a.organisation_id not in outside]
    arrival.tell(people, kind, referral, actor, now)


def _happened(actor: Actor, referral: Referral, step: str, now: datetime) -> None:
    record(
        actor=actor, event=E.REFERRAL_MOVED, now=now, thing=referral, case_id=referral.case_id,
        detail={"step": step, "to": referral.status},
    )  # fmt: skip
