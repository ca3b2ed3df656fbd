"""Choosing offices and asking them, without a name; in parallel, each with a deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import intake_members
from renkei.accounts.services import office_organisation
from renkei.cases.enums import NeedStatus
from renkei.cases.models import Case, Need
from renkei.cases.services import assign_intake
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.ids import new_code
from renkei.disclosure.enums import Cause, Method
from renkei.disclosure.queries import require_on
from renkei.disclosure.services import give_summary
from renkei.inquiries.enums import ANSWERABLE, EXITS, InquiryStatus, SendMethod
from renkei.inquiries.models import AnswerKey, Batch, Choice, Inquiry
from renkei.inquiries.rules import Sheet, inquiry_number, may_ask
from renkei.inquiries.services.clearing import check_leaving
from renkei.inquiries.services.steps import (
    begin,
    leave,
    office_kind,
    office_members,
    organisation_of,
    take,
    tell,
    touch,
)
from renkei.inquiries.states import INQUIRY
from renkei.notifications.enums import Kind
from renkei.offices.queries import get_office
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import OFFICE_KINDS, OrgKind
from renkei.policy.facts import CaseFacts
from renkei.policy.permissions import P

_LEDGER_METHOD = {SendMethod.PAPER: Method.FAX, SendMethod.PHONE: Method.PHONE}


@dataclass(frozen=True)
class Target:
    """An office to ask: from the directory, or an organisation already known; and how."""

    method: SendMethod = SendMethod.SCREEN
    office_id: UUID | None = None
    organisation_id: UUID | None = None
    reason: str = ""
    deadline: datetime | None = None  # of this office; None: the one all have

    @property
    def key(self) -> str:
        """office:<id> or org:<id>."""
        return f"office:{self.office_id}" if self.office_id else f"org:{self.organisation_id}"


@transaction.atomic
def add_office(
    *, actor: Actor, case: Case, now: datetime, name: str, kind: OrgKind, phone: str = "", fax: str = "",
    address: str = "", municipality_code: str = "",
) -> Organisation:  # fmt: skip
    """台帳にない事業所を加える: typed in by hand; one of the same name and place is found again."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    name = name.strip()
    found = Organisation.objects.filter(
        kind=kind, name=name, office_number="", municipality_code=municipality_code, closed_on__isnull=True
    ).first()
    if found:
        return found
    prefecture = municipality_code[:2] or (case.responsible.prefecture_code if case.responsible else "")
    return office_organisation(
        actor=actor, now=now, office_number="", kind=kind, name=name, phone=phone, fax=fax, address=address,
        municipality_code=municipality_code, prefecture_code=prefecture,
    )  # fmt: skip


