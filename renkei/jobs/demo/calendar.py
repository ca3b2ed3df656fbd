"""The legal clock in the demo: a suspect, a defendant, a prisoner at the end of his term, one who waits for parole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from renkei.coordination.enums.clock import EventKind, EventSource
from renkei.coordination.queries import guide
from renkei.coordination.rules.clock.content import COPIED_FIELDS
from renkei.coordination.rules.clock.events import Event, Term
from renkei.coordination.services.clock import move_event, record_event
from renkei.coordination.services.closed_days import add_closed_days
from renkei.core.clock import day_of
from renkei.jobs.demo.cast import Cast
from renkei.people.enums import Certainty, FacilityKind, SubjectStatus
from renkei.people.services import save_record
from renkei.policy.actor import Actor
from renkei.policy.enums import InfoClass, Role

if TYPE_CHECKING:
    from renkei.cases.models import Case

K = EventKind
_EXPECTED: dict[str, Any] = {"certainty": Certainty.EXPECTED}


@dataclass(frozen=True)
class Proceeding:
    """Where a person stands, and what has happened: (kind, days from today, source, what the kind needs besides)."""

    status: SubjectStatus
    facility: FacilityKind
    events: tuple[tuple[EventKind, int, EventSource, dict[str, Any]], ...]


PROCEEDINGS = (
    Proceeding(SubjectStatus.SUSPECT, FacilityKind.POLICE, (
        (K.ARREST, -4, EventSource.COUNSEL, {"at": time(14, 20)}), (K.DETENTION_REQUEST, -2, EventSource.COUNSEL, {}),
    )),
    Proceeding(SubjectStatus.DEFENDANT, FacilityKind.DETENTION_HOUSE, (
        (K.ARREST, -60, EventSource.CENTER, {}), (K.DETENTION_REQUEST, -58, EventSource.CENTER, {}),
        (K.EXTENSION, -49, EventSource.CENTER, {"days": 10}), (K.INDICTMENT, -40, EventSource.PROSECUTOR, {}),
        (K.HEARING, 12, EventSource.COUNSEL, {}), (K.JUDGMENT, 26, EventSource.COUNSEL, _EXPECTED),
    )),
    Proceeding(SubjectStatus.LEAVING_FACILITY, FacilityKind.PRISON, (
        (K.FINAL, -320, EventSource.PROBATION_OFFICE, {"term": Term(1)}), (K.FULL_TERM, 44, EventSource.FACILITY, {}),
    )),
    Proceeding(SubjectStatus.LEAVING_FACILITY, FacilityKind.PRISON, (
        (K.FINAL, -600, EventSource.PROBATION_OFFICE, {"term": Term(2)}),
        (K.PAROLE, 60, EventSource.PROBATION_OFFICE, {**_EXPECTED, "until": 90}),
    )),
)  # fmt: skip


def tell_calendar(*, cast: Cast, now: datetime, leads: Sequence[tuple[str, str, Role]]) -> None:
    """A proceeding for each of four running cases of the first coordinator; one date moves; one closure day."""
    municipality, key, role = leads[0]
    actor, today = cast.actor(key, role, now), day_of(now)
    running = guide.listed(actor=actor, at=now, mine=True).filter(
        status__in=("coordinating", "placed", "awaiting_release")
    )
    for case, proceeding in zip(running, PROCEEDINGS, strict=False):
        _stand(actor, case, proceeding, now)
        for kind, days, source, more in proceeding.events:
            event = _event(kind, today + timedelta(days=days), today, more)
            row = record_event(actor=actor, case=case, event=event, source=source, now=now)
            if kind is K.JUDGMENT:
                later = _event(kind, today + timedelta(days=days + 7), today, more)
                move_event(
                    actor=actor, row=row, event=later, source=source, now=now, reason="公判が1回増えたため"
                )  # fmt: skip
    manager = cast.actor(municipality, Role.MUNICIPAL_MANAGER, now)
    add_closed_days(actor=manager, first=today + timedelta(days=20), last=None, label="窓口システムの更新", now=now)


def _stand(actor: Actor, case: Case, proceeding: Proceeding, now: datetime) -> None:
    values: dict[str, Any] = dict.fromkeys(COPIED_FIELDS, None)
    values |= {"subject_status": str(proceeding.status), "facility_kind": str(proceeding.facility)}
    save_record(actor=actor, case=case, info_class=InfoClass.JUSTICE_OUTLINE, values=values, now=now)


def _event(kind: EventKind, day: date, today: date, more: dict[str, Any]) -> Event:
    fields = dict(more)
    if "until" in fields:
        fields["until"] = today + timedelta(days=fields["until"])
    return Event("", kind, day, **fields)
