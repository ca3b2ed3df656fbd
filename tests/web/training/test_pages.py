"""The pages of 研修: two clicks with an account, a link without one, attendance on a phone, what must not be seen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.programme.models import Training, TrainingReply, TrainingSeat
from renkei.programme.services import training_days, training_seats
from renkei.programme.services.training_seats import Person
from renkei.web.training.link_views import JOINED_PER_WINDOW
from renkei.web.training.shown import shown
from tests.kit.world import World
from tests.programme import training_kit as kit
from tests.web.kit import text_of

pytestmark = pytest.mark.django_db
FORM = {
    "office_name": "よその作業所",
    "office_number": "",
    "name": "参加 花子",
    "job": "support",
    "phone": "",
    "mail": "",
    "agreed": "on",
}


@pytest.fixture(autouse=True)
def _public(settings: Any) -> None:
    settings.PUBLIC_URL = "https://renkei.example.jp"


def url(name: str, *args: object) -> str:
    return reverse(f"training:{name}", args=args)


def opened(thing: Training) -> str:
    return reverse("join:open", args=[kit.link(thing)])


def registered(thing: Training, **fields: str) -> str:
    """The address of one's own page, after registering by the link."""
    answer = Client().post(opened(thing), FORM | fields)
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def test_an_office_registers_in_two_clicks_and_gives_the_seat_back(world: World, client: Client) -> None:
    thing = kit.opened(world)
    world.login(client, "home_contact")
    assert thing.title in text_of(client.get(url("list")))
    page = client.get(url("detail", thing.pk))  # the first click
    assert url("join", thing.pk) in page.content.decode()
    assert client.post(url("join", thing.pk)).status_code == 302  # the second
    seat = TrainingSeat.objects.get()
    assert seat.user_id == world.user("home_contact").pk
    assert seat.number in text_of(client.get(url("detail", thing.pk)))
    assert client.post(url("seat_cancel", seat.pk)).status_code == 302
    assert client.post(url("join", thing.pk)).status_code == 302
    assert client.post(url("colleague", thing.pk), {"name": "", "job": "support"}).status_code == 422


def test_by_link_without_an_account_to_the_certificate(world: World, client: Client) -> None:
    thing = kit.opened(world, way="both", online_url="https://example.jp/room")
    page = text_of(client.get(opened(thing)))
    assert thing.title in page
    assert "5年" in page
    assert "example.jp/room" not in page
    refused = client.post(opened(thing), FORM | {"agreed": "", "name": ""})
    assert refused.status_code == 422
    assert "よその作業所" in refused.content.decode(), "what was typed stays"
    mine = registered(thing)
    assert "花子" not in mine
    shown_page = client.get(mine)
    assert "example.jp/room" in text_of(shown_page)
    assert "参加 花子" not in shown_page.content.decode(), "a link that is passed on tells no name"
    assert client.get(f"{mine}certificate/").status_code == 404
    kit.to_the_day(world, thing, minutes=20)
    assert client.post(f"{mine}here/", {"code": "WRONG"}).status_code == 422
    assert client.post(f"{mine}here/", {"code": thing.room_code}).status_code == 302
    seat = TrainingSeat.objects.get()
    assert seat.mark == "late"
    kit.step(world, thing, "hold")
    assert client.post(f"{mine}reply/", {"q_clear": "5", "text": "よかった"}).status_code == 302
    assert client.post(f"{mine}reply/", {"q_clear": "5"}).status_code == 409
    kit.step(world, thing, "finish")
    training_days.certify(actor=world.actor("core_officer"), pk=thing.pk, now=world.now)
    seat.refresh_from_db()
    assert seat.certificate in text_of(client.get(f"{mine}certificate/"))
    checked = client.post(reverse("join:check"), {"number": seat.certificate.lower()})
    assert thing.title in text_of(checked)
    assert "花子" not in text_of(checked)
    assert client.post(reverse("join:check"), {"number": "修R8-0001-AAAA"}).status_code == 422


def test_a_seat_given_back_by_link_moves_up_who_waits(world: World, client: Client) -> None:
    thing = kit.opened(world, capacity=1)
    first = registered(thing)
    second = registered(thing, name="空待 次郎")
    assert "空き待ち" in text_of(client.get(second))
    assert client.post(f"{first}cancel/").status_code == 302
    assert "申込み済み" in text_of(client.get(second))
    assert list(TrainingSeat.objects.order_by("registered_at", "status").values_list("status", "to_tell")) == [
        ("cancelled", ""),
        ("registered", "moved_up"),
    ]


