"""What may leave without a name, and what only after a second person looked: asked, decided, used once, or over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case, Need
from renkei.cases.queries import assigned_users
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.inquiries.models import Clearance, Inquiry
from renkei.inquiries.queries import CrowdCheck, approved, approved_in_batch, crowd_check, finds_in, split_targets
from renkei.inquiries.rules import Find, Sheet, sentence_of
from renkei.inquiries.rules.clearing import fingerprint
from renkei.inquiries.states import CLEARANCE
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import Role
from renkei.policy.permissions import P

#: An approval is for now: after this it is asked for anew.
LIFETIME = timedelta(days=3)
_MANAGERS = (Role.MUNICIPAL_MANAGER, Role.CORE_MANAGER)
OWN_REQUEST = "頼んだ人とは別の人が決めてください。"
NEEDS_SECOND = "送るには、書く内容を広げるか、理由を書いて二人目の承認を受けてください。"


def check_leaving(
    *, actor: Actor, case: Case, need: Need, sheet: Sheet, targets: list[str], now: datetime, aliases: list[str] | None = None
) -> None:  # fmt: skip
    """Refuse a sheet that says who it is, or, without a second person's approval of exactly this, says too much.

    An approval that is needed is used up. Call it in the transaction that sends.

    Args:
        targets: `office:<id>` and `org:<id>`.
        aliases: of an office whose turn has come, the names it may have had when its batch was approved.

    Raises:
        RuleBroken: words that nobody may send, or what is not approved.
    """
    found = finds_in(case=case, sheet=sheet, today=day_of(now))
    refuse_firm(found)
    check = _measure(case, sheet, targets, now)
    if not found and check.is_enough:
        return
    if aliases and approved_in_batch(need=need, sheet=sheet, aliases=aliases, at=now):
        return
    clearance = approved(case=case, need=need, sheet=sheet, targets=targets, at=now)
    if clearance is None:
        sentence = sentence_of(found) if found else check.sentence
        raise RuleBroken(f"{sentence}{NEEDS_SECOND}", field=found[0].field if found else "")
    _move(actor, lock(clearance), "use", now, used_at=now)


def refuse_firm(found: Iterable[Find]) -> None:
    """Names, numbers, addresses, custody: refused whoever approves.

    Raises:
        RuleBroken: with the kinds and fields, never the words.
    """
    if firm := [f for f in found if f.kind.firm]:
        raise RuleBroken(sentence_of(firm), field=firm[0].field)


def refuse_words(inquiry: Inquiry, *, now: datetime) -> None:
    """Before a sheet that was sent is shown anew (link, printed form): what is known by now must not stand in it.

    Raises:
        RuleBroken: as above.
    """
    sheet = Sheet.from_json(inquiry.sheet or {})
    refuse_firm(finds_in(case=inquiry.case, sheet=sheet, today=day_of(now)))


@transaction.atomic
def ask_clearance(
    *, actor: Actor, case: Case, need: Need, sheet: Sheet, targets: list[str], reason: str, now: datetime,
    background_reason: str = "",
) -> Clearance:  # fmt: skip
    """二人目の承認を頼む: for exactly this sheet and these offices; the others of one's own body who may send are told.

    Raises:
        RuleBroken: no reason; words that nobody may send; nothing that needs approval.
        Conflict: the same is asked already.
    """
    facts = require_on(actor=actor, permission=P.INQUIRY_SEND, case=case, at=now)
    if sheet.with_background:
        require(actor, P.JUSTICE_OUTLINE_VIEW, facts, at=now)
    if need.case_id != case.pk:
        raise NotFound(permission=P.INQUIRY_SEND.code, case_id=case.pk)
    found = finds_in(case=case, sheet=sheet, today=day_of(now))
    refuse_firm(found)
    check = _measure(case, sheet, targets, now)
    if not reason.strip():
        raise RuleBroken("それでも送る理由を入力してください。", field="clear_reason")
    if not targets or (not found and check.is_enough):
        raise RuleBroken("この打診票は、承認がなくても送れます。", field="")
    clearance = Clearance(
        case=case, need=need, organisation_id=actor.organisation_id, sheet=sheet.to_json(), targets=sorted(targets),
        fingerprint=fingerprint(sheet, targets), people=check.people, floor=check.floor.people,
        kinds=sorted({f.kind.name for f in found}), reason=reason.strip(), background_reason=background_reason.strip() or None,
        asked_by=actor.user_id, asked_at=now, expires_at=now + LIFETIME,
    )  # fmt: skip
    try:
        with transaction.atomic():
            clearance.save(force_insert=True)
    except IntegrityError as error:
        raise explain(error, Clearance) from None
    _record(actor, clearance, "ask", now)
    _tell(clearance, _second_persons(clearance, now), Kind.CLEARANCE_ASKED, now)
    return clearance


@transaction.atomic
def decide_clearance(*, actor: Actor, clearance: Clearance, approve: bool, note: str, now: datetime) -> Clearance:
    """承認する・しない: by another person of the same body who may send himself.

    Raises:
        NotAllowed: the asker himself, or another body. Conflict: over. RuleBroken: refused without a word why, or words
            that by now nobody may send.
    """
    clearance = lock(clearance)
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=clearance.case, at=now)
    if actor.user_id == clearance.asked_by or actor.user_id is None:
        raise NotAllowed(OWN_REQUEST, next_step="同じ機関のほかの人に頼んでください。", case_id=clearance.case_id)
    if actor.organisation_id != clearance.organisation_id:
        raise NotAllowed("頼んだ人と同じ機関の人が決めてください。", case_id=clearance.case_id)
    if clearance.expires_at <= now:
        raise Conflict("この依頼の期限が過ぎました。もう一度、頼んでもらってください。")
    if approve:
        refuse_firm(finds_in(case=clearance.case, sheet=Sheet.from_json(clearance.sheet or {}), today=day_of(now)))
    elif not note.strip():
        raise RuleBroken("承認しない理由を入力してください。", field="note")
    step = "approve" if approve else "refuse"
    _move(actor, clearance, step, now, decided_by=actor.user_id, decided_at=now, note=note.strip() or None)
    _tell(clearance, [(clearance.asked_by, clearance.organisation_id)], Kind.CLEARANCE_DECIDED, now)
    return clearance


@transaction.atomic
def cancel_clearance(*, actor: Actor, clearance: Clearance, now: datetime) -> Clearance:
    """取りやめる: by whoever may send, before it is used."""
    clearance = lock(clearance)
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=clearance.case, at=now)
    return _move(actor, clearance, "cancel", now)


def expire_clearances(*, actor: Actor, now: datetime) -> int:
    """What nobody decided or used in time is over: by the hourly job."""
    late = Clearance.objects.filter(status__in=CLEARANCE.get("expire").sources, expires_at__lte=now).order_by("pk")
    return sum(_expire(actor, pk, now) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _expire(actor: Actor, pk: UUID, now: datetime) -> bool:
    rows = Clearance.objects.select_for_update(of=("self",), skip_locked=True)
    clearance = rows.filter(pk=pk, status__in=CLEARANCE.get("expire").sources).first()
    if clearance is None:
        return False
    _move(actor, clearance, "expire", now)
    return True


def _measure(case: Case, sheet: Sheet, targets: list[str], now: datetime) -> CrowdCheck:
    office_ids, organisation_ids = split_targets(targets)
    return crowd_check(case=case, sheet=sheet, on=day_of(now), office_ids=office_ids, organisation_ids=organisation_ids)


def _move(actor: Actor, clearance: Clearance, step: str, now: datetime, **fields: object) -> Clearance:
    transition = CLEARANCE.check(clearance.status, step)
    clearance.status = transition.target
    for name, value in fields.items():
        setattr(clearance, name, value)
    clearance.save()
    _record(actor, clearance, step, now)
    return clearance


def _record(actor: Actor, clearance: Clearance, step: str, now: datetime) -> None:
    record(
        actor=actor, event=E.CLEARANCE_MOVED, now=now, thing=clearance, case_id=clearance.case_id,
        detail={"step": step, "people": clearance.people, "floor": clearance.floor, "kinds": clearance.kinds},
    )  # fmt: skip


def _second_persons(clearance: Clearance, now: datetime) -> list[tuple[UUID | None, UUID | None]]:
    """Managers of the body and whoever of it is assigned, but for the asker."""
    managers = members_in_force(clearance.organisation_id, at=now).filter(role__in=_MANAGERS)
    users = {*managers.values_list("user_id", flat=True), *assigned_users(clearance.case_id, clearance.organisation_id)}
    return [(user, clearance.organisation_id) for user in sorted(users - {clearance.asked_by})]


def _tell(clearance: Clearance, to: list[tuple[UUID | None, UUID | None]], kind: Kind, now: datetime) -> None:
    people = [(user, organisation) for user, organisation in to if user is not None]
    notify(
        to=people, kind=kind, now=now, number=clearance.case.number, link=f"/clearances/{clearance.pk}/",
        case_id=clearance.case_id,
    )  # fmt: skip
