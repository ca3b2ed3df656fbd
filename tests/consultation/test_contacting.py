"""定期的な訪問・連絡: plans that date themselves, activities that count, what is late is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renkei.accounts import services as accounts
from renkei.consultation import queries, services
from renkei.consultation.models import ContactPlan, SupportContact
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.notifications.models import Message as Notice
from renkei.policy.actor import system_actor
from tests.consultation.kit import ask, contact, plan, served
from tests.kit.world import SETUP, World

pytestmark = pytest.mark.django_db


def test_the_next_day_is_counted_from_the_last_contact(world: World) -> None:
    """24 November is a Tuesday; every four weeks. The second contact is three weeks late, and only one is due then."""
    kit = served(world)
    made = plan(world, kit.case)
    assert made.due_on == world.clock.today
    contact(world, plan_id=made.pk, info_class="welfare")
    made.refresh_from_db()
    assert made.due_on.isoformat() == "2026-12-22"  # type: ignore[union-attr]
    world.clock.tick(days=49)
    contact(world, plan_id=made.pk, info_class="welfare")
    made.refresh_from_db()
    assert made.due_on.isoformat() == "2027-02-09"  # type: ignore[union-attr]
    assert SupportContact.objects.filter(plan=made, item="b", case=kit.case).count() == 2


def test_a_record_that_was_a_mistake_gives_its_day_back(world: World) -> None:
    made = plan(world)
    wrong = contact(world, plan_id=made.pk, next_on=world.clock.today + timedelta(days=3))
    made.refresh_from_db()
    assert made.due_on == world.clock.today + timedelta(days=3)
    with pytest.raises(RuleBroken):
        services.cancel_contact(actor=world.actor("core_officer"), contact=wrong, reason=" ", now=world.now)
    with pytest.raises(NotFound):
        services.cancel_contact(actor=world.actor("officer"), contact=wrong, reason="誤記", now=world.now)
    services.cancel_contact(
        actor=world.actor("core_officer"), contact=wrong, reason="ほかの事業所だった", now=world.now
    )
    made.refresh_from_db()
    assert made.due_on == world.clock.today
    with pytest.raises(Conflict):
        services.cancel_contact(actor=world.actor("core_officer"), contact=wrong, reason="もう一度", now=world.now)
    assert (
        queries.activities(actor=world.actor("core_officer"), since=world.clock.today, until=world.clock.today).count()
        == 0
    )


def test_a_plan_is_changed_ended_and_there_is_one_at_a_time(world: World) -> None:
    kit = served(world)
    made = plan(world, kit.case)
    with pytest.raises(RuleBroken, match="続いている計画"):
        plan(world, kit.case)
    assert plan(world).pk != made.pk  # the office itself has one of its own
    actor = world.actor("core_officer")
    later = world.clock.today + timedelta(days=7)
    services.change_plan(actor=actor, pk=made.pk, now=world.now, every=2, starts_on=later)
    made.refresh_from_db()
    assert (made.every, made.due_on) == (2, later)
    with pytest.raises(RuleBroken):
        services.end_plan(actor=actor, pk=made.pk, reason="", now=world.now)
    services.end_plan(actor=actor, pk=made.pk, reason="引き継いだ", now=world.now)
    made.refresh_from_db()
    assert (made.due_on, made.end_reason) == (None, "引き継いだ")
    for late in (
        lambda: services.change_plan(actor=actor, pk=made.pk, now=world.now, every=3),
        lambda: contact(world, plan_id=made.pk, info_class="welfare"),
    ):
        with pytest.raises(Conflict):
            late()


def test_a_body_of_two_municipalities_supports_an_office_in_the_name_of_the_one_where_it_lies(world: World) -> None:
    accounts.add_delegation(
        actor=SETUP, now=world.now, principal=world.org("town"), agent=world.org("core"), starts_on=world.clock.today,
        ends_on=world.clock.today + timedelta(days=30),
    )  # fmt: skip
    assert plan(world).municipality == contact(world).municipality == world.org("city")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"), ({"every": 0}, "every"), ({"every": 53}, "every"), ({"every": 13, "unit": "month"}, "every"),
        ({"ends_on": timedelta(days=-1)}, "ends_on"), ({"assignee": "stranger"}, "assignee"),
        ({"reason": "山田さんが心配なため"}, "text"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(world: World, wrong: dict, field: str) -> None:
    if "ends_on" in wrong:
        wrong = {"ends_on": world.clock.today + wrong["ends_on"]}
    if "assignee" in wrong:
        wrong = {"assignee": world.members["town_officer"].user_id}
    with pytest.raises(RuleBroken) as error:
        plan(world, **wrong)
    assert (error.value.field, ContactPlan.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": timedelta(hours=1)}, "at"), ({"next_on": timedelta(0)}, "next_on"), ({"info_class": "justice_detail"}, "info_class"),
        ({"shareable": True, "text": "仮釈放になったばかり"}, "text"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_is_refused(world: World, wrong: dict, field: str) -> None:
    kit = served(world)
    values = dict(wrong)
    if "at" in values:
        values["at"] = world.now + values["at"]
    if "next_on" in values:
        values["next_on"] = world.clock.today
    with pytest.raises(RuleBroken) as error:
        contact(world, kit.case, **values)
    assert error.value.field == field
    with pytest.raises(RuleBroken, match="特定の方"):
        contact(world, text="山田さんの様子を聞いた。")


def test_words_of_the_background_are_shown_in_their_own_class_alone(world: World) -> None:
    kit = served(world, told=True)
    shown = {"shareable": True, "text": "保護観察の面接に付き添った。"}
    for info_class in ("summary", "welfare"):
        with pytest.raises(RuleBroken) as error:
            contact(world, kit.case, info_class=info_class, **shown)
        assert error.value.field == "info_class"
    assert contact(world, kit.case, info_class="justice_outline", **shown).info_class == "justice_outline"


def test_who_sees_which_record(world: World) -> None:
    kit = served(world)
    shown = contact(world, kit.case, shareable=True)
    kept = contact(world, kit.case)
    general = contact(world, shareable=True)
    ids = {shown.pk: "shown", kept.pk: "kept", general.pk: "general"}
    seen = {}
    for who in (
        "officer",
        "core_officer",
        "manager",
        "core_manager",
        "home_contact",
        "colleague",
        "town_officer",
        "work_contact",
    ):
        found = queries.contacts(actor=world.actor(who), at=world.now)
        seen[who] = {ids[c.pk] for c in found}
    every = {"shown", "kept", "general"}
    assert seen == {
        "officer": every, "core_officer": every, "core_manager": every, "manager": {"general"}, "colleague": {"general"},
        "home_contact": {"shown", "general"}, "town_officer": set(), "work_contact": set(),
    }  # fmt: skip
    view = queries.get_contact(actor=world.actor("core_manager"), pk=kept.pk, at=world.now)
    assert view.closed  # of his own body, but 障害・医療・生活 is for who works on the case
    assert not queries.get_contact(actor=world.actor("home_contact"), pk=shown.pk, at=world.now).closed
    for who in ("center_officer", "planner"):
        with pytest.raises((NotAllowed, NotFound)):
            queries.get_contact(actor=world.actor(who), pk=kept.pk, at=world.now)


def test_what_is_late_surfaces_and_is_told_once(world: World) -> None:
    kit = served(world)
    plan(world, kit.case)
    plan(world, starts_on=world.clock.today + timedelta(days=30))
    assert [w.title for w in queries.waiting(actor=world.actor("core_officer"), at=world.now)] == [
        "グループホームあおぞらに連絡する"
    ]
    jobs = system_actor("jobs")
    assert services.tell_late_contacts(actor=jobs, now=world.now) == 0
    world.clock.tick(days=1)
    assert services.tell_late_contacts(actor=jobs, now=world.now) == 1
    assert services.tell_late_contacts(actor=jobs, now=world.clock.tick(days=1)) == 0
    told = Notice.objects.filter(kind="contact_late")
    assert {m.user_id for m in told} == {world.members["core_officer"].user_id}
    with pytest.raises(NotFound):
        services.tell_late_contacts(actor=world.actor("core_officer"), now=world.now)


def test_the_page_of_an_office_shows_what_its_reader_may_see(world: World) -> None:
    kit = served(world)
    thing = ask(world, kit.case)
    contact(world, kit.case)
    plan(world, kit.case)
    page = queries.office_support(actor=world.actor("core_officer"), office=world.org("home"), at=world.now)
    assert ([c.pk for c, _ in page.people], list(page.open), page.last_on) == (
        [kit.case.pk],
        [thing],
        world.clock.today,
    )
    stranger = queries.office_support(actor=world.actor("town_officer"), office=world.org("home"), at=world.now)
    assert (stranger.people, stranger.open, stranger.last_on, stranger.plans) == ((), (), None, ())


def test_the_page_and_the_lists_cost_the_same_at_1_and_many(world: World) -> None:
    actor, home = world.actor("core_officer"), world.org("home")

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            queries.office_support(actor=actor, office=home, at=world.now)
            queries.plan_lines(plans=list(queries.plans(actor=actor, at=world.now)), at=world.now)
            list(queries.views_of(actor=actor, found=list(queries.consultations(actor=actor, at=world.now))))
            list(queries.contacts(actor=actor, at=world.now))
            queries.waiting(actor=actor, at=world.now)
        return len(found)

    kit = served(world)
    ask(world, kit.case)
    contact(world, kit.case)
    plan(world, kit.case)
    one = cost()
    for _ in range(3):
        more = served(world)
        ask(world, more.case)
        contact(world, more.case)
        plan(world, more.case)
    assert cost() == one


def test_the_totals_of_the_year(world: World) -> None:
    kit = served(world)
    contact(world, kit.case)
    contact(world, kind="care_meeting", method="meeting", minutes=90, travel_minutes=None)
    today = world.clock.today
    totals = queries.support_totals(actor=world.actor("core_manager"), since=today, until=today)
    assert totals == {"offices": 1, "contacts": 2, "meetings": 1, "minutes": 180}
    with pytest.raises(NotAllowed):
        queries.support_totals(actor=world.actor("home_contact"), since=today, until=today)
