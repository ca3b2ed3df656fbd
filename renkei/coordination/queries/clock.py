"""The legal clock of a case as this actor may read it: events, deadlines, when the person may be free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.audit.services import record_view, record_views
from renkei.cases.models import Case
from renkei.coordination.enums.clock import Custody
from renkei.coordination.models.clock import LegalEvent
from renkei.coordination.queries.guide import own_accesses
from renkei.coordination.rules.clock import content
from renkei.coordination.rules.clock.checking import warnings
from renkei.coordination.rules.clock.deriving import Difference, derive, differences
from renkei.coordination.rules.clock.events import Deadline, Event
from renkei.coordination.rules.clock.releasing import Release, release_from
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, facts_for, frozen_cases, once, own_collectors, recipients_now
from renkei.people.queries import current_version, held_versions, is_recorded, newest_versions
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P

OUTLINE = InfoClass.JUSTICE_OUTLINE
#: So many changes are shown with what they did to the deadlines.
CHANGES = 10
#: Days before a deadline or a release on which it waits on the first page.
SOON_DAYS = 7
#: The person lives with the service.
IN_SERVICE = ("in_service", "handed_over", "backup")


@dataclass(frozen=True)
class EventLine:
    """One event as a page shows it. `row` is None for a date that stands in the request only."""

    event: Event
    source: str
    note: str = ""
    source_code: str = ""
    row: LegalEvent | None = None
    author: str = ""
    older: tuple[LegalEvent, ...] = ()

    @property
    def label(self) -> str:
        return self.event.kind.label


@dataclass(frozen=True)
class Change:
    """One version: what happened to the event, by whom, why, and what it did to every deadline."""

    label: str
    word: str
    author: str
    at: datetime
    reason: str
    moved: tuple[Difference, ...]


@dataclass(frozen=True)
class ClockPage:
    """期限: everything the tab shows. `in_request`: the dates still stand in the request only; `told_before`: bodies
    that were disclosed a day of release in a version of the face sheet that has become old."""

    access: CaseAccess
    lines: tuple[EventLine, ...]
    deadlines: tuple[Deadline, ...]
    settled: tuple[Deadline, ...]
    release: Release
    warnings: tuple[str, ...]
    changes: tuple[Change, ...]
    in_request: bool
    today: date
    told_before: tuple[str, ...] = ()

    @property
    def may_write(self) -> bool:
        return self.access.can(P.RECORD_WRITE) and self.access.case.status != "closed"

    @property
    def next_deadline(self) -> Deadline | None:
        return next((d for d in self.deadlines if d.latest >= self.today), None)


def holds_events(access: CaseAccess) -> bool:
    """Is the class open to this very person as a whole? An office's row names a version of the face sheet, no events."""
    decision = access.decide(P.JUSTICE_OUTLINE_VIEW)
    return decision.allowed and any(g.version_id is None for g in decision.grants)


def get_clock(*, access: CaseAccess) -> ClockPage:
    """The whole tab; the reading is recorded.

    Raises:
        NotAllowed / NotFound: the class is not open as a whole.
    """
    require(access.actor, P.JUSTICE_OUTLINE_VIEW, access.facts, at=access.at)
    if not holds_events(access):
        raise NotFound(permission=P.JUSTICE_OUTLINE_VIEW.code, case_id=access.case.pk)
    record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=OUTLINE)
    rows, today = list(_held(access)), day_of(access.at)
    names = names_of_users(r.author_user for r in rows) | names_of_organisations(r.author_organisation_id for r in rows)
    told = _record_values(access)
    lines = _lines(rows, names) if rows else _told_lines(told)
    events = [line.event for line in lines]
    found = derive(events)
    return ClockPage(
        access, tuple(lines), tuple(d for d in found if not d.settled), tuple(d for d in found if d.settled),
        _release(access.case, events, told, today),
        tuple(warnings(events, today)), tuple(_changes(rows, names)), not rows and bool(lines), today,
        _told_before(access),
    )  # fmt: skip


def get_event(*, access: CaseAccess, event_id: UUID) -> tuple[EventLine, LegalEvent]:
    """An event as it stands now (`event_id` names it over its versions), for the form that changes it; the reading is recorded.

    Raises:
        NotFound: no such event, or withdrawn.
    """
    for line in get_clock(access=access).lines:
        if line.row is not None and line.row.series == event_id:
            return line, line.row
    raise NotFound(permission=P.JUSTICE_OUTLINE_VIEW.code, case_id=access.case.pk)


