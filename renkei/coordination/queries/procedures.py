"""Reading the procedures of a case: where each stands, what waits for what, when everything can be decided; across cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import Count, F, Min, Q, QuerySet, When

from renkei.accounts.queries import names_of_organisations, names_of_users
from renkei.audit.services import record_view, record_views
from renkei.cases.models import Case
from renkei.coordination.enums.procedures import FAILED, RUNNING, WAITING, EntryKind, ProcedureStatus
from renkei.coordination.models.procedures import Procedure, ProcedureEntry
from renkei.coordination.queries.clock import release_of
from renkei.coordination.queries.closed_days import closed_days
from renkei.coordination.queries.usual_days import Usual, usual_of
from renkei.coordination.rules.procedures import catalogue, chain, history
from renkei.coordination.rules.procedures.picture import Picture, draw
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, frozen_cases, get_case, on_visible, own_collectors, visible_among
from renkei.people.enums import Disability
from renkei.people.queries import read
from renkei.policy.actor import Actor
from renkei.policy.decide import can, require
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P

WELFARE = InfoClass.WELFARE
#: Not over.
OPEN = (*WAITING, *RUNNING, *FAILED)
#: What the list may be cut to.
SHOWS = {
    "overdue": "期限が過ぎた手続", "blocked": "ほかの手続を待っている手続", "waiting": "まだ申請していない手続",
    "running": "結果を待っている手続", "failed": "却下・取下げのあと",
}  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """A procedure with its lines and where they say it stands."""

    row: Procedure
    entries: tuple[ProcedureEntry, ...]
    standing: history.Standing


@dataclass(frozen=True)
class BlockView:
    """What it waits for, in words."""

    title: str
    why: str
    since: date | None
    failed: bool


@dataclass(frozen=True)
class ProcedureView:
    """A procedure as the page shows it. `own_days`: the days are this municipality's or this procedure's, not the file's."""

    row: Procedure
    standing: history.Standing
    title: str
    way: str
    kind: catalogue.Kind | None
    days: int
    days_from: str
    outlook: chain.Outlook
    blocks: tuple[BlockView, ...]
    today: date

    @property
    def status_label(self) -> str:
        return ProcedureStatus(self.standing.status).label

    @property
    def due(self) -> date | None:
        """By when to apply, or when the decision is expected."""
        return self.outlook.expected or self.outlook.start_by

    @property
    def window(self) -> str:
        """Where to apply: as written here, else as it usually is."""
        return self.row.window or (self.kind.window if self.kind else "")

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < self.today and self.standing.status in (*WAITING, *RUNNING)

    @property
    def is_open(self) -> bool:
        return self.standing.status in OPEN

    @property
    def steps(self) -> list[tuple[str, date]]:
        """(state, day) of the application that counts, in the order of the road."""
        return [(s.label, self.standing.dates[s]) for s in ProcedureStatus if s in self.standing.dates]


@dataclass(frozen=True)
class LineView:
    """One line of the history as the page shows it. `void`: undone later; `standing`: it counts, its day can be corrected."""

    entry: ProcedureEntry
    label: str
    who: str
    void: bool
    standing: bool


@dataclass(frozen=True)
class ProceduresPage:
    """手続: everything the tab shows. `release`: the day ahead from which is counted; `release_open`: may it be known here?"""

    access: CaseAccess
    views: tuple[ProcedureView, ...]
    chain: chain.Chain
    path: tuple[str, ...]
    stuck: tuple[str, ...]
    late: tuple[str, ...]
    picture: Picture | None
    release: date | None
    release_open: bool
    released: bool
    today: date
    left: tuple[catalogue.Kind, ...] = ()
    may_write: bool = False

    @property
    def classes(self) -> list[str]:
        """What stands on it: the release, and the days counted from it, are of the class of justice."""
        return [str(WELFARE), *([str(InfoClass.JUSTICE_OUTLINE)] if self.release_open else [])]

    @property
    def open_ones(self) -> list[ProcedureView]:
        return [v for v in self.views if v.is_open]

    @property
    def ended(self) -> list[ProcedureView]:
        return [v for v in self.views if not v.is_open]


