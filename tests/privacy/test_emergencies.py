"""緊急の閲覧: exactly one person, exactly these classes, until its hour; and somebody else has to answer for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from renkei.accounts.models import Membership
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases.enums import Relation
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Cause
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case, visible_cases
from renkei.notifications.models import Message
from renkei.people import queries as people
from renkei.people import services as records
from renkei.people.models import RECORD_OF
from renkei.policy.actor import system_actor
from renkei.policy.enums import InfoClass, Role
from renkei.policy.permissions import P
from renkei.privacy.models import Emergency
from renkei.privacy.queries.emergencies import get_emergency, readings, reviewers, running_on, waiting
from renkei.privacy.rules.emergencies import review_due, time_left
from renkei.privacy.services import emergencies as services
from tests.kit.cases import CaseKit, make_case, users
from tests.kit.world import START, World

pytestmark = pytest.mark.django_db
D, W, I = InfoClass.JUSTICE_DETAIL, InfoClass.WELFARE, InfoClass.IDENTITY  # noqa: E741
JOBS = system_actor("jobs")


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


def _open(kit: CaseKit, by: str = "manager", reader: str = "", **changes: Any) -> Emergency:
    world = kit.world
    values: dict[str, Any] = {
        "classes": [D], "user_id": world.user(reader or by).pk, "reason": "life", "reason_text": "警察からの照会", "hours": 3,
    }  # fmt: skip
    return services.open_emergency(actor=world.actor(by), case=kit.case, now=world.now, **(values | changes))


def _review(
    kit: CaseKit, emergency: Emergency, by: str, step: str = "justify", finding: str = "必要だった"
) -> Emergency:
    world = kit.world
    return services.review_emergency(
        actor=world.actor(by), emergency=emergency, step=step, finding=finding, now=world.clock.tick()
    )


def _told(kind: str) -> set[Any]:
    return set(Message.objects.filter(kind=kind).values_list("user_id", flat=True))


def test_it_opens_what_it_says_to_whom_it_names_and_ends_with_the_clock(kit: CaseKit) -> None:
    world = kit.world
    night = world.add_member("core_night", "core", Role.CORE_OFFICER)
    assert not visible_cases(actor=world.actor("core_night"), at=world.now).exists()
    emergency = _open(kit, by="core_manager", reader="core_night", classes=[W, I])
    world.clock.tick(hours=2, minutes=59)
    access = kit.access("core_night")
    assert access.sees(W)
    assert access.sees(I)
    assert not any(access.can(p) for p in (P.JUSTICE_OUTLINE_VIEW, P.JUSTICE_DETAIL_VIEW, P.NOTE_VIEW, P.RECORD_WRITE))
    assert people.read(access=access, info_class=W) is not None
    assert not kit.access("core_manager").sees(D)  # who opened it for another gets nothing himself
    assert [v.time_left for v in running_on(access=access)] == ["1分"]
    world.clock.tick(minutes=1)  # no job runs
    with pytest.raises(NotFound):
        kit.access("core_night")
    assert running_on(access=kit.access("core_manager")) == []
    assert {r.persons[0] for r in LedgerEntry.objects.filter(cause_id=emergency.pk)} == {night.user_id}


def test_a_class_the_body_does_not_hold_comes_from_the_body_that_does(kit: CaseKit) -> None:
    world = kit.world
    disclosure.end_recipient(
        actor=world.actor("officer"), case=kit.case, recipient_id=world.org("city").pk, cause=Cause.NOT_NEEDED, now=world.now,
        classes=[D], cascade=True,
    )  # fmt: skip
    world.clock.tick()
    assert not kit.access("officer").sees(D)
    emergency = _open(kit)
    world.clock.tick()
    assert kit.access("manager").sees(D)
    assert not kit.access("officer").sees(D)
    row = LedgerEntry.objects.get(cause_id=emergency.pk)
    assert (row.giver_id, row.recipient_id, row.basis) == (world.org("center").pk, world.org("city").pk, "emergency")
    assert "警察" in row.legal_reason


REFUSED = {
    "no manager": ({"by": "officer"}, NotAllowed, "役割"),
    "a body without a row learns nothing": ({"by": "town_manager"}, NotFound, "見つかりません"),
    "no class": ({"classes": []}, RuleBroken, "情報を選んで"),
    "the summary is no class to break": ({"classes": ["summary"]}, RuleBroken, "情報を選んで"),
    "no reason": ({"reason_text": " "}, RuleBroken, "事情"),
    "no hour": ({"hours": 0}, RuleBroken, "1時間から"),
    "more than a day": ({"hours": 25}, RuleBroken, "24時間"),
    "somebody of another body": ({"reader": "center_officer"}, RuleBroken, "所属している人"),
    "a role that never reads the class": ({"reader": "grants"}, RuleBroken, "この人の役割では"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_openings_that_are_refused_leave_nothing(kit: CaseKit, name: str) -> None:
    changes, error, words = REFUSED[name]
    with pytest.raises(error, match=words), transaction.atomic():
        _open(kit, **changes)
    assert not Emergency.objects.exists()
    assert not LedgerEntry.objects.filter(basis="emergency").exists()
    assert _open(kit)


def test_nobody_related_opens_or_reads(kit: CaseKit) -> None:
    world = kit.world
    for member in ("colleague", "core_manager"):
        disclosure.mark_conflict(
            actor=world.actor("manager"),
            case=kit.case,
            user_id=users(world, member)[0],
            relation=Relation.FAMILY,
            now=world.now,
        )
    with pytest.raises(RuleBroken, match="見られる人"):
        _open(kit, reader="colleague")
    with pytest.raises(NotFound):
        _open(kit, by="core_manager")
    assert users(world, "core_manager")[0] not in {u for u, _ in reviewers(emergency=_open(kit), at=world.now)}


def test_the_nearest_one_who_can_answer_is_told_at_once(kit: CaseKit) -> None:
    world = kit.world
    own = _open(kit)  # the only manager of the city opened it himself: nobody is left but the auditor
    assert _told("emergency_opened") == set(users(world, "auditor"))
    _open(kit, by="core_manager", reader="core_officer")
    assert _told("emergency_opened") == set(
        users(world, "auditor", "manager")
    )  # the municipality for its commissioned body
    assert _told("emergency_for_you") == set(users(world, "core_officer"))
    second = world.add_member("manager2", "city", Role.MUNICIPAL_MANAGER)
    assert reviewers(emergency=own, at=world.now) == [(second.user_id, world.org("city").pk)]
    assert all(m.number == kit.case.number and "警察" not in str(m.__dict__) for m in Message.objects.all())


def test_without_anybody_who_could_review_it_stays_shut(kit: CaseKit) -> None:
    Membership.objects.filter(role=Role.AUDITOR).update(ends_on=START.date() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="確認できる人"):
        _open(kit)
    kit.world.add_member("manager2", "city", Role.MUNICIPAL_MANAGER)
    assert _open(kit)


def test_it_is_answered_once_by_somebody_who_had_no_part_in_it(kit: CaseKit) -> None:
    world = kit.world
    world.add_member("manager2", "city", Role.MUNICIPAL_MANAGER)
    emergency = _open(kit, reader="manager2")
    with pytest.raises(NotAllowed, match="自分が開いた"):
        _review(kit, emergency, "manager")
    with pytest.raises(NotAllowed, match="自分が閲覧した"):
        _review(kit, emergency, "manager2")
    for stranger in (
        "town_manager",
        "core_manager",
    ):  # the commissioned body does not see the register of its principal
        with pytest.raises(NotFound):
            _review(kit, emergency, stranger)
    with pytest.raises(RuleBroken, match="理由"):
        _review(kit, emergency, "auditor", finding=" ")
    done = _review(kit, emergency, "auditor", step="reject", finding="担当に連絡がつく時間だった")
    assert (done.status, done.finding) == ("unjustified", "担当に連絡がつく時間だった")
    assert _told("emergency_reviewed") == set(users(world, "manager", "manager2"))
    with pytest.raises(InvalidTransition):
        _review(kit, emergency, "auditor")
    emergency.refresh_from_db()
    emergency.reviewed_by = emergency.opened_by
    with pytest.raises(IntegrityError, match="emergency_review_by_another"), transaction.atomic():
        emergency.save()


def test_it_can_be_ended_early(kit: CaseKit) -> None:
    world = kit.world
    emergency = _open(kit, by="core_manager", reader="core_officer")
    world.clock.tick(minutes=5)
    for other, error in (("center_officer", NotAllowed), ("manager", NotFound), ("town_manager", NotFound)):
        with pytest.raises(error):
            services.end_emergency(actor=world.actor(other), emergency=emergency, now=world.now)
    services.end_emergency(actor=world.actor("core_officer"), emergency=emergency, now=world.now)
    assert LedgerEntry.objects.get(cause_id=emergency.pk).ends_at == world.now
    with pytest.raises(Conflict):
        services.end_emergency(actor=world.actor("core_manager"), emergency=emergency, now=world.clock.tick())
    assert Emergency.objects.get().status == "waiting"  # ended or not, it has to be answered for


def test_it_is_work_of_today_until_answered_and_goes_further_when_late(kit: CaseKit) -> None:
    world = kit.world
    world.add_member("manager2", "city", Role.MUNICIPAL_MANAGER)
    emergency = _open(kit)

    def work(member: str) -> list[Any]:
        return waiting(actor=world.actor(member), at=world.now)

    assert [w.due for w in work("manager2")] == [date(2026, 11, 27)]
    assert [work(m) for m in ("manager", "officer", "core_manager", "auditor", "town_manager")] == [[]] * 5
    world.clock.tick(days=3)
    assert services.escalate_emergencies(actor=JOBS, now=world.now) == 0
    world.clock.tick(days=1)
    assert services.escalate_emergencies(actor=JOBS, now=world.now) == 1
    assert services.escalate_emergencies(actor=JOBS, now=world.now) == 0
    assert set(users(world, "auditor", "manager2")) == _told("emergency_overdue")
    assert len(work("auditor")) == len(work("manager2")) == 1
    with pytest.raises(NotFound):
        services.escalate_emergencies(actor=world.actor("auditor"), now=world.now)
    _review(kit, emergency, "manager2")
    assert work("auditor") == work("manager2") == []


def test_the_reviewer_sees_what_was_read_meanwhile(kit: CaseKit) -> None:
    world = kit.world
    emergency = _open(kit)
    people.read(access=kit.access("manager"), info_class=D, reason="safety")
    people.read(access=kit.access("officer"), info_class=D, reason="safety")  # somebody else, on his own right
    world.clock.tick(hours=4)
    people.read(access=kit.access("manager"), info_class=I)  # after its end
    view = get_emergency(actor=world.actor("auditor"), pk=emergency.pk, at=world.now)
    found = readings(actor=world.actor("auditor"), view=view)
    assert [(e.code, e.info_class, e.user_id) for e in found] == [
        (E.RECORD_VIEWED, "justice_detail", world.user("manager").pk)
    ]
    assert Event.objects.filter(code=E.BREAK_GLASS, case_id=kit.case.pk).count() == 1


def test_withdrawal_ends_what_runs_and_a_new_one_reads_what_stood_then(kit: CaseKit) -> None:
    """ADR 0010: the ground of an emergency is its own, but a row derived from a consent ends with it."""
    world = kit.world
    records.save_record(
        actor=world.actor("officer"), case=kit.case, info_class=W, values={"daily_life": "料理ができる"}, now=world.now
    )
    _open(kit, classes=[D])
    world.clock.tick()
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=kit.consent, now=world.now)
    world.clock.tick()
    assert not kit.access("manager").sees(D)  # the running row ended with what it was derived from
    assert kit.access("colleague").can(P.CASE_VIEW)
    _open(kit, reader="colleague", classes=[W])
    newest = RECORD_OF[W].objects.filter(case=kit.case).latest("version")
    RECORD_OF[W].objects.create(
        case=kit.case, version=newest.version + 1, written_at=world.clock.tick(), daily_life="新しい事情",
        author_organisation=world.org("center"),
    )  # fmt: skip
    access = kit.access("colleague")
    assert access.facts.frozen_at is not None
    view = people.read(access=access, info_class=W)
    assert view is not None
    assert view.values["daily_life"] == "料理ができる"  # nothing newer than the end of the consent
    assert not access.can(P.RECORD_WRITE)
    assert kit.access("officer").can(P.CASE_VIEW)  # the retained rows of the body go on counting beside it
    assert not kit.access("officer").sees(W)
    world.clock.tick(hours=3)
    assert not get_case(actor=world.actor("colleague"), case_id=kit.case.pk, at=world.now).sees(W)


def test_the_day_of_the_answer_and_the_time_that_is_left() -> None:
    assert review_due(date(2026, 11, 27)) == date(2026, 12, 2)  # a Friday: Monday, Tuesday, Wednesday
    assert review_due(date(2026, 12, 28)) == date(2027, 1, 6)  # the year's end is no open day
    left = [time_left(START + timedelta(seconds=s), START) for s in (0, 1, 60, 3600, 3601, 86400)]
    assert left == ["", "1分", "1分", "1時間", "1時間1分", "24時間"]
