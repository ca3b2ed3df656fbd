"""Agreements, attachments, safety reviews, and what waits for the user."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.models import Organisation, UnionMember
from renkei.accounts.rules import in_force
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.models import (
    Attachment,
    Consent,
    LedgerEntry,
    SafetyReview,
    SharingAgreement,
)
from renkei.disclosure.queries.access import CaseAccess, ledger_of_case, on_visible
from renkei.disclosure.rules import AGREEMENT_ALERT_DAYS, CONSENT_ALERT_DAYS, LIVE_CONSENT
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import CORE_KINDS, MUNICIPAL_KINDS, VIEWERS_OF_ALL
from renkei.policy.permissions import P


def municipalities_of(*, actor: Actor, on: date) -> QuerySet[Organisation]:
    """The municipalities (and unions) in whose name the actor may make agreements."""
    mine = {actor.organisation_id, *actor.acts_for}
    members = UnionMember.objects.filter(in_force(on), union_id__in=mine).values("municipality_id")
    return Organisation.objects.filter(
        Q(pk__in=mine) | Q(pk__in=members), kind__in=MUNICIPAL_KINDS, closed_on__isnull=True
    ).order_by("kana", "name")


def agreements_of(*, actor: Actor, at: datetime) -> QuerySet[SharingAgreement]:
    """The register: those of one's own municipality, or to which one is the other party; all for audit and administration."""
    require(actor, P.AGREEMENT_VIEW)
    found = SharingAgreement.objects.select_related("municipality", "partner", "attachment")
    if actor.role not in VIEWERS_OF_ALL:
        own = municipalities_of(actor=actor, on=day_of(at)).values("pk")
        found = found.filter(Q(municipality_id__in=own) | Q(partner_id=actor.organisation_id))
    return found.order_by("municipality__name", "partner__kind", "partner__name", "-starts_on")


def get_agreement(*, actor: Actor, agreement_id: UUID, at: datetime) -> SharingAgreement:
    """One agreement of the register. Raises NotFound."""
    found = agreements_of(actor=actor, at=at).filter(pk=agreement_id).first()
    if found is None:
        raise NotFound(permission=P.AGREEMENT_VIEW.code)
    return found


def get_agreement_file(*, actor: Actor, agreement_id: UUID, at: datetime) -> Attachment:
    """The signed document of an agreement. Raises NotFound."""
    agreement = get_agreement(actor=actor, agreement_id=agreement_id, at=at)
    if agreement.attachment is None:
        raise NotFound(permission=P.AGREEMENT_VIEW.code)
    return agreement.attachment


def get_attachment(*, access: CaseAccess, attachment_id: UUID) -> Attachment:
    """A file of the case, if its class is open to the actor. An office gets only what it sent in itself. Raises NotFound."""
    found = Attachment.objects.filter(case=access.case, pk=attachment_id).first()
    outside = access.actor.organisation_kind not in CORE_KINDS
    if found is None or not access.sees(found.info_class):
        raise NotFound(permission=P.CONSENT_VIEW.code, case_id=access.case.pk)
    if outside and found.organisation_id != access.actor.organisation_id:
        raise NotFound(permission=P.CONSENT_VIEW.code, case_id=access.case.pk)
    return found


def get_entry(*, access: CaseAccess, entry_id: UUID) -> LedgerEntry:
    """One row of the ledger that the actor may see. Raises NotFound."""
    found = ledger_of_case(access=access).filter(pk=entry_id).first()
    if found is None:
        raise NotFound(permission=P.CONSENT_VIEW.code, case_id=access.case.pk)
    return found


def open_reviews(*, access: CaseAccess) -> QuerySet[SafetyReview]:
    """Safety reviews of the case that nobody has finished yet."""
    require(access.actor, P.CONSENT_VIEW, access.facts, at=access.at)
    return SafetyReview.objects.filter(case=access.case, done_at__isnull=True).order_by("opened_at")


