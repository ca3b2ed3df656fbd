"""開拓: the wall shows every member what the area's own queries show, and lets nobody else write."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from renkei.core.errors import NotAllowed
from renkei.programme.models import Outreach, OutreachMove, OutreachVisit
from renkei.programme.queries import outreach as queries
from tests.kit.world import World
from tests.programme.outreach_kit import add, reach, visit
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db


def test_the_wall_shows_what_the_area_shows(world: World) -> None:
    reach(world, "accepts")
    add(world, "officer")
    visit(world, add(world, "town_officer", municipality_id=world.org("town").pk), "town_officer")
    differ, full = [], 0
    for member in world.members:
        try:
            targets = {t.pk for t in queries.outreach(actor=world.actor(member))}
        except NotAllowed:
            targets = set()
        area = {
            "programme_outreach": targets,
            "programme_outreachvisit": set(OutreachVisit.objects.filter(target__in=targets).values_list("pk", flat=True)),
            "programme_outreachmove": set(OutreachMove.objects.filter(target__in=targets).values_list("pk", flat=True)),
        }  # fmt: skip
        with as_member(world, member):
            shown = {table: seen(table) for table in area}
        differ += [(member, table) for table, rows in area.items() if shown[table] != rows]
        full += bool(targets)
    assert differ == []
    assert full == 7  # officer, colleague, manager, two of the core centre, two of the town


@pytest.mark.parametrize("member", ["center_officer", "home_contact", "town_officer", "auditor"])
def test_nobody_else_changes_a_row(world: World, member: str) -> None:
    thing = add(world)
    with as_member(world, member):
        assert Outreach.objects.filter(pk=thing.pk).update(name="x") == 0
    with as_member(world, member), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Outreach.objects.create(
            municipality=world.org("city"), organisation=world.org("city"), name="x", written_at=world.now
        )
