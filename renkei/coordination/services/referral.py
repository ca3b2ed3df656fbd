"""Buttons of the sender: draft, submit, complete, withdraw, answer a question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus, CloseReason, Urgency
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.cases.rules import case_number
from renkei.cases.services import close, move, open_case
from renkei.coordination.enums.referral import (
    CenterSharing,
    ExceptionStatus,
    FormKind,
    ReferralKind,
    ReferralStatus,
)
from renkei.coordination.models.referral import Referral, ReferralQuestion
from renkei.coordination.queries.referral import records_of, sides_of, sides_of_actor
from renkei.coordination.rules import referral as rules
from renkei.coordination.rules.sides import NOT_YOURS, may_write, step_refusal
from renkei.coordination.services import arrival
from renkei.coordination.services.sheet import OnBehalf, Sheet, attach_scan, note_behalf, save_records, write_sheet
from renkei.coordination.states.referral import REFERRAL
from renkei.core.clock import TOKYO, day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, RuleBroken
from renkei.core.ids import new_code
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import collect
from renkei.notifications.enums import Kind
from renkei.people.rules import needs_approval
from renkei.people.services import save_record
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass, OrgKind, Role
from renkei.policy.permissions import P

CODE_LENGTH = 6


@transaction.atomic
def save_draft(
    *, actor: Actor, sheet: Sheet, now: datetime, referral: Referral | None = None, previous: Case | None = None
) -> Referral:
    """下書きを保存する: a new request with its case, or another state of one; nothing has to be complete.

    Args:
        previous: an older case of the same person (再依頼): its history stays, no old consent is used.

    Raises:
        InvalidTransition: it was submitted meanwhile.
    """
    if referral is None:
        referral = _open(actor, sheet, previous, now)
    else:
        referral = _locked(actor, referral, "revise" if referral.status == ReferralStatus.RETURNED else "edit", now)
    write_sheet(actor=actor, referral=referral, sheet=sheet, now=now)
    record(
        actor=actor, event=E.REFERRAL_MOVED, now=now, thing=referral, case_id=referral.case_id, detail={"step": "save"}
    )
    return referral


@transaction.atomic
def submit(*, actor: Actor, referral: Referral, now: datetime) -> Referral:
    """提出する: validated, with its consent or legal ground; opens the municipality's rows and starts the clock.

    Raises:
        RuleBroken: the first thing missing, with its field; the ground does not carry it; no sharing agreement.
    """
    step = "resubmit" if referral.status == ReferralStatus.RETURNED else "submit"
    referral = _locked(actor, referral, step, now)
    facts = require_on(actor=actor, permission=P.REFERRAL_WRITE, case=referral.case, at=now)
    _require_complete(actor, referral, now)
    referral.consent = arrival.ground_of(actor=actor, referral=referral, now=now)
    if referral.case.status == CaseStatus.PREPARING:
        move(actor=actor, case=referral.case, step="submit", facts=facts, now=now)
    referral.status = REFERRAL.get(step).target
    referral.submitted_at, referral.paused_at = now, None
    referral.due_at = rules.answer_due(now, referral.urgency, TOKYO)
    referral.save()
    arrival.arrive(actor=actor, referral=referral, consent=referral.consent, now=now)
    _share_if_agreed(actor, referral, now)
    _ask_exception(actor, referral, now)
    _happened(actor, referral, step, now)
    return referral


@transaction.atomic
def save_and_submit(
    *, actor: Actor, sheet: Sheet, now: datetime, referral: Referral | None = None, previous: Case | None = None
) -> Referral:
    """提出する, straight from the form: both or neither."""
    referral = save_draft(actor=actor, sheet=sheet, now=now, referral=referral, previous=previous)
    return submit(actor=actor, referral=referral, now=now)


@transaction.atomic
def complete(*, actor: Actor, referral: Referral, sheet: Sheet, now: datetime) -> Referral:
    """内容を補う: what the urgent form left open; new classes go on to the municipality under the same ground."""
    referral = _locked(actor, referral, "complete", now)
    save_records(actor=actor, case=referral.case, records=sheet.records, now=now)
    referral.message = sheet.message or referral.message
    referral.source_number = sheet.source_number or referral.source_number
    referral.form = sheet.form
    attach_scan(actor=actor, referral=referral, sheet=sheet, now=now)
    referral.save()
    arrival.pass_on(actor=actor, referral=referral, consent=referral.consent, now=now, permission=P.REFERRAL_WRITE)
    _share_if_agreed(actor, referral, now)
    _ask_exception(actor, referral, now)
    _happened(actor, referral, "complete", now)
    return referral


@transaction.atomic
def follow_up(
    *, actor: Actor, main: Referral, kind: ReferralKind, message: str, now: datetime, asks: tuple[str, ...] = (),
    urgency: Urgency = Urgency.NORMAL, answer_by: date | None = None, on_behalf: OnBehalf | None = None,
) -> Referral:  # fmt: skip
    """追加・変更・取下げを依頼する: a further request in a case that was accepted, on the same ground, submitted at once.

    Raises:
        RuleBroken: nothing asked for, nothing said; the consent no longer carries it.
        InvalidTransition: the case is not running.
    """
    main = lock(main)
    require_on(actor=actor, permission=P.REFERRAL_WRITE, case=main.case, at=now)
    _require_side(actor, main, told=on_behalf is not None)
    if main.status != ReferralStatus.ACCEPTED or main.case.status == CaseStatus.CLOSED:
        raise InvalidTransition("受理された依頼だけに、追加・変更・取下げを依頼できます。")
    if kind == ReferralKind.NEW or not message.strip():
        raise RuleBroken("依頼の内容を入力してください。", field="message")
    if kind == ReferralKind.ADD and not asks:
        raise RuleBroken("追加で依頼したい調整を、一つ以上選んでください。", field="asks")
    referral = Referral(
        number=_number(now), case=main.case, kind=kind, form=main.form, urgency=urgency, asks=list(asks),
        sender=main.sender, sender_name=main.sender_name, addressee=main.addressee, entered_by_id=actor.organisation_id,
        consent=main.consent, legal_basis=main.legal_basis, legal_reason=main.legal_reason, message=message.strip(),
        contact_name=main.contact_name, contact_phone=main.contact_phone, answer_by=answer_by, created_by=actor.user_id,
    )  # fmt: skip
    note_behalf(referral, on_behalf)
    referral.save()
    return submit(actor=actor, referral=referral, now=now)


@transaction.atomic
def withdraw(
    *, actor: Actor, referral: Referral, reason: str, now: datetime, on_behalf: OnBehalf | None = None
) -> Referral:
    """取り下げる: closes a new case; what the municipality held on the request ends, the slip stays for 30 days."""
    referral = lock(referral)
    REFERRAL.check(referral.status, "withdraw")
    facts = require_on(actor=actor, permission=P.REFERRAL_WRITE, case=referral.case, at=now)
    is_draft = referral.status == ReferralStatus.DRAFT
    _require_side(actor, referral, told=is_draft or on_behalf is not None)
    if not reason.strip() and not is_draft:
        raise RuleBroken("取り下げる理由を入力してください。", field="reason")
    referral.status, referral.withdrawn_at = ReferralStatus.WITHDRAWN, now
    referral.decision_reason = reason.strip() or "下書きのまま取りやめました。"
    referral.paused_at = None
    note_behalf(referral, on_behalf)
    referral.save()
    if referral.kind == ReferralKind.NEW:
        close(
            actor=actor, case=referral.case, reason=CloseReason.REQUEST_WITHDRAWN, report=referral.decision_reason,
            facts=facts, now=now, step="refuse", permission=P.REFERRAL_WRITE,
        )  # fmt: skip
        if not is_draft:
            _tell_municipality(referral, Kind.REFERRAL_DECIDED, actor, now)
            arrival.end_rows(actor=actor, case=referral.case, now=now, permission=P.REFERRAL_WRITE)
    _happened(actor, referral, "withdraw", now)
    return referral


@transaction.atomic
def answer(
    *, actor: Actor, question: ReferralQuestion, text: str, now: datetime, on_behalf: OnBehalf | None = None
) -> ReferralQuestion:
    """質問に答える: with the last open question the clock of the answer runs on.

    Raises:
        Conflict: somebody answered it meanwhile.
    """
    referral = lock(question.referral)
    question = lock(question)
    REFERRAL.check(referral.status, "answer")
    require_on(actor=actor, permission=P.REFERRAL_WRITE, case=referral.case, at=now)
    _require_side(actor, referral, told=on_behalf is not None)
    if question.answered_at is not None:
        raise Conflict("この質問には、すでに回答があります。画面を開き直して確認してください。")
    if not text.strip():
        raise RuleBroken("回答を入力してください。", field="text")
    question.answered_at, question.answered_by, question.answer = now, actor.user_id, text.strip()
    if on_behalf:
        question.channel, question.spoken_with = on_behalf.channel, on_behalf.spoken_with
    question.save()
    resume_clock(referral, now)
    _tell_municipality(referral, Kind.REFERRAL_ANSWERED, actor, now)
    _happened(actor, referral, "answer", now)
    return question


@transaction.atomic
def record_class(
    *, actor: Actor, case: Case, info_class: InfoClass, values: Mapping[str, Any], based_on: int, now: datetime
) -> None:
    """本人の情報を記録する: a new version; a class the sender records later goes on to the municipality as agreed.

    Raises:
        Conflict: somebody saved a newer version meanwhile.
    """
    save_record(actor=actor, case=case, info_class=info_class, values=values, based_on=based_on, now=now)
    live = [str(ReferralStatus.SUBMITTED), str(ReferralStatus.ACCEPTED)]
    referral = Referral.objects.filter(case=case, kind=ReferralKind.NEW, status__in=live).first()
    if referral is not None and referral.sender_id == actor.organisation_id:
        arrival.pass_on(actor=actor, referral=referral, consent=referral.consent, now=now, permission=P.RECORD_WRITE)


def resume_clock(referral: Referral, now: datetime) -> None:
    """With the last open question answered, the due moment moves on by the time the clock stood still."""
    still_open = referral.questions.filter(answered_at__isnull=True).exists()
    if still_open or referral.paused_at is None or referral.due_at is None:
        return
    referral.due_at = rules.due_after_pause(referral.due_at, referral.paused_at, now, referral.urgency, TOKYO)
    referral.paused_at = None
    referral.save(update_fields=["due_at", "paused_at"])


def _open(actor: Actor, sheet: Sheet, previous: Case | None, now: datetime) -> Referral:
    require(actor, P.REFERRAL_WRITE)
    case = open_case(actor=actor, now=now, previous=previous, responsible=sheet.addressee, urgency=sheet.urgency)
    collect(actor=actor, case=case, classes=[InfoClass.SUMMARY], now=now, permission=P.REFERRAL_WRITE)
    return Referral(
        number=_number(now), case=case, kind=sheet.kind, entered_by_id=actor.organisation_id, created_by=actor.user_id,
        addressee=sheet.addressee,
    )  # fmt: skip


def _number(now: datetime) -> str:
    return f"I{case_number(day_of(now), new_code(CODE_LENGTH))}"


def _require_complete(actor: Actor, referral: Referral, now: datetime) -> None:
    if referral.kind != ReferralKind.NEW:
        return
    records = records_of(actor=actor, case_id=referral.case_id, at=now)
    missing = rules.missing_to_submit(records, full=referral.form == FormKind.FULL)
    if missing:
        raise RuleBroken(
            "提出するには、次の入力が必要です。" + " ".join(m.sentence for m in missing), field=missing[0].field
        )
    if not referral.asks:
        raise RuleBroken("依頼したい調整を、一つ以上選んでください。", field="asks")


def _share_if_agreed(actor: Actor, referral: Referral, now: datetime) -> None:
    """Q6: the centre is told at once where person and agreement allow it; else the page of the reception says so."""
    center = referral.case.center or default_center(referral.addressee)
    if referral.center_sharing != CenterSharing.AGREED or center is None:
        return
    if arrival.sharing_refusal(referral=referral, center=center, now=now) is None:
        arrival.share(actor=actor, referral=referral, center=center, now=now, permission=P.REFERRAL_WRITE)


def default_center(municipality: Organisation) -> Organisation | None:
    """The centre of the municipality's prefecture (Hokkaidō has two: the first by name)."""
    centers = Organisation.objects.filter(kind=OrgKind.SETTLEMENT_CENTER, prefecture_code=municipality.prefecture_code)
    return centers.filter(closed_on__isnull=True).order_by("name").first()


