"""A post is taken once; what can't be taken is shown again with what was typed; an ended session loses nothing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from renkei.accounts.models import FormDraft, SentForm
from renkei.accounts.services.forms import drop_old_forms
from renkei.contacts.models import Note
from renkei.coordination.models.referral import Referral
from renkei.inquiries import services as inquiries
from renkei.inquiries.models import Answer
from renkei.policy.actor import system_actor
from tests.inquiries.kit import walk
from tests.kit import requests
from tests.kit.world import World, make_world
from tests.web.html_forms import Values, main_form
from tests.web.kit import at_world_time

NOTE = {
    "at_0": ["2026-11-20"], "at_1": ["10:00"], "counterpart": ["person"], "method": ["phone"], "item": ["a"],
    "text": ["電話で希望を聞いた。"], "info_class": ["summary"], "shareable": ["no"],
}  # fmt: skip


def opened(client: Client, url: str, typed: dict[str, list[str]]) -> Values:
    """The page's form with the boxes filled, as its browser will send it."""
    return main_form(client.get(url)).values | typed


@pytest.fixture
def officer(world: World, client: Client) -> Client:
    return world.login(client, "officer")


@pytest.fixture
def url(world: World) -> str:
    return reverse("contacts:new", args=[requests.accepted_case(world).pk])


def test_the_second_post_of_one_form_does_nothing_and_leads_to_the_same_page(officer: Client, url: str) -> None:
    form = opened(officer, url, NOTE)
    first, second = officer.post(url, form), officer.post(url, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Note.objects.count() == SentForm.objects.count() == 1
    assert "2回目の送信では、何も行っていません" in officer.get(second["Location"]).content.decode()
    assert officer.post(url, opened(officer, url, NOTE)).status_code == 302
    assert Note.objects.count() == 2, "the same words in a new form are a new note"


def test_a_refused_post_may_be_mended_and_sent_from_the_same_form(officer: Client, url: str) -> None:
    form = opened(officer, url, NOTE | {"text": [""]})
    assert officer.post(url, form).status_code == 422
    assert officer.post(url, form | {"text": ["あとで書いた。"]}).status_code == 302
    assert Note.objects.get().text == "あとで書いた。"


def test_another_text_from_a_form_that_was_sent_is_shown_again_and_saved_on_purpose(officer: Client, url: str) -> None:
    form = opened(officer, url, NOTE)
    officer.post(url, form)
    again = officer.post(url, form | {"text": ["もどるボタンで書き直した。"]})
    assert again.status_code == 409
    assert "すでに一度送信しています" in again.content.decode()
    kept = main_form(again).values
    assert kept["text"] == ["もどるボタンで書き直した。"]
    assert Note.objects.count() == 1
    assert officer.post(url, kept).status_code == 302
    assert Note.objects.count() == 2


def test_a_forged_or_old_id_and_one_of_another_membership_are_not_taken(
    world: World, officer: Client, url: str
) -> None:
    form = opened(officer, url, NOTE)
    colleague = world.login(Client(), "core_officer")
    assert colleague.post(url, form).status_code == 409
    assert officer.post(url, form | {"form_id": [form["form_id"][0][:-3] + "abc"]}).status_code == 409
    assert Note.objects.count() == 0
    assert officer.post(url, form).status_code == 302


def together(*calls: Any) -> list[Any]:
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index: int, call: Any) -> None:
        try:
            gate.wait(timeout=20)
            results[index] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_the_same_moment_have_one_effect() -> None:
    world = make_world()
    with at_world_time(world):
        url = reverse("contacts:new", args=[requests.accepted_case(world).pk])
        clients = [world.login(Client(), "officer") for _ in range(3)]
        form = opened(clients[0], url, NOTE)
        answers = together(*(lambda c=c: c.post(url, form) for c in clients))
    assert {a.status_code for a in answers} == {302}
    assert len({a["Location"] for a in answers}) == 1
    assert Note.objects.count() == SentForm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_savers_at_the_same_moment_lose_nothing() -> None:
    world = make_world()
    with at_world_time(world):
        url = reverse("referrals:sheet", args=[requests.draft(world).pk])
        clients = [world.login(Client(), "center_officer") for _ in range(2)]
        forms = [opened(c, url, {"message": [f"{i}人目の入力"], "save_draft": ["1"]}) for i, c in enumerate(clients)]
        answers = together(*(lambda c=c, f=f: c.post(url, f) for c, f in zip(clients, forms, strict=True)))
        assert sorted(a.status_code for a in answers) == [302, 409]
        late = next(i for i, a in enumerate(answers) if a.status_code == 409)
        page = answers[late].content.decode()
        assert f"{late}人目の入力" in page
        assert f"{1 - late}人目の入力" in page
        assert Referral.objects.get().message == f"{1 - late}人目の入力"
        assert clients[late].post(url, main_form(answers[late]).values | {"save_draft": ["1"]}).status_code == 302
    assert Referral.objects.get().message == f"{late}人目の入力"


