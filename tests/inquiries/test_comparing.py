"""Side by side: every fact with its day, what is missing is said; the paper for a meeting holds what anybody may hear."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renkei.inquiries.rules.comparing import MOST, Fact, Group, for_a_meeting, side_by_side
from renkei.offices.enums import OpenDay, Wish
from renkei.offices.rules.matching import DEFAULT_RULES, Area, Candidate, Need, judge
from tests.offices.matching_kit import ON, need, office

WANTED = need(
    required=frozenset({Wish.NIGHT_COVER}), days=frozenset({OpenDay.SUNDAY}), disabilities={"intellectual": "知的障害"},
    category="c3", category_label="区分3", avoid=(Area("22100", "静岡県静岡市", frozenset({"22100"})),),
)  # fmt: skip
TOLD = office(
    office_id=UUID(int=1), name="よく知るホーム",
    stated={"vacancy": 1, "vacancy_on": date(2026, 11, 20), "abilities": {Wish.NIGHT_COVER: True}, "stated_on": date(2026, 10, 1),
            "disabilities": {"intellectual": False}, "categories": frozenset({"c1"}), "trial_stay": True},
    known={"contact": True, "accepted_before": True, "known_on": date(2026, 9, 1), "accepted_on": date(2025, 5, 1)},
    past={"asked": 2, "decided": 3, "accepted": 1, "declines": {"医療的な対応": 2}, "last_asked_on": date(2026, 11, 1)},
)  # fmt: skip
SILENT = office(
    office_id=UUID(int=2), name="なにも言わないホーム", address="", municipality_code="22100", capacity={"33": None}
)


def compared(
    build: Any = side_by_side, offices: tuple[Candidate, ...] = (TOLD, SILENT), of: Need = WANTED
) -> tuple[Group, ...]:
    found = [(o.name, judge(of, o, DEFAULT_RULES, on=ON)) for o in offices]
    result: tuple[Group, ...] = build(found, of, DEFAULT_RULES, on=ON)
    return result


def row(groups: tuple[Group, ...], label: str) -> list[Fact]:
    return next([f for _, f in r.told] for g in groups for r in g.rows if r.label == label)


def words(groups: tuple[Group, ...]) -> str:
    return "\n".join(f"{g.title} {r.label} {f.words} {f.on}" for g in groups for r in g.rows for _, f in r.told)


def test_a_fact_has_its_day_and_a_missing_one_is_said() -> None:
    groups = compared()
    told, silent = next(
        [f for _, f in r.told] for g in groups if g.title == "事業所の申告" for r in g.rows if r.label == "空き"
    )
    assert (told.words, told.on) == ("1人", date(2026, 11, 20))
    assert (silent.words, silent.known) == ("申告がありません", False)
    assert row(groups, "夜間の職員配置（必須）")[0].on == date(2026, 10, 1)
    assert row(groups, "所在地")[1] == Fact("公表されていません", known=False)
    assert row(groups, "定員")[1].known is False
    assert row(groups, "受入れ可の回答")[0].words == "3件中1件"
    assert row(groups, "断りの理由")[0].words == "医療的な対応（2件）"
    assert row(groups[4:], "接点") == [Fact("あり", date(2026, 9, 1)), Fact("申告・記録がありません", known=False)]


def test_every_criterion_stands_with_value_and_weight() -> None:
    groups = compared()
    shown = {r.label: r for r in groups[1].rows}
    judged = judge(WANTED, TOLD, DEFAULT_RULES, on=ON)
    assert set(shown) == {str(v.code.label) for v in judged.criteria} | {"合わせた点"}
    for value in judged.criteria:
        told = shown[str(value.code.label)]
        assert (told.told[0][1].value, told.note) == (value.value, f"重み {value.weight}")
    assert shown["合わせた点"].told[0][1].value == judged.score


def test_why_one_drops_out_and_what_would_let_it_in() -> None:
    groups = compared()
    told, silent = row(groups, "合わない条件")
    assert "知的障害" in told.words
    assert "避ける市区町村" in silent.words
    assert row(groups, "候補に入れるには")[1].words != ""


def test_the_paper_for_a_meeting_tells_nothing_of_the_person_or_of_what_only_coordinators_know() -> None:
    """What is open to all stays, word for word; the rest is gone from sentences, too."""
    inside, outside = words(compared()), words(compared(for_a_meeting))
    for secret in ("知的障害", "区分3", "避ける市区町村", "接点", "実績", "3件中1件", "医療的な対応", "2026-11-01"):
        assert secret in inside
        assert secret not in outside
    for public in ("夜間の職員配置", "1人", "2026-11-20", "公表されていません", "申告がありません"):
        assert public in outside


def test_a_condition_that_nobody_asked_for_is_not_compared() -> None:
    assert "夜間の職員配置" not in words(compared(of=need()))
    assert MOST == 4