def get_review(*, access: CaseAccess, review_id: UUID) -> SafetyReview:
    """One safety review of the case. Raises NotFound."""
    require(access.actor, P.CONSENT_VIEW, access.facts, at=access.at)
    found = SafetyReview.objects.filter(case=access.case, pk=review_id).first()
    if found is None:
        raise NotFound(permission=P.CONSENT_WITHDRAW.code, case_id=access.case.pk)
    return found


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Safety reviews, consents that end or are due for review, agreements that end."""
    return [line for source in SOURCES for line in source.ask(actor=actor, at=at)]


def _reviews(*, actor: Actor, at: datetime) -> Iterable[Waiting]:
    undone = SafetyReview.objects.filter(done_at__isnull=True).select_related("case")
    reviews = on_visible(undone, actor=actor, at=at, permission=P.CONSENT_WITHDRAW)
    for review in reviews.order_by("opened_at"):
        yield Waiting(
            "支援の安全確認をする", "利用中の方が同意を撤回しました。支援を安全に続けられるか確認してください。",
            day_of(review.opened_at), "disclosure:case", (review.case_id,), review.case.number,
        )  # fmt: skip


def _consents(*, actor: Actor, at: datetime) -> Iterable[Waiting]:
    limit = day_of(at) + timedelta(days=CONSENT_ALERT_DAYS)
    consents = on_visible(
        Consent.objects.filter(case__closed_at__isnull=True, status__in=LIVE_CONSENT).select_related("case"), actor=actor,
        at=at, permission=P.CONSENT_WRITE,
    )  # fmt: skip
    for consent in consents.filter(Q(valid_until__lte=limit) | Q(review_on__lte=limit)).order_by("valid_until"):
        ends = consent.valid_until is not None and consent.valid_until <= limit
        yield Waiting(
            "同意の期限が近づいています" if ends else "同意の見直しの時期です",
            "期限を過ぎると、この同意による開示はすべて終わります。" if ends else "内容が今も合っているか、本人と確認してください。",
            consent.valid_until if ends else consent.review_on, "disclosure:consent", (consent.case_id, consent.pk),
            consent.case.number,
        )  # fmt: skip


def _agreements(*, actor: Actor, at: datetime) -> Iterable[Waiting]:
    if not can(actor, P.AGREEMENT_WRITE):
        return
    today = day_of(at)
    for agreement in expiring_agreements(actor=actor, at=at):
        over = agreement.ends_on is not None and agreement.ends_on < today
        yield Waiting(
            f"{agreement.partner.name}との取決め{'が終わりました' if over else 'の期限が近づいています'}",
            "取決めがないと、この機関に本人の情報を開示できません。", agreement.ends_on, "agreements:detail",
            (agreement.pk,),
        )  # fmt: skip


def expiring_agreements(*, actor: Actor, at: datetime) -> list[SharingAgreement]:
    """Agreements that end within 60 days, or ended in the last 60, and have no successor."""
    today = day_of(at)
    near = timedelta(days=AGREEMENT_ALERT_DAYS)
    found = agreements_of(actor=actor, at=at).filter(
        ended_early_on__isnull=True, ends_on__range=(today - near, today + near)
    )
    later = set(
        agreements_of(actor=actor, at=at)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today + near), ended_early_on__isnull=True)
        .values_list("municipality_id", "partner_id")
    )
    return [a for a in found if (a.municipality_id, a.partner_id) not in later]


_ENDING = "FROM disclosure_sharingagreement WHERE ended_early_on IS NULL AND abs(ends_on - %(today)s) <= {near}"
SOURCES = (
    Source(_reviews, bell("FROM disclosure_safetyreview WHERE case_id IN {mine} AND done_at IS NULL")),
    Source(
        _consents,
        bell(
            "FROM disclosure_consent WHERE case_id IN {mine} AND status IN {live}"
            " AND least(valid_until, review_on) <= %(today)s + {soon}",
            live=LIVE_CONSENT, soon=CONSENT_ALERT_DAYS,
        ),
    ),
    Source(
        _agreements,
        bell(
            f"{_ENDING} AND municipality_id IN {{own}} UNION ALL SELECT {_ENDING} AND partner_id = %(body)s"
            f" UNION ALL SELECT {_ENDING} AND %(all)s",
            near=AGREEMENT_ALERT_DAYS,
        ),
    ),
)  # fmt: skip
