"""What is due for destruction, what holds it back, the certificate, what may be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from renkei.accounts.queries import names_of_users
from renkei.cases.models import Case
from renkei.core.clock import day_of, moments_of
from renkei.core.errors import NotFound
from renkei.core.waiting import Source, Waiting, bell
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.enums.requests import OPEN_STATUSES
from renkei.privacy.enums.retention import DestructionStatus, Waits
from renkei.privacy.models import DataRequest, Destruction, LegalHold, OutcomeCount
from renkei.privacy.queries.local import municipalities_for, own_municipalities, values_by_municipality
from renkei.privacy.rules.retention import DEFAULT_YEARS, is_due, last_day, newest_due

#: Counts below this are shown as 「10未満」: a small town's single case must not be read off the table.
SMALLEST_SHOWN = 10


@dataclass(frozen=True)
class DueLine:
    """A closed case whose keeping is over (or will be): until when it is kept, and what it waits for."""

    case: Case
    closed_on: date
    years: int
    kept_until: date
    waits: Waits
    destruction: Destruction | None = None
    hold: LegalHold | None = None


def require_view(actor: Actor) -> None:
    """The list is for those who look after the register, and those who may propose. Raises NotAllowed."""
    if not can(actor, P.DESTROY_PROPOSE):
        require(actor, P.PRIVACY_VIEW)


def due_lines(*, actor: Actor, at: datetime) -> list[DueLine]:
    """Closed cases of the actor's municipalities whose time is over, oldest first: a constant number of queries."""
    require_view(actor)
    today = day_of(at)
    own = {body.pk for body in own_municipalities(actor=actor, at=at)}
    years = min(values_by_municipality(kind=RuleKind.KEEP_YEARS, on=today, among=own).values(), default=DEFAULT_YEARS)
    _, end = moments_of(today, newest_due(years, on=today))
    closed = Case.objects.filter(responsible_id__in=own, closed_at__lte=end, destroyed_at__isnull=True)
    lines = lines_of(list(closed.select_related("responsible").order_by("closed_at")), today)
    return [line for line in lines if today > line.kept_until]


def lines_of(cases: list[Case], today: date) -> list[DueLine]:
    """Cases with until when they are kept and what they wait for."""
    bodies = {c.responsible_id for c in cases if c.responsible_id}
    years = values_by_municipality(kind=RuleKind.KEEP_YEARS, on=today, among=bodies)
    if not cases:
        return []
    pks = [c.pk for c in cases]
    going = {d.case_id: d for d in _going().filter(case_id__in=pks)}
    holds = {h.case_id: h for h in live_holds(today).filter(case_id__in=pks)}
    asked = _asked_about({c.person_id for c in cases}, today)
    return [_line(c, years, going.get(c.pk), holds.get(c.pk), c.person_id in asked) for c in cases if c.closed_at]


def _line(
    case: Case, years: dict[UUID, int], destruction: Destruction | None, hold: LegalHold | None, asked: bool
) -> DueLine:  # fmt: skip
    assert case.closed_at is not None  # noqa: S101 - the caller takes closed cases only
    closed_on = day_of(case.closed_at)
    term = years.get(case.responsible_id, DEFAULT_YEARS) if case.responsible_id else DEFAULT_YEARS
    return DueLine(
        case, closed_on, term, last_day(closed_on, term), _waits(destruction, hold, asked), destruction, hold
    )


def _waits(destruction: Destruction | None, hold: LegalHold | None, asked: bool) -> Waits:
    if hold is not None:
        return Waits.HOLD
    if asked:
        return Waits.REQUEST
    if destruction is None:
        return Waits.NOTHING
    if destruction.status == DestructionStatus.PROPOSED:
        return Waits.PROPOSED
    return Waits.OTHER_CASE if destruction.waits_since else Waits.APPROVED


def _going() -> QuerySet[Destruction]:
    return Destruction.objects.filter(status__in=[DestructionStatus.PROPOSED, DestructionStatus.APPROVED])


def live_holds(today: date) -> QuerySet[LegalHold]:
    """Holds in force on a day."""
    return LegalHold.objects.filter(Q(until__isnull=True) | Q(until__gte=today), released_at__isnull=True)


def _asked_about(persons: set[UUID], today: date) -> set[UUID]:
    """Persons with an open request, or one whose own record is still kept (counted as long as a case)."""
    found = set()
    for request in DataRequest.objects.filter(person_id__in=persons):
        ended = request.delivered_on or request.withdrawn_on
        if request.status in OPEN_STATUSES or ended is None or not is_due(ended, DEFAULT_YEARS, on=today):
            found.add(request.person_id)
    return {pk for pk in found if pk is not None}