def release_of(*, actor: Actor, case: Case, at: datetime) -> Release | None:
    """When the person may be free; None where justice_outline is not open to this actor. The reading is recorded."""
    access = CaseAccess(case, facts_for(actor=actor, case_id=case.pk, at=at), actor, at)
    if not holds_events(access):
        return None
    record_view(actor=actor, now=at, case_id=case.pk, info_class=OUTLINE)
    return _release(case, events_now(access), _record_values(access), day_of(at))


def deadlines_of(*, actor: Actor, case: Case, at: datetime) -> tuple[Deadline, ...]:
    """Every deadline of the case; empty where justice_outline is not open to this actor. The reading is recorded."""
    access = CaseAccess(case, facts_for(actor=actor, case_id=case.pk, at=at), actor, at)
    if not holds_events(access):
        return ()
    record_view(actor=actor, now=at, case_id=case.pk, info_class=OUTLINE)
    return derive(events_now(access))


def releases_of(*, accesses: Iterable[CaseAccess]) -> dict[UUID, Release]:
    """The same for the cases of a list, by case id: five queries, however many. A case that is not open is missing.

    Not where the consent has ended: there the single page says what may still be read.
    """
    found = {a.case.pk: a for a in accesses if _open_in_list(a)}
    if not found:
        return {}
    first = next(iter(found.values()))
    ids = set(found) - frozen_cases(actor=first.actor, case_ids=found, at=first.at)
    rows: dict[UUID, list[LegalEvent]] = {}
    for row in LegalEvent.objects.filter(case_id__in=ids).select_related("case").order_by("series", "version"):
        rows.setdefault(row.case_id, []).append(row)
    told = {v.case_id: v for v in newest_versions(case_ids=ids, info_class=OUTLINE)}
    record_views(actor=first.actor, now=first.at, opened=[(pk, str(OUTLINE)) for pk in {*rows, *told}])
    today = day_of(first.at)
    releases = {}
    for pk in ids:
        values = _values(told.get(pk))
        events = standing(rows[pk]) if pk in rows else list(content.from_record(values))
        releases[pk] = _release(found[pk].case, events, values, today)
    return releases


def events_now(access: CaseAccess) -> list[Event]:
    """The events as they stand now; while there are none, the dates of the request. The caller asks and records."""
    rows = list(_held(access))
    return standing(rows) if rows else list(content.from_record(_record_values(access)))


def standing(rows: Iterable[LegalEvent]) -> list[Event]:
    """The newest version of every event, without withdrawn ones."""
    found = (content.read(str(row.series), row.content) for row in _newest(rows) if not row.withdrawn)
    return [event for event in found if event is not None]


def has_events(*, case_id: UUID) -> bool:
    """Is any event on record, as far as the actor may reach?"""
    return LegalEvent.objects.filter(case_id=case_id).exists()


def is_written(*, case_id: UUID) -> bool:
    """Has anything of the class been written, also what the actor may not read?"""
    return is_recorded(case_id, OUTLINE)


def told_events(access: CaseAccess) -> list[Event]:
    """The dates of the request as events, while the case has none of its own."""
    return [] if has_events(case_id=access.case.pk) else list(content.from_record(_record_values(access)))


def own_releases(*, actor: Actor, at: datetime) -> list[tuple[CaseAccess, Release]]:
    """The running cases one works on oneself, newest first, with their releases; asked once in a look."""

    def ask() -> list[tuple[CaseAccess, Release]]:
        rows = own_accesses(actor=actor, at=at)
        found = releases_of(accesses=rows)
        return [(a, found[a.case.pk]) for a in rows if a.case.pk in found]

    return once("own releases", ask, actor=actor, at=at) if can(actor, P.JUSTICE_OUTLINE_VIEW) else []


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Suspects who may be free any day, and releases within a week: of one's own cases."""
    lines = (_wait(a.case, release, day_of(at)) for a, release in own_releases(actor=actor, at=at))
    return [line for line in lines if line is not None]


#: Its bell rings for whoever works on a case: the page asks for one's own cases by it, too.
SOURCE = Source(
    waiting,
    bell("FROM cases_assignment WHERE user_id = %(user)s AND organisation_id = %(body)s AND ends_at IS NULL"),
)


def _told_before(access: CaseAccess) -> tuple[str, ...]:
    """Whoever holds a version with another day of release than the newest: to be told anew by a disclosure."""
    rows = recipients_now(case_id=access.case.pk, at=access.at, classes=[OUTLINE]).filter(version_id__isnull=False)
    told = [r for r in rows if "release_date" in r.fields]
    if not told:
        return ()
    newest = current_version(access=access, info_class=OUTLINE)
    held = {v.pk: v for v in held_versions(access=access, info_class=OUTLINE)}
    old = [
        r for r in told
        if newest and r.version_id in held and _day_in(held[r.version_id]) != _day_in(newest)
    ]  # fmt: skip
    return tuple(sorted({r.recipient.name for r in old}))


