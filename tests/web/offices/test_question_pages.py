"""The pages of the centre's questions: asking, the list of both sides, answering, what was typed stays."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from renkei.offices.models import OfficeQuestion
from tests.kit.world import World
from tests.offices.test_questions import answer, ask
from tests.offices.wamnet import rows, take
from tests.web.kit import text_of

OFFICE = re.compile(r'name="office" value="([0-9a-f-]+)"')


def test_from_question_to_answer(client: Client, world: World) -> None:
    take(rows(2))
    world.login(client, "center_officer")
    assert "問合せはまだありません" in text_of(client.get(reverse("offices:questions")))
    typed = {"municipality": str(world.org("city").pk), "text": "夜間に職員のいるホームは", "due_on": "R8.12.1"}
    refused = client.post(reverse("offices:question_new"), typed)
    assert refused.status_code == 422
    assert "夜間に職員のいるホームは" in text_of(refused)
    page = client.post(reverse("offices:question_new"), typed | {"confirmed": "on"}, follow=True)
    assert "回答待ち" in text_of(page)
    assert "取り下げる" in text_of(page)
    question = OfficeQuestion.objects.get()
    officer = world.login(Client(), "officer")
    assert "事業所についての問合せに回答する" in text_of(officer.get(reverse("home:index")))
    form = reverse("offices:question_answer", args=[question.pk])
    nothing = officer.post(form, {"answer": "2か所あります", "find": "ないところ", "step": "find"})
    assert "「ないところ」に当てはまる事業所は、台帳に見つかりませんでした" in text_of(nothing)
    assert "2か所あります" in text_of(nothing)
    found = officer.post(form, {"answer": "2か所あります", "find": "みほんホーム", "step": "find"})
    first, second = OFFICE.findall(found.content.decode())
    kept = officer.post(form, {"answer": "2か所あります", "find": "みほんホーム", "step": "find", "office": [first]})
    assert f'value="{first}" checked' in kept.content.decode()
    assert f'value="{second}"' in kept.content.decode()
    assert officer.post(form, {"answer": "", "office": [first], "step": "answer"}).status_code == 422
    gone = officer.post(form, {"answer": "はい", "office": [str(question.pk)], "step": "answer"})
    assert (gone.status_code, "台帳に載っていない" in text_of(gone)) == (422, True)
    done = officer.post(form, {"answer": "2か所あります", "office": [first, second], "step": "answer"}, follow=True)
    assert "みほんホーム2号" in text_of(done)
    assert "ア 利用調整" in text_of(done)
    assert "今年度に回答した問合せ 1件" in text_of(officer.get(reverse("offices:questions")))
    manager = world.login(Client(), "manager").get(reverse("offices:questions"))
    assert "今年度の「ア」は1件です" in text_of(manager)
    assert "みほんホーム1号" in text_of(client.get(reverse("offices:question", args=[question.pk])))
    assert officer.post(form, {"answer": "もう一度"}).status_code == 409


def test_taking_back(client: Client, world: World) -> None:
    question = ask(world)
    world.login(client, "center_officer")
    page = client.post(reverse("offices:question_withdraw", args=[question.pk]), follow=True)
    assert "取下げ" in text_of(page)
    assert "取り下げる" not in text_of(client.get(reverse("offices:question", args=[question.pk])))


def test_the_list_starts_with_what_waits(client: Client, world: World) -> None:
    first = ask(world, text="はじめの問合せ")
    ask(world, text="つぎの問合せ")
    answer(world, OfficeQuestion.objects.get(text="つぎの問合せ"), office_ids=[])
    text = text_of(world.login(client, "core_officer").get(reverse("offices:questions")))
    assert text.index(first.text) < text.index("つぎの問合せ")
