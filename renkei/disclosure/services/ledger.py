"""Opening and ending rows of the ledger: the only place that writes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from renkei.accounts.models import Delegation, Organisation
from renkei.accounts.queries import delegation_end
from renkei.accounts.rules import delegation_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.clock import TOKYO, day_of
from renkei.core.db import explain
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure import rules
from renkei.disclosure.enums import CHOSEN_BASES, Basis, Cause, Method, Stage
from renkei.disclosure.models import Consent, LedgerEntry
from renkei.disclosure.queries import agreement_between, holder_of, live_row, require_on, terms_of
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P


@transaction.atomic
def collect(
    *, actor: Actor, case: Case, classes: Iterable[str], now: datetime, permission: P = P.RECORD_WRITE
) -> list[LedgerEntry]:
    """自機関で取得: what a body collects itself opens a row of its own; a commissioned body collects for its municipality.

    The first rows of a new case are opened here too, so only the role is asked where no row exists yet.
    """
    if LedgerEntry.objects.filter(case=case).exists():
        require_on(actor=actor, permission=permission, case=case, at=now)
    else:
        require(actor, permission)
    holder = holder_of(actor=actor, case=case)
    opened = []
    for info_class in classes:
        held = live_row(case_id=case.pk, recipient_id=holder, info_class=info_class, at=now)
        if held is None:
            opened.append(_own(actor, case, info_class, holder, Basis.OWN, now))
        elif held.basis not in (Basis.OWN, Basis.COMMISSION):
            _retain(actor, case, (info_class, InfoClass.SUMMARY), holder, now)
    if holder != actor.organisation_id:
        _commission_all(actor, case, now)
    return opened


@transaction.atomic
def commission(
    *, actor: Actor, case: Case, delegation: Delegation, now: datetime, permission: P = P.REFERRAL_WRITE
) -> list[LedgerEntry]:
    """委託: the commissioned body gets every class the municipality holds, until the contract ends."""
    require_on(actor=actor, permission=permission, case=case, at=now)
    return _commission(actor, case, delegation, now)


@transaction.atomic
def give_class(
    *, actor: Actor, case: Case, recipient: Organisation, info_class: str, consent: Consent | None, cause: Cause, now: datetime,
    permission: P = P.DISCLOSE, ends_at: datetime | None = None, stage: Stage = Stage.INTERNAL,
    basis: Basis = Basis.CONSENT, legal_reason: str = "", giver_id: UUID | None = None,
) -> LedgerEntry:  # fmt: skip
    """Give a body of the programme a whole class, on a consent or on another legal ground (依頼による提供).

    Args:
        basis, legal_reason: one of the legal grounds with its written reason, where no consent carries it (緊急など).
        giver_id: the body in whose name it is given, when that is not the actor's own: the addressee of a request
            passing on to the centre what it received with it (Q6).

    Raises:
        RuleBroken: neither consent and agreement nor a written ground carries it.
    """
    require_on(actor=actor, permission=permission, case=case, at=now)
    if recipient.kind not in CORE_KINDS:
        raise RuleBroken("情報区分の全体を渡せるのは、事業を行う機関だけです。")
    source = _source(actor, case, info_class, now, holder_id=giver_id)
    found = live_row(case_id=case.pk, recipient_id=recipient.pk, info_class=info_class, at=now)
    if found and _lasts(found, _capped(consent, source, ends_at)):
        return found
    if basis is Basis.CONSENT:
        _check_consent(consent, info_class=info_class, recipient=recipient, stage=stage, now=now)
    else:
        _check_ground(basis, legal_reason)
    return _open(
        actor, now, case=case, info_class=info_class, recipient_id=recipient.pk, giver_id=source.recipient_id,
        basis=basis, consent=consent if basis is Basis.CONSENT else None, legal_reason=legal_reason.strip() or None,
        derived_from=source, stage=stage, cause=cause, ends_at=ends_at,
    )  # fmt: skip


@transaction.atomic
def give_summary(
    *, actor: Actor, case: Case, recipient: Organisation, cause: Cause, now: datetime, cause_id: UUID | None = None,
    permission: P = P.INQUIRY_SEND, ends_at: datetime | None = None, method: Method = Method.SYSTEM,
) -> LedgerEntry:  # fmt: skip
    """仮名による相談: an office gets the summary; this needs no agreement. An open row is reused."""
    require_on(actor=actor, permission=permission, case=case, at=now)
    source = _source(actor, case, InfoClass.SUMMARY, now)
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case=case, recipient=recipient, info_class=InfoClass.SUMMARY)
    until = _capped(None, source, ends_at)
    if found := next((row for row in rows if _lasts(row, until)), None):
        return found
    return _open(
        actor, now, case=case, info_class=InfoClass.SUMMARY, recipient_id=recipient.pk, giver_id=source.recipient_id,
        basis=Basis.SUMMARY, stage=Stage.ANONYMOUS, cause=cause, cause_id=cause_id, ends_at=ends_at, method=method,
        derived_from=source,
    )  # fmt: skip


@transaction.atomic
def disclose(
    *, actor: Actor, case: Case, recipient: Organisation, info_class: str, version_id: UUID, fields: Iterable[str],
    basis: Basis, stage: Stage, cause: Cause, now: datetime, consent: Consent | None = None, legal_reason: str = "",
    persons: Iterable[UUID] = (), paper_persons: str = "", ends_at: datetime | None = None, cause_id: UUID | None = None,
    method: Method = Method.SYSTEM, permission: P = P.DISCLOSE,
) -> LedgerEntry:  # fmt: skip
    """実名での共有: a version and its fields to an office (or other body), to named persons where the class asks it.

    A newer version replaces the older row of the same class.

    Raises:
        RuleBroken: too early a stage, no consent, no agreement, no persons, fields an office never gets.
    """
    require_on(actor=actor, permission=permission, case=case, at=now)
    chosen = tuple(fields)
    _refuse(rules.stage_refusal(info_class=info_class, stage=stage, recipient_kind=recipient.kind))
    _refuse(rules.fields_refusal(info_class=info_class, fields=chosen, recipient_kind=recipient.kind))
    source = _source(actor, case, info_class, now)
    if basis is Basis.CONSENT:
        _check_consent(consent, info_class=info_class, recipient=recipient, stage=stage, now=now)
    else:
        _check_ground(basis, legal_reason)
    older = LedgerEntry.objects.filter(
        scopes.live_at(now), case=case, recipient=recipient, info_class=info_class, whole_class=False
    )
    _end(older, at=now, cause=Cause.REPLACED, actor=actor)
    return _open(
        actor, now, case=case, info_class=info_class, recipient_id=recipient.pk, giver_id=source.recipient_id, basis=basis,
        consent=consent, legal_reason=legal_reason.strip() or None, derived_from=source, whole_class=False,
        version_id=version_id, fields=list(chosen), persons=list(persons), paper_persons=paper_persons.strip() or None,
        stage=stage, cause=cause, cause_id=cause_id, ends_at=ends_at, method=method,
    )  # fmt: skip


@transaction.atomic
def end_entry(
    *,
    actor: Actor,
    entry: LedgerEntry,
    cause: Cause,
    now: datetime,
    at: datetime | None = None,
    permission: P = P.DISCLOSE,
) -> int:
    """開示を終える: one row and those derived from it. `at` lies in the future for a tail."""
    require_on(actor=actor, permission=permission, case=entry.case, at=now)
    return _end(LedgerEntry.objects.filter(pk=entry.pk), at=at or now, cause=cause, actor=actor, now=now)


@transaction.atomic
def end_recipient(
    *, actor: Actor, case: Case, recipient_id: UUID, cause: Cause, now: datetime, at: datetime | None = None,
    classes: Iterable[str] | None = None, permission: P = P.DISCLOSE, cascade: bool = False,
) -> int:  # fmt: skip
    """End every live row of one organisation (of some classes). `cascade` also ends what was derived from them."""
    require_on(actor=actor, permission=permission, case=case, at=now)
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case=case, recipient_id=recipient_id)
    if classes is not None:
        rows = rows.filter(info_class__in=list(classes))
    return _end(rows, at=at or now, cause=cause, actor=actor, cascade=cascade, now=now)


@transaction.atomic
def end_entry_by_job(*, actor: Actor, entry: LedgerEntry, cause: Cause, now: datetime) -> int:
    """The daily job ends what a deadline has ended (打診の期限切れ). Only the system actor `jobs` may."""
    if actor.system != "jobs":
        raise NotFound()
    return _end(LedgerEntry.objects.filter(pk=entry.pk), at=now, cause=cause, actor=actor)


@transaction.atomic
def end_caused(
    *, actor: Actor, case: Case, opened: Cause, cause: Cause, now: datetime, at: datetime | None = None,
    classes: Iterable[str] | None = None, permission: P = P.DISCLOSE,
) -> int:  # fmt: skip
    """End what one kind of event opened (a request that is returned), and all that was derived from it."""
    require_on(actor=actor, permission=permission, case=case, at=now)
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case=case, cause=opened)
    if classes is not None:
        rows = rows.filter(info_class__in=list(classes))
    return _end(rows, at=at or now, cause=cause, actor=actor)


def _own(actor: Actor, case: Case, info_class: str, holder: UUID, basis: Basis, now: datetime) -> LedgerEntry:
    return _open(
        actor, now, case=case, info_class=info_class, recipient_id=holder, giver_id=holder, basis=basis,
        stage=Stage.INTERNAL, cause=Cause.COLLECTED,
    )  # fmt: skip


def _retain(actor: Actor, case: Case, classes: Iterable[str], holder: UUID, now: datetime) -> None:
    """What a body collects on top of what it was given stays its own record when the giving ends (ADR 0004)."""
    own = (Basis.OWN, Basis.RETAINED)
    rows = LedgerEntry.objects.filter(scopes.live_at(now), case=case, recipient_id=holder, basis__in=own, persons=[])
    kept = set(rows.values_list("info_class", flat=True))
    for info_class in dict.fromkeys(classes):
        if info_class not in kept:
            _own(actor, case, info_class, holder, Basis.RETAINED, now)


def _commission_all(actor: Actor, case: Case, now: datetime) -> None:
    on = day_of(now)
    for delegation in Delegation.objects.filter(principal_id=case.responsible_id, agent_id=actor.organisation_id):
        last = delegation.ended_early_on or delegation.ends_on
        if delegation.starts_on <= on <= last:
            _commission(actor, case, delegation, now)


@transaction.atomic
def renew_commissions(*, actor: Actor, now: datetime) -> int:
    """委託の更新: rows that ended with the old contract open again under the new one (4月1日). For the daily job alone."""
    if actor.system != "jobs":
        raise NotFound()
    opened = 0
    for delegation in Delegation.objects.filter(delegation_in_force(day_of(now))).select_related("principal"):
        ended = LedgerEntry.objects.filter(
            basis=Basis.COMMISSION, recipient_id=delegation.agent_id, giver_id=delegation.principal_id, ended_cause="",
            ends_at__lte=now,
        ).exclude(delegation=delegation)  # fmt: skip
        for case in Case.objects.filter(pk__in=ended.values("case_id"), closed_at__isnull=True):
            opened += len(_commission(actor, case, delegation, now))
    return opened


def _commission(actor: Actor, case: Case, delegation: Delegation, now: datetime) -> list[LedgerEntry]:
    held = LedgerEntry.objects.filter(
        scopes.live_at(now), case=case, recipient_id=delegation.principal_id, whole_class=True, persons=[]
    ).exclude(basis=Basis.RETAINED)
    opened, seen = [], set()
    for row in held.order_by(F("ends_at").desc(nulls_first=True), "starts_at"):
        already = live_row(case_id=case.pk, recipient_id=delegation.agent_id, info_class=row.info_class, at=now)
        ends_at = min(filter(None, (delegation_end(delegation), row.ends_at)))
        if row.info_class in seen or (already and (already.ends_at is None or already.ends_at >= ends_at)):
            continue
        seen.add(row.info_class)
        opened.append(
            _open(actor, now, case=case, info_class=row.info_class, recipient_id=delegation.agent_id,
                  giver_id=delegation.principal_id, basis=Basis.COMMISSION, delegation=delegation, derived_from=row,
                  stage=Stage.INTERNAL, cause=Cause.COMMISSION, ends_at=ends_at)
        )  # fmt: skip
    return opened


def _source(actor: Actor, case: Case, info_class: str, now: datetime, *, holder_id: UUID | None = None) -> LedgerEntry:
    """The row on which the giver itself holds what it gives: nobody gives what he was not given."""
    holder = holder_id or holder_of(actor=actor, case=case)
    row = live_row(case_id=case.pk, recipient_id=holder, info_class=info_class, at=now)
    if row is None:
        raise RuleBroken(f"「{InfoClass(info_class).label}」は、提供元の機関に記録・開示されていません。")
    return row


def _check_consent(
    consent: Consent | None, *, info_class: str, recipient: Organisation, stage: str, now: datetime
) -> None:
    if consent is None:
        raise RuleBroken("根拠とする同意を選んでください。", field="consent")
    _refuse(
        rules.consent_refusal(
            terms_of(consent), on=day_of(now), info_class=info_class, recipient_id=recipient.pk,
            recipient_kind=recipient.kind, stage=stage,
        )
    )  # fmt: skip


def _check_ground(basis: Basis, legal_reason: str) -> None:
    if basis not in CHOSEN_BASES or not legal_reason.strip():
        raise RuleBroken(
            "本人の同意によらないときは、法令上の根拠と具体的な理由を入力してください。", field="legal_reason"
        )


def _capped(consent: Consent | None, source: LedgerEntry | None, ends_at: datetime | None) -> datetime | None:
    """Nothing lasts longer than the consent on which it, or the giver's own row, rests."""
    ends = [ends_at, *(_consent_end(c) for c in (consent, source.consent if source else None) if c is not None)]
    return min((e for e in ends if e is not None), default=None)


