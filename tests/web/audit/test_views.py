"""The record for the auditor: who reads it, filters, the export that is on record itself, no names of persons."""

from __future__ import annotations

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.audit.queries import latest_head
from renkei.audit.services import record, seal
from renkei.policy.actor import system_actor
from tests.kit.cases import make_case
from tests.kit.world import World
from tests.web.kit import at_world_time, text_of


@pytest.fixture(autouse=True)
def story_time(world: World):
    with at_world_time(world):
        yield


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("admin", 403), ("manager", 403), ("home_contact", 403)])
def test_who_reads_the_record(world: World, client, who, status) -> None:
    world.login(client, who)
    assert [client.get(reverse(f"audit:{n}")).status_code for n in ("list", "export")] == [status, status]


def test_filters(world: World, client) -> None:
    record(actor=world.actor("officer"), event=E.PRINTED, now=world.now)
    world.login(client, "auditor")
    found = text_of(client.get(reverse("audit:list"), {"code": E.PRINTED, "organisation": str(world.org("city").pk)}))
    assert "印刷" in found
    assert "市町村 担当（officer）" in found
    assert "機関の登録" not in found.split("日時", 1)[1]
    for query in ({"last": "R8.11.23"}, {"organisation": str(world.org("bar").pk), "code": E.PRINTED}):
        assert "記録はありません" in text_of(client.get(reverse("audit:list"), query))
    wrong = client.get(reverse("audit:list"), {"first": "R8.11.24", "last": "R8.11.1"})
    assert wrong.status_code == 422


def test_who_and_which_case(world: World, client) -> None:
    kit = make_case(world)
    case = kit.case
    record(actor=world.actor("officer"), event=E.PRINTED, now=world.now, case_id=case.pk, detail={"form": "handover"})
    record(actor=world.actor("manager"), event=E.PRINTED, now=world.now, detail={"form": "ledger_copy"})
    world.login(client, "auditor")

    def papers(**query: str) -> list[str]:
        shown = text_of(client.get(reverse("audit:list"), {"code": E.PRINTED, **query}))
        return [paper for paper in ("引継書", "開示台帳の写し") if paper in shown]

    assert papers() == ["引継書", "開示台帳の写し"]
    assert papers(user="officer@example.jp") == papers(user="（officer") == ["引継書"]
    assert papers(user="nobody@example.jp") == papers(case="R8-XXXXX") == papers(case=str(world.org("city").pk)) == []
    assert papers(case=case.number.lower()) == papers(case=str(case.pk)) == ["引継書"]


def test_the_seal_and_the_head_for_paper(world: World, client) -> None:
    world.login(client, "auditor")
    assert "まだ封印されていません" in text_of(client.get(reverse("audit:list")))
    assert client.get(reverse("audit:head")).status_code == 404
    seal(actor=system_actor("jobs"), now=world.now, until=Event.objects.latest("id").pk)
    record(actor=system_actor("jobs"), event=E.AUDIT_CHECKED, now=world.now, detail={"findings": 0})
    assert "封印のとおり" in text_of(client.get(reverse("audit:list")))
    record(actor=system_actor("jobs"), event=E.AUDIT_CHECKED, now=world.clock.tick(), detail={"findings": 2})
    assert "記録が変えられています" in text_of(client.get(reverse("audit:list")))
    sheet = client.get(reverse("audit:head"))
    assert latest_head().text() in html.unescape(sheet.content.decode())
    assert "令和8年11月24日" in text_of(sheet)
    assert Event.objects.filter(code=E.PRINTED, detail={"form": "audit_head"}).exists()


def test_the_export_is_on_record(world: World, client) -> None:
    world.login(client, "auditor")
    answer = client.get(reverse("audit:export"))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.decode("utf-8-sig").count("\n") == Event.objects.exclude(code=E.EXPORTED).count() + 1
    assert Event.objects.filter(code=E.EXPORTED, user_id=world.actor("auditor").user_id).exists()


def test_the_page_costs_the_same_at_one_and_fifty_rows(world: World, client) -> None:
    world.login(client, "auditor")
    query = {"code": E.PRINTED}
    record(actor=world.actor("officer"), event=E.PRINTED, now=world.now)
    client.get(reverse("audit:list"), query)
    counts = []
    for more in (0, 49):
        for n in range(more):
            record(actor=world.actor(list(world.members)[n % 18]), event=E.PRINTED, now=world.now)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("audit:list"), query)
        counts.append(len(queries))
    assert counts[0] == counts[1]
