"""Every status × every step × who may: what the machine promises, the services keep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound
from renkei.disclosure.enums import Stage
from renkei.inquiries import services
from renkei.inquiries.enums import Channel, InquiryStatus
from renkei.inquiries.models import Inquiry
from renkei.inquiries.states import INQUIRY
from renkei.policy.enums import InfoClass
from tests.inquiries.kit import ANSWERS, items, make_consent, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db

STATES = list(InquiryStatus.values)


def _answer(kind: str) -> Callable[[World, Inquiry, str], Inquiry]:
    return lambda w, i, who: services.answer(
        actor=w.actor(who), inquiry=i, seen=i.version, data=ANSWERS[kind], now=w.now
    )


def _disclose(w: World, i: Inquiry, who: str) -> Inquiry:
    stage = {"agreed": Stage.AGREED, "contracted": Stage.IN_SERVICE}.get(i.status, Stage.NAMED)
    consent = make_consent(w, i.case, i.organisation)
    return services.disclose_named(
        actor=w.actor(who), inquiry=i, seen=None, stage=stage, items=items(w, i.case, InfoClass.IDENTITY), now=w.now,
        ground=services.Ground(consent=consent),
    )  # fmt: skip


STEPS: dict[str, Callable[[World, Inquiry, str], Inquiry]] = {
    "answer_yes": _answer("yes"),
    "answer_conditional": _answer("conditional"),
    "answer_considering": _answer("considering"),
    "answer_no": _answer("no"),
    "disclose": _disclose,
    "start_trial": lambda w, i, who: services.start_trial(actor=w.actor(who), inquiry=i, seen=None, now=w.now),
    "agree": lambda w, i, who: services.agree(actor=w.actor(who), inquiry=i, seen=None, now=w.now),
    "cancel_agreement": lambda w, i, who: services.cancel_agreement(
        actor=w.actor(who), inquiry=i, seen=None, reason="事業所の事情", now=w.now
    ),
    "contract": lambda w, i, who: services.contract(
        actor=w.actor(who), inquiry=i, seen=None, on=w.clock.today, now=w.now
    ),
    "person_declined": lambda w, i, who: services.person_declined(
        actor=w.actor(who), inquiry=i, seen=None, note="", now=w.now
    ),
    "withdraw": lambda w, i, who: services.withdraw(
        actor=w.actor(who), inquiry=i, seen=None, reason="plan_changed", now=w.now
    ),
    "reopen": lambda w, i, who: services.reopen(
        actor=w.actor(who), inquiry=i, seen=None, deadline=w.now + timedelta(days=3), now=w.now
    ),
}
#: `send` and `meet` are taken by sending and by finishing a visit; `expire` by the job. They have tests of their own.
ELSEWHERE = {"send", "meet", "expire"}
#: After the first disclosure more may be told without a step of the machine.
MORE = {"disclosed", "met", "trial", "agreed", "contracted"}


def test_every_step_has_a_test() -> None:
    assert {t.name for t in INQUIRY.transitions} == STEPS.keys() | ELSEWHERE


@pytest.mark.parametrize("status", STATES)
def test_steps_from_every_state(world: World, status: str) -> None:
    """The allowed steps lead where the table says; the others are refused and change nothing."""
    inquiry = walk(world, status)
    for name, take in STEPS.items():
        inquiry.refresh_from_db()
        before = inquiry.status
        transition = INQUIRY.get(name)
        who = "home_contact" if name.startswith("answer") else "officer"
        fits = before in transition.sources or (name == "disclose" and before in MORE)
        if not fits:
            with pytest.raises((InvalidTransition, Conflict, NotFound)):
                take(world, inquiry, who)
            inquiry.refresh_from_db()
            assert inquiry.status == before, name
            continue
        _in_savepoint(
            world, inquiry, take, who, transition.target if name != "disclose" or before not in MORE else before
        )


def _in_savepoint(world: World, inquiry: Inquiry, take: Callable, who: str, target: str) -> None:  # type: ignore[type-arg]
    from django.db import transaction

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():  # noqa: PT012 - the step is tried and taken back
        take(world, inquiry, who)
        assert Inquiry.objects.get(pk=inquiry.pk).status == target
        raise Undo


ASKERS = {"officer", "manager", "core_officer", "core_manager"}
OTHERS = {
    "colleague", "grants", "center_officer", "center_colleague", "lawyer", "prefecture", "home_contact", "home_staff",
    "work_contact", "planner", "town_officer", "town_manager", "auditor", "admin",
}  # fmt: skip


@pytest.mark.parametrize("who", sorted(ASKERS | OTHERS))
def test_who_may_ask_and_decide(world: World, who: str) -> None:
    inquiry = walk(world, "disclosed")
    for name in ("start_trial", "withdraw", "person_declined", "agree", "disclose"):
        inquiry.refresh_from_db()
        if who in ASKERS:
            target = INQUIRY.get(name).target
            _in_savepoint(world, inquiry, STEPS[name], who, target)
        else:
            with pytest.raises((NotAllowed, NotFound)):
                STEPS[name](world, inquiry, who)


@pytest.mark.parametrize("who", sorted(ASKERS | OTHERS))
def test_only_the_office_asked_answers(world: World, who: str) -> None:
    inquiry = walk(world, "anonymous")
    for kind in ANSWERS:
        if who == "home_contact":
            _in_savepoint(world, inquiry, STEPS[f"answer_{kind}"], who, INQUIRY.get(f"answer_{kind}").target)
        else:
            with pytest.raises((NotAllowed, NotFound)):
                STEPS[f"answer_{kind}"](world, inquiry, who)


@pytest.mark.parametrize("who", sorted(ASKERS | OTHERS))
def test_who_enters_an_answer_on_behalf(world: World, who: str) -> None:
    inquiry = walk(world, "anonymous")

    def enter(w: World, i: Inquiry, name: str) -> Inquiry:
        return services.enter_answer(
            actor=w.actor(name),
            inquiry=i,
            seen=i.version,
            data=ANSWERS["yes"],
            channel=Channel.PHONE,
            told_at=w.now,
            now=w.now,
        )

    if who in ASKERS:
        _in_savepoint(world, inquiry, enter, who, "positive")
    else:
        with pytest.raises((NotAllowed, NotFound)):
            enter(world, inquiry, who)
