"""A search stays as it was; what was chosen and why stands beside it; new rules are new versions, tried before they hold."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.inquiries import queries, services
from renkei.inquiries.models import Choice, MatchRules, Search, Sought
from renkei.inquiries.queries import candidates_for
from renkei.inquiries.rules.wanted import Codes
from renkei.offices.enums import Criterion
from renkei.offices.models import Office, OfficeService
from renkei.offices.rules.matching import DEFAULT_WEIGHTS
from tests.inquiries.kit import ask, make_case, make_need, searched, walk
from tests.kit.world import World
from tests.offices.test_statements import PHONE, say
from tests.wall.kit import as_member, seen

pytestmark = pytest.mark.django_db
WEIGHTS = {c.value: n for c, n in DEFAULT_WEIGHTS.items()}


def _offices(count: int = 3, **fields: Any) -> list[Office]:
    made = []
    for n in range(count):
        values: dict[str, Any] = {
            "office_number": f"131000{n:04d}", "name": f"台帳の事業所{n}", "area": "東京都千代田区", "municipality_code": "13101",
            "service_codes": ["33"], "precision": "unknown", "last_release": "202603", "name_key": f"k{n}",
            "origin_latitude": 35.68 + n / 50, "origin_longitude": 139.75,
        }  # fmt: skip
        office = Office.objects.create(**(values | fields))
        OfficeService.objects.create(
            office=office, profile="wamnet", service_code="33", service_label="x", name=office.name, name_key=f"k{n}",
            first_release="202603", last_release="202603", capacity=6,
        )  # fmt: skip
        made.append(office)
    return made


def _place(world: World, **fields: Any) -> tuple[Any, Any, Any]:
    case = make_case(world)
    need = make_need(world, case, origin_code="13101", **({"max_km": 3} | fields))
    return case, need, get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)


def test_an_old_search_shows_what_was_and_not_what_is(world: World) -> None:
    near, _, far = _offices()
    case, need, access = _place(world)
    search = searched(world, case, need)
    assert searched(world, case, need) == search  # the same result is the same search
    assert (search.fits_total, search.dropped_total, search.drop_counts) == (2, 1, {"distance": 1})
    Office.objects.filter(pk=near.pk).update(name="改称した事業所", origin_latitude=36.5)
    services.change_need(actor=world.actor("officer"), case=case, need=need, now=world.now, max_km=40)
    again = searched(world, case, need)
    assert again != search
    old = queries.old_search(access=access, need=need, search_id=search.pk)
    assert old.fits is not None
    assert old.dropped is not None
    assert [row["name"] for row in old.fits] == ["台帳の事業所1", "台帳の事業所0"]
    assert old.fits[0]["values"][0]["words"].startswith("約 ")
    assert old.asked["need"]["max_km"] == 3
    assert old.asked["need"]["disabilities"] == {"intellectual": "知的障害"}
    assert old.asked["rules"]["weights"] == WEIGHTS
    [dropped] = old.dropped
    assert (dropped["office_id"], dropped["drops"][0]["code"]) == (str(far.pk), "distance")
    assert "距離の上限を" in dropped["way_back"]


def test_the_offered_distance_lets_the_office_in_for_real(world: World) -> None:
    _offices()
    case, need, access = _place(world)
    [out] = candidates_for(access=access, need=need).dropped
    assert out.way_back is not None
    services.change_need(
        actor=world.actor("officer"), case=case, need=need, now=world.now, max_km=int(out.way_back.value)
    )
    need.refresh_from_db()
    assert out.candidate.office_id in {m.candidate.office_id for m in candidates_for(access=access, need=need).fits}


def test_a_choice_stands_with_its_place_and_reason(world: World) -> None:
    _, near, far = _offices()
    case, need, access = _place(world)
    search = searched(world, case, need)
    values: dict[str, Any] = {
        "actor": world.actor("officer"),
        "case": case,
        "need": need,
        "shown": search.pk,
        "now": world.now,
    }
    with pytest.raises(RuleBroken, match="選んだ理由"):
        services.choose(**values, office_ids=[far.pk], reason="")
    services.choose(**values, office_ids=[near.pk], reason="")
    services.choose(**values, office_ids=[far.pk], reason="家族の家に近い")
    old = queries.old_search(access=access, need=need, search_id=search.pk)
    assert [(c["name"], c["place"], c["reason"]) for c in old.chosen] == [
        ("台帳の事業所1", 1, ""), ("台帳の事業所2", 0, "家族の家に近い"),
    ]  # fmt: skip
    other = make_need(world, case)
    with pytest.raises(RuleBroken):
        services.choose(**(values | {"need": other}), office_ids=[near.pk], reason="")
    with pytest.raises(NotFound):
        queries.old_search(access=access, need=other, search_id=search.pk)


def test_offices_and_the_centre_never_reach_a_search(world: World) -> None:
    near, *_ = _offices()
    case, need, _ = _place(world)
    search = searched(world, case, need)
    services.choose(
        actor=world.actor("officer"),
        case=case,
        need=need,
        shown=search.pk,
        office_ids=[near.pk],
        reason="",
        now=world.now,
    )
    for who, sees in (("officer", True), ("core_officer", True), ("center_officer", False), ("home_contact", False)):
        with as_member(world, who):
            assert bool(seen(Search._meta.db_table)) is sees, who
            assert bool(seen(Choice._meta.db_table)) is sees, who
    with pytest.raises(NotAllowed):
        searched(world, case, need, by="center_officer")


def _change(world: World, by: str = "manager", **changes: Any) -> MatchRules:
    values: dict[str, Any] = {"weights": WEIGHTS, "budget": 6, "budget_days": 90, "reason": "空きを重く見る", "seen": 0}
    return services.make_rules(actor=world.actor(by), now=world.now, **(values | changes))


def test_rules_are_versions_of_a_municipality(world: World) -> None:
    _offices()
    case, need, access = _place(world)
    before = searched(world, case, need)
    for who in ("officer", "core_manager", "center_officer", "town_officer"):
        with pytest.raises(NotAllowed):
            _change(world, by=who)
    with pytest.raises(RuleBroken, match="1以上の重み"):
        _change(world, weights=dict.fromkeys(WEIGHTS, 0))
    _change(world, by="town_manager", weights=WEIGHTS | {"vacancy": 1})
    assert candidates_for(access=access, need=need).rules.version == 0  # another town's
    first = _change(world, weights=WEIGHTS | {"vacancy": 60})
    with pytest.raises(RuleBroken, match="ほかの人が先に"):
        _change(world, weights=WEIGHTS)
    assert candidates_for(access=access, need=need).rules.weight(Criterion.VACANCY) == 60
    after = searched(world, case, need)
    assert (before.rules_version, after.rules_version, first.version) == (0, 1, 1)


def test_a_preview_names_who_is_gained_lost_and_moved(world: World) -> None:
    """Three homes near one another; the nearest was asked in another case."""
    second, first, third = _offices()
    case, need, _ = _place(world, max_km=10)
    searched(world, case, need)
    _asked_elsewhere(world, first)
    manager, at = world.actor("manager"), world.now + timedelta(hours=1)

    def effect(budget: int, **weights: int) -> queries.Effect:
        rules = queries.made_rules(WEIGHTS | weights, budget, 90, version=1)
        [found] = queries.effects_of(actor=manager, rules=rules, at=at)
        return found

    assert effect(6).is_nothing
    resting = effect(1)
    assert (resting.gained, resting.lost) == ((), (first.name,))
    assert resting.moved == ((third.name, 3, 2),)
    _change(world, budget=1)
    back = effect(9)
    assert (back.gained, back.lost) == ((first.name,), ())
    assert back.moved == ((third.name, 2, 3),)
    say(world, "officer", third, **PHONE)  # a free place lifts it, as long as that has a weight
    turned = effect(1, vacancy=0)
    assert (turned.gained, turned.lost, turned.moved) == ((), (), ((second.name, 2, 1), (third.name, 1, 2)))


def _asked_elsewhere(world: World, office: Office) -> None:
    other = make_case(world)
    [inquiry] = ask(world, other, make_need(world, other), "home")
    type(inquiry).objects.filter(pk=inquiry.pk).update(office=office)


def test_a_yes_long_ago_lifts_an_office_that_stands_far_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only two are looked up by published facts; the third said yes, and is judged beside them."""
    _, _, third = _offices()
    case, need, access = _place(world, max_km=10)
    monkeypatch.setattr("renkei.offices.queries.reach.SPARE", -48)  # two of the fifty that are shown
    before = candidates_for(access=access, need=need)
    assert third.pk not in {m.candidate.office_id for m in before.fits}
    assert before.fits_total == 3
    inquiry = walk(world, "positive")
    type(inquiry).objects.filter(pk=inquiry.pk).update(office=third)
    after = candidates_for(access=access, need=need)
    [lifted] = [m for m in after.fits if m.candidate.office_id == third.pk]
    assert lifted.candidate.past.accepted == 1
    assert after.fits_total == 3
    far = _place(world, max_km=1)
    assert third.pk not in {m.candidate.office_id for m in candidates_for(access=far[2], need=far[1]).dropped}


