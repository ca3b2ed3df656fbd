"""A search stays as it was; what was chosen and why stands beside it; new rules are new versions, tried before they hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from renkei.core.errors import NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.inquiries import queries, services
from renkei.inquiries.models import Choice, MatchRules, Search
from renkei.inquiries.queries import candidates_for
from renkei.offices.enums import Criterion
from renkei.offices.models import Office, OfficeService
from renkei.offices.rules.matching import DEFAULT_WEIGHTS
from tests.inquiries.kit import make_case, make_need, searched
from tests.kit.world import World
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
    _offices()
    case, need, _ = _place(world)
    searched(world, case, need)
    manager, at = world.actor("manager"), world.now + timedelta(hours=1)
    same = queries.made_rules(WEIGHTS, 6, 90, version=1)
    [nothing] = queries.effects_of(actor=manager, rules=same, at=at)
    assert nothing.is_nothing
    turned = queries.made_rules(dict.fromkeys(WEIGHTS, 0) | {"load": 1}, 6, 90, version=1)
    Office.objects.filter(name="台帳の事業所0").update(office_number="9999999999")  # last where nothing else decides
    [effect] = queries.effects_of(actor=manager, rules=turned, at=at)
    assert (effect.gained, effect.lost) == ((), ())
    # equal scores are ordered by distance first, so weights alone move nobody here …
    assert effect.moved == ()
    from tests.inquiries.kit import ask

    other = make_case(world)
    [inquiry] = ask(world, other, make_need(world, other), "home")
    type(inquiry).objects.filter(pk=inquiry.pk).update(office=Office.objects.get(name="台帳の事業所0"))
    [pushed] = queries.effects_of(actor=manager, rules=turned, at=at)
    assert pushed.lost == ()
    [lost] = queries.effects_of(actor=manager, rules=queries.made_rules(WEIGHTS, 1, 90, version=1), at=at)
    assert lost.lost == ("台帳の事業所0",)
    with pytest.raises(NotAllowed):
        queries.effects_of(actor=world.actor("officer"), rules=same, at=at)
