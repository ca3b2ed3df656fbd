"""What a request opens in the ledger: for the municipality, its commissioned body and, where agreed, the centre."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from renkei.accounts.models import Organisation
from renkei.accounts.queries import addressees, delegation_for, names_of_organisations
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.cases.services import assign_intake
from renkei.coordination.models.referral import Referral
from renkei.coordination.rules.referral import NEEDED_CLASSES, SLIP_DAYS, consented_classes, unconsented
from renkei.core.clock import day_of
from renkei.core.errors import RuleBroken
from renkei.disclosure.enums import Basis, Cause, Stage
from renkei.disclosure.models import Consent
from renkei.disclosure.queries import agreement_between, holder_of, live_consents, live_row, terms_of
from renkei.disclosure.rules import consent_refusal
from renkei.disclosure.services import commission, end_caused, give_class
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import P


def ground_of(*, actor: Actor, referral: Referral, now: datetime) -> Consent | None:
    """The consent on which the request rests; None where it rests on another legal ground, written on the request.

    Raises:
        RuleBroken: no consent, or one that does not name this municipality or a needed class; no sharing agreement.
    """
    if referral.legal_basis:
        return None
    consent = _consent(referral, now)
    if lacking := unconsented(consent.classes):
        words = "、".join(f"「{c.label}」" for c in lacking)
        raise RuleBroken(
            f"同意（第{consent.version}版）に{words}が含まれていません。依頼には必要な情報です。", field="consent"
        )
    giver = holder_of(actor=actor, case=referral.case)
    _require_agreement(giver, referral.addressee, now)
    return consent


def arrive(*, actor: Actor, referral: Referral, consent: Consent | None, now: datetime) -> None:
    """Rows for the municipality and its commissioned body; their intake members become assigned and are told."""
    case, addressee = referral.case, referral.addressee
    pass_on(actor=actor, referral=referral, consent=consent, now=now, permission=P.REFERRAL_WRITE)
    bodies = [addressee.pk]
    if delegation := delegation_for(principal_id=addressee.pk, on=day_of(now)):
        bodies.append(delegation.agent_id)
    for organisation_id in bodies:
        assign_intake(actor=actor, case=case, organisation_id=organisation_id, now=now, permission=P.REFERRAL_WRITE)
    people = [(a.user_id, a.organisation_id) for a in live_assignments(case.pk) if a.organisation_id in bodies]
    people = people or addressees(addressee.pk, at=now)
    tell(people, Kind.REFERRAL_ARRIVED, referral, actor, now)


def pass_on(*, actor: Actor, referral: Referral, consent: Consent | None, now: datetime, permission: P) -> None:
    """Give the municipality every class that was recorded and agreed to, then the commissioned body's rows."""
    case, addressee = referral.case, referral.addressee
    giver = holder_of(actor=actor, case=case)
    if giver != addressee.pk:
        for info_class in _classes_of(referral, consent):
            if _holds(case, giver, info_class, now):
                give_class(
                    actor=actor, case=case, recipient=addressee, info_class=info_class, consent=consent,
                    cause=Cause.REFERRAL, now=now, permission=permission, basis=_basis(referral),
                    legal_reason=referral.legal_reason or "",
                )  # fmt: skip
    delegation = delegation_for(principal_id=addressee.pk, on=day_of(now))
    if delegation is not None:
        commission(actor=actor, case=case, delegation=delegation, now=now, permission=permission)


def sharing_refusal(*, referral: Referral, center: Organisation, now: datetime) -> str | None:
    """Why the request can't be shared with the centre (Q6); None when it can."""
    _, refusal = _sharing_consent(referral, center, now)
    if refusal:
        return refusal
    if agreement_between(municipality_id=referral.addressee_id, partner_id=center.pk, on=day_of(now)) is None:
        return f"{referral.addressee.name}と{center.name}の情報共有の取決めがありません。先に取決めを登録してください。"
    return None


def _sharing_consent(referral: Referral, center: Organisation, now: datetime) -> tuple[Consent | None, str | None]:
    """The consent that carries the sharing: the one of the request, else a newer one that names the centre; or why none does."""
    first = [referral.consent] if referral.consent else []
    why = None
    for consent in (*first, *live_consents(case_id=referral.case_id)):
        refusal = _covers(consent, center, now)
        if refusal is None:
            return consent, None
        why = why or refusal
    return None, why or "定着支援センターとの共有には、本人の同意が必要です。同意を記録してから行ってください。"


def _covers(consent: Consent, center: Organisation, now: datetime) -> str | None:
    terms = terms_of(consent)
    for info_class in consented_classes(consent.classes):
        refusal = consent_refusal(
            terms, on=day_of(now), info_class=info_class, recipient_id=center.pk, recipient_kind=center.kind,
            stage=Stage.INTERNAL,
        )  # fmt: skip
        if refusal:
            return refusal
    return None


