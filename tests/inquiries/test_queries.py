"""Costs that do not grow, the job's command, and what the database itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from renkei.cases.enums import NeedKind
from renkei.disclosure.queries import get_case
from renkei.inquiries import queries
from renkei.inquiries.models import Answer, Inquiry, Visit
from tests.inquiries.kit import ask, make_case, make_need, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def _cost(call: Any) -> int:
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def test_costs_are_the_same_for_1_and_20(world: World) -> None:
    case = make_case(world)
    officer, contact = world.actor("officer"), world.actor("home_contact")
    access = get_case(actor=officer, case_id=case.pk, at=world.now)
    calls = (
        lambda: queries.waiting(actor=officer, at=world.now),
        lambda: queries.waiting(actor=contact, at=world.now),
        lambda: queries.needs_with_inquiries(access=access),
        lambda: list(queries.sent(actor=officer, at=world.now)),
    )
    ask(world, case, make_need(world, case), "home")
    before = [_cost(c) for c in calls]
    for _ in range(19):
        ask(world, case, make_need(world, case, NeedKind.OTHER), "home")
    assert [_cost(c) for c in calls] == before


def test_the_command_of_the_job(world: World, capsys: Any) -> None:
    walk(world, "anonymous")
    world.clock.tick(days=8)
    call_command("expire_inquiries")
    assert "期限切れ 1件" in capsys.readouterr().out
    assert Inquiry.objects.get().status == "expired"


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("candidate", {"status": "anonymous"}),  # sent without a sheet
        ("anonymous", {"status": "declined"}),  # over without a time
        ("disclosed", {"status": "agreed"}),  # agreed without a time
        ("agreed", {"status": "contracted"}),  # no day of the contract
        ("anonymous", {"with_background": True}),  # no reason
    ],
)
def test_the_database_repeats_the_promises(world: World, status: str, changes: dict[str, Any]) -> None:
    inquiry = walk(world, status)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(**changes)


def test_no_two_offices_for_one_need_in_the_database(world: World) -> None:
    first = walk(world, "agreed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.create(
            case=first.case, need=first.need, organisation=world.org("work"), number="S8-TWICE", status="agreed",
            sheet={}, deadline=world.now, sent_at=world.now, disclosed_at=world.now, agreed_at=world.now,
        )  # fmt: skip


def test_answers_and_visits_are_whole(world: World) -> None:
    inquiry = walk(world, "positive")
    for values in ({"kind": "no"}, {"kind": "conditional"}, {"kind": "yes", "entered_for": world.org("city")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(inquiry=inquiry, channel="screen", answered_at=world.now, **values)
    for values in ({"status": "done"}, {"status": "cancelled"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.create(inquiry=inquiry, kind="tour", planned_at=world.now, **values)
