"""The statement over the whole directory judges as the rules do, counts everything, and cuts nothing that belongs on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.offices import queries
from renkei.offices.enums import DropCode, OpenDay
from renkei.offices.models import Designation, Office
from renkei.offices.queries import Place, reach
from renkei.offices.rules.matching import Area, Need, Past, Rules, rank
from renkei.policy.actor import Actor
from renkei.policy.enums import OrgKind, Role
from tests.offices.wamnet import row, rows, take

pytestmark = pytest.mark.django_db

ACTOR = Actor(role=Role.CORE_OFFICER, organisation_id=uuid4(), organisation_kind=OrgKind.CORE_CENTER)
ON = date(2026, 11, 27)
NUMAZU, MISHIMA = "22203", "22206"
_PLACES = (
    ("静岡県沼津市", "35.0957", "138.8634"),
    ("静岡県三島市", "35.1185", "138.9185"),
    ("静岡県熱海市", "35.0962", "139.0716"),
)


def _directory(order: Random | None = None) -> None:
    """Sixty group homes in three towns, some withheld, of all sizes; some closed on Sundays; some listed no more."""
    made = []
    for n in range(60):
        area, latitude, longitude = _PLACES[n % 3]
        made.append(row(
            n + 1, name=f"ホーム{n % 50:02d}", area=area, street="（以下省略）" if n % 7 == 0 else f"本町{n}番",
            latitude=str(float(latitude) + n / 900), longitude=longitude, capacity=str(n % 12 + 1),
            hours_sunday="00:00-00:00" if n % 5 == 0 else "", closed_days="日曜日" if n % 11 == 0 else "",
        ))  # fmt: skip
    take(made, release="202509")
    kept = made[:-6]
    if order:
        order.shuffle(kept)
    take(kept)
    _designate()


def _designate() -> None:
    """Every second home stands in a list: for 知的 only, for 知的 and 精神, or for nobody in particular; a newer list counts."""
    kinds = (["intellectual"], ["intellectual", "mental"], [], ["child"])
    numbers = list(Office.objects.order_by("office_number").values_list("office_number", "id"))[::2]
    Designation.objects.bulk_create(
        Designation(
            scope=scope, authority="みほん県", office_number=office_number, service_code="33", office_id=pk,
            first_release=release, last_release=release, targets=kinds[(n + move) % 4], status="listed",
        )
        for scope, release, move, step in (("list:22", "202112", 0, 1), ("list:22203", "202212", 1, 3))
        for n, (office_number, pk) in enumerate(numbers) if n % step == 0
    )  # fmt: skip


def _place(code: str = NUMAZU, around: float = 45) -> Place:
    point = queries.get_municipality(code).point
    assert point is not None
    return Place(point, around)


def _need(**fields: Any) -> Need:
    return Need(**({"service_codes": frozenset({"33"})} | fields))


def _area(code: str) -> Area:
    return Area(code, "x", queries.get_municipality(code).codes)


NEEDS: dict[str, dict[str, Any]] = {
    "service": {},
    "distance": {"max_km": 12.0},
    "area": {"areas": (NUMAZU,)},
    "area and distance": {"areas": (MISHIMA,), "max_km": 9.0},
    "avoid": {"avoid": (MISHIMA,), "max_km": 30.0},
    "size": {"max_capacity": 4, "max_km": 30.0},
    "sunday": {"days": frozenset({OpenDay.SUNDAY}), "max_km": 30.0},
    "a kind of disability": {"disabilities": {"mental": "精神障害"}, "max_km": 30.0},
    "発達障害": {"disabilities": {"developmental": "発達障害"}},
    "all": {"areas": (NUMAZU, MISHIMA), "avoid": (MISHIMA,), "max_km": 20.0, "max_capacity": 6, "days": frozenset({OpenDay.SUNDAY}), "disabilities": {"mental": "精神障害"}},
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDS)
@pytest.mark.parametrize("centred", [True, False])
def test_the_statement_judges_as_the_rules_do(name: str, centred: bool) -> None:
    _directory()
    fields = {k: tuple(map(_area, v)) if k in ("areas", "avoid") else v for k, v in NEEDS[name].items()}
    need, place = _need(**fields), _place() if centred else None
    everything = queries.candidates(
        actor=ACTOR, office_ids=Office.objects.values_list("id", flat=True), centre=place.centre if place else None
    )
    whole = rank(need, everything, on=ON)
    found = queries.match(actor=ACTOR, need=need, place=place, on=ON, fits=10, dropped=5)
    assert [m.candidate.office_id for m in found.ranking.fits] == [m.candidate.office_id for m in whole.fits][:10]
    assert found.fits_total == len(whole.fits)
    assert whole.fits, "a table that drops everything proves nothing"
    looked = reach.reach(need=need, place=place, rules=Rules(), on=ON, fits=1000, dropped=1000).codes
    judged = {pk: set(codes) for pk, codes in whole.codes.items() if pk in looked}
    assert {pk: set(codes) for pk, codes in looked.items()} == judged
    in_reach = [codes for pk, codes in whole.codes.items() if pk in looked]
    assert found.fits_total + found.dropped_total == len(in_reach)
    assert found.drop_counts == {
        code: total for code in DropCode if (total := sum(code in codes for codes in in_reach))
    }  # fmt: skip


def test_a_directory_read_in_another_order_gives_the_same_list() -> None:
    lists = []
    for seed in (None, 1, 2):
        with transaction.atomic():
            _directory(Random(seed) if seed else None)
            found = queries.match(actor=ACTOR, need=_need(max_km=25.0), place=_place(), on=ON)
            lists.append([(m.candidate.name, m.candidate.address, m.score) for m in found.ranking.fits])
            transaction.set_rollback(True)
    assert lists[0] == lists[1] == lists[2]
    assert len(lists[0]) > 20


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow(count: int) -> None:
    take(rows(count))
    place = _place()
    with CaptureQueriesContext(connection) as matched:
        assert queries.match(actor=ACTOR, need=_need(max_km=20.0), place=place, on=ON).fits_total == count
    assert len(matched) == 9


def test_points_only_of_exact_places_and_offices_asked_for_by_name() -> None:
    take([
        row(1, name="あおぞら"), row(2, name="ひまわり荘", area="静岡県三島市", street="（以下省略）"),
        row(3, name="天竜", area="静岡県浜松市天竜区", street="二俣町1-1", latitude="34.8728", longitude="137.8161"),
    ])  # fmt: skip
    far = Office.objects.get(name="天竜").pk
    found = queries.match(actor=ACTOR, need=_need(max_km=20.0), place=_place(), on=ON, office_ids=[far])
    by_name = {m.candidate.name: m.candidate for m in found.ranking.fits}
    assert set(by_name) == {"あおぞら", "ひまわり荘"}
    assert by_name["ひまわり荘"].point is None
    assert by_name["ひまわり荘"].distance_km is not None
    [named] = found.ranking.named
    assert (named.candidate.name, [d.code for d in named.drops]) == ("天竜", [DropCode.DISTANCE])
    assert named.way_back is not None
    assert (found.fits_total, found.dropped_total) == (2, 0)  # the far one is out of reach, though shown
    wider = queries.match(actor=ACTOR, need=named.way_back.applied(_need(max_km=20.0)), place=_place(), on=ON)
    assert "天竜" in [m.candidate.name for m in wider.ranking.fits]


def test_what_only_the_caller_knows_corrects_the_totals() -> None:
    _directory()
    need, place = _need(max_km=25.0), _place()
    before = queries.match(actor=ACTOR, need=need, place=place, on=ON)
    first = before.ranking.fits[0].candidate.office_id

    def past(ids: list[UUID]) -> dict[UUID, Past]:
        return {first: Past(asked=6)} if first in ids else {}

    after = queries.match(actor=ACTOR, need=need, place=place, on=ON, past=past)
    assert first not in [m.candidate.office_id for m in after.ranking.fits]
    assert (after.fits_total, after.dropped_total) == (before.fits_total - 1, before.dropped_total + 1)
    assert after.drop_counts[DropCode.LOAD] == 1
    assert queries.match(actor=ACTOR, need=replace(need, service_codes=frozenset()), on=ON).fits_total == 0
