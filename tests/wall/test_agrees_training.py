"""研修: the wall shows what the area's own queries show, for every member; a link reaches its training, or its one seat."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, transaction

from renkei.core import wall
from renkei.core.errors import NotAllowed, NotFound
from renkei.core.ids import token_hash
from renkei.policy.decide import can
from renkei.policy.permissions import P
from renkei.programme.models import (
    Training,
    TrainingFile,
    TrainingInvitation,
    TrainingMark,
    TrainingReply,
    TrainingSeat,
)
from renkei.programme.queries import training as queries
from tests.kit.world import World
from tests.programme import training_kit as kit
from tests.wall.kit import as_member, as_token, seen

pytestmark = pytest.mark.django_db
TABLES = {
    "programme_training": Training, "programme_trainingseat": TrainingSeat, "programme_trainingmark": TrainingMark,
    "programme_trainingfile": TrainingFile, "programme_trainingreply": TrainingReply,
    "programme_traininginvitation": TrainingInvitation,
}  # fmt: skip


def fill(world: World) -> dict[str, Training]:
    """Of the city, in preparation and announced, one of them with the centre; of the neighbouring town, announced."""
    made = {
        "prepared": kit.plan(world), "joint": kit.opened(world, partner_id=world.org("center").pk), "alone": kit.opened(world),
        "town": kit.step(world, kit.plan(world, "town_officer", municipality_id=world.org("town").pk), "open", "town_officer"),
    }  # fmt: skip
    for thing in made.values():
        for number, body in enumerate(("home", "work", None)):
            seat = TrainingSeat.objects.create(
                training=thing, number=f"{thing.number[-4:]}{number}", status="registered", channel="link", office_name="x",
                organisation=world.orgs.get(body) if body else None, name="参加 花子", job="support", who_hash=f"{number}",
                registered_at=world.now, secret_hash=token_hash(f"{thing.pk} {number}"), mark="present",
            )  # fmt: skip
            TrainingMark.objects.create(seat=seat, mark="present", how="list", at=world.now)
        TrainingFile.objects.create(
            training=thing, organisation=thing.organiser, title="x", media_type="application/pdf", size=1, content=b"x",
            added_at=world.now,
        )  # fmt: skip
        TrainingReply.objects.create(training=thing, q_clear=3)
        TrainingInvitation.objects.create(
            training=thing, organisation=world.org("home"), how="screen", invited_at=world.now
        )
    return made


def _of(query: Callable[[], object]) -> list[object]:
    try:
        return list(query())  # type: ignore[call-overload]
    except (NotAllowed, NotFound):
        return []


def shown_by_the_area(world: World, member: str) -> dict[str, set[object]]:
    actor = world.actor(member)
    things = _of(lambda: queries.trainings(actor=actor))
    viewed = [t.pk for t in things if queries.views(actor, t)]  # type: ignore[arg-type,attr-defined]
    joins = can(actor, P.TRAINING_JOIN)
    seats = [
        s for s in TrainingSeat.objects.all()
        if s.training_id in viewed or (joins and s.organisation_id == actor.organisation_id)
    ]  # fmt: skip
    files = [f for t in things for f in queries.files_of(actor=actor, training=t)]  # type: ignore[arg-type]
    return {
        "programme_training": {t.pk for t in things},  # type: ignore[attr-defined]
        "programme_trainingseat": {s.pk for s in seats},
        "programme_trainingmark": set(TrainingMark.objects.filter(seat__in=seats).values_list("pk", flat=True)),
        "programme_trainingfile": {f.pk for f in files},
        "programme_trainingreply": set(
            TrainingReply.objects.filter(training_id__in=viewed).values_list("pk", flat=True)
        ),
        "programme_traininginvitation": set(
            TrainingInvitation.objects.filter(training_id__in=viewed).values_list("pk", flat=True)
        ),
    }


def test_the_wall_shows_what_the_area_shows(world: World) -> None:
    fill(world)
    differ = []
    for member in world.members:
        area = shown_by_the_area(world, member)
        with as_member(world, member):
            shown = {table: seen(table) for table in TABLES}
        for table, rows in area.items():
            if shown[table] != rows:
                differ.append((member, table, "hidden", len(rows - shown[table]), "leaked", len(shown[table] - rows)))
    assert not differ, "\n".join(map(str, differ))


def test_a_public_link_reaches_its_training_alone_and_one_seat_its_own(world: World) -> None:
    made = fill(world)
    thing = made["alone"]
    with as_token(wall.system_token("training_link", organisation_id=thing.pk)):
        found = {table: seen(table) for table in TABLES}
    assert found.pop("programme_training") == {thing.pk}
    assert set(map(len, found.values())) == {0}
    seat = TrainingSeat.objects.filter(training=thing).first()
    assert seat is not None
    with as_token(wall.system_token("training_link", organisation_id=seat.pk)):
        assert seen("programme_training") == {thing.pk}
        assert seen("programme_trainingseat") == {seat.pk}
        assert len(seen("programme_trainingfile")) == len(seen("programme_trainingmark")) == 1
        assert seen("programme_trainingreply") == seen("programme_traininginvitation") == set()
        assert TrainingSeat.objects.exclude(pk=seat.pk).update(office_name="y") == 0
    with as_token(wall.system_token("training_link")):
        assert [len(seen(table)) for table in TABLES] == [0] * len(TABLES)


def test_a_link_adds_a_seat_to_its_own_training_only(world: World) -> None:
    made = fill(world)

    def add(thing: Training, number: str) -> None:
        TrainingSeat(
            training=thing, number=number, status="registered", channel="link", office_name="z", name="z", job="other",
            who_hash=number, registered_at=world.now,
        ).save(force_insert=True)  # fmt: skip

    with as_token(wall.system_token("training_link", organisation_id=made["alone"].pk)):
        add(made["alone"], "AAAA1111")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            add(made["joint"], "AAAA2222")


def test_what_stands_behind_a_secret(world: World) -> None:
    made = fill(world)

    def behind(secret: str) -> object:
        return wall.call("SELECT wall.training_key(%s)", [token_hash(secret)])[0][0]

    seat = TrainingSeat.objects.filter(training=made["town"]).order_by("number").first()
    assert seat is not None
    assert behind(kit.link(made["alone"])) == made["alone"].pk
    assert behind(kit.link(made["prepared"])) is None
    assert behind(f"{made['town'].pk} 0") == seat.pk
    assert behind("wrong") is None


def test_only_the_hourly_round_forgets_what_was_typed(world: World) -> None:
    thing = fill(world)["alone"]
    reply = TrainingReply.objects.create(training=thing, q_clear=3, text="感想")

    def forget() -> None:
        wall.call("SELECT wall.training_forget(%s)", [thing.pk])

    for member in ("core_officer", "officer", "home_contact"):
        with as_member(world, member):
            forget()
    reply.refresh_from_db()
    assert reply.text == "感想"
    with as_token(wall.system_token("jobs")):
        forget()
    reply.refresh_from_db()
    assert reply.text is None
