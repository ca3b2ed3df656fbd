"""The register of 開示・訂正・利用停止請求: list, one request, its clock, what may have been changed by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import visible_cases
from renkei.people.models import RECORD_OF
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import VIEWERS_OF_ALL, InfoClass
from renkei.policy.permissions import P
from renkei.privacy.enums.requests import OPEN_STATUSES, RequestKind, RequestStatus
from renkei.privacy.models import DataRequest
from renkei.privacy.queries.local import municipalities_for
from renkei.privacy.rules.clocks import Clock, Pause, clock_of

#: How many days before the deadline the home page speaks of it: always; an open request is work.
_NEXT = {
    RequestStatus.RECEIVED: "審査を始めてください。",
    RequestStatus.FIXING: "補正を待っています。届いたら記録してください。",
    RequestStatus.REVIEWING: "開示する範囲などを審査し、決定してください。",
    RequestStatus.DECIDED: "決定を通知し、実施を記録してください。",
}


@dataclass(frozen=True)
class RequestLine:
    """A request with its clock. `sees_content`: the auditor reads the register without names and texts."""

    request: DataRequest
    clock: Clock
    sees_content: bool


def requests_of(*, actor: Actor, at: datetime) -> QuerySet[DataRequest]:
    """The register of the actor's municipalities, newest first. Raises NotAllowed."""
    require(actor, P.PRIVACY_VIEW)
    own = municipalities_for(actor=actor, on=day_of(at)).values("pk")
    found = DataRequest.objects.filter(municipality_id__in=own).select_related("municipality")
    return found.prefetch_related("pauses").order_by("-received_on", "-created_at")


def request_lines(*, actor: Actor, at: datetime, open_only: bool = False) -> list[RequestLine]:
    """The register as the page shows it; open ones by their deadline."""
    found = requests_of(actor=actor, at=at)
    if open_only:
        found = found.filter(status__in=OPEN_STATUSES)
    return [line_of(actor=actor, request=r, at=at) for r in found]


def line_of(*, actor: Actor, request: DataRequest, at: datetime) -> RequestLine:
    """One request with its clock on the day of `at`."""
    return RequestLine(request, clock_on(request, at), actor.role not in VIEWERS_OF_ALL)


def clock_on(request: DataRequest, at: datetime) -> Clock:
    """The clock of a request; it stands still at the decision."""
    today = day_of(request.decided_at or at)
    pauses = [Pause(p.asked_on, p.fixed_on) for p in request.pauses.all()]
    return clock_of(
        request.received_on, days=request.days, extension=request.extension, pauses=pauses, today=today
    )  # fmt: skip


def get_request(*, actor: Actor, request_id: UUID, at: datetime) -> RequestLine:
    """One request of the register. Raises NotFound."""
    found = requests_of(actor=actor, at=at).filter(pk=request_id).first()
    if found is None:
        raise NotFound(permission=P.PRIVACY_VIEW.code)
    return line_of(actor=actor, request=found, at=at)


def case_by_number(*, actor: Actor, number: str, at: datetime) -> Case | None:
    """The case of this number, if it is in scope: where a request finds its person."""
    return visible_cases(actor=actor, at=at).filter(number=number).select_related("person", "responsible").first()


def cases_to_cover(*, actor: Actor, request: DataRequest, at: datetime) -> QuerySet[Case]:
    """Every case of the person for which this municipality answers, in the actor's scope."""
    found = visible_cases(actor=actor, at=at).filter(person_id=request.person_id)
    return found.filter(responsible_id=request.municipality_id)


@dataclass(frozen=True)
class Changed:
    """A new version that may be the correction."""

    table: str
    id: UUID
    case_id: UUID
    words: str
    at: datetime


def versions_since(*, actor: Actor, request: DataRequest) -> list[Changed]:
    """New versions of the person's records since the request came: what a correction can point at."""
    require(actor, P.REQUEST_DECIDE)
    covered = request.covered.values("case_id")
    done = set(request.changes.values_list("row_id", flat=True))
    found = []
    for info_class, model in RECORD_OF.items():
        rows = model.objects.filter(case_id__in=covered, version__gt=1, written_at__date__gte=request.received_on)
        for row in rows.values_list("pk", "case_id", "case__number", "version", "written_at"):
            words = f"{InfoClass(info_class).label} 第{row[3]}版（{row[2]}）"
            found.append(Changed(model._meta.label, row[0], row[1], words, row[4]))
    return sorted((f for f in found if f.id not in done), key=lambda f: f.at, reverse=True)


def rows_to_stop(*, actor: Actor, request: DataRequest, at: datetime) -> QuerySet[LedgerEntry]:
    """Live rows by which the municipality gives the person's data to others: what a suspension can end."""
    require(actor, P.REQUEST_DECIDE)
    rows = LedgerEntry.objects.filter(scopes.live_at(at), case_id__in=request.covered.values("case_id"))
    rows = rows.filter(giver_id=request.municipality_id).exclude(recipient_id=request.municipality_id)
    return rows.select_related("case", "recipient").order_by("recipient__name", "info_class")


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Open requests for the home page, with the day of the decision."""
    if not can(actor, P.REQUEST_TAKE):
        return []
    return [
        Waiting(
            f"{RequestKind(line.request.kind).label}に対応する", _NEXT[RequestStatus(line.request.status)],
            None if line.request.status == RequestStatus.DECIDED else line.clock.due_on, "privacy:request",
            (line.request.pk,), line.request.number,
        )
        for line in request_lines(actor=actor, at=at, open_only=True)
    ]  # fmt: skip


SOURCE = Source(waiting, bell("FROM privacy_datarequest WHERE status IN {open}", open=OPEN_STATUSES))
