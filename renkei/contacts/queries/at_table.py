"""What lies on the table of a meeting: seats, agenda, minutes, each cut to what may be shown, and the reading recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.accounts.queries import names_of_users
from renkei.audit.services import record_view
from renkei.contacts.enums.meetings import AttendeeKind
from renkei.contacts.models import AgendaItem, Attendee, Meeting, Minutes, MinutesLine
from renkei.contacts.queries.meetings import MeetingView
from renkei.contacts.rules import meetings as rules
from renkei.core import wall
from renkei.core.errors import NotFound
from renkei.people.enums import ReadReason
from renkei.policy.enums import InfoClass

OTHER_BODY = "関係機関"
PERSON_WORD = "ご本人"
FAMILY_WORD = "ご家族など"


@dataclass(frozen=True)
class Seat:
    """An attendee in words. `masked`: on paper for the table his body is only 「関係機関」. `support`: 参加のしかたと手助け."""

    attendee: Attendee
    body: str
    name: str
    masked: bool = False
    knows: frozenset[InfoClass] = frozenset()
    support: str = ""

    @property
    def known_words(self) -> str:
        """The classes this attendee may know, for the side that calls."""
        return "、".join(str(c.label) for c in InfoClass if c in self.knows) or "なし"


@dataclass(frozen=True)
class AgendaLine:
    """An item: `text` is empty where it may not be shown. `kept_from`: who is the reason that the table does not see it."""

    number: int
    item: AgendaItem | None
    text: str
    on_table: bool
    closed: bool = False
    kept_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextLine:
    """A line of the minutes that may be shown."""

    line: MinutesLine
    text: str
    organisation: str
    user: str
    on_table: bool


def seats(*, view: MeetingView, removed: bool = False) -> list[Seat]:
    """Who sits at the table, in the words this actor may read: the family (third parties) only for the side that calls; to
    whom the programme is hidden, the bodies that tell of it are left out."""
    rows = Attendee.objects.filter(meeting=view.meeting, removed_at__isnull=not removed).select_related("organisation")
    rows = rows if view.calls else rows.exclude(kind=AttendeeKind.FAMILY)
    found = list(rows.order_by("created_at", "pk"))
    names = names_of_users(a.user_id for a in found)
    outline = InfoClass.JUSTICE_OUTLINE in view.opened or view.access is None
    said = [_seat(a, names, view, outline) for a in found]
    _record(view, {c for seat in said for c in _read(seat)})
    return [seat for seat in said if not view.neutral or not _tells(seat.attendee, view)]


def _seat(a: Attendee, names: dict[UUID, str], view: MeetingView, outline: bool) -> Seat:
    kind = _kind(a)
    body = a.organisation.name if a.organisation else (a.body or "")
    name = names.get(a.user_id, "") if a.user_id else (a.name or "")
    if a.kind == AttendeeKind.PERSON:
        body, name = PERSON_WORD, ""
    elif a.kind == AttendeeKind.FAMILY:
        body, name = FAMILY_WORD, name if view.calls and view.sees(InfoClass.THIRD_PARTY) else ""
    masked = rules.tells(kind, a.is_justice) and not outline
    support = (a.support or "") if view.calls and view.sees(InfoClass.WELFARE) else ""
    return Seat(a, body, name, masked, view.known.get(a.pk, frozenset()), support)


def _read(seat: Seat) -> Iterator[InfoClass]:
    """The classes read with a seat."""
    if seat.attendee.kind != AttendeeKind.MEMBER:
        yield InfoClass.SUMMARY
    if seat.attendee.kind == AttendeeKind.FAMILY and seat.name:
        yield InfoClass.THIRD_PARTY
    if seat.support:
        yield InfoClass.WELFARE


def _tells(a: Attendee, view: MeetingView) -> bool:
    """Must this seat be hidden where the wording is neutral? Of one's own body one knows."""
    return a.organisation_id != view.actor.organisation_id and rules.tells(_kind(a), a.is_justice)


def _kind(a: Attendee) -> str:
    return a.organisation.kind if a.organisation else ""


def on_paper(seat: Seat) -> str:
    """A seat as every attendee may read it: 「関係機関」 where the body would tell; of the family no name."""
    if seat.masked:
        return OTHER_BODY
    named = "" if seat.attendee.kind == AttendeeKind.FAMILY else seat.name
    return "　".join(word for word in (seat.body, seat.attendee.post, named) if word)


