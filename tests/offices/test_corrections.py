"""確認・訂正: who may, what stands beside the published value, and what the next import makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from renkei.core.errors import Conflict, NotAllowed, RuleBroken
from renkei.offices import queries, services
from renkei.offices.enums import Corrected, Source
from renkei.offices.models import Correction, Office
from tests.kit.world import World
from tests.offices.wamnet import row, take
from tests.wall.kit import as_member, seen


@pytest.fixture
def office(world: World) -> Office:
    take([row(1)], release="202503")
    return Office.objects.get()


def correct(world: World, office: Office, who: str = "officer", **more: Any) -> Correction:
    values = {
        "field": Corrected.PHONE, "value": "055-911-1111", "as_of": world.clock.today, "source": Source.PHONE,
        "spoken_to": "管理者", "now": world.clock.tick(), **more,
    }  # fmt: skip
    return services.correct_office(actor=world.actor(who), office_id=office.pk, **values)


def counting(world: World, office: Office) -> list[Any]:
    return queries.corrections_of(actor=world.actor("officer"), office_ids=[office.pk]).get(office.pk, [])


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("officer", True), ("manager", True), ("core_officer", True), ("town_officer", True), ("center_officer", False),
        ("prefecture", False), ("home_contact", False), ("planner", False), ("admin", False), ("grants", False),
    ],
)  # fmt: skip
def test_who_corrects(world: World, office: Office, who: str, may: bool) -> None:
    """The service and the wall agree."""
    actor = world.actor(who)
    values = {
        "office": office, "field": "fax", "value": "1", "as_of": world.clock.today, "source": "phone", "at": world.now,
        "by_organisation_id": actor.organisation_id, "by_user_id": actor.user_id,
    }  # fmt: skip
    if may:
        correct(world, office, who)
        with as_member(world, who):
            Correction.objects.create(**values)
        return
    with pytest.raises(NotAllowed):
        correct(world, office, who)
    with as_member(world, who), pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.create(**values)


def test_the_wall_shows_it_with_the_directory(world: World, office: Office) -> None:
    correct(world, office)
    for who, count in (("center_officer", 1), ("prefecture", 1), ("home_contact", 0), ("lawyer", 0), ("auditor", 0)):
        with as_member(world, who):
            assert len(seen("offices_correction")) == count, who


def test_it_stays_beside_the_value_and_is_flagged_when_an_import_says_something_else(
    world: World, office: Office
) -> None:
    correct(world, office)
    correct(world, office, field=Corrected.ADDRESS, value="")
    address, phone = counting(world, office)
    assert (address.confirms, phone.confirms, phone.words) == (True, False, "055-911-1111")
    assert Office.objects.get().phone == "055-900-0003"
    take([row(1, phone="055-922-2222", street="御幸町１番１号")], release="202509")
    address, phone = counting(world, office)
    assert (phone.is_questionable, address.is_questionable) == (True, False)
    assert phone.change_words == "「055-900-0003」から「055-922-2222」"
    take([row(1, phone="０５５－９１１－１１１１")], release="202603")
    assert (counting(world, office)[1].is_settled, counting(world, office)[1].is_questionable) == (True, False)


def test_gone_is_no_proof_of_closure_but_a_confirmation_is_questioned(world: World, office: Office) -> None:
    correct(world, office, field=Corrected.OPERATION, value="running")
    take([row(2)], release="202509", force=True)
    (found,) = counting(world, office)
    assert (found.value, found.is_questionable, found.change_words) == ("running", True, "「掲載あり」から「掲載なし」")
    correct(world, office, field=Corrected.OPERATION, value="closed")
    assert not counting(world, office)[0].is_questionable


def test_it_is_withdrawn_by_a_new_row(world: World, office: Office) -> None:
    first = correct(world, office)
    second = correct(world, office, value="055-933-3333")
    back = {"office_id": office.pk, "correction_id": second.pk}
    with pytest.raises(NotAllowed):
        services.withdraw_correction(actor=world.actor("center_officer"), now=world.now, **back)
    services.withdraw_correction(actor=world.actor("core_officer"), now=world.now, **back)
    assert [c.id for c in counting(world, office)] == [first.pk]
    with pytest.raises(Conflict):
        services.withdraw_correction(actor=world.actor("officer"), now=world.now, **back)
    assert Correction.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": Corrected.CAPACITY}, {"service_code": "33"}, {"field": Corrected.CAPACITY, "service_code": "46"},
        {"field": Corrected.CAPACITY, "service_code": "33", "value": "多数"}, {"value": "12"},
        {"field": Corrected.OPERATION, "value": "x"}, {"source": Source.SCREEN},
    ],
)  # fmt: skip
def test_what_can_not_be(world: World, office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        correct(world, office, **wrong)
    assert not Correction.objects.exists()
