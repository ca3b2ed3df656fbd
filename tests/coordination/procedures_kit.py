"""Procedures of a case walked by services, for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from renkei.cases.models import Case
from renkei.cases.services import assign
from renkei.coordination.enums.procedures import ProcedureStatus as S
from renkei.coordination.models import Procedure, Task
from renkei.coordination.queries import procedures as queries
from renkei.coordination.services import procedures as services
from renkei.disclosure.queries import facts_for
from tests.kit.world import World

#: Steps that lead from 未着手 to a state.
ROAD: dict[str, tuple[str, ...]] = {
    S.NOT_STARTED: (), S.PREPARING: ("begin",), S.APPLIED: ("apply",), S.EXAMINED: ("apply", "examine"),
    S.JUDGING: ("apply", "examine", "judge"), S.GRANTED: ("apply", "grant"), S.REJECTED: ("apply", "reject"),
    S.WITHDRAWN: ("apply", "take_back"), S.NOT_NEEDED: ("not_needed",),
}  # fmt: skip


def put(w: World, case: Case, *kinds: str, who: str = "officer") -> dict[str, Procedure]:
    services.add_procedures(actor=w.actor(who), case=case, kinds=kinds, now=w.clock.tick())
    return of(case)


def of(case: Case) -> dict[str, Procedure]:
    return {p.kind: p for p in Procedure.objects.filter(case=case).select_related("case")}


def step(w: World, procedure: Procedure, name: str, who: str = "officer", **fields: Any) -> Procedure:
    values = {"note": "理由", "now": w.clock.tick()} | fields
    return services.take_procedure_step(actor=w.actor(who), procedure=procedure, step=name, **values)


def undo(w: World, procedure: Procedure, who: str = "officer", **fields: Any) -> Procedure:
    values = {"seen": procedure.status, "reason": "押しまちがい", "now": w.clock.tick()} | fields
    return services.undo_procedure_step(actor=w.actor(who), procedure=procedure, **values)


def walked(w: World, procedure: Procedure, status: str) -> Procedure:
    for name in ROAD[status]:
        procedure = step(w, procedure, name)
    return procedure


def tasks(procedure: Procedure) -> list[tuple[str, str, date | None]]:
    """(rule, status, due) of the tasks that came from it, oldest first."""
    found = Task.objects.filter(source="procedure", source_id=procedure.pk).order_by("made_at")
    return [(t.rule, t.status, t.due_on) for t in found]


def open_task(procedure: Procedure) -> Task | None:
    """Its open task; fails where there are two."""
    found = list(Task.objects.filter(source="procedure", source_id=procedure.pk, status="open"))
    assert len(found) <= 1
    return found[0] if found else None


def page(w: World, case: Case, who: str = "officer") -> queries.ProceduresPage:
    return queries.procedures_page(access=queries.get_procedures_access(actor=w.actor(who), case_id=case.pk, at=w.now))


def let_work(w: World, case: Case, member: str) -> None:
    """The member of the city works on the case."""
    boss = w.actor("manager")
    facts = facts_for(actor=boss, case_id=case.pk, at=w.now)
    assign(actor=boss, case=case, user_id=w.user(member).pk, facts=facts, now=w.clock.tick())
