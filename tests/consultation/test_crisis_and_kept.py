"""前兆と対応 by class and version; 残した助言: nobody's, approved by the second person who was named, found by words."""

from __future__ import annotations

import pytest

from renkei.consultation import queries, services
from renkei.consultation.models import CrisisPlan, KeptAdvice
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.policy.enums import InfoClass
from tests.consultation.kit import crisis, keep, served
from tests.kit.cases import users
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def seen(world: World, case, who: str, **options) -> list[str] | None:
    found = queries.crisis_plan(access=get_case(actor=world.actor(who), case_id=case.pk, at=world.now), **options)
    return None if found is None else [p.info_class for p in found.parts]


def test_each_reads_the_classes_that_are_open_to_him(world: World) -> None:
    kit = served(world)
    crisis(world, kit.case)
    assert seen(world, kit.case, "core_officer") == ["welfare", "justice_outline"]
    assert seen(world, kit.case, "manager") == []
    assert seen(world, kit.case, "home_contact") == ["welfare"]
    told = served(world, told=True)
    crisis(world, told.case)
    assert seen(world, told.case, "home_contact") == ["welfare", "justice_outline"]
    bare = served(world, welfare=False)
    crisis(world, bare.case)
    assert seen(world, bare.case, "home_contact") == []
    for who in ("center_officer", "work_contact"):
        with pytest.raises((NotAllowed, NotFound)):
            seen(world, kit.case, who)


def test_an_office_sees_what_the_person_agreed_to_show_and_the_newest_alone(world: World) -> None:
    kit = served(world)
    crisis(world, kit.case, shareable=False)
    assert seen(world, kit.case, "home_contact") is None
    crisis(world, kit.case, based_on=1)
    assert seen(world, kit.case, "home_contact", version=1) is None
    assert seen(world, kit.case, "home_contact") == ["welfare"]
    assert seen(world, kit.case, "core_officer", version=1) == ["welfare", "justice_outline"]
    assert [
        v.version
        for v in queries.crisis_versions(
            access=get_case(actor=world.actor("officer"), case_id=kit.case.pk, at=world.now)
        )
    ] == [2, 1]


def test_a_class_that_the_author_may_not_read_goes_on_as_it_was(world: World) -> None:
    kit = served(world)
    kit.assign("manager")
    from renkei.disclosure.services import name_person

    name_person(
        actor=world.actor("manager"), case=kit.case, info_class=InfoClass.THIRD_PARTY, user_id=users(world, "officer")[0],
        reason="家族の連絡先を確かめるため", now=world.now,
    )  # fmt: skip
    parts = {InfoClass.WELFARE: {"signs": "食事を残す"}, InfoClass.THIRD_PARTY: {"contacts": "母　099-000-0009"}}
    crisis(world, kit.case, "officer", parts=parts)
    with pytest.raises(RuleBroken):
        crisis(world, kit.case, "core_officer", based_on=1, parts=parts)
    crisis(world, kit.case, "core_officer", based_on=1, parts={InfoClass.WELFARE: {"signs": "返事が短い"}})
    access = get_case(actor=world.actor("officer"), case_id=kit.case.pk, at=world.now)
    found = queries.crisis_plan(access=access)
    assert found is not None
    assert (found.welfare.signs, found.third_party.contacts) == ("返事が短い", "母　099-000-0009")  # type: ignore[union-attr]
    assert seen(world, kit.case, "core_officer") == ["welfare"]
    assert seen(world, kit.case, "home_contact") == ["welfare"]


def test_two_authors_and_what_may_not_be_written(world: World) -> None:
    kit = served(world)
    crisis(world, kit.case)
    with pytest.raises(Conflict):
        crisis(world, kit.case, "officer")
    for wrong, words in (
        ({"parts": {InfoClass.WELFARE: {"signs": " "}}}, "一つ以上"),
        ({"parts": {InfoClass.WELFARE: {"signs": "出所の話になると黙る"}}}, "刑事に関わる"),
        ({"agreed_on": world.clock.today.replace(year=2027)}, "今日まで"),
        ({"review_on": world.clock.today}, "明日以後"),
        ({"parts": {InfoClass.WELFARE: {"signs": "x"}, InfoClass.JUSTICE_DETAIL: {"responses": "x"}}}, "書けません"),
    ):
        with pytest.raises(RuleBroken, match=words):
            crisis(world, kit.case, based_on=1, **wrong)
    with pytest.raises(NotAllowed):
        crisis(world, kit.case, "manager", based_on=1)
    assert CrisisPlan.objects.count() == 1


# --- kept advice