def _ask_exception(actor: Actor, referral: Referral, now: datetime) -> None:
    """「その他」: the managers of the municipality are asked to approve; a declined one is asked again when resubmitted."""
    if referral.kind != ReferralKind.NEW:
        return
    outline = records_of(actor=actor, case_id=referral.case_id, at=now).get(InfoClass.JUSTICE_OUTLINE, {})
    if not needs_approval(str(outline.get("subject_status") or "")):
        wanted = ExceptionStatus.NONE
    elif referral.exception == ExceptionStatus.APPROVED:
        wanted = ExceptionStatus.APPROVED
    else:
        wanted = ExceptionStatus.ASKED
    if wanted == referral.exception:
        return
    referral.exception = wanted
    referral.exception_by = referral.exception_at = referral.exception_note = None
    referral.save(update_fields=["exception", "exception_by", "exception_at", "exception_note"])
    if wanted == ExceptionStatus.ASKED:
        managers = addressees(referral.addressee_id, at=now, roles=[Role.MUNICIPAL_MANAGER])
        arrival.tell(managers, Kind.EXCEPTION_ASKED, referral, actor, now)


def _locked(actor: Actor, referral: Referral, step: str, now: datetime) -> Referral:
    """The row, locked; the step possible; the actor permitted and on the side that writes the sheet."""
    referral = lock(referral)
    transition = REFERRAL.check(referral.status, step)
    require_on(actor=actor, permission=transition.permission, case=referral.case, at=now)
    if not may_write(sides_of(referral), sides_of_actor(actor)):
        raise NotAllowed(NOT_YOURS, permission=transition.permission.code, case_id=referral.case_id)
    return referral


def _require_side(actor: Actor, referral: Referral, *, told: bool) -> None:
    sentence = step_refusal(sides_of(referral), sides_of_actor(actor), told=told)
    if sentence == NOT_YOURS:
        raise NotAllowed(sentence, permission=P.REFERRAL_WRITE.code, case_id=referral.case_id)
    if sentence:
        raise RuleBroken(sentence, field="channel")


def _tell_municipality(referral: Referral, kind: Kind, actor: Actor, now: datetime) -> None:
    outside = {referral.sender_id, referral.case.center_id}
    people: list[tuple[UUID, UUID]] = [
        (a.user_id, a.organisation_id) for a in live_assignments(referral.case_id) if a.organisation_id not in outside
    ]
    arrival.tell(people, kind, referral, actor, now)


def _happened(actor: Actor, referral: Referral, step: str, now: datetime) -> None:
    record(
        actor=actor, event=E.REFERRAL_MOVED, now=now, thing=referral, case_id=referral.case_id,
        detail={"step": step, "to": referral.status},
    )  # fmt: skip
