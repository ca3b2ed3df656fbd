"""枠の確保: asked of offices that could take the person, ended by a day, by hand or by the outcome; told in neutral words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from renkei.coordination.services import scenarios
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import get_case
from renkei.inquiries.models import Hold, Inquiry
from renkei.inquiries.queries import holds as queries
from renkei.inquiries.rules.assumptions import LONGEST_HOLD_DAYS
from renkei.inquiries.services import answer, holds, withdraw
from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from renkei.policy.actor import system_actor
from tests.coordination.test_plan import prepared, suspect
from tests.inquiries.kit import YES, ask, make_need
from tests.web.kit import HIDDEN_WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world):
    """A suspect's case: home and work could take him, bail and 起訴猶予 are prepared."""
    case = suspect(world)
    asked = ask(world, case, make_need(world, case), "home", "work")
    for who, inquiry in zip(("home_contact", "work_contact"), asked, strict=True):
        answer(actor=world.actor(who), inquiry=inquiry, seen=inquiry.version, data=YES, now=world.now)
    bail, free = prepared(world, case, "bail", "not_prosecuted")
    return case, [Inquiry.objects.select_related("case").get(pk=i.pk) for i in asked], bail, free


def hold(w, scenario, inquiry, days=7, who="officer"):
    until = w.clock.today + timedelta(days=days)
    return holds.place_hold(actor=w.actor(who), scenario=scenario, inquiry=inquiry, until=until, now=w.now)


def told(w, who, kind) -> int:
    return Message.objects.filter(kind=kind, user_id=w.actor(who).user_id).count()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("officer", None), ("core_officer", None), ("manager", None), ("center_officer", NotAllowed), ("home_contact", NotAllowed),
     ("town_officer", NotFound), ("auditor", NotFound)],
)  # fmt: skip
def test_who_asks(world, story, who, refusal):
    _, (home, _), bail, _ = story
    if refusal:
        with pytest.raises(refusal):
            hold(world, bail, home, who=who)
    else:
        hold(world, bail, home, who=who)
    assert told(world, "home_contact", "hold_asked") == (0 if refusal else 1)


def test_several_may_hold_and_none_twice(world, story):
    case, (home, work), bail, free = story
    hold(world, bail, home)
    hold(world, bail, work)
    hold(world, free, home)
    with pytest.raises(RuleBroken, match="すでに"):
        hold(world, bail, home)
    for days in (0, -1, LONGEST_HOLD_DAYS + 1):
        with pytest.raises(RuleBroken) as error:
            hold(world, free, work, days=days)
        assert error.value.field == "until"
    access = get_case(actor=world.actor("home_contact"), case_id=case.pk, at=world.now)
    assert {h.inquiry_id for h in queries.holds_of(access=access)} == {home.pk}  # of the other office it learns nothing


def test_only_who_said_yes_is_asked(world, story):
    case, _, bail, free = story
    (plan,) = ask(world, case, make_need(world, case, "plan", service_codes=["52"]), "plan")
    with pytest.raises(Conflict, match="回答した事業所"):
        hold(world, bail, plan)
    scenarios.set_aside(actor=world.actor("officer"), scenario=free, now=world.now)
    with pytest.raises(Conflict):
        hold(world, free, story[1][0])


def test_the_outcome_frees_the_others_in_neutral_words(world, story):
    _, (home, work), bail, free = story
    kept, other = hold(world, bail, home), hold(world, free, home)
    gone = hold(world, free, work)
    holds.choose_outcome(actor=world.actor("officer"), scenario=bail, now=world.clock.tick())
    found = {h.pk: h.status for h in Hold.objects.all()}
    assert found == {kept.pk: "held", other.pk: "freed", gone.pk: "freed"}
    assert (told(world, "home_contact", "hold_kept"), told(world, "home_contact", "hold_freed")) == (1, 0)
    assert (told(world, "work_contact", "hold_kept"), told(world, "work_contact", "hold_freed")) == (0, 1)
    for kind in ("hold_asked", "hold_kept", "hold_freed", "hold_lapsed", "start_day"):
        assert [w for w in HIDDEN_WORDS if w in Kind(kind).label] == []
    with pytest.raises(InvalidTransition):
        holds.free_hold(actor=world.actor("officer"), hold=gone, now=world.now)


def test_prison_frees_all(world, story):
    case, (home, work), bail, free = story
    (prison,) = prepared(world, case, "imprisoned")
    hold(world, bail, home), hold(world, free, work), hold(world, prison, work)
    wake = world.clock.today + timedelta(days=100)
    holds.choose_outcome(actor=world.actor("officer"), scenario=prison, wake_on=wake, now=world.clock.tick())
    assert set(Hold.objects.values_list("status", flat=True)) == {"freed"}
    case.refresh_from_db()
    assert case.status == "suspended"


def test_all_or_nothing(world, story):
    """A refusal on the way leaves the plan, the holds and the messages as they were."""
    case, (home, _), bail, _ = story
    (prison,) = prepared(world, case, "imprisoned")
    hold(world, bail, home)
    before = Message.objects.count()
    with pytest.raises(RuleBroken), transaction.atomic():
        holds.choose_outcome(actor=world.actor("officer"), scenario=prison, now=world.now)
    prison.refresh_from_db()
    assert (prison.status, Hold.objects.get().status, Message.objects.count()) == ("prepared", "held", before)


def test_a_hold_ends_by_its_day_or_with_its_inquiry(world, story):
    case, (home, work), bail, _ = story
    short, long = hold(world, bail, home, days=2), hold(world, bail, work, days=30)
    assert [line.due for line in queries.waiting(actor=world.actor("officer"), at=world.now)] == [short.until]
    jobs = system_actor("jobs")
    assert holds.lapse_holds(actor=jobs, now=world.clock.tick(days=2)) == 0  # its last day counts
    assert holds.lapse_holds(actor=jobs, now=world.clock.tick(days=1)) == 1
    assert holds.lapse_holds(actor=jobs, now=world.now) == 0
    assert (told(world, "home_contact", "hold_lapsed"), told(world, "officer", "hold_lapsed")) == (1, 1)
    with pytest.raises(Conflict):
        holds.extend_hold(actor=world.actor("officer"), hold=short, until=long.until, now=world.now)
    work.refresh_from_db()
    withdraw(actor=world.actor("officer"), inquiry=work, seen=None, reason="plan_changed", note="", now=world.now)
    assert holds.lapse_holds(actor=jobs, now=world.now) == 1
    assert told(world, "work_contact", "hold_lapsed") == 0  # it was told that the inquiry is over


def test_the_database_keeps_its_promises(world, story):
    made = hold(world, story[2], story[1][0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=made.pk).update(status="freed")
