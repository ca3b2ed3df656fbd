"""Buttons of the board: open it, share out, move item by item, write the hand-over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import intake_members
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.cases.services import move
from renkei.coordination.enums.joint import Channel, HandoverStatus, JointStatus, Part, Side
from renkei.coordination.models.joint import Handover, JointEvent, JointItem
from renkei.coordination.queries.joint import place_settled, tail_days, tail_end
from renkei.coordination.rules import joint as rules
from renkei.coordination.states.joint import HANDOVER, JOINT_ITEM
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.enums import Cause
from renkei.disclosure.queries import agreement_between, require_on
from renkei.disclosure.services import end_recipient
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

TEXTS = ("summary", "open_procedures", "cautions", "told_person", "contacts", "documents", "next_meeting_on")


@dataclass(frozen=True)
class OnBehalf:
    """How the other body told it, when an entry is made on its behalf."""

    channel: Channel
    spoken_to: str
    told_at: datetime


@transaction.atomic
def open_board(*, actor: Actor, case: Case, now: datetime, permission: P = P.HANDOVER_WRITE) -> Handover:
    """併走の表を作る: at 受理, from the agreement's template; a second call changes nothing.

    Without a centre there is nobody to run beside: the hand-over record is opened, the board stays empty until one
    is shared with (then a call fills it).

    Raises:
        Conflict: before 受理 or after 終結.
    """
    require_on(actor=actor, permission=permission, case=case, at=now)
    case = lock(case)
    if case.status in (CaseStatus.PREPARING, CaseStatus.INTAKE, CaseStatus.CLOSED):
        raise Conflict("併走の表は、依頼を受理してから終結するまでの間に作れます。")
    handover = Handover.objects.filter(case=case).first()
    if handover and (handover.status == HandoverStatus.COMPLETED or JointItem.objects.filter(case=case).exists()):
        return handover
    handover = handover or Handover.objects.create(case=case, opened_at=now)
    for order, code in enumerate(_template(case, now)):
        center, body = rules.parts_of(code)
        item = JointItem.objects.create(case=case, code=code, order=order, center_part=center, body_part=body)
        _happened(item, "open", actor, now, side=rules.side_of(actor.organisation_kind) or Side.BODY)
    record(actor=actor, event=E.HANDOVER_MOVED, now=now, thing=handover, case_id=case.pk, detail={"step": "open"})
    return handover


@transaction.atomic
def add_item(*, actor: Actor, case: Case, code: str, now: datetime, label: str = "", **fields: Any) -> JointItem:
    """項目を加える. Raises RuleBroken for an item that is already there or an empty その他."""
    require_on(actor=actor, permission=P.HANDOVER_WRITE, case=case, at=now)
    _running(case)
    if code == "other" and not label.strip():
        raise RuleBroken("「その他」の内容を入力してください。", field="label")
    order = JointItem.objects.filter(case=case).count()
    fields = {"center_part": Part.MAIN, "body_part": Part.SUPPORT} | fields
    _check_parts(fields["center_part"], fields["body_part"])
    try:
        with transaction.atomic():
            item = JointItem.objects.create(case=case, code=code, label=label.strip() or None, order=order, **fields)
    except IntegrityError as error:
        raise explain(error, JointItem) from None
    _reopen_if_ready(case)
    return _happened(item, "add", actor, now, side=_side(actor))


@transaction.atomic
def share_out(
    *, actor: Actor, item: JointItem, center_part: str, body_part: str, now: datetime, **fields: Any
) -> JointItem:
    """分担を変える: who does it on each side and when it moves; not once it was handed over or dropped."""
    require_on(actor=actor, permission=P.HANDOVER_WRITE, case=item.case, at=now)
    item = lock(item)
    _running(item.case)
    if item.status in (JointStatus.ACCEPTED, JointStatus.NOT_NEEDED):
        raise RuleBroken("受領済み・不要の項目の分担は変えられません。先に「分担に戻す」を選んでください。")
    _check_parts(center_part, body_part)
    item.center_part, item.body_part = center_part, body_part
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()
    return _happened(item, "change", actor, now, side=_side(actor))


@transaction.atomic
def take_step(
    *, actor: Actor, item: JointItem, step: str, now: datetime, note: str = "", on_behalf: OnBehalf | None = None
) -> JointItem:
    """One step of an item: 申し出る・受け取る・差し戻す・申出を取り消す・分担に戻す・不要にする.

    Raises:
        InvalidTransition: somebody else was faster.
        RuleBroken: the place to live is not settled, the wrong side answers, a reason is missing.
    """
    case = lock(item.case)
    item = lock(item)
    transition = JOINT_ITEM.check(item.status, step)
    require_on(actor=actor, permission=transition.permission, case=case, at=now)
    _running(case)
    side = rules.other(_side(actor)) if on_behalf else _side(actor)
    _check_step(case, item, step, side, note)
    item.status = transition.target
    if step == "propose":
        item.proposed_side = side
    elif step == "accept":
        item.center_part, item.body_part = Part.NONE, Part.MAIN  # whoever proposed, it is the municipality's side now
    item.settled_at = now if item.status in (JointStatus.ACCEPTED, JointStatus.NOT_NEEDED) else None
    item.save()
    _happened(item, step, actor, now, side=side, note=note, on_behalf=on_behalf)
    _tell(item, step, actor, now)
    _after_step(actor, case, now)
    return item


@transaction.atomic
def propose_all(*, actor: Actor, case: Case, now: datetime, on_behalf: OnBehalf | None = None) -> int:
    """残りの項目をまとめて申し出る: every item still shared out or returned; returns how many."""
    require_on(actor=actor, permission=P.HANDOVER_WRITE, case=case, at=now)
    rows = JointItem.objects.filter(case=case, status__in=[JointStatus.SHARED, JointStatus.RETURNED]).order_by("order")
    items = [
        take_step(actor=actor, item=item, step="propose", now=now, on_behalf=on_behalf)
        for item in rows.select_related("case")
    ]
    if not items:
        raise Conflict("申し出る項目はありません。画面を開き直して、最新の状態を確認してください。")
    return len(items)


@transaction.atomic
def write_handover(*, actor: Actor, case: Case, based_on: int, now: datetime, **texts: Any) -> Handover:
    """引継書を書く: summary, open procedures, cautions, what the person was told; also after completion.

    Raises:
        Conflict: somebody saved it meanwhile.
    """
    require_on(actor=actor, permission=P.HANDOVER_WRITE, case=case, at=now)
    require_on(actor=actor, permission=P.WELFARE_VIEW, case=case, at=now)
    handover = _handover(case)
    if handover.version != based_on:
        raise Conflict("ほかの人が先に保存しました。最新の内容を確認してから、もう一度入力してください。")
    for name in TEXTS:
        if name in texts:
            setattr(handover, name, texts[name] or None)
    handover.version += 1
    handover.save()
    record(actor=actor, event=E.HANDOVER_MOVED, now=now, thing=handover, case_id=case.pk, detail={"step": "write"})
    return handover


@transaction.atomic
def record_print(*, actor: Actor, case: Case, classes: Iterable[str], now: datetime) -> None:
    """引継書を印刷した: who printed which classes."""
    require_on(actor=actor, permission=P.HANDOVER_VIEW, case=case, at=now)
    record(actor=actor, event=E.PRINTED, now=now, thing=case, case_id=case.pk,
           detail={"form": "handover", "classes": sorted(classes)})  # fmt: skip


@transaction.atomic
def complete_if_ready(*, actor: Actor, case: Case, now: datetime) -> Handover | None:
    """引継ぎを完了する, when every item is accepted and the person is in service; None where it is not so.

    The case moves on, the centre's rows get their end after the tail of the agreement, both sides are told.
    """
    handover = Handover.objects.select_for_update().filter(case=case).first()
    if handover is None or handover.status == HandoverStatus.COMPLETED:
        return None
    facts = require_on(actor=actor, permission=P.HANDOVER_WRITE, case=case, at=now)
    if not rules.all_accepted(JointItem.objects.filter(case=case).values_list("status", flat=True)):
        return None
    case = lock(case)
    if not rules.completes_now(case.status):
        _set(handover, "all_accepted", actor, now)
        return None
    if case.status == CaseStatus.IN_SERVICE:
        move(actor=actor, case=case, step="hand_over", facts=facts, now=now)
    handover.tail_days, handover.completed_at = tail_days(case=case, on=day_of(now)), now
    _set(handover, "complete", actor, now)
    if case.center_id is not None:
        end = tail_end(day_of(now), handover.tail_days)
        end_recipient(
            actor=actor, case=case, recipient_id=case.center_id, cause=Cause.HANDOVER, now=now, at=end,
            permission=P.HANDOVER_WRITE,
        )  # fmt: skip
    _notify(case, Kind.HANDOVER_DONE, actor, now)
    return handover


def _after_step(actor: Actor, case: Case, now: datetime) -> None:
    if not rules.all_accepted(JointItem.objects.filter(case=case).values_list("status", flat=True)):
        _reopen_if_ready(case)
        return
    complete_if_ready(actor=actor, case=case, now=now)


def _reopen_if_ready(case: Case) -> None:
    handover = _handover(case)
    if handover.status == HandoverStatus.READY:
        handover.status = HANDOVER.check(handover.status, "back_to_running").target
        handover.save(update_fields=["status"])


def _set(handover: Handover, step: str, actor: Actor, now: datetime) -> None:
    target = HANDOVER.get(step).target
    if handover.status == target:
        return
    handover.status = HANDOVER.check(handover.status, step).target
    handover.save()
    record(
        actor=actor, event=E.HANDOVER_MOVED, now=now, thing=handover, case_id=handover.case_id, detail={"step": step}
    )


def _template(case: Case, now: datetime) -> list[str]:
    if case.center_id is None or case.responsible_id is None:
        return []
    agreement = agreement_between(municipality_id=case.responsible_id, partner_id=case.center_id, on=day_of(now))
    return rules.template_of(agreement.board_template if agreement else ())


def _check_step(case: Case, item: JointItem, step: str, side: Side, note: str) -> None:
    if step == "propose" and (sentence := rules.moving_refusal(settled=place_settled(case=case))):
        raise RuleBroken(sentence)
    if sentence := rules.answer_refusal(step=step, proposed_by=item.proposed_side, acting=side):
        raise RuleBroken(sentence)
    if step in ("return", "drop", "take_back") and not note.strip():
        raise RuleBroken("理由を入力してください。", field="note")


def _check_parts(center: str, body: str) -> None:
    if Part.MAIN not in (center, body):
        raise RuleBroken("どちらかの側を「主に担う」にしてください。", field="body_part")


def _side(actor: Actor) -> Side:
    side = rules.side_of(actor.organisation_kind)
    if side is None:
        raise RuleBroken("併走を進められるのは、定着支援センターと市町村・基幹の側だけです。")
    return side


def _handover(case: Case) -> Handover:
    handover = Handover.objects.select_for_update().filter(case=case).first()
    if handover is None:
        raise Conflict("併走の表がまだありません。先に併走の表を作ってください。")
    return handover


def _running(case: Case) -> None:
    if _handover(case).status == HandoverStatus.COMPLETED:
        raise Conflict("引継ぎは完了しています。項目は変えられません。")


def _happened(
    item: JointItem, step: str, actor: Actor, now: datetime, *, side: Side, note: str = "",
    on_behalf: OnBehalf | None = None,
) -> JointItem:  # fmt: skip
    """Write the history of the item; of the board's opening the audit holds one line, not one for every item."""
    told: dict[str, Any] = {}
    if on_behalf:
        told = {"channel": on_behalf.channel, "spoken_to": on_behalf.spoken_to, "told_at": on_behalf.told_at}
    JointEvent.objects.create(
        item=item, step=step, at=now, user_id=actor.user_id, organisation_id=actor.organisation_id, side=side,
        note=note.strip() or None, on_behalf=on_behalf is not None, center_part=item.center_part,
        body_part=item.body_part, **told,
    )  # fmt: skip
    if step == "open":
        return item
    record(
        actor=actor, event=E.HANDOVER_MOVED, now=now, thing=item, case_id=item.case_id,
        detail={"step": step, "item": item.code, "side": side, "on_behalf": on_behalf is not None},
    )  # fmt: skip
    return item


def _tell(item: JointItem, step: str, actor: Actor, now: datetime) -> None:
    kind = {"propose": Kind.HANDOVER_PROPOSED, "accept": Kind.HANDOVER_ANSWERED, "return": Kind.HANDOVER_ANSWERED}
    if step in kind:
        _notify(item.case, kind[step], actor, now)


def _notify(case: Case, kind: Kind, actor: Actor, now: datetime) -> None:
    """Everyone assigned on either side but the actor; where a body has nobody assigned, its intake members."""
    people = {(a.user_id, a.organisation_id) for a in _assigned(case)}
    for organisation_id in {case.center_id, case.responsible_id} - {o for _, o in people} - {None}:
        people |= {(m.user_id, organisation_id) for m in intake_members(organisation_id, at=now)}
    to: Iterable[tuple[UUID, UUID]] = sorted((p for p in people if p[0] != actor.user_id), key=str)
    notify(to=to, kind=kind, now=now, number=case.number, link=f"/cases/{case.pk}/board/", case_id=case.pk)


def _assigned(case: Case) -> list[Any]:
    return [a for a in live_assignments(case.pk) if rules.side_of(a.organisation.kind)]
