"""The pages of 相談: the office asks in few fields, both sides go the road, neutral words, errors keep what was typed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.audit.models import Event
from renkei.consultation.models import Consultation, ContactPlan, CrisisPlan, KeptAdvice, SupportContact
from renkei.disclosure.models import LedgerEntry
from renkei.offices.models import Office
from tests.consultation import kit as support
from tests.kit.world import World
from tests.offices import wamnet
from tests.web.html_forms import main_form
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"consultation:{name}", args=args)


def test_an_office_asks_from_its_home_page_in_four_fields_and_from_the_person_in_two(world: World, client) -> None:
    case = support.served(world).case
    world.login(client, "home_contact")
    with at_world_time(world):
        assert "困ったときは" in text_of(client.get("/"))
        form = main_form(client.get(url("new")))
        asked = {name for name in form.values if name not in ("csrfmiddlewaretoken", "form_id")} & {
            "about", "kind", "text", "urgency", "municipality"
        }  # fmt: skip
        page = client.get(url("new")).content.decode()
        assert 'name="municipality"' not in page  # one municipality is chosen already
        assert asked <= {"about", "kind", "text", "urgency"}
        from_person = client.get(url("case", case.pk)).content.decode()
        assert f"{url('new')}?case={case.pk}" in from_person
        start = main_form(client.get(f"{url('new')}?case={case.pk}")).values
        assert (start["about"], start["urgency"]) == ([f"case:{case.pk}"], ["normal"])
        sent = client.post(
            url("new"), {"about": f"case:{case.pk}", "urgency": "normal", "kind": "money", "text": "お金の渡し方"}
        )
        assert sent.status_code == 302
        thing = Consultation.objects.get()
        shown = text_of(client.get(url("detail", thing.pk)))
        assert "お金の渡し方" in shown
        assert thing.number in text_of(client.get(url("list")))
    assert (thing.case, thing.kind) == (case, "money")


def test_the_road_of_both_sides(world: World, client) -> None:
    case = support.served(world).case
    thing = support.ask(world, case)
    with at_world_time(world):
        world.login(client, "core_officer")
        assert thing.number in text_of(client.get("/"))
        assert "夜に大きな声" in text_of(client.get(url("answer", thing.pk)))
        sent = client.post(
            url("answer", thing.pk),
            {"text": "話を聞いてみてください", "method": "phone", "minutes": "１５", "next_on": ""},
        )
        assert sent.status_code == 302
        assert SupportContact.objects.get().minutes == 15
        world.login(client, "home_contact")
        assert "相談への回答を読む" in text_of(client.get("/"))
        assert "話を聞いてみてください" in text_of(client.get(url("detail", thing.pk)))
        assert client.post(url("step", thing.pk, "ask_again"), {"text": ""}).status_code == 422
        assert client.post(url("step", thing.pk, "ask_again"), {"text": "それでも続きます"}).status_code == 302
        world.login(client, "core_officer")
        assert (
            client.post(
                url("answer", thing.pk), {"text": "訪問します", "method": "visit", "minutes": "", "next_on": ""}
            ).status_code
            == 302
        )
        assert client.post(url("step", thing.pk, "finish"), {"text": "訪問して落ち着いた"}).status_code == 302
        assert client.get(url("answer", thing.pk)).status_code == 409
        world.login(client, "home_contact")
        assert "訪問して落ち着いた" in text_of(client.get(url("detail", thing.pk)))


@pytest.mark.parametrize("page", ["list", "new", "detail", "case", "crisis", "advice", "contact"])
def test_an_office_reads_no_word_of_the_programme(world: World, client, page: str) -> None:
    case = support.served(world).case
    thing = support.answer(world, support.ask(world, case, kind="repeat"))
    support.crisis(world, case)
    shown = support.contact(world, case, shareable=True)
    things = {"detail": thing.pk, "case": case.pk, "crisis": case.pk, "contact": shown.pk}
    world.login(client, "home_contact")
    with at_world_time(world):
        answer = client.get(url(page, *([things[page]] if page in things else [])))
    words = text_of(answer)
    assert answer.status_code == 200
    assert [w for w in (*HIDDEN_WORDS, "再犯", "後方支援", "罪") if w in words] == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": ""}, "内容を入力してください"), ({"kind": "x"}, "選べない値"), ({"about": ""}, "だれのことですか"),
        ({"text": "山田さんが出ていきます。"}, "特定の方が分かる"), ({"about": "unlisted", "text": "出ていきたいと言います"}, "登録のない方"),
        ({"about": "case:00000000-0000-0000-0000-000000000000"}, "選べない値"), ({"about": "case:x"}, "選べない値"),
        ({"text": "あ" * 2001}, "2000文字以内"), ({"urgency": "<script>"}, "選べない値"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_kept(world: World, client, typed: dict, words: str) -> None:
    support.served(world)
    world.login(client, "home_contact")
    values = {"about": "general", "kind": "system", "text": "加算について教えてください", "urgency": "normal"} | typed
    with at_world_time(world):
        answer = client.post(url("new"), values)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Consultation.objects.count() == 0
    if len(values["text"]) < 100:
        assert values["text"] in text_of(answer)


@pytest.mark.parametrize("case", ["x", "00000000-0000-0000-0000-000000000000", "' OR 1=1 --", "%00"])
def test_a_hostile_address_chooses_nobody(world: World, client, case: str) -> None:
    world.login(client, "home_contact")
    with at_world_time(world):
        assert client.get(f"{url('new')}?case={case}").status_code == 200
        world.login(client, "core_officer")
        home = world.org("home").pk
        for page in ("plan_new", "contact_new", "enter"):
            assert client.get(f"{url(page, home)}?case={case}").status_code == 200
        found = client.get(f"{url('contact_new', home)}?plan={case}").status_code
        assert found == (404 if case.startswith("0000") else 200)
        assert client.get(f"{url('kept_new')}?from=x").status_code == 200
        for version in ("x", "-1", "99999999999", "２"):
            assert client.get(f"{url('crisis', support.served(world).case.pk)}?version={version}").status_code == 200


def test_a_plan_is_made_kept_and_ended(world: World, client) -> None:
    case, home = support.served(world).case, world.org("home").pk
    world.login(client, "core_officer")
    form = {
        "case": str(case.pk), "method": "visit", "every": "2", "unit": "week", "starts_on": "R8.11.24", "ends_on": "",
        "assignee": str(world.user("core_officer").pk), "reason": "利用を始めて間もないため",
    }  # fmt: skip
    with at_world_time(world):
        assert "訪問・連絡の計画はまだありません" in text_of(client.get(url("plans")))
        assert client.post(url("plan_new", home), form | {"reason": ""}).status_code == 422
        assert client.post(url("plan_new", home), form).status_code == 302
        plan = ContactPlan.objects.get()
        assert "連絡する" in text_of(client.get("/"))
        typed = {
            "kind": "visit", "method": "visit", "counterpart": "office", "at_0": "2026-11-24", "at_1": "08:30", "minutes": "60",
            "travel_minutes": "30", "text": "落ち着いている", "advice": "", "outcome": "steady", "info_class": "welfare",
            "shareable": "no", "next_on": "",
        }  # fmt: skip
        made = client.post(f"{url('contact_new', home)}?plan={plan.pk}", typed)
        assert made.status_code == 302
        plan.refresh_from_db()
        assert plan.due_on.isoformat() == "2026-12-08"
        contact = SupportContact.objects.get()
        assert "落ち着いている" in text_of(client.get(url("contact", contact.pk)))
        assert client.post(url("contact_cancel", contact.pk), {"reason": "誤記"}).status_code == 302
        assert "取消し" in text_of(client.get(url("contact", contact.pk)))
        assert client.post(url("plan_end", plan.pk), {"reason": "担当が変わるため"}).status_code == 302
        assert client.post(url("plan_end", plan.pk), {"reason": "もう一度"}).status_code == 409
        assert "終了" in text_of(client.get(url("plan", plan.pk)))


def test_the_plan_for_a_difficult_day_and_its_prints(world: World, client) -> None:
    case = support.served(world).case
    world.login(client, "officer")
    form = {
        "signs": "ごはんを残す\r\n黙る", "own_ways": "", "responses": "話を聞く", "avoid": "", "contacts": "1　世話人", "outline": "夜の店",
        "agreed_on": "2026-11-24", "agreed_how": "together", "shareable": "yes", "review_on": "",
    }  # fmt: skip
    with at_world_time(world):
        assert "まだ決めていません" in text_of(client.get(url("case", case.pk)))
        assert client.get(url("crisis_print", case.pk)).status_code == 404
        assert client.post(url("crisis_edit", case.pk), form | {"signs": "出所の話で黙る"}).status_code == 422
        assert client.post(url("crisis_edit", case.pk), form).status_code == 302
        again = main_form(client.get(url("crisis_edit", case.pk))).values
        assert again["signs"] == ["ごはんを残す\n黙る"] or again["signs"] == ["ごはんを残す\r\n黙る"]
        assert client.post(url("crisis_edit", case.pk), again | {"signs": ["ごはんを残す"]}).status_code == 302
        assert CrisisPlan.objects.count() == 2
        assert "夜の店" in text_of(client.get(url("crisis_print", case.pk)))
        copy = text_of(client.get(url("crisis_copy", case.pk)))
        assert "ごはんを残す" in copy
        assert "夜の店" not in copy
        world.login(client, "home_contact")
        sheet = text_of(client.get(url("crisis_print", case.pk)))
        assert ("ごはんを残す" in sheet, "夜の店" in sheet, "刑" in sheet) == (True, False, False)
        assert client.get(url("crisis_copy", case.pk)).status_code == 403


def test_why_a_person_is_visited_is_read_by_those_to_whom_welfare_is_open(world: World, client) -> None:
    case = support.served(world).case
    made = support.plan(world, case, reason="通院が中断しやすいため")
    form = {"method": "visit", "every": "6", "unit": "week", "starts_on": "R8.12.1", "ends_on": "", "assignee": ""}
    world.login(client, "core_officer")
    with at_world_time(world):
        for page in ("plan", "plan_edit"):
            assert "通院が中断" in client.get(url(page, made.pk)).content.decode()
        assert client.post(url("plan_edit", made.pk), form | {"reason": ""}).status_code == 422
        LedgerEntry.objects.filter(case=case, recipient=world.org("core"), info_class="welfare").update(
            ends_at=world.now, ended_cause="mistake"
        )
        for page in ("plan", "plan_edit"):
            answer = client.get(url(page, made.pk))
            assert (answer.status_code, "通院が中断" in answer.content.decode()) == (200, False)
        assert client.post(url("plan_edit", made.pk), form | {"reason": "x"}).status_code == 302
    made.refresh_from_db()
    assert (made.every, made.reason) == (6, "通院が中断しやすいため")
    assert Event.objects.filter(code="record.viewed", info_class="welfare", object_id=str(made.pk)).count() == 3


def test_an_office_s_page_source_holds_no_code_of_the_background(world: World, client) -> None:
    world.login(client, "home_contact")
    with at_world_time(world):
        for page in ("new", "advice"):
            source = client.get(url(page)).content.decode()
            assert "同じことのくり返しへの不安" in source
            assert "offence" not in source


def test_of_somebody_unlisted_the_case_comes_first_and_no_answer_is_offered(world: World, client) -> None:
    unlisted, general = support.ask(world, about="unlisted", text=""), support.ask(world)
    world.login(client, "core_officer")
    with at_world_time(world):
        first, other = (client.get(url("detail", thing.pk)).content.decode() for thing in (unlisted, general))
        assert (url("answer", unlisted.pk) in first, url("answer", general.pk) in other) == (False, True)
        assert (url("link", unlisted.pk) in first, url("link", general.pk) in other) == (True, False)


def test_advice_is_kept_approved_and_found(world: World, client) -> None:
    thing = support.answer(world, support.ask(world, support.served(world).case))
    with at_world_time(world):
        world.login(client, "core_officer")
        assert "役に立った助言として残す" in text_of(client.get(url("detail", thing.pk)))
        form = {
            "kind": "behaviour", "office_type": "group_home", "situation": "太郎が落ち着かないとき", "advice": "寝る前に話を聞く",
            "for_offices": "yes", "reviewer": str(world.user("core_manager").pk),
        }  # fmt: skip
        refused = client.post(f"{url('kept_new')}?from={thing.pk}", form)
        assert refused.status_code == 422
        assert "寝る前に話を聞く" in text_of(refused)
        assert (
            client.post(f"{url('kept_new')}?from={thing.pk}", form | {"situation": "夜に落ち着かないとき"}).status_code
            == 302
        )
        kept = KeptAdvice.objects.get()
        assert client.get(url("kept_decide", kept.pk)).status_code == 404
        world.login(client, "core_manager")
        assert "助言を確かめて承認" in text_of(client.get("/"))
        assert client.post(url("kept_decide", kept.pk), {"step": "return", "note": ""}).status_code == 422
        assert client.post(url("kept_decide", kept.pk), {"step": "approve", "note": ""}).status_code == 302
        world.login(client, "home_contact")
        assert "寝る前に話を聞く" in text_of(client.get(url("advice") + "?q=寝ル前"))
        assert "見つかりませんでした" in text_of(client.get(url("advice") + "?q=ない言葉"))
        assert case_words(thing) not in text_of(client.get(url("kept", kept.pk)))


def case_words(thing: Consultation) -> str:
    assert thing.case is not None
    return thing.case.number


def test_the_directory_leads_to_an_office_that_nobody_asked_yet(world: World, client) -> None:
    wamnet.take([wamnet.row(1, office_number="9920000099")])
    office = Office.objects.get()
    world.login(client, "core_officer")
    with at_world_time(world):
        assert "まだ相談も連絡もありません" in text_of(client.get(reverse("offices:detail", args=[office.pk])))
        opened = client.post(url("office_open", office.pk))
        assert opened.status_code == 302
        assert "支援している方" in text_of(client.get(opened["Location"]))
        assert client.post(url("office_open", office.pk))["Location"] == opened["Location"]
        world.login(client, "home_contact")
        assert client.post(url("office_open", office.pk)).status_code == 403


@pytest.mark.parametrize(
    ("who", "page"),
    [("core_officer", "list"), ("home_contact", "list"), ("core_officer", "plans"), ("core_officer", "advice")],
)
def test_a_list_costs_the_same_at_1_and_many(world: World, client, who: str, page: str) -> None:
    case = support.served(world).case

    def add() -> None:
        support.ask(world, case)
        support.contact(world, case)
        support.keep(world, "officer", "core_officer")

    def cost() -> int:
        client.get(url(page))
        with CaptureQueriesContext(connection) as found:
            assert client.get(url(page)).status_code == 200
        return len(found)

    world.login(client, who)
    with at_world_time(world):
        add()
        support.plan(world, case)
        one = cost()
        for _ in range(6):
            add()
        support.plan(world)
        assert cost() == one
