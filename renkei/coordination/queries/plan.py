"""Reading the plan of a case: from what it is dated, its tasks, the prepared outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from renkei.audit.services import record_view
from renkei.coordination.enums.plan import SLEEPING, Outcome, ScenarioStatus
from renkei.coordination.enums.tasks import TaskSource
from renkei.coordination.models.plan import ReleasePlan, Scenario
from renkei.coordination.queries.clock import release_of
from renkei.coordination.queries.tasks import TaskView, tasks_of
from renkei.coordination.rules import planning as rules
from renkei.coordination.rules.clock.releasing import Release
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, get_case, on_visible
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, InfoClass
from renkei.policy.permissions import P


@dataclass(frozen=True)
class ScenarioView:
    """One prepared outcome as the page shows it."""

    scenario: Scenario
    label: str
    own_tasks: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    """釈放の計画. `kept`: tasks whose date somebody set by hand, which the plan leaves where they are."""

    release: Release | None
    row: ReleasePlan | None
    outcome: str
    tasks: tuple[TaskView, ...]
    scenarios: tuple[ScenarioView, ...]

    @property
    def kept(self) -> int:
        return sum(1 for v in self.tasks if v.task.by_hand and v.task.status == "open")

    @property
    def nobodys(self) -> int:
        return sum(1 for v in self.tasks if v.task.status == "open" and v.task.user_id is None)


def get_plan_access(
    *, actor: Actor, case_id: UUID, at: datetime, permission: P = P.TASK_VIEW
) -> CaseAccess:  # fmt: skip
    """The case, for a body of the programme to whose reader justice_outline is open. Raises NotFound/NotAllowed."""
    get_case(actor=actor, case_id=case_id, at=at, permission=permission)
    if actor.organisation_kind not in CORE_KINDS:
        raise NotFound(permission=P.TASK_VIEW.code, case_id=case_id)
    return get_case(actor=actor, case_id=case_id, at=at, permission=P.JUSTICE_OUTLINE_VIEW)


def plan_page(*, access: CaseAccess) -> PlanPage:
    """Everything the page shows; a fixed number of queries. The reading is recorded."""
    actor, case, at = access.actor, access.case, access.at
    row = ReleasePlan.objects.filter(case=case).first()
    scenarios = [_view(s) for s in Scenario.objects.filter(case=case).order_by("made_at", "pk")]
    record_view(actor=actor, now=at, case_id=case.pk, info_class=InfoClass.JUSTICE_OUTLINE)
    return PlanPage(
        release=release_of(actor=actor, case=case, at=at),
        row=row,
        outcome=_outcome_word(row.outcome) if row and row.outcome else "",
        tasks=tuple(tasks_of(actor=actor, case=case, at=at, sources=[TaskSource.PLAN])),
        scenarios=tuple(scenarios),
    )


def get_scenario(*, access: CaseAccess, scenario_id: UUID) -> ScenarioView:
    """One prepared outcome of the case; the reading is recorded. Raises NotFound."""
    scenario = Scenario.objects.filter(case=access.case, pk=scenario_id).select_related("case").first()
    if scenario is None:
        raise NotFound(permission=P.TASK_VIEW.code, case_id=access.case.pk)
    record_view(actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.JUSTICE_OUTLINE)
    return _view(scenario)


def outcomes_left(*, access: CaseAccess) -> list[tuple[str, str]]:
    """(code, words) of the outcomes for which nothing is prepared yet; the reading is recorded."""
    there = {s.outcome for s in Scenario.objects.filter(case=access.case)}
    record_view(
        actor=access.actor, now=access.at, case_id=access.case.pk, info_class=InfoClass.JUSTICE_OUTLINE
    )  # fmt: skip
    return [(o.value, o.label) for o in Outcome if o.value not in there]


def planned_titles(*, outcome: str) -> list[str]:
    """What the template prepares for an outcome, by its words."""
    if outcome in SLEEPING:
        return []
    found = rules.templates().values()
    return [t.title for t in found if t.entry is not None and t.belongs_to(outcome)]


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """Plans that could not be brought up to date as a whole, of cases this actor may."""
    if actor.organisation_kind not in CORE_KINDS:
        return []
    stale = ReleasePlan.objects.filter(is_stale=True).exclude(case__status="closed")
    rows = on_visible(stale, actor=actor, at=at, permission=P.JUSTICE_OUTLINE_VIEW)
    rows = rows.select_related("case").order_by("dated_on", "pk")
    return [
        Waiting("計画の日付を計算し直す", "釈放の予定が変わり、まだ計算し直せていない「やること」があります。", None, "plan:page",
                (r.case_id,), r.case.number)
        for r in rows[:SHOWN]
    ]  # fmt: skip


SOURCE = Source(
    waiting,
    bell(
        "FROM coordination_releaseplan WHERE is_stale AND case_id IN"
        " (SELECT case_id FROM disclosure_ledgerentry WHERE recipient_id = %(body)s AND info_class = {outline})",
        outline=InfoClass.JUSTICE_OUTLINE,
    ),
)


def wake_day(*, release: Release | None, at: datetime) -> date:
    """When a case that sleeps is looked at again by default: about eight months before the release where it is known, else
    in half a year (assumption: 特別調整 begins about six months before the release)."""
    day = day_of(at) + timedelta(days=182)
    if release is not None and release.day is not None:
        day = max(day_of(at) + timedelta(days=1), release.day - timedelta(days=243))
    return day


def _outcome_word(code: str) -> str:
    """The label; of a destroyed record the word that stands for every text."""
    return Outcome(code).label if code in Outcome.values else code


def _view(scenario: Scenario) -> ScenarioView:
    lines = tuple(line.strip() for line in (scenario.own_tasks or "").splitlines() if line.strip())
    return ScenarioView(scenario, _outcome_word(scenario.outcome), lines)


__all__ = [
    "PlanPage", "ScenarioStatus", "ScenarioView", "get_plan_access", "get_scenario", "outcomes_left", "plan_page",
    "planned_titles", "wake_day", "waiting",
]  # fmt: skip
