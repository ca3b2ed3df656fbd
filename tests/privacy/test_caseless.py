"""What hangs on no case and is due: counted by kind, from the day after the fiscal year in which it ended, for its own town."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from renkei.consultation.models import Consultation, SupportContact
from renkei.contacts.enums.meetings import WITHOUT_CASE
from renkei.contacts.models import Meeting
from renkei.core.errors import NotAllowed
from renkei.privacy.models import DataRequest, Incident
from renkei.privacy.queries.caseless import due_kinds
from tests.kit.cases import make_case, users
from tests.kit.world import World
from tests.privacy.kit import ask
from tests.privacy.test_retention import AFTER
from tests.web.kit import text_of

pytestmark = pytest.mark.django_db


def fill(world: World) -> None:
    """One of each kind, ended today; of a case, of another town and not yet ended, too: those never count."""
    kit, city, now = make_case(world), world.org("city"), world.now
    ask(kit)
    DataRequest.objects.update(status="withdrawn", withdrawn_on=world.clock.today)
    Incident.objects.create(
        number="X8-AAAAA", organisation=city, reported_by=users(world, "officer")[0], reported_at=now, kind="loss",
        known_at=now, status="closed", closed_at=now, close_reason="対応を終えた",
    )  # fmt: skip
    for number, (town, case, closed) in enumerate(
        ((city, None, now), (city, None, None), (city, kit.case, now), (world.org("town"), None, now))
    ):
        common: dict[str, Any] = {"municipality": town, "office": world.org("home"), "case": case}
        Consultation.objects.create(
            **common, number=f"S8-{number:05d}", kind="money", about="case" if case else "general", asked_at=now,
            answer_due=world.clock.today, status="done" if closed else "received", closed_at=closed,
        )  # fmt: skip
        SupportContact.objects.create(
            **common, organisation=city, kind="visit", method="visit", counterpart="office", info_class="summary",
            at=now + timedelta(days=0 if closed else 400), written_at=now,
        )  # fmt: skip
    Meeting.objects.create(organisation=city, kind=WITHOUT_CASE[0], at=now, status="held")


@pytest.mark.parametrize(("earlier", "counts"), [(0, [1, 1, 1, 1, 1]), (1, [])])
def test_due_by_kind_the_day_after_its_fiscal_year(world: World, earlier: int, counts: list[int]) -> None:
    fill(world)
    day = world.clock.today
    world.clock.at = AFTER - timedelta(days=earlier)
    found = due_kinds(actor=world.actor("manager"), at=world.now)
    assert [kind.count for kind in found] == counts
    assert {kind.oldest for kind in found} <= {day}
    assert due_kinds(actor=world.actor("town_manager"), at=world.now) == [] or counts


def test_who_reads_it_and_where(world: World, client: Any) -> None:
    fill(world)
    world.clock.at = AFTER
    for member in ("home_contact", "center_officer"):
        with pytest.raises(NotAllowed):
            due_kinds(actor=world.actor(member), at=world.now)
    town = due_kinds(actor=world.actor("town_manager"), at=world.now)
    assert [kind.count for kind in town] == [1, 1], "its own consultation and contact"
    page = text_of(world.login(client, "manager").get("/privacy/retention/"))
    assert "ケースにつかない記録" in page
    assert page.count("1件") == 5