def _day_in(version: object) -> object:
    return getattr(version, "release_date", None)


def _release(case: Case, events: Iterable[Event], told: Mapping[str, object], today: date) -> Release:
    status = str(told.get("subject_status") or "")
    return release_from(events, today=today, subject_status=status, in_service=case.status in IN_SERVICE)


def _wait(case: Case, release: Release, today: date) -> Waiting | None:
    near = release.worst_case or release.day
    if release.released or near is None or (near - today).days > SOON_DAYS:
        return None
    if release.custody is Custody.SUSPECT:
        title, why = (
            "釈放に備える",
            f"早ければ{_in_days((near - today).days)}釈放されます。迎え・居所・薬・お金を確かめてください。",
        )
    else:
        title, why = "釈放の日に備える", f"釈放が近づいています。{release.why}"
    return Waiting(title, why, near, "clock:page", (case.pk,), case.number)


def _in_days(days: int) -> str:
    return {0: "今日", 1: "明日"}.get(days, f"{days}日後に")


def _open_in_list(access: CaseAccess) -> bool:
    decision = access.decide(P.JUSTICE_OUTLINE_VIEW)
    return decision.allowed and any(g.version_id is None and not g.retained for g in decision.grants)


def _held(access: CaseAccess) -> QuerySet[LegalEvent]:
    """Versions open to this actor, oldest first: after the consent ended nothing newer, of own collection only what is own."""
    rows = LegalEvent.objects.filter(case=access.case)
    if access.facts.frozen_at is not None:
        rows = rows.filter(written_at__lte=access.facts.frozen_at)
    grants = [
        g for g in access.facts.grants
        if g.info_class == OUTLINE and g.version_id is None and not g.persons and g.is_live(access.at)
    ]  # fmt: skip
    if grants and all(g.retained for g in grants):
        rows = rows.filter(author_organisation_id__in=own_collectors(access=access))
    return rows.select_related("case").order_by("written_at", "series", "version")


def _newest(rows: Iterable[LegalEvent]) -> list[LegalEvent]:
    newest: dict[UUID, LegalEvent] = {}
    for row in rows:
        if row.series not in newest or newest[row.series].version < row.version:
            newest[row.series] = row
    return list(newest.values())


def _record_values(access: CaseAccess) -> Mapping[str, object]:
    return _values(current_version(access=access, info_class=OUTLINE))


def _values(version: object) -> dict[str, object]:
    names = ("subject_status", *content.COPIED_FIELDS)
    return {} if version is None else {name: getattr(version, name) for name in names}


def _lines(rows: Sequence[LegalEvent], names: Mapping[UUID, str]) -> list[EventLine]:
    """Standing events by day, those without a day last."""
    found = []
    for row in _newest(rows):
        event = content.read(str(row.series), row.content)
        if event is None or row.withdrawn:
            continue
        older = tuple(r for r in rows if r.series == row.series and r.version < row.version)
        found.append(
            EventLine(
                event,
                content.source_label(row.content),
                row.note or "",
                row.content.get("source", ""),
                row,
                _author(row, names),
                older,
            )
        )
    return sorted(found, key=_by_day)


def _told_lines(told: Mapping[str, object]) -> list[EventLine]:
    return sorted((EventLine(e, "依頼書・フェイスシート") for e in content.from_record(told)), key=_by_day)


def _by_day(line: EventLine) -> tuple[bool, date, str]:
    return line.event.day is None, line.event.day or date.min, line.event.key


def _author(row: LegalEvent, names: Mapping[UUID, str]) -> str:
    who = names.get(row.author_user, "") if row.author_user else ""
    return f"{names.get(row.author_organisation_id, '')} {who}".strip()


def _changes(rows: Sequence[LegalEvent], names: Mapping[UUID, str]) -> list[Change]:
    """The newest versions, each with the difference it made: the events before it against the events with it."""
    found = []
    for n in range(len(rows) - 1, max(-1, len(rows) - 1 - CHANGES), -1):
        row = rows[n]
        event = content.read(str(row.series), row.content)
        if event is None:
            continue
        moved = differences(standing(rows[:n]), standing(rows[: n + 1]))
        word = "取り消し" if row.withdrawn else ("記録" if row.version == 1 else "変更")
        found.append(
            Change(event.kind.label, word, _author(row, names), row.written_at, row.reason or "", tuple(moved))
        )
    return found
