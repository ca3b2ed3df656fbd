"""Notes: who reads which (class × side × 共有可), correction by a new version, next steps, the database's own guard."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from renkei.audit.models import Event
from renkei.contacts import queries, services
from renkei.contacts.models import Note
from renkei.coordination.models import Task
from renkei.coordination.services.tasks import finish_task
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from tests.coordination import board_kit as kit
from tests.inquiries.kit import ask, make_consent, make_need, name

WRITERS = {
    "officer": True, "manager": True, "core_officer": True, "core_manager": True, "center_officer": True, "grants": False,
    "colleague": False, "planner": False, "home_contact": False, "lawyer": False, "town_officer": False,
    "prefecture": False, "auditor": False, "admin": False,
}  # fmt: skip


def write(w, case, who="officer", info_class="summary", **fields: Any) -> Note:
    values = {
        "at": w.now, "minutes": 10, "item": "a", "method": "phone", "counterpart": "person", "text": f"{info_class}の記録",
        "next_step": "", "next_due": None, "shareable": False,
    }  # fmt: skip
    return services.write_note(actor=w.actor(who), case=case, info_class=info_class, now=w.now, **(values | fields))


def seen(w, case, who) -> set[str]:
    access = get_case(actor=w.actor(who), case_id=case.pk, at=w.now)
    if not access.can(P.NOTE_VIEW):
        return set()
    notes = queries.visible_notes(access=access)
    listed = {n.text for n in notes}
    assert len(listed) == notes.count()
    return listed


@pytest.mark.parametrize(("who", "may"), WRITERS.items())
def test_who_writes(world, who, may):
    case = kit.with_center(world)
    if may:
        assert write(world, case, who).organisation_id == world.actor(who).organisation_id
    else:
        with pytest.raises((NotAllowed, NotFound)):
            write(world, case, who)


def test_who_reads_what(world):
    """Class, side and 共有可 decide; the city and its commissioned body are one side."""
    case = kit.with_center(world)  # the centre holds summary, welfare, justice_outline
    for info_class in ("summary", "welfare", "justice_detail"):
        write(world, case, "officer", info_class, text=f"市 {info_class}")
        write(world, case, "officer", info_class, text=f"市 {info_class} 共有", shareable=True)
    write(world, case, "center_officer", "welfare", text="セ welfare")
    write(world, case, "center_officer", "welfare", text="セ welfare 共有", shareable=True)
    city = {f"市 {c}{s}" for c in ("summary", "welfare", "justice_detail") for s in ("", " 共有")}
    assert seen(world, case, "officer") == city | {"セ welfare 共有"}
    assert seen(world, case, "core_officer") == city | {"セ welfare 共有"}
    # the manager reads summaries of every case, welfare only where assigned
    assert seen(world, case, "manager") == {"市 summary", "市 summary 共有"}
    assert seen(world, case, "center_officer") == {
        "市 summary 共有",
        "市 welfare 共有",
        "セ welfare",
        "セ welfare 共有",
    }


def test_an_office_reads_shared_notes_of_its_classes_in_neutral_words(world):
    case = kit.with_center(world)
    (inquiry,) = ask(world, case, make_need(world, case), "home")
    write(world, case, text="市 概要 共有", shareable=True)
    write(world, case, text="市 概要")
    write(world, case, "center_officer", text="センターの記録", shareable=True)
    write(world, case, info_class="welfare", text="市 生活 共有", shareable=True)
    assert seen(world, case, "home_contact") == {"市 概要 共有"}
    inquiry = _positive(world, inquiry)
    name(world, inquiry, make_consent(world, case, world.org("home")))
    assert seen(world, case, "home_contact") == {"市 概要 共有", "市 生活 共有"}
    access = get_case(actor=world.actor("home_contact"), case_id=case.pk, at=world.now)
    views = queries.page_of_notes(access=access, notes=list(queries.visible_notes(access=access)))
    assert {(v.author, v.item, v.counterpart) for v in views} == {("みほん市", "", "")}


def _positive(w, inquiry):
    from renkei.inquiries import services as inquiries
    from tests.inquiries.kit import YES

    return inquiries.answer(actor=w.actor("home_contact"), inquiry=inquiry, seen=inquiry.version, data=YES, now=w.now)


def test_one_ended_row_takes_exactly_its_class(world):
    case = kit.with_center(world)
    write(world, case, text="概要", shareable=True)
    write(world, case, info_class="welfare", text="生活", shareable=True)
    row = LedgerEntry.objects.get(case=case, recipient=world.org("center"), info_class="welfare")
    row.ends_at, row.ended_cause = world.now, "mistake"
    row.save()
    assert seen(world, case, "center_officer") == {"概要"}


def test_reading_a_personal_class_is_recorded(world):
    case = kit.with_center(world)
    write(world, case, info_class="welfare")
    access = get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    before = Event.objects.filter(code="record.viewed").count()
    queries.page_of_notes(access=access, notes=list(queries.visible_notes(access=access)))
    event = Event.objects.filter(code="record.viewed").latest("id")
    assert (Event.objects.filter(code="record.viewed").count(), event.info_class) == (before + 1, "welfare")


def test_writing_in_a_new_class_opens_a_row_of_one_s_own(world):
    case = kit.with_center(world)
    write(world, case, "center_officer", "justice_detail")
    row = LedgerEntry.objects.get(case=case, recipient=world.org("center"), info_class="justice_detail")
    assert row.basis == "own"
    with pytest.raises(RuleBroken, match="情報区分"):  # kept to named persons
        write(world, case, "officer", "third_party")


def test_a_correction_takes_the_place_and_the_old_one_stays_for_one_s_own_side(world):
    case = kit.with_center(world)
    note = write(world, case, text="共有してはいけない内容", shareable=True)
    assert "共有してはいけない内容" in seen(world, case, "center_officer")
    world.clock.tick()
    fields = {"at": note.at, "item": "a", "method": "phone", "counterpart": "person", "minutes": 10}
    newer = services.correct_note(
        actor=world.actor("officer"), note=note, reason="共有の誤り", info_class="summary", now=world.now,
        text="直した内容", shareable=True, **fields,
    )  # fmt: skip
    for who, history in (
        ("officer", ["共有してはいけない内容"]),
        ("core_officer", ["共有してはいけない内容"]),
        ("center_officer", []),
    ):
        assert seen(world, case, who) == {"直した内容"}
        access = get_case(actor=world.actor(who), case_id=case.pk, at=world.now)
        assert [v.note.text for v in queries.versions_of(access=access, note=newer)] == history
        with pytest.raises(NotFound):
            queries.get_note(access=access, note_id=note.pk)
    with pytest.raises(Conflict):
        services.correct_note(
            actor=world.actor("officer"),
            note=note,
            reason="二度目",
            info_class="summary",
            now=world.now,
            text="x",
            **fields,
        )
    with pytest.raises(NotFound):
        services.correct_note(
            actor=world.actor("core_officer"), note=newer, reason="他機関", info_class="summary", now=world.now, text="x",
            **fields,
        )  # fmt: skip


def test_a_next_step_is_a_task_and_either_end_finishes_both(world):
    case = kit.with_center(world)
    due = world.clock.today + timedelta(days=2)
    note = write(world, case, info_class="welfare", next_step="通院に同行", next_due=due)
    (task,) = Task.objects.all()
    assert (task.title, task.info_class, task.due_on, task.user_id) == (
        "通院に同行",
        "welfare",
        due,
        world.user("officer").pk,
    )
    assert step_of(world, case, note).step_is_open
    services.finish_next_step(actor=world.actor("officer"), note=note, now=world.now)
    assert step_of(world, case, note).step_is_done
    services.finish_next_step(actor=world.actor("officer"), note=note, now=world.now)  # a second click
    task.refresh_from_db()
    assert task.status == "done"
    services.reopen_next_step(actor=world.actor("officer"), note=note, now=world.now)
    task.refresh_from_db()
    finish_task(actor=world.actor("officer"), task=task, now=world.now)
    assert step_of(world, case, note).step_is_done
    with pytest.raises(RuleBroken):
        services.finish_next_step(actor=world.actor("officer"), note=write(world, case), now=world.now)


def step_of(w, case, note):
    access = get_case(actor=w.actor("officer"), case_id=case.pk, at=w.now)
    return queries.get_note(access=access, note_id=note.pk)


@pytest.mark.parametrize(
    ("changes", "tasks"),
    [
        ({"text": "直した"}, [("通院に同行", "summary", "open")]),
        ({"next_step": "薬局に電話"}, [("通院に同行", "summary", "dropped"), ("薬局に電話", "summary", "open")]),
        ({"next_step": "", "next_due": None}, [("通院に同行", "summary", "dropped")]),
        ({"info_class": "welfare"}, [("通院に同行", "welfare", "dropped"), ("通院に同行", "welfare", "open")]),
    ],
)
def test_a_correction_moves_or_drops_its_task(world, changes, tasks):
    case = kit.with_center(world)
    due = world.clock.today
    note = write(world, case, next_step="通院に同行", next_due=due, next_owner=None)
    for n in (1, 2):  # the second correction finds the same task
        world.clock.tick()
        fields = {
            "at": note.at, "item": "a", "method": "phone", "counterpart": "person", "text": f"{n}", "info_class": "summary",
            "next_step": "通院に同行", "next_due": due,
        }  # fmt: skip
        note = services.correct_note(
            actor=world.actor("officer"), note=note, reason="誤り", now=world.now, **(fields | changes)
        )  # fmt: skip
        found = Task.objects.order_by("made_at", "pk")
        assert [(t.title, t.info_class, t.status) for t in found] == tasks
    assert all(t.user_id is None for t in found)


def test_what_an_office_may_read_tells_nothing_of_the_background(world):
    """Not in any text of a note that is shown under a class without it; kept to one's own side, or under its class, it may."""
    case, words = kit.with_center(world), "定着支援センターから、釈放の日を聞いた。"
    for box in ("text", "observed", "judgement", "next_step"):
        for info_class in ("summary", "welfare"):
            with pytest.raises(RuleBroken) as refused:
                write(world, case, info_class=info_class, shareable=True, **{box: words})
            assert refused.value.field == box
    assert not Note.objects.exists()
    write(world, case, info_class="welfare", text=words)
    write(world, case, info_class="justice_outline", text=words, shareable=True)


