"""The first page for every role, its order, its cost, and the messages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from renkei.notifications.services import notify
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.kit.world import MEMBERS
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

HOME = "/"
OFFICES = ("home_contact", "home_staff", "work_contact", "planner")


@pytest.mark.parametrize("who", [m[0] for m in MEMBERS])
def test_every_role_has_a_home_that_says_what_to_do(world, client, who):
    world.login(client, who)
    with at_world_time(world):
        response = client.get(HOME)
    page = text_of(response)
    assert response.status_code == 200
    assert response.context["welcome"] or response.context["actions"] or response.context["lines"]
    if who in OFFICES:
        assert not [w for w in HIDDEN_WORDS if w in page]


def test_what_waits_comes_overdue_first(world, client):
    case = kit.with_center(world)
    write(world, case, next_step="あとで", next_due=world.clock.today + timedelta(days=2))
    write(world, case, next_step="もう過ぎた", next_due=world.clock.today - timedelta(days=2))
    world.login(client, "officer")
    with at_world_time(world):
        response = client.get(HOME)
    lines = response.context["lines"]
    dues = [line.due for line in lines if line.due]
    assert dues == sorted(dues)
    assert lines[0].overdue
    assert all(line.url for line in lines), [line.title for line in lines if not line.url]
    assert case.number in text_of(response)
    assert "もう過ぎた" not in text_of(response)


def test_the_page_costs_the_same_with_many_cases(world, client):
    world.login(client, "officer")
    counts = []
    with at_world_time(world):
        for total in (1, 50):
            for _ in range(total if total == 1 else total - 1):
                case = kit.settle(world, kit.with_center(world, template=("plan",)))
                kit.step(world, "center_officer", kit.items(case)[0], "propose")
                write(world, case, next_step="電話", next_due=world.clock.today)
            client.get(HOME)
            with CaptureQueriesContext(connection) as found:
                client.get(HOME)
            counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["manager", "officer", "center_officer", "core_manager"])
def test_nothing_is_asked_twice(world, client, who):
    """The page puts a dozen questions to the ledger; those that are the same are put once (ADR 0020)."""
    write(world, kit.with_center(world), next_step="電話", next_due=world.clock.today)
    world.login(client, who)
    with at_world_time(world):
        client.get(HOME)
        with CaptureQueriesContext(connection) as found:
            client.get(HOME)
    asked = [query["sql"] for query in found if query["sql"].startswith("SELECT")]
    questions = [sql for sql in asked if "array_agg" in sql.lower() and '"disclosure_ledgerentry"' in sql]
    assert not [
        sql for sql in asked if asked.count(sql) > 1 and "accounts_membership" not in sql
    ]  # who acts; his others
    assert len(questions) <= 5  # as many as there are different ones for this role
    assert questions or who.endswith("manager")  # for whom no bell rings here (ADR 0033)


def test_logged_out(client, db):
    assert client.get(HOME).status_code == 302


def test_messages_are_opened_and_marked(world, client):
    case = kit.with_center(world)
    user, org = world.user("officer").pk, world.org("city").pk
    Message.objects.all().delete()
    for _ in range(3):
        notify(to=[(user, org)], kind=Kind.CASE_MOVED, now=world.now, number=case.number, link=f"/cases/{case.pk}/")
    notify(to=[(user, org)], kind=Kind.DISCLOSURE_ENDED, now=world.now, link="https://example.com/")
    world.login(client, "officer")
    list_url = reverse("notifications:list")
    with at_world_time(world):
        assert "未読 4件" in text_of(client.get(list_url))
        own, foreign = (
            Message.objects.filter(link__startswith="/").first(),
            Message.objects.get(link__startswith="http"),
        )
        assert client.post(reverse("notifications:open", args=[own.pk])).url == f"/cases/{case.pk}/"
        assert client.post(reverse("notifications:open", args=[foreign.pk])).url == list_url
        assert client.get(reverse("notifications:open", args=[own.pk])).status_code == 405
        assert "未読 2件" in text_of(client.get(list_url))
        assert client.post(reverse("notifications:read_all")).status_code == 302
        assert "未読 0件" in text_of(client.get(list_url))
    world.login(client, "colleague")
    with at_world_time(world):
        assert "お知らせはありません" in text_of(client.get(list_url))
        assert client.post(reverse("notifications:open", args=[own.pk])).status_code == 404
