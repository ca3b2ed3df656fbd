"""What a consent covers, what may be disclosed at which stage. Pure: values in, a sentence or None out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renkei.disclosure.enums import ENTRY_ONLY, ConsentKind, ConsentStatus, Explained, Stage
from renkei.policy.enums import CORE_KINDS, NAMED_CLASSES, OFFICE_KINDS, InfoClass

#: From which stage on a class may be given to an office (S1 仮名 → S2 実名 → S3 面会 → S4 内定 → S5 利用中).
ORDER = (Stage.INTERNAL, Stage.ANONYMOUS, Stage.NAMED, Stage.VISIT, Stage.AGREED, Stage.IN_SERVICE)
FIRST_STAGE = {
    InfoClass.SUMMARY: Stage.ANONYMOUS,
    InfoClass.IDENTITY: Stage.NAMED,
    InfoClass.WELFARE: Stage.NAMED,
    InfoClass.JUSTICE_OUTLINE: Stage.VISIT,
    InfoClass.THIRD_PARTY: Stage.VISIT,
    InfoClass.JUSTICE_DETAIL: Stage.AGREED,
}
#: Of third parties an office gets an instruction, never the text.
OFFICE_THIRD_PARTY_FIELDS = ("instruction",)
#: How many days before its end the home page speaks of a consent, of a sharing agreement.
CONSENT_ALERT_DAYS = 30
AGREEMENT_ALERT_DAYS = 60
LIVE_CONSENT = (ConsentStatus.OBTAINED, ConsentStatus.PARTLY_WITHDRAWN)
ENDED_CONSENT = (ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED)


@dataclass(frozen=True)
class RecipientTerms:
    """One 提供先 of a consent: by name or by kind; no stages means every stage."""

    organisation_id: UUID | None
    organisation_kind: str
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsentTerms:
    """A consent as the rules read it; recipients only those not withdrawn."""

    status: str
    valid_from: date
    valid_until: date | None
    classes: tuple[str, ...]
    recipients: tuple[RecipientTerms, ...]
    withdrawn: frozenset[UUID] = frozenset()  # bodies that must not be told any more, also where their kind is named


def consent_refusal(
    terms: ConsentTerms, *, on: date, info_class: str, recipient_id: UUID, recipient_kind: str, stage: str
) -> str | None:
    """Why this consent does not carry this disclosure; None when it does."""
    if terms.status not in LIVE_CONSENT:
        return "この同意は、現在は有効ではありません（未取得・撤回・期限切れ）。"
    if on < terms.valid_from or (terms.valid_until is not None and on > terms.valid_until):
        return "同意の有効期間の外です。"
    if info_class != InfoClass.SUMMARY and info_class not in terms.classes:
        return f"本人は「{InfoClass(info_class).label}」を伝えることに同意していません。"
    if recipient_id in terms.withdrawn:
        return "本人は、この機関に伝えることを取りやめています。"
    if info_class != InfoClass.SUMMARY and recipient_kind in OFFICE_KINDS and not _by_name(terms, recipient_id):
        return "事業所に本人の情報を伝えるには、同意の提供先に、その事業所の名前が必要です。"
    if not any(_names(r, recipient_id, recipient_kind, stage) for r in terms.recipients):
        return "本人は、この機関に（この段階で）伝えることに同意していません。"
    return None


def _by_name(terms: ConsentTerms, recipient_id: UUID) -> bool:
    return any(r.organisation_id == recipient_id for r in terms.recipients)


def _names(terms: RecipientTerms, recipient_id: UUID, recipient_kind: str, stage: str) -> bool:
    same = terms.organisation_id == recipient_id if terms.organisation_id else terms.organisation_kind == recipient_kind
    return same and (not terms.stages or stage in terms.stages)


def stage_refusal(*, info_class: str, stage: str, recipient_kind: str) -> str | None:
    """Why it is too early to give this class to such a body; the bodies of the programme know no stages."""
    if recipient_kind in CORE_KINDS or stage not in ORDER:
        return None
    first = FIRST_STAGE[InfoClass(info_class)]
    if ORDER.index(Stage(stage)) < ORDER.index(first):
        return f"「{InfoClass(info_class).label}」を伝えられるのは「{first.label}」の段階からです。"
    return None


def fields_refusal(*, info_class: str, fields: tuple[str, ...], recipient_kind: str) -> str | None:
    """Why these fields may not be given to such a body."""
    outside = info_class == InfoClass.THIRD_PARTY and recipient_kind not in CORE_KINDS
    if outside and set(fields) - set(OFFICE_THIRD_PARTY_FIELDS):
        return "第三者について事業所に伝えられるのは「対応の指示」だけです。"
    return None


def missing_explanations(kind: str, explained: tuple[str, ...]) -> tuple[Explained, ...]:
    """Items of the explanation not yet ticked; entry support adds two (処分を約束しない・自由意思)."""
    wanted = [e for e in Explained if kind == ConsentKind.ENTRY or e not in ENTRY_ONLY]
    return tuple(e for e in wanted if e not in explained)


def class_of_signed_form(classes: tuple[str, ...]) -> InfoClass:
    """Who may open the scan of a signed consent: its text betrays what the person agreed to tell."""
    return InfoClass.JUSTICE_OUTLINE if set(classes) & set(NAMED_CLASSES) else InfoClass.IDENTITY


def stages_up_to(last: str) -> list[str]:
    """Every stage an office may pass up to this one; none named means every stage."""
    return [str(s) for s in ORDER[: ORDER.index(Stage(last)) + 1]] if last else []
