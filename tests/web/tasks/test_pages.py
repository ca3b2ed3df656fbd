"""The pages of the tasks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.coordination.models import Task
from renkei.coordination.rules.tasks import LATER_DAYS
from tests.coordination import board_kit as kit
from tests.coordination.test_tasks import add
from tests.inquiries.kit import ask, make_need
from tests.web.html_forms import main_form
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of


def url(name, case, *args):
    return reverse(f"tasks:{name}", args=[case.pk, *args])


def test_add_change_finish_reopen_drop(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    me = f"user:{world.actor('officer').user_id}"
    with at_world_time(world):
        assert "まだありません" in text_of(client.get(url("list", case)))
        form = main_form(client.get(url("new", case))).values
        assert form["who"] == [me]
        typed = {"title": "役所で転入届を出す", "info_class": "summary", "who": "", "due_on": "R8.12.1", "start_on": ""}
        assert client.post(url("new", case), typed).status_code == 302
        task = Task.objects.get()
        page = text_of(client.get(url("list", case)))
        assert "まだだれも引き受けていないこと（1件）" in page
        assert client.post(url("take", case, task.pk)).status_code == 302
        assert "わたしがすること" in text_of(client.get(url("list", case)))
        form = main_form(client.get(url("change", case, task.pk))).values
        assert client.post(url("change", case, task.pk), form | {"start_on": ["2026-12-05"]}).status_code == 422
        assert client.post(url("change", case, task.pk), form | {"due_on": ["2026-12-10"]}).status_code == 302
        for name in ("finish", "reopen"):
            assert client.post(url(name, case, task.pk)).status_code == 302
        assert client.post(url("drop", case, task.pk), {}).status_code == 422
        assert client.post(url("drop", case, task.pk), {"reason": "not_needed"}).status_code == 302
        assert client.post(url("finish", case, task.pk)).status_code == 409
        assert "必要がなくなった" in text_of(client.get(url("list", case)))


@pytest.mark.parametrize("who", ["core_officer", "center_officer", "manager"])
def test_the_page_of_the_others(world, client, who):
    case = kit.with_center(world)
    task = add(world, case, title="罪名に触れること", info_class="justice_detail")
    world.login(client, who)
    with at_world_time(world):
        page = text_of(client.get(url("list", case)))
        assert ("罪名に触れること" in page) == (who == "core_officer")
        assert client.get(url("drop", case, task.pk)).status_code == (404 if who == "center_officer" else 200)


def test_an_office_reads_neutral_words(world, client):
    case = kit.with_center(world)
    ask(world, case, make_need(world, case), "home")
    add(world, case, title="釈放日の迎えを決める", info_class="justice_outline")
    add(world, case, title="見学の候補日を出す", organisation_id=world.org("home").pk, user_id=None)
    world.login(client, "home_contact")
    with at_world_time(world):
        for address in (url("list", case), url("new", case), reverse("my_tasks:list") + "?show=nobody"):
            page = text_of(client.get(address))
            assert [w for w in HIDDEN_WORDS if w in page] == []
        assert "見学の候補日" in page


def test_mine_across_cases(world, client):
    cases = [kit.with_center(world, board=False) for _ in range(2)]
    for n, case in enumerate(cases):
        add(world, case, title=f"わたしの{n}")
    add(world, cases[0], title="だれかの", user_id=None)
    world.login(client, "officer")
    with at_world_time(world):
        page = text_of(client.get(reverse("my_tasks:list")))
        assert "わたしの0" in page
        assert "わたしの1" in page
        assert "だれかの" not in page
        assert "だれかの" in text_of(client.get(reverse("my_tasks:list"), {"show": "nobody"}))
        world.login(client, "core_officer")
        assert "いま、あなたが担当" in text_of(client.get(reverse("my_tasks:list")))


def test_both_lists_cost_the_same_at_1_and_50_rows(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    counts = []
    with at_world_time(world):
        for total in (1, 50):
            while Task.objects.count() < total:
                add(world, case)
            for address in (url("list", case), reverse("my_tasks:list")):
                client.get(address)
                with CaptureQueriesContext(connection) as found:
                    client.get(address)
                counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_several_at_once(world, client):
    """Ticked ones, or all of one's own body; all or none; what is not his to find is not there."""
    case = kit.with_center(world)
    core = world.org("core").pk
    mine = [add(world, case, title=f"市の{n}", user_id=None) for n in range(3)]
    other = add(world, case, title="基幹の", user_id=None, organisation_id=core)
    world.login(client, "officer")
    with at_world_time(world):
        form = 'form="many-1" name="every"'
        page = client.get(url("list", case))
        assert form in page.content.decode()
        assert "自分の機関の3件を、すべて引き受ける" in text_of(page)
        assert "選んでから" in text_of(client.post(url("take_many", case), {}, follow=True))
        assert "2件を引き受けました" in text_of(
            client.post(url("take_many", case), {"task": [str(mine[0].pk), str(other.pk)]}, follow=True)
        )
        assert {t.title for t in Task.objects.filter(user_id=world.actor("officer").user_id)} == {"市の0", "基幹の"}
        listed = {"listed": [str(t.pk) for t in mine[1:]], "every": "1", "back": "plan"}
        assert client.post(url("take_many", case), listed).url == reverse("plan:page", args=[case.pk])
        half = {"task": [str(mine[0].pk), str(case.pk)]}
        assert client.post(url("finish_many", case), half).status_code == 404
        assert not Task.objects.filter(status="done").exists()
        world.login(client, "core_officer")
        theirs = {"task": [str(t.pk) for t in mine]}
        assert client.post(url("take_many", case), theirs | {"task": [str(other.pk)]}).status_code == 409
        world.login(client, "officer")
        assert "3件を済みにしました" in text_of(client.post(url("finish_many", case), theirs, follow=True))
        assert client.post(url("finish_many", case), theirs).status_code == 409


def test_what_has_not_begun_is_folded(world, client):
    case, today = kit.with_center(world), world.clock.today
    add(world, case, title="あとのこと", start_on=today + timedelta(days=1), due_on=today + timedelta(days=40))
    add(world, case, title="今日から", start_on=today, due_on=today + timedelta(days=40))
    add(world, case, title="遠い期限", due_on=today + timedelta(days=LATER_DAYS + 1))
    world.login(client, "officer")
    with at_world_time(world):
        groups = client.get(url("list", case)).context["groups"]
    assert [[v.title for v in part] for part in (groups[0].now, groups[0].later)] == [
        ["今日から"],
        ["遠い期限", "あとのこと"],
    ]
