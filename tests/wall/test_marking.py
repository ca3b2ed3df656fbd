"""Whoever marks himself as related (利害関係) no longer sees the case: what has to end must have been found before."""

from __future__ import annotations

import pytest

from renkei.cases.enums import Relation
from renkei.cases.models import Assignment
from renkei.disclosure import services as disclosure
from tests.kit.cases import make_case, users
from tests.kit.world import World
from tests.wall.kit import as_member, seen


@pytest.mark.django_db
def test_who_marks_himself_leaves_the_case_before_the_wall_closes(world: World) -> None:
    """His assignment ends with the mark, and the mark itself stays his to see."""
    kit = make_case(world)
    work = Assignment.objects.filter(case=kit.case, user_id=users(world, "officer")[0], ends_at__isnull=True)
    assert work.exists()
    with as_member(world, "officer"):
        disclosure.declare_conflict(
            actor=world.actor("officer"), case=kit.case, relation=Relation.ACQUAINTANCE, now=world.now
        )
        assert seen("cases_case") == set()
        assert len(seen("cases_conflictofinterest")) == 1, "one's own mark stays visible"
    assert not work.exists()
