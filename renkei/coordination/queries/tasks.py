"""Reading tasks: of one case, across cases, and what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from renkei.accounts.queries import members_in_force, names_of_organisations, names_of_users
from renkei.audit.services import record_views
from renkei.cases.models import Case
from renkei.cases.queries import live_assignments
from renkei.coordination.enums.tasks import TaskSource, TaskStatus
from renkei.coordination.models.tasks import Task
from renkei.coordination.rules.planning import reason_words, templates
from renkei.coordination.rules.tasks import SOON_DAYS, WITHHELD, Group, group_of, is_later
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.waiting import SHOWN, Source, Waiting, bell
from renkei.disclosure.queries import CaseAccess, facts_for, on_visible, recipients_now, visible_cases
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import CORE_KINDS, InfoClass, Reach, Role
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import reach_of


@dataclass(frozen=True)
class TaskView:
    """A task as a page shows it. `title` stands for the words where the class is not open (`closed`)."""

    task: Task
    title: str
    closed: bool
    organisation: str
    person: str
    group: Group
    overdue: bool
    is_mine: bool
    later: bool = False
    reason: str = ""


@dataclass(frozen=True)
class TaskGroup:
    """The tasks of one group: what to look at `now`, and what begins only `later` and stays folded.

    `step`: what may be done with several at once ("take", "finish", or nothing); `every`: those of one's own body, all of
    which one may take with one press.
    """

    group: Group
    now: tuple[TaskView, ...]
    later: tuple[TaskView, ...]
    step: str = ""
    every: tuple[TaskView, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.group.value}（{len(self.now) + len(self.later)}件）"

    @property
    def later_heading(self) -> str:
        return f"始める日が、まだ先のこと（{len(self.later)}件）"

    @property
    def is_ended(self) -> bool:
        return self.group is Group.ENDED


def visible_tasks(*, access: CaseAccess) -> QuerySet[Task]:
    """Tasks of the case this actor finds: his own body's, and between the bodies of the programme those of the others whose
    class is open to him. Raises NotFound/NotAllowed as the policy says for TASK_VIEW."""
    require(access.actor, P.TASK_VIEW, access.facts, at=access.at)
    found = Q(organisation_id=access.actor.organisation_id)
    if access.actor.organisation_kind in CORE_KINDS:
        found |= Q(info_class__in=[c for c in InfoClass if access.sees(c)])
    return Task.objects.filter(found, case=access.case).select_related("case")


def get_task(*, access: CaseAccess, task_id: UUID) -> Task:
    """One task of the case. Raises NotFound."""
    task = visible_tasks(access=access).filter(pk=task_id).first()
    if task is None:
        raise NotFound(permission=P.TASK_VIEW.code, case_id=access.case.pk)
    return task


def tasks_of(*, actor: Actor, case: Case, at: datetime, sources: Iterable[str] = ()) -> list[TaskView]:
    """The tasks of a case in the order of the page; a fixed number of queries. The reading is recorded.

    Args:
        sources: only those that came from these (TaskSource).
    """
    access = CaseAccess(case=case, facts=facts_for(actor=actor, case_id=case.pk, at=at), actor=actor, at=at)
    tasks = visible_tasks(access=access)
    if sources:
        tasks = tasks.filter(source__in=list(sources))
    open_to = {c for c in InfoClass if access.sees(c)}
    views = _views(list(tasks), actor=actor, at=at, may_read=lambda task: InfoClass(task.info_class) in open_to)
    in_full = InfoClass.JUSTICE_OUTLINE in open_to
    return [replace(v, reason=_reason(v)) for v in views] if in_full else views


def view_of(*, access: CaseAccess, task: Task) -> TaskView:
    """One task for a page; the reading is recorded."""
    may_read = access.sees(task.info_class)
    return _views([task], actor=access.actor, at=access.at, may_read=lambda _: may_read)[0]


def stored_of(*, access: CaseAccess, task: Task) -> dict[str, Any]:
    """What is stored of who does a task and when, in the words of `doers`."""
    who = f"user:{task.user_id}" if task.user_id else ""
    if task.organisation_id != access.actor.organisation_id:
        who = f"body:{task.organisation_id}"
    return {"who": who, "due_on": task.due_on, "start_on": task.start_on}


def grouped(views: Iterable[TaskView], *, actor: Actor) -> list[TaskGroup]:
    """The tasks by group, in the order of the page; the empty ones left out."""
    found: dict[Group, list[TaskView]] = {}
    for view in views:
        found.setdefault(view.group, []).append(view)
    return [_group(group, found[group], actor) for group in Group if group in found]


def get_tasks(*, access: CaseAccess, task_ids: Iterable[UUID]) -> list[Task]:
    """Several tasks of the case. Raises NotFound where one of them is not this actor's to find."""
    wanted = set(task_ids)
    tasks = list(visible_tasks(access=access).filter(pk__in=wanted).order_by("pk"))
    if len(tasks) != len(wanted):
        raise NotFound(permission=P.TASK_VIEW.code, case_id=access.case.pk)
    return tasks


