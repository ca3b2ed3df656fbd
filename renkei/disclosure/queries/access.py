"""What the ledger lets an actor see: the facts for the policy, the list of cases, the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, F, Max, Model, OuterRef, Q, QuerySet

from renkei.accounts.queries import responsible_for
from renkei.accounts.rules import in_force
from renkei.cases.models import Assignment, Case
from renkei.cases.queries import assigned_users, is_related, related_persons
from renkei.core.clock import day_of
from renkei.core.db import Among, ids_of
from renkei.core.errors import Destroyed, NotFound
from renkei.disclosure.enums import SELF_OPENED, Basis
from renkei.disclosure.models import Consent, ConsentRecipient, LedgerEntry, SharingAgreement
from renkei.disclosure.queries.looks import is_looking, once
from renkei.disclosure.rules import ENDED_CONSENT, LIVE_CONSENT, ConsentTerms, RecipientTerms
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import Decision, can, decide, require
from renkei.policy.enums import CORE_KINDS, MUNICIPAL_KINDS, PERSONAL_CLASSES, InfoClass, Reach
from renkei.policy.facts import CaseFacts, Grant
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import PRIVACY_OFFICERS, STOPPED_BY_WITHDRAWAL, reach_of

M = TypeVar("M", bound=Model)


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
        """Must the wording hide the programme? True until justice_outline is open to this very person."""
        rows = self.facts.live(self.actor.organisation_id, self.at)
        if self.actor.organisation_kind in CORE_KINDS or any(g.whole for g in rows):
            return False
        return not self.sees(InfoClass.JUSTICE_OUTLINE)


def grant_of(entry: LedgerEntry, *, core: bool) -> Grant:
    """A ledger row as the policy reads it. `core`: the recipient is a body of the programme."""
    return Grant(
        id=entry.pk,
        info_class=InfoClass(entry.info_class),
        recipient_id=entry.recipient_id,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        version_id=entry.version_id,
        fields=tuple(entry.fields),
        persons=frozenset(entry.persons),
        whole=entry.whole_class and (entry.basis != Basis.SUMMARY if core else entry.basis == Basis.OWN),
        retained=entry.basis == Basis.RETAINED,
        self_opened=entry.basis in SELF_OPENED,
    )


def facts_for(*, actor: Actor, case_id: UUID, at: datetime) -> CaseFacts:
    """Rows of this case for the actor's organisation that are not over, who of it is assigned, whether frozen, whether
    the actor is related to the person: 4 queries."""
    rows = LedgerEntry.objects.filter(case_id=case_id, recipient_id=actor.organisation_id).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    )
    return CaseFacts(
        case_id=case_id,
        grants=tuple(grant_of(row, core=actor.organisation_kind in CORE_KINDS) for row in rows),
        assigned=assigned_users(case_id, actor.organisation_id),
        frozen_at=_frozen_consents(actor, at).filter(case_id=case_id).aggregate(at=Max("ended_at"))["at"],
        related=is_related(case_id=case_id, user_id=actor.user_id),
    )


def _frozen_consents(actor: Actor, at: datetime) -> QuerySet[Consent]:
    """Ended consents (撤回・期限切れ) of cases in which no live one carries the actor's organisation."""
    mine = {actor.organisation_id, *actor.acts_for}
    kinds = {actor.organisation_kind, *(MUNICIPAL_KINDS if actor.acts_for else ())} - {None}
    named = ConsentRecipient.objects.filter(
        Q(organisation_id__in=mine) | Q(organisation_kind__in=kinds), consent_id=OuterRef("pk"), ended_at__isnull=True
    )
    live = Consent.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day_of(at)),
        Q(organisation_id__in=mine) | Exists(named),
        case_id=OuterRef("case_id"),
        status__in=LIVE_CONSENT,
    )
    return Consent.objects.filter(~Exists(live), status__in=ENDED_CONSENT)