def test_a_task_that_is_done_follows_a_note_whose_class_is_raised(world):
    """Its words are read nowhere under the old class; lowering the note later lowers no old words."""
    case, officer = kit.with_center(world), world.actor("officer")
    note = write(world, case, next_step="通院に同行", next_due=world.clock.today)
    services.finish_next_step(actor=officer, note=note, now=world.now)
    for info_class, stands in (("welfare", ["welfare", "welfare"]), ("summary", ["summary", "welfare", "welfare"])):
        fields = {"at": note.at, "item": "a", "method": "phone", "counterpart": "person", "text": "直した", "next_step": "通院に同行",
                  "next_due": world.clock.today}  # fmt: skip
        note = services.correct_note(
            actor=officer, note=note, reason="区分の誤り", info_class=info_class, now=world.clock.tick(), **fields
        )
        assert sorted(Task.objects.values_list("info_class", flat=True)) == stands
    assert set(Task.objects.values_list("status", flat=True)) == {"done"}


def test_what_was_taken_back_does_not_come_back_where_the_new_class_is_shut(world):
    """The city's manager reads summaries only: a summary that became welfare is gone for him, also in its old words."""
    case = kit.with_center(world)
    note = write(world, case, text="書いてはいけなかったこと")
    assert "書いてはいけなかったこと" in seen(world, case, "manager")
    fields = {"at": note.at, "item": "a", "method": "phone", "counterpart": "person", "text": "直した"}
    services.correct_note(
        actor=world.actor("officer"), note=note, reason="区分の誤り", info_class="welfare", now=world.clock.tick(), **fields
    )  # fmt: skip
    assert seen(world, case, "manager") == set()
    assert seen(world, case, "officer") == {"直した"}


