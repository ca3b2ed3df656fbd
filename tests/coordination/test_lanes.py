"""The swimlane picture: whole days, no gap, no overlap; the draft of the hand-over sheet; the days of the adviser."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.coordination.models import Handover, JointEvent
from renkei.coordination.queries.drafts import draft
from renkei.coordination.queries.joint import center_until, get_board_access, tail_days
from renkei.coordination.queries.lanes import lanes_of
from renkei.coordination.rules.lanes import WIDTH, Turn, picture, pieces_of
from renkei.coordination.services.joint import share_out
from renkei.coordination.services.tail import set_tail
from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from tests.coordination import board_kit as kit
from tests.kit.world import World

TODAY = date(2026, 11, 24)
PARTS = st.sampled_from(["main", "support", "none"])
TURNS = st.lists(st.tuples(st.integers(-400, 0), PARTS, PARTS), min_size=1, max_size=8).map(
    lambda rows: [Turn(TODAY + timedelta(days=d), c, b, "x") for d, c, b in sorted(rows, key=lambda r: r[0])]
)


@given(TURNS, st.one_of(st.none(), st.integers(-20, 200)))
def test_the_pieces_of_a_lane_follow_each_other_day_by_day(turns: list[Turn], ahead: int | None) -> None:
    moves_on = None if ahead is None else TODAY + timedelta(days=ahead)
    pieces = pieces_of(turns, today=TODAY, moves_on=moves_on, ended=None)
    assert pieces[0].first == turns[0].day
    for one, next_one in zip(pieces, pieces[1:], strict=False):
        assert next_one.first == one.last + timedelta(days=1)
        assert (one.lead, one.planned) != (next_one.lead, next_one.planned)
    assert [p for p in pieces if not p.planned][-1].last == TODAY
    assert all(p.first > TODAY for p in pieces if p.planned)


@given(st.lists(TURNS, min_size=1, max_size=5))
def test_the_picture_holds_every_piece(rows: list[list[Turn]]) -> None:
    drawn = picture([("x", pieces_of(r, today=TODAY, moves_on=None, ended=None)) for r in rows], today=TODAY)
    assert drawn is not None
    for lane in drawn.lanes:
        for piece in lane.pieces:
            assert 0 <= piece.x <= WIDTH
            assert piece.x + piece.width <= WIDTH + 3.1
    assert 0 <= drawn.today_x <= WIDTH


def test_nothing_is_drawn_of_nothing() -> None:
    assert picture([], today=TODAY) is None


@pytest.mark.django_db
def test_the_lanes_tell_who_led_from_the_history(world: World) -> None:
    case = kit.in_service(world)
    item = kit.items(case)[1]  # 医療: the centre leads at first
    world.clock.tick(days=10)
    share_out(actor=world.actor("officer"), item=item, center_part="main", body_part="main", now=world.now)
    world.clock.tick(days=10)
    kit.step(world, "officer", kit.step(world, "center_officer", item, "propose"), "accept")
    world.clock.tick(days=10)
    access = get_board_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    drawn = lanes_of(access=access)
    assert drawn is not None
    lane = next(lane for lane in drawn.lanes if lane.title == "医療・服薬")
    assert [p.word for p in lane.pieces] == ["センター", "両方", "市町村・基幹"]
    assert [(p.last - p.first).days + 1 for p in lane.pieces][1:2] == [10]


@pytest.mark.django_db
def test_events_from_before_parts_were_kept_are_drawn_too(world: World) -> None:
    case = kit.with_center(world)
    JointEvent.objects.filter(item__case=case)
    access = get_board_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    assert len(lanes_of(access=access).lanes) == 2  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_lanes_cost_the_same_for_two_items_and_thirteen(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    costs = []
    for template in (
        kit.SHORT,
        ("plan", "medical", "money", "pension", "insurance", "meetings", "family", "emergency"),
    ):
        case = kit.with_center(world, template=template)
        access = get_board_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
        access.sees("welfare")
        with CaptureQueriesContext(connection) as caught:
            lanes_of(access=access)
        costs.append(len(caught))
    assert costs[0] == costs[1]


@pytest.mark.django_db
def test_the_draft_fills_what_exists_and_lists_what_is_missing(world: World) -> None:
    case = kit.in_service(world)
    handover = Handover.objects.get(case=case)
    handover.cautions = "先に書いたもの"
    access = get_board_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    found = draft(access=access, handover=handover)
    assert "併走を開始" in found.texts["summary"]
    assert "医療・服薬" in found.texts["open_procedures"]
    assert "cautions" not in found.texts, "what is written is never overwritten"
    assert "次に協議する日" in found.missing
    assert any("計画相談" in line for line in found.missing)


@pytest.mark.django_db
def test_the_adviser_s_days_are_the_case_s_own_and_never_more_than_agreed(world: World) -> None:
    case = kit.in_service(world)
    agreed = tail_days(case=case, on=world.clock.today)
    with pytest.raises(RuleBroken, match="取決めで決めた"):
        set_tail(actor=world.actor("officer"), case=case, days=agreed + 1, now=world.now)
    set_tail(actor=world.actor("officer"), case=case, days=7, now=world.now)
    case = kit.hand_over(world, case)
    until, ended = center_until(case=case, at=world.now)
    assert (until, ended) == (world.clock.today + timedelta(days=7), False)
    with pytest.raises(RuleBroken, match="短くすることだけ"):
        set_tail(actor=world.actor("officer"), case=case, days=20, now=world.now)
    set_tail(actor=world.actor("officer"), case=case, days=3, now=world.now)
    assert center_until(case=case, at=world.now)[0] == world.clock.today + timedelta(days=3)
    world.clock.tick(days=4)
    assert center_until(case=case, at=world.now)[1], "it ended by itself"
    rows = LedgerEntry.objects.filter(case=case, recipient=world.org("center"))
    assert all(row.ends_at and row.ends_at <= world.now for row in rows)
    with pytest.raises((NotFound, NotAllowed)):
        get_board_access(actor=world.actor("center_officer"), case_id=case.pk, at=world.now)