def _consent_end(consent: Consent) -> datetime | None:
    """Midnight after its last day, Japan's time; None where it lasts as long as the support."""
    if consent.valid_until is None:
        return None
    return datetime.combine(consent.valid_until + timedelta(days=1), time.min, tzinfo=TOKYO)


def _lasts(row: LedgerEntry, until: datetime | None) -> bool:
    return row.ends_at is None or (until is not None and row.ends_at >= until)


def _refuse(sentence: str | None) -> None:
    if sentence:
        raise RuleBroken(sentence)


def _open(actor: Actor, now: datetime, *, whole_class: bool = True, **fields: Any) -> LedgerEntry:
    giver_id, recipient_id = fields["giver_id"], fields["recipient_id"]
    consent = fields.get("consent")
    if consent is not None and consent.case_id != fields["case"].pk:
        raise RuleBroken("別のケースの同意は使えません。")
    if giver_id != recipient_id and "delegation" not in fields:
        fields["agreement"] = agreement_between(
            municipality_id=giver_id, partner_id=recipient_id, on=day_of(now), info_class=fields["info_class"]
        )
    acted_by = actor.organisation_id if giver_id in actor.acts_for else None
    fields.setdefault("starts_at", now)
    fields["ends_at"] = _capped(consent, fields.get("derived_from"), fields.get("ends_at"))
    try:
        with transaction.atomic():
            entry = LedgerEntry.objects.create(
                whole_class=whole_class, acted_by_id=acted_by, opened_by=actor.user_id, **fields
            )
    except IntegrityError as error:
        raise explain(error, LedgerEntry) from None
    record(
        actor=actor, event=E.LEDGER_OPENED, now=now, thing=entry, case_id=entry.case_id, info_class=entry.info_class,
        detail={"recipient": str(recipient_id), "basis": entry.basis, "cause": entry.cause},
    )  # fmt: skip
    return entry


def _end(
    rows: Any, *, at: datetime, cause: Cause, actor: Actor, cascade: bool = True, now: datetime | None = None
) -> int:
    """Set the end of the rows (and, by default, of all derived from them) to `at`, where it is not nearer already."""
    ended = 0
    frontier = list(rows.select_for_update(of=("self",)))
    while frontier:
        for row in frontier:
            ended += _end_one(row, at, cause, actor, now or at)
        if not cascade:
            break
        frontier = list(
            LedgerEntry.objects.filter(derived_from__in=[r.pk for r in frontier]).select_for_update(of=("self",))
        )
    return ended


def _end_one(row: LedgerEntry, at: datetime, cause: Cause, actor: Actor, now: datetime) -> int:
    end = max(at, row.starts_at)
    if row.ends_at is not None and row.ends_at <= end:
        return 0
    row.ends_at, row.ended_cause, row.ended_by = end, cause, actor.user_id
    row.save(update_fields=["ends_at", "ended_cause", "ended_by"])
    record(
        actor=actor, event=E.LEDGER_ENDED, now=now, thing=row, case_id=row.case_id, info_class=row.info_class,
        detail={"recipient": str(row.recipient_id), "cause": cause},
    )  # fmt: skip
    return 1
