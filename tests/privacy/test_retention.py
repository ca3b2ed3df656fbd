"""保存期間と廃棄: when, by whom, and that nothing can be read afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from renkei.cases.models import Case
from renkei.core import keyring
from renkei.core.clock import TOKYO, day_of
from renkei.core.errors import Conflict, Destroyed, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.core.fields import DESTROYED
from renkei.core.wall import acting_as
from renkei.disclosure.queries import get_case, visible_cases
from renkei.people.models import IdentityRecord, NameIndex
from renkei.policy.actor import system_actor
from renkei.privacy.enums.retention import DestructionStatus, Waits
from renkei.privacy.models import Destruction, OutcomeCount
from renkei.privacy.queries.retention import counted, due_lines
from renkei.privacy.services import destroying, local, retention
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import START, World
from tests.privacy.kit import ask
from tests.web.kit import text_of

JOBS = system_actor("jobs")
AFTER = datetime(2032, 4, 1, 9, 0, tzinfo=TOKYO)  # the first day after 令和13年度: closed in 令和8年度, five years


def closed(world: World, **changes: Any) -> CaseKit:
    """A case closed today, by the back door: how it is closed is another test's matter."""
    kit = make_case(world)
    Case.objects.filter(pk=kit.case.pk).update(
        status="closed", closed_at=world.now, close_reason="settled", area_code="99201", **changes
    )
    kit.case.refresh_from_db()
    return kit


@pytest.fixture
def kit(world: World) -> CaseKit:
    return closed(world)


@pytest.fixture
def later(kit: CaseKit) -> CaseKit:
    """The same case when its time is over; everybody is still in office."""
    kit.world.clock.at = AFTER
    return kit


def approved(kit: CaseKit) -> Destruction:
    world = kit.world
    found = retention.propose(actor=world.actor("officer"), case=kit.case, now=world.now)
    return retention.approve(actor=world.actor("manager"), destruction=found, now=world.now)


