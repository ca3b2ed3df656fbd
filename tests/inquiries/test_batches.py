"""Several offices in order: so many at a time, deadlines by closed days and holidays, next, redo, withdrawn with one thank-you."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from renkei.core.clock import TOKYO
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.core.waiting import Waiting
from renkei.inquiries import queries, services
from renkei.inquiries.models import Batch, Inquiry
from renkei.inquiries.rules import closed_days, office_deadline
from renkei.notifications.models import Message
from renkei.policy.actor import system_actor
from tests.inquiries.kit import NO, SHEET, ask, make_case, make_need
from tests.inquiries.test_concurrency import _race
from tests.kit.world import World, make_world


@pytest.mark.parametrize(
    ("words", "weekdays", "holidays", "periods"),
    [
        ("土日祝", {5, 6}, True, 0), ("土・日・祝日", {5, 6}, True, 0), ("日曜日", {6}, False, 0), ("水曜、日曜及び祝祭日", {2, 6}, True, 0),
        ("月～水", {0, 1, 2}, False, 0), ("第2・第4土曜日、日曜", {5, 6}, False, 0), ("土日祝、年末年始（12/29～1/3）", {5, 6}, True, 1),
        ("日曜日、年末年始", {6}, False, 1), ("８月１３日〜８月１５日、１２月２９日〜１月３日", set(), False, 2),
        ("なし", set(), False, 0), ("年中無休", set(), False, 0), ("無し", set(), False, 0),
    ],
)  # fmt: skip
def test_closed_days_are_read(words: str, weekdays: set[int], holidays: bool, periods: int) -> None:
    found = closed_days(words)
    assert (found.is_known, found.weekdays, found.holidays, len(found.periods)) == (True, weekdays, holidays, periods)


@pytest.mark.parametrize("words", ["", "不定休", "会社カレンダーによる", "土日（隔週で水）シフト制"])
def test_what_is_not_read_is_unknown_and_counts_as_closed_when_most_are(words: str) -> None:
    found = closed_days(words)
    assert not found.is_known
    assert [found.is_closed(day) for day in (date(2026, 11, 28), date(2026, 11, 23), date(2026, 12, 30))] == [True] * 3


@pytest.mark.parametrize(
    ("words", "urgency", "expected"),
    [
        ("土日祝", "normal", (2026, 12, 3, 17)),  # seven days after Tuesday 11/24
        ("火曜日、木曜日", "normal", (2026, 12, 9, 17)),  # 11/25 27 30, 12/2 4 7 9
        ("月～金", "urgent", (2027, 1, 23, 17)),  # never open on a working day: two months, and no endless loop
        ("水曜日", "within_48h", (2026, 11, 26, 9)),
        ("", "within_48h", (2026, 11, 25, 9)),
    ],
)
def test_the_deadline_of_an_office(words: str, urgency: str, expected: tuple[int, ...]) -> None:
    now = datetime(2026, 11, 24, 9, 40, tzinfo=TOKYO)
    assert office_deadline(now, urgency, closed_days(words)) == datetime(*expected, tzinfo=TOKYO)  # type: ignore[misc]


def test_public_holidays_and_the_turn_of_the_year_are_no_days() -> None:
    now = datetime(2026, 12, 25, 9, 0, tzinfo=TOKYO)  # Friday; 28, then 1/4 5 6 7 8, 12 (11 is a holiday)
    assert office_deadline(now, "normal", closed_days("日祝")).date() == date(2027, 1, 12)


pytest_db = pytest.mark.django_db


def _waiting(world: World, who: str) -> list[Waiting]:
    return queries.waiting(actor=world.actor(who), at=world.now)


def _titles(world: World, who: str) -> list[str]:
    return [w.title for w in _waiting(world, who)]


@pytest_db
def test_so_many_at_a_time_and_the_next_when_one_declines(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    sent = ask(world, case, need, "home", "work", "plan", at_once=1)
    officer = world.actor("officer")
    assert [(i.organisation_id, i.position, i.status) for i in sent] == [(world.org("home").pk, 1, "anonymous")]
    waiting = Inquiry.objects.filter(batch=sent[0].batch, status="candidate").order_by("position")
    assert [(i.organisation_id, i.position, i.sheet) for i in waiting] == [
        (world.org("work").pk, 2, None),
        (world.org("plan").pk, 3, None),
    ]
    assert not Message.objects.filter(organisation_id=world.org("work").pk).exists()
    batch = Batch.objects.get(pk=sent[0].batch)
    turn = "「住まい」の次の事業所に打診する"
    assert turn not in _titles(world, "officer")  # the first still thinks
    with pytest.raises(Conflict, match="同時に打診する数"):
        services.send_next(actor=officer, batch=batch, now=world.now)
    services.answer(actor=world.actor("home_contact"), inquiry=sent[0], seen=sent[0].version, data=NO, now=world.now)
    assert [w.url_args for w in _waiting(world, "officer") if w.title == turn] == [(batch.pk,)]
    assert turn not in _titles(world, "center_officer") + _titles(world, "town_officer")
    following = services.send_next(actor=world.actor("core_officer"), batch=batch, now=world.now)
    assert turn not in _titles(world, "officer")
    assert (following.organisation_id, following.status, following.sheet) == (
        world.org("work").pk,
        "anonymous",
        SHEET.to_json(),
    )
    assert following.deadline == datetime(2026, 12, 3, 17, 0, tzinfo=TOKYO)
    page = queries.get_batch(actor=officer, pk=batch.pk, at=world.now)
    assert ([t.inquiry.position for t in page.turns], page.open_count, page.following) == ([1, 2, 3], 1, None)
    world.clock.tick(days=12)
    services.expire_due(actor=system_actor("jobs"), now=world.now)
    assert services.send_next(actor=officer, batch=batch, now=world.now).organisation_id == world.org("plan").pk
    world.clock.tick(days=12)
    services.expire_due(actor=system_actor("jobs"), now=world.now)
    with pytest.raises(Conflict, match="待っている事業所"):
        services.send_next(actor=officer, batch=batch, now=world.now)


@pytest_db
def test_what_became_known_stops_the_next_one(world: World) -> None:
    from renkei.people.services import save_record
    from renkei.policy.enums import InfoClass

    case = make_case(world)
    (sent,) = ask(
        world,
        case,
        make_need(world, case),
        "home",
        "work",
        at_once=1,
        sheet=replace(SHEET, backup="ゆうこ会が支えます。"),
    )
    services.withdraw(actor=world.actor("officer"), inquiry=sent, seen=None, reason="plan_changed", now=world.now)
    values = {"name": "見本 太郎", "kana": "みほん たろう", "birth_date": "1984-05-06", "other_name": "ゆうこ会"}
    save_record(actor=world.actor("officer"), case=case, info_class=InfoClass.IDENTITY, values=values, now=world.now)
    with pytest.raises(RuleBroken, match="旧姓・通称"):
        services.send_next(actor=world.actor("officer"), batch=Batch.objects.get(pk=sent.batch), now=world.now)
    assert Inquiry.objects.filter(sent_at__isnull=False).count() == 1


@pytest_db
def test_each_office_has_its_own_deadline(world: World) -> None:
    case = make_case(world)
    need, day = make_need(world, case), timedelta(days=1)
    targets = [
        services.Target(organisation_id=world.org("home").pk, deadline=world.now + 9 * day),
        services.Target(organisation_id=world.org("work").pk),
    ]
    sent = services.send_inquiries(
        actor=world.actor("officer"),
        case=case,
        need=need,
        sheet=SHEET,
        deadline=world.now + 5 * day,
        targets=targets,
        now=world.now,
    )
    assert [i.deadline for i in sent] == [world.now + 9 * day, world.now + 5 * day]
    with pytest.raises(RuleBroken, match="回答期限"):
        services.send_inquiries(
            actor=world.actor("officer"), case=case, need=need, sheet=SHEET, deadline=world.now + 5 * day, now=world.now,
            targets=[services.Target(organisation_id=world.org("plan").pk, deadline=world.now - day)],
        )  # fmt: skip


@pytest_db
@pytest.mark.parametrize(
    ("who", "error"), [("colleague", NotAllowed), ("town_officer", NotFound), ("home_contact", NotAllowed)]
)
def test_who_may_not(world: World, who: str, error: type[Exception]) -> None:
    case = make_case(world)
    (sent,) = ask(world, case, make_need(world, case), "home", "work", at_once=1)
    batch = Batch.objects.get(pk=sent.batch)
    for step in (
        lambda: services.send_next(actor=world.actor(who), batch=batch, now=world.now),
        lambda: services.withdraw_batch(actor=world.actor(who), batch=batch, reason="plan_changed", now=world.now),
        lambda: queries.get_batch(actor=world.actor(who), pk=batch.pk, at=world.now),
    ):
        with pytest.raises(error):
            step()


@pytest.mark.django_db(transaction=True)
def test_all_withdrawn_by_two_at_once_thanks_each_office_once() -> None:
    world = make_world()
    case = make_case(world)
    sent = ask(world, case, make_need(world, case), "home", "work", "plan", at_once=2)
    batch = Batch.objects.get(pk=sent[0].batch)
    officer, core = world.actor("officer"), world.actor("core_officer")
    results = _race(
        lambda: services.withdraw_batch(actor=officer, batch=batch, reason="plan_changed", now=world.now),
        lambda: services.withdraw_batch(actor=core, batch=batch, reason="plan_changed", now=world.now),
    )
    assert sorted(isinstance(r, Conflict) for r in results) == [False, True]
    assert 2 in results
    assert {i.status for i in Inquiry.objects.filter(batch=batch.pk)} == {"withdrawn"}
    thanked = Message.objects.filter(kind="inquiry_closed")
    assert sorted(thanked.values_list("organisation_id", "number")) == sorted(
        (i.organisation_id, i.number) for i in sent
    )
    with pytest.raises(Conflict):
        services.send_next(actor=officer, batch=batch, now=world.now)


@pytest_db
def test_an_inquiry_from_before_batches_has_no_page_to_link_to(world: World) -> None:
    case = make_case(world)
    [with_page] = ask(world, case, make_need(world, case), "home")
    assert queries.has_batch(inquiry=with_page)
    with_page.batch = uuid4()
    assert not queries.has_batch(inquiry=with_page)
    with_page.batch = None
    assert not queries.has_batch(inquiry=with_page)
