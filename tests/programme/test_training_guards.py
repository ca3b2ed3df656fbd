"""研修: what must not happen: two at once, an entry too early, a certificate for who was not there, words about somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from renkei.audit.models import Event
from renkei.core.clock import TOKYO
from renkei.core.errors import Conflict, RuleBroken
from renkei.policy.actor import system_actor
from renkei.programme.models import Training, TrainingMark, TrainingReply, TrainingSeat
from renkei.programme.rules import training as rules
from renkei.programme.rules.training_assumptions import MOST_SEATS
from renkei.programme.services import training as services
from renkei.programme.services import training_days as days
from renkei.programme.services import training_seats as seats
from renkei.programme.services import training_sides as sides
from tests.kit.world import World
from tests.programme import training_kit as kit
from tests.programme.training_kit import GUEST

pytestmark = pytest.mark.django_db


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: Any, what: Callable[[], object]) -> None:
    """Somebody else was before: while this one waited for its turn, `what` was committed."""
    monkeypatch.setattr(module, "take_turns", lambda name: what())


def cancelled(thing: Training) -> Callable[[], object]:
    return lambda: Training.objects.filter(pk=thing.pk).update(status="cancelled", cancel_reason="大雪のため")


# --- two at once ---


@pytest.mark.parametrize("way", ["account", "link", "organiser"])
def test_who_waited_for_a_cancellation_is_refused(world: World, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    thing = kit.opened(world)
    meanwhile(monkeypatch, seats, cancelled(thing))
    asks: dict[str, Callable[[], object]] = {
        "account": lambda: kit.join(world, thing, "home_contact"),
        "link": lambda: seats.register_by_link(secret=kit.link(thing), person=GUEST, now=world.now),
        "organiser": lambda: seats.enter(actor=world.actor("core_officer"), pk=thing.pk, person=GUEST, now=world.now),
    }
    with pytest.raises(Conflict):
        asks[way]()
    assert not TrainingSeat.objects.exists()


def test_the_capacity_is_that_of_whoever_changed_it_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    thing = kit.opened(world, capacity=5)
    kit.join(world, thing, "work_contact")
    meanwhile(monkeypatch, seats, lambda: Training.objects.filter(pk=thing.pk).update(capacity=1))
    assert kit.join(world, thing, "home_contact").status == "waiting"


def test_what_was_given_back_or_marked_meanwhile_is_told_in_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = kit.opened(world)
    seat, home, core = kit.join(world, thing, "home_contact"), world.actor("home_contact"), world.actor("core_officer")
    with monkeypatch.context() as patch:
        meanwhile(patch, sides, cancelled(thing))
        with pytest.raises(Conflict):
            sides.invite(actor=core, pk=thing.pk, office_ids=[], now=world.now, everybody=True)
    Training.objects.filter(pk=thing.pk).update(status="open")
    kit.to_the_day(world, thing)
    rows = TrainingSeat.objects.filter(pk=seat.pk)
    with monkeypatch.context() as patch:
        meanwhile(patch, days, lambda: rows.update(mark="present"))
        with pytest.raises(RuleBroken, match="理由"):
            days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "part"}, now=world.now)
        assert days.come(actor=home, seat_id=seat.pk, code=thing.room_code, now=world.now).mark == "present"
    assert not TrainingMark.objects.exists()
    kit.step(world, thing, "hold")
    meanwhile(monkeypatch, days, lambda: rows.update(replied=True))
    with pytest.raises(Conflict, match="すでに"):
        days.reply(actor=home, seat_id=seat.pk, now=world.now, q_content=5)
    assert not TrainingReply.objects.exists()


# --- words, numbers, bodies ---


@pytest.mark.parametrize("field", ["place", "contact"])
def test_no_place_is_somebodys(world: World, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        kit.plan(world, **{field: "山田太郎さんの家"})
    assert refused.value.field == field
    kit.plan(world, **{field: "佐藤記念会館 2階 大ホール（福祉課 担当 佐藤 099-000-0000）"})


def test_a_body_is_not_added_once_somebody_registered(world: World) -> None:
    thing, core, center = kit.opened(world), world.actor("core_officer"), world.org("center").pk

    def change(partner: object) -> Training:
        return services.change(actor=core, pk=thing.pk, now=world.now, partner_id=partner, speakers="講師")  # type: ignore[arg-type]

    assert change(center).partner_id == center
    kit.join(world, thing, "home_contact")
    assert change(center).partner_id == center
    assert change(None).partner_id is None
    with pytest.raises(RuleBroken, match="共催する機関を加える") as refused:
        change(center)
    assert refused.value.field == "partner"


def test_a_training_has_no_more_seats_than_its_list_holds(world: World) -> None:
    with pytest.raises(RuleBroken, match="900人"):
        kit.plan(world, capacity=MOST_SEATS + 1)
    assert kit.plan(world, capacity=MOST_SEATS).capacity == MOST_SEATS
    assert [rules.seat_for(taken, None) for taken in (MOST_SEATS - 1, MOST_SEATS)] == ["registered", "waiting"]


def test_that_one_may_come_stays_to_be_told_when_the_place_changes(world: World) -> None:
    thing, core = kit.opened(world, capacity=1), world.actor("core_officer")
    first = kit.join(world, thing, "home_contact")
    waits = seats.enter(actor=core, pk=thing.pk, person=GUEST, now=world.clock.tick())
    seats.cancel_seat(actor=world.actor("home_contact"), seat_id=first.pk, now=world.now)
    services.change(actor=core, pk=thing.pk, now=world.now, place="公民館")
    waits.refresh_from_db()
    assert (waits.status, waits.to_tell) == ("registered", "moved_up")
    kit.step(world, thing, "cancel", reason="大雪のため")
    waits.refresh_from_db()
    assert waits.to_tell == "cancelled"


# --- the day, and after it ---


def test_nobody_is_present_before_the_day(world: World) -> None:
    thing, core = kit.opened(world), world.actor("core_officer")

    def enter() -> TrainingSeat:
        return seats.enter(actor=core, pk=thing.pk, person=GUEST, now=world.now, is_here=True)

    kit.to_the_day(world, thing, minutes=-31)
    with pytest.raises(RuleBroken) as refused:
        enter()
    assert refused.value.field == "here"
    assert not TrainingSeat.objects.exists()
    kit.to_the_day(world, thing, minutes=-30)
    assert enter().mark == "present"


def test_a_certificate_goes_with_a_correction_and_its_number_comes_to_nobody_else(world: World) -> None:
    thing, core = kit.opened(world), world.actor("core_officer")
    first, second = kit.join(world, thing, "home_contact"), kit.join(world, thing, "work_contact")
    kit.done(world, thing, first, second)

    def certify() -> list[str]:
        days.certify(actor=core, pk=thing.pk, now=world.now)
        rows = TrainingSeat.objects.filter(training=thing).order_by("registered_at")
        return [number.split("-")[1] for number in rows.values_list("certificate", flat=True)]

    def correct(mark: str) -> None:
        kit.step(world, thing, "resume")
        days.mark_list(actor=core, pk=thing.pk, marks={first.pk: mark}, now=world.clock.tick(), reason="見間違い")
        kit.step(world, thing, "finish")

    assert certify() == ["0001", "0002"]
    correct("late")
    assert certify() == ["0001", "0002"], "still earned"
    correct("absent")
    first.refresh_from_db()
    assert (first.certificate, first.certified_at) == ("", None)
    correct("present")
    assert certify() == ["0003", "0002"]


def test_the_summary_stays_when_it_is_settled_again(world: World) -> None:
    thing = kit.held(world, kit.opened(world))
    kit.step(world, thing, "finish", summary="話し合いの時間を長くとる。")
    kit.step(world, thing, "resume")
    assert kit.step(world, thing, "finish").summary == "話し合いの時間を長くとる。"


def test_a_reply_has_no_moment_no_record_and_no_name(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    kit.held(world, thing, seat)
    before = Event.objects.count()

    def answer(text: str) -> None:
        days.reply(actor=world.actor("home_contact"), seat_id=seat.pk, now=world.now, q_content=5, text=text)

    with pytest.raises(RuleBroken) as refused:
        answer("山田太郎さん（32歳）の話がよかった")
    assert refused.value.field == "text"
    answer("声のかけ方が分かりました。利用者さんに試します。")
    assert Event.objects.count() == before
    assert {f.name for f in TrainingReply._meta.fields} == {
        "id", "training", "q_content", "q_clear", "q_worry", "q_next", "text",
    }  # fmt: skip


@pytest.mark.parametrize("settled", [True, False])
def test_what_was_typed_is_forgotten_also_of_a_training_nobody_settled(world: World, settled: bool) -> None:
    thing, core = kit.opened(world), world.actor("core_officer")
    seat = kit.join(world, thing, "home_contact")
    kit.held(world, thing, seat)
    days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "late"}, now=world.clock.tick(), reason="遅れて来た")
    days.reply(actor=world.actor("home_contact"), seat_id=seat.pk, now=world.now, q_content=5, text="よかった")
    if settled:
        kit.step(world, thing, "finish")
    last = rules.kept_until(date(2026, 12, 4))
    at = datetime(last.year, last.month, last.day, 12, tzinfo=TOKYO)
    assert services.tidy_trainings(actor=system_actor("jobs"), now=at) == 0
    assert TrainingReply.objects.get().text == "よかった"
    assert services.tidy_trainings(actor=system_actor("jobs"), now=at + timedelta(days=1)) == 1
    seat.refresh_from_db()
    reply = TrainingReply.objects.get()
    assert (seat.name, reply.text, reply.q_content) == (None, None, 5)
    assert set(TrainingMark.objects.values_list("reason", flat=True)) == {""}