def get_procedures_access(
    *, actor: Actor, case_id: UUID, at: datetime, permission: P = P.WELFARE_VIEW
) -> CaseAccess:  # fmt: skip
    """The case, for a body of the programme that holds `welfare` as a whole: the rows of an office name a version of the face
    sheet, no procedure. Raises NotFound/NotAllowed."""
    access = get_case(actor=actor, case_id=case_id, at=at, permission=permission)
    decision = require(actor, P.WELFARE_VIEW, access.facts, at=at)
    if actor.organisation_kind not in CORE_KINDS or all(g.version_id is not None for g in decision.grants):
        raise NotFound(permission=P.WELFARE_VIEW.code, case_id=case_id)
    return access


def load(*, access: CaseAccess) -> list[Loaded]:
    """The procedures of the case with their lines, in the order of the file; two queries. The caller asks and records.

    After the consent ended nothing newer, and of own collection only what is own.
    """
    rows = Procedure.objects.filter(case=access.case).select_related("case")
    lines = ProcedureEntry.objects.filter(procedure__case=access.case).select_related("procedure__case")
    if access.facts.frozen_at is not None:
        rows, lines = rows.filter(made_at__lte=access.facts.frozen_at), lines.filter(at__lte=access.facts.frozen_at)
    grants = [
        g for g in access.facts.grants if g.info_class == WELFARE and g.version_id is None and g.is_live(access.at)
    ]
    if grants and all(g.retained for g in grants):
        rows = rows.filter(organisation_id__in=own_collectors(access=access))
    by_row: dict[UUID, list[ProcedureEntry]] = {}
    for line in lines.order_by("number"):
        by_row.setdefault(line.procedure_id, []).append(line)
    order = list(catalogue.kinds())
    found = [Loaded(r, tuple(by_row[r.pk]), standing_of(by_row[r.pk])) for r in rows if r.pk in by_row]
    return sorted(found, key=lambda x: (order.index(x.row.kind) if x.row.kind in order else len(order), x.row.made_at))


def standing_of(entries: Iterable[ProcedureEntry]) -> history.Standing:
    """Where these lines leave a procedure."""
    return history.replay(
        history.Entry(str(e.pk), e.kind, e.status, e.on, str(e.target_id or "")) for e in entries
    )  # fmt: skip


def tracked(found: Sequence[Loaded], usual: Usual) -> list[chain.Tracked]:
    """The same for the rule that looks ahead."""
    return [_tracked(x, usual.of(x.row)[0]) for x in found]


@dataclass(frozen=True)
class ReleaseDays:
    """The release as the procedures count from it. `known`: may it be known here; `ahead`, `passed`: its day, one of both."""

    known: bool = False
    ahead: date | None = None
    passed: date | None = None
    released: bool = False


def release_days(*, access: CaseAccess) -> ReleaseDays:
    """When the release is, or was (also a day that was expected and has gone by). The reading is recorded."""
    release = release_of(actor=access.actor, case=access.case, at=access.at)
    if release is None:
        return ReleaseDays()
    if not release.released and release.day is not None and release.day >= day_of(access.at):
        return ReleaseDays(True, ahead=release.day)
    return ReleaseDays(True, passed=release.day, released=release.released)


def procedures_page(*, access: CaseAccess) -> ProceduresPage:
    """Everything the tab shows; a fixed number of queries. The reading is recorded."""
    found, today = load(access=access), day_of(access.at)
    usual = usual_of(municipality_id=access.case.responsible_id)
    release = release_days(access=access) if found else ReleaseDays()
    closed = closed_days(organisation_id=access.case.responsible_id)
    rows = tracked(found, usual)
    ahead = chain.look_ahead(
        rows, today=today, release=release.ahead, released_on=release.passed, closed=closed
    )  # fmt: skip
    way = chain.longest(rows, ahead, release=release.ahead)
    record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=WELFARE)
    there = {x.row.kind for x in found}
    title = catalogue.title_of
    return ProceduresPage(
        access=access,
        views=tuple(_view(x, usual, ahead[x.row.kind], today) for x in found),
        chain=way,
        path=tuple(title(k) for k in way.kinds),
        stuck=tuple(title(k) for k in way.stuck),
        late=tuple(title(k) for k in way.late),
        picture=draw({r.kind: r.waits_for for r in rows}, {r.kind: (title(r.kind), r.status) for r in rows}),
        release=release.ahead,
        release_open=release.known,
        released=release.released,
        today=today,
        left=tuple(k for k in catalogue.kinds().values() if k.code not in there),
        may_write=access.can(P.PROCEDURE_WRITE) and access.case.closed_at is None,
    )


