"""Reading the board: items, the hand-over, until when the centre may read, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.cases.enums import CaseStatus
from renkei.cases.models import Case
from renkei.cases.queries import needs_of
from renkei.coordination.enums.joint import HandoverStatus, JointStatus, Side
from renkei.coordination.models.joint import Handover, JointEvent, JointItem
from renkei.coordination.rules import joint as rules
from renkei.coordination.states.joint import JOINT_ITEM
from renkei.core.clock import TOKYO, day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import CaseAccess, agreement_between, get_case, on_visible
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

SOON_DAYS = 7
_LEFT = (JointStatus.SHARED, JointStatus.PROPOSED, JointStatus.RETURNED)


@dataclass(frozen=True)
class ItemView:
    """An item as the board shows it."""

    item: JointItem
    title: str
    last: str = ""
    note: str = ""


@dataclass(frozen=True)
class Board:
    """The board of a case for one actor."""

    items: tuple[ItemView, ...] = ()
    handover: Handover | None = None
    settled: bool = False
    side: Side | None = None
    center_until: date | None = None
    center_ended: bool = False
    tail_days: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.handover is not None

    @property
    def is_completed(self) -> bool:
        return self.handover is not None and self.handover.status == HandoverStatus.COMPLETED

    @property
    def left(self) -> int:
        """Items not yet accepted."""
        done = (JointStatus.ACCEPTED, JointStatus.NOT_NEEDED)
        return sum(1 for view in self.items if view.item.status not in done)


def get_board_access(
    *, actor: Actor, case_id: UUID, at: datetime, permission: P = P.HANDOVER_VIEW
) -> CaseAccess:  # fmt: skip
    """The case, if this actor may look at the board. A body whose wording must be neutral finds no such page."""
    access = get_case(actor=actor, case_id=case_id, at=at, permission=permission)
    if access.neutral:
        raise NotFound(permission=P.HANDOVER_VIEW.code, case_id=case_id)
    return access


def board(*, access: CaseAccess) -> Board:
    """Everything the page shows; a fixed number of queries."""
    handover = Handover.objects.filter(case=access.case).first()
    items = list(_items(access.case.pk))
    names = _names(items)
    until, ended = center_until(case=access.case, at=access.at)
    return Board(
        items=tuple(_view(item, names, access.sees(InfoClass.WELFARE)) for item in items),
        handover=handover,
        settled=place_settled(case=access.case),
        side=rules.side_of(access.actor.organisation_kind),
        center_until=until,
        center_ended=ended,
        tail_days=tail_days(case=access.case, on=day_of(access.at)),
        counts={s: sum(1 for i in items if i.status == s) for s in JointStatus.values},
    )


def get_item(*, access: CaseAccess, item_id: UUID) -> JointItem:
    """One item of the case. Raises NotFound."""
    item = JointItem.objects.select_related("case").filter(pk=item_id, case=access.case).first()
    if item is None:
        raise NotFound(permission=P.HANDOVER_VIEW.code, case_id=access.case.pk)
    return item


def title_of(item: JointItem, *, in_full: bool = True) -> str:
    """The words of an item; what was typed for その他 only to those who may read welfare."""
    return item.label if item.label and in_full else item.get_code_display()


def is_last(*, item: JointItem) -> bool:
    """Would accepting this item complete the hand-over?"""
    rest = JointItem.objects.filter(case_id=item.case_id).exclude(pk=item.pk).values_list("status", flat=True)
    return rules.all_accepted([*rest, JointStatus.ACCEPTED])


def place_settled(*, case: Case) -> bool:
    """Is the 帰住先 of this case settled?"""
    pairs = [(n.kind, n.status) for n in needs_of(case.pk)]
    return rules.place_is_settled(
        status=case.status, status_before=case.status_before, housing=rules.housing_states(pairs)
    )


def tail_days(*, case: Case, on: date) -> int:
    """Days the centre stays as adviser after the hand-over: this case's own, else what was agreed."""
    most = most_tail_days(case=case, on=on)
    planned = Handover.objects.filter(case=case).values_list("planned_tail_days", flat=True).first()
    return most if planned is None else min(planned, most)


def most_tail_days(*, case: Case, on: date) -> int:
    """The most days the centre may stay as adviser: the agreement's, else the municipality's own rule."""
    if case.responsible is None or case.center_id is None:
        return 0
    agreement = agreement_between(municipality_id=case.responsible.pk, partner_id=case.center_id, on=on)
    return agreement.tail_days if agreement else case.responsible.default_tail_days


def tail_end(day: date, days: int) -> datetime:
    """The moment the centre's access ends: midnight after the last day of the tail, Japan's time."""
    return datetime.combine(day + timedelta(days=days + 1), time.min, tzinfo=TOKYO)


def last_day(end: datetime) -> date:
    """The last day on which something that ends at `end` may still be read: 「○月○日まで」."""
    return day_of(end - timedelta(microseconds=1))


