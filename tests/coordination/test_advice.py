"""助言の依頼: state × step × side, by class, on behalf of a centre outside, due in open days, overdue on both home pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.cases.models import Case
from renkei.coordination.enums.advice import AdviceStatus
from renkei.coordination.enums.joint import Channel, Side
from renkei.coordination.models import Advice, AdviceEntry
from renkei.coordination.queries import advice as queries
from renkei.coordination.queries.joint import get_board_access
from renkei.coordination.rules import advice as rules
from renkei.coordination.services.advice import ask_advice, take_advice_step
from renkei.coordination.services.joint import OnBehalf
from renkei.coordination.states.advice import ADVICE
from renkei.core.calendar import is_open_day
from renkei.core.errors import InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.queries import live_consents
from renkei.disclosure.services import withdraw_consent
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass
from tests.coordination import board_kit as kit
from tests.kit import requests
from tests.kit.world import World
from tests.wall.kit import as_member, seen

STATES = tuple(AdviceStatus.values)
ROAD = {"advice_asked": (), "advice_answered": ("answer",), "closed": ("answer", "close"), "withdrawn": ("withdraw",)}


def ask(w: World, case: Case, **fields: Any) -> Advice:
    values = {"topic": "money", "info_class": "welfare", "text": "約束の決め方を教えてください"} | fields
    return ask_advice(actor=w.actor("officer"), case=case, now=w.now, **values)


def step(w: World, advice: Advice, name: str, by: str = "", **options: Any) -> Advice:
    who = by or ("center_officer" if name == "answer" else "officer")
    return take_advice_step(actor=w.actor(who), advice=advice, step=name, text="言葉", now=w.now, **options)


def walked(w: World, case: Case, status: str) -> Advice:
    advice = ask(w, case)
    for name in ROAD[status]:
        advice = step(w, advice, name)
    return advice


def phone(w: World) -> OnBehalf:
    return OnBehalf(Channel.PHONE, "定着の職員", w.now)


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATES)
def test_each_state_takes_its_steps_and_no_other(world: World, status: str) -> None:
    case = kit.with_center(world)
    for transition in ADVICE.transitions:
        advice = walked(world, case, status)
        if status in transition.sources:
            assert step(world, advice, transition.name).status == transition.target
        else:
            with pytest.raises(InvalidTransition):
                step(world, advice, transition.name)


@pytest.mark.django_db
def test_each_step_is_its_sides_and_whoever_has_no_part_finds_nothing(world: World) -> None:
    case = kit.with_center(world)
    steps = {
        "answer": "advice_asked",
        "withdraw": "advice_asked",
        "close": "advice_answered",
        "ask_again": "advice_answered",
    }
    for name, status in steps.items():
        advice = walked(world, case, status)
        wrong = "officer" if name == "answer" else "center_officer"
        with pytest.raises(RuleBroken):
            step(world, advice, name, by=wrong)
        for stranger in ("town_officer", "home_contact", "center_colleague"):
            with pytest.raises((NotFound, NotAllowed)):
                step(world, advice, name, by=stranger)
        assert step(world, advice, name).status == ADVICE.get(name).target
    with pytest.raises(NotAllowed):
        ask_advice(
            actor=world.actor("center_officer"), case=case, topic="money", info_class="summary", text="…", now=world.now
        )


@pytest.mark.django_db
def test_the_centre_is_told_and_answers_and_the_asker_is_told(world: World) -> None:
    case = kit.with_center(world)
    advice = ask(world, case)
    told = Message.objects.filter(kind="advice_asked")
    assert {m.user_id for m in told} == {world.user("center_officer").pk}
    assert "約束" not in "".join(m.link + m.number for m in told)
    step(world, advice, "answer")
    assert world.user("officer").pk in {m.user_id for m in Message.objects.filter(kind="advice_answered")}


@pytest.mark.django_db
def test_a_class_the_centre_does_not_hold_is_asked_outside_and_not_shown_to_it(world: World) -> None:
    case = kit.with_center(world)
    with pytest.raises(RuleBroken, match="電話や書面で"):
        ask(world, case, info_class="identity")
    advice = ask(world, case, info_class="identity", told=phone(world))
    assert not Message.objects.filter(kind="advice_asked").exists()
    access = get_board_access(actor=world.actor("center_officer"), case_id=case.pk, at=world.now)
    assert list(queries.advice_of(access=access)) == []
    with pytest.raises(RuleBroken, match="聞いた方法"):
        step(world, advice, "answer", by="officer")
    answered = step(world, advice, "answer", by="officer", told=phone(world))
    entry = AdviceEntry.objects.filter(advice=answered, kind="answer").get()
    assert (entry.side, entry.channel, entry.spoken_to) == (Side.CENTER, Channel.PHONE, "定着の職員")


@pytest.mark.django_db
def test_without_a_centre_on_the_case_the_prefecture_s_is_asked_outside(world: World) -> None:
    world.agree("city", "bar")
    case = Case.objects.get(pk=requests.submitted(world, by="lawyer", sender=world.org("bar")).case_id)
    with pytest.raises(RuleBroken, match="電話や書面で"):
        ask(world, case, info_class="summary")
    advice = ask(world, case, info_class="summary", told=phone(world))
    assert (advice.center_id, advice.outside) == (world.org("center").pk, True)


@pytest.mark.django_db
def test_overdue_stands_on_both_home_pages(world: World) -> None:
    case = kit.with_center(world)
    advice = ask(world, case, days=1)
    assert [w.url_args for w in queries.waiting(actor=world.actor("center_officer"), at=world.now)] == [
        (case.pk, advice.pk)
    ]
    assert queries.waiting(actor=world.actor("officer"), at=world.now) == []
    world.clock.tick(days=3)
    both = [queries.waiting(actor=world.actor(who), at=world.now) for who in ("center_officer", "officer")]
    assert [[w.due for w in lines] for lines in both] == [[advice.due_on], [advice.due_on]]
    step(world, advice, "answer")
    both = [queries.waiting(actor=world.actor(who), at=world.now) for who in ("center_officer", "officer")]
    assert [[w.title for w in lines] for lines in both] == [[], ["助言の回答を活かす"]]


@pytest.mark.django_db
def test_when_the_consent_ends_the_centre_s_list_and_home_page_are_empty(world: World) -> None:
    case = kit.with_center(world)
    ask(world, case)
    for consent in live_consents(case_id=case.pk):
        withdraw_consent(actor=world.actor("officer"), consent=consent, now=world.clock.tick())
    world.clock.tick()
    assert queries.waiting(actor=world.actor("center_officer"), at=world.now) == []
    with as_member(world, "center_officer"):
        assert seen("coordination_advice") == set()


@pytest.mark.django_db
def test_the_wall_shows_what_the_page_shows(world: World) -> None:
    case = kit.with_center(world)
    for info_class in ("summary", "welfare", "justice_outline"):
        ask(world, case, info_class=info_class)
    ask(world, case, info_class="identity", told=phone(world))
    for member in world.members:
        try:
            access = get_board_access(actor=world.actor(member), case_id=case.pk, at=world.now)
            shown = set(queries.advice_of(access=access).values_list("pk", flat=True))
        except (NotFound, NotAllowed):
            shown = set()
        with as_member(world, member):
            assert seen("coordination_advice") == shown, member
            assert len(seen("coordination_adviceentry")) == len(shown), member


@pytest.mark.django_db
def test_lists_cost_the_same_with_one_and_many(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = kit.with_center(world)

    def cost() -> int:
        access = get_board_access(actor=world.actor("officer"), case_id=case.pk, at=world.now)
        with CaptureQueriesContext(connection) as caught:
            [(a.asker.name, a.center.name) for a in queries.advice_of(access=access)]
            queries.waiting(actor=world.actor("center_officer"), at=world.now)
        return len(caught)

    ask(world, case)
    one = cost()
    for _ in range(20):
        ask(world, case)
    assert cost() == one


@given(st.dates(date(2026, 1, 1), date(2030, 12, 1)), st.sampled_from(rules.CHOICES))
def test_an_answer_is_due_on_an_open_day_that_many_on(asked: date, days: int) -> None:
    due = rules.due_on(asked, days)
    assert is_open_day(due)
    assert sum(is_open_day(asked + timedelta(days=n)) for n in range(1, (due - asked).days + 1)) == days


def test_a_local_closure_puts_the_due_day_off() -> None:
    assert rules.due_on(date(2026, 11, 24), 1) == date(2026, 11, 25)
    assert rules.due_on(date(2026, 11, 24), 1, closed=[date(2026, 11, 25)]) == date(2026, 11, 26)


def test_every_class_may_be_chosen_for_a_question() -> None:
    field = Advice._meta.get_field("info_class")
    assert {value for value, _ in field.choices} == {str(c) for c in InfoClass}
