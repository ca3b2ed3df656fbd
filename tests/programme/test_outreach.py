"""開拓: the way of an office, what is due, the six months, what may not be written, whose it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.offices.queries.knowledge import current_knowledge
from renkei.policy.actor import system_actor
from renkei.programme.enums.outreach import OutreachStatus
from renkei.programme.models import Outreach, OutreachMove
from renkei.programme.queries import outreach as queries
from renkei.programme.rules import outreach as rules
from renkei.programme.services import outreach as services
from renkei.programme.services import outreach_visits as visits
from renkei.stats.queries.activity import activity, rows_behind, works
from renkei.stats.rules import of_month
from tests.kit.world import World
from tests.programme.outreach_kit import WHO, add, answer, directory_office, reach, visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("event", "last"),
    [
        (date(2026, 5, 10), date(2026, 11, 10)),
        (date(2026, 8, 31), date(2027, 2, 28)),  # the first counted day is 1 September; the period ends with February
        (
            date(2027, 8, 30),
            date(2028, 2, 29),
        ),  # 31 August has no answering day in February: the month's last day, a leap year
        (date(2026, 6, 30), date(2026, 12, 31)),  # from 1 July: to the day before 1 January
    ],
)
def test_the_six_months_are_counted_without_the_day_itself(event: date, last: date) -> None:
    assert rules.review_on(event) == last


@pytest.mark.parametrize(
    ("status", "expected"),
    [("candidate", 9), ("planned", 5), ("visited", 7), ("accepts", 7), ("half_year", 7), ("closed", None)],
)
def test_one_day_is_due_next(status: str, expected: int | None) -> None:
    start = date(2026, 11, 1)
    found = rules.due_on(status, planned_on=start + 4 * DAY, next_on=start + 8 * DAY, review_on=start + 6 * DAY)
    assert found == (start.replace(day=expected) if expected else None)
    assert rules.due_on(status, planned_on=None, next_on=None, review_on=None) is None


def test_the_road_from_a_gap_to_the_outcome_after_six_months(world: World) -> None:
    thing, actor = add(world), world.actor(WHO)
    services.plan_visit(actor=actor, pk=thing.pk, planned_on=world.clock.today + DAY, now=world.now)
    world.clock.tick(days=1)
    visit(world, thing)
    thing.refresh_from_db()
    assert (thing.status, thing.review_on, thing.due_on) == ("visited", date(2027, 5, 25), date(2027, 5, 25))
    world.clock.tick(days=10)
    answer(world, thing, "condition", next_step="資料を送る", next_on=world.clock.today + 3 * DAY)
    thing.refresh_from_db()
    assert (thing.review_on, thing.due_on) == (date(2027, 6, 5), date(2026, 12, 8))
    jobs = system_actor("jobs")
    assert services.open_half_years(actor=jobs, now=world.clock.tick(days=180)) == 0
    assert services.open_half_years(actor=jobs, now=world.clock.tick(days=4)) == 1
    assert services.open_half_years(actor=jobs, now=world.now) == 0
    services.finish_outreach(
        actor=world.actor(WHO), pk=thing.pk, outcome="accepted", note="見学から始めた", now=world.now
    )
    thing.refresh_from_db()
    assert (thing.status, thing.outcome, thing.due_on, thing.next_step) == ("closed", "accepted", None, "")
    steps = list(OutreachMove.objects.filter(target=thing).order_by("at").values_list("step", flat=True))
    assert steps == ["add", "plan", "visit", "condition", "half_year", "finish"]
    assert Event.objects.filter(code=E.OUTREACH_MOVED, object_id=thing.pk).count() == len(steps)


@pytest.mark.parametrize("status", OutreachStatus.values)
def test_every_state_is_reached_and_every_other_step_refused(world: World, status: str) -> None:
    thing = reach(world, status)
    actor = world.actor(WHO)
    allowed = queries.outreach_page(actor=actor, pk=thing.pk, today=world.clock.today).steps
    for step in services.ANSWER_STEPS:
        if step not in allowed:
            with pytest.raises(InvalidTransition):
                answer(world, thing, step)
    if "finish" not in allowed:
        with pytest.raises(InvalidTransition):
            services.finish_outreach(actor=actor, pk=thing.pk, outcome="ready", now=world.now)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"why": "刑務所を出た方の住まいが足りない"}, "why"), ({"name": "  "}, "name"), ({"owner": "other"}, "owner")],
)
def test_what_may_not_be_added(world: World, fields: dict[str, object], field: str) -> None:
    if fields.get("owner") == "other":
        fields = {"owner": world.user("home_contact").pk}
    with pytest.raises(RuleBroken) as error:
        add(world, **fields)
    assert (error.value.field, Outreach.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "前科のある方でも受け入れられるか聞いた。"}, "text"),
        ({"met": "保護観察所の方"}, "met"),
        ({"next_step": "資料を送る"}, "next_on"),
        ({"minutes": 601}, "minutes"),
        ({"helps": ["money"]}, "helps"),
        ({"stance": "x"}, "stance"),
    ],
)
def test_what_a_visit_may_not_hold(world: World, fields: dict[str, object], field: str) -> None:
    thing = add(world)
    with pytest.raises(RuleBroken) as error:
        visit(world, thing, **fields)
    assert (error.value.field, thing.visits.count()) == (field, 0)
    with pytest.raises(RuleBroken, match="現在より前"):
        visit(world, thing, at=world.now + timedelta(minutes=1))


def test_an_office_is_in_the_pipeline_once_and_comes_back_after_its_end(world: World) -> None:
    office = directory_office()
    thing = add(world, office_id=office.pk)
    assert thing.name == office.name
    with pytest.raises(RuleBroken, match="すでに開拓の候補"):
        add(world, "officer", office_id=office.pk)
    services.drop_outreach(actor=world.actor(WHO), pk=thing.pk, reason="移転したため", now=world.now)
    assert add(world, office_id=office.pk).status == "candidate"


def test_a_condition_and_a_refusal_need_their_words(world: World) -> None:
    thing = reach(world, "visited")
    for step in ("condition", "decline"):
        with pytest.raises(RuleBroken) as error:
            answer(world, thing, step, note=" ")
        assert error.value.field == "note"
    with pytest.raises(RuleBroken):
        answer(world, thing, answered_on=world.clock.today + DAY)
    answer(world, thing, "accept", note="")


def test_a_visit_by_mistake_is_cancelled_with_a_reason_and_counts_no_more(world: World) -> None:
    thing = add(world)
    made, actor = visit(world, thing), world.actor(WHO)
    work = next(w for w in works(actor=actor) if w.town == world.org("city"))
    period = of_month(world.clock.today)
    cells = activity(actor=actor, work=work, period=period)
    assert (cells.at(item="c2").times, cells.at(item="c2").minutes, cells.at(item="c2").offices) == (1, 60, 1)
    (row,) = rows_behind(actor=actor, work=work, period=period, at=world.now, source="outreach")
    assert (row.args, row.words) == ((made.pk,), "訪問・サービス事業所")
    with pytest.raises(RuleBroken):
        visits.cancel_visit(actor=actor, pk=made.pk, reason=" ", now=world.now)
    with pytest.raises(NotFound):  # the city's officer sees it; it is the record of the core centre
        visits.cancel_visit(actor=world.actor("officer"), pk=made.pk, reason="誤記", now=world.now)
    visits.cancel_visit(actor=actor, pk=made.pk, reason="別の事業所だった", now=world.now)
    with pytest.raises(Conflict):
        visits.cancel_visit(actor=actor, pk=made.pk, reason="別の事業所だった", now=world.now)
    thing.refresh_from_db()
    assert (thing.status, thing.review_on, thing.due_on) == ("candidate", None, None)
    assert activity(actor=actor, work=work, period=period).is_empty


def test_answers_are_taken_back_and_ends_opened_again_with_a_reason(world: World) -> None:
    thing, actor = reach(world, "accepts"), world.actor(WHO)
    with pytest.raises(RuleBroken):
        services.take_back(actor=actor, pk=thing.pk, step="unanswer", reason="", now=world.now)
    services.take_back(actor=actor, pk=thing.pk, step="unanswer", reason="別の事業所の返事だった", now=world.now)
    thing.refresh_from_db()
    assert (thing.status, thing.answered_on, thing.answer_note) == ("considering", None, "")
    done = reach(world, "closed")
    services.take_back(actor=actor, pk=done.pk, step="reopen", reason="また話したいとのこと", now=world.now)
    done.refresh_from_db()
    assert (done.status, done.outcome, done.closed_on) == ("considering", "", None)
    with pytest.raises(InvalidTransition):
        services.take_back(actor=actor, pk=done.pk, step="reopen", reason="x", now=world.now)


def test_a_visit_is_written_into_the_knowledge_of_the_office_only_when_asked(world: World) -> None:
    office, actor, city = directory_office(), world.actor(WHO), world.org("city").pk
    thing = add(world, office_id=office.pk)
    visit(world, thing)
    assert current_knowledge(actor=actor, office_id=office.pk, municipality_id=city) is None
    visit(world, thing, keep_tie=True)
    assert current_knowledge(actor=actor, office_id=office.pk, municipality_id=city).tie == "visited"
    visit(world, thing, method="phone", keep_tie=True)  # a call makes no tie looser
    known = current_knowledge(actor=actor, office_id=office.pk, municipality_id=city)
    assert (known.tie, known.as_of) == ("visited", world.clock.today)
    with pytest.raises(RuleBroken):
        visit(world, add(world), keep_tie=True)


@pytest.mark.parametrize("who", ["officer", "manager", "core_officer", "core_manager"])
def test_the_side_of_the_municipality_sees_it(world: World, who: str) -> None:
    thing = add(world)
    assert queries.get_outreach(actor=world.actor(who), pk=thing.pk) == thing


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("town_officer", NotFound), ("center_officer", NotAllowed), ("home_contact", NotAllowed), ("planner", NotAllowed),
        ("prefecture", NotAllowed), ("auditor", NotAllowed), ("grants", NotAllowed), ("lawyer", NotAllowed),
    ],
)  # fmt: skip
def test_nobody_else_does(world: World, who: str, error: type[Exception]) -> None:
    thing = add(world)
    with pytest.raises(error):
        queries.get_outreach(actor=world.actor(who), pk=thing.pk)
    with pytest.raises(error):
        visit(world, thing, who)


def test_what_is_due_waits_on_the_home_page_in_one_line(world: World) -> None:
    assert queries.waiting(actor=world.actor(WHO), at=world.now) == []
    mine, his = reach(world, "planned"), reach(world, "planned")
    services.change_outreach(
        actor=world.actor("core_manager"), pk=his.pk, owner=world.user("core_manager").pk, now=world.now
    )
    with CaptureQueriesContext(
        connection,
    ) as asked:
        (line,) = queries.waiting(actor=world.actor(WHO), at=world.now)
    assert line.title == "事業所の開拓を進める（1件）"
    assert line.due == mine.planned_on
    assert len([q for q in asked if "programme_" in q["sql"]]) == 1
    assert queries.waiting(actor=world.actor("home_contact"), at=world.now) == []


def test_a_list_of_fifty_costs_what_a_list_of_one_costs(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            rows = queries.narrowed(queries.outreach(actor=world.actor(WHO)))
            lines = queries.lines_of(rows, today=world.clock.today)
            queries.board(actor=world.actor(WHO), lines=lines)
            queries.helps_asked(actor=world.actor(WHO), since=world.clock.today - 365 * DAY)
        return len(asked)

    owner = world.user(WHO).pk
    visit(world, add(world, owner=owner))
    one = cost()
    for _ in range(9):
        visit(world, add(world, owner=owner))
    assert cost() == one


def test_what_offices_ask_for_is_counted_by_office(world: World) -> None:
    first, second = add(world), add(world)
    visit(world, first)
    visit(world, first, helps=["backup"])
    visit(world, second, helps=["training", "backup"])
    found = queries.helps_asked(actor=world.actor(WHO), since=world.clock.today)
    assert dict(found)["受入れ後の後方支援・相談先"] == 2
    assert dict(found)["職員の研修"] == 1
    assert found[0][1] == 2
