"""A case with a centre beside the city, and its board, walked by services."""

from __future__ import annotations

from typing import Any

from renkei.cases.enums import NeedKind
from renkei.cases.models import Case
from renkei.coordination.enums.joint import Channel
from renkei.coordination.models import JointItem
from renkei.coordination.services import closing, joint
from renkei.coordination.services.joint import OnBehalf
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Cause
from renkei.inquiries import services as inquiries
from renkei.policy.enums import InfoClass
from tests.inquiries.kit import make_case, make_consent, make_need
from tests.kit.world import World

SHORT = ("plan", "medical")


def with_center(w: World, *, template: tuple[str, ...] = SHORT, board: bool = True) -> Case:
    """A case in 調整中: city, core by commission, the centre by consent (summary, welfare, justice_outline), a short board."""
    w.agreements["center"].board_template = list(template)
    w.agreements["center"].save()
    case = make_case(w)
    consent = make_consent(w, case, w.org("center"))
    for info_class in (InfoClass.SUMMARY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE):
        disclosure.give_class(
            actor=w.actor("officer"), case=case, recipient=w.org("center"), info_class=info_class, consent=consent,
            cause=Cause.REFERRAL, now=w.now,
        )  # fmt: skip
    if board:
        joint.open_board(actor=w.actor("officer"), case=case, now=w.now)
    return case


def settle(w: World, case: Case, kind: NeedKind = NeedKind.HOUSING) -> Case:
    """A need of this kind, met without an inquiry."""
    need = make_need(w, case, kind)
    inquiries.settle_without_inquiry(
        actor=w.actor("officer"), case=case, need=need, organisation_id=w.org("home").pk, now=w.now
    )
    case.refresh_from_db()
    return case


def in_service(w: World, **options: Any) -> Case:
    """Placed, then in service."""
    case = settle(w, with_center(w, **options))
    return closing.start_service(actor=w.actor("officer"), case=case, now=w.now)


def items(case: Case) -> list[JointItem]:
    return list(JointItem.objects.filter(case=case).select_related("case").order_by("order"))


def told(w: World) -> OnBehalf:
    return OnBehalf(Channel.PHONE, "センターの職員", w.now)


def step(w: World, who: str, item: JointItem, name: str, **options: Any) -> JointItem:
    note = options.pop("note", "理由" if name in ("return", "drop", "take_back") else "")
    return joint.take_step(actor=w.actor(who), item=item, step=name, now=w.now, note=note, **options)


def to_status(w: World, item: JointItem, status: str) -> JointItem:
    """Walk one item of a settled case to this status; the centre proposes."""
    road = {
        "shared": (),
        "proposed": (("center_officer", "propose"),),
        "returned": (("center_officer", "propose"), ("officer", "return")),
        "taken_over": (("center_officer", "propose"), ("officer", "accept")),
        "not_needed": (("officer", "drop"),),
    }
    for who, name in road[status]:
        item = step(w, who, item, name)
    return item


def hand_over(w: World, case: Case) -> Case:
    """Every item proposed by the centre and accepted by the city."""
    for item in items(case):
        step(w, "officer", step(w, "center_officer", item, "propose"), "accept")
    case.refresh_from_db()
    return case


def to_case_status(w: World, status: str) -> Case:
    """A case in any running status, by the buttons that lead there."""
    officer = w.actor("officer")
    if status == "coordinating":
        return with_center(w)
    case = settle(w, with_center(w))
    if status == "awaiting_release":
        return closing.take_case_step(actor=officer, case=case, step="await_release", now=w.now)
    if status in ("in_service", "handed_over", "backup"):
        case = closing.start_service(actor=officer, case=case, now=w.now)
    if status == "handed_over":
        case = hand_over(w, case)
    if status == "backup":
        case = closing.take_case_step(actor=officer, case=case, step="back_up", now=w.now)
    if status == "suspended":
        case = closing.suspend_case(
            actor=officer, case=case, reason="hospital", review_on=w.clock.today.replace(month=12), now=w.now
        )
    if status == "closed":
        case = closing.close_case(actor=officer, case=case, reason="settled", report="終わりました。", now=w.now)
    assert case.status == status
    return case
