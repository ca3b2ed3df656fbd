"""研修: the road from 準備 to 終了, seats and the waiting list, coming by list and by code, what is kept of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.clock import TOKYO
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.notifications.enums import Kind
from renkei.notifications.models import Message
from renkei.offices.models import Knowledge, Office
from renkei.programme.models import Training, TrainingMark, TrainingReply, TrainingSeat
from renkei.programme.queries import training as queries
from renkei.programme.queries import training_people as people
from renkei.programme.rules import training as rules
from renkei.programme.services import training as services
from renkei.programme.services import training_days as days
from renkei.programme.services import training_seats as seats
from renkei.programme.services import training_sides as sides
from renkei.programme.services.training_seats import Person
from tests.kit.world import World
from tests.offices import wamnet
from tests.programme import training_kit as kit
from tests.programme.training_kit import GUEST
from tests.wall.kit import as_member

pytestmark = pytest.mark.django_db


def told(kind: Kind) -> set[object]:
    return set(Message.objects.filter(kind=kind).values_list("user_id", flat=True))


# --- the road ---


def test_only_the_municipalitys_side_plans_and_moves_it(world: World) -> None:
    thing = kit.plan(world)
    for who, error in (("center_officer", NotAllowed), ("home_contact", NotAllowed), ("town_officer", NotFound)):
        with pytest.raises(error):
            kit.step(world, thing, "open", who)
        with pytest.raises(error):
            kit.plan(world, who)
    assert kit.step(world, thing, "open", "officer").status == "open"
    assert Event.objects.filter(code=E.TRAINING_CHANGED).count() == 2


@pytest.mark.parametrize("field", ["title", "aims"])
def test_words_about_one_person_are_refused(world: World, field: str) -> None:
    with pytest.raises(RuleBroken):
        kit.plan(world, **{field: "山田太郎さん（32歳）を支える"})


def test_its_hours_follow_each_other(world: World) -> None:
    with pytest.raises(RuleBroken, match="終わり"):
        kit.plan(world, ends_at=world.now)
    with pytest.raises(RuleBroken, match="期限"):
        kit.plan(world, deadline=world.now + timedelta(days=30))


def test_what_has_not_begun_was_not_held(world: World) -> None:
    thing = kit.opened(world)
    with pytest.raises(RuleBroken):
        kit.step(world, thing, "hold")
    with pytest.raises(InvalidTransition):
        kit.step(world, thing, "finish")
    kit.to_the_day(world, thing)
    assert kit.step(world, thing, "hold").status == "held"


def test_until_it_is_announced_nobody_else_sees_it_and_it_has_no_link(world: World) -> None:
    thing = kit.plan(world)
    for who in ("home_contact", "center_officer", "town_officer"):
        with pytest.raises(NotFound):
            queries.get_training(actor=world.actor(who), pk=thing.pk)
    assert thing.link_hash == ""
    kit.step(world, thing, "open")
    for who in ("home_contact", "center_officer", "town_officer", "prefecture"):
        assert queries.get_training(actor=world.actor(who), pk=thing.pk).pk == thing.pk


def test_a_partner_sees_it_before_and_reads_who_takes_part(world: World) -> None:
    thing = kit.plan(world, partner_id=world.org("center").pk)
    center = world.actor("center_officer")
    assert queries.training_page(actor=center, pk=thing.pk, at=world.now).views
    assert people.roster(actor=center, training=thing).registered == []
    with pytest.raises(NotFound):
        people.roster(actor=world.actor("town_officer"), training=thing)


def test_cancelling_tells_who_has_an_account_and_lists_who_has_none(world: World) -> None:
    thing = kit.opened(world)
    kit.join(world, thing, "home_contact")
    guest = seats.enter(actor=world.actor("core_officer"), pk=thing.pk, person=GUEST, now=world.now)
    with pytest.raises(RuleBroken):
        kit.step(world, thing, "cancel")
    kit.step(world, thing, "cancel", reason="大雪の予報のため")
    assert told(Kind.TRAINING_CANCELLED) == {world.user("home_contact").pk}
    guest.refresh_from_db()
    assert guest.to_tell == "cancelled"
    seats.told(actor=world.actor("core_officer"), seat_id=guest.pk, now=world.now)
    assert people.roster(actor=world.actor("core_officer"), training=thing).to_tell == []


def test_a_changed_hour_is_told_a_changed_speaker_is_not(world: World) -> None:
    thing = kit.opened(world)
    kit.join(world, thing, "home_contact")
    services.change(actor=world.actor("core_officer"), pk=thing.pk, now=world.now, speakers="講師")
    assert told(Kind.TRAINING_CHANGED) == set()
    services.change(actor=world.actor("core_officer"), pk=thing.pk, now=world.now, place="公民館")
    assert told(Kind.TRAINING_CHANGED) == {world.user("home_contact").pk}


def test_what_is_over_and_not_settled_waits_for_its_organisers(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")

    def waits(who: str) -> list[object]:
        return [w.url_args[0] for w in queries.waiting(actor=world.actor(who), at=world.now)]

    assert waits("core_officer") == []
    kit.held(world, thing, seat)
    kit.to_the_day(world, thing, hours=3)
    assert (waits("core_officer"), waits("officer"), waits("home_contact")) == ([thing.pk], [], [])
    kit.step(world, thing, "finish")
    assert waits("core_officer") == []


# --- seats ---


def test_who_comes_too_late_waits_and_moves_up(world: World) -> None:
    thing = kit.opened(world, capacity=1)
    first = kit.join(world, thing, "home_contact")
    second = kit.join(world, thing, "work_contact")
    third = kit.join(world, thing, "planner")
    assert [s.status for s in (first, second, third)] == ["registered", "waiting", "waiting"]
    seats.cancel_seat(actor=world.actor("home_contact"), seat_id=first.pk, now=world.clock.tick())
    for seat in (second, third):
        seat.refresh_from_db()
    assert (second.status, third.status) == ("registered", "waiting")
    assert told(Kind.TRAINING_SEAT) == {world.user("work_contact").pk}
    services.change(actor=world.actor("core_officer"), pk=thing.pk, now=world.now, capacity=5)
    third.refresh_from_db()
    assert third.status == "registered"


def test_without_a_capacity_everybody_who_waits_moves_up(world: World) -> None:
    thing = kit.opened(world, capacity=1)
    waiting = [kit.join(world, thing, who) for who in ("home_contact", "work_contact", "planner")][1:]
    services.change(actor=world.actor("core_officer"), pk=thing.pk, now=world.now, capacity=None)
    assert set(TrainingSeat.objects.values_list("status", flat=True)) == {"registered"}
    assert len(told(Kind.TRAINING_SEAT)) == len(waiting)


def test_the_same_person_of_the_same_office_registers_once(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    with pytest.raises(RuleBroken, match="すでにあります"):
        kit.join(world, thing, "home_contact")
    same = Person(name="窓口 （home_contact）", office_number="9920000011")
    assert rules.who_key("9920000011", seat.name) != rules.who_key("9920000011", same.name)
    spaced = Person(name=seat.name.replace("（", " （"), job="support", office_number="9920000011")
    with pytest.raises(RuleBroken):
        seats.register_by_link(secret=kit.link(thing), person=spaced, now=world.now)
    seats.cancel_seat(actor=world.actor("home_contact"), seat_id=seat.pk, now=world.now)
    assert kit.join(world, thing, "home_contact").status == "registered"


def test_nobody_registers_after_the_deadline_or_before_the_announcement(world: World) -> None:
    thing = kit.opened(world)
    world.clock.at = thing.deadline + timedelta(minutes=1)
    with pytest.raises(Conflict):
        kit.join(world, thing, "home_contact")
    with pytest.raises(Conflict):
        seats.register_by_link(secret=kit.link(thing), person=GUEST, now=world.now)
    entered = seats.enter(actor=world.actor("core_officer"), pk=thing.pk, person=GUEST, now=world.now)
    assert entered.status == "registered", "the organisers may still add somebody"


def test_the_deadline_closes_it_by_itself(world: World) -> None:
    thing = kit.opened(world)
    world.clock.at = thing.deadline + timedelta(minutes=1)
    from renkei.policy.actor import system_actor

    assert services.tidy_trainings(actor=system_actor("jobs"), now=world.now) == 1
    thing.refresh_from_db()
    assert thing.status == "closed"


def test_an_office_sees_its_own_people_alone(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact", Person(name="同僚 次郎", job="support"))
    assert people.get_seat(actor=world.actor("home_staff"), seat_id=seat.pk).pk == seat.pk
    for who in ("work_contact", "town_officer", "center_officer"):
        with pytest.raises(NotFound):
            people.get_seat(actor=world.actor(who), seat_id=seat.pk)
        with pytest.raises(NotFound):
            seats.cancel_seat(actor=world.actor(who), seat_id=seat.pk, now=world.now)


def test_the_address_of_the_room_is_for_those_who_hold_a_seat(world: World) -> None:
    thing = kit.opened(world, way="online", place="", online_url="https://example.jp/room", capacity=1)
    kit.join(world, thing, "home_contact")
    kit.join(world, thing, "work_contact")
    shows = {
        who: queries.training_page(actor=world.actor(who), pk=thing.pk, at=world.now).shows_url
        for who in ("home_contact", "work_contact", "planner", "officer")
    }
    assert shows == {"home_contact": True, "work_contact": False, "planner": False, "officer": True}


# --- the day ---


def test_the_code_counts_in_the_hours_of_the_training(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    home = world.actor("home_contact")

    def come(code: str) -> TrainingSeat:
        return days.come(actor=home, seat_id=seat.pk, code=code, now=world.now)

    with pytest.raises(Conflict):
        come(thing.room_code)
    kit.to_the_day(world, thing, minutes=-31)
    with pytest.raises(Conflict):
        come(thing.room_code)
    kit.to_the_day(world, thing, minutes=10)
    with pytest.raises(RuleBroken):
        come("XXXXX")
    assert come(f" {thing.room_code[:2].lower()}-{thing.room_code[2:]} ").mark == "present"
    kit.to_the_day(world, thing, minutes=100)
    assert come(thing.room_code).mark == "present", "a second time changes nothing"


@pytest.mark.parametrize(
    ("minutes", "mark"), [(-30, "present"), (15, "present"), (16, "late"), (60, "late"), (61, "part"), (150, "part")]
)
def test_who_comes_late_is_marked_so(minutes: int, mark: str) -> None:
    starts = datetime(2026, 12, 4, 10, tzinfo=TOKYO)
    ends, at = starts + timedelta(hours=2), starts + timedelta(minutes=minutes)
    assert rules.code_counts(starts, ends, at=at)
    assert rules.mark_by_code(starts, ends, at=at) == mark
    assert not rules.code_counts(starts, ends, at=ends + timedelta(minutes=31))


def test_a_mark_is_corrected_with_a_reason_and_the_old_one_stays(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    core = world.actor("core_officer")
    with pytest.raises(Conflict):
        days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "present"}, now=world.now)
    kit.to_the_day(world, thing)
    assert days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "present"}, now=world.now) == 1
    assert days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "present"}, now=world.now) == 0
    with pytest.raises(RuleBroken, match="理由"):
        days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "part"}, now=world.now)
    days.mark_list(actor=core, pk=thing.pk, marks={seat.pk: "part"}, reason="途中で帰った", now=world.clock.tick())
    assert list(TrainingMark.objects.order_by("at").values_list("mark", "reason")) == [
        ("present", ""),
        ("part", "途中で帰った"),
    ]
    with pytest.raises(Conflict):
        seats.cancel_seat(actor=core, seat_id=seat.pk, now=world.now)


def test_a_walk_in_has_a_seat_and_is_present(world: World) -> None:
    thing = kit.opened(world, capacity=1)
    kit.join(world, thing, "home_contact")
    kit.to_the_day(world, thing)
    seat = seats.enter(actor=world.actor("core_officer"), pk=thing.pk, person=GUEST, now=world.now, is_here=True)
    assert (seat.status, seat.mark) == ("registered", "present")


# --- after it ---


@pytest.fixture
def after(world: World) -> tuple[Training, TrainingSeat, TrainingSeat]:
    """終了: the home was there, the workplace not."""
    wamnet.take([wamnet.row(1, office_number=world.org("home").office_number)])
    thing = kit.opened(world)
    came, absent = kit.join(world, thing, "home_contact"), kit.join(world, thing, "work_contact")
    kit.done(world, thing, came)
    for row in (came, absent):
        row.refresh_from_db()
    thing.refresh_from_db()
    return thing, came, absent


def test_who_was_not_ticked_did_not_come_and_the_office_is_known_to_be_trained(world: World, after: Any) -> None:
    thing, came, absent = after
    assert (thing.status, thing.counterpart, came.mark, absent.mark) == ("done", "office", "present", "absent")
    known = Knowledge.objects.get(replaced_at=None)
    assert (known.office.office_number, known.training) == ("9920000011", thing.title)
    assert known.municipality_id == thing.municipality_id
    found = people.trained_of_office(actor=world.actor("officer"), office_id=Office.objects.get().pk)
    assert [(t.seat.pk, t.day) for t in found] == [(came.pk, date(2026, 12, 4))]
    assert people.trained_of_office(actor=world.actor("prefecture"), office_id=Office.objects.get().pk) == []


def test_it_counts_as_one_activity_with_its_hours_once_settled(world: World, after: Any) -> None:
    from renkei.stats.queries.activity import activity, rows_behind, work_of
    from renkei.stats.rules import of_month
    from renkei.stats.rules.activity import Sums

    thing, core, month = after[0], world.actor("core_officer"), of_month(date(2026, 12, 1))

    def counted() -> Any:
        with as_member(world, "core_officer"):
            return activity(actor=core, work=work_of(actor=core), period=month)

    found, one = counted(), Sums(1, 0, 120, 0, 0)
    assert found.at(source="training", counterpart="office") == found.at(source="training", item="c1") == one
    with as_member(world, "core_officer"):
        rows = rows_behind(actor=core, work=work_of(actor=core), period=month, at=world.now)
    assert [(r.source.code, r.args) for r in rows] == [("training", (thing.pk,))]
    kit.step(world, thing, "resume")
    assert counted().is_empty


def test_what_was_known_of_the_office_stays(world: World) -> None:
    from renkei.offices.services import save_knowledge
    from renkei.offices.services.knowledge import note_training

    wamnet.take([wamnet.row(1, office_number=world.org("home").office_number)])
    office, city, officer = Office.objects.get(), world.org("city").pk, world.actor("officer")
    save_knowledge(
        actor=officer, office_id=office.pk, municipality_id=city, now=world.now, tie="worked", accepted="yes",
        accepted_count=2, note="夜勤あり", source="own", as_of=world.clock.today, shareable=True,
    )  # fmt: skip
    today = world.clock.today

    def note(title: str, on: date) -> int:
        return note_training(
            actor=officer, office_ids={office.pk}, municipality_id=city, title=title, on=on, now=world.clock.tick()
        )

    assert note("基礎", today) == 1
    assert note("もっと前の研修", today - timedelta(days=1)) == 0
    known = Knowledge.objects.get(replaced_at=None)
    assert (known.training, known.note, known.accepted_count, known.shareable) == ("基礎", "夜勤あり", 2, True)


def test_a_certificate_for_who_came_with_a_number_and_each_printing_on_record(world: World, after: Any) -> None:
    thing, came, absent = after
    core, home = world.actor("core_officer"), world.actor("home_contact")
    with pytest.raises(NotFound):
        days.print_certificates(actor=home, pk=thing.pk, seat_id=came.pk, now=world.now)
    assert days.certify(actor=core, pk=thing.pk, now=world.now) == 1
    assert days.certify(actor=core, pk=thing.pk, now=world.now) == 0
    came.refresh_from_db()
    assert came.certificate.startswith("修R8-0001-")
    for _ in range(2):
        days.print_certificates(actor=home, pk=thing.pk, seat_id=came.pk, now=world.now)
    assert Event.objects.filter(code=E.PRINTED, object_id=came.pk).count() == 2
    with pytest.raises(NotFound):
        days.print_certificates(actor=world.actor("work_contact"), pk=thing.pk, seat_id=absent.pk, now=world.now)
    with pytest.raises(NotFound):
        days.print_certificates(actor=world.actor("work_contact"), pk=thing.pk, seat_id=came.pk, now=world.now)


def test_no_certificate_before_the_attendance_is_settled(world: World) -> None:
    thing = kit.opened(world)
    seat = kit.join(world, thing, "home_contact")
    kit.held(world, thing, seat)
    with pytest.raises(Conflict):
        days.certify(actor=world.actor("core_officer"), pk=thing.pk, now=world.now)


def test_the_questionnaire_is_answered_once_by_who_came_and_names_nobody(world: World, after: Any) -> None:
    _, came, absent = after
    home = world.actor("home_contact")
    with pytest.raises(RuleBroken):
        days.reply(actor=home, seat_id=came.pk, now=world.now)
    days.reply(actor=home, seat_id=came.pk, now=world.now, q_content=5, text="役に立った")
    with pytest.raises(Conflict):
        days.reply(actor=home, seat_id=came.pk, now=world.now, q_content=5)
    with pytest.raises(Conflict):
        days.reply(actor=world.actor("work_contact"), seat_id=absent.pk, now=world.now, q_content=5)
    reply = TrainingReply.objects.get()
    assert {f.name for f in reply._meta.fields if f.is_relation} == {"training"}
    assert not Event.objects.filter(object_id=reply.pk).exists()


def test_the_register_finds_by_office_title_kind_and_year(world: World, after: Any) -> None:
    _, came, _ = after
    officer = world.actor("officer")

    def found(**asked: Any) -> list[object]:
        return [s.pk for s in people.register(actor=officer, **asked)]

    assert found() == found(words="あおぞら") == found(words="9920000011 基礎") == found(kind="training") == [came.pk]
    assert found(words="ひだまり") == found(kind="visit") == []
    assert found(since=date(2025, 4, 1), until=date(2026, 3, 31)) == []
    assert list(people.register(actor=world.actor("center_officer"))) == []
    with pytest.raises(NotAllowed):
        people.register(actor=world.actor("home_contact"))


def test_names_are_forgotten_after_their_keeping(world: World, after: Any) -> None:
    from renkei.policy.actor import system_actor

    thing, came, _ = after
    last = rules.kept_until(date(2026, 12, 4))
    assert last == date(2032, 3, 31)
    for on, changed in ((last, 0), (last + timedelta(days=1), 1), (last + timedelta(days=2), 0)):
        at = datetime(on.year, on.month, on.day, 12, tzinfo=TOKYO)
        assert services.tidy_trainings(actor=system_actor("jobs"), now=at) == changed
    came.refresh_from_db()
    thing.refresh_from_db()
    assert (came.name, came.mail, came.user_id, came.office_name) == (None, None, None, "グループホームあおぞら")
    assert thing.forgotten_at is not None


# --- whom it is told, what is handed out ---


def test_offices_with_an_account_get_a_notice_the_others_a_letter(world: World) -> None:
    wamnet.take([wamnet.row(1, office_number=world.org("home").office_number), wamnet.row(2)])
    offices = [o.pk for o in Office.objects.order_by("name")]
    thing, core = kit.plan(world), world.actor("core_officer")
    with pytest.raises(Conflict):
        sides.invite(actor=core, pk=thing.pk, office_ids=offices, now=world.now)
    kit.step(world, thing, "open")
    with pytest.raises(RuleBroken):
        sides.invite(actor=core, pk=thing.pk, office_ids=[], now=world.now)
    assert sides.invite(actor=core, pk=thing.pk, office_ids=offices, now=world.now) == (1, 1)
    message = Message.objects.get(kind=Kind.TRAINING_INVITED)
    assert (message.user_id, message.number) == (world.user("home_contact").pk, thing.number)
    assert sides.invite(actor=core, pk=thing.pk, office_ids=offices, now=world.now, everybody=True) == (2, 0)
    assert len(people.invited(actor=core, training=thing)) == 4


PDF = b"%PDF-1.4 material"


def test_material_is_for_whoever_holds_a_seat(world: World) -> None:
    thing, core = kit.opened(world), world.actor("core_officer")
    for name in ("山田太郎さんの支援.pdf", "刑務所から出た方.pdf"):
        with pytest.raises(RuleBroken):
            sides.add_file(actor=core, pk=thing.pk, title=name, content=PDF, now=world.now)
    file = sides.add_file(actor=core, pk=thing.pk, title="配布資料", content=PDF, now=world.now)
    with pytest.raises(NotFound):
        queries.get_file(actor=world.actor("home_contact"), pk=thing.pk, file_id=file.pk)
    kit.join(world, thing, "home_contact")
    assert bytes(queries.get_file(actor=world.actor("home_contact"), pk=thing.pk, file_id=file.pk).content) == PDF
    sides.withdraw_file(actor=core, pk=thing.pk, file_id=file.pk, now=world.now)
    with pytest.raises(NotFound):
        queries.get_file(actor=world.actor("home_contact"), pk=thing.pk, file_id=file.pk)


def test_scores_are_counted_by_question() -> None:
    found = rules.scores([(5, None), (5, 1), (4, 2)], 2)
    assert found == [{1: 0, 2: 0, 3: 0, 4: 1, 5: 2}, {1: 1, 2: 1, 3: 0, 4: 0, 5: 0}]
