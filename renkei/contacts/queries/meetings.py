"""Reading meetings: which ones an actor finds, and what everybody at the table may know (asked of the ledger each time)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from renkei.accounts.models import Delegation
from renkei.contacts.enums.meetings import MeetingStatus as S
from renkei.contacts.models import Attendee, Meeting, Slot, SlotAnswer
from renkei.contacts.queries.notes import circle_of
from renkei.contacts.rules import meetings as rules
from renkei.core import wall
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, get_case, visible_cases
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

SOON_DAYS = 7
Known = Mapping[UUID, frozenset[InfoClass]]


@dataclass(frozen=True)
class MeetingView:
    """A meeting as this actor finds it.

    `calls`: he is on the side that calls it. `opened`: classes that everybody at the table may know now. `known`: by
    attendee; only for the side that calls.
    """

    meeting: Meeting
    actor: Actor
    at: datetime
    access: CaseAccess | None
    calls: bool
    opened: frozenset[InfoClass]
    known: Known = field(default_factory=dict)

    @property
    def neutral(self) -> bool:
        """Must the wording hide the programme from this actor?"""
        return self.access is not None and self.access.neutral

    @property
    def title(self) -> str:
        """The kind of the meeting in the words this actor may read."""
        return kind_word(self.meeting, calls=self.calls and not self.neutral, opened=self.opened)

    @property
    def may_write(self) -> bool:
        """Prepare and record it: the side that calls, where the role may."""
        return self.calls and self._can(P.MEETING_WRITE)

    def sees(self, info_class: str) -> bool:
        """May this actor read a text of this class here? Open to himself; and he calls, or everybody may know it."""
        if not info_class:
            return True
        if self.access is None or not self.access.sees(info_class):
            return False
        return self.calls or rules.shows(info_class, self.opened)

    def on_table(self, info_class: str) -> bool:
        """May a text of this class stand on paper for the table, printed by this actor?"""
        return self.sees(info_class) and rules.shows(info_class, self.opened)

    def writable(self) -> list[InfoClass]:
        """Classes of texts this actor may add."""
        return [c for c in InfoClass if self.access is not None and self.access.sees(c)]

    def _can(self, permission: P) -> bool:
        return self.access.can(permission) if self.access else can(self.actor, permission)


def kind_word(meeting: Meeting, *, calls: bool, opened: Iterable[str]) -> str:
    """The name of the kind: in full for the side that calls and where there is no case."""
    if calls or meeting.case_id is None:
        return meeting.get_kind_display()
    return rules.kind_label(meeting.kind, opened)


def calling(actor: Actor) -> Q:
    """Filter over meetings: those of one's own side (as `circle_of` for notes; without a case one's own and one's principals')."""
    own, mine = actor.organisation_id, {actor.organisation_id, *actor.acts_for}
    commissioned = Delegation.objects.filter(
        principal_id=OuterRef("case__responsible_id"), agent_id=OuterRef("organisation_id")
    )
    side = Q(case__responsible_id__in=mine) & (Q(organisation_id=F("case__responsible_id")) | Exists(commissioned))
    return Q(organisation_id=own) | (Q(case__isnull=False) & side) | Q(case__isnull=True, organisation_id__in=mine)


def visible_meetings(*, actor: Actor, at: datetime) -> QuerySet[Meeting]:
    """Every meeting this actor may open, newest first: of cases he reads and of none; his side's, or his body attends it.

    Raises NotAllowed for a role without meetings.
    """
    require(actor, P.MEETING_VIEW)
    cases = visible_cases(actor=actor, at=at, permission=P.MEETING_VIEW)
    seat = Attendee.objects.filter(
        meeting_id=OuterRef("pk"), organisation_id=actor.organisation_id, removed_at__isnull=True
    )
    found = Meeting.objects.filter(Q(case__isnull=True) | Q(case_id__in=cases.values("pk")))
    found = found.annotate(calls=Exists(Meeting.objects.filter(calling(actor), pk=OuterRef("pk"))))
    found = found.filter(Q(calls=True) | (Q(opened_at__isnull=False) & Exists(seat)))
    return found.select_related("case", "organisation").order_by(F("at").desc(nulls_first=True), "-created_at")


def get_meeting(
    *, actor: Actor, meeting_id: UUID, at: datetime, permission: P = P.MEETING_VIEW, calls: bool = False
) -> MeetingView:  # fmt: skip
    """One meeting in scope; `calls`: only for the side that calls it. Raises NotFound, or NotAllowed as the policy says."""
    require(actor, P.MEETING_VIEW)
    meeting = Meeting.objects.filter(pk=meeting_id).select_related("case", "organisation", "previous").first()
    if meeting is None:
        raise NotFound(permission=permission.code)
    access = None
    if meeting.case_id is not None:
        get_case(actor=actor, case_id=meeting.case_id, at=at, permission=P.MEETING_VIEW)
        access = get_case(actor=actor, case_id=meeting.case_id, at=at, permission=permission)
        side = meeting.organisation_id in circle_of(access=access)
    else:
        require(actor, permission)
        side = meeting.organisation_id in {actor.organisation_id, *actor.acts_for}
    if not side and (calls or meeting.opened_at is None or not seats_of(meeting=meeting, actor=actor)):
        raise NotFound(permission=permission.code, case_id=meeting.case_id)
    return MeetingView(
        meeting, actor, at, access, side, opened_of([meeting.pk])[meeting.pk], _known(meeting) if side else {}
    )


def seats_of(*, meeting: Meeting, actor: Actor) -> list[Attendee]:
    """The seats of one's own body at this table."""
    rows = Attendee.objects.filter(meeting=meeting, organisation_id=actor.organisation_id, removed_at__isnull=True)
    return list(rows.order_by("created_at"))