def share(*, actor: Actor, referral: Referral, center: Organisation, now: datetime, permission: P) -> None:
    """The centre gets what the municipality holds and the person agreed to, in the municipality's name."""
    case = referral.case
    consent, _ = _sharing_consent(referral, center, now)
    for info_class in _classes_of(referral, consent):
        if _holds(case, referral.addressee_id, info_class, now):
            give_class(
                actor=actor, case=case, recipient=center, info_class=info_class, consent=consent,
                cause=Cause.REFERRAL, now=now, permission=permission, giver_id=referral.addressee_id,
            )  # fmt: skip
    case.center = center
    case.save(update_fields=["center"])
    assign_intake(actor=actor, case=case, organisation_id=center.pk, now=now, permission=permission)
    people = [(a.user_id, a.organisation_id) for a in live_assignments(case.pk) if a.organisation_id == center.pk]
    tell(people or addressees(center.pk, at=now), Kind.CENTER_SHARED, referral, actor, now)


def end_rows(*, actor: Actor, case: Case, now: datetime, permission: P) -> None:
    """差戻し・対象外・取下げ: what the request opened ends; number and outcome stay for the slip for SLIP_DAYS."""
    end_caused(
        actor=actor, case=case, opened=Cause.REFERRAL, cause=Cause.RETURNED, now=now, permission=permission,
        classes=[str(c) for c in PERSONAL_CLASSES],
    )  # fmt: skip
    end_caused(
        actor=actor, case=case, opened=Cause.REFERRAL, cause=Cause.RETURNED, now=now, permission=permission,
        at=now + timedelta(days=SLIP_DAYS), classes=[InfoClass.SUMMARY],
    )  # fmt: skip


def tell(people: list[tuple[UUID, UUID]], kind: Kind, referral: Referral, actor: Actor, now: datetime) -> None:
    """A message to these people but the actor: number and link only."""
    to = [p for p in people if p[0] != actor.user_id]
    notify(
        to=to, kind=kind, now=now, number=referral.number, link=f"/referrals/{referral.pk}/", case_id=referral.case_id
    )


def tell_sender(referral: Referral, kind: Kind, actor: Actor, now: datetime) -> None:
    """To those at the sender who work on the case; to all of its members where nobody is assigned."""
    senders = {referral.sender_id, referral.entered_by_id} - {None}
    people = [
        (a.user_id, a.organisation_id) for a in live_assignments(referral.case_id) if a.organisation_id in senders
    ]
    if not people and referral.sender_id is not None:
        people = addressees(referral.sender_id, at=now)
    tell(people, kind, referral, actor, now)


def _consent(referral: Referral, now: datetime) -> Consent:
    """The newest consent in force of this case that names the municipality, best one with every needed class.

    Never one of an older case of the same person.
    """
    refusal, second_best = "", None
    for consent in live_consents(case_id=referral.case_id):
        sentence = _refusal(consent, referral, now)
        if sentence is None and not unconsented(consent.classes):
            return consent
        second_best = second_best or (consent if sentence is None else None)
        refusal = refusal or sentence or ""
    if second_best is not None:
        return second_best
    raise RuleBroken(
        refusal or "本人の同意がまだ記録されていません。同意を記録するか、法令上の根拠と理由を入力してください。",
        field="consent",
    )


def _refusal(consent: Consent, referral: Referral, now: datetime) -> str | None:
    return consent_refusal(
        terms_of(consent), on=day_of(now), info_class=InfoClass.SUMMARY, recipient_id=referral.addressee_id,
        recipient_kind=referral.addressee.kind, stage=Stage.INTERNAL,
    )  # fmt: skip


def _require_agreement(giver_id: UUID, addressee: Organisation, now: datetime) -> None:
    if giver_id == addressee.pk:
        return
    if agreement_between(municipality_id=addressee.pk, partner_id=giver_id, on=day_of(now)) is None:
        giver = names_of_organisations([giver_id]).get(giver_id, "依頼元")
        raise RuleBroken(
            f"{addressee.name}と{giver}の情報共有の取決めが登録されていません。{addressee.name}（または受託団体）の担当者が"
            "「情報共有の取決め」に登録すると、提出できます。急を要するときは、法令上の根拠と具体的な理由を入力して提出できます。",
            field="legal_basis",
        )


def _classes_of(referral: Referral, consent: Consent | None) -> tuple[InfoClass, ...]:
    personal = consented_classes(consent.classes) if consent else NEEDED_CLASSES
    return (InfoClass.SUMMARY, *personal)


def _basis(referral: Referral) -> Basis:
    return Basis(referral.legal_basis) if referral.legal_basis else Basis.CONSENT


def _holds(case: Case, organisation_id: UUID, info_class: InfoClass, now: datetime) -> bool:
    return live_row(case_id=case.pk, recipient_id=organisation_id, info_class=info_class, at=now) is not None