def get_seat(*, view: MeetingView, attendee_id: UUID) -> Attendee:
    """One attendee, for the side that calls. Raises NotFound."""
    found = (
        Attendee.objects.filter(meeting=view.meeting, pk=attendee_id).select_related("organisation", "meeting").first()
    )
    if found is None or not view.calls:
        raise NotFound()
    return found


def agenda(*, view: MeetingView, for_table: bool, reason: str = "") -> list[AgendaLine]:
    """The items in their order. The reading of each class shown is recorded.

    Args:
        for_table: as everybody may see it; else as the side that prepares it sees it.
        reason: why 罪名・経過 is opened; without it such an item comes `closed`.
    """
    meeting = view.meeting
    found = {item.position: item for item in AgendaItem.objects.filter(meeting=meeting).select_related("meeting")}
    people = {s.attendee.pk: _who(s) for s in seats(view=view)} if view.calls and not for_table else {}
    shown, read = [], set()
    places = [p for p in range(1, meeting.agenda_count + 1) if p not in meeting.dropped]
    for number, position in enumerate(places, start=1):
        item = found.get(position)
        line = _agenda_line(view, number, item, people, for_table, reason)
        if line.text and item is not None:
            read.add(item.info_class)
        shown.append(line)
    _record(view, read, reason)
    return shown


def _agenda_line(
    view: MeetingView, number: int, item: AgendaItem | None, people: dict[UUID, str], for_table: bool, reason: str
) -> AgendaLine:  # fmt: skip
    allowed = item is not None and (view.on_table(item.info_class) if for_table else view.sees(item.info_class))
    if item is None or not allowed:
        return AgendaLine(number, None, "", False)
    kept = rules.unknowing(view.known, item.info_class)
    line = AgendaLine(
        number, item, "", rules.shows(item.info_class, view.opened), kept_from=tuple(people.get(pk, "") for pk in kept)
    )
    if item.info_class == InfoClass.JUSTICE_DETAIL and not reason:
        return AgendaLine(line.number, item, "", line.on_table, True, line.kept_from)
    return AgendaLine(line.number, item, item.text, line.on_table, False, line.kept_from)


def _who(seat: Seat) -> str:
    return "　".join(word for word in (seat.body, seat.name) if word)


def dropped_items(*, view: MeetingView) -> list[AgendaItem]:
    """Items taken off the agenda that this actor may read, to be put back."""
    rows = AgendaItem.objects.filter(meeting=view.meeting, position__in=view.meeting.dropped).select_related("meeting")
    found = [item for item in rows.order_by("position") if view.sees(item.info_class)]
    _record(view, {item.info_class for item in found}, ReadReason.MEETING)
    return found


def get_item(*, view: MeetingView, item_id: UUID) -> AgendaItem:
    """One item this actor may read; the reading is recorded (会議の準備). Raises NotFound."""
    item = AgendaItem.objects.filter(meeting=view.meeting, pk=item_id).select_related("meeting").first()
    if item is None or not view.calls or not view.sees(item.info_class):
        raise NotFound()
    _record(view, [item.info_class], ReadReason.MEETING)
    return item


def versions(*, view: MeetingView) -> list[Minutes]:
    """Every version this actor may see, newest first: the 確定 ones, and for the side that calls the one still written."""
    found = Minutes.objects.filter(meeting=view.meeting, abandoned_at__isnull=True).order_by("-version")
    found = found if view.calls else found.filter(final_at__isnull=False)
    return list(found.select_related("meeting"))


def newest(*, view: MeetingView, final: bool = False) -> Minutes | None:
    """The newest of them; `final`: the newest 確定 one."""
    return next((m for m in versions(view=view) if m.final_at or not final), None)


def get_version(*, view: MeetingView, minutes_id: UUID) -> Minutes:
    """One version. Raises NotFound."""
    found = next((m for m in versions(view=view) if m.pk == minutes_id), None)
    if found is None:
        raise NotFound()
    return found