def opened_of(meeting_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[InfoClass]]:
    """By meeting, the classes that everybody at its table may know now: one query, whatever their number.

    The database is asked (wall.meeting_open): an office that attends may not read the other bodies' ledger rows.
    """
    rows = wall.call("SELECT meeting_id, info_class FROM wall.meeting_open(%s)", [list(meeting_ids)])
    found: dict[UUID, set[InfoClass]] = defaultdict(set)
    for meeting_id, info_class in rows:
        found[meeting_id].add(InfoClass(info_class))
    return defaultdict(frozenset, {pk: frozenset(classes) for pk, classes in found.items()})


def _known(meeting: Meeting) -> Known:
    """By attendee who sits at the table, what he may know: for the side that calls, which runs the case."""
    seats = Attendee.objects.filter(meeting=meeting, removed_at__isnull=True).order_by("created_at", "pk")
    found: dict[UUID, set[InfoClass]] = {pk: set() for pk in seats.values_list("pk", flat=True)}
    for _, attendee_id, info_class in wall.call("SELECT * FROM wall.meeting_known(%s)", [[meeting.pk]]):
        found[attendee_id].add(InfoClass(info_class))
    return {pk: frozenset(classes) for pk, classes in found.items()}


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list."""

    meeting: Meeting
    title: str
    calls: bool


def lines(*, actor: Actor, meetings: Iterable[Meeting]) -> list[MeetingLine]:
    """Rows of a list (of `visible_meetings`): two queries however many."""
    found = list(meetings)
    opened = opened_of([m.pk for m in found])
    return [MeetingLine(m, kind_word(m, calls=m.calls, opened=opened[m.pk]), m.calls) for m in found]  # type: ignore[attr-defined]


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """For the home page: dates to answer, meetings to call, to record, to finalise, and those of the next days."""
    if not can(actor, P.MEETING_VIEW):
        return []
    found = visible_meetings(actor=actor, at=at)
    soon = at + timedelta(days=SOON_DAYS)
    live = found.filter(Q(status__in=[S.PREPARING, S.HELD, S.DRAFTED]) | Q(status=S.CALLED, at__lte=soon))
    rows = list(live.order_by("at")[:SHOWN])
    asked = _unanswered(actor, rows)
    return [line for m in rows if (line := _line(m, m.pk in asked, actor, at))]


_LIVE = "FROM contacts_meeting WHERE (status IN {open} OR (status = {called} AND at <= %(at)s + make_interval(days => {soon})))"
_OURS = (
    "organisation_id = ANY (%(bodies)s)", "case_id IN {mine}",
    "id IN (SELECT meeting_id FROM contacts_attendee WHERE organisation_id = %(body)s)",
)  # fmt: skip
SOURCE = Source(
    waiting,
    bell(
        " UNION ALL SELECT ".join(f"{_LIVE} AND {ours}" for ours in _OURS),
        open=(S.PREPARING, S.HELD, S.DRAFTED), called=S.CALLED, soon=SOON_DAYS,
    ),
)  # fmt: skip


def _unanswered(actor: Actor, meetings: list[Meeting]) -> set[UUID]:
    """Meetings in preparation with a date that a seat of one's own body has not answered."""
    ids = [m.pk for m in meetings if m.status == S.PREPARING and m.opened_at]
    answered = SlotAnswer.objects.filter(slot=OuterRef("pk"), attendee__organisation_id=actor.organisation_id)
    open_slots = Slot.objects.filter(meeting_id__in=ids, dropped_at__isnull=True).filter(~Exists(answered))
    seats = Attendee.objects.filter(meeting_id__in=ids, organisation_id=actor.organisation_id, removed_at__isnull=True)
    return set(open_slots.values_list("meeting_id", flat=True)) & set(seats.values_list("meeting_id", flat=True))


def _line(m: Meeting, asked: bool, actor: Actor, at: datetime) -> Waiting | None:
    due = day_of(m.at) if m.at else None
    if asked and can(actor, P.MEETING_ANSWER):
        return Waiting(
            "会議の日程に答える",
            "日程の候補に、まだ答えていません。",
            m.slots_until,
            "meetings:slots",
            (m.pk,),
            m.number,
        )
    if not m.calls:  # type: ignore[attr-defined]
        told = Waiting("会議に出席する", "招集されています。", due, "meetings:detail", (m.pk,), m.number)
        return told if m.status == S.CALLED and m.at and m.at >= at else None
    if m.organisation_id != actor.organisation_id or not can(actor, P.MEETING_WRITE):
        return None
    word, why = _STEPS[S(m.status)]
    if m.status == S.CALLED and m.at and m.at < at:
        word, why = "会議を開いたことを記録する", "会議の日時が過ぎました。開いたか、中止したかを記録してください。"
    return Waiting(word, why, due, "meetings:detail", (m.pk,), m.number)


_STEPS = {
    S.PREPARING: ("会議を招集する", "準備中の会議です。出席者・議題・日時を決めて招集してください。"),
    S.CALLED: ("会議を開く", "招集した会議の日が近づいています。"),
    S.HELD: ("会議の議事録を書く", "開いた会議の議事録が、まだありません。"),
    S.DRAFTED: ("会議の議事録を確定する", "議事録案を確かめて、確定してください。"),
}
