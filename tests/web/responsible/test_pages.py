"""実施者 on screen: the road of a worksheet, what 支給決定係 never sees, the two prints, the exception; the list's cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases.enums import NeedKind
from renkei.cases.models import Case
from renkei.coordination.models import PlanException, Worksheet
from renkei.policy.enums import InfoClass
from tests.coordination import board_kit
from tests.coordination import responsible_kit as kit
from tests.inquiries.kit import KANA, NAME, make_need
from tests.kit.world import World
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

pytestmark = pytest.mark.django_db
CUSTODY = "みほん県 つきしろ市"
SAID = {
    "said_by": "other", "municipality": "みほん県 みほん市", "on": "R8.11.24", "channel": "phone", "spoken_to": "となり町の職員",
    "info_class": "welfare", "text": "居住地はそちらにあると考える", "due_on": "R8.12.1",
}  # fmt: skip
DECIDED = {
    "municipality": "みほん県 みほん市", "body": "障害福祉課", "decided_by": "課長", "decided_on": "R8.11.24", "rule": "S2",
    "info_class": "welfare", "text": "部屋の契約が続いているため",
}  # fmt: skip


@pytest.fixture
def case(world: World) -> Case:
    found = board_kit.with_center(world)
    kit.assign(world, found, "grants")
    return found


def at(name: str, case: Case, *more: object) -> str:
    return reverse(f"responsible:{name}", args=[case.pk, *more])


def page(client: Client, url: str) -> str:
    cache.clear()
    answer = client.get(url)
    assert answer.status_code == 200, url
    return text_of(answer)


def post(client: Client, url: str, **data: Any) -> Any:
    cache.clear()
    return client.post(url, data)


def test_the_road_from_the_first_fact_to_the_decision(world: World, client: Client, case: Case) -> None:
    world.login(client, "officer")
    with at_world_time(world):
        assert "まだ確かめていません" in page(client, at("index", case))
        assert post(client, at("begin", case, "support"), due_on="R8.12.8").status_code == 302
        assert "次に確かめること：居住地特例の対象" in page(client, at("sheet", case, "support"))
        answers = {"evidence": "person", "seen": "0", "answer": "no"}
        assert post(client, at("fact", case, "support", "q02"), **answers).status_code == 302
        here = {"answer": "yes", "municipality": "みほん県 みほん市"}
        assert post(client, at("fact", case, "support", "q08"), **answers | here).status_code == 302
        words = page(client, at("sheet", case, "support"))
        assert "障害者総合支援法19条2項本文" in words
        assert "二次情報" in words
        assert post(client, at("step", case, "support", "statement"), **SAID).status_code == 302
        assert "協議中" in page(client, at("index", case))
        assert "援護の実施者" in page(client, reverse("responsible:list"))
        assert "協議中" in page(client, reverse("cases:detail", args=[case.pk]))
        assert post(client, at("step", case, "support", "decide"), **DECIDED).status_code == 302
        assert "決めた人 課長" in " ".join(page(client, at("sheet", case, "support")).split())
        assert "決まっていない判断はありません" in page(client, reverse("responsible:list"))


def test_bad_input_keeps_what_was_typed(world: World, client: Client, case: Case) -> None:
    world.login(client, "officer")
    with at_world_time(world):
        kit.sheet(world, case)
        answer = post(client, at("step", case, "support", "decide"), **DECIDED | {"text": "逮捕の前に住んでいたため"})
        assert answer.status_code == 422
        assert "刑事に関わる言葉があります" in text_of(answer)
        assert "逮捕の前に住んでいたため" in answer.content.decode()
        stale = {"answer": "no", "evidence": "person", "seen": "1"}
        assert post(client, at("fact", case, "support", "q02"), **stale).status_code == 409
        assert client.get(at("fact", case, "support", "q01")).status_code == 404  # of the other question
        assert client.get(at("sheet", case, "nothing")).status_code == 404
        assert client.get(at("step", case, "support", "nothing")).status_code == 404


def test_nothing_of_custody_without_its_class(world: World, client: Client, case: Case) -> None:
    """支給決定係: no question, no answer, no text, no proposal; on the pages and on both prints."""
    with_custody(world, case)
    world.login(client, "grants")
    with at_world_time(world):
        for url in (
            at("index", case),
            at("sheet", case, "support"),
            at("print", case, "support"),
            at("outside", case, "support"),
        ):
            words = page(client, url).replace("「支援に必要な刑事情報」を見られる担当者にだけ表示します。", "")
            assert CUSTODY not in words
            assert "理由にならない" not in words
            assert not [w for w in ("矯正", "留置", "逮捕", "収容") if w in words.split("計算に使っていない扱い")[0]], (
                url
            )
        assert client.get(at("fact", case, "support", "q12")).status_code == 404


def test_the_paper_for_the_other_municipality_says_not_who_it_is(world: World, client: Client, case: Case) -> None:
    with_custody(world, case)
    kit.statement(world, case.worksheets.get(), said_by="own", text="契約が続いていると考える")
    world.login(client, "officer")
    with at_world_time(world):
        inside, outside = page(client, at("print", case, "support")), page(client, at("outside", case, "support"))
    assert CUSTODY in inside
    assert "内部用" in inside
    for told in (CUSTODY, NAME, KANA, case.person.code, "理由にならない", *HIDDEN_WORDS):
        assert told not in outside, told
    assert "契約が続いていると考える" in outside
    assert case.number in outside


@pytest.mark.parametrize("kind", ["support", "benefit"])
def test_an_empty_sheet_tells_the_other_municipality_of_no_custody_either(
    world: World, client: Client, case: Case, kind: str
) -> None:
    """A missing fact would say what each answer leads to, among it facts on custody."""
    kit.sheet(world, case, kind)
    world.login(client, "officer")
    with at_world_time(world):
        inside, outside = page(client, at("print", case, kind)), page(client, at("outside", case, kind))
    assert "規則による候補" in inside
    assert "規則から考えられること" not in outside
    assert [w for w in (*HIDDEN_WORDS, "矯正", "留置", "収容") if w in outside] == []


def test_a_print_is_on_record_with_the_classes_on_it(world: World, client: Client, case: Case) -> None:
    kit.sheet(world, case)
    with at_world_time(world):
        for who, name, classes in (
            ("officer", "print", {"welfare", "justice_outline"}), ("officer", "outside", {"welfare"}),
            ("grants", "print", {"welfare"}),
        ):  # fmt: skip
            world.login(client, who)
            page(client, at(name, case, "support"))
            assert set(Event.objects.filter(code=E.PRINTED).latest("id").detail["classes"]) == classes, (who, name)


def test_the_own_plan_office_is_refused_until_a_manager_approves(world: World, client: Client, case: Case) -> None:
    kit.own_plan_office(world)
    need = make_need(world, case, NeedKind.PLAN)
    settle, data = reverse("inquiries:need_settle", args=[case.pk, need.pk]), {"organisation_id": world.org("plan").pk}
    world.login(client, "officer")
    with at_world_time(world):
        refused = post(client, settle, **data)
        assert refused.status_code == 422
        assert "市町村の管理職の承認を受けてください" in text_of(refused)
        asked = {
            "office": world.org("plan").pk, "reason": "hard_case", "text": "ほかの事業所に断られたため", "starts_on": "R8.11.24",
            "ends_on": "R9.5.31", "review_on": "R9.2.24",
        }  # fmt: skip
        assert post(client, at("plan_ask", case), **asked).status_code == 302
        row = PlanException.objects.get()
        assert post(client, at("plan_decide", case, row.pk), step="approve").status_code == 403
        world.login(client, "manager")
        assert "計画相談の例外を承認するか決める" in page(client, "/")
        assert "ほかの事業所に断られたため" in page(client, at("plan_decide", case, row.pk))
        assert post(client, at("plan_decide", case, row.pk), step="refuse").status_code == 422
        assert post(client, at("plan_decide", case, row.pk), step="approve").status_code == 302
        world.login(client, "officer")
        assert post(client, settle, **data).status_code == 302


def test_the_list_costs_the_same_with_one_and_many(world: World, client: Client, case: Case) -> None:
    world.login(client, "officer")
    kit.sheet(world, case)
    with at_world_time(world):
        page(client, reverse("responsible:list"))

        def cost() -> int:
            with CaptureQueriesContext(connection) as caught:
                page(client, reverse("responsible:list"))
            return len(caught)

        one = cost()
        kit.sheet(world, case, "benefit")
        kit.sheet(world, board_kit.with_center(world, board=False), "benefit")
        assert Worksheet.objects.count() == 3
        assert cost() == one


def with_custody(world: World, case: Case) -> None:
    thing = kit.sheet(world, case)
    kit.fact(world, thing, "special", "no")
    kit.fact(world, thing, "residence", "no")
    kit.fact(world, thing, "in_custody", "yes")
    kit.fact(world, thing, "present", "yes", "みほん県 みほん市")
    kit.fact(world, thing, "custody_place", "yes", CUSTODY)
    kit.statement(world, thing, info_class=InfoClass.JUSTICE_OUTLINE, text="刑務所の所在地は理由にならない")
