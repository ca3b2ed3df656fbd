"""Consent of the person: explained, obtained, extended by a recipient, withdrawn in part or whole, expired."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure import rules
from renkei.disclosure.enums import Cause, ConsentEventKind, ConsentStatus, SignatureKind
from renkei.disclosure.models import Attachment, Consent, ConsentEvent, ConsentRecipient, LedgerEntry, SafetyReview
from renkei.disclosure.queries import require_on, rows_lost, terms_after
from renkei.disclosure.queries.withdrawal import is_in_service, live_rows_of
from renkei.disclosure.services.ledger import _end
from renkei.disclosure.services.telling import tell_losers, workers
from renkei.disclosure.states import CONSENT
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P


@transaction.atomic
def explain_consent(
    *, actor: Actor, case: Case, now: datetime, recipients: Iterable[dict[str, Any]] = (), **fields: Any
) -> Consent:
    """説明したことを記録する: a new version in the state 説明済み. `recipients`: dicts of organisation or organisation_kind, stages."""
    require_on(actor=actor, permission=P.CONSENT_WRITE, case=case, at=now)
    lock(case)  # two versions at the same moment: one after the other
    last = Consent.objects.filter(case=case).aggregate(Max("version"))["version__max"] or 0
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                case=case, version=last + 1, organisation_id=actor.organisation_id, explained_by=actor.user_id, **fields
            )
    except IntegrityError as error:
        raise explain(error, Consent) from None
    for recipient in recipients:
        _add_recipient(consent, now, **recipient)
    return _happened(consent, ConsentEventKind.EXPLAINED, actor, now)


@transaction.atomic
def obtain_consent(
    *, actor: Actor, consent: Consent, now: datetime, signature: SignatureKind, copy_given: bool = False,
    proxy_reason: str = "", attachment: Attachment | None = None, also_explained: Iterable[str] = (),
    guardian_agreed: bool = False,
) -> Consent:  # fmt: skip
    """同意を得た: all items explained, at least one class and recipient, and how it was signed.

    Raises:
        RuleBroken: naming the first thing that is missing.
    """
    consent = _locked(actor, consent, "obtain", now)
    consent.explained = list(dict.fromkeys([*consent.explained, *also_explained]))
    missing = rules.missing_explanations(consent.kind, tuple(consent.explained))
    if missing:
        raise RuleBroken(
            "説明していない項目があります：" + "、".join(item.label for item in missing), field="explained"
        )
    if not consent.recipients.exists() or not consent.purposes or not consent.classes:
        raise RuleBroken("目的・提供先・伝える情報を、それぞれ一つ以上選んでください。", field="recipients")
    if consent.valid_until is not None and consent.valid_until < day_of(now):
        raise RuleBroken("有効期間がすでに終わっています。もう一度説明して、新しい同意を記録してください。")
    if attachment is not None and attachment.case_id != consent.case_id:
        raise NotFound(case_id=consent.case_id)
    if signature == SignatureKind.PROXY_WRITTEN and not proxy_reason.strip():
        raise RuleBroken("代筆の理由を入力してください。", field="proxy_reason")
    consent.status, consent.signature, consent.copy_given = ConsentStatus.OBTAINED, signature, copy_given
    consent.proxy_reason = proxy_reason.strip() or None
    consent.attachment = attachment
    consent.guardian_agreed = guardian_agreed or consent.guardian_agreed
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
    recipient = _add_recipient(
        consent, now, organisation=organisation, organisation_kind=organisation_kind, stages=list(stages)
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
    organisations: Iterable[UUID] = (),
    note: str = "",
) -> Consent:
    """一部を撤回する: some recipients, bodies covered by a kind, or classes; what rested on them ends at once, everywhere."""
    consent = _locked(actor, consent, "withdraw_part", now)
    chosen, stopped = list(recipients), set(classes)
    bodies = set(organisations)
    if not (chosen or stopped or bodies):
        raise RuleBroken("やめる提供先か情報を選んでください。", field="recipients")
    lost = list(
        rows_lost(
            consent=consent, at=now,
            terms=terms_after(consent, recipients=chosen, organisations=bodies, classes=stopped),
        ).values_list("pk", flat=True)
    )  # fmt: skip
    for recipient in consent.recipients.filter(Q(pk__in=chosen) | Q(organisation_id__in=bodies), ended_at__isnull=True):
        recipient.ended_at = now
        recipient.save(update_fields=["ended_at"])
        bodies.discard(recipient.organisation_id)
    for organisation_id in bodies:  # covered by a kind until now: from here on excepted by name
        ConsentRecipient.objects.create(consent=consent, organisation_id=organisation_id, added_at=now, ended_at=now)
    consent.classes = [c for c in consent.classes if c not in stopped]
    consent.status = ConsentStatus.PARTLY_WITHDRAWN
    consent.withdrawal_note = note.strip() or None
    consent.save()
    counted = len(chosen) + len(bodies)
    _happened(consent, ConsentEventKind.PARTLY_WITHDRAWN, actor, now, classes=sorted(stopped), recipients=counted)
    if _end_rows(actor, consent, LedgerEntry.objects.filter(pk__in=lost), now, Cause.WITHDRAWAL):
        _review_safety(actor, consent, now)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent, now: datetime, note: str = "") -> Consent:
    """撤回する: every row based on this consent, and all derived from them, end at once; those concerned are told.

    Rows of own collection or another legal ground stay.
    """
    consent = _locked(actor, consent, "withdraw", now)
    consent.status, consent.ended_at = ConsentStatus.WITHDRAWN, now
    consent.withdrawal_note = note.strip() or None
    consent.save()
    _happened(consent, ConsentEventKind.WITHDRAWN, actor, now)
    if _end_rows(actor, consent, rows_lost(consent=consent, terms=None, at=now), now, Cause.WITHDRAWAL):
        _review_safety(actor, consent, now)
    return consent


@transaction.atomic
def expire_consents(*, actor: Actor, now: datetime) -> int:
    """期限が切れた同意を終える: for the daily job; returns how many."""
    if actor.system != "jobs":
        raise NotFound()
    due = Consent.objects.select_for_update().filter(status__in=rules.LIVE_CONSENT, valid_until__lt=day_of(now))
    count = 0
    for consent in due:
        CONSENT.check(consent.status, "expire")
        consent.status, consent.ended_at = ConsentStatus.EXPIRED, now
        consent.save(update_fields=["status", "ended_at"])
        _end_rows(actor, consent, rows_lost(consent=consent, terms=None, at=now), now, Cause.CONSENT_EXPIRED)
        _happened(consent, ConsentEventKind.EXPIRED, actor, now)
        count += 1
    return count


def _add_recipient(consent: Consent, now: datetime, **fields: Any) -> ConsentRecipient:
    try:
        with transaction.atomic():
            return ConsentRecipient.objects.create(consent=consent, added_at=now, **fields)
    except IntegrityError as error:
        raise explain(error, ConsentRecipient) from None


def _locked(actor: Actor, consent: Consent, step: str, now: datetime) -> Consent:
    consent = lock(consent)
    transition = CONSENT.check(consent.status, step)
    require_on(actor=actor, permission=transition.permission, case=consent.case, at=now)
    return consent


def _end_rows(actor: Actor, consent: Consent, rows: QuerySet[LedgerEntry], now: datetime, cause: Cause) -> int:
    """End the rows and all that derives from them; tell everyone who loses something, and those who run the case."""
    case = consent.case
    with tell_losers(case, now):
        ended = _end(rows, at=now, cause=cause, actor=actor)
    for organisation_id in {case.responsible_id, case.center_id} - {None}:
        stays = rows.model.objects.filter(scopes.live_at(now), case=case, recipient_id=organisation_id).exists()
        notify(to=workers(case.pk, organisation_id, now), kind=Kind.CONSENT_WITHDRAWN, now=now, number=case.number,
               link=f"/cases/{case.pk}/consents/" if stays else "", case_id=case.pk)  # fmt: skip
    return ended


def _review_safety(actor: Actor, consent: Consent, now: datetime) -> None:
    """A person in service: whoever still runs the case looks at once whether support can go on safely."""
    case = consent.case
    if not is_in_service(case):
        return
    live = live_rows_of(case.pk, now).filter(info_class=InfoClass.SUMMARY)
    left = set(live.values_list("recipient_id", flat=True))
    body = next((b for b in (case.responsible_id, case.center_id) if b in left), actor.organisation_id)
    SafetyReview.objects.create(case=case, consent=consent, organisation_id=body, opened_at=now)
    for organisation_id in {body, actor.organisation_id} - {None}:
        notify(to=workers(case.pk, organisation_id, now), kind=Kind.SAFETY_REVIEW, now=now, number=case.number,
               link=f"/cases/{case.pk}/consents/", case_id=case.pk)  # fmt: skip


def _happened(consent: Consent, kind: ConsentEventKind, actor: Actor, now: datetime, **detail: Any) -> Consent:
    ConsentEvent.objects.create(
        consent=consent, kind=kind, at=now, user_id=actor.user_id, organisation_id=actor.organisation_id, detail=detail
    )
    record(
        actor=actor, event=E.CONSENT_CHANGED, now=now, thing=consent, case_id=consent.case_id, detail={"event": kind}
    )
    return consent