def ready_persons(*, today: date) -> tuple[list[UUID], list[UUID]]:
    """(persons whose every case is approved and free, persons who wait for another case): for the nightly job alone.

    The key is the person's: it may go only with the last of his cases, in whichever municipality that is.
    """
    approved = Destruction.objects.filter(status=DestructionStatus.APPROVED)
    persons = list(approved.values_list("case__person_id", flat=True).distinct())
    mine = approved.filter(case_id=OuterRef("pk"))
    left = Case.objects.filter(~Exists(mine), person_id__in=persons, destroyed_at__isnull=True)
    waiting = set(left.values_list("person_id", flat=True))
    waiting |= set(live_holds(today).filter(case__person_id__in=persons).values_list("case__person_id", flat=True))
    waiting |= _asked_about(set(persons), today)
    return [p for p in persons if p not in waiting], [p for p in persons if p in waiting]


def destructions_of(*, actor: Actor, at: datetime) -> QuerySet[Destruction]:
    """Every destruction of the actor's municipalities, newest first. Raises NotAllowed."""
    require_view(actor)
    own = municipalities_for(actor=actor, on=day_of(at)).values("pk")
    found = Destruction.objects.filter(municipality_id__in=own).select_related("case", "municipality")
    return found.order_by("-proposed_at")


def get_destruction(*, actor: Actor, destruction_id: UUID, at: datetime) -> Destruction:
    """One of them. Raises NotFound."""
    found = destructions_of(actor=actor, at=at).filter(pk=destruction_id).first()
    if found is None:
        raise NotFound(permission=P.PRIVACY_VIEW.code)
    return found


def names_on(destruction: Destruction) -> dict[str, str]:
    """Who proposed and who approved, by name: for the certificate."""
    names = names_of_users([destruction.proposed_by, destruction.approved_by])
    return {
        "proposed": names.get(destruction.proposed_by, "―"), "approved": names.get(destruction.approved_by, "―"),
    }  # fmt: skip


def holds_of(*, actor: Actor, at: datetime) -> QuerySet[LegalHold]:
    """Holds in force on cases of the actor's municipalities. Raises NotAllowed."""
    require_view(actor)
    own = municipalities_for(actor=actor, on=day_of(at)).values("pk")
    return live_holds(day_of(at)).filter(case__responsible_id__in=own).select_related("case").order_by("placed_at")


def get_hold(*, actor: Actor, hold_id: UUID, at: datetime) -> LegalHold:
    """One of them. Raises NotFound."""
    found = holds_of(actor=actor, at=at).filter(pk=hold_id).first()
    if found is None:
        raise NotFound(permission=P.DESTROY_APPROVE.code)
    return found


def closed_case(*, actor: Actor, case_id: UUID, at: datetime) -> DueLine:
    """A closed case of the actor's municipalities, due or not. Raises NotFound."""
    require_view(actor)
    own = municipalities_for(actor=actor, on=day_of(at)).values("pk")
    case = Case.objects.filter(pk=case_id, responsible_id__in=own, closed_at__isnull=False).first()
    if case is None or case.destroyed_at is not None:
        raise NotFound(permission=P.DESTROY_PROPOSE.code)
    return lines_of([case], day_of(at))[0]


@dataclass(frozen=True)
class Counted:
    """One line of what is left for statistics; small counts are not said."""

    fiscal_year: int
    reason: str
    count: str


def counted(*, actor: Actor) -> list[Counted]:
    """Destroyed cases by fiscal year of closing and outcome, all prefectures of the installation together."""
    require_view(actor)
    totals: dict[tuple[int, str], int] = {}
    for row in OutcomeCount.objects.order_by("-fiscal_year", "reason"):
        key = (row.fiscal_year, row.get_reason_display())
        totals[key] = totals.get(key, 0) + row.count
    return [
        Counted(year, reason, str(n) if n >= SMALLEST_SHOWN else f"{SMALLEST_SHOWN}未満")
        for (year, reason), n in totals.items()
    ]  # fmt: skip


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """For the home page: what may be proposed, what waits for this person's approval."""
    if not (can(actor, P.DESTROY_PROPOSE) or can(actor, P.DESTROY_APPROVE)):
        return []
    found = []
    for line in due_lines(actor=actor, at=at):
        mine = line.destruction is not None and line.destruction.proposed_by == actor.user_id
        if line.waits == Waits.NOTHING and can(actor, P.DESTROY_PROPOSE):
            found.append(("保存期間の終わった記録の廃棄を提案する", "保存期間が終わりました。", line))
        elif line.waits == Waits.PROPOSED and can(actor, P.DESTROY_APPROVE) and not mine:
            found.append(("廃棄の提案を確かめる", "提案した人とは別の人の承認が必要です。", line))
    return [Waiting(title, why, None, "privacy:retention", (), line.case.number) for title, why, line in found]


SOURCE = Source(
    waiting,
    bell(  # two days more: the days of closing are those of Japan
        "FROM cases_case WHERE responsible_id IN {own} AND destroyed_at IS NULL AND closed_at < %(at)s + interval '2 days'"
        " - make_interval(years => least({standard}, (SELECT min(value) FROM privacy_localrule"
        " WHERE kind = {kind} AND municipality_id IN {own})))",
        standard=DEFAULT_YEARS, kind=RuleKind.KEEP_YEARS,
    ),
)  # fmt: skip
