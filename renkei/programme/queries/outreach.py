"""開拓: the pipeline as a board or a list, one office with its visits, what is due. A constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from renkei.accounts.models import Organisation
from renkei.accounts.queries import members_in_force, names_of_users
from renkei.cases.enums import NeedKind
from renkei.core.clock import day_of, moments_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.offices.queries import names_of_areas
from renkei.offices.queries.knowledge import keepers
from renkei.offices.rules.service_codes import service_label
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import Reach, Role
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of
from renkei.programme.enums.outreach import RUNNING, Help, OutreachStatus
from renkei.programme.models import Outreach, OutreachMove, OutreachVisit
from renkei.programme.rules.assumptions_outreach import SOON_DAYS
from renkei.programme.rules.outreach import due_words
from renkei.programme.states.outreach import OUTREACH

_KIND = "kind:"  # the gap map's word for a need without chosen services
_WRITERS = tuple(role for role in Role if reach_of(role, P.OUTREACH_WRITE) is not Reach.NONE)


@dataclass(frozen=True)
class OutreachLine:
    """An office in a list, with its codes in words; `late` days past its day."""

    thing: Outreach
    owner: str
    service: str
    area: str
    due: str
    late: int

    @property
    def need(self) -> str:
        """「共同生活援助・みほん市」; empty where no cell of the gap map was the reason."""
        return "・".join(filter(None, (self.service, self.area)))


@dataclass(frozen=True)
class Column:
    """A column of the board."""

    status: OutreachStatus
    lines: tuple[OutreachLine, ...]


@dataclass(frozen=True)
class VisitView:
    """One visit with its codes in words."""

    thing: OutreachVisit
    author: str
    helps: tuple[str, ...]


@dataclass(frozen=True)
class MoveView:
    """A step of the way: its words, who, and why."""

    thing: OutreachMove
    label: str
    by: str


@dataclass(frozen=True)
class OutreachPage:
    """One office of the pipeline. `steps`: what the machine allows now."""

    line: OutreachLine
    visits: tuple[VisitView, ...]
    moves: tuple[MoveView, ...]
    steps: frozenset[str]


def side_of(actor: Actor) -> list[Organisation]:
    """The municipalities in whose name the actor does this work, by name."""
    return keepers(actor=actor)


def outreach(*, actor: Actor) -> QuerySet[Outreach]:
    """The pipeline of the municipality's side: what is due first, then by priority. Raises NotAllowed."""
    require(actor, P.OUTREACH_VIEW)
    rows = Outreach.objects.filter(municipality_id__in=[m.pk for m in side_of(actor)])
    return rows.select_related("organisation", "office").order_by(
        F("due_on").asc(nulls_last=True), "priority", "name", "id"
    )


def narrowed(
    rows: QuerySet[Outreach], *, words: str = "", status: str = "", owner: str = "", service: str = "", late_on: date | None = None
) -> QuerySet[Outreach]:  # fmt: skip
    """Narrowed by what was chosen in a list; without a state those that run. `late_on`: only what is overdue on that day."""
    rows = rows.filter(status=status) if status else rows.filter(status__in=RUNNING)
    if words.strip():
        rows = rows.filter(Q(name__icontains=words.strip()) | Q(office__office_number=words.strip()))
    if owner:
        rows = rows.filter(owner=owner)
    if service:
        rows = rows.filter(service_code=service)
    return rows.filter(due_on__lt=late_on) if late_on else rows


def lines_of(things: Iterable[Outreach], *, today: date) -> list[OutreachLine]:
    """The lines of a list, in one query more for names and one for areas."""
    found = list(things)
    names, areas = names_of_users([t.owner for t in found]), names_of_areas({t.area_code for t in found} - {""})
    return [_line(t, names, areas, today) for t in found]


def board(*, actor: Actor, lines: Iterable[OutreachLine]) -> list[Column]:
    """The same by state, in the order of the road; empty columns are left out."""
    by: dict[str, list[OutreachLine]] = {}
    for line in lines:
        by.setdefault(line.thing.status, []).append(line)
    return [Column(s, tuple(by[s])) for s in OutreachStatus if s in by]


def get_outreach(*, actor: Actor, pk: UUID) -> Outreach:
    """One of them. Raises NotFound."""
    thing = outreach(actor=actor).filter(pk=pk).first()
    if thing is None:
        raise NotFound(permission=P.OUTREACH_VIEW.code)
    return thing


