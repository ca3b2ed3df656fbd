"""Tasks: who adds, sees, takes and ends them; whose words; what waits; the database's own guards."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.audit.models import Event
from renkei.coordination.enums.tasks import TaskSource, TaskStatus
from renkei.coordination.models import Task
from renkei.coordination.queries import tasks as queries
from renkei.coordination.rules.tasks import WITHHELD, Group
from renkei.coordination.services import closing
from renkei.coordination.services import tasks as services
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.notifications.models import Message
from tests.coordination import board_kit as kit
from tests.inquiries.kit import ask, make_need

pytestmark = pytest.mark.django_db
WRITERS = {
    "officer": True, "manager": True, "core_officer": True, "core_manager": True, "center_officer": True, "grants": False,
    "colleague": False, "planner": False, "home_contact": False, "lawyer": False, "town_officer": False,
    "prefecture": False, "auditor": False, "admin": False,
}  # fmt: skip


def add(w, case, who="officer", **fields) -> Task:
    values = {"title": "ハローワークに同行する", "now": w.now, "user_id": w.actor(who).user_id} | fields
    return services.add_task(actor=w.actor(who), case=case, **values)


def shown(w, case, who) -> dict[str, str]:
    """title → group."""
    return {v.title: v.group.name for v in queries.tasks_of(actor=w.actor(who), case=case, at=w.now)}


@pytest.mark.parametrize(("who", "may"), WRITERS.items())
def test_who_adds(world, who, may):
    case = kit.with_center(world)
    if may:
        assert add(world, case, who).organisation_id == world.actor(who).organisation_id
    else:
        with pytest.raises((NotAllowed, NotFound)):
            add(world, case, who)


def test_who_reads_whose_words(world):
    """Bodies of the programme share what is open to them; of its own body's a reader without the class sees no words."""
    case = kit.with_center(world)  # the centre holds summary, welfare, justice_outline
    add(world, case, title="市の概要", user_id=None)
    add(world, case, title="市の生活", info_class="welfare")
    add(world, case, title="市の罪名", info_class="justice_detail")
    add(world, case, "center_officer", title="センターの生活", info_class="welfare", user_id=None)
    assert set(shown(world, case, "officer")) == {"市の概要", "市の生活", "市の罪名", "センターの生活"}
    assert set(shown(world, case, "core_officer")) == {"市の概要", "市の生活", "市の罪名", "センターの生活"}
    assert set(shown(world, case, "center_officer")) == {"市の概要", "市の生活", "センターの生活"}
    assert set(shown(world, case, "manager")) == {"市の概要", WITHHELD}  # not assigned: no welfare


def test_an_office_sees_its_own_tasks_and_no_others(world):
    case = kit.with_center(world)
    ask(world, case, make_need(world, case), "home")
    add(world, case, title="市のこと", user_id=None)
    home = world.org("home").pk
    add(world, case, title="見学の候補日を三つ出す", organisation_id=home, user_id=None)
    assert shown(world, case, "home_contact") == {"見学の候補日を三つ出す": "NOBODY"}
    with pytest.raises(RuleBroken, match="開示されていません"):  # the ledger is the permission
        add(world, case, title="迎えに行く", info_class="justice_outline", organisation_id=home, user_id=None)
    with pytest.raises(RuleBroken, match="ほかの機関"):
        add(world, case, "home_contact", organisation_id=world.org("city").pk, user_id=None)
    mine = Task.objects.get(organisation_id=home)
    services.take_task(actor=world.actor("home_contact"), task=mine, now=world.now)
    services.finish_task(actor=world.actor("home_contact"), task=mine, now=world.now)
    city = Task.objects.get(organisation_id=world.org("city").pk)
    access = get_case(actor=world.actor("home_contact"), case_id=case.pk, at=world.now)
    with pytest.raises(NotFound):
        queries.get_task(access=access, task_id=city.pk)


def test_the_groups_stand_in_their_order(world):
    case, today = kit.with_center(world), world.clock.today
    other = world.actor("core_officer").user_id
    add(world, case, title="済み")
    services.finish_task(actor=world.actor("officer"), task=Task.objects.get(), now=world.now)
    add(world, case, title="ほか", organisation_id=world.org("core").pk, user_id=other)
    add(world, case, title="わたし", due_on=today)
    add(
        world,
        case,
        title="過ぎた",
        organisation_id=world.org("core").pk,
        user_id=other,
        due_on=today - timedelta(days=1),
    )
    add(world, case, title="だれも", user_id=None, due_on=today - timedelta(days=3))
    views = queries.tasks_of(actor=world.actor("officer"), case=case, at=world.now)
    assert [v.title for v in views] == ["だれも", "過ぎた", "わたし", "ほか", "済み"]
    assert [g.group for g in queries.grouped(views, actor=world.actor("officer"))] == list(Group)
    assert [v.overdue for v in views] == [True, True, False, False, False]