def correction_reason(*, view: MeetingView, minutes: Minutes) -> str:
    """訂正の理由 of a version, for the side that calls; on a case where the 支援情報 are open to oneself. The reading is recorded."""
    if not view.calls or not minutes.reason or (view.access is not None and not view.sees(InfoClass.WELFARE)):
        return ""
    _record(view, [InfoClass.WELFARE])
    return minutes.reason


def lines_of(minutes: Minutes) -> QuerySet[MinutesLine]:
    """The lines that make up this version: come with it or before, and not ended by it or before."""
    rows = MinutesLine.objects.filter(
        minutes__meeting_id=minutes.meeting_id,
        minutes__version__lte=minutes.version,
        minutes__abandoned_at__isnull=True,
    )
    stands = (
        Q(ended_by__isnull=True) | Q(ended_by__version__gt=minutes.version) | Q(ended_by__abandoned_at__isnull=False)
    )
    return rows.filter(stands).order_by("position", "created_at")


def all_read(*, view: MeetingView, minutes: Minutes, kinds: Iterable[str]) -> bool:
    """May this actor read every line of these kinds that stands in this version or is ended by it?"""
    wanted = [str(kind) for kind in kinds]
    ((total,),) = wall.call("SELECT wall.minutes_lines(%s, %s)", [minutes.pk, wanted])
    standing = set(lines_of(minutes).filter(kind__in=wanted).values_list("pk", "info_class"))
    ended = set(MinutesLine.objects.filter(ended_by=minutes, kind__in=wanted).values_list("pk", "info_class"))
    return total == sum(1 for _, info_class in standing | ended if view.sees(info_class))


def minutes_lines(
    *, view: MeetingView, minutes: Minutes, for_table: bool, reason: str = "", kinds: Iterable[str] = ()
) -> list[TextLine]:  # fmt: skip
    """Lines of a version that may be shown, in their order; the reading of each class is recorded."""
    rows = lines_of(minutes).select_related("organisation", "minutes__meeting")
    allowed = view.on_table if for_table else view.sees
    found = [r for r in rows if allowed(r.info_class) and (not kinds or r.kind in kinds)]
    if not reason:
        found = [r for r in found if r.info_class != InfoClass.JUSTICE_DETAIL]
    names = names_of_users(r.user_id for r in found)
    _record(view, {r.info_class for r in found}, reason)
    return [
        TextLine(
            r, r.text, _doer(r, view, for_table), names.get(r.user_id, "") if r.user_id else "",
            rules.shows(r.info_class, view.opened),
        )
        for r in found
    ]  # fmt: skip


def _doer(line: MinutesLine, view: MeetingView, for_table: bool) -> str:
    """Who does it: 「関係機関」 where the name of the body would tell what not everybody at the table knows."""
    if line.organisation is None:
        return ""
    outline = InfoClass.JUSTICE_OUTLINE in view.opened or view.access is None
    telling = rules.tells(line.organisation.kind, rules.betrays(line.organisation.name))
    if telling and not outline and (for_table or not view.calls):
        return OTHER_BODY
    return line.organisation.name


def by_item(lines: Iterable[TextLine], kind: str) -> dict[UUID | None, list[TextLine]]:
    """Lines of one kind by the item they belong to."""
    found: dict[UUID | None, list[TextLine]] = {}
    for line in lines:
        if line.line.kind == kind:
            found.setdefault(line.line.agenda_id, []).append(line)
    return found


def place_of(*, view: MeetingView, for_table: bool) -> str:
    """Where it is; where the place itself would tell, only that it is told apart."""
    meeting: Meeting = view.meeting
    if not meeting.place:
        return ""
    if view.on_table(meeting.place_class) if for_table else view.sees(meeting.place_class):
        _record(view, [meeting.place_class or InfoClass.SUMMARY], ReadReason.MEETING)
        return meeting.place
    return rules.PLACE_APART


def _record(view: MeetingView, classes: Iterable[str], reason: str = "") -> None:
    """A text tells of the person in every class, also in the summary; one that concerns no person is on no record."""
    if view.access is None:
        return
    for info_class in sorted({c or InfoClass.SUMMARY for c in classes}):
        why = reason if info_class == InfoClass.JUSTICE_DETAIL else ""
        record_view(
            actor=view.actor,
            now=view.at,
            case_id=view.access.case.pk,
            info_class=info_class,
            thing=view.meeting,
            reason=why,
        )
