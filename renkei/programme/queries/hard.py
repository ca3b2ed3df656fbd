"""困難事例 to propose, and the list of what both sides hold (状況一覧): over the cases this actor may see, opening none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from renkei.accounts.models import Organisation
from renkei.cases.enums import CaseStatus, NeedKind, NeedStatus
from renkei.cases.models import Case, Need
from renkei.cases.rules import status_label
from renkei.contacts.models import Meeting
from renkei.coordination.enums.advice import AdviceStatus
from renkei.coordination.models.advice import Advice
from renkei.coordination.queries import responsible
from renkei.coordination.queries.clock import releases_of
from renkei.coordination.queries.guide import accesses
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import on_visible, visible_cases
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.enums import OrgKind
from renkei.policy.permissions import P
from renkei.programme.enums.council import Hard
from renkei.programme.models import CaseTrace, CouncilMember
from renkei.programme.queries.council import SeriesView, bodies_of, side_of
from renkei.programme.rules import council as rules

_OUT = (CaseStatus.CLOSED, CaseStatus.PREPARING, CaseStatus.INTAKE)
#: So many cases are looked at, at most: the longest running ones.
MOST = 200


@dataclass(frozen=True)
class Proposal:
    """A hard case as its own side sees it. `told`: what would lie on the table (without the 年代, which is read on choosing).

    `joint`: every body at the table takes part in the case, so a meeting on the case itself can be held instead.
    """

    case: Case
    told: rules.Told
    joint: bool
    on_agenda: bool

    @property
    def words(self) -> list[str]:
        """Why it is proposed."""
        return [str(Hard(code).label) for code in self.told.reasons]

    @property
    def needs(self) -> list[str]:
        return rules.needs_words(self.told.needs)


def open_cases(*, view: SeriesView) -> list[Case]:
    """Running cases of the municipality that this actor sees, the oldest first."""
    found = visible_cases(actor=view.actor, at=view.at).filter(responsible_id=view.series.municipality_id)
    return list(found.exclude(status__in=_OUT).order_by("opened_at", "number")[:MOST])


def proposals(
    *, view: SeriesView, declines: Mapping[UUID, int], meeting_id: UUID | None = None
) -> list[Proposal]:  # fmt: skip
    """Hard cases, those with most reasons first. Which they are is for the side that runs the table. Constant queries.

    Args:
        declines: by case, how many offices declined.
        meeting_id: the meeting on whose agenda they may stand already.

    Raises:
        NotFound: not the side that runs the table.
    """
    if not view.runs:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    cases = open_cases(view=view)
    found = _facts(view, cases, declines)
    today = day_of(view.at)
    needs, joint = _needs(cases), _joint(view, cases)
    standing = _standing(meeting_id, cases)
    lines = []
    for case in cases:
        if reasons := rules.reasons_of(found[case.pk], today=today):
            told = _told(case, needs.get(case.pk, []), reasons, found[case.pk].accepted_on, today)
            lines.append(Proposal(case, told, case.pk in joint, case.pk in standing))
    return sorted(lines, key=lambda p: -len(p.told.reasons))


def _standing(meeting_id: UUID | None, cases: list[Case]) -> set[UUID]:
    """Cases that stand on the agenda of this meeting already."""
    if meeting_id is None:
        return set()
    rows = CaseTrace.objects.filter(agenda__meeting_id=meeting_id, case__in=cases)
    return set(rows.values_list("case_id", flat=True))


def told_of(*, view: SeriesView, case: Case, declines: int = 0) -> rules.Told:
    """The codes of one case, without the 年代."""
    facts = _facts(view, [case], {case.pk: declines})[case.pk]
    today = day_of(view.at)
    return _told(case, _needs([case]).get(case.pk, []), rules.reasons_of(facts, today=today), facts.accepted_on, today)


def _told(case: Case, needs: list[str], reasons: tuple[Hard, ...], accepted: date | None, today: date) -> rules.Told:
    return rules.Told(
        needs=tuple(needs), month=rules.quarter_of(case.start_month), waited=rules.waited_of(accepted, today=today),
        reasons=tuple(str(r) for r in reasons),
    )  # fmt: skip


def _facts(view: SeriesView, cases: list[Case], declines: Mapping[UUID, int]) -> dict[UUID, rules.CaseFacts]:
    ids = [c.pk for c in cases]
    homeless = set(
        Need.objects.filter(case_id__in=ids, kind=NeedKind.HOUSING, status=NeedStatus.OPEN).values_list(
            "case_id", flat=True
        )
    )
    late, open_sheets = _advice(view, ids), _undecided(view)
    releases = releases_of(accesses=accesses(actor=view.actor, cases=cases, at=view.at))
    found = {}
    for case in cases:
        release = releases.get(case.pk)
        day = (release.day or release.worst_case) if release and not release.released else None
        found[case.pk] = rules.CaseFacts(
            accepted_on=day_of(case.accepted_at) if case.accepted_at else None, without_housing=case.pk in homeless,
            needed_on=day or case.start_month, declines=declines.get(case.pk, 0),
            suspended=case.status == CaseStatus.SUSPENDED, advice_due=late.get(case.pk), undecided=case.pk in open_sheets,
        )  # fmt: skip
    return found


def _undecided(view: SeriesView) -> set[UUID]:
    """Cases whose 援護の実施者 or 実施機関 is not decided yet, of those whose worksheets this actor may read."""
    if not can(view.actor, P.RESPONSIBLE_VIEW):
        return set()
    return set(responsible.undecided(actor=view.actor, at=view.at).values_list("case_id", flat=True))


def _advice(view: SeriesView, ids: Iterable[UUID]) -> dict[UUID, date]:
    if not can(view.actor, P.HANDOVER_VIEW):
        return {}
    rows = Advice.objects.filter(case_id__in=list(ids), status=AdviceStatus.ASKED).order_by("-due_on")
    rows = on_visible(rows, actor=view.actor, at=view.at, permission=P.HANDOVER_VIEW)
    return dict(rows.values_list("case_id", "due_on"))


def _needs(cases: list[Case]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = Need.objects.filter(case__in=cases, status=NeedStatus.OPEN).order_by("kind")
    for case_id, kind in rows.values_list("case_id", "kind"):
        kinds = found.setdefault(case_id, [])
        if kind not in kinds:
            kinds.append(kind)
    return found


def _joint(view: SeriesView, cases: list[Case]) -> set[UUID]:
    """Cases in which every body at the table takes part now: each holds a live row, or answers for it."""
    seats = CouncilMember.objects.filter(series=view.series, removed_at__isnull=True)
    bodies = set(seats.values_list("organisation_id", flat=True))
    if not bodies or None in bodies:
        return set()
    asked = bodies - set(bodies_of(view.series.municipality_id, at=view.at))
    rows = LedgerEntry.objects.filter(scopes.live_at(view.at), case__in=cases, recipient_id__in=asked)
    held: dict[UUID, set[UUID]] = {}
    for case_id, body in rows.values_list("case_id", "recipient_id"):
        held.setdefault(case_id, set()).add(body)
    return {case.pk for case in cases if asked and held.get(case.pk, set()) >= asked}


@dataclass(frozen=True)
class StatusLine:
    """A case that both sides hold, without the person. It opens for whoever may see it: nobody else gets the line."""

    case: Case
    stage: str
    needs: list[str]
    waited: str


@dataclass(frozen=True)
class Status:
    """状況一覧: by stage how many; the lines of one page."""

    counts: list[tuple[str, int]]
    lines: list[StatusLine]
    centers: list[str]

    @property
    def total(self) -> int:
        return sum(n for _, n in self.counts)


def status_of(*, view: SeriesView) -> Status:
    """Cases that the municipality and a centre at this table both hold now, as far as this actor sees them. Constant queries."""
    centers = Organisation.objects.filter(
        kind=OrgKind.SETTLEMENT_CENTER,
        pk__in=CouncilMember.objects.filter(series=view.series, removed_at__isnull=True).values("organisation_id"),
    )
    held = LedgerEntry.objects.filter(scopes.live_at(view.at), case_id=OuterRef("pk"), recipient__in=centers)
    found = visible_cases(actor=view.actor, at=view.at).filter(Exists(held), responsible_id=view.series.municipality_id)
    cases = list(found.exclude(status=CaseStatus.CLOSED).order_by("opened_at", "number")[:MOST])
    needs, today = _needs(cases), day_of(view.at)
    counts = {s: sum(1 for c in cases if c.status == s) for s in CaseStatus}
    lines = [
        StatusLine(
            c, status_label(c.status, neutral=False), rules.needs_words(needs.get(c.pk, [])),
            dict(rules.rows_of(rules.Told(waited=rules.waited_of(_accepted(c), today=today)))).get("調整を始めてから", ""),
        )
        for c in sorted(cases, key=lambda c: list(CaseStatus).index(CaseStatus(c.status)))
    ]  # fmt: skip
    return Status(
        [(str(s.label), n) for s, n in counts.items() if n], lines, list(centers.values_list("name", flat=True))
    )


def _accepted(case: Case) -> date | None:
    return day_of(case.accepted_at) if case.accepted_at else None


def cases_behind(*, actor: Actor, meeting: Meeting, at: datetime) -> dict[UUID, Case]:
    """By item of an agenda the case it was made from, for the side that wrote it and where the case is seen."""
    if meeting.case_id is not None or not can(actor, P.COUNCIL_WRITE):
        return {}
    rows = CaseTrace.objects.filter(agenda__meeting=meeting, municipality_id__in=side_of(actor)).select_related("case")
    rows = rows.filter(case_id__in=visible_cases(actor=actor, at=at).values("pk"))
    return {row.agenda_id: row.case for row in rows if row.agenda_id}
