"""「次にすること」 and the stage line: pure, for every status."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from renkei.cases.enums import CaseStatus
from renkei.coordination.rules.guide import Situation, next_things
from renkei.coordination.rules.stages import NEUTRAL_ROAD, ROAD, stage_points

TODAY = date(2026, 11, 24)


def titles(status, **facts):
    return [t.title for t in next_things(Situation(status=status, today=TODAY, **facts))]


@pytest.mark.parametrize("status", CaseStatus.values)
def test_every_status_says_something(status):
    found = next_things(Situation(status=status, today=TODAY))
    assert bool(found) == (status != "closed")
    assert all(t.title and t.why and t.who and ":" in t.url_name for t in found)


@pytest.mark.parametrize(
    ("status", "facts", "wanted"),
    [
        ("in_service", {"without_place": True}, "住まいを至急探す"),
        ("coordinating", {"assigned": 0}, "担当を決める"),
        ("coordinating", {"needs": 0}, "必要な支援（ニーズ）を登録する"),
        ("coordinating", {"needs": 1, "unasked_needs": ("住まい",)}, "候補の事業所に打診する"),
        ("coordinating", {"needs": 1, "overdue_inquiries": 2}, "回答のない事業所に確かめる"),
        ("coordinating", {"needs": 1, "asked": 2}, "事業所の回答を待つ"),
        ("coordinating", {"needs": 1, "answers": 1}, "事業所の回答を見て次に進む"),
        ("coordinating", {"has_consent": False}, "本人の同意を確かめる"),
        ("coordinating", {"identity_known": False}, "本人の情報を記録する"),
        ("coordinating", {"release_on": TODAY + timedelta(days=5)}, "釈放日までの住まいを決める"),
        ("coordinating", {"has_center": True}, "併走の分担を決める"),
        ("in_service", {"has_center": True, "board_open": True, "items_proposed": 1}, "引継ぎの申出に返事をする"),
        ("in_service", {"has_center": True, "board_open": True, "items_returned": 1}, "差し戻された項目を見直す"),
        (
            "in_service",
            {"has_center": True, "board_open": True, "items_left": 3, "place_settled": True},
            "項目を引き継ぐ",
        ),
        ("placed", {}, "「釈放待ち」か「利用開始」にする"),
        ("awaiting_release", {}, "釈放の日の予定を確かめる"),
        ("handed_over", {}, "「後方支援」か「終結」を決める"),
        ("suspended", {"review_on": TODAY}, "再開か終結を決める"),
        ("in_service", {}, "暮らしの様子を確かめる"),
    ],
)
def test_what_is_missing_is_said(status, facts, wanted):
    assert wanted in titles(status, **facts)


def test_what_is_due_comes_first():
    found = next_things(
        Situation(
            status="coordinating", today=TODAY, needs=1, overdue_inquiries=1, has_consent=False, without_place=True
        )
    )
    dues = [t.due for t in found]
    assert dues[0] == TODAY
    assert dues == sorted(dues, key=lambda d: (d is None, d or TODAY))


@pytest.mark.parametrize("neutral", [True, False])
@pytest.mark.parametrize("status", CaseStatus.values)
def test_the_line_has_one_place(status, neutral):
    points = stage_points(status=status, status_before="placed" if status == "suspended" else "", neutral=neutral)
    assert [p.state for p in points].count("current") == 1
    assert [p.label for p in points] == [label for label, _ in (NEUTRAL_ROAD if neutral else ROAD)]


def test_skipped_stages_say_so():
    light = stage_points(status="coordinating", is_light=True)
    assert [p.state for p in light[:3]] == ["skipped", "skipped", "current"]
    out = stage_points(status="in_service", without_place=True)
    assert [(p.label, p.state) for p in out if p.state == "skipped"] == [("内定", "skipped"), ("釈放待ち", "skipped")]