def test_who_registered_already_is_told_kindly_and_guesses_are_counted(world: World, client: Client) -> None:
    thing = kit.opened(world)
    registered(thing)
    again = client.post(opened(thing), FORM)
    assert again.status_code == 422
    assert "すでにあります" in text_of(again)
    for _ in range(10):
        assert client.get(reverse("join:open", args=["wrong"])).status_code in (404, 429)
    assert client.get(opened(thing)).status_code == 429


def test_before_the_announcement_and_on_an_intranet_the_link_is_absent(
    world: World, client: Client, settings: Any
) -> None:
    thing = kit.plan(world)
    assert client.get(opened(thing)).status_code == 404
    kit.step(world, thing, "open")
    assert client.get(opened(thing)).status_code == 200
    settings.PUBLIC_URL = ""
    assert client.get(opened(thing)).status_code == 404


def test_the_number_and_the_code_mark_who_is_in_the_room(world: World, client: Client) -> None:
    thing = kit.opened(world)
    registered(thing)
    seat, here = TrainingSeat.objects.get(), f"{opened(thing)}here/"
    kit.to_the_day(world, thing)
    assert client.post(here, {"code": thing.room_code, "number": "AAAAAAAA"}).status_code == 422
    assert client.post(here, {"code": thing.room_code, "number": seat.number}).status_code == 302
    seat.refresh_from_db()
    assert seat.mark == "present"


def test_the_organisers_tick_the_list(world: World, client: Client) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    kit.to_the_day(world, thing)
    world.login(client, "core_officer")
    box = f"mark_{seat.pk}"
    assert client.post(url("attendance", thing.pk), {box: "present"}).status_code == 302
    assert client.post(url("attendance", thing.pk), {box: "absent", "reason": ""}).status_code == 422
    assert client.post(url("attendance", thing.pk), {box: "absent", "reason": "見間違い"}).status_code == 302
    for name in ("people", "people_print", "room", "notice", "results", "results_print", "invited_print"):
        assert client.get(url(name, thing.pk)).status_code == 200, name
    assert client.get(url("people_export", thing.pk, "csv")).content.startswith(b"\xef\xbb\xbf")


def test_no_office_reads_the_names_of_others(world: World, client: Client) -> None:
    thing = kit.opened(world)
    kit.join(world, thing, "home_contact", Person(name="見本 花子", job="support"))
    for who in ("work_contact", "planner", "town_officer"):
        world.login(client, who)
        assert "見本 花子" not in client.get(url("detail", thing.pk)).content.decode()
        assert client.get(url("people", thing.pk)).status_code in (403, 404)
    world.login(client, "home_contact")
    assert "見本 花子" in client.get(url("detail", thing.pk)).content.decode()


def test_the_notice_carries_the_link_the_message_does_not(world: World, client: Client) -> None:
    thing = kit.opened(world)
    world.login(client, "core_officer")
    page = client.get(url("notice", thing.pk)).content.decode()
    assert f"https://renkei.example.jp{opened(thing)}" in page
    assert "data:image/svg" in page


def test_bad_input_is_refused_in_words(world: World, client: Client) -> None:
    world.login(client, "core_officer")
    day = (world.clock.today + timedelta(days=9)).isoformat()
    values = {
        "title": "研修", "kind": "training", "aims": "学ぶ", "audience": ["housing"], "starts_at_0": day, "starts_at_1": "10:00",
        "ends": "09:00", "deadline_on": (world.clock.today + timedelta(days=20)).isoformat(), "way": "online", "place": "",
        "online_url": "javascript:alert(1)", "capacity": "0", "contact": "基幹",
    }  # fmt: skip
    answer = client.post(url("new"), values)
    assert answer.status_code == 422
    words = text_of(answer)
    for word in ("終わりの時刻は、始まりより後", "申込みの期限は、研修の日まで", "https://", "1以上"):
        assert word in words, word
    assert not Training.objects.exists()
    good = {"ends": "12:00", "deadline_on": day, "online_url": "https://example.jp/x", "capacity": ""}
    assert "900以下" in text_of(client.post(url("new"), values | good | {"capacity": "901"}))
    assert client.post(url("new"), values | good).status_code == 302