@transaction.atomic
def shortlist(*, actor: Actor, case: Case, need: Need, targets: Iterable[Target], now: datetime) -> list[Inquiry]:
    """候補に残す: nothing leaves the house yet. An office that is already a candidate or asked stays as it is."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    need = locked_need(case, need)
    return [_candidate(actor, case, need, target, now) for target in targets]


@transaction.atomic
def send_inquiries(
    *, actor: Actor, case: Case, need: Need, sheet: Sheet, deadline: datetime, targets: Iterable[Target], now: datetime,
    background_reason: str = "", at_once: int | None = None,
) -> list[Inquiry]:  # fmt: skip
    """打診する: the same anonymous sheet to several offices, in their order, `at_once` of them now (None: all).

    The others wait as candidates for their turn (`send_next`). Each office that is asked gets a summary row of the ledger, its intake contacts become assigned and are told.

    Raises:
        RuleBroken: words that say who it is; too few people whom the facts describe, without a second person's approval; no
            deadline ahead; no reason for telling the background; no account there.
        Conflict: the need is settled, the case does not stand where one asks, or the office is already asked.
    """
    facts = require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    need = locked_need(case, need)
    chosen = list(targets)
    _check(actor, case, need, facts, sheet, chosen, deadline, background_reason, now)
    _expire_overdue(actor, need, now)
    batch = Batch.objects.create(
        case=case, need=need, at_once=at_once or len(chosen), sheet=sheet.to_json(), asked_by=actor.user_id, asked_at=now,
        background_reason=background_reason.strip() or None,
    )  # fmt: skip
    for position, target in enumerate(chosen[batch.at_once :], batch.at_once + 1):
        _queue(actor, case, need, target, batch, position, now)
    return [
        send_one(actor, batch, target, target.deadline or deadline, position, now)
        for position, target in enumerate(chosen[: batch.at_once], 1)
    ]  # fmt: skip


@transaction.atomic
def extend_deadline(*, actor: Actor, inquiry: Inquiry, seen: int | None, deadline: datetime, now: datetime) -> Inquiry:
    """期限を延ばす: while the office may still answer. Links and printed codes live as long."""
    inquiry, _ = begin(actor=actor, inquiry=inquiry, step="withdraw", now=now, seen=seen)
    if inquiry.status not in ANSWERABLE:
        raise Conflict("回答を待っている打診だけ、期限を延ばせます。")
    if inquiry.deadline is None or deadline <= max(now, inquiry.deadline):
        raise RuleBroken("今の期限より後の日時を入力してください。", field="deadline")
    AnswerKey.objects.filter(inquiry=inquiry, used_at__isnull=True, revoked_at__isnull=True).update(expires_at=deadline)
    touch(actor=actor, inquiry=inquiry, what="deadline", now=now, deadline=deadline, reminded_at=None)
    tell(office_members(inquiry), Kind.INQUIRY_REMINDER, inquiry, now)
    return inquiry


@transaction.atomic
def reopen(*, actor: Actor, inquiry: Inquiry, seen: int | None, deadline: datetime, now: datetime) -> Inquiry:
    """期限を延ばして再開する: the office is asked once more with the same sheet; a new row of the ledger."""
    need = lock(inquiry.need)
    inquiry, transition = begin(actor=actor, inquiry=inquiry, step="reopen", now=now, seen=seen)
    if need.status != NeedStatus.OPEN:
        raise Conflict("このニーズは、すでに受入先が決まっています。")
    _refuse(may_ask(inquiry.case.status))
    if deadline <= now:
        raise RuleBroken("これからの日時を入力してください。", field="deadline")
    check_leaving(
        actor=actor, case=inquiry.case, need=need, sheet=Sheet.from_json(inquiry.sheet or {}),
        targets=[f"org:{inquiry.organisation_id}"], now=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            take(actor=actor, inquiry=inquiry, transition=transition, now=now, deadline=deadline, closed_at=None,
                 reminded_at=None)  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Inquiry) from None
    _open_for_office(actor, inquiry, now)
    return inquiry


def _check(
    actor: Actor, case: Case, need: Need, facts: CaseFacts, sheet: Sheet, targets: list[Target], deadline: datetime,
    background_reason: str, now: datetime,
) -> None:  # fmt: skip
    _refuse(may_ask(case.status))
    if case.responsible is None:
        raise RuleBroken("担当の市町村が決まっていないため、打診できません。先に市町村を決めてください。")
    if not targets:
        raise RuleBroken("打診する事業所を選んでください。", field="targets")
    if any(d <= now for d in (deadline, *(t.deadline for t in targets if t.deadline))):
        raise RuleBroken("回答期限は、これからの日時を入力してください。", field="deadline")
    if sheet.with_background:
        require(actor, P.JUSTICE_OUTLINE_VIEW, facts, at=now)
        if not background_reason.strip():
            raise RuleBroken("背景を伝える理由を入力してください。", field="background_reason")
    check_leaving(actor=actor, case=case, need=need, sheet=sheet, targets=[t.key for t in targets], now=now)


def _expire_overdue(actor: Actor, need: Need, now: datetime) -> None:
    """What the hourly job would do, where one asks anew: inquiries of this need whose deadline passed in silence."""
    overdue = Inquiry.objects.select_for_update(of=("self",)).filter(
        need=need, status=InquiryStatus.ANONYMOUS, deadline__lt=now
    )
    for inquiry in overdue.order_by("pk"):
        transition = INQUIRY.check(inquiry.status, "expire")
        leave(actor=actor, inquiry=inquiry, transition=transition, now=now, permission=P.INQUIRY_SEND)


def _refuse(sentence: str | None) -> None:
    if sentence:
        raise Conflict(sentence)


def locked_need(case: Case, need: Need) -> Need:
    """The need, open and locked. Raises NotFound / Conflict."""
    if need.case_id != case.pk:
        raise NotFound(permission=P.INQUIRY_SEND.code, case_id=case.pk)
    need = lock(need)
    if need.status != NeedStatus.OPEN:
        raise Conflict("このニーズは、すでに決まったか、不要になっています。画面を開き直してください。")
    return need


def _candidate(actor: Actor, case: Case, need: Need, target: Target, now: datetime) -> Inquiry:
    organisation = _organisation(actor, case, need, target, now)
    found = Inquiry.objects.filter(need=need, organisation=organisation).exclude(status__in=EXITS).first()
    if found:
        return found
    inquiry = Inquiry(
        case=case, need=need, organisation=organisation, office_id=target.office_id, method=target.method,
        number=inquiry_number(day_of(now), new_code(5)), choice_reason=target.reason.strip() or None,
        choice=_choice(need, target.office_id),
    )  # fmt: skip
    try:
        with transaction.atomic():
            inquiry.save(force_insert=True)
    except IntegrityError as error:
        raise explain(error, Inquiry) from None
    return inquiry


def _choice(need: Need, office_id: UUID | None) -> Choice | None:
    """The newest choice of this office for this need: which search it came from, and why."""
    chosen = Choice.objects.filter(search__need=need, office_id=office_id) if office_id else Choice.objects.none()
    return chosen.order_by("-chosen_at", "-id").first()


def _organisation(actor: Actor, case: Case, need: Need, target: Target, now: datetime) -> Organisation:
    """The office as an organisation: known, or found or created by its 事業所番号 when it is first asked."""
    if target.organisation_id is not None:
        return organisation_of(target.organisation_id)
    if target.office_id is None:
        raise RuleBroken("打診する事業所を選んでください。", field="targets")
    office = get_office(actor=actor, pk=target.office_id)
    kind = office_kind(need.service_codes or office.service_codes)
    prefecture = office.municipality_code[:2] or office.office_number[:2]
    if not office.office_number:
        return add_office(
            actor=actor, case=case, now=now, name=office.name[:200], kind=kind, phone=office.phone[:20],
            fax=office.fax[:20], address=office.address[:200], municipality_code=office.municipality_code,
        )  # fmt: skip
    return office_organisation(
        actor=actor, now=now, office_number=office.office_number, kind=kind, name=office.name[:200],
        kana=office.kana[:200], phone=office.phone[:20], fax=office.fax[:20], address=office.address[:200],
        municipality_code=office.municipality_code, prefecture_code=prefecture, corporate_number=office.corporation_number,
    )  # fmt: skip


def _queue(actor: Actor, case: Case, need: Need, target: Target, batch: Batch, position: int, now: datetime) -> None:
    """Keep an office for its turn; nothing leaves."""
    inquiry = lock(_candidate(actor, case, need, target, now))
    if inquiry.status != InquiryStatus.CANDIDATE:
        raise Conflict(f"「{inquiry.organisation.name}」には、同じニーズですでに打診しています。")
    touch(
        actor=actor, inquiry=inquiry, what="queue", now=now, batch=batch.pk, position=position, method=target.method,
        choice_reason=target.reason.strip() or inquiry.choice_reason,
    )  # fmt: skip


def send_one(actor: Actor, batch: Batch, target: Target, deadline: datetime, position: int, now: datetime) -> Inquiry:
    """Send the sheet of a batch to one office. The caller has locked the need and asked `check_leaving`."""
    inquiry = lock(_candidate(actor, batch.case, batch.need, target, now))
    if inquiry.status != InquiryStatus.CANDIDATE:
        raise Conflict(f"「{inquiry.organisation.name}」には、同じニーズですでに打診しています。")
    if target.method == SendMethod.SCREEN and not intake_members(inquiry.organisation_id, at=now):
        raise RuleBroken(
            f"「{inquiry.organisation.name}」には、れんけいで受け付ける人がいません。FAX・郵送などを選んでください。",
            field="targets",
        )
    sheet = Sheet.from_json(batch.sheet or {})
    take(
        actor=actor, inquiry=inquiry, transition=INQUIRY.check(inquiry.status, "send"), now=now, sheet=batch.sheet,
        with_background=sheet.with_background, background_reason=batch.background_reason, method=target.method,
        deadline=deadline, sent_at=now, sent_by=actor.user_id, sent_for_id=batch.case.responsible_id, batch=batch.pk,
        position=position, choice_reason=target.reason.strip() or inquiry.choice_reason,
        choice=_choice(batch.need, inquiry.office_id) or inquiry.choice,
    )  # fmt: skip
    _open_for_office(actor, inquiry, now)
    return inquiry


def _open_for_office(actor: Actor, inquiry: Inquiry, now: datetime) -> None:
    organisation = inquiry.organisation
    if organisation.kind not in OFFICE_KINDS:
        raise RuleBroken("打診できるのは、事業所だけです。")
    give_summary(
        actor=actor, case=inquiry.case, recipient=organisation, cause=Cause.INQUIRY, cause_id=inquiry.pk, now=now,
        method=_LEDGER_METHOD.get(SendMethod(inquiry.method), Method.SYSTEM),
    )  # fmt: skip
    assign_intake(actor=actor, case=inquiry.case, organisation_id=organisation.pk, now=now, permission=P.INQUIRY_SEND)
    tell(office_members(inquiry), Kind.INQUIRY_ARRIVED, inquiry, now)