def center_until(*, case: Case, at: datetime) -> tuple[date | None, bool]:
    """(last day of the centre's access, is it over?); (None, False) while no end is set. Read off the ledger."""
    if case.center_id is None:
        return None, False
    ends = list(
        LedgerEntry.objects.filter(case=case, recipient_id=case.center_id, info_class=InfoClass.SUMMARY).values_list(
            "ends_at", flat=True
        )
    )
    if not ends or any(end is None for end in ends):
        return None, False
    newest = max(end for end in ends if end is not None)
    return last_day(newest), newest <= at


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Items proposed to this side, returned to it, or due to move soon; one line per case and kind."""
    side = rules.side_of(actor.organisation_kind)
    if side is None:
        return []
    soon = day_of(at) + timedelta(days=SOON_DAYS)
    proposed, returned = Q(status=JointStatus.PROPOSED), Q(status=JointStatus.RETURNED)
    waits = (
        (proposed & ~Q(proposed_side=side)) | (returned & Q(proposed_side=side)) | (~proposed & Q(moves_on__lte=soon))
    )
    items = on_visible(JointItem.objects.filter(waits), actor=actor, at=at, permission=P.HANDOVER_WRITE)
    items = items.filter(status__in=_LEFT).exclude(case__status=CaseStatus.CLOSED)
    found: dict[tuple[UUID, str], list[JointItem]] = {}
    for item in items.select_related("case").order_by("moves_on", "order"):
        if kind := _waits(item, side, soon):
            found.setdefault((item.case_id, kind), []).append(item)
    return [_line(kind, rows) for (_, kind), rows in found.items()]


SOURCE = Source(
    waiting,
    bell(
        "FROM coordination_jointitem WHERE case_id IN {mine} AND status IN {left}"
        " AND (status <> {shared} OR moves_on <= %(today)s + {soon})",
        left=_LEFT, shared=JointStatus.SHARED, soon=SOON_DAYS,
    ),
)  # fmt: skip


_LINES = {
    "proposed": ("引継ぎの申出に返事をする", "相手の機関から{n}件の申出が届いています。"),
    "returned": ("差し戻された項目を見直す", "{n}件が差し戻されました。理由を確認してください。"),
    "due": ("予定日が近い項目を引き継ぐ", "{n}件の引継ぎの予定日が近づいています。"),
}


def _waits(item: JointItem, side: Side, soon: date) -> str:
    if item.status == JointStatus.PROPOSED:
        return "proposed" if item.proposed_side != side else ""
    if item.status == JointStatus.RETURNED and item.proposed_side == side:
        return "returned"
    return "due" if item.moves_on is not None and item.moves_on <= soon else ""


def _line(kind: str, rows: list[JointItem]) -> Waiting:
    title, why = _LINES[kind]
    due = min((i.moves_on for i in rows if i.moves_on), default=None)
    case = rows[0].case
    return Waiting(title, why.format(n=len(rows)), due, "coordination:board", (case.pk,), case.number)


def _items(case_id: UUID) -> Iterable[JointItem]:
    newest_first = Prefetch("events", JointEvent.objects.order_by("-at", "-created_at"))
    return JointItem.objects.filter(case_id=case_id).order_by("order", "created_at").prefetch_related(newest_first)


def _names(items: list[JointItem]) -> dict[UUID, str]:
    events = [e for item in items for e in item.events.all()[:1]]
    users = names_of_users(e.user_id for e in events)
    return users | names_of_organisations(e.organisation_id for e in events)


def _view(item: JointItem, names: dict[UUID, str], in_full: bool) -> ItemView:
    event = next(iter(item.events.all()), None)
    if event is None or event.step == "open":
        return ItemView(item, title_of(item, in_full=in_full))
    who = " ".join(names[i] for i in (event.organisation_id, event.user_id) if i in names)
    words = _STEP_WORDS.get(event.step, event.step)
    behalf = f"（{event.get_channel_display()}で聞いて代わりに記録）" if event.on_behalf else ""
    return ItemView(
        item, title_of(item, in_full=in_full), f"{words}{behalf}：{who}", (event.note or "") if in_full else ""
    )


_STEP_WORDS = {"add": "項目を加えた", "change": "分担を変えた", **{t.name: t.label for t in JOINT_ITEM.transitions}}


def side_of(actor: Actor) -> Side | None:
    """On which side of the board this actor stands."""
    return rules.side_of(actor.organisation_kind)


def get_handover(*, access: CaseAccess) -> Handover:
    """The hand-over record, for those who may read its texts (welfare). Raises NotFound before the board is open."""
    require(access.actor, P.WELFARE_VIEW, access.facts, at=access.at)
    handover = Handover.objects.filter(case=access.case).first()
    if handover is None:
        raise NotFound(permission=P.HANDOVER_VIEW.code, case_id=access.case.pk)
    return handover