def get_procedure(*, access: CaseAccess, procedure_id: UUID) -> tuple[ProceduresPage, ProcedureView, list[LineView]]:
    """One of them, as part of the whole, with its history (newest first). The reading is recorded. Raises NotFound."""
    page = procedures_page(access=access)
    view = next((v for v in page.views if v.row.pk == procedure_id), None)
    if view is None:
        raise NotFound(permission=P.WELFARE_VIEW.code, case_id=access.case.pk)
    return page, view, _history(access, view)


def suggested(*, access: CaseAccess) -> list[str]:
    """The kinds one usually puts for this person, by the 障害種別 of the face sheet; the reading is recorded."""
    record = read(access=access, info_class=WELFARE)
    known = record.values.get("disabilities") if record else None
    codes = [str(d) for d in known or () if str(d) in Disability.values]
    return list(catalogue.usual_set(codes))


def covered_plan_tasks(*, case_id: UUID) -> set[str]:
    """Codes of the release plan's tasks that a procedure of the case stands for, as far as the actor reaches them."""
    rows = Procedure.objects.filter(case_id=case_id).select_related("case")
    return {code for row in rows if (k := catalogue.kinds().get(row.kind)) for code in k.plan_tasks}


def open_procedures(*, actor: Actor, at: datetime, show: str = "") -> QuerySet[Procedure]:
    """手続の一覧 across the cases whose welfare is open to the actor: the most urgent first, by `shown_due`: `due_on`, but not by
    when to apply where the actor may not know of the release it is counted from.

    Args:
        show: one of SHOWS; "" for all that are not over.
    """
    if actor.organisation_kind not in CORE_KINDS:
        return Procedure.objects.none()
    cuts = {
        "overdue": Q(shown_due__lt=day_of(at), status__in=[*WAITING, *RUNNING]), "blocked": Q(blocked_since__isnull=False),
        "waiting": Q(status__in=WAITING), "running": Q(status__in=RUNNING), "failed": Q(status__in=FAILED),
    }  # fmt: skip
    rows = Procedure.objects.filter(status__in=OPEN).exclude(case__status="closed")
    rows = on_visible(rows, actor=actor, at=at, permission=P.WELFARE_VIEW)
    ids = set(rows.order_by().values_list("case_id", flat=True))
    told = visible_among(ids, actor=actor, at=at, permission=P.JUSTICE_OUTLINE_VIEW)
    shown = When(Q(status__in=RUNNING) | Q(case_id__in=told), then=F("due_on"))
    return (
        rows.exclude(case_id__in=frozen_cases(actor=actor, case_ids=ids, at=at))
        .annotate(shown_due=Either(shown, default=None))
        .filter(cuts.get(show, Q()))
        .select_related("case")
        .order_by(F("shown_due").asc(nulls_last=True), "made_at", "pk")
    )