def open_tasks(*, actor: Actor, at: datetime, mine: bool = True) -> QuerySet[Task]:
    """わたしのやること across cases: `mine`, else those of one's own body that are nobody's yet. Most urgent first."""
    cases = visible_cases(actor=actor, at=at, permission=P.TASK_VIEW).exclude(status="closed")
    tasks = _mine(actor) if mine else _nobodys(actor)
    return tasks.filter(case__in=cases).select_related("case").order_by("due_on", "made_at", "pk")


def views_across(*, actor: Actor, tasks: Iterable[Task], at: datetime) -> list[TaskView]:
    """Tasks of several cases as a page shows them; the ledger is asked once for each class that occurs."""
    rows = list(tasks)
    ids = {t.case_id for t in rows}
    open_to = {
        c: set(visible_cases(actor=actor, at=at, permission=VIEW_OF_CLASS[InfoClass(c)]).filter(pk__in=ids).values_list("pk", flat=True))
        for c in sorted({t.info_class for t in rows})
    }  # fmt: skip
    return _views(rows, actor=actor, at=at, may_read=lambda task: task.case_id in open_to[task.info_class], sort=False)


def doers(*, access: CaseAccess, task: Task | None = None) -> list[tuple[str, str]]:
    """(value, words) of who may be asked to do a task: oneself, the members of one's own body who may (and whoever has the
    `task` now), and, for a body of the programme, the other bodies of it on the case. Values: "user:ID", "body:ID"."""
    actor, case = access.actor, access.case
    own = members_in_force(actor.organisation_id, at=access.at)
    has_it = task.user_id if task else None
    people = [
        (f"user:{m.user_id}", m.user.name)
        for m in own if m.user_id == has_it or _may_do(Role(m.role), m.user_id, access)
    ]  # fmt: skip
    people.sort(key=lambda pair: pair[0] != f"user:{actor.user_id}")
    if actor.organisation_kind not in CORE_KINDS:
        return people
    others = recipients_now(case_id=case.pk, at=access.at, classes=[InfoClass.SUMMARY])
    bodies = {r.recipient for r in others.filter(recipient__kind__in=CORE_KINDS)}
    rest = sorted((b for b in bodies if b.pk != actor.organisation_id), key=lambda b: b.name)
    return [*people, *((f"body:{b.pk}", f"{b.name}（担当者はその機関が決めます）") for b in rest)]


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """One's own tasks that are due soon or overdue, and those of one's body that nobody took: one line per case and kind."""
    if actor.organisation_id is None or reach_of(actor.role, P.TASK_VIEW) is Reach.NONE:
        return []
    soon = day_of(at) + timedelta(days=SOON_DAYS)
    mine, nobodys = (
        on_visible(found, actor=actor, at=at, permission=P.TASK_VIEW).exclude(case__status="closed")
        for found in (_mine(actor).filter(due_on__lte=soon), _nobodys(actor))
    )
    return [
        *_lines(mine, "担当の「やること」を行う", "期限が近い、または過ぎた「やること」が{n}件あります。"),
        *_lines(nobodys, "「やること」の担当を決める", "まだだれも引き受けていない「やること」が{n}件あります。"),
    ]


SOURCE = Source(
    waiting,
    bell(
        "FROM coordination_task WHERE organisation_id = %(body)s AND status = {open}"
        " AND (user_id IS NULL OR (user_id = %(user)s AND due_on <= %(today)s + {soon}))",
        open=TaskStatus.OPEN, soon=SOON_DAYS,
    ),
)  # fmt: skip


