"""呼び鈴: only sources that may have a line are asked; in doubt all of them."""

from __future__ import annotations

from renkei.core.waiting import Source, bell
from renkei.disclosure.queries import bells, rung
from tests.coordination import board_kit as kit


def _nothing(*, actor, at):
    return []


QUIET = Source(_nothing, bell("FROM cases_case WHERE id IN {mine} AND status = {status}", status="closed"))
LOUD = Source(_nothing, bell("FROM cases_case WHERE id IN {mine} AND status <> {status}", status="closed"))
WITHOUT = Source(_nothing)


def test_a_source_is_asked_where_its_bell_rings_or_it_has_none(world):
    kit.with_center(world)
    asked = rung([QUIET, WITHOUT, LOUD], actor=world.actor("officer"), at=world.now)
    assert asked == [WITHOUT, LOUD]


def test_a_body_without_cases_hears_nothing_of_others(world):
    kit.with_center(world)
    assert rung([QUIET, LOUD], actor=world.actor("home_contact"), at=world.now) == []


def test_of_a_body_with_very_many_cases_everything_is_asked(world, monkeypatch):
    kit.with_center(world)
    monkeypatch.setattr(bells, "MANY", 0)
    bells._statement.cache_clear()
    try:
        assert rung([QUIET, LOUD], actor=world.actor("officer"), at=world.now) == [QUIET, LOUD]
    finally:
        bells._statement.cache_clear()


def test_codes_stand_in_a_bell_as_sql():
    assert bell("FROM t WHERE a IN {codes} AND n <= {days} AND c IN {mine}", codes=("x", "y"), days=3) == (
        "FROM t WHERE a IN ('x', 'y') AND n <= 3 AND c IN (SELECT case_id FROM mine)"
    )
