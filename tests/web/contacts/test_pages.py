"""The pages of the notes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.contacts.models import Note
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.web.html_forms import main_form
from tests.web.kit import at_world_time, text_of

FORM = {
    "at_0": "2026-11-24", "at_1": "08:30", "counterpart": "person", "method": "phone", "minutes": "１５", "text": "電話で話した",
    "info_class": "welfare", "item": "a", "next_step": "", "next_due": "", "shareable": "no", "doer": "self",
}  # fmt: skip


def url(name, case, *args):
    return reverse(f"contacts:{name}", args=[case.pk, *args])


def test_write_read_correct_and_tick_off(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):
        assert "記録はまだありません" in text_of(client.get(url("list", case)))
        assert client.get(url("new", case)).status_code == 200
        typed = FORM | {"next_step": "通院に同行する", "next_due": "R8.11.30"}
        assert client.post(url("new", case), typed).status_code == 302
        note = Note.objects.get()
        assert (note.minutes, note.shareable) == (15, False)
        assert "電話で話した" in text_of(client.get(url("list", case)))
        assert client.post(url("done", case, note.pk)).status_code == 302
        assert "済み" in text_of(client.get(url("list", case)))
        page = main_form(client.get(url("correct", case, note.pk))).values
        assert client.post(url("correct", case, note.pk), typed | {"text": "直した"}).status_code == 422
        assert (
            client.post(url("correct", case, note.pk), typed | {"text": "直した", "reason": "誤字"}).status_code == 302
        )
        late = client.post(url("correct", case, note.pk), page | {"text": ["もう一度"], "reason": ["誤字"]})
        assert late.status_code == 409
        assert "直した" in text_of(late)
        assert main_form(late).values["text"] == ["もう一度"]
        newer = Note.objects.get(supersedes=note)
        page = text_of(client.get(url("detail", case, newer.pk)))
        assert "直した" in page
        assert "電話で話した" in page
        assert client.get(url("detail", case, note.pk)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "内容を入力してください"),
        ({"at_0": "きのう"}, "日付は"),
        ({"at_0": "2030-01-01"}, "現在より前"),
        ({"info_class": "third_party"}, "選べない値"),
        ({"next_due": "2026-12-01"}, "次の対応を入力"),
        ({"minutes": "十分"}, "数字で"),
    ],
)
def test_bad_input_keeps_what_was_typed(world, client, changes, words):
    case = kit.with_center(world)
    world.login(client, "officer")
    typed = FORM | {"next_step": ""} | changes
    with at_world_time(world):
        answer = client.post(url("new", case), typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Note.objects.count() == 0
    if typed["text"]:
        assert "電話で話した" in text_of(answer)


def test_the_list_costs_the_same_at_1_and_20_notes(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    counts = []
    with at_world_time(world):
        for total in (1, 20):
            while Note.objects.count() < total:
                write(world, case)
            client.get(url("list", case))
            with CaptureQueriesContext(connection) as found:
                client.get(url("list", case))
            counts.append(len(found))
    assert counts[0] == counts[1]


def test_filters_and_other_bodies(world, client):
    case = kit.with_center(world)
    write(world, case, text="ア の記録", shareable=True)
    write(world, case, text="イ の記録", item="b")
    world.login(client, "officer")
    with at_world_time(world):
        assert "ア の記録" not in text_of(client.get(url("list", case), {"item": "b"}))
        assert client.get(url("list", case), {"item": "zzz", "page": "-1"}).status_code == 200
    world.login(client, "center_officer")
    with at_world_time(world):
        page = text_of(client.get(url("list", case)))
        assert "ア の記録" in page
        assert "イ の記録" not in page
        note = Note.objects.exclude(shareable=True).get()
        for name in ("detail", "correct"):
            assert client.get(url(name, case, note.pk)).status_code == 404
        assert client.post(url("done", case, note.pk)).status_code == 404
        shared = Note.objects.get(shareable=True)
        assert client.get(url("correct", case, shared.pk)).status_code == 404
