"""Laws of matching, for any need and any offices; and what may never be among its facts."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.cases.enums import Certainty
from renkei.cases.models import Need as StoredNeed
from renkei.core.privacy import Privacy
from renkei.offices.enums import Criterion, DropCode, OpenDay, Precision, Wish
from renkei.offices.rules.matching import Area, Candidate, Known, Need, Past, Stated, Targets, judge, rank
from renkei.people.models import JusticeDetailRecord, JusticeOutlineRecord
from tests.offices.matching_kit import NUMAZU, ON, SHIZUOKA

SERVICES = ("33", "24", "46", "52")
CODES = ("22203", "22101", "22102", "22206", "")
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
past_days = st.dates(date(2025, 1, 1), ON)
some = st.frozensets


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


needs = st.builds(
    Need, service_codes=some(st.sampled_from(SERVICES), min_size=1), areas=some(st.sampled_from((NUMAZU, SHIZUOKA))).map(tuple),
    avoid=some(st.sampled_from((NUMAZU, SHIZUOKA))).map(tuple), max_km=optional(st.integers(1, 60).map(float)),
    max_capacity=optional(st.integers(1, 30)), days=some(st.sampled_from(OpenDay)), required=some(st.sampled_from(Wish)),
    wishes=some(st.sampled_from(Wish)), disabilities=st.dictionaries(st.sampled_from(("mental", "physical")), st.just("x")),
    category=st.sampled_from(("", "c2", "applied")), start_month=optional(days.map(lambda d: d.replace(day=1))),
    certainty=st.sampled_from(Certainty), only_vacant=st.booleans(),
)  # fmt: skip
stated = st.builds(
    Stated, vacancy=optional(st.integers(0, 2)), vacancy_on=optional(past_days), free_from=optional(days),
    trial_stay=optional(st.booleans()), abilities=st.dictionaries(st.sampled_from(Wish), st.booleans()),
    disabilities=st.dictionaries(st.sampled_from(("mental", "physical")), st.booleans()),
    categories=some(st.sampled_from(("c2", "c3"))), stated_on=optional(past_days),
)  # fmt: skip
known = st.builds(
    Known, contact=optional(st.booleans()), accepted_before=optional(st.booleans()), accepted_on=optional(past_days),
    trained_on=optional(past_days), known_on=optional(past_days),
)  # fmt: skip
targets = st.builds(Targets, some(st.sampled_from(("mental", "physical")), min_size=1), st.just("一覧"))
pasts = st.builds(
    Past, asked=st.integers(0, 9), decided=st.integers(3, 9), accepted=st.integers(0, 3), answered=st.integers(0, 9),
    answer_days=st.floats(0, 90), rests_since=optional(past_days),
)  # fmt: skip
offices = st.builds(
    Candidate, office_id=st.uuids(), office_number=st.sampled_from(("", "2220000011", "2220000029")),
    name=st.sampled_from("あいう"), address=st.sampled_from(("沼津市", "三島市")), area=st.just("静岡県沼津市"),
    municipality_code=st.sampled_from(CODES),
    service_codes=st.lists(st.sampled_from(SERVICES), min_size=1, unique=True).map(tuple),
    precision=st.sampled_from(Precision), listed=st.booleans(), last_release=st.sampled_from(("202503", "202603", "")),
    capacity=st.dictionaries(st.sampled_from(SERVICES), optional(st.integers(1, 30))),
    open_on=st.dictionaries(st.sampled_from(SERVICES), st.dictionaries(st.sampled_from(OpenDay), st.booleans())),
    targets=st.dictionaries(st.sampled_from(SERVICES), targets), distance_km=optional(st.floats(0, 90)), stated=stated, known=known, past=pasts,
)  # fmt: skip


@given(needs, st.lists(offices, max_size=8, unique_by=lambda o: o.office_id), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(need: Need, found: list[Candidate], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    one, two = rank(need, found, on=ON), rank(need, shuffled, on=ON)
    assert [m.candidate.office_id for m in one.fits] == [m.candidate.office_id for m in two.fits]
    assert [m.candidate.office_id for m in one.dropped] == [m.candidate.office_id for m in two.dropped]


@given(needs, offices)
def test_the_offered_change_alone_lets_the_office_in(need: Need, office: Candidate) -> None:
    match = judge(need, office, on=ON)
    if match.way_back:
        changed = match.way_back.applied(need)
        differing = [f.name for f in fields(Need) if getattr(need, f.name) != getattr(changed, f.name)]
        assert differing == [match.way_back.field]
        assert judge(changed, office, on=ON).fits
    if len(match.drops) == 1 and match.drops[0].change:
        assert match.way_back or not judge(match.drops[0].change.applied(need), office, on=ON).fits


def _looser(need: Need, how: str) -> Need:
    later = need.start_month and need.start_month.replace(year=need.start_month.year + 1)
    changes: dict[str, dict[str, Any]] = {
        "service": {"service_codes": need.service_codes | {"24"}},
        "area": {"areas": (*need.areas, SHIZUOKA) if need.areas else ()}, "no area": {"areas": ()},
        "avoid": {"avoid": need.avoid[1:]}, "km": {"max_km": need.max_km and need.max_km + 15}, "no km": {"max_km": None},
        "capacity": {"max_capacity": need.max_capacity and need.max_capacity + 5}, "days": {"days": frozenset()},
        "required": {"required": frozenset(sorted(need.required)[1:])}, "vacancy": {"only_vacant": False},
        "certainty": {"certainty": Certainty.EXPECTED}, "later": {"start_month": later},
        "disability": {"disabilities": {}}, "category": {"category": ""},
    }  # fmt: skip
    return replace(need, **changes[how])


_WAYS = (
    "service", "area", "no area", "avoid", "km", "no km", "capacity", "days", "required", "vacancy", "certainty", "later",
    "disability", "category",
)  # fmt: skip


@pytest.mark.parametrize("how", _WAYS)
@given(needs, offices)
@settings(max_examples=60)
def test_loosening_never_loses_an_office(how: str, need: Need, office: Candidate) -> None:
    if judge(need, office, on=ON).fits:
        assert judge(_looser(need, how), office, on=ON).fits


@given(needs, offices)
def test_a_score_is_a_share_and_what_is_silent_stands_in_the_middle(need: Need, office: Candidate) -> None:
    match = judge(need, office, on=ON)
    assert 0 <= match.score <= 1
    assert all(0 <= v.value <= 1 for v in match.criteria)
    assert all(v.value == 0.5 for v in match.criteria if not v.known)


# --- what is never a criterion


def test_no_field_of_justice_can_reach_the_match() -> None:
    """罪名 and every other field of the two justice classes: none is a fact, a criterion, a requirement or a need's column."""
    justice = {
        f.name for model in (JusticeOutlineRecord, JusticeDetailRecord) for f in model._meta.get_fields()
        if model.PRIVACY.get(f.name) is Privacy.JUSTICE
    }  # fmt: skip
    assert {"offense", "subject_status", "facility"} <= justice
    facts = {f.name for kind in (Need, Area, Candidate, Stated, Known, Past) for f in fields(kind)}
    assert not justice & (facts | set(Criterion.values) | set(DropCode.values))
    assert Privacy.JUSTICE not in StoredNeed.PRIVACY.values()


def test_an_avoided_area_knows_no_reason() -> None:
    assert {f.name for f in fields(Area)} == {"code", "name", "codes"}
    hit = judge(Need(service_codes=frozenset({"33"}), avoid=(NUMAZU,)), _plain(), on=ON)
    assert [d.sentence for d in hit.drops] == ["避ける市区町村にあります"]


def _plain() -> Candidate:
    return Candidate(
        office_id=UUID(int=1), office_number="", name="x", address="", municipality_code="22203", service_codes=("33",),
        precision=Precision.EXACT, listed=True, last_release="202603",
    )  # fmt: skip
