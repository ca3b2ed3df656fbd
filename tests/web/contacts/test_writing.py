"""How much a note asks of its writer, counted on the page; the paper and the entry from it; ひな形."""

from __future__ import annotations

import pytest
from django.urls import reverse

from renkei.audit.models import Event
from renkei.contacts.models import Note, NoteTemplate
from renkei.contacts.rules.sheet import TOPICS
from renkei.contacts.rules.templates import built_in
from tests.coordination import board_kit as kit
from tests.web.contacts.test_pages import url
from tests.web.html_forms import main_form
from tests.web.kit import at_world_time, text_of

#: What a coordinator's week holds, by ひな形: our assumption of an ordinary week (docs/usability.md).
WEEK = {"phone_person": 4, "phone_center": 3, "phone_office": 6, "meeting_inside": 1, "home_visit": 2, "office_support": 2,
        "accompany": 1, "letter": 3}  # fmt: skip
#: What the same entry asks by hand on the usual paper form: 日付 開始 終了 方法 相手 区分 ケース 記録者 内容 次の対応の期限.
PAPER_FIELDS = 10


def typed(form, **values) -> dict:
    """What is posted by a writer who changes only these boxes."""
    return form.values | {k: [v] for k, v in values.items()}


@pytest.mark.parametrize("template", [t.code for t in built_in()])
def test_a_typical_note_is_one_box_and_two_clicks(world, client, template):
    """A ひな形 (one click), the text (one box), 保存 (one click): everything else has its value."""
    case = kit.with_center(world)
    world.login(client, "core_officer")
    with at_world_time(world):
        form = main_form(client.get(url("new", case) + f"?template={template}"))
        assert client.post(url("new", case), typed(form, text="話した")).status_code == 302
    note = Note.objects.get()
    wanted = next(t for t in built_in() if t.code == template)
    assert (note.method, note.counterpart, note.item, note.minutes) == (
        wanted.method, wanted.counterpart, wanted.item, wanted.minutes,
    )  # fmt: skip
    assert (note.text, note.info_class) == ("話した", wanted.info_class)


def test_a_week_is_less_typing_than_on_paper():
    notes = sum(WEEK.values())
    assert set(WEEK) == {t.code for t in built_in()}
    boxes, clicks = notes * 1, notes * 2
    assert (notes, boxes, clicks, notes * PAPER_FIELDS) == (22, 22, 44, 220)


def test_without_a_template_the_last_choices_stand(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):
        form = main_form(client.get(url("new", case) + "?template=phone_center"))
        answer = client.post(url("new", case), typed(form, text="一件目", again="1"))
        assert answer["Location"] == url("new", case), "one goes on writing"
        form = main_form(client.get(url("new", case)))
        assert client.post(url("new", case), typed(form, text="二件目")).status_code == 302
    assert set(Note.objects.values_list("method", "counterpart", "info_class")) == {("phone", "center", "welfare")}


def test_the_paper_has_no_name_and_the_entry_has_its_order(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):
        paper = client.get(url("sheet", case) + "?ask=1")
        words = text_of(paper)
        assert case.number in words
        assert "【必ず聞く】" in words
        assert "さん" not in words.split("聞き取り用紙")[1].split("日時")[0]
        entry = text_of(client.get(url("sheet_entry", case)))
        for page in (words, entry):
            places = [page.index(f"{n} {t.title}") for n, t in enumerate(TOPICS, start=1)]
            assert places == sorted(places)
        form = main_form(client.get(url("sheet_entry", case)))
        refused = client.post(url("sheet_entry", case), form.values)
        assert refused.status_code == 422
        assert "どれか一つは入力" in text_of(refused)
        form = main_form(refused)
        answer = client.post(
            url("sheet_entry", case),
            typed(
                form,
                at_0="2026-11-24",
                at_1="08:00",
                ends="08:40",
                topic_wishes="海の近く",
                topic_money="年金",
                observed="よく眠れている",
            ),
        )
        assert answer.status_code == 302
    note = Note.objects.get()
    assert (note.minutes, note.observed, note.text.splitlines()[1]) == (40, "よく眠れている", "海の近く")
    assert Event.objects.filter(detail__document="interview_sheet", detail__named=False).count() == 1


def test_a_name_stands_on_the_paper_only_where_chosen_and_open(world, client):
    case = kit.with_center(world)
    with at_world_time(world):
        for who, named in (("officer", True), ("center_officer", False)):
            world.login(client, who)
            words = text_of(client.get(url("sheet", case) + "?name=1"))
            assert ("さん" in words) is named


def test_templates_are_made_changed_and_put_away(world, client):
    world.login(client, "manager")
    made = {"name": "保護観察所と電話", "method": "phone", "counterpart": "probation", "item": "a", "info_class": "welfare",
            "minutes": "15", "text": "結果："}  # fmt: skip
    with at_world_time(world):
        assert client.post(reverse("note_templates:new"), made | {"name": ""}).status_code == 422
        assert client.post(reverse("note_templates:new"), made).status_code == 302
        template = NoteTemplate.objects.get()
        edit = reverse("note_templates:edit", args=[template.code])
        form = main_form(client.get(edit))
        assert client.post(edit, typed(form, name="観察所")).status_code == 302
        away = reverse("note_templates:put_away", args=[template.code])
        assert client.post(away).status_code == 302
        page = text_of(client.get(reverse("note_templates:list")))
        assert "また使う" in page
        assert client.post(away, {"back": "1"}).status_code == 302
    template.refresh_from_db()
    assert (template.name, template.hidden) == ("観察所", False)
