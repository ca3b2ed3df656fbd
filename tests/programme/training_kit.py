"""A training of the city's commissioned body, in a line for each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renkei.programme.models import Training, TrainingSeat
from renkei.programme.queries.training import link_token
from renkei.programme.services import training, training_days, training_seats, training_sides
from renkei.programme.services.training_seats import Person
from tests.kit.world import World

GUEST = Person(name="参加 花子", job="support", office_name="よその作業所", phone="099-000-0001")


def plan(world: World, who: str = "core_officer", **fields: Any) -> Training:
    """In ten days, two hours; registered until the day before."""
    starts = world.now + timedelta(days=10)
    values: dict[str, Any] = {
        "municipality_id": world.org("city").pk, "title": "地域で支えるための基礎研修", "kind": "training", "aims": "受け入れの基礎を学びます。",
        "starts_at": starts, "ends_at": starts + timedelta(hours=2), "deadline": starts - timedelta(days=1), "way": "place",
        "place": "市民会館", "capacity": None, "audience": ["housing"], "contact": "基幹相談支援センター 099-000-0000",
    }  # fmt: skip
    return training.plan(actor=world.actor(who), now=world.now, **(values | fields))


def opened(world: World, **fields: Any) -> Training:
    return step(world, plan(world, **fields), "open")


def step(world: World, thing: Training, name: str, who: str = "core_officer", **said: str) -> Training:
    return training.move(actor=world.actor(who), pk=thing.pk, step=name, now=world.now, **said)


def join(world: World, thing: Training, who: str, person: Person | None = None) -> TrainingSeat:
    return training_seats.register(actor=world.actor(who), pk=thing.pk, now=world.clock.tick(), person=person)


def link(thing: Training) -> str:
    return link_token(thing.pk)


def to_the_day(world: World, thing: Training, **after: float) -> None:
    """The clock stands at the beginning, or so long after it."""
    world.clock.at = thing.starts_at + timedelta(**after)


def held(world: World, thing: Training, *came: TrainingSeat) -> Training:
    """Held, with these present."""
    to_the_day(world, thing, minutes=5)
    marks = {seat.pk: "present" for seat in came}
    training_days.mark_list(actor=world.actor("core_officer"), pk=thing.pk, marks=marks, now=world.now)
    return step(world, thing, "hold")


def done(world: World, thing: Training, *came: TrainingSeat) -> Training:
    return step(world, held(world, thing, *came), "finish")


_PAGES = (
    "attendance", "certificate", "certificates", "certify", "colleague", "detail", "edit", "enter", "file", "invite", "invited",
    "join", "notice", "people", "results", "room", "step",
)  # fmt: skip


def things_of(world: World) -> dict[str, Any]:
    """What the addresses of 研修 name: an open one, with a seat of the home and material."""
    thing = opened(world)
    seat = join(world, thing, "home_contact")
    file = training_sides.add_file(
        actor=world.actor("core_officer"), pk=thing.pk, title="配布資料", content=b"%PDF-1.4 material", now=world.now
    )
    return {
        **{f"pk of training:{name}": thing.pk for name in _PAGES}, "seat_id": seat.pk, "file_id": file.pk,
        "step of training:step": "cancel", "kind of training:people_export": "csv", "kind of training:records_export": "excel",
    }  # fmt: skip