def outreach_page(*, actor: Actor, pk: UUID, today: date) -> OutreachPage:
    """One office with its visits and its way. Raises NotFound."""
    thing = get_outreach(actor=actor, pk=pk)
    visits = list(thing.visits.order_by("-at", "-written_at"))
    moves = list(thing.moves.order_by("-at", "-created_at").select_related("organisation"))
    names = names_of_users([thing.owner, *(v.author for v in visits), *(m.by for m in moves)])
    line = lines_of([thing], today=today)[0]
    allowed = {t.name for t in OUTREACH.possible_from(thing.status) if t.permission and can(actor, t.permission)}
    return OutreachPage(
        line, tuple(VisitView(v, names.get(v.author, ""), help_words(v.helps)) for v in visits),
        tuple(MoveView(m, _step_words(m.step), names.get(m.by, "")) for m in moves), frozenset(allowed),
    )  # fmt: skip


def get_visit(*, actor: Actor, pk: UUID) -> VisitView:
    """One visit, with its office. Raises NotFound."""
    visit = OutreachVisit.objects.filter(pk=pk, target__in=outreach(actor=actor)).select_related("target").first()
    if visit is None:
        raise NotFound(permission=P.OUTREACH_VIEW.code)
    return VisitView(visit, names_of_users([visit.author]).get(visit.author, ""), help_words(visit.helps))


def help_words(codes: Iterable[str]) -> tuple[str, ...]:
    """What would help, in words, in the order of the list."""
    chosen = set(codes)
    return tuple(str(h.label) for h in Help if h in chosen)


def helps_asked(*, actor: Actor, since: date) -> list[tuple[str, int]]:
    """何があれば受け入れやすいか: how many offices named each at a visit since then, the most frequent first. One query."""
    rows = OutreachVisit.objects.filter(
        target__in=outreach(actor=actor).order_by(), cancelled_at__isnull=True, at__gte=moments_of(since, since)[0]
    )
    offices: dict[str, set[UUID]] = {}
    for target, codes in rows.values_list("target_id", "helps"):
        for code in codes:
            offices.setdefault(code, set()).add(target)
    return sorted(((str(Help(c).label), len(found)) for c, found in offices.items()), key=lambda p: (-p[1], p[0]))


def owners(*, actor: Actor, at: datetime) -> list[tuple[UUID, str]]:
    """Who of one's own body may be in charge."""
    require(actor, P.OUTREACH_WRITE)
    members = members_in_force(actor.organisation_id, at=at).filter(role__in=_WRITERS)
    return sorted({(m.user_id, m.user.name) for m in members}, key=lambda pair: pair[1])


def running_of_office(*, actor: Actor, office_id: UUID) -> Outreach | None:
    """The office's place in the pipeline, if it has one that runs; None also for those who may not see it."""
    if not can(actor, P.OUTREACH_VIEW):
        return None
    return outreach(actor=actor).filter(office_id=office_id, status__in=RUNNING).first()


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """開拓: one line with how many offices are due or late, of the user himself and those that are nobody's. One query."""
    if not can(actor, P.OUTREACH_WRITE) or actor.organisation_id is None:
        return []
    soon = day_of(at) + timedelta(days=SOON_DAYS)
    sides = [actor.organisation_id, *actor.acts_for]
    due = Outreach.objects.filter(
        Q(owner=actor.user_id) | Q(owner__isnull=True), municipality_id__in=sides, due_on__lte=soon
    )
    days = list(due.exclude(status=OutreachStatus.CLOSED).order_by("due_on").values_list("due_on", flat=True)[:SHOWN])
    if not days:
        return []
    return [Waiting(f"事業所の開拓を進める（{len(days)}件）", "訪問や次にすることの日です。", days[0], "outreach:due")]


SOURCE = Source(
    waiting,
    bell(
        "FROM programme_outreach WHERE municipality_id = ANY (%(bodies)s) AND status <> {closed} AND due_on <= %(today)s + {soon}",
        closed=OutreachStatus.CLOSED, soon=SOON_DAYS,
    ),
)  # fmt: skip


def service_words(code: str) -> str:
    """A service of the gap map in words; one without a chosen service is called by its need."""
    if code.startswith(_KIND):
        kind = code.removeprefix(_KIND)
        return str(NeedKind(kind).label) if kind in NeedKind.values else ""
    return service_label(code) if code else ""


def _line(thing: Outreach, names: dict[UUID, str], areas: dict[str, str], today: date) -> OutreachLine:
    due = due_words(thing.status, due=thing.due_on, planned_on=thing.planned_on, next_on=thing.next_on)
    late = (today - thing.due_on).days if thing.due_on and thing.due_on < today else 0
    owner = names.get(thing.owner, "") if thing.owner else ""
    area = areas.get(thing.area_code, thing.area_code)
    return OutreachLine(thing, owner, service_words(thing.service_code), area, due, late)


def _step_words(step: str) -> str:
    if step in _OTHER_STEPS:
        return _OTHER_STEPS[step]
    return OUTREACH.get(step).label


_OTHER_STEPS = {
    "add": "候補に加えた", "change": "内容を直した", "next": "次にすることを決めた", "again": "もう一度訪問・連絡した",
    "cancel": "訪問の記録を取り消した",
}  # fmt: skip