def frozen_cases(*, actor: Actor, case_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Those of these cases in which no consent carries the actor's body any more (see `facts_for`), in one query."""
    found = _frozen_consents(actor, at).filter(case_id__in=list(case_ids))
    return set(found.values_list("case_id", flat=True))


def visible_cases(*, actor: Actor, at: datetime, permission: P = P.CASE_VIEW) -> QuerySet[Case]:
    """Cases on which the actor has this permission: the list form of `policy.decide`."""
    if is_looking(actor=actor, at=at):
        return _seen(Case.objects.all(), "pk", actor, permission, at)
    return _visible(actor, permission, at)


def visible_among(ids: Iterable[UUID], *, actor: Actor, at: datetime, permission: P = P.CASE_VIEW) -> set[UUID]:
    """Those of a handful of cases on which the actor has this permission. Nobody else's are looked at, also in a look."""
    return set(_visible(actor, permission, at).filter(pk__in=ids).values_list("pk", flat=True))


def on_visible(
    rows: QuerySet[M], *, actor: Actor, at: datetime, permission: P = P.CASE_VIEW, key: str = "case_id"
) -> QuerySet[M]:
    """Rows that hang on such cases. `key`: the column with the case's id. Inside `one_look` the ledger is asked once."""
    if is_looking(actor=actor, at=at):
        return _seen(rows, key, actor, permission, at)
    return rows.filter(**{f"{key}__in": _visible(actor, permission, at).values("pk")})


def _seen(rows: QuerySet[M], key: str, actor: Actor, permission: P, at: datetime) -> QuerySet[M]:
    def ask() -> str:
        return ids_of(_visible(actor, permission, at).order_by().values("pk"))

    question = scopes.question_of(actor, permission)
    ids = once(question, ask, actor=actor, at=at) if question else ""
    return rows.filter(Among(key, ids)) if ids else rows.none()


def _visible(actor: Actor, permission: P, at: datetime) -> QuerySet[Case]:
    """Depends on the permission by `scopes.question_of` alone; a test holds both together."""
    if scopes.has_no_list(actor, permission):
        return Case.objects.none()
    rows = _rows_that_count(actor, permission, at)
    cases = Case.objects.filter(pk__in=rows.values("case_id"), destroyed_at__isnull=True)
    own = Assignment.objects.filter(scopes.own_assignments(actor))
    for asked in dict.fromkeys((P.CASE_VIEW, permission)):
        if scopes.is_assigned_only(actor, asked):
            cases = cases.filter(Q(pk__in=own.values("case_id")) | Q(pk__in=_stand_in(actor, asked, at)))
    return cases.exclude(person_id__in=related_persons(user_id=actor.user_id))


def _stand_in(actor: Actor, permission: P, at: datetime) -> QuerySet[Any]:
    """Cases in which a row that names the actor (緊急の閲覧・開示等請求) stands in for the assignment (see `policy.decide`)."""
    rows = LedgerEntry.objects.filter(
        scopes.live_at(at), recipient_id=actor.organisation_id, basis__in=SELF_OPENED, persons__contains=[actor.user_id]
    )
    if permission is not P.CASE_VIEW:
        rows = rows.filter(info_class=permission.info_class) if permission in VIEW_OF_CLASS.values() else rows.none()
    return rows.values("case_id")


def _rows_that_count(actor: Actor, permission: P, at: datetime) -> QuerySet[LedgerEntry]:
    """The rows on which `decide` would say yes: retained ones only alone, whole ones not after the consent ended."""
    others = LedgerEntry.objects.filter(
        scopes.live_at(at), recipient_id=actor.organisation_id, case_id=OuterRef("case_id")
    ).exclude(basis__in=[Basis.RETAINED, *SELF_OPENED])
    rows = LedgerEntry.objects.filter(scopes.rows_held(actor, permission, at=at))
    rows = rows.filter(~Q(basis=Basis.RETAINED) | ~Exists(others))
    ended = Q(basis=Basis.RETAINED) | Exists(_frozen_consents(actor, at).filter(case_id=OuterRef("case_id")))
    if permission in STOPPED_BY_WITHDRAWAL:
        return rows.filter(~ended)
    if permission.info_class in PERSONAL_CLASSES and actor.role not in PRIVACY_OFFICERS:
        return rows.filter(~(_is_whole(actor) & Q(persons=[]) & ended))
    return rows


def _is_whole(actor: Actor) -> Q:
    bases = (
        ~Q(basis=Basis.SUMMARY) if actor.organisation_kind in CORE_KINDS else Q(basis__in=[Basis.OWN, Basis.RETAINED])
    )
    return Q(whole_class=True) & bases


def get_case(*, actor: Actor, case_id: UUID, at: datetime, permission: P = P.CASE_VIEW) -> CaseAccess:
    """One case in scope. Raises NotFound when absent or out of scope, NotAllowed when only this is not permitted.

    Raises:
        Destroyed: it was in scope, and is no more (保存期間の満了).
    """
    facts = facts_for(actor=actor, case_id=case_id, at=at)
    require(actor, permission, facts, at=at)
    case = Case.objects.select_related("person", "responsible", "center").filter(pk=case_id).first()
    if case is None:  # never was, or the wall keeps it from this very person (利害関係)
        raise NotFound(permission=permission.code, case_id=case_id)
    if case.destroyed_at is not None:
        raise Destroyed()
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
    """The unnamed whole-class row of an organisation, if it holds one now: the one that lasts longest; no retained one."""
    rows = LedgerEntry.objects.exclude(basis=Basis.RETAINED).filter(
        scopes.live_at(at),
        case_id=case_id,
        recipient_id=recipient_id,
        info_class=info_class,
        whole_class=True,
        persons=[],
    )
    return rows.order_by(F("ends_at").desc(nulls_first=True), "starts_at").first()


def runs_case(actor: Actor) -> bool:
    """Does the actor's body run cases (and so see the whole ledger of one)? Offices and referrers see their own rows."""
    return actor.organisation_kind in CORE_KINDS and reach_of(actor.role, P.CONSENT_VIEW) is not Reach.DISCLOSED


def ledger_of_case(*, access: CaseAccess) -> QuerySet[LedgerEntry]:
    """Rows of the case, newest first: all for the bodies that run the case, its own for everyone else."""
    require(access.actor, P.CONSENT_VIEW, access.facts, at=access.at)
    rows = LedgerEntry.objects.filter(case=access.case)
    if not runs_case(access.actor):
        own = access.actor.organisation_id
        rows = rows.filter(Q(recipient_id=own) | Q(giver_id=own))
    return rows.select_related("recipient", "giver", "acted_by", "consent", "agreement").order_by(
        "-starts_at", "-created_at"
    )


def agreement_between(
    *, municipality_id: UUID, partner_id: UUID, on: date, info_class: str = ""
) -> SharingAgreement | None:
    """The sharing agreement in force between two bodies (or the union that acts for one of them), newest first.

    Args:
        info_class: only an agreement that covers this class; the summary needs none.
    """
    one, other = responsible_for(municipality_id, on=on), responsible_for(partner_id, on=on)
    parties = Q(municipality_id__in=one, partner_id=partner_id) | Q(
        municipality_id__in=other, partner_id=municipality_id
    )
    found = SharingAgreement.objects.filter(parties & in_force(on) & not_ended_early(on))
    if info_class and info_class != InfoClass.SUMMARY:
        found = found.filter(classes__contains=[info_class])
    return found.order_by("-starts_on").first()


def not_ended_early(on: date) -> Q:
    """Filter over agreements: not ended before this day."""
    return Q(ended_early_on__isnull=True) | Q(ended_early_on__gte=on)


def terms_of(consent: Consent) -> ConsentTerms:
    """A consent as the rules read it: one query for its recipients."""
    every = list(consent.recipients.all())
    recipients = tuple(
        RecipientTerms(r.organisation_id, r.organisation_kind, tuple(r.stages)) for r in every if r.ended_at is None
    )
    gone = {r.organisation_id for r in every if r.organisation_id and r.ended_at} - {
        r.organisation_id for r in recipients
    }
    return ConsentTerms(
        consent.status, consent.valid_from, consent.valid_until, tuple(consent.classes), recipients, frozenset(gone)
    )


def consents_of(*, access: CaseAccess) -> QuerySet[Consent]:
    """Consents of the case, newest version first, with recipients and history. Offices see none, only their ledger rows."""
    require(access.actor, P.CONSENT_VIEW, access.facts, at=access.at)
    consents = Consent.objects.filter(case=access.case)
    if reach_of(access.actor.role, P.CONSENT_VIEW) is Reach.DISCLOSED:
        return consents.none()
    if not runs_case(access.actor):
        consents = consents.filter(organisation_id=access.actor.organisation_id)
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


def own_collectors(*, access: CaseAccess) -> set[UUID]:
    """The actor's body and those it commissioned on this case: what they wrote is its own collection."""
    own = access.actor.organisation_id
    agents = LedgerEntry.objects.filter(case=access.case, basis=Basis.COMMISSION, giver_id=own)
    return {*agents.values_list("recipient_id", flat=True), *([own] if own else [])}


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


def bodies_on(*, case: Case, at: datetime) -> list[UUID]:
    """Organisations that take part in the case now."""
    rows = LedgerEntry.objects.filter(scopes.live_at(at), case=case)
    return list(rows.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())


def bodies_ever_on(*, case: Case) -> set[UUID]:
    """Organisations that gave or got something of the case at any time, as far as the actor sees its ledger."""
    pairs = LedgerEntry.objects.filter(case=case).values_list("giver_id", "recipient_id")
    return {pk for pair in pairs for pk in pair if pk}
