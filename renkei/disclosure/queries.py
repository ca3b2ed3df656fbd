"""What the ledger lets an actor see: the facts for the policy, the list of cases, the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from renkei.accounts.rules import in_force
from renkei.cases.models import Assignment, Case
from renkei.cases.queries import assigned_users
from renkei.core.errors import NotFound
from renkei.disclosure.models import Consent, LedgerEntry, SharingAgreement
from renkei.disclosure.rules import LIVE_CONSENT, ConsentTerms, RecipientTerms
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import Decision, can, decide, require
from renkei.policy.enums import InfoClass, Reach
from renkei.policy.facts import CaseFacts, Grant
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import reach_of


@dataclass(frozen=True)
class CaseAccess:
    """A case the actor may see, with the facts on which every further question is decided."""

    case: Case
    facts: CaseFacts
    actor: Actor
    at: datetime

    def can(self, permission: P) -> bool:
        """Only the yes or no."""
        return can(self.actor, permission, self.facts, at=self.at)

    def decide(self, permission: P) -> Decision:
        """The answer with its reason."""
        return decide(self.actor, permission, self.facts, at=self.at)

    def sees(self, info_class: InfoClass | str) -> bool:
        """Is this class open to this very person now?"""
        return self.can(VIEW_OF_CLASS[InfoClass(info_class)])

    @property
    def neutral(self) -> bool:
        """Must the wording hide the programme? True until justice_outline is open to this organisation."""
        rows = self.facts.live(self.actor.organisation_id, self.at)
        outside = not any(g.whole for g in rows)
        return outside and not any(g.info_class == InfoClass.JUSTICE_OUTLINE for g in rows)


def grant_of(entry: LedgerEntry) -> Grant:
    """A ledger row as the policy reads it."""
    return Grant(
        id=entry.pk,
        info_class=InfoClass(entry.info_class),
        recipient_id=entry.recipient_id,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        version_id=entry.version_id,
        fields=tuple(entry.fields),
        persons=frozenset(entry.persons),
        whole=entry.whole_class and entry.basis != "summary",
    )


def facts_for(*, actor: Actor, case_id: UUID, at: datetime) -> CaseFacts:
    """Rows of this case for the actor's organisation that are not over, and who of it is assigned: 2 queries."""
    rows = LedgerEntry.objects.filter(case_id=case_id, recipient_id=actor.organisation_id).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    )
    return CaseFacts(
        case_id=case_id,
        grants=tuple(grant_of(row) for row in rows),
        assigned=assigned_users(case_id, actor.organisation_id),
    )


def visible_cases(*, actor: Actor, at: datetime, permission: P = P.CASE_VIEW) -> QuerySet[Case]:
    """Cases on which the actor has this permission: the list form of `policy.decide`."""
    if scopes.is_empty(actor, permission) or scopes.is_empty(actor, P.CASE_VIEW):
        return Case.objects.none()
    rows = LedgerEntry.objects.filter(scopes.rows_held(actor, permission, at=at))
    cases = Case.objects.filter(pk__in=rows.values("case_id"))
    if scopes.needs_assignment(actor, permission):
        own = Assignment.objects.filter(scopes.own_assignments(actor))
        cases = cases.filter(pk__in=own.values("case_id"))
    return cases


def get_case(*, actor: Actor, case_id: UUID, at: datetime, permission: P = P.CASE_VIEW) -> CaseAccess:
    """One case in scope. Raises NotFound when absent or out of scope, NotAllowed when only this is not permitted."""
    facts = facts_for(actor=actor, case_id=case_id, at=at)
    require(actor, permission, facts, at=at)
    case = Case.objects.select_related("person", "responsible", "center").filter(pk=case_id).first()
    if case is None:
        raise NotFound(permission=permission.code)
    return CaseAccess(case=case, facts=facts, actor=actor, at=at)


def require_on(*, actor: Actor, permission: P, case: Case, at: datetime) -> CaseFacts:
    """The first line of a service: the facts of the case, after the policy said yes. Raises NotFound/NotAllowed."""
    facts = facts_for(actor=actor, case_id=case.pk, at=at)
    require(actor, permission, facts, at=at)
    return facts