def test_what_the_second_saver_did_not_touch_is_taken_over(world: World) -> None:
    url = reverse("referrals:sheet", args=[requests.draft(world).pk])
    first, second = world.login(Client(), "center_officer"), world.login(Client(), "center_officer")
    save = {"save_draft": ["1"]}
    mine, other = opened(second, url, {"message": ["わたしの入力"]} | save), opened(first, url, save)
    assert first.post(url, other | {"contact_name": ["新しい担当"], "message": ["先の入力"]}).status_code == 302
    answer = second.post(url, mine)
    assert answer.status_code == 409
    kept = main_form(answer).values
    assert (kept["contact_name"], kept["message"]) == (["新しい担当"], ["わたしの入力"])
    assert second.post(url, kept | save).status_code == 302
    assert (Referral.objects.get().contact_name, Referral.objects.get().message) == ("新しい担当", "わたしの入力")


def test_a_one_time_link_answers_twice_with_one_answer(world: World, settings: Any) -> None:
    inquiry = walk(world, "anonymous")
    token = inquiries.issue_link(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    client, url = Client(), reverse("answer:open", args=[token])
    form = opened(client, url, {"kind": ["yes"], "answered_by_name": ["事業所 太郎"]})
    first, second = client.post(url, form), client.post(url, form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Answer.objects.count() == 1


def test_an_office_that_was_overtaken_answers_on_top_of_the_newer_state(world: World) -> None:
    inquiry = walk(world, "anonymous")
    token = inquiries.issue_link(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    client, url = Client(), reverse("answer:open", args=[token])
    form = opened(client, url, {"kind": ["yes"], "visit_days": ["火曜の午後"], "answered_by_name": ["事業所 太郎"]})
    later = inquiry.deadline + timedelta(days=3)
    inquiries.extend_deadline(actor=world.actor("officer"), inquiry=inquiry, seen=None, deadline=later, now=world.now)
    answer = client.post(url, form)
    assert answer.status_code == 409
    assert Answer.objects.count() == 0
    kept = main_form(answer).values
    assert kept["visit_days"] == ["火曜の午後"]
    assert client.post(url, kept).status_code == 302
    assert Answer.objects.get().visit_days == "火曜の午後"


def test_what_was_typed_when_the_session_ended_comes_back_to_its_user_only(world: World, url: str) -> None:
    client = world.login(Client(), "officer")
    form = opened(client, url, NOTE)
    client.logout()  # the session has ended; the page is still open
    answer = client.post(url, form)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/auth/login/?next=")
    draft = FormDraft.objects.get()
    assert Note.objects.count() == 0
    back = f"{url}?draft={draft.pk}"
    for other in ("core_officer", "manager"):
        assert "電話で希望を聞いた" not in world.login(Client(), other).get(back).content.decode()
    assert Client().get(back).status_code == 302

    world.login(client, "officer")
    page = client.get(back)
    text = page.content.decode()
    assert page.status_code == 200
    assert "まだ保存されていません" in text
    assert "エラー" not in text
    assert Note.objects.count() == 0, "nothing is carried out by itself"
    kept = main_form(page).values
    assert kept["text"] == NOTE["text"]
    assert client.post(back, kept).status_code == 302
    assert Note.objects.get().text == NOTE["text"][0]
    assert FormDraft.objects.count() == 0, "a draft ends with saving"


def test_a_draft_is_encrypted_ends_by_age_and_is_asked_again(world: World, url: str) -> None:
    client = world.login(Client(), "officer")
    form = opened(client, url, NOTE)
    client.logout()
    client.post(url, form)
    draft = FormDraft.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accounts_formdraft")
        assert "電話".encode() not in bytes(cursor.fetchone()[0])
    world.login(client, "officer")
    member = world.members["officer"]
    member.role = "auditor"  # access was lost in between
    member.save()
    assert client.get(f"{url}?draft={draft.pk}").status_code == 403
    member.role = "municipal_officer"
    member.save()
    world.clock.tick(hours=73)
    assert NOTE["text"][0] not in client.get(f"{url}?draft={draft.pk}").content.decode()
    world.clock.tick(hours=24 * 8)
    drop_old_forms(actor=system_actor("jobs"), now=world.now)
    assert FormDraft.objects.count() == SentForm.objects.count() == 0


def test_a_page_from_before_the_sign_in_keeps_what_was_typed(world: World, url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    world.login(client, "officer")
    form = opened(client, url, NOTE)
    world.login(client, "officer")
    client.cookies.pop("renkei_csrf", None)
    client.get(url)  # another tab has the new token
    answer = client.post(url, form)
    assert answer.status_code == 409
    assert Note.objects.count() == 0
    kept = main_form(answer).values
    assert kept["text"] == NOTE["text"]
    assert client.post(url, kept).status_code == 302
    stranger = world.login(Client(enforce_csrf_checks=True), "manager")
    assert stranger.post(url, form).status_code == 403


def test_without_its_id_nothing_is_kept_for_anybody(client: Client, url: str) -> None:
    assert client.post(url, NOTE)["Location"] == "/auth/login/?next=/"
    assert FormDraft.objects.count() == 0
