"""支援中の方を登録する: a case that runs already, or a light one that was never referred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from renkei.accounts.models import Organisation
from renkei.accounts.queries import delegation_for
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.cases.services import add_need, assign_intake, move, open_case
from renkei.coordination.enums.referral import RunningStage
from renkei.coordination.rules.referral import needs_from
from renkei.coordination.services.joint import open_board
from renkei.core.clock import day_of
from renkei.core.errors import RuleBroken
from renkei.disclosure.enums import Basis, Method
from renkei.disclosure.models import Consent
from renkei.disclosure.queries import require_on
from renkei.disclosure.rules import missing_explanations
from renkei.disclosure.services import before_system, collect, commission, explain_consent, obtain_consent
from renkei.people.models import FIELDS_OF, RECORD_OF
from renkei.people.services import save_record
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import CORE_KINDS, InfoClass, OrgKind
from renkei.policy.permissions import P

#: Of third parties a body outside the programme holds the instruction at most.
_OUTSIDE_THIRD_PARTY = ("instruction",)


@dataclass(frozen=True)
class Told:
    """One line of 「すでに伝えた先」: to whom, which classes, when, how, whether it still takes part."""

    recipient: Organisation
    classes: tuple[InfoClass, ...]
    told_at: datetime
    method: Method = Method.PAPER
    still: bool = True
    paper_persons: str = ""


@dataclass(frozen=True)
class Running:
    """A case as it stands in the middle of the road."""

    municipality: Organisation
    stage: RunningStage
    started_at: datetime
    records: Mapping[InfoClass, Mapping[str, Any]]
    light: bool = False
    center: Organisation | None = None
    asks: tuple[str, ...] = ()
    area_code: str = ""
    told: tuple[Told, ...] = ()
    basis: Basis = Basis.CONSENT
    legal_reason: str = ""
    consent: Mapping[str, Any] | None = None


@transaction.atomic
def enter_running(*, actor: Actor, entry: Running, now: datetime, previous: Case | None = None) -> Case:
    """登録する: case, records, what was already told (導入前に伝達済み, with its true dates); then straight to its stage.

    A light case has no request, no centre and no board of joint running.

    Raises:
        RuleBroken: a day that is still to come, no ground for what was told, nothing recorded of a class told.
    """
    require(actor, P.CASE_WRITE)
    if entry.started_at > now:
        raise RuleBroken("支援を始めた日は、今日までの日を入力してください。", field="started_on")
    case = open_case(
        actor=actor, now=now, permission=P.CASE_WRITE, previous=previous, responsible=entry.municipality,
        center=None if entry.light else entry.center, is_light=entry.light, area_code=entry.area_code,
        support_kinds=[str(k) for k in needs_from(entry.asks)],
    )  # fmt: skip
    collect(actor=actor, case=case, classes=[InfoClass.SUMMARY], now=now, permission=P.CASE_WRITE)
    for info_class, values in entry.records.items():
        if any(values.values()):
            save_record(actor=actor, case=case, info_class=info_class, values=values, now=now, permission=P.CASE_WRITE)
    _bodies(actor, case, entry, now)
    consent = _consent(actor, case, entry, now)
    for line in entry.told:
        _tell_again(actor, case, entry, line, consent, now)
    facts = require_on(actor=actor, permission=P.CASE_WRITE, case=case, at=now)
    step = "enter_running" if entry.stage == RunningStage.IN_SERVICE else "open_light"
    case = move(actor=actor, case=case, step=step, facts=facts, now=now, accepted_at=entry.started_at)
    for kind in needs_from(entry.asks):
        add_need(actor=actor, case=case, facts=facts, now=now, permission=P.CASE_WRITE, kind=kind)
    if not entry.light:
        open_board(actor=actor, case=case, now=now, permission=P.CASE_WRITE)
    record(
        actor=actor, event=E.CASE_MOVED, now=now, thing=case, case_id=case.pk,
        detail={"step": "entered_from_the_middle", "light": entry.light, "told": len(entry.told)},
    )  # fmt: skip
    return case


def _bodies(actor: Actor, case: Case, entry: Running, now: datetime) -> None:
    """The municipality and its commissioned body both work on it, whoever typed it."""
    bodies = [entry.municipality.pk]
    delegation = delegation_for(principal_id=entry.municipality.pk, on=day_of(now))
    if delegation is not None:
        commission(actor=actor, case=case, delegation=delegation, now=now, permission=P.CASE_WRITE)
        bodies.append(delegation.agent_id)
    for organisation_id in bodies:
        assign_intake(actor=actor, case=case, organisation_id=organisation_id, now=now, permission=P.CASE_WRITE)


def _consent(actor: Actor, case: Case, entry: Running, now: datetime) -> Consent | None:
    """The consent of that time, as a version of its own, naming those who were told."""
    if entry.consent is None:
        return None
    recipients: list[dict[str, Any]] = [
        {"organisation": entry.municipality}, {"organisation_kind": str(OrgKind.CORE_CENTER)},
    ]  # fmt: skip
    recipients += [{"organisation": line.recipient} for line in _unique(entry.told)]
    given = dict(entry.consent)
    signature, proxy = given.pop("signature"), given.pop("proxy_reason", "")
    consent = explain_consent(
        actor=actor, case=case, now=now, recipients=recipients, valid_from=day_of(given["explained_at"]),
        explained=[str(e) for e in missing_explanations(given["kind"], ())], **given,
    )  # fmt: skip
    return obtain_consent(actor=actor, consent=consent, now=now, signature=signature, proxy_reason=proxy)


def _tell_again(actor: Actor, case: Case, entry: Running, line: Told, consent: Consent | None, now: datetime) -> None:
    for info_class in (InfoClass.SUMMARY, *(c for c in line.classes if c is not InfoClass.SUMMARY)):
        version_id, fields = _what(case, line.recipient, info_class)
        before_system(
            actor=actor, case=case, recipient=line.recipient, info_class=info_class, told_at=line.told_at, now=now,
            still=line.still, version_id=version_id, fields=fields, consent=consent, basis=entry.basis,
            legal_reason=entry.legal_reason, paper_persons=line.paper_persons, method=line.method,
        )  # fmt: skip
    if line.still:
        assign_intake(actor=actor, case=case, organisation_id=line.recipient.pk, now=now, permission=P.CASE_WRITE)


def _what(case: Case, recipient: Organisation, info_class: InfoClass) -> tuple[Any, tuple[str, ...]]:
    """The version and fields that were told: what stands in the record now, as it was told then."""
    if recipient.kind in CORE_KINDS or info_class is InfoClass.SUMMARY:
        return None, ()
    version = RECORD_OF[info_class].objects.filter(case=case).order_by("-version").first()
    if version is None:
        raise RuleBroken(
            f"「{info_class.label}」の内容が入力されていません。伝えた内容を入力してください。", field="told"
        )
    names = _OUTSIDE_THIRD_PARTY if info_class is InfoClass.THIRD_PARTY else FIELDS_OF[info_class]
    return version.pk, tuple(f for f in names if getattr(version, f) not in (None, "", []))


def _unique(told: Iterable[Told]) -> list[Told]:
    return list({line.recipient.pk: line for line in told}.values())