def test_taking_handing_on_and_ending(world):
    case = kit.with_center(world)
    officer, core = world.actor("officer"), world.actor("core_officer")
    task = add(world, case, user_id=None)
    stale = Task.objects.select_related("case").get(pk=task.pk)
    task = services.take_task(actor=core, task=task, now=world.now)
    assert (task.user_id, task.organisation_id) == (core.user_id, core.organisation_id)
    with pytest.raises(Conflict, match="先に引き受け"):
        services.take_task(actor=officer, task=stale, now=world.now)
    center = world.org("center").pk
    task = services.change_task(actor=core, task=task, organisation_id=center, due_on=world.clock.today, now=world.now)
    assert (task.organisation_id, task.user_id) == (center, None)
    assert Message.objects.filter(kind="task_given", user_id=world.actor("center_officer").user_id).count() == 1
    task = services.take_task(actor=world.actor("center_officer"), task=task, now=world.now)
    task = services.change_task(actor=officer, task=task, organisation_id=center, due_on=None, now=world.now)
    assert task.user_id == world.actor("center_officer").user_id  # its body decides who: a date alone changes nobody
    task = services.finish_task(actor=officer, task=task, now=world.now)  # heard by telephone
    assert (task.status, task.ended_by) == (TaskStatus.DONE, officer.user_id)
    for step in (services.finish_task, services.take_task):
        with pytest.raises((InvalidTransition, Conflict)):
            step(actor=officer, task=task, now=world.now)
    task = services.reopen_task(actor=officer, task=task, now=world.now)
    assert (task.status, task.ended_at, task.ended_by) == (TaskStatus.OPEN, None, None)
    with pytest.raises(RuleBroken, match="理由"):
        services.drop_task(actor=officer, task=task, reason="", now=world.now)
    task = services.drop_task(actor=officer, task=task, reason="duplicate", now=world.now)
    steps = [e.detail["step"] for e in Event.objects.filter(code="task.changed", object_id=task.pk).order_by("id")]
    assert steps == ["add", "take", "change", "take", "change", "finish", "reopen", "drop"]


def test_only_members_of_the_body_are_asked(world):
    case = kit.with_center(world)
    with pytest.raises(RuleBroken) as error:
        add(world, case, user_id=world.actor("town_officer").user_id)
    assert error.value.field == "who"
    access = get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now)
    people = dict(queries.doers(access=access))
    assert next(iter(people)) == f"user:{world.actor('officer').user_id}"
    assert f"body:{world.org('center').pk}" in people
    assert f"user:{world.actor('colleague').user_id}" not in people  # not assigned: could not do it


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "入力してください"),
        ({"start_on": timedelta(days=3), "due_on": timedelta(days=1)}, "始める日以後"),
        ({"info_class": "third_party"}, "情報区分"),
    ],
)
def test_bad_input_is_named(world, fields, words):
    case = kit.with_center(world)
    values = {k: world.clock.today + v if isinstance(v, timedelta) else v for k, v in fields.items()}
    with pytest.raises(RuleBroken, match=words):
        add(world, case, **values)


def test_what_came_from_a_thing_is_dropped_with_it(world):
    case, thing = kit.with_center(world), uuid4()
    for n in range(3):
        add(world, case, title=f"決定{n}", source=TaskSource.MEETING, source_id=thing)
    add(world, case, title="別の会議", source=TaskSource.MEETING, source_id=uuid4())
    services.finish_task(actor=world.actor("officer"), task=Task.objects.get(source_id=thing, pk=Task.objects.filter(source_id=thing).first().pk), now=world.now)  # fmt: skip
    args = {"actor": world.actor("officer"), "source": TaskSource.MEETING, "source_id": thing, "now": world.now}
    assert services.drop_tasks_of(**args) == 2
    assert services.drop_tasks_of(**args) == 0
    assert sorted(Task.objects.values_list("status", flat=True)) == ["done", "dropped", "dropped", "open"]


def test_what_waits_is_one_line_per_case_and_tells_nothing(world):
    case = kit.with_center(world)
    for _ in range(3):
        add(world, case, title="通院に同行", due_on=world.clock.today + timedelta(days=2), info_class="welfare")
    add(world, case, due_on=world.clock.today + timedelta(days=30))
    add(world, case, user_id=None)
    mine, nobodys = queries.waiting(actor=world.actor("officer"), at=world.now)
    assert "3件" in mine.why
    assert "1件" in nobodys.why
    assert "通院" not in mine.title + mine.why
    assert queries.waiting(actor=world.actor("core_officer"), at=world.now) == []
    assert queries.waiting(actor=world.actor("auditor"), at=world.now) == []


def test_nothing_is_asked_on_a_closed_case(world):
    case = kit.with_center(world)
    task = add(world, case, user_id=None)
    kit.settle(world, case)
    officer = world.actor("officer")
    case = closing.close_case(actor=officer, case=case, reason="settled", report="終わりました。", now=world.now)
    assert queries.waiting(actor=officer, at=world.now) == []
    with pytest.raises(Conflict):
        add(world, case)
    task = services.finish_task(actor=officer, task=Task.objects.select_related("case").get(pk=task.pk), now=world.now)
    with pytest.raises(Conflict):
        services.reopen_task(actor=officer, task=task, now=world.now)


def test_the_list_costs_the_same_at_1_and_30_tasks(world):
    case = kit.with_center(world)
    counts = []
    for total in (1, 30):
        while Task.objects.count() < total:
            add(world, case, info_class="welfare")
        for read in (
            lambda: queries.tasks_of(actor=world.actor("officer"), case=case, at=world.now),
            lambda: queries.views_across(
                actor=world.actor("officer"), tasks=queries.open_tasks(actor=world.actor("officer"), at=world.now), at=world.now
            ),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as found:
                read()
            counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_the_database_keeps_its_promises(world):
    task = add(world, kit.with_center(world))
    wrong = ({"status": "done"}, {"status": "dropped", "ended_at": world.now})
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**change)
    twin = {"source": "plan", "source_id": None, "rule": "x", "made_at": world.now, "title": "二度"}
    Task.objects.create(case=task.case, organisation=task.organisation, **twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(case=task.case, organisation=task.organisation, **twin)