def test_due_on_the_day_after_the_fiscal_year(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    for day, due in ((31, False), (32, True)):
        at = AFTER if due else datetime(2032, 3, day, 23, 59, tzinfo=TOKYO)
        assert bool(due_lines(actor=manager, at=at)) is due
    local.set_rule(
        actor=manager, municipality=world.org("city"), kind="keep_years", value=10, starts_on=day_of(world.now),
        ends_on=None, source="文書管理規程", now=world.now,
    )  # fmt: skip
    assert due_lines(actor=manager, at=AFTER) == []
    world.clock.at = AFTER
    with pytest.raises(RuleBroken, match="終わっていません"):
        retention.propose(actor=manager, case=kit.case, now=AFTER)


def test_four_eyes(later: CaseKit) -> None:
    world, now = later.world, later.world.now
    found = retention.propose(actor=world.actor("manager"), case=later.case, now=now)
    with pytest.raises(NotAllowed, match="自分が提案した"):
        retention.approve(actor=world.actor("manager"), destruction=found, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.filter(pk=found.pk).update(approved_by=found.proposed_by)
    with pytest.raises(RuleBroken):
        retention.propose(actor=world.actor("officer"), case=later.case, now=now)
    retention.reject(actor=world.actor("manager"), destruction=found, now=now)
    again = approved(later)
    with pytest.raises(InvalidTransition):
        retention.approve(actor=world.actor("manager"), destruction=again, now=now)


def test_destroyed_from_end_to_end(later: CaseKit, client: Client, django_capture_on_commit_callbacks: Any) -> None:
    world, case = later.world, later.case
    approved(later)
    with acting_as("jobs"), django_capture_on_commit_callbacks(execute=True):
        assert destroying.destroy_approved(actor=JOBS, now=world.now) == 1
    assert keyring.is_destroyed(case.person_id)
    record = IdentityRecord.objects.get(case=case)
    assert record.name == DESTROYED
    with connection.cursor() as cursor:
        cursor.execute("SELECT octet_length(name) FROM people_identityrecord WHERE id = %s", [record.pk])
        assert cursor.fetchone() == (17,)  # whose it was, and nothing more
    assert not NameIndex.objects.filter(case=case).exists()
    manager = world.actor("manager")
    with pytest.raises(Destroyed):
        get_case(actor=manager, case_id=case.pk, at=world.now)
    assert not visible_cases(actor=manager, at=world.now).filter(pk=case.pk).exists()
    done = Destruction.objects.get(status=DestructionStatus.DONE)
    assert done.copies_until is not None
    assert "本人の情報：氏名・連絡先など" in done.counts
    case.refresh_from_db()
    assert (case.area_code, case.destroyed_at) == ("", world.now)
    assert OutcomeCount.objects.get().count == 1
    assert [c.count for c in counted(actor=manager)] == ["10未満"]
    world.login(client, "manager")
    page = client.get(f"/cases/{case.pk}/")
    assert page.status_code == 410
    assert "廃棄済み" in text_of(page)
    certificate = text_of(client.get(f"/privacy/retention/{done.pk}/certificate/"))
    assert case.number in certificate
    assert "控え" in certificate
    assert destroying.destroy_approved(actor=JOBS, now=world.now) == 0


def test_the_key_waits_for_the_last_case_of_the_person(later: CaseKit, django_capture_on_commit_callbacks: Any) -> None:
    world = later.world
    world.clock.at = START
    second = closed(world)
    world.clock.at = AFTER
    Case.objects.filter(pk=second.case.pk).update(
        person=later.case.person, episode=2, responsible=world.org("town"), closed_at=AFTER
    )
    approved(later)
    with acting_as("jobs"), django_capture_on_commit_callbacks(execute=True):
        assert destroying.destroy_approved(actor=JOBS, now=world.now) == 0
    assert not keyring.is_destroyed(later.case.person_id)
    assert IdentityRecord.objects.get(case=later.case).name == "見本太郎"
    line = due_lines(actor=world.actor("manager"), at=world.now)[0]
    assert line.waits == Waits.OTHER_CASE
    assert "となり" not in line.waits.label


def test_a_hold_or_a_request_of_the_person_keeps_it(later: CaseKit) -> None:
    manager, now = later.world.actor("manager"), later.world.now
    found = approved(later)
    hold = retention.place_hold(
        actor=manager, case=later.case, kind="lawsuit", reason="国家賠償の訴え", until=None, now=now
    )
    assert destroying.destroy_approved(actor=JOBS, now=now) == 0
    with pytest.raises(Conflict):
        retention.place_hold(actor=manager, case=later.case, kind="audit", reason="監査", until=None, now=now)
    retention.release_hold(actor=manager, hold=hold, now=now)
    retention.reject(actor=manager, destruction=found, now=now)
    ask(later)
    assert due_lines(actor=manager, at=now)[0].waits == Waits.REQUEST
    with pytest.raises(RuleBroken, match="請求"):
        retention.propose(actor=manager, case=later.case, now=now)


def test_who_may_propose_and_approve(later: CaseKit) -> None:
    world, now = later.world, later.world.now
    for who in ("grants", "auditor", "core_manager", "center_officer", "home_contact", "town_manager"):
        with pytest.raises((NotAllowed, NotFound)):
            retention.propose(actor=world.actor(who), case=later.case, now=now)
    found = retention.propose(actor=world.actor("manager"), case=later.case, now=now)
    for who in ("officer", "core_manager", "auditor", "town_manager", "center_officer"):
        for step in (retention.approve, retention.reject):
            with pytest.raises((NotAllowed, NotFound)):
                step(actor=world.actor(who), destruction=found, now=now)
    with pytest.raises(NotFound):
        destroying.destroy_approved(actor=world.actor("manager"), now=now)


def test_an_open_case_is_never_destroyed_by_the_database(world: World) -> None:
    kit = make_case(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=kit.case.pk).update(destroyed_at=world.now)
    assert date(2032, 4, 1) == day_of(AFTER)