def test_the_second_person_who_was_named_approves_and_nobody_else(world: World) -> None:
    thing = keep(world)
    decide = services.decide_advice
    for who in ("core_officer", "officer", "manager", "town_manager"):
        with pytest.raises(NotFound):
            decide(actor=world.actor(who), pk=thing.pk, step="approve", note="", now=world.now)
    with pytest.raises(RuleBroken):
        decide(actor=world.actor("core_manager"), pk=thing.pk, step="return", note=" ", now=world.now)
    decide(actor=world.actor("core_manager"), pk=thing.pk, step="return", note="もう少し短く", now=world.now)
    fields = {
        "kind": "behaviour",
        "office_type": "group_home",
        "situation": "夜に落ち着かないとき。",
        "advice": "寝る前に話を聞く。",
        "for_offices": True,
    }
    services.revise_advice(
        actor=world.actor("core_officer"),
        pk=thing.pk,
        reviewer=world.members["officer"].user_id,
        now=world.now,
        **fields,
    )
    decide(actor=world.actor("officer"), pk=thing.pk, step="approve", note="", now=world.now)
    with pytest.raises(InvalidTransition):
        decide(actor=world.actor("officer"), pk=thing.pk, step="approve", note="", now=world.now)
    assert [k.pk for k in queries.search_advice(actor=world.actor("home_contact"))] == [thing.pk]
    with pytest.raises(NotFound):
        services.retire_advice(actor=world.actor("colleague"), pk=thing.pk, now=world.now)
    services.retire_advice(actor=world.actor("manager"), pk=thing.pk, now=world.now)
    assert queries.search_advice(actor=world.actor("core_officer")).count() == 0


def test_nobody_approves_his_own(world: World) -> None:
    with pytest.raises(RuleBroken, match="自分以外"):
        keep(world, reviewer="core_officer")
    with pytest.raises(RuleBroken):
        keep(world, reviewer="town_officer")
    assert KeptAdvice.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    ["山田さんの場合は、夜に話を聞いた。", "42歳の方で、夜に話を聞いた。", "2025年3月3日に起きた。", "桜川病院に相談した。",
     "080-1111-2222に電話した。", "出所してすぐの方だった。", "R8-7K3Q9の方の例。"],
)  # fmt: skip
def test_what_tells_of_one_person_is_not_kept(world: World, text: str) -> None:
    with pytest.raises(RuleBroken) as error:
        keep(world, advice=text)
    assert (error.value.field, KeptAdvice.objects.count()) == ("advice", 0)


def test_the_name_of_the_person_it_came_from_is_found_in_any_writing(world: World) -> None:
    kit = served(world)
    for text in ("太郎のときは、話を聞いた。", "みほん　たろう は、話を聞くと落ち着いた。"):
        with pytest.raises(RuleBroken):
            keep(world, situation=text, from_case=kit.case.pk)
    thing = keep(world, from_case=kit.case.pk)
    assert not {f.name for f in KeptAdvice._meta.concrete_fields} & {"case", "consultation", "office"}
    assert thing.status == "asked"


@pytest.mark.parametrize("words", ["夜", "ネルマエ", "ねる前", "落ち着 声", "グループホーム", "行動への対応"])
def test_found_by_words_in_any_spelling(world: World, words: str) -> None:
    thing = keep(
        world,
        situation="夜になると落ち着かず、声が大きくなるとき。ネルマエの不安。",
        advice="ねる前に短い時間、話を聞く。",
    )
    assert queries.search_advice(actor=world.actor("core_officer"), words=words).count() == 0  # not approved yet
    services.decide_advice(actor=world.actor("core_manager"), pk=thing.pk, step="approve", note="", now=world.now)
    for who in ("core_officer", "colleague", "home_contact"):
        assert [k.pk for k in queries.search_advice(actor=world.actor(who), words=words)] == [thing.pk]
    for other in (words + "ない言葉", "・", "夜 存在しない"):
        assert queries.search_advice(actor=world.actor("core_officer"), words=other).count() == 0
    assert queries.search_advice(actor=world.actor("town_officer"), words=words).count() == 0


def test_what_is_for_coordinators_alone_no_office_finds(world: World) -> None:
    thing = keep(world, for_offices=False)
    services.decide_advice(actor=world.actor("core_manager"), pk=thing.pk, step="approve", note="", now=world.now)
    assert queries.search_advice(actor=world.actor("home_contact")).count() == 0
    assert queries.search_advice(actor=world.actor("officer")).count() == 1
    with pytest.raises(NotAllowed):
        queries.search_advice(actor=world.actor("center_officer"))
