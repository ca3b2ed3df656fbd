"""顔の見える関係: who works with whom, counted without a row; nothing of one person in it; drawn the same each time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from renkei.consultation.models import SupportContact
from renkei.contacts.models import Attendee, Meeting
from renkei.core import wall
from renkei.core.errors import NotAllowed, NotFound
from renkei.stats.queries import ties as queries
from renkei.stats.rules import of_fiscal_year
from renkei.stats.rules.ties import MOST_BODIES, MOST_LINES, Tie, draw, make_ties, ties_of
from tests.kit.cases import make_case
from tests.kit.world import World
from tests.programme import training_kit
from tests.programme.outreach_kit import add, directory_office, visit
from tests.wall.kit import as_member

YEAR = of_fiscal_year(2026)


def support(world: World, case: Any, office: str = "home", **fields: Any) -> SupportContact:
    values = {
        "municipality": world.org("city"), "organisation": world.org("core"), "office": world.org(office), "case": case,
        "kind": "visit", "method": "visit", "counterpart": "office", "info_class": "summary", "at": world.now, "written_at": world.now,
    }  # fmt: skip
    return SupportContact.objects.create(**(values | fields))


def met(world: World, *bodies: str, at: Any = None) -> Meeting:
    """A council that these bodies attended."""
    meeting = Meeting.objects.create(
        number=f"M8-{Meeting.objects.count():05d}", kind="council", status="held", organisation=world.org(bodies[0]), at=at or world.now,
        item="c3",
    )  # fmt: skip
    for body in bodies:
        Attendee.objects.create(meeting=meeting, kind="outside", organisation=world.org(body))
    return meeting


def network(world: World, who: str = "core_officer") -> queries.Network:
    actor = world.actor(who)
    return queries.network(actor=actor, town=queries.town_of(actor=actor), period=YEAR)


def lines(world: World, **view: str) -> dict[frozenset[str], str]:
    """{the two names: the number as it is shown}."""
    found = network(world)
    return {frozenset({found.bodies.name(t.a), found.bodies.name(t.b)}): t.text for t in found.ties(**view)}


HOME = frozenset({"みほん市基幹相談支援センター", "グループホームあおぞら"})


@pytest.mark.django_db
def test_contacts_about_nobody_are_counted_as_they_are(world: World) -> None:
    met(world, "city", "core", "home")
    met(world, "core", "home")
    support(world, None)
    assert lines(world)[HOME] == "3"
    assert lines(world, kind="meeting")[HOME] == "2"
    assert lines(world, kind="support", half="2") == {HOME: "1"}
    assert lines(world, half="1") == {}
    Attendee.objects.filter(organisation=world.org("home")).update(removed_at=world.now)
    assert lines(world)[HOME] == "1"


@pytest.mark.django_db
def test_contacts_on_cases_of_few_persons_are_hidden_and_of_enough_are_shown(world: World) -> None:
    cases = [make_case(world).case for _ in range(5)]
    for case in cases[:4]:
        support(world, case)
    assert lines(world) == {HOME: "＊"}
    support(world, None)
    assert lines(world) == {HOME: "1＋＊"}
    support(world, cases[4])
    assert lines(world) == {HOME: "6"}
    support(
        world, cases[0], "work"
    )  # one person at another office: with its number hidden, the total may not give it away
    assert lines(world)[frozenset({"みほん市基幹相談支援センター", "作業所ひだまり"})] == "＊"


@pytest.mark.django_db
def test_one_person_and_four_give_the_same_picture(world: World) -> None:
    cases = [make_case(world).case for _ in range(4)]
    support(world, cases[0])
    found = network(world)
    before = found.picture(found.ties())
    for case in cases[1:]:
        support(world, case)
        support(world, case, at=world.now - timedelta(days=3))
    found = network(world)
    assert found.picture(found.ties()) == before


@pytest.mark.django_db
def test_an_office_that_is_no_body_yet_and_one_that_is(world: World) -> None:
    visit(world, add(world, office_id=directory_office().pk))
    visit(world, add(world, office_id=directory_office("あおぞら", world.org("home").office_number).pk))
    visit(world, add(world))  # not in the directory: no body that could be named
    assert lines(world) == {
        frozenset({"みほん市基幹相談支援センター", "ホームみらい"}): "1", HOME: "1",
    }  # fmt: skip


@pytest.mark.django_db
def test_who_came_to_a_training_met_whoever_held_it(world: World) -> None:
    thing = training_kit.opened(world)
    came, stayed_away = training_kit.join(world, thing, "home_contact"), training_kit.join(world, thing, "work_contact")
    assert lines(world, kind="training") == {}
    training_kit.done(world, thing, came)
    assert stayed_away.mark != "present"
    assert lines(world, kind="training") == {HOME: "1"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["officer", "manager", "core_manager", "auditor"])
def test_who_sees_it(world: World, who: str) -> None:
    met(world, "core", "home")
    actor = world.actor(who)
    town = next(t for t in queries.towns(actor=actor) if t == world.org("city"))
    assert len(queries.network(actor=actor, town=town, period=YEAR).ties()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["center_officer", "home_contact", "planner", "prefecture", "grants", "lawyer", "admin"]
)
def test_who_does_not(world: World, who: str) -> None:
    met(world, "core", "home")
    with pytest.raises(NotAllowed):
        queries.towns(actor=world.actor(who))
    with as_member(world, who):
        args = [world.org("city").pk, "2020-01-01", "2030-01-01"]
        assert wall.call("SELECT * FROM wall.tie_counts(%s, %s, %s)", args) == []
        assert wall.call("SELECT * FROM wall.quiet_bodies(%s, %s, %s, %s)", [*args, "2030-01-01"]) == []


@pytest.mark.django_db
def test_the_neighbouring_town_sees_its_own(world: World) -> None:
    met(world, "core", "home")
    actor = world.actor("town_officer")
    with pytest.raises(NotFound):
        queries.town_of(actor=actor, pk=str(world.org("city").pk))
    assert network(world, "town_officer").is_empty
    with as_member(world, "town_officer"):
        assert wall.call(
            "SELECT * FROM wall.tie_counts(%s, %s, %s)", [world.org("city").pk, "2020-01-01", "2030-01-01"]
        ) == []  # fmt: skip


@pytest.mark.django_db
def test_who_has_been_quiet_with_no_day_of_one_person(world: World) -> None:
    long_ago = world.now - timedelta(days=300)
    met(world, "core", "home", at=long_ago)
    support(world, make_case(world).case, "work", at=long_ago)
    support(world, None, "plan")

    def quiet(months: int) -> list[tuple[str, bool]]:
        actor = world.actor("officer")
        found = queries.quiet_bodies(actor=actor, town=queries.town_of(actor=actor), months=months, at=world.now)
        return [(q.name, q.last_on is not None) for q in found]

    assert quiet(6) == [("グループホームあおぞら", True), ("作業所ひだまり", False)]
    assert quiet(12) == []
    support(world, None)
    assert quiet(6) == [("作業所ひだまり", False)]


@pytest.mark.django_db
def test_many_contacts_cost_what_one_costs(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            network(world)
        return len(asked)

    support(world, None)
    one = cost()
    for office in ("home", "work", "plan"):
        for _ in range(10):
            support(world, None, office)
    assert cost() == one


NAMES = [f"{n:02d}" for n in range(30)]
TIES = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] < p[1]),
    st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 50))),
    max_size=120,
)


def _picture(found: dict[Any, Any]) -> Any:
    ties = sorted((Tie(a, b, g, p) for (a, b), (g, p) in found.items()), key=lambda t: (-t.weight, t.a, t.b))
    return draw(ties, rank=lambda key: (0, key), shape=lambda key: "circle")


@given(TIES)
def test_the_picture_is_whole_and_always_the_same(found: dict[Any, Any]) -> None:
    picture = _picture(found)
    assert picture == _picture(dict(reversed(found.items())))
    assert len(picture.nodes) <= MOST_BODIES
    assert len(picture.edges) <= MOST_LINES
    assert len(picture.edges) + picture.more_lines == len(found)
    assert len({(n.x, n.y) for n in picture.nodes}) == len(picture.nodes)
    assert all(0 < n.x < picture.width and 0 < n.y < picture.height for n in picture.nodes)


FACTS = st.lists(
    st.tuples(st.sampled_from(["a|b", "a|c", "b|c"]), st.sampled_from("xy"), st.sampled_from("12"), st.integers(1, 9)),
    max_size=60,
)


@given(FACTS)
def test_no_shown_number_is_of_fewer_persons(facts: list[tuple[str, str, str, int]]) -> None:
    cells: dict[tuple[str, str, str], list[int]] = {}
    for pair, kind, half, person in facts:
        for key in ((p, k, h) for p in (pair, "") for k in (kind, "") for h in (half, "")):
            cells.setdefault(key, []).append(person)
    cube = make_ties(((True, *key, len(v), len(set(v))) for key, v in cells.items()), least=5)
    for kind in ("", "x", "y"):
        for half in ("", "1", "2"):
            for tie in ties_of(cube, kind=kind, half=half):
                if tie.personal is not None:
                    assert len(set(cells[f"{tie.a}|{tie.b}", kind, half])) >= 5
