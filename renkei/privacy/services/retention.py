"""廃棄を止める・解除する, 廃棄を提案する・承認する・取りやめる; the nightly job destroys what two people agreed on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotAllowed, RuleBroken
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import Role
from renkei.policy.permissions import P
from renkei.privacy.enums.retention import DestructionStatus, HoldReason, Waits
from renkei.privacy.models import Destruction, LegalHold
from renkei.privacy.queries.retention import closed_case, get_destruction, get_hold
from renkei.privacy.states.retention import DESTRUCTION


@transaction.atomic
def place_hold(
    *, actor: Actor, case: Case, kind: HoldReason, reason: str, until: date | None, now: datetime
) -> LegalHold:  # fmt: skip
    """廃棄を止める: who, why and until when; a destruction already agreed on waits as well."""
    require(actor, P.DESTROY_APPROVE)
    line = closed_case(actor=actor, case_id=case.pk, at=now)
    if line.hold is not None:
        raise Conflict("このケースには、すでに廃棄を止める指定があります。")
    if not reason.strip():
        raise RuleBroken("くわしい事情を入力してください。", field="reason")
    if until is not None and until < day_of(now):
        raise RuleBroken("今日以後の日を入力してください。", field="until")
    hold = LegalHold.objects.create(
        case=line.case, kind=kind, reason=reason.strip(), until=until, placed_at=now, placed_by=actor.user_id
    )
    record(actor=actor, event=E.HOLD_CHANGED, now=now, thing=hold, case_id=case.pk, detail={"hold": "placed"})
    return hold


@transaction.atomic
def release_hold(*, actor: Actor, hold: LegalHold, now: datetime) -> LegalHold:
    """解除する."""
    require(actor, P.DESTROY_APPROVE)
    get_hold(actor=actor, hold_id=hold.pk, at=now)
    hold = lock(hold)
    if hold.released_at is not None:
        raise Conflict("この指定は、すでに解除されています。")
    hold.released_at, hold.released_by = now, actor.user_id
    hold.save(update_fields=["released_at", "released_by"])
    record(actor=actor, event=E.HOLD_CHANGED, now=now, thing=hold, case_id=hold.case_id, detail={"hold": "released"})
    return hold


@transaction.atomic
def propose(*, actor: Actor, case: Case, now: datetime) -> Destruction:
    """廃棄を提案する: the keeping is over and nothing holds it back; another person approves.

    Raises:
        RuleBroken: too early, or held back.
        Conflict: it has been proposed already.
    """
    require(actor, P.DESTROY_PROPOSE)
    line = closed_case(actor=actor, case_id=case.pk, at=now)
    if day_of(now) <= line.kept_until:
        raise RuleBroken("保存期間が終わっていません。")
    if line.waits in (Waits.HOLD, Waits.REQUEST):
        raise RuleBroken(f"{line.waits.label}。")
    try:
        with transaction.atomic():
            found = Destruction.objects.create(
                case=line.case, municipality_id=line.case.responsible_id, closed_on=line.closed_on, years=line.years,
                kept_until=line.kept_until, proposed_at=now, proposed_by=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, Destruction) from None
    managers = addressees(found.municipality_id, at=now, roles=[Role.MUNICIPAL_MANAGER])
    notify(to=[m for m in managers if m[0] != actor.user_id], kind=Kind.DESTRUCTION_PROPOSED, now=now,
           number=line.case.number, link="/privacy/retention/")  # fmt: skip
    return _moved(actor, found, "propose", now)


@transaction.atomic
def approve(*, actor: Actor, destruction: Destruction, now: datetime) -> Destruction:
    """廃棄を承認する: by somebody else than who proposed it. The nightly job destroys it; until then it can be taken back.

    Raises:
        NotAllowed: one's own proposal.
        RuleBroken: held back meanwhile.
    """
    found = _step(actor, destruction, "approve", now)
    if found.proposed_by == actor.user_id:
        raise NotAllowed(
            "自分が提案した廃棄は承認できません。", next_step="別の管理職に承認を依頼してください。",
            permission=P.DESTROY_APPROVE.code,
        )  # fmt: skip
    line = closed_case(actor=actor, case_id=found.case_id, at=now)
    if line.waits in (Waits.HOLD, Waits.REQUEST):
        raise RuleBroken(f"{line.waits.label}。")
    found.status, found.approved_at, found.approved_by = DestructionStatus.APPROVED, now, actor.user_id
    found.save()
    return _moved(actor, found, "approve", now)


@transaction.atomic
def reject(*, actor: Actor, destruction: Destruction, now: datetime) -> Destruction:
    """取りやめる: before the nightly job has run."""
    found = _step(actor, destruction, "reject", now)
    found.status, found.rejected_at, found.rejected_by = DestructionStatus.REJECTED, now, actor.user_id
    found.save()
    return _moved(actor, found, "reject", now)


def _step(actor: Actor, destruction: Destruction, name: str, now: datetime) -> Destruction:
    require(actor, P.DESTROY_APPROVE)
    get_destruction(actor=actor, destruction_id=destruction.pk, at=now)
    found = lock(destruction)
    DESTRUCTION.check(found.status, name)
    return found


def _moved(actor: Actor, found: Destruction, step: str, now: datetime) -> Destruction:
    record(actor=actor, event=E.DESTRUCTION_MOVED, now=now, thing=found, case_id=found.case_id, detail={"step": step})
    return found
