"""Reading the sheet of the release day, class by class; and what an office sees of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from renkei.audit.services import record_views
from renkei.coordination.models.release_day import ReleaseDay, ReleaseStop
from renkei.coordination.queries.clock import release_of
from renkei.coordination.rules.clock.releasing import Release
from renkei.core.errors import NotFound
from renkei.core.scan import background_in
from renkei.disclosure.queries import CaseAccess, recipients_now
from renkei.policy.decide import require
from renkei.policy.enums import OFFICE_KINDS, InfoClass
from renkei.policy.permissions import P

#: Fields of the sheet by the class under which they stand.
MEETING = ("meet_at", "meet_place", "meets", "belongings")
LIVING = ("cash", "two_weeks", "medicine", "sleeps", "sleeps_else", "evening")


_READING = re.compile("《[^》]*》")
_IN_PERSON = "担当《たんとう》の人《ひと》が、直接《ちょくせつ》お伝《つた》えします。"


@dataclass(frozen=True)
class Sheet:
    """The sheet as this actor may read it. `living`: money, medicine and the place to sleep, where welfare is open.

    Words are (label, text) for what was written, `said` the same texts by field; `stops` come in the order of the day.
    """

    release: Release | None
    meeting: tuple[tuple[str, str], ...]
    living: tuple[tuple[str, str], ...]
    may_living: bool
    stops: tuple[ReleaseStop, ...]
    missing: tuple[str, ...]
    stale: tuple[ReleaseStop, ...]
    said: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    @property
    def day(self) -> date | None:
        return self.release.day if self.release else None

    @property
    def said_in_public(self) -> dict[str, str]:
        """The texts for a paper he carries about: said in person where the words would tell of custody."""
        return {name: in_public(text) for name, text in self.said.items()}

    @property
    def stops_in_public(self) -> list[dict[str, Any]]:
        """The same of where he goes."""
        return [
            {"at": s.at} | {name: in_public(getattr(s, name) or "") for name in ("place", "address", "goes_with", "note")}
            for s in self.stops
        ]  # fmt: skip

    @property
    def classes(self) -> tuple[str, ...]:
        return (str(InfoClass.JUSTICE_OUTLINE), *((str(InfoClass.WELFARE),) if self.may_living else ()))


def in_public(text: str) -> str:
    """A text for a paper that is carried about; in its place, where it would tell of custody, that one is told in person.

    Readings stand as in what people write (漢字《かんじ》) and do not hide a word.
    """
    return _IN_PERSON if background_in(text) or background_in(_READING.sub("", text)) else text


def sheet(*, access: CaseAccess) -> Sheet:
    """The whole sheet for a body of the programme; the reading of each class is recorded."""
    require(access.actor, P.JUSTICE_OUTLINE_VIEW, access.facts, at=access.at)
    row = day_of_case(access=access)
    living = access.can(P.WELFARE_VIEW)
    stops = tuple(_stops(access)) if living else ()
    record_views(
        actor=access.actor, now=access.at,
        opened=[(access.case.pk, str(InfoClass.JUSTICE_OUTLINE)), *([(access.case.pk, str(InfoClass.WELFARE))] if living else [])],
    )  # fmt: skip
    release = release_of(actor=access.actor, case=access.case, at=access.at)
    day = release.day if release else None
    names = (*MEETING, *(LIVING if living else ()))
    return Sheet(
        release=release, meeting=_words(row, MEETING), living=_words(row, LIVING) if living else (), may_living=living,
        stops=stops, missing=_missing(row, stops) if living else (), version=row.version,
        said={name: text for name in names if (text := getattr(row, name))},
        stale=tuple(s for s in stops if s.is_shown and s.told_day != day),
    )  # fmt: skip


def day_of_case(*, access: CaseAccess) -> ReleaseDay:
    """The row of the case, or an unsaved empty one. The caller records the reading."""
    return ReleaseDay.objects.filter(case=access.case).first() or ReleaseDay(case=access.case)


def stored_of(*, access: CaseAccess) -> dict[str, str | None]:
    """What is stored, of the classes open to the actor; the reading is recorded."""
    row = day_of_case(access=access)
    names = (*MEETING, *(LIVING if access.can(P.WELFARE_VIEW) else ()))
    record_views(
        actor=access.actor, now=access.at,
        opened=[(access.case.pk, c) for c in (str(InfoClass.JUSTICE_OUTLINE), *((str(InfoClass.WELFARE),) if LIVING[0] in names else ()))],
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def get_stop(*, access: CaseAccess, stop_id: UUID) -> ReleaseStop:
    """One place of the day, for those to whom welfare is open; the reading is recorded. Raises NotFound."""
    require(access.actor, P.WELFARE_VIEW, access.facts, at=access.at)
    stop = next((s for s in _stops(access) if s.pk == stop_id), None)
    if stop is None:
        raise NotFound(permission=P.TASK_VIEW.code, case_id=access.case.pk)
    record_views(actor=access.actor, now=access.at, opened=[(access.case.pk, str(InfoClass.WELFARE))])
    return stop


def offices_on(*, access: CaseAccess) -> list[tuple[str, str]]:
    """(id, name) of the offices to which welfare is disclosed, the class of a stop's words: to one of them it may be shown."""
    rows = recipients_now(case_id=access.case.pk, at=access.at, classes=[InfoClass.WELFARE])
    offices = {r.recipient for r in rows.filter(recipient__kind__in=OFFICE_KINDS)}
    return [(str(o.pk), o.name) for o in sorted(offices, key=lambda o: o.name)]


def own_stops(*, access: CaseAccess) -> list[ReleaseStop]:
    """利用開始日の予定: what an office was told of its own part, while welfare is open to it. The reading is recorded."""
    require(access.actor, P.TASK_VIEW, access.facts, at=access.at)
    if not access.sees(InfoClass.WELFARE):
        return []
    rows = ReleaseStop.objects.filter(
        case=access.case, organisation_id=access.actor.organisation_id, is_shown=True, removed_at__isnull=True
    )
    found = list(rows.select_related("case").order_by("told_day", "at"))
    if found:
        record_views(actor=access.actor, now=access.at, opened=[(access.case.pk, str(InfoClass.WELFARE))])
    return found


def _stops(access: CaseAccess) -> list[ReleaseStop]:
    rows = ReleaseStop.objects.filter(case=access.case, removed_at__isnull=True).select_related("case", "organisation")
    return sorted(rows, key=lambda s: (s.at is None, str(s.at or ""), s.created_at))


def _words(row: ReleaseDay, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = ((str(row._meta.get_field(n).verbose_name), getattr(row, n)) for n in names)  # type: ignore[union-attr]
    return tuple((label, text) for label, text in found if text)


def _missing(row: ReleaseDay, stops: tuple[ReleaseStop, ...]) -> tuple[str, ...]:
    """What the first day can't do without, and is not written yet."""
    asked = ("meets", "meet_at", "sleeps", "two_weeks", "medicine")
    gaps = [str(row._meta.get_field(n).verbose_name) for n in asked if not getattr(row, n)]  # type: ignore[union-attr]
    return (*gaps, *([] if stops else ["初日に回るところ"]))
