"""The pages of 事業所メモ: what coordinators, the centre and everybody else find on an office's page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from renkei.offices.models import Knowledge, Office
from tests.kit.world import World
from tests.offices.test_knowledge import save
from tests.offices.wamnet import rows, take
from tests.web.kit import text_of

TYPED = {
    "tie": "visited", "contact_role": "管理者", "contact_name": "まどぐち", "accepted": "yes", "accepted_count": "２",
    "training": "本人理解の研修", "training_on": "R8.7.3", "note": "坂の上", "source": "office", "as_of": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def office(world: World) -> Office:
    take(rows(1))
    return Office.objects.get()


def test_write_read_correct(client: Client, world: World, office: Office) -> None:
    world.login(client, "core_officer")
    edit = reverse("offices:knowledge_edit", args=[office.pk, world.org("city").pk])
    page = client.post(edit, TYPED, follow=True)
    assert "ある（2人）" in text_of(page)
    assert "本人理解の研修（令和8年7月3日）" in text_of(page)
    assert client.post(edit, TYPED | {"tie": "met", "form_shown": ""}).status_code == 302
    history = text_of(client.get(reverse("offices:knowledge_history", args=[office.pk])))
    assert "今の版" in history
    assert "訪問・見学をした" in history


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"accepted": "no"}, "「ある」を選んでください"), ({"training": ""}, "研修の名称も入力してください"),
        ({"as_of": "2026-12-01"}, "今日までの日を入力してください"), ({"tie": ""}, "接点を選んでください"),
    ],
)  # fmt: skip
def test_what_was_typed_stays(client: Client, world: World, office: Office, changed: dict[str, str], says: str) -> None:
    world.login(client, "officer")
    edit = reverse("offices:knowledge_edit", args=[office.pk, world.org("city").pk])
    page = client.post(edit, TYPED | changed)
    assert page.status_code == 422
    assert says in text_of(page)
    assert "坂の上" in text_of(page)
    assert not Knowledge.objects.exists()


def test_the_centre_reads_what_is_shared_and_others_nothing(client: Client, world: World, office: Office) -> None:
    save(world, note="うちだけの話")
    save(world, by="town_officer", body="town", note="となりの話", shareable=True)
    url = reverse("offices:detail", args=[office.pk])
    page = {
        who: text_of(world.login(Client(), who).get(url))
        for who in ("officer", "center_officer", "prefecture", "admin")
    }
    assert "うちだけの話" in page["officer"]
    assert "となりの話" not in page["officer"]
    assert "となりの話" in page["center_officer"]
    assert "うちだけの話" not in page["center_officer"]
    assert "メモを書く" not in page["center_officer"]
    assert "事業所メモ" not in page["prefecture"] + page["admin"]
