"""事業所の申告: who may say it, what counts, what is taken back, and what the wall says to each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from renkei.cases.enums import Certainty
from renkei.core.calendar import wareki
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.offices import queries, services
from renkei.offices.enums import DropCode, Source, VacancyState
from renkei.offices.models import Office, Statement, Vacancy
from renkei.offices.rules.assumptions import STATEMENT_DAYS, VACANCY_DAYS
from renkei.offices.rules.matching import Need
from tests.kit.world import World
from tests.offices.wamnet import row, take
from tests.wall.kit import as_member, seen

OPEN, FULL = (VacancyState.OPEN, 2), (VacancyState.FULL, None)
PHONE: dict[str, Any] = {"source": Source.PHONE, "spoken_to": "管理者"}


@pytest.fixture
def office(world: World) -> Office:
    take([row(1, office_number=world.org("home").office_number), row(2)])
    return Office.objects.get(office_number=world.org("home").office_number)


def say(world: World, who: str, office: Office, vacancy: tuple = OPEN, **more: Any) -> None:
    values = {"vacancies": {"33": vacancy}, "as_of": world.clock.today, "now": world.clock.tick(), **more}
    services.state_office(actor=world.actor(who), office_id=office.pk, **values)


def now_of(world: World, office: Office) -> Any:
    return queries.statements_of(actor=world.actor("officer"), office_ids=[office.pk]).get(office.pk)


@pytest.mark.parametrize(
    ("who", "how", "refusal"),
    [
        ("home_contact", {}, None), ("officer", PHONE, None), ("core_manager", PHONE, None), ("town_officer", PHONE, None),
        ("home_contact", PHONE, NotAllowed), ("officer", {}, NotAllowed), ("work_contact", {}, NotFound),
        ("planner", {}, NotFound), ("home_staff", {}, NotAllowed), ("center_officer", PHONE, NotAllowed),
        ("prefecture", PHONE, NotAllowed), ("admin", PHONE, NotAllowed), ("grants", PHONE, NotAllowed),
        ("officer", {"source": Source.PHONE}, RuleBroken),
    ],
)  # fmt: skip
def test_who_says_it(world: World, office: Office, who: str, how: dict[str, Any], refusal: type | None) -> None:
    """The service and the wall agree, cell by cell."""
    if refusal is None:
        say(world, who, office, **how)
        assert now_of(world, office).vacancies["33"].words == "空きあり（2人）"
    else:
        with pytest.raises(refusal):
            say(world, who, office, **how)
        assert now_of(world, office) is None
    actor = world.actor(who)
    mine = {"by_organisation_id": actor.organisation_id, "by_user_id": actor.user_id, "at": world.now}
    values = {"source": Source.SCREEN, "spoken_to": "管理者", "as_of": world.clock.today, **how, **mine}
    allowed = refusal in (None, RuleBroken)
    with as_member(world, who):
        if allowed:
            Vacancy.objects.create(office=office, service_code="33", state="full", **values)
        else:
            with pytest.raises(DatabaseError), transaction.atomic():
                Vacancy.objects.create(office=office, service_code="33", state="full", **values)


def test_the_wall_shows_it_to_readers_of_the_directory_and_to_its_own_office(world: World, office: Office) -> None:
    say(world, "home_contact", office, conditions={"note": "見学できます"})
    for who in ("officer", "center_officer", "prefecture", "admin", "home_contact"):
        with as_member(world, who):
            assert len(seen("offices_vacancy")) == len(seen("offices_statement")) == 1, who
    for who in ("work_contact", "planner", "home_staff", "lawyer", "grants", "auditor"):
        with as_member(world, who):
            assert seen("offices_vacancy") == seen("offices_statement") == set(), who


def test_the_newest_day_counts_and_versions_stay(world: World, office: Office) -> None:
    say(world, "officer", office, FULL, as_of=world.clock.today - timedelta(days=3), **PHONE)
    say(world, "home_contact", office, OPEN)
    say(
        world, "officer", office, FULL, as_of=world.clock.today - timedelta(days=1), **PHONE
    )  # heard before, entered after
    assert now_of(world, office).vacancies["33"].words == "空きあり（2人）"
    assert Vacancy.objects.count() == 3


def test_the_day_of_the_next_vacancy_stops_an_office_that_is_too_late(world: World, office: Office) -> None:
    later = world.clock.today + timedelta(days=80)
    with pytest.raises(RuleBroken, match="空く予定日"):
        say(world, "home_contact", office, FULL, free_from={"33": world.clock.today})
    say(world, "home_contact", office, FULL, free_from={"33": later})
    assert now_of(world, office).vacancies["33"].words == f"空きなし（{wareki(later)}に空く予定）"
    need = Need(
        service_codes=frozenset({"33"}), start_month=world.clock.today.replace(day=1), certainty=Certainty.FIXED
    )
    found = queries.match(actor=world.actor("officer"), need=need, on=world.clock.today)
    late = next(m for m in found.ranking.dropped if m.candidate.office_id == office.pk)
    assert [d.code for d in late.drops] == [DropCode.START]
    assert late.way_back is not None
    again = queries.match(actor=world.actor("officer"), need=late.way_back.applied(need), on=world.clock.today)
    assert office.pk in {m.candidate.office_id for m in again.ranking.fits}
    say(world, "home_contact", office, OPEN, free_from={"33": later})  # a free place has no day
    assert Vacancy.objects.latest("at").free_from is None


def test_taking_back(world: World, office: Office) -> None:
    say(world, "officer", office, FULL, **PHONE)
    say(world, "home_contact", office, OPEN)
    back = {"office_id": office.pk, "vacancy_id": now_of(world, office).vacancies["33"].id}
    with pytest.raises(RuleBroken, match="事業所だけが"):
        services.take_back_vacancy(actor=world.actor("officer"), now=world.now, **back)
    with pytest.raises(NotFound):
        services.take_back_vacancy(actor=world.actor("work_contact"), now=world.now, **back)
    services.take_back_vacancy(actor=world.actor("home_contact"), now=world.now, **back)
    assert now_of(world, office).vacancies["33"].state is VacancyState.FULL
    with pytest.raises(Conflict):
        services.take_back_vacancy(actor=world.actor("home_contact"), now=world.now, **back)
    assert Vacancy.objects.count() == 3


def test_the_wall_lets_nobody_take_back_what_another_said(world: World, office: Office) -> None:
    """Nor a coordinator what the office entered itself, whatever the service is told."""
    other = Office.objects.exclude(pk=office.pk).get()
    say(world, "home_contact", office)
    say(world, "officer", other, **PHONE)
    said, heard = Vacancy.objects.get(office=office), Vacancy.objects.get(office=other)
    for who, of, back, source, may in (
        ("home_contact", office, heard, "screen", False), ("officer", office, said, "phone", False),
        ("officer", other, heard, "phone", True), ("home_contact", office, said, "screen", True),
    ):  # fmt: skip
        actor = world.actor(who)
        values = {
            "office": of, "service_code": "33", "state": "open", "as_of": world.clock.today, "source": source,
            "withdraws": back, "at": world.now, "by_organisation_id": actor.organisation_id, "by_user_id": actor.user_id,
        }  # fmt: skip
        with as_member(world, who):
            if may:
                Vacancy.objects.create(**values)
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                Vacancy.objects.create(**values)


def test_what_was_not_said_is_empty_and_old_is_called_old(world: World, office: Office) -> None:
    say(world, "home_contact", office, conditions={"conditions": ["level_2", "level_4"], "disabilities": ["mental"]})
    said = now_of(world, office)
    assert (said.conditions.night_cover, said.conditions.money, said.conditions.least_level) == ("", (), 4)
    day = world.clock.today
    assert [said.vacancies["33"].is_stale(day + timedelta(days=VACANCY_DAYS + n)) for n in (0, 1)] == [False, True]
    assert [said.conditions.is_stale(day + timedelta(days=STATEMENT_DAYS + n)) for n in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"as_of": None}, "まだ来ていない日"), ({"vacancies": {"46": OPEN}}, "掲載のないサービス"),
        ({"conditions": {"conditions": ["men_only", "women_only"]}}, "どちらか一つ"),
    ],
)  # fmt: skip
def test_what_can_not_be(world: World, office: Office, wrong: dict[str, Any], sentence: str) -> None:
    if "as_of" in wrong:
        wrong = {"as_of": world.clock.today + timedelta(days=1)}
    with pytest.raises(RuleBroken, match=sentence):
        say(world, "home_contact", office, **wrong)
    assert not Vacancy.objects.exists()
    assert not Statement.objects.exists()


def test_one_number_of_queries_for_any_number_of_offices(
    world: World, office: Office, django_assert_num_queries: Any
) -> None:
    say(world, "home_contact", office, conditions={})
    say(world, "officer", Office.objects.exclude(pk=office.pk).get(), conditions={}, **PHONE)
    actor, ids = world.actor("officer"), list(Office.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert len(queries.statements_of(actor=actor, office_ids=ids)) == 2


def test_in_the_words_of_matching(world: World, office: Office) -> None:
    """What was not said is None or absent; it is never a no."""
    say(world, "home_contact", office, (VacancyState.ASK, None))
    said = now_of(world, office)
    assert (said.places(["33"]), said.trial_stay, said.abilities, said.disabilities) == ((None, None), None, {}, {})
    fields = {
        "conditions": ["level_5", "guarantor"], "night_cover": "none", "money": ["keeping"], "disabilities": ["mental"],
        "trial_stay": "no",
    }  # fmt: skip
    say(world, "home_contact", office, FULL, conditions=fields)
    said = now_of(world, office)
    assert said.places(["33", "46"]) == (0, world.clock.today)
    assert said.abilities == {"night_cover": False, "no_guarantor": False, "money": True}
    assert (said.trial_stay, said.categories) == (False, {"c5", "c6"})
    assert {code for code, yes in said.disabilities.items() if yes} == {"mental"}
