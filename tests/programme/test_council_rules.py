"""Which cases are hard, and how coarse a case is told: every rule with its border."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from renkei.core.scan import background_in
from renkei.programme.enums.council import Hard
from renkei.programme.rules import council as rules
from renkei.programme.rules import council_assumptions as assumed

TODAY = date(2026, 11, 28)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"declines": assumed.DECLINES - 1}, []),
        ({"declines": assumed.DECLINES}, [Hard.DECLINED]),
        ({"accepted_on": back(assumed.WAITING_DAYS - 1), "without_housing": True}, []),
        ({"accepted_on": back(assumed.WAITING_DAYS), "without_housing": True}, [Hard.WAITING]),
        ({"accepted_on": back(500)}, []),  # the place is settled
        ({"needed_on": back(-assumed.SOON_DAYS - 1), "without_housing": True}, []),
        ({"needed_on": back(-assumed.SOON_DAYS), "without_housing": True}, [Hard.SOON]),
        ({"needed_on": back(3), "without_housing": True}, [Hard.SOON]),  # the day has passed
        ({"needed_on": TODAY}, []),
        ({"suspended": True}, [Hard.SUSPENDED]),
        ({"advice_due": TODAY}, []),
        ({"advice_due": back(1)}, [Hard.UNANSWERED]),
        ({"undecided": True, "suspended": True}, [Hard.SUSPENDED, Hard.UNDECIDED]),
    ],
)  # fmt: skip
def test_a_case_is_hard_by_plain_rules(facts, expected):
    assert list(rules.reasons_of(rules.CaseFacts(**facts), today=TODAY)) == expected


def test_no_word_of_a_line_tells_of_custody():
    told = rules.Told("old", ("housing", "money"), "2027-01~2027-03", "long", tuple(Hard.values))
    line = rules.line_of(told, number=2)
    assert line.startswith("事例2　年代：60歳以上　必要な支援：住まい、お金の管理　利用開始の希望：令和9年1月～3月ごろ")
    assert background_in(line) == []


@pytest.mark.parametrize(
    ("band", "span"),
    [("20代", "young"), ("30代", "young"), ("40代", "middle"), ("59", ""), ("80歳以上", "old"), ("20歳未満", ""), ("年代不明", "")],
)  # fmt: skip
def test_ages_are_told_in_two_decades(band, span):
    assert rules.span_of(band) == span


@pytest.mark.parametrize(
    ("month", "quarter"),
    [(None, ""), (date(2026, 12, 1), "2026-10~2026-12"), (date(2027, 1, 1), "2027-01~2027-03"), (date(2027, 9, 1), "2027-07~2027-09")],
)  # fmt: skip
def test_months_are_told_in_quarters(month, quarter):
    assert rules.quarter_of(month) == quarter


@pytest.mark.parametrize(
    ("pledge", "since", "until", "bound"),
    [
        ("pledge", 0, None, True), ("pledge", 0, 0, True), ("pledge", 400, 1, False), ("", None, None, False),
        ("contract", -1, None, False),
    ],
)  # fmt: skip
def test_a_pledge_lives_from_its_day_to_its_last(pledge, since, until, bound):
    on = None if since is None else back(since)
    assert (
        rules.is_bound(pledge=pledge, pledged_on=on, pledged_until=None if until is None else back(until), on=TODAY)
        is bound
    )


def test_the_next_day_keeps_its_number_where_there_is_one():
    assert rules.next_day(date(2026, 11, 15), 3) == date(2027, 2, 15)
    assert rules.next_day(date(2026, 11, 30), 3) == date(2027, 2, 28)
