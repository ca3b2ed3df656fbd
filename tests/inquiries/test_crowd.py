"""Re-identification: the number never rises by saying more, coarsening raises it, offices that know more are counted so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.core.errors import RuleBroken
from renkei.inquiries import queries, services
from renkei.inquiries.models import Inquiry
from renkei.inquiries.rules import AGE_BANDS, Sheet
from renkei.inquiries.rules.crowd import Place, crowd_of, narrower, numbers, proposals, wider_month
from renkei.people.enums import Disability, Sex, SupportCategory
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.services.local import set_rule
from tests.inquiries.kit import SHEET, ask, make_case, make_need
from tests.kit.world import World

CITY = [Place("99201", "みほん市", "city", "99", "みほん県")]
TOWN = [Place("99901", "ちいさな町", "town", "99", "みほん県")]
SHEETS = st.builds(
    Sheet, age_band=st.sampled_from(("", *AGE_BANDS)), sex=st.sampled_from(("", *Sex.values)),
    disabilities=st.lists(st.sampled_from(Disability.values), unique=True, max_size=3).map(tuple),
    certificates=st.sampled_from(("", "療育手帳", "療育手帳B2", "精神障害者保健福祉手帳 2級")),
    support_category=st.sampled_from(("", *SupportCategory.values)), area=st.just("みほん市"),
    month=st.sampled_from(("", "2027-02", "2027-01~2027-03", "2027-01~2027-06")), with_background=st.booleans(),
)  # fmt: skip


def test_the_reckoning_is_people_times_shares_rounded_down() -> None:
    table = numbers()
    people = 200000 * table["disabilities"]["intellectual"] * table["ages"]["40代"] * table["sexes"]["male"] * 0.25
    assert crowd_of(SHEET, CITY).people == int(people) == 24
    assert crowd_of(Sheet(), CITY).people == 10000  # 5 % of the area: somebody with a disability
    assert crowd_of(Sheet(), []).people == 75  # no known place: the smallest assumption
    assert crowd_of(replace(SHEET, age_band="20歳未満"), TOWN).people == 0
    assert all(
        "source" in block for name, block in table.items() if name != "areas"
    )  # a number without one is an assumption


@given(SHEETS)
def test_every_proposal_says_less_and_raises_the_number(sheet: Sheet) -> None:
    now = crowd_of(sheet, TOWN).exact
    for proposal in proposals(sheet, TOWN):
        assert proposal.crowd.exact > now
        assert narrower(proposal.sheet, sheet) == replace(sheet, area=proposal.sheet.area)  # nothing new was said


@given(SHEETS, SHEETS)
def test_two_sheets_tell_more_than_either(one: Sheet, two: Sheet) -> None:
    both = crowd_of(narrower(one, two), CITY).people
    assert both <= min(crowd_of(one, CITY).people, crowd_of(two, CITY).people)


@pytest.mark.parametrize(
    ("month", "wider"),
    [
        ("2027-02", "2027-01~2027-03"),
        ("2026-12", "2026-10~2026-12"),
        ("2026-10~2026-12", "2026-07~2026-12"),
        ("2027-01~2027-06", ""),
    ],
)
def test_months_widen_to_quarter_half_and_nothing(month: str, wider: str) -> None:
    assert wider_month(month) == wider


@pytest.mark.django_db
def test_below_the_floor_nothing_leaves_and_the_municipality_sets_it(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    fine = replace(SHEET, support_category="c3")
    with pytest.raises(RuleBroken, match="下限の10人より少ない"):
        ask(world, case, need, "home", sheet=fine)
    check = queries.crowd_check(case=case, sheet=fine, on=world.clock.today)
    assert {p.name for p in check.proposals} >= {"support_category", "disabilities", "sex", "age_band", "month"}
    set_rule(
        actor=world.actor("manager"), municipality=world.org("city"), kind=RuleKind.CROWD_FLOOR, value=100,
        starts_on=world.clock.today + timedelta(days=1), ends_on=None, source="要綱 第9条", now=world.now,
    )  # fmt: skip
    assert queries.crowd_check(case=case, sheet=SHEET, on=world.clock.today).is_enough
    world.clock.tick(days=1)
    with pytest.raises(RuleBroken, match="下限の100人"):
        ask(world, case, need, "home")
    assert not Inquiry.objects.filter(sent_at__isnull=False).exists()
    together = queries.crowd_check(case=case, sheet=SHEET, on=world.clock.today).together
    assert together is None or together.crowd.people >= 100
    ask(world, case, need, "home", sheet=replace(SHEET, month="", sex="", age_band="40～50代"))


@pytest.mark.django_db
def test_what_an_office_was_told_before_counts(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    (first,) = ask(
        world,
        case,
        need,
        "home",
        sheet=replace(SHEET, sex="", month="", certificates="療育手帳B2", support_category=""),
    )
    services.withdraw(actor=world.actor("officer"), inquiry=first, seen=None, reason="plan_changed", now=world.now)
    coarse = replace(SHEET, month="2027-02")
    known = queries.crowd_check(case=case, sheet=coarse, on=world.clock.today, organisation_ids=[world.org("home").pk])
    fresh = queries.crowd_check(case=case, sheet=coarse, on=world.clock.today, organisation_ids=[world.org("work").pk])
    assert (fresh.people, fresh.known_more, known.people) == (
        24,
        (),
        7,
    )  # the grade, of long ago, narrows it to a third
    with pytest.raises(RuleBroken, match="前の打診の内容と合わせると"):
        ask(world, case, need, "home", sheet=coarse)
    ask(world, case, need, "work", sheet=coarse)


@pytest.mark.django_db
def test_the_background_is_told_of_no_more_people_than_the_programme_has(world: World) -> None:
    case = make_case(world)
    check = queries.crowd_check(case=case, sheet=replace(SHEET, with_background=True), on=world.clock.today)
    assert (check.own_cases, check.own_words, check.people) == (0, "5件未満", 0)
    assert check.proposals[0].name == "with_background"
