"""定期協議・協議会: the wall shows what the area's own queries show, member by member."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from renkei.core.errors import DomainError
from renkei.disclosure.queries import visible_cases
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.programme.models import CaseSheet, CaseTrace, CouncilSession
from renkei.programme.queries import case_sheets, council
from renkei.programme.queries.council import side_of
from renkei.programme.services import council_followups
from renkei.programme.services.case_sheets import withdraw_sheet
from tests.kit.cases import make_case
from tests.kit.world import World
from tests.programme import council_kit as kit
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db


def fill(world: World) -> object:
    """Two tables of the city (the centre sits on one) and one of the town; a material in every state, one handed out."""
    made, case = kit.table(world), make_case(world).case
    kit.series(world, title="部会", kind="council")
    kit.series(world, "town_officer", title="町の部会", kind="council")
    gone = kit.guest(world, made, name="もういない委員")
    kit.council.remove_member(actor=world.actor("officer"), series_id=made.pk, pk=gone.pk, now=world.now)
    kit.plan(world, made)
    council_followups.add_followup(
        actor=world.actor("officer"), series_id=made.pk, now=world.now, text="名簿を作る", user_id=None, organisation_id=None,
        due_on=None,
    )  # fmt: skip
    kit.sheet(world, made, case)
    kit.decide(world, kit.sheet(world, made, case), "return", note="短く")
    out, kept = (kit.decide(world, kit.sheet(world, made, case)) for _ in range(2))
    withdraw_sheet(actor=world.actor("officer"), pk=kept.pk, now=world.now)
    view = council.get_series(actor=world.actor("officer"), pk=made.pk, at=world.now)
    member = next(m.member for m in council.members_of(view=view) if m.member.organisation_id == world.org("center").pk)
    kit.hand(world, out, member)
    return gone.pk


def ids(ask) -> set[object]:
    try:
        return {row.pk for row in ask()}
    except DomainError:
        return set()


def test_the_wall_agrees(world: World) -> None:
    gone = fill(world)
    differ = []
    for member in world.members:
        actor = world.actor(member)
        tables = ids(lambda: council.series_of(actor=actor, at=world.now))  # noqa: B023
        views = [council.get_series(actor=actor, pk=pk, at=world.now) for pk in tables]
        writes = can(actor, P.COUNCIL_WRITE)
        sheets = {pk for v in views for pk in ids(lambda: case_sheets.sheets_of(view=v))}  # noqa: B023
        traces = CaseTrace.objects.filter(municipality_id__in=side_of(actor)) if writes else CaseTrace.objects.none()
        if writes:
            traces = traces.filter(case__in=visible_cases(actor=actor, at=world.now))
        expected = {
            "programme_councilseries": tables,
            "programme_councilmember": {m.member.pk for v in views for m in council.members_of(view=v)},
            "programme_councilsession": ids(lambda: CouncilSession.objects.filter(series__in=tables)),  # noqa: B023
            "programme_followup": {pk for v in views for pk in ids(lambda: council.followups_of(view=v))},  # noqa: B023
            "programme_casesheet": sheets,
            "programme_casetrace": {t.pk for t in traces},
        }  # fmt: skip
        with as_member(world, member):
            shown = {table: seen(table) for table in (*expected, "programme_sheetcopy")}
        side = world.org("city").pk in side_of(actor) and writes
        if side:  # sees who left, too
            expected["programme_councilmember"].add(gone)
        copies = shown.pop("programme_sheetcopy")
        assert bool(copies) is (side or member == "center_officer"), member
        differ += [
            (member, t, expected[t] - shown[t], shown[t] - expected[t]) for t in expected if shown[t] != expected[t]
        ]
    assert not differ, "\n".join(map(str, differ))


def test_nobody_but_the_named_second_person_approves_in_the_database(world: World) -> None:
    made, case = kit.table(world), make_case(world).case
    thing = kit.sheet(world, made, case)
    decided = {"status": "approved", "decided_at": world.now, "decided_by": thing.reviewer}
    with as_member(world, "officer"), pytest.raises(ProgrammingError), transaction.atomic():
        CaseSheet.objects.filter(pk=thing.pk).update(**decided)
    with as_member(world, "center_officer"):
        assert CaseSheet.objects.filter(pk=thing.pk).update(**decided) == 0
        assert seen("programme_casetrace") == set()
    with as_member(world, "core_officer"):
        assert CaseSheet.objects.filter(pk=thing.pk).update(**decided) == 1