def test_of_another_s_work_the_name_is_asked(world):
    case = kit.with_center(world)
    with pytest.raises(RuleBroken) as error:
        write(world, case, doer="other")
    assert error.value.field == "doer_name"
    note = write(
        world,
        case,
        doer="other",
        doer_name="市の福祉課",
        place="市役所",
        partner="福祉課",
        observed="元気",
        judgement="様子を見る",
    )
    assert step_of(world, case, note).doer == "市の福祉課（ほかの機関の人（代わりに入力））"


def test_an_office_hears_nothing_of_place_partner_or_prison(world):
    case = kit.with_center(world)
    (inquiry,) = ask(world, case, make_need(world, case), "home")
    assert inquiry
    write(world, case, shareable=True, method="prison_visit", place="みほん刑務所", partner="刑務所の福祉専門官", doer="colleague",
          doer_name="同僚")  # fmt: skip
    access = get_case(actor=world.actor("home_contact"), case_id=case.pk, at=world.now)
    (view,) = queries.page_of_notes(access=access, notes=list(queries.visible_notes(access=access)))
    assert (view.method, view.told, view.doer) == ("面会", False, "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " "}, "text"),
        ({"at": timedelta(days=1)}, "at"),
        ({"next_due": timedelta(days=1), "next_step": ""}, "next_step"),
        ({"minutes": 10, "ends": time(9, 30), "at": timedelta(hours=-1)}, "ends"),
        ({"ends": time(7, 0), "at": timedelta(hours=-1)}, "ends"),
    ],
)
def test_bad_input_is_named(world, fields, field):
    case = kit.with_center(world)
    values = dict(fields)
    if "at" in values:
        values["at"] = world.now + values["at"]
    if "next_due" in values:
        values["next_due"] = world.clock.today + values["next_due"]
    with pytest.raises(RuleBroken) as error:
        write(world, case, **values)
    assert error.value.field == field


def test_the_database_refuses_to_overwrite(world):
    note = write(world, kit.with_center(world))
    for change in (lambda: Note.objects.filter(pk=note.pk).update(shareable=True), note.delete):
        with pytest.raises(DatabaseError, match="支援経過記録"), transaction.atomic():
            change()


def test_only_classes_one_may_read_are_offered(world):
    case = kit.with_center(world)
    access = get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    assert InfoClass.THIRD_PARTY not in queries.writable_classes(access=access)
    assert InfoClass.JUSTICE_DETAIL in queries.writable_classes(access=access)