def titles_across(
    *, actor: Actor, rows: Iterable[Procedure], at: datetime
) -> list[tuple[Procedure, str, date | None, bool]]:  # fmt: skip
    """(procedure, its words, its next day, is it overdue) of rows of `open_procedures`; the readings are recorded."""
    found, today = list(rows), day_of(at)
    record_views(actor=actor, now=at, opened=[(r.case_id, str(WELFARE)) for r in found])
    days: list[date | None] = [getattr(r, "shown_due", None) for r in found]
    return [
        (r, catalogue.title_of(r.kind), day, day is not None and day < today and r.status not in FAILED)
        for r, day in zip(found, days, strict=True)
    ]


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Procedures whose decision was expected before today: a line for each case; one query."""
    if actor.organisation_kind not in CORE_KINDS or not can(actor, P.WELFARE_VIEW):
        return []
    late = Procedure.objects.filter(due_on__lt=day_of(at), status__in=RUNNING).exclude(case__status="closed")
    rows = on_visible(late, actor=actor, at=at, permission=P.WELFARE_VIEW).order_by()
    found = rows.values("case_id", "case__number").annotate(n=Count("pk"), due=Min("due_on")).order_by("due")[:SHOWN]
    why = "結果の見込みの日を過ぎた手続が{n}件あります。"
    return [
        Waiting("手続の結果を確かめる", why.format(n=r["n"]), r["due"], "procedures:page", (r["case_id"],), r["case__number"])
        for r in found
    ]  # fmt: skip


SOURCE = Source(waiting, bell(
    "FROM coordination_procedure WHERE due_on < %(today)s AND status IN {running} AND case_id IN (SELECT case_id FROM"
    " disclosure_ledgerentry WHERE recipient_id = %(body)s AND info_class = {welfare})", running=RUNNING, welfare=WELFARE,
))  # fmt: skip


def cases_to_redate(*, actor: Actor, municipality_id: UUID, at: datetime) -> list[Case]:
    """Running cases of a municipality with procedures that this actor may reach: after its days changed."""
    rows = Procedure.objects.filter(case__responsible_id=municipality_id, status__in=[*WAITING, *RUNNING])
    ids = on_visible(rows, actor=actor, at=at, permission=P.WELFARE_VIEW).order_by().values_list("case_id", flat=True)
    return list(Case.objects.filter(pk__in=set(ids), closed_at__isnull=True).order_by("pk"))


def _tracked(found: Loaded, days: int) -> chain.Tracked:
    kind, s = catalogue.kinds().get(found.row.kind), found.standing
    return chain.Tracked(
        kind=found.row.kind, status=s.status, days=days, when=kind.when if kind else "before",
        within=kind.within if kind else 0, law_days=kind.law_days if kind else 0, waits_for=tuple(b.kind for b in kind.blockers) if kind else (),
        applied_on=s.applied_on, open_since=s.open_since, waiting_since=s.waiting_since,
    )  # fmt: skip


def _view(found: Loaded, usual: Usual, outlook: chain.Outlook, today: date) -> ProcedureView:
    row, kind = found.row, catalogue.kinds().get(found.row.kind)
    days, days_from = usual.of(row)
    why = {b.kind: b.why for b in kind.blockers} if kind else {}
    blocks = tuple(
        BlockView(catalogue.title_of(b.kind), why.get(b.kind, ""), b.since, b.failed) for b in outlook.blocks
    )
    way = catalogue.variant_title(row.kind, row.variant or "")
    return ProcedureView(
        row, found.standing, catalogue.title_of(row.kind), way, kind, days, days_from, outlook, blocks, today
    )


def _history(access: CaseAccess, view: ProcedureView) -> list[LineView]:
    found = next(x for x in load(access=access) if x.row.pk == view.row.pk)
    names = names_of_users(e.user_id for e in found.entries) | names_of_organisations(
        e.organisation_id for e in found.entries
    )
    counted = {m.key for m in found.standing.moves}
    undone = {e.target_id for e in found.entries if e.kind == EntryKind.UNDO}
    first = found.entries[0].pk
    return [
        LineView(
            e, _label(e, first), " ".join(names[i] for i in (e.organisation_id, e.user_id) if i in names), e.pk in undone,
            str(e.pk) in counted and e.pk != first,
        )
        for e in reversed(found.entries)
    ]  # fmt: skip


def _label(entry: ProcedureEntry, first: UUID) -> str:
    if entry.pk == first:
        return "手続に加えた"
    if entry.kind == EntryKind.MOVE:
        return f"「{ProcedureStatus(entry.status).label}」にした"
    return EntryKind(entry.kind).label


__all__ = [
    "OPEN",
    "SHOWS",
    "Loaded",
    "LineView",
    "ProcedureView",
    "ProceduresPage",
]