def test_the_kinds_chosen_with_the_need_are_used_and_shown_to_askers_alone(world: World) -> None:
    _offices(1)
    case, need, access = _place(world)
    change = partial(services.change_need, actor=world.actor("officer"), case=case, need=need)
    by_record = candidates_for(access=access, need=need).wanted
    assert (by_record.person_words, by_record.by_record, by_record.by_need) == ("知的障害・区分3", True, False)
    change(now=world.clock.tick(), sought=Codes(("mental",), "c2"))
    by_need = candidates_for(access=access, need=need).wanted
    assert (by_need.person_words, by_need.by_record, by_need.by_need) == ("精神障害・区分2", False, True)
    assert by_need.need.disabilities == {"mental": "精神障害"}
    assert searched(world, case, need).with_welfare is False
    change(now=world.clock.tick(), sought=Codes((), "c2"))  # what is left open comes from the record
    mixed = candidates_for(access=access, need=need).wanted
    assert (mixed.person_words, mixed.by_record, mixed.by_need) == ("知的障害・区分2", True, True)
    change(now=world.clock.tick(), sought=Codes((), "c2"))
    assert Sought.objects.filter(need=need).count() == 2  # nothing changed: no new row
    for who, sees in (("officer", True), ("center_officer", False), ("home_contact", False), ("auditor", False)):
        with as_member(world, who):
            assert bool(seen(Sought._meta.db_table)) is sees, who
    with pytest.raises(NotAllowed):
        change(actor=world.actor("center_officer"), now=world.clock.tick(), sought=Codes(("physical",)))


def test_an_inquiry_knows_the_search_and_the_choice_it_came_from(world: World) -> None:
    [near] = _offices(1)
    case, need, _ = _place(world)
    search = searched(world, case, need)
    values: dict[str, Any] = {"actor": world.actor("officer"), "case": case, "need": need, "now": world.now}
    services.choose(**values, shown=search.pk, office_ids=[near.pk], reason="近い")
    [kept] = services.shortlist(**values, targets=[services.Target(office_id=near.pk)])
    assert kept.choice is not None
    assert (kept.choice.search, kept.choice.place) == (search, 1)
    typed = services.add_office(
        **{k: values[k] for k in ("actor", "case", "now")}, name="台帳にない家", kind="service_office"
    )
    [by_hand] = services.shortlist(**values, targets=[services.Target(organisation_id=typed.pk)])
    assert by_hand.choice is None
