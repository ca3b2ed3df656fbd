"""The sheet of a request (依頼書): its fields, the records of the person, the consent block, the scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.cases.enums import Urgency
from renkei.cases.models import Case
from renkei.cases.services import update_summary
from renkei.coordination.enums.referral import CenterSharing, Channel, FormKind, ReferralKind, ReferralStatus
from renkei.coordination.models.referral import Referral
from renkei.coordination.queries.referral import records_of
from renkei.coordination.rules.referral import needs_from
from renkei.coordination.services.clock import follow_record
from renkei.core.clock import day_of
from renkei.core.errors import RuleBroken
from renkei.disclosure.enums import AttachmentKind, ConsentKind, ExplainMethod, Purpose, SignatureKind
from renkei.disclosure.models import Consent
from renkei.disclosure.queries import require_on
from renkei.disclosure.rules import missing_explanations
from renkei.disclosure.services import attach, explain_consent, obtain_consent
from renkei.people.services import save_record
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import InfoClass, OrgKind
from renkei.policy.permissions import P


@dataclass(frozen=True)
class OnBehalf:
    """代行入力: how the other body told it, who spoke, when."""

    channel: Channel
    spoken_with: str
    spoken_at: datetime


@dataclass(frozen=True)
class ShortConsent:
    """The consent block of the urgent form: yes, explained when, by whom and how, for which classes."""

    kind: ConsentKind
    explained_at: datetime
    explainer_name: str
    methods: tuple[ExplainMethod, ...]
    classes: tuple[str, ...]
    signature: SignatureKind
    proxy_reason: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a request sheet holds. `records`: class → field → value; `summary`: codes of the case (area, month)."""

    addressee: Organisation
    records: Mapping[InfoClass, Mapping[str, Any]]
    form: FormKind = FormKind.FULL
    kind: ReferralKind = ReferralKind.NEW
    urgency: Urgency = Urgency.NORMAL
    asks: tuple[str, ...] = ()
    sender: Organisation | None = None
    sender_name: str = ""
    on_behalf: OnBehalf | None = None
    center_sharing: CenterSharing = CenterSharing.NOT_ASKED
    consent: ShortConsent | None = None
    legal_basis: str = ""
    legal_reason: str = ""
    message: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    source_number: str = ""
    answer_by: date | None = None
    scan: tuple[str, bytes] | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def save_records(*, actor: Actor, case: Case, records: Mapping[InfoClass, Mapping[str, Any]], now: datetime) -> None:
    """Write a new version of every class in which something differs from the newest one."""
    held = records_of(actor=actor, case_id=case.pk, at=now)
    for info_class, values in records.items():
        before = held.get(info_class, {})
        changed = {f: v for f, v in values.items() if (v or None) != (before.get(f) or None)}
        if changed:
            save_record(
                actor=actor, case=case, info_class=info_class, values=changed, now=now, permission=P.REFERRAL_WRITE
            )
        if changed and info_class is InfoClass.JUSTICE_OUTLINE:
            follow_record(actor=actor, case=case, changed=changed, now=now)


@transaction.atomic
def write_sheet(*, actor: Actor, referral: Referral, sheet: Sheet, now: datetime) -> None:
    """The fields of the request, its case's codes, the records and the consent block."""
    if referral.status == ReferralStatus.RETURNED and sheet.addressee.pk != referral.addressee_id:
        raise RuleBroken(
            "差し戻された依頼の宛先は変えられません。取り下げて、新しく依頼してください。", field="addressee"
        )
    referral.addressee = sheet.addressee
    referral.sender, referral.sender_name = sheet.sender, sheet.sender_name.strip() or None
    for name in ("form", "urgency", "center_sharing", "legal_basis", "contact_name", "contact_phone", "source_number", "answer_by"):  # fmt: skip
        setattr(referral, name, getattr(sheet, name))
    referral.asks, referral.message = list(sheet.asks), sheet.message.strip() or None
    referral.legal_reason = sheet.legal_reason.strip() or None
    if sheet.legal_basis and not referral.legal_reason:
        raise RuleBroken("法令上の根拠の具体的な理由を入力してください。", field="legal_reason")
    note_behalf(referral, sheet.on_behalf)
    referral.save()
    facts = require_on(actor=actor, permission=P.REFERRAL_WRITE, case=referral.case, at=now)
    codes: dict[str, Any] = {"responsible": sheet.addressee, "urgency": sheet.urgency, **sheet.summary}
    if referral.status == ReferralStatus.DRAFT:
        codes["center"] = sheet.sender if sheet.sender and sheet.sender.kind == OrgKind.SETTLEMENT_CENTER else None
    referral.case = update_summary(
        actor=actor, case=referral.case, facts=facts, now=now, permission=P.REFERRAL_WRITE,
        support_kinds=[str(k) for k in needs_from(sheet.asks)], **codes,
    )  # fmt: skip
    save_records(actor=actor, case=referral.case, records=sheet.records, now=now)
    attach_scan(actor=actor, referral=referral, sheet=sheet, now=now)
    if sheet.consent and can(actor, P.CONSENT_WRITE):
        referral.consent = _record_consent(actor, referral, sheet, now)
    referral.save()


def _record_consent(actor: Actor, referral: Referral, sheet: Sheet, now: datetime) -> Consent:
    """One page is enough: explained and obtained in one go, for this municipality and its commissioned body."""
    given = sheet.consent
    assert given is not None  # noqa: S101 - the caller asked
    if given.explained_at > now:
        raise RuleBroken("説明した日時は、今までの日時を入力してください。", field="consent_at")
    recipients: list[dict[str, Any]] = [
        {"organisation": sheet.addressee}, {"organisation_kind": str(OrgKind.CORE_CENTER)},
    ]  # fmt: skip
    if _with_center(sheet):
        recipients.append({"organisation_kind": str(OrgKind.SETTLEMENT_CENTER)})
    consent = explain_consent(
        actor=actor, case=referral.case, now=now, recipients=recipients, kind=given.kind, explained_at=given.explained_at,
        explainer_name=given.explainer_name.strip() or None, methods=[str(m) for m in given.methods],
        explained=[str(e) for e in missing_explanations(given.kind, ())], classes=list(given.classes),
        purposes=[str(p) for p in (Purpose.CENTER_LIAISON, Purpose.HOUSING, Purpose.PLAN, Purpose.SERVICE)],
        receive_from=[str(OrgKind.SETTLEMENT_CENTER)], valid_from=day_of(given.explained_at),
    )  # fmt: skip
    return obtain_consent(
        actor=actor, consent=consent, now=now, signature=given.signature, proxy_reason=given.proxy_reason
    )


def _with_center(sheet: Sheet) -> bool:
    from_center = sheet.sender is not None and sheet.sender.kind == OrgKind.SETTLEMENT_CENTER
    return from_center or sheet.center_sharing == CenterSharing.AGREED


def attach_scan(*, actor: Actor, referral: Referral, sheet: Sheet, now: datetime) -> None:
    """署名した依頼書を添付する, where one was chosen."""
    if sheet.scan is not None:
        name, content = sheet.scan
        referral.attachment = attach(
            actor=actor, case=referral.case, name=name, content=content, kind=AttachmentKind.SIGNED_REFERRAL,
            info_class=InfoClass.JUSTICE_OUTLINE, now=now, permission=P.REFERRAL_WRITE,
        )  # fmt: skip


def note_behalf(referral: Referral, told: OnBehalf | None) -> None:
    """Write on the request how the other body told it; the caller saves."""
    if told is not None:
        referral.channel, referral.spoken_with, referral.spoken_at = told.channel, told.spoken_with, told.spoken_at