@pytest.mark.parametrize(("replies", "enough"), [(4, False), (12, True)])
def test_small_counts_of_the_questionnaire_are_hidden(world: World, replies: int, enough: bool) -> None:
    from renkei.programme.queries.training_people import results

    thing = kit.opened(world)
    for number in range(replies):
        TrainingReply.objects.create(training=thing, q_content=5 if number else 1, text="感想")
    found = shown(results(actor=world.actor("officer"), training=thing))
    assert found.enough is enough
    assert bool(found.texts) is enough
    if enough:
        first = found.questions[0]
        assert first.counts[4] is None, "one person alone chose 1"
        assert None in first.counts[:4] or first.answered is None, "and no sum gives it away"


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found.captured_queries)


def test_the_lists_cost_the_same_at_1_and_20_rows(world: World, client: Client) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    kit.done(world, thing, seat)
    world.login(client, "core_officer")
    pages = [url("list"), url("people", thing.pk), url("records")]
    for page in pages:
        client.get(page)
    few = [_queries(client, page) for page in pages]
    world.clock.at = thing.starts_at - timedelta(days=9)
    for number in range(10):
        other = kit.opened(world)
        person = Person(name=f"参加 {number}", office_name="x")
        training_seats.enter(actor=world.actor("core_officer"), pk=other.pk, person=person, now=world.now)
        TrainingSeat.objects.create(
            training=thing, number=f"N{number}", status="registered", channel="organiser", office_name="x", name="x",
            job="other", who_hash=f"{number}", registered_at=world.now, mark="present",
        )  # fmt: skip
    Training.objects.filter(pk=thing.pk).update(status="done")
    assert [_queries(client, page) for page in pages] == few


def test_no_address_names_a_person() -> None:
    pattern = re.compile(r"name|mail|phone")
    from renkei.web.training import link_urls, urls

    assert not [p for p in (*urls.urlpatterns, *link_urls.urlpatterns) if pattern.search(str(p.pattern))]


def test_many_registrations_from_one_address_are_held_up_with_a_sentence(world: World, client: Client) -> None:
    thing = kit.opened(world)
    for number in range(JOINED_PER_WINDOW):
        registered(thing, name=f"参加 {number}")
    for _ in range(12):
        held_up = client.post(opened(thing), FORM | {"name": "参加 最後"})
        assert held_up.status_code == 429
    assert "多くの申込み" in text_of(held_up)
    assert "参加 最後" in held_up.content.decode(), "what was typed stays"
    assert TrainingSeat.objects.count() == JOINED_PER_WINDOW
    assert client.get(opened(thing)).status_code == 200, "the page itself stays open"


def test_wrong_codes_of_one_do_not_shut_out_the_room(world: World, client: Client) -> None:
    thing = kit.opened(world)
    one, other = registered(thing), registered(thing, name="参加 次郎")
    kit.to_the_day(world, thing)
    codes = [client.post(f"{one}here/", {"code": "WRONG"}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    assert client.post(f"{other}here/", {"code": thing.room_code}).status_code == 302


def test_the_waiting_sentence_stands_while_one_waits(world: World, client: Client) -> None:
    thing = kit.opened(world, capacity=1)
    registered(thing)
    waits = registered(thing, name="空待 次郎")
    assert "席が空くと" in text_of(client.get(waits))
    kit.to_the_day(world, thing)
    kit.step(world, thing, "hold")
    assert "席が空くと" not in text_of(client.get(waits))


def test_a_wrong_filter_exports_nothing(world: World, client: Client) -> None:
    world.login(client, "core_officer")
    address = url("records_export", "csv")
    assert client.get(address, {"kind": "training"}).status_code == 200
    answer = client.get(address, {"kind": "wrong"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 422


def test_certificates_are_printed_once_given_and_the_summary_is_kept(world: World, client: Client) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    kit.held(world, thing, seat)
    kit.step(world, thing, "finish", summary="話し合いの時間を長くとる。")
    world.login(client, "core_officer")
    papers = url("certificates", thing.pk)
    assert papers not in client.get(url("people", thing.pk)).content.decode()
    assert client.post(url("certify", thing.pk)).status_code == 302
    assert papers in client.get(url("people", thing.pk)).content.decode()
    assert client.post(url("step", thing.pk, "resume")).status_code == 302
    step = url("step", thing.pk, "finish")
    assert "話し合いの時間を長くとる。" in client.get(step).content.decode()
    assert client.post(step, {"summary": "話し合いの時間を長くとる。"}).status_code == 302


def test_an_entry_too_early_is_refused_in_words(world: World, client: Client) -> None:
    thing = kit.opened(world)
    world.login(client, "core_officer")
    person = {k: v for k, v in FORM.items() if k != "agreed"}
    answer = client.post(url("enter", thing.pk), person | {"here": "yes"})
    assert answer.status_code == 422
    assert "30分前から" in text_of(answer)
