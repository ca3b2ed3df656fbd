"""What must drop out, why, and what alone would let it back in; what is unknown; what the order is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from renkei.cases.enums import Certainty
from renkei.offices.enums import Criterion, DropCode, OpenDay, Precision, Wish
from renkei.offices.rules.matching import DEFAULT_WEIGHTS, Rules, Targets, judge, rank
from tests.offices.matching_kit import NEED, NUMAZU, ON, SHIZUOKA, need, office

NIGHT, MONEY = Wish.NIGHT_COVER, Wish.MONEY
FULL = {"vacancy": 0, "vacancy_on": date(2026, 11, 20)}
MENTAL = {"mental": "精神障害"}
PHYSICAL_ONLY = Targets(frozenset({"physical"}), "みほん県の一覧")
MENTAL_TOO = Targets(frozenset({"intellectual", "mental"}), "みほん県の一覧")
SUNDAY = frozenset({OpenDay.SUNDAY})

#: need, office → (code, sentence) of each drop, words of the way back ("" where no single change helps)
CASES: list[tuple[str, dict[str, Any], dict[str, Any], list[tuple[str, str]], str]] = [
    ("fits", {}, {}, [], ""),
    ("another group", {}, {"service_codes": ("46",)}, [("service", "サービスが違います（就労継続支援Ｂ型）")], ""),
    (
        "same group", {}, {"service_codes": ("24", "46")}, [("service", "サービスが違います（短期入所、就労継続支援Ｂ型）")],
        "希望するサービスに「短期入所」を加える",
    ),
    ("two wanted", {"service_codes": frozenset({"33", "24"})}, {"service_codes": ("24",)}, [], ""),
    (
        "service gone", {}, {"service_codes": ("46",), "gone": {"33": "202603"}},
        [("gone", "共同生活援助（グループホーム）の掲載がなくなっています（2026年3月公開分）")], "",
    ),
    (
        "office gone", {}, {"listed": False, "service_codes": (), "gone": {"33": "202603"}},
        [("gone", "掲載がなくなっています（2026年3月公開分）")], "",
    ),
    ("on the limit", {"max_km": 5.2}, {}, [], ""),
    ("too far", {}, {"distance_km": 32.4}, [("distance", "距離が 32 km で、上限 20 km を超えます")], "距離の上限を 33 km にする"),
    ("just too far", {}, {"distance_km": 20.04}, [("distance", "距離が 20.04 km で、上限 20 km を超えます")], "距離の上限を 21 km にする"),
    (
        "rough distance", {}, {"distance_km": 32.4, "precision": Precision.WITHHELD},
        [("distance", "距離が 32 km で、上限 20 km を超えます（区域の代表点からの距離）")], "距離の上限を 33 km にする",
    ),
    ("beyond the form", {}, {"distance_km": 640.0}, [("distance", "距離が 640 km で、上限 20 km を超えます")], ""),
    ("no place known", {}, {"distance_km": None}, [], ""),
    ("outside", {"areas": (SHIZUOKA,)}, {}, [("area", "希望する市区町村の外にあります")], "探す市区町村に静岡県沼津市を加える"),
    ("in a ward", {"areas": (SHIZUOKA,)}, {"municipality_code": "22102"}, [], ""),
    (
        "avoided", {"avoid": (NUMAZU, SHIZUOKA)}, {}, [("avoid", "避ける市区町村にあります")],
        "避ける市区町村から静岡県沼津市を外す（避けることにした人に、必ず確かめてから）",
    ),
    ("avoided elsewhere", {"avoid": (SHIZUOKA,)}, {}, [], ""),
    (
        "too large", {"max_capacity": 5}, {}, [("capacity", "定員が 6 人で、上限 5 人より大きい事業所です")],
        "定員の上限を 6 人にする",
    ),
    ("size not published", {"max_capacity": 5}, {"capacity": {"33": None}}, [], ""),
    (
        "one service is small enough", {"max_capacity": 5, "service_codes": frozenset({"33", "24"})},
        {"service_codes": ("33", "24"), "capacity": {"33": 6, "24": 2}}, [], "",
    ),
    (
        "closed", {"days": SUNDAY}, {"open_on": {"33": {OpenDay.SUNDAY: False}}},
        [("days", "日曜日は休みです（公表された利用時間）")], "必要な曜日から日曜日を外す",
    ),
    ("hours not published", {"days": SUNDAY}, {}, [], ""),
    (
        "no service meets both", {"days": SUNDAY, "max_capacity": 5, "service_codes": frozenset({"33", "24"})},
        {"service_codes": ("33", "24"), "capacity": {"33": 6, "24": 2}, "open_on": {"24": {OpenDay.SUNDAY: False}}},
        [("capacity", "定員が 6 人で、上限 5 人より大きい事業所です")], "定員の上限を 6 人にする",
    ),
    (
        "full", {"only_vacant": True}, {"stated": FULL}, [("vacancy", "空きがありません（令和8年11月20日時点の申告）")],
        "「空きがないと答えている事業所を除く」をやめる",
    ),
    ("full, but taken along", {"only_vacant": False}, {"stated": FULL}, [], ""),
    ("full long ago", {"only_vacant": True}, {"stated": FULL | {"vacancy_on": date(2026, 9, 1)}}, [], ""),
    (
        "free too late", {"only_vacant": True}, {"stated": FULL | {"free_from": date(2027, 3, 10)}},
        [("start", "空くのは令和9年3月10日からで、令和9年1月の開始に間に合いません（令和8年11月20日時点の申告）")],
        "利用開始の希望を令和9年3月にする",
    ),
    ("free in time", {"only_vacant": True}, {"stated": FULL | {"free_from": date(2027, 1, 31)}}, [], ""),
    (
        "late, but the start is not sure", {"certainty": Certainty.EXPECTED},
        {"stated": FULL | {"free_from": date(2027, 3, 10)}}, [], "",
    ),
    (
        "disability refused", {"disabilities": MENTAL}, {"stated": {"disabilities": {"mental": False}, "stated_on": date(2026, 4, 1)}},
        [("disability", "精神障害の方は対象にしていません（令和8年4月1日の申告）")], "",
    ),
    ("disability taken", {"disabilities": MENTAL}, {"stated": {"disabilities": {"mental": True}}}, [], ""),
    ("one of two disabilities taken", {"disabilities": {**MENTAL, "physical": "身体障害"}}, {"stated": {"disabilities": {"mental": False, "physical": True}}}, [], ""),
    ("disability not said", {"disabilities": MENTAL}, {"stated": {"disabilities": {"physical": False}}}, [], ""),
    (
        "category refused", {"category": "c2", "category_label": "区分2"}, {"stated": {"categories": frozenset({"c4", "c5"})}},
        [("category", "区分2の方は対象にしていません（事業所の申告）")], "",
    ),
    ("category applied for", {"category": "applied"}, {"stated": {"categories": frozenset({"c4"})}}, [], ""),
    (
        "left out by 主たる対象者", {"disabilities": MENTAL}, {"targets": {"33": PHYSICAL_ONLY}},
        [("disability", "主たる対象者は身体障害の方で、精神障害の方を含みません（みほん県の一覧）。受け入れると聞けたら、台帳のページで事業所の申告に入れると、候補に戻ります")], "",
    ),
    ("the office says otherwise", {"disabilities": MENTAL}, {"targets": {"33": PHYSICAL_ONLY}, "stated": {"disabilities": {"mental": True}}}, [], ""),
    ("named among 主たる対象者", {"disabilities": MENTAL}, {"targets": {"33": MENTAL_TOO}}, [], ""),
    ("発達障害 is counted as 精神障害", {"disabilities": {"developmental": "発達障害"}}, {"targets": {"33": MENTAL_TOO}}, [], ""),
    (
        "another wanted service has no list", {"disabilities": MENTAL, "service_codes": frozenset({"33", "24"})},
        {"targets": {"33": PHYSICAL_ONLY}, "service_codes": ("33", "24")}, [], "",
    ),
    (
        "condition refused", {"required": frozenset({NIGHT, MONEY})}, {"stated": {"abilities": {NIGHT: False, MONEY: True}}},
        [("condition", "夜間の職員配置はできないとのことです（事業所の申告）")], "「夜間の職員配置」を必須から外す（希望にする）",
    ),
    ("a wish drops nobody", {"wishes": frozenset({NIGHT})}, {"stated": {"abilities": {NIGHT: False}}}, [], ""),
    ("condition not said", {"required": frozenset({NIGHT})}, {}, [], ""),
    (
        "asked already", {}, {"past": {"here": "asked", "here_words": "すでに打診しています（R8-1）", "asked": 9}},
        [("asked", "すでに打診しています（R8-1）")], "",
    ),
    (
        "rests", {}, {"past": {"rests_since": date(2026, 10, 1)}},
        [("do_not_ask", "今は打診を控えてほしいとの回答がありました（令和8年10月1日）")], "",
    ),
    (
        "load", {}, {"past": {"asked": 6}},
        [("load", "この90日に6件の打診を受けています（上限 6件）。間をおいてください")], "",
    ),
    ("load below the budget", {}, {"past": {"asked": 5}}, [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "place", "drops", "back"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_drops_out_and_what_lets_it_back_in(
    asked: dict[str, Any], place: dict[str, Any], drops: list[tuple[str, str]], back: str
) -> None:
    wanted = need(**asked)
    match = judge(wanted, office(**place), on=ON)
    assert [(d.code.value, d.sentence) for d in match.drops] == drops
    assert (match.way_back.words if match.way_back else "") == back
    if match.way_back:
        assert judge(match.way_back.applied(wanted), office(**place), on=ON).fits


def test_no_single_change_is_promised_where_it_would_not_do() -> None:
    match = judge(need(avoid=(NUMAZU,)), office(distance_km=32.4, stated=FULL), on=ON)
    assert match.way_back is None
    assert match.way_back_words.endswith("だけでは入りません。避ける市区町村のほかに、あと1つの条件に合いません")
    assert judge(NEED, office(past={"asked": 8}), on=ON).way_back_words == "ニーズを変えても入りません"


@pytest.mark.parametrize(
    ("place", "asked", "says"),
    [
        ({"capacity": {}}, {"max_capacity": 6}, "定員（公表なし）"),
        ({"distance_km": None}, {}, "場所が分からないため、距離を確かめられません"),
        ({"municipality_code": ""}, {"avoid": (NUMAZU,)}, "所在地の市区町村が分からないため、避ける市区町村でないことを確かめてください"),
        ({}, {"wishes": frozenset({NIGHT})}, "夜間の職員配置（申告なし）"),
        ({}, {"disabilities": MENTAL}, "精神障害の方の受入れ（申告なし）"),
        ({}, {"days": SUNDAY}, "必要な曜日の利用（公表なし）"),
    ],
)  # fmt: skip
def test_what_is_not_known_drops_nobody_and_is_said(place: dict[str, Any], asked: dict[str, Any], says: str) -> None:
    match = judge(need(**asked), office(**place), on=ON)
    assert says in match.unknowns
    assert match.fits


WORDS = {
    Criterion.DISTANCE: ({}, "約 5.2 km"),
    Criterion.VACANCY: ({"stated": {"vacancy": 2, "vacancy_on": date(2026, 11, 20)}}, "空き 2人"),
    Criterion.CONDITIONS: ({"stated": {"abilities": {NIGHT: True}}}, "2件中1件が可、1件は申告なし"),
    Criterion.ACCEPTED: ({"past": {"decided": 3, "accepted": 1}}, "打診の回答3件中1件が受入れ可"),
    Criterion.LOAD: ({"past": {"asked": 2}}, "この90日の打診 2件"),
    Criterion.SPEED: ({"past": {"answered": 2, "answer_days": 9.0}}, "2件の回答まで平均 4.5日"),
    Criterion.CONTACT: ({"known": {"contact": True}}, "接点あり"),
    Criterion.TRAINING: ({"known": {"trained_on": date(2026, 6, 1)}}, "研修の受講あり"),
    Criterion.TRIAL: ({"stated": {"trial_stay": True, "stated_on": date(2026, 6, 1)}}, "体験利用 可"),
    Criterion.FRESHNESS: ({}, "2026年3月公開分"),
}


@pytest.mark.parametrize("criterion", Criterion)
def test_every_criterion_is_said_and_counts_as_the_middle_when_unknown(criterion: Criterion) -> None:
    asked = need(required=frozenset({NIGHT, MONEY}))
    fields, words = WORDS[criterion]
    found = {v.code: v for v in judge(asked, office(**fields), on=ON).criteria}
    assert found[criterion].words == words
    assert found[criterion].known
    bare = {v.code: v for v in judge(asked, office(distance_km=None, last_release=""), on=ON).criteria}
    if criterion is not Criterion.LOAD:  # never asked is known
        assert (bare[criterion].value, bare[criterion].known) == (0.5, False)
        assert found[criterion].value != 0.5


def test_few_answers_do_not_look_like_knowledge() -> None:
    """1 of 1 stays behind 8 of 9; 0 of 1 stays before 0 of 5; and each is said as it is."""
    shares = {}
    for yes, total in ((1, 1), (8, 9), (0, 1), (0, 5)):
        match = judge(NEED, office(past={"decided": total, "accepted": yes}), on=ON)
        shares[yes, total] = next(v for v in match.criteria if v.code is Criterion.ACCEPTED).value
        assert all("%" not in v.words and "％" not in v.words for v in match.criteria)
    assert shares[8, 9] > shares[1, 1] > 0.5 > shares[0, 1] > shares[0, 5]
    assert shares[1, 1] == pytest.approx(2 / 3)


def test_a_vacancy_fades_to_the_middle_with_age() -> None:
    values = []
    for day in (date(2026, 11, 27), date(2026, 10, 28), date(2025, 11, 27)):
        match = judge(NEED, office(stated={"vacancy": 1, "vacancy_on": day}), on=ON)
        values.append(next(v.value for v in match.criteria if v.code is Criterion.VACANCY))
    assert values[0] == 1.0
    assert values[1] == pytest.approx(0.75)
    assert values[2] == pytest.approx(0.5, abs=0.01)


def test_the_budget_pushes_down_before_it_drops() -> None:
    asked = [office(office_id=UUID(int=n), name=f"{n}", past={"asked": n}) for n in range(8)]
    ranking = rank(NEED, asked, Rules(budget=6), on=ON)
    assert [m.candidate.name for m in ranking.fits] == ["0", "1", "2", "3", "4", "5"]
    assert {m.drops[0].code for m in ranking.dropped} == {DropCode.LOAD}


def test_equal_facts_are_ordered_by_what_is_published_not_by_the_row() -> None:
    """The same directory read in another order gets other ids."""
    names = ["い", "あ", "う"]
    first = [office(office_id=UUID(int=n), name=name) for n, name in enumerate(names)]
    second = [office(office_id=UUID(int=9 - n), name=name) for n, name in enumerate(reversed(names))]
    for offices in (first, second):
        assert [m.candidate.name for m in rank(NEED, offices, on=ON).fits] == ["あ", "い", "う"]


def test_weights_rule_the_order_and_may_be_nothing() -> None:
    near = office(name="near", distance_km=1.0)
    vacant = office(office_id=UUID(int=2), name="vacant", distance_km=15.0, stated={"vacancy": 1, "vacancy_on": ON})
    order = {
        name: [m.candidate.name for m in rank(NEED, [vacant, near], Rules(weights=weights), on=ON).fits]
        for name, weights in {
            "near": {Criterion.DISTANCE: 1}, "vacant": {Criterion.VACANCY: 1}, "nothing": {}, "default": DEFAULT_WEIGHTS,
        }.items()
    }  # fmt: skip
    assert order == {k: ["vacant", "near"] if k == "vacant" else ["near", "vacant"] for k in order}


def test_a_municipality_may_ask_instead_of_leaving_out() -> None:
    wanted, place = need(disabilities=MENTAL), office(targets={"33": PHYSICAL_ONLY})
    match = judge(wanted, place, replace(Rules(), targets_drop=False), on=ON)
    assert match.fits
    assert "主たる対象者（身体障害）でない方も受け入れるか（みほん県の一覧）" in match.unknowns


@pytest.mark.parametrize(
    ("services", "category", "says"),
    [
        (("22",), "c2", "生活介護は、原則として障害支援区分3以上です（50歳以上の方は区分2）。"),
        (("22",), "c3", ""), (("22",), "applied", "障害支援区分3以上"), (("22",), "", ""), (("33",), "c1", ""),
        (("24",), "not_applicable", "短期入所は、原則として障害支援区分1以上です。"), (("22", "46"), "c1", ""),
    ],
)  # fmt: skip
def test_the_least_category_is_asked_and_drops_nobody(services: tuple[str, ...], category: str, says: str) -> None:
    wanted = need(service_codes=frozenset(services), category=category, category_label="この区分")
    match = judge(wanted, office(service_codes=services), on=ON)
    assert match.fits
    asked = [words for words in match.unknowns if "原則として障害支援区分" in words]
    assert bool(asked) is bool(says)
    assert all(says in words for words in asked)
