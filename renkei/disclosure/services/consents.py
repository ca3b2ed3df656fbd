"""Consent of the person: explained, obtained, extended by a recipient, withdrawn in part or whole, expired."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from renkei.accounts.models import Organisation
from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import RuleBroken
from renkei.disclosure import rules
from renkei.disclosure.enums import Cause, ConsentEventKind, ConsentStatus, SignatureKind
from renkei.disclosure.models import Attachment, Consent, ConsentEvent, ConsentRecipient, LedgerEntry
from renkei.disclosure.queries import require_on, terms_of
from renkei.disclosure.services.ledger import _end
from renkei.disclosure.states import CONSENT
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.permissions import P


@transaction.atomic
def explain_consent(
    *, actor: Actor, case: Case, now: datetime, recipients: Iterable[dict[str, Any]] = (), **fields: Any
) -> Consent:
    """説明したことを記録する: a new version in the state 説明済み. `recipients`: dicts of organisation or organisation_kind, stages."""
    require_on(actor=actor, permission=P.CONSENT_WRITE, case=case, at=now)
    last = Consent.objects.filter(case=case).aggregate(Max("version"))["version__max"] or 0
    consent = Consent.objects.create(
        case=case, version=last + 1, organisation_id=actor.organisation_id, explained_by=actor.user_id, **fields
    )
    for recipient in recipients:
        ConsentRecipient.objects.create(consent=consent, added_at=now, **recipient)
    return _happened(consent, ConsentEventKind.EXPLAINED, actor, now)


@transaction.atomic
def obtain_consent(
    *, actor: Actor, consent: Consent, now: datetime, signature: SignatureKind, copy_given: bool = False,
    proxy_reason: str = "", attachment: Attachment | None = None,
) -> Consent:  # fmt: skip
    """同意を得た: all items explained, at least one class and recipient, and how it was signed.

    Raises:
        RuleBroken: naming the first thing that is missing.
    """
    consent = _locked(actor, consent, "obtain", now)
    missing = rules.missing_explanations(consent.kind, tuple(consent.explained))
    if missing:
        raise RuleBroken(
            "説明していない項目があります：" + "、".join(item.label for item in missing), field="explained"
        )
    if not consent.recipients.exists() or not consent.purposes:
        raise RuleBroken("目的と提供先を一つ以上選んでください。", field="recipients")
    if signature == SignatureKind.PROXY_WRITTEN and not proxy_reason.strip():
        raise RuleBroken("代筆の理由を入力してください。", field="proxy_reason")
    consent.status, consent.signature, consent.copy_given = ConsentStatus.OBTAINED, signature, copy_given
    consent.proxy_reason = proxy_reason.strip() or None
    consent.attachment = attachment
    consent.save()
    return _happened(consent, ConsentEventKind.OBTAINED, actor, now)


@transaction.atomic
def refuse_consent(*, actor: Actor, consent: Consent, now: datetime) -> Consent:
    """同意しない: the person said no; nothing may rest on this version."""
    consent = _locked(actor, consent, "refuse", now)
    consent.status = ConsentStatus.REFUSED
    consent.save(update_fields=["status"])
    return _happened(consent, ConsentEventKind.REFUSED, actor, now)


@transaction.atomic
def add_recipient(
    *, actor: Actor, consent: Consent, now: datetime, organisation: Organisation | None = None, organisation_kind: str = "",
    stages: Iterable[str] = (), confirmed: bool = False,
) -> ConsentRecipient:  # fmt: skip
    """提供先を加える: the person was told and agrees that this body too may know. `confirmed`: the worker says so."""
    require_on(actor=actor, permission=P.CONSENT_WRITE, case=consent.case, at=now)
    consent = lock(consent)
    if consent.status not in rules.LIVE_CONSENT:
        raise RuleBroken("有効な同意だけに、提供先を加えられます。新しい同意を記録してください。")
    if not confirmed:
        raise RuleBroken("本人に提供先と内容を説明し、同意を確認してから記録してください。", field="confirmed")
    recipient = ConsentRecipient.objects.create(
        consent=consent,
        organisation=organisation,
        organisation_kind=organisation_kind,
        stages=list(stages),
        added_at=now,
    )
    _happened(consent, ConsentEventKind.ADDED, actor, now, recipient=str(recipient.pk))
    return recipient


@transaction.atomic
def withdraw_part(
    *,
    actor: Actor,
    consent: Consent,
    now: datetime,
    recipients: Iterable[UUID] = (),
    classes: Iterable[str] = (),
    note: str = "",
) -> Consent:
    """一部を撤回する: some recipients or classes; what rested on them ends at once, everywhere."""
    consent = _locked(actor, consent, "withdraw_part", now)
    chosen, stopped = list(recipients), set(classes)
    if not chosen and not stopped:
        raise RuleBroken("やめる提供先か情報を選んでください。")
    for recipient in consent.recipients.filter(pk__in=chosen, ended_at__isnull=True):
        recipient.ended_at = now
        recipient.save(update_fields=["ended_at"])
    consent.classes = [c for c in consent.classes if c not in stopped]
    consent.status = ConsentStatus.PARTLY_WITHDRAWN
    consent.withdrawal_note = note.strip() or None
    consent.save()
    _end_uncovered(actor, consent, now)
    return _happened(
        consent, ConsentEventKind.PARTLY_WITHDRAWN, actor, now, classes=sorted(stopped), recipients=len(chosen)
    )


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent, now: datetime, note: str = "") -> Consent:
    """撤回する: every row based on this consent, and all derived from them, end at once; those concerned are told.

    Rows of own collection or another legal ground stay.
    """
    consent = _locked(actor, consent, "withdraw", now)
    consent.status, consent.ended_at = ConsentStatus.WITHDRAWN, now
    consent.withdrawal_note = note.strip() or None
    consent.save()
    _end_rows(actor, consent, consent.entries.filter(scopes.live_at(now)), now, Cause.WITHDRAWAL)
    return _happened(consent, ConsentEventKind.WITHDRAWN, actor, now)


@transaction.atomic
def expire_consents(*, actor: Actor, now: datetime) -> int:
    """期限が切れた同意を終える: for the daily job; returns how many."""
    due = Consent.objects.select_for_update().filter(status__in=rules.LIVE_CONSENT, valid_until__lt=day_of(now))
    count = 0
    for consent in due:
        CONSENT.check(consent.status, "expire")
        consent.status, consent.ended_at = ConsentStatus.EXPIRED, now
        consent.save(update_fields=["status", "ended_at"])
        _end_rows(actor, consent, consent.entries.filter(scopes.live_at(now)), now, Cause.CONSENT_EXPIRED)
        _happened(consent, ConsentEventKind.EXPIRED, actor, now)
        count += 1
    return count


def _locked(actor: Actor, consent: Consent, step: str, now: datetime) -> Consent:
    consent = lock(consent)
    transition = CONSENT.check(consent.status, step)
    require_on(actor=actor, permission=transition.permission, case=consent.case, at=now)
    return consent


def _end_uncovered(actor: Actor, consent: Consent, now: datetime) -> None:
    terms = terms_of(consent)
    gone = [
        row.pk
        for row in consent.entries.filter(scopes.live_at(now)).select_related("recipient")
        if rules.consent_refusal(
            terms, on=day_of(now), info_class=row.info_class, recipient_id=row.recipient_id,
            recipient_kind=row.recipient.kind, stage=row.stage,
        )
    ]  # fmt: skip
    _end_rows(actor, consent, consent.entries.filter(pk__in=gone), now, Cause.WITHDRAWAL)


def _end_rows(actor: Actor, consent: Consent, rows: Any, now: datetime, cause: Cause) -> None:
    """End the rows and tell everyone who loses something: a number and a link, nothing more."""
    before = _live_recipients(consent.case_id, now)
    _end(rows, at=now, cause=cause, actor=actor)
    lost = before - _live_recipients(consent.case_id, now)
    for organisation_id in {organisation for organisation, _ in lost}:
        notify(to=addressees(organisation_id, at=now), kind=Kind.DISCLOSURE_ENDED, now=now,
               number=consent.case.number, case_id=consent.case_id)  # fmt: skip
    for organisation_id in {consent.case.responsible_id, consent.case.center_id} - {None}:
        notify(to=addressees(organisation_id, at=now), kind=Kind.CONSENT_WITHDRAWN, now=now,
               number=consent.case.number, case_id=consent.case_id)  # fmt: skip


def _live_recipients(case_id: UUID, now: datetime) -> set[tuple[UUID, str]]:
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case_id=case_id)
    return set(rows.values_list("recipient_id", "info_class"))


def _happened(consent: Consent, kind: ConsentEventKind, actor: Actor, now: datetime, **detail: Any) -> Consent:
    ConsentEvent.objects.create(
        consent=consent, kind=kind, at=now, user_id=actor.user_id, organisation_id=actor.organisation_id, detail=detail
    )
    record(
        actor=actor, event=E.CONSENT_CHANGED, now=now, thing=consent, case_id=consent.case_id, detail={"event": kind}
    )
    return consent
