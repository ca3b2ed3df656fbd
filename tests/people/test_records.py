"""Versions: nothing is overwritten, a parallel change is told, what is disclosed stays what it was."""

from __future__ import annotations

import pytest

from renkei.audit.models import Event
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.people import queries
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.kit import requests as kit
from tests.kit.world import World


def test_a_new_version_takes_over_what_was_not_changed(world: World) -> None:
    case = kit.accepted_case(world)
    save_record(
        actor=world.actor("officer"), case=case, info_class=InfoClass.IDENTITY, values={"phone": "03-1111-2222"},
        now=world.clock.tick(), based_on=1,
    )  # fmt: skip
    access = get_case(actor=world.actor("center_officer"), case_id=case.pk, at=world.now)
    view = queries.read(access=access, info_class=InfoClass.IDENTITY)
    assert view is not None
    assert (view.version, view.values["name"], view.values["phone"]) == (2, "見本 太郎", "03-1111-2222")
    assert [v.version for v in queries.versions(access=access, info_class=InfoClass.IDENTITY)] == [2, 1]
    assert Event.objects.filter(code="record.viewed", case_id=case.pk, info_class="identity").exists()


def test_a_parallel_change_is_told(world: World) -> None:
    case = kit.accepted_case(world)
    arguments = {"case": case, "info_class": InfoClass.WELFARE, "values": {"money": "年金"}, "based_on": 1}
    save_record(actor=world.actor("officer"), now=world.clock.tick(), **arguments)
    with pytest.raises(Conflict, match="ほかの人が先に保存"):
        save_record(actor=world.actor("center_officer"), now=world.clock.tick(), **arguments)


def test_an_address_of_custody_is_refused_beside_its_field(world: World) -> None:
    case = kit.accepted_case(world)
    with pytest.raises(RuleBroken) as refused:
        save_record(
            actor=world.actor("officer"), case=case, info_class=InfoClass.IDENTITY, values={"registered_address": "みほん刑務所"},
            now=world.clock.tick(),
        )  # fmt: skip
    assert refused.value.field == "registered_address"


@pytest.mark.parametrize(
    ("name", "error"),
    [("officer", None), ("core_officer", None), ("center_officer", None), ("manager", NotAllowed), ("colleague", NotAllowed), ("grants", NotFound), ("town_officer", NotFound), ("home_contact", NotFound)],
)  # fmt: skip
def test_who_may_record(world: World, name: str, error: type[Exception] | None) -> None:
    case = kit.accepted_case(world)
    arguments = {"case": case, "info_class": InfoClass.WELFARE, "values": {"money": "年金"}, "now": world.clock.tick()}
    if error is None:
        assert save_record(actor=world.actor(name), **arguments).version == 2
    else:
        with pytest.raises(error):
            save_record(actor=world.actor(name), **arguments)


def test_the_detail_asks_a_reason(world: World) -> None:
    case = kit.accepted_case(world)
    save_record(
        actor=world.actor("center_officer"), case=case, info_class=InfoClass.JUSTICE_DETAIL, values={"offense": "窃盗"},
        now=world.clock.tick(),
    )  # fmt: skip
    access = get_case(actor=world.actor("center_officer"), case_id=case.pk, at=world.now)
    with pytest.raises(RuleBroken, match="閲覧の理由"):
        queries.read(access=access, info_class=InfoClass.JUSTICE_DETAIL)
    assert queries.read(access=access, info_class=InfoClass.JUSTICE_DETAIL, reason="safety") is not None
    assert Event.objects.filter(info_class="justice_detail", reason="safety").count() == 1