def _mine(actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(
        organisation_id=actor.organisation_id, user_id=actor.user_id, status=TaskStatus.OPEN
    )  # fmt: skip


def _nobodys(actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(
        organisation_id=actor.organisation_id, user_id__isnull=True, status=TaskStatus.OPEN
    )  # fmt: skip


def _lines(tasks: QuerySet[Task], title: str, why: str) -> list[Waiting]:
    rows = tasks.order_by().values("case_id", "case__number").annotate(n=Count("pk"), due=Min("due_on"))
    found = rows.order_by("due", "case__number")[:SHOWN]
    return [
        Waiting(title, why.format(n=r["n"]), r["due"], "tasks:list", (r["case_id"],), r["case__number"]) for r in found
    ]


def _may_do(role: Role, user_id: UUID, access: CaseAccess) -> bool:
    reach = reach_of(role, P.TASK_WRITE)
    return reach is Reach.ALL or (reach is Reach.ASSIGNED and user_id in access.facts.assigned)


_STEP_OF_GROUP = {Group.NOBODY: "take", Group.OVERDUE: "finish", Group.MINE: "finish"}


def _group(group: Group, views: list[TaskView], actor: Actor) -> TaskGroup:
    step = _STEP_OF_GROUP.get(group, "")
    own = [v for v in views if not v.closed and v.task.organisation_id == actor.organisation_id]
    return TaskGroup(
        group, tuple(v for v in views if not v.later), tuple(v for v in views if v.later), step,
        tuple(own) if step == "take" and len(own) > 1 else (),
    )  # fmt: skip


def _views(tasks: list[Task], *, actor: Actor, at: datetime, may_read: Callable[[Task], bool], sort: bool = True) -> list[TaskView]:  # fmt: skip
    readable = {t.pk for t in tasks if may_read(t)}
    record_views(actor=actor, now=at, opened=[(t.case_id, t.info_class) for t in tasks if t.pk in readable])
    bodies = names_of_organisations({t.organisation_id for t in tasks})
    people = names_of_users({t.user_id for t in tasks if t.user_id})
    views = [_view(t, t.pk in readable, actor, at, bodies, people) for t in tasks]
    return sorted(views, key=_order) if sort else views


def _view(
    task: Task, readable: bool, actor: Actor, at: datetime, bodies: dict[UUID, str], people: dict[UUID, str]
) -> TaskView:
    today, is_open = day_of(at), task.status == TaskStatus.OPEN
    mine = task.user_id is not None and task.user_id == actor.user_id
    group = group_of(
        is_open=is_open, is_taken=task.user_id is not None, is_mine=mine, due=task.due_on, today=today
    )  # fmt: skip
    return TaskView(
        task=task, title=task.title if readable else WITHHELD, closed=not readable,
        organisation=bodies.get(task.organisation_id, ""), person=people.get(task.user_id, "") if task.user_id else "",
        group=group, overdue=is_open and task.due_on is not None and task.due_on < today, is_mine=mine,
        later=is_later(is_open=is_open, start=task.start_on, due=task.due_on, today=today),
    )  # fmt: skip


def _reason(view: TaskView) -> str:
    """How the date was counted: only for whoever may know of the release, since the day follows from it."""
    template = templates().get(view.task.rule) if view.task.source == TaskSource.PLAN else None
    words = reason_words(view.task.reason)
    return f"{words}。{template.why}" if words and template and not view.closed else words


def _order(view: TaskView) -> tuple[object, ...]:
    t = view.task
    if view.group is Group.ENDED:
        return (list(Group).index(view.group), -(t.ended_at.timestamp() if t.ended_at else 0), str(t.pk))
    return (list(Group).index(view.group), t.due_on is None, t.due_on or t.made_at.date(), t.made_at, str(t.pk))


def is_on_case(*, case_id: UUID, organisation_id: UUID, info_class: str, at: datetime) -> bool:
    """Does this body hold a live row of the class on the case, so that it may be given a task with such words?"""
    return recipients_now(case_id=case_id, at=at, classes=[info_class]).filter(recipient_id=organisation_id).exists()


def told_on(*, case_id: UUID, organisation_id: UUID) -> list[UUID]:
    """Who of a body works on the case: those who hear that it was given a task."""
    rows = live_assignments(case_id).filter(organisation_id=organisation_id)
    return list(rows.values_list("user_id", flat=True))
