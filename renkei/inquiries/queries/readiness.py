"""実名共有の準備: per information class what can be told to this office now, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renkei.accounts.models import Membership
from renkei.accounts.queries import members_in_force
from renkei.core.clock import day_of
from renkei.disclosure.enums import Stage
from renkei.disclosure.models import Consent, LedgerEntry, SharingAgreement
from renkei.disclosure.queries import agreement_between, holder_of, live_consents, live_row, recipients_now, terms_of
from renkei.disclosure.rules import OFFICE_THIRD_PARTY_FIELDS, consent_refusal, stage_refusal
from renkei.inquiries.models import Inquiry
from renkei.inquiries.queries.access import InquiryAccess
from renkei.people.models import ClassRecord
from renkei.people.queries import current_version, filled_fields, labels_of
from renkei.policy.enums import NAMED_CLASSES, PERSONAL_CLASSES, InfoClass, Role


@dataclass(frozen=True)
class ClassReadiness:
    """One class: its current version, what the office already has, and the first thing that stands in the way."""

    info_class: InfoClass
    version_id: UUID | None
    version: int
    fields: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    told_fields: tuple[str, ...]
    is_newer: bool
    too_early: str
    no_consent: str
    no_agreement: bool
    consent_id: UUID | None

    @property
    def label(self) -> str:
        return str(self.info_class.label)

    @property
    def names_persons(self) -> bool:
        return self.info_class in NAMED_CLASSES

    @property
    def offered(self) -> bool:
        """Can it be ticked at all (with consent, or with a legal ground)?"""
        return self.version_id is not None and bool(self.fields) and not self.too_early


@dataclass(frozen=True)
class Readiness:
    """The whole form: classes, consents, the agreement, and the office's people."""

    stage: Stage
    classes: tuple[ClassReadiness, ...]
    consents: tuple[Consent, ...]
    has_agreement: bool
    members: tuple[Membership, ...]


def readiness_of(*, found: InquiryAccess, stage: Stage) -> Readiness:
    """What may be disclosed at this stage to this office. Only classes that the actor may read himself."""
    access, inquiry = found.access, found.inquiry
    on = day_of(access.at)
    consents = tuple(live_consents(case_id=inquiry.case_id))
    rows = recipients_now(case_id=inquiry.case_id, at=access.at).filter(
        recipient_id=inquiry.organisation_id, whole_class=False
    )
    told = {row.info_class: row for row in rows.order_by("starts_at")}
    holder = holder_of(actor=access.actor, case=access.case)
    classes = tuple(
        _class(found, c, stage, consents, told.get(c), on)
        for c in PERSONAL_CLASSES
        if access.sees(c) and live_row(case_id=inquiry.case_id, recipient_id=holder, info_class=c, at=access.at)
    )
    return Readiness(stage, classes, consents, _agreement(found, on) is not None, members_of(found))


def _agreement(found: InquiryAccess, on: date, info_class: str = "") -> SharingAgreement | None:
    holder = holder_of(actor=found.access.actor, case=found.access.case)
    return agreement_between(
        municipality_id=holder, partner_id=found.inquiry.organisation_id, on=on, info_class=info_class
    )


def members_of(found: InquiryAccess) -> tuple[Membership, ...]:
    """Members of the office who may be named: those whose role carries justice classes."""
    members = members_in_force(found.inquiry.organisation_id, at=found.access.at)
    return tuple(members.filter(role__in=[Role.OFFICE_CONTACT, Role.PLAN_OFFICER]))


def _class(
    found: InquiryAccess, info_class: InfoClass, stage: Stage, consents: tuple[Consent, ...],
    told: LedgerEntry | None, on: date,
) -> ClassReadiness:  # fmt: skip
    record = current_version(access=found.access, info_class=info_class)
    fields = _fields(record, info_class)
    labels = labels_of(info_class)
    consent, refusal = _best_consent(found.inquiry, info_class, stage, consents, on)
    return ClassReadiness(
        info_class=info_class, version_id=record.pk if record else None, version=record.version if record else 0,
        fields=fields, told=tuple(labels[f] for f in told.fields if f in labels) if told else (),
        told_fields=tuple(told.fields) if told else (),
        is_newer=bool(told and record and told.version_id != record.pk),
        too_early=stage_refusal(info_class=info_class, stage=stage, recipient_kind=found.inquiry.organisation.kind) or "",
        no_consent=refusal, no_agreement=_agreement(found, on, info_class) is None, consent_id=consent.pk if consent else None,
    )  # fmt: skip


def _fields(record: ClassRecord | None, info_class: InfoClass) -> tuple[tuple[str, str], ...]:
    if record is None:
        return ()
    filled = filled_fields(record, info_class)
    if info_class is InfoClass.THIRD_PARTY:
        filled = [(f, label) for f, label in filled if f in OFFICE_THIRD_PARTY_FIELDS]
    return tuple(filled)


def _best_consent(
    inquiry: Inquiry, info_class: InfoClass, stage: Stage, consents: tuple[Consent, ...], on: date
) -> tuple[Consent | None, str]:
    """The newest consent that carries the class to this office, or the reason why the newest does not."""
    sentence = "有効な同意がありません。"
    for index, consent in enumerate(consents):
        refusal = consent_refusal(
            terms_of(consent), on=on, info_class=info_class, recipient_id=inquiry.organisation_id,
            recipient_kind=inquiry.organisation.kind, stage=stage,
        )  # fmt: skip
        if refusal is None:
            return consent, ""
        if index == 0:
            sentence = refusal
    return None, sentence