def holder_of(*, actor: Actor, case: Case) -> UUID:
    """In whose name the actor acts on this case: the municipality that commissioned it, else its own organisation."""
    if case.responsible_id is not None and case.responsible_id in actor.acts_for:
        return case.responsible_id
    if actor.organisation_id is None:
        raise NotFound()
    return actor.organisation_id


def live_row(*, case_id: UUID, recipient_id: UUID, info_class: str, at: datetime) -> LedgerEntry | None:
    """The unnamed whole-class row of an organisation, if it holds one now: the one that lasts longest."""
    rows = LedgerEntry.objects.filter(
        scopes.live_at(at),
        case_id=case_id,
        recipient_id=recipient_id,
        info_class=info_class,
        whole_class=True,
        persons=[],
    )
    return rows.order_by(F("ends_at").desc(nulls_first=True), "starts_at").first()


def ledger_of_case(*, access: CaseAccess) -> QuerySet[LedgerEntry]:
    """Rows of the case, newest first: all for the bodies that run the case, its own for everyone else."""
    require(access.actor, P.CONSENT_VIEW, access.facts, at=access.at)
    rows = LedgerEntry.objects.filter(case=access.case)
    if reach_of(access.actor.role, P.CONSENT_VIEW) is Reach.DISCLOSED:
        rows = rows.filter(recipient_id=access.actor.organisation_id)
    return rows.select_related("recipient", "giver", "acted_by", "consent", "agreement").order_by(
        "-starts_at", "-created_at"
    )


def agreement_between(*, municipality_id: UUID, partner_id: UUID, on: date) -> SharingAgreement | None:
    """The sharing agreement in force between two bodies, whichever of them is the municipality; newest first."""
    parties = Q(municipality_id=municipality_id, partner_id=partner_id) | Q(
        municipality_id=partner_id, partner_id=municipality_id
    )
    early = Q(ended_early_on__isnull=True) | Q(ended_early_on__gte=on)
    return SharingAgreement.objects.filter(parties & in_force(on) & early).order_by("-starts_on").first()


def terms_of(consent: Consent) -> ConsentTerms:
    """A consent as the rules read it: one query for its recipients."""
    recipients = tuple(
        RecipientTerms(r.organisation_id, r.organisation_kind, tuple(r.stages))
        for r in consent.recipients.all()
        if r.ended_at is None
    )
    return ConsentTerms(consent.status, consent.valid_from, consent.valid_until, tuple(consent.classes), recipients)


def consents_of(*, access: CaseAccess) -> QuerySet[Consent]:
    """Consents of the case, newest version first, with recipients and history. Offices see none, only their ledger rows."""
    require(access.actor, P.CONSENT_VIEW, access.facts, at=access.at)
    consents = Consent.objects.filter(case=access.case)
    if reach_of(access.actor.role, P.CONSENT_VIEW) is Reach.DISCLOSED:
        return consents.none()
    return (
        consents.prefetch_related("recipients__organisation", "events")
        .select_related("organisation")
        .order_by("-version")
    )


def get_consent(*, access: CaseAccess, consent_id: UUID) -> Consent:
    """One consent of the case. Raises NotFound."""
    consent = consents_of(access=access).filter(pk=consent_id).first()
    if consent is None:
        raise NotFound(permission=P.CONSENT_VIEW.code, case_id=access.case.pk)
    return consent


def live_consents(*, case_id: UUID) -> QuerySet[Consent]:
    """Consents in force by status; the dates are checked by the rules."""
    return (
        Consent.objects.filter(case_id=case_id, status__in=LIVE_CONSENT)
        .prefetch_related("recipients")
        .order_by("-version")
    )


def recipients_now(*, case_id: UUID, at: datetime, classes: Iterable[str] | None = None) -> QuerySet[LedgerEntry]:
    """Every live row of a case, for previews and the bodies' list."""
    rows = LedgerEntry.objects.filter(scopes.live_at(at), case_id=case_id).select_related("recipient", "giver")
    return rows.filter(info_class__in=list(classes)) if classes is not None else rows
