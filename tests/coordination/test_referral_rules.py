"""The clock of the answer, the checklist, what a request leads to."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from renkei.coordination.enums.referral import Item
from renkei.coordination.rules import referral as rules
from renkei.coordination.rules.sides import NOT_YOURS, TELL_HOW, Sides, may_write, step_refusal
from renkei.core.clock import TOKYO
from renkei.core.ids import new_id

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=TOKYO)  # Monday 23rd is a holiday


@pytest.mark.parametrize(
    ("urgency", "due"),
    [("normal", "2026-11-30 23:59"), ("urgent", "2026-11-25 23:59"), ("within_48h", "2026-11-22 16:00")],
)
def test_the_answer_is_due(urgency: str, due: str) -> None:
    assert f"{rules.answer_due(FRIDAY, urgency, TOKYO):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    ("urgency", "resumed", "due"),
    [
        ("urgent", datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO), "2026-11-25 23:59"),  # a weekend costs no open day
        ("urgent", datetime(2026, 11, 25, 12, 0, tzinfo=TOKYO), "2026-11-27 23:59"),
        ("within_48h", datetime(2026, 11, 21, 16, 0, tzinfo=TOKYO), "2026-11-23 16:00"),
    ],
)
def test_a_pause_moves_the_due_moment(urgency: str, resumed: datetime, due: str) -> None:
    first = rules.answer_due(FRIDAY, urgency, TOKYO)
    assert f"{rules.due_after_pause(first, FRIDAY, resumed, urgency, TOKYO):%Y-%m-%d %H:%M}" == due


ALL = {str(i): ("yes", False) for i in Item}


@pytest.mark.parametrize(
    ("changed", "exception", "urgent", "count"),
    [
        ({}, "none", False, 0), ({}, "asked", False, 1), ({}, "declined", True, 1), ({}, "approved", False, 0),
        ({"scope": ("no", True)}, "none", True, 1), ({"scope": ("unknown", True)}, "none", False, 1),
        ({"scope": ("unknown", True)}, "none", True, 0), ({"scope": ("unknown", False)}, "none", True, 1),
        ({"scope": ("", False), "consent": ("", False)}, "none", False, 2),
    ],
)  # fmt: skip
def test_what_blocks_acceptance(changed: dict[str, tuple[str, bool]], exception: str, urgent: bool, count: int) -> None:
    assert len(rules.blocking({**ALL, **changed}, exception=exception, urgent=urgent)) == count


@pytest.mark.parametrize(
    ("finding", "age", "words"),
    [
        ("yes", 70, ""),
        ("no", 70, "地域包括支援センター"),
        ("no", 40, "あらためてご依頼"),
        ("no", None, "あらためてご依頼"),
    ],
)
def test_the_proposal_where_there_is_no_disability(finding: str, age: int | None, words: str) -> None:
    text = rules.proposal({"disability": finding}, age)
    assert words in text
    assert bool(text) is bool(words)


@pytest.mark.parametrize(("birth", "age"), [("1956-11-25", 70), ("1956-11-26", 69), (None, None), ("昭和ごろ", None)])
def test_age_is_reached_the_day_before_the_birthday(birth: str | None, age: int | None) -> None:
    assert rules.age_of(birth, date(2026, 11, 24)) == age


def test_needs_once_each_in_order() -> None:
    found = rules.needs_from(["work", "housing", "daytime", "pension"])
    assert [str(n) for n in found] == ["daytime", "housing"]


def test_sides() -> None:
    center, city, town = new_id(), new_id(), new_id()
    sent = Sides(center, center, city)
    entered = Sides(None, city, city)
    assert (may_write(sent, {center}), may_write(sent, {city}), may_write(entered, {city})) == (True, False, True)
    assert step_refusal(sent, {center}, told=False) is None
    assert step_refusal(sent, {city}, told=False) == TELL_HOW
    assert step_refusal(sent, {city}, told=True) is None
    assert step_refusal(sent, {town}, told=True) == NOT_YOURS
