"""活動の集計: what counts, that sums are sums, who sees which body's figures, which rows open, what leaves the municipality."""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from renkei.cases.models import Assignment, Case
from renkei.contacts import services as contacts
from renkei.contacts.enums import ContactMethod, Counterpart, ProgrammeItem
from renkei.contacts.models import Note
from renkei.coordination.enums.joint import Channel
from renkei.coordination.services.advice import ask_advice, take_advice_step
from renkei.coordination.services.joint import OnBehalf
from renkei.core import wall
from renkei.core.clock import TOKYO
from renkei.core.errors import NotAllowed, NotFound
from renkei.offices.services import answer_about_offices, ask_about_offices
from renkei.policy.enums import InfoClass
from renkei.stats.queries.activity import Work, activity, rows_behind, work_of, works
from renkei.stats.rules import of_fiscal_year, of_month
from renkei.stats.rules.activity import AXES, Cells, Sums, for_outside, key_of
from renkei.stats.rules.sources import COLUMNS, SOURCES
from tests.consultation import kit as support
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.inquiries.kit import make_case, walk
from tests.kit.world import World
from tests.wall.kit import as_member
from tests.web.kit import at_world_time, text_of

pytestmark = pytest.mark.django_db
YEAR = of_fiscal_year(2026)


def work(world: World, body: str = "core", town: str = "city") -> Work:
    return Work(world.org(body), world.org(town))


def cells(world: World, who: str = "core_manager", of: Work | None = None, **options: Any) -> Cells:
    with as_member(world, who):
        return activity(actor=world.actor(who), work=of or work(world), period=options.pop("period", YEAR), **options)


@pytest.fixture
def told(world: World) -> Case:
    """Of the core: two notes of ア (one was corrected), one of イ with travel, one about another person; one it wrote for
    another body; one of the city."""
    case = kit.with_center(world)
    note = write(world, case, "core_officer", minutes=10)
    fields = {"at": note.at, "item": "a", "method": "phone", "counterpart": "office", "minutes": 30, "text": "直した"}
    contacts.correct_note(
        actor=world.actor("core_officer"), note=note, reason="誤り", info_class="welfare", now=world.clock.tick(), **fields
    )  # fmt: skip
    write(world, case, "core_officer", minutes=None, counterpart="person", info_class="welfare")
    write(world, case, "core_officer", item="b", method="visit", minutes=60, travel_minutes=40)
    other = make_case(world, records=False)
    write(world, other, "core_manager", minutes=5)
    Assignment.objects.filter(case=other, user=world.user("core_officer")).update(ends_at=world.now)
    write(world, case, "core_officer", doer="other", doer_name="市の福祉課", minutes=500)
    write(world, case, "officer", minutes=15)
    return case


def test_each_contact_counts_once_for_the_body_that_did_it(world: World, told: Case) -> None:
    found = cells(world)
    assert found.at() == Sums(4, 2, 95, 40, 0)
    assert found.at(item="a") == Sums(3, 2, 35, 0, 0)
    assert found.at(item="b", method="visit") == Sums(1, 1, 60, 40, 0)
    assert found.at(counterpart="office") == Sums(1, 1, 30, 0, 0), "the newest version only"
    assert found.at(month="2026-11", source="note") == found.at()
    assert found.at(method="online") == Sums()
    assert cells(world, "manager", work(world, "city")).at() == Sums(1, 1, 15, 0, 0)
    assert cells(world, period=of_month(date(2026, 10, 1))).is_empty


def test_inquiries_visits_and_answers_count_by_themselves(world: World) -> None:
    walk(world, "declined", case=make_case(world))
    question = ask_about_offices(
        actor=world.actor("center_officer"),
        municipality_id=world.org("city").pk,
        text="見学は",
        due_on=None,
        now=world.now,
    )
    answer_about_offices(actor=world.actor("officer"), pk=question.pk, answer="できます", office_ids=[], now=world.now)
    found = cells(world, "manager", work(world, "city"))
    assert found.at(source="inquiry") == Sums(1, 1, 0, 0, 1)
    assert found.at(source="question") == Sums(1, 0, 0, 0, 0), "it is about no person"
    assert found.at(item="a").times == 2


def test_every_source_gives_the_same_columns(world: World) -> None:
    """So that one entry is enough for a new one."""
    for source in SOURCES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({source.select}) AS s ({', '.join(COLUMNS)}) LIMIT 0")  # noqa: S608
            assert [c.name for c in cursor.description] == list(COLUMNS)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("manager", [("city", "city"), ("core", "city")]), ("officer", [("city", "city"), ("core", "city")]),
     ("core_officer", [("core", "city")]), ("core_manager", [("core", "city")]), ("town_manager", [("town", "town")]),
     ("auditor", [("city", "city"), ("core", "city")])],
)  # fmt: skip
def test_who_sees_whose_figures(world: World, told: Case, who: str, sees: list[tuple[str, str]]) -> None:
    found = works(actor=world.actor(who))
    assert [(w.body, w.town) for w in found] == [(world.org(b), world.org(t)) for b, t in sees]
    assert all(w.outside is (who == "auditor") for w in found)
    for body in ("city", "core", "town"):
        for town in ("city", "town"):
            with as_member(world, who):
                rows = wall.call(
                    "SELECT * FROM wall.activity_counts(%s, %s, '-infinity', 'infinity')",
                    [world.org(body).pk, world.org(town).pk],
                )
            assert bool(rows) is ((body, town) in sees and body != "town"), "the database says the same"


@pytest.mark.parametrize(
    "who", ["center_officer", "grants", "planner", "home_contact", "prefecture", "lawyer", "admin"]
)
def test_others_get_no_figure(world: World, told: Case, who: str) -> None:
    with as_member(world, who):
        with pytest.raises(NotAllowed):
            works(actor=world.actor(who))
        rows = wall.call(
            "SELECT * FROM wall.activity_counts(%s, %s, '-infinity', 'infinity')",
            [world.org("core").pk, world.org("city").pk],
        )
    assert rows == []


def test_another_body_s_work_is_absent(world: World) -> None:
    with pytest.raises(NotFound):
        work_of(actor=world.actor("town_manager"), code=work(world).code)


def rows(world: World, who: str, of: Work | None = None, **chosen: str) -> list[Any]:
    with as_member(world, who):
        return rows_behind(actor=world.actor(who), work=of or work(world), period=YEAR, at=world.now, **chosen)


def test_a_number_opens_to_the_rows_its_reader_may_open(world: World, told: Case) -> None:
    """The officer on the case all three; the manager of the body summaries alone (one of them of another case)."""
    assert len(rows(world, "core_officer")) == 3
    assert [r.minutes for r in rows(world, "core_officer", item="b")] == [60]
    assert {r.number for r in rows(world, "core_officer")} == {told.number}
    assert len(rows(world, "core_manager")) == 2
    assert rows(world, "auditor") == []
    assert rows(world, "town_manager") == []
    assert len(rows(world, "officer", work(world, "city"))) == 1
    assert rows(world, "core_officer", month="2026-10") == []


def test_a_corrected_class_hides_its_row_also_in_its_old_words(world: World, told: Case) -> None:
    """The summary of ten minutes became welfare: for whoever reads summaries only, neither stands there."""
    assert 10 not in {r.minutes for r in rows(world, "core_manager")}
    assert {5, 60} == {r.minutes for r in rows(world, "core_manager")}


def make_many(world: World, count: int, seed: int) -> list[dict[str, Any]]:
    """Notes of the core over the fiscal year, by a fixed chance."""
    chance = random.Random(seed)  # noqa: S311 - test data
    people = [make_case(world, records=False) for _ in range(4)]
    made = []
    for _ in range(count):
        made.append({
            "case": chance.choice(people), "at": datetime(2026, 4, 1, 0, 30, tzinfo=TOKYO) + timedelta(days=chance.randrange(230)),
            "item": chance.choice(ProgrammeItem.values), "method": chance.choice(ContactMethod.values),
            "counterpart": chance.choice(Counterpart.values), "minutes": chance.choice([None, 5, 30]),
            "travel_minutes": chance.choice([None, 20]),
        })  # fmt: skip
    Note.objects.bulk_create(
        Note(text="x", info_class=InfoClass.SUMMARY, organisation=world.org("core"), written_at=world.now, **values)
        for values in made
    )
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_sums_are_sums(world: World, seed: int) -> None:
    made = make_many(world, 80, seed)
    found = cells(world)
    total = found.at()
    assert total == Sums(
        80, len({m["case"].pk for m in made}), sum(m["minutes"] or 0 for m in made), sum(m["travel_minutes"] or 0 for m in made),
    )  # fmt: skip
    assert {k: found.at(item=k).times for k in found.nodes("item")} == dict(Counter(m["item"] for m in made))
    for axis in AXES:
        parts = [found.at(**{axis: node}) for node in found.nodes(axis)]
        for name in ("times", "minutes", "travel"):
            assert sum(getattr(p, name) for p in parts) == getattr(total, name), (axis, name)
        assert max(p.persons for p in parts) <= total.persons <= sum(p.persons for p in parts)
    assert all(s.persons <= s.times for s in found.sums.values())
    months = [cells(world, period=of_month(date.fromisoformat(f"{m}-01"))) for m in found.nodes("month")]
    assert sum(c.at().times for c in months) == total.times, "the months are the year"
    assert [c.at() for c in months] == [found.at(month=m) for m in found.nodes("month")]


FIGURES = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from("mn"), st.integers(0, 9)), st.integers(1, 4),
    min_size=1, max_size=25,
)  # fmt: skip


@given(FIGURES)
@settings(max_examples=60)
def test_nothing_small_leaves(facts: dict[tuple[str, str, str, int], int]) -> None:
    """Whatever is shown outside stands for five persons or nobody; a total shown hides no single part."""
    sums: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for (item, method, counterpart, person), times in facts.items():
        for chosen in ({}, {"item": item}, {"method": method}, {"counterpart": counterpart},
                       {"item": item, "method": method}, {"item": item, "counterpart": counterpart},
                       {"method": method, "counterpart": counterpart}):  # fmt: skip
            sums.setdefault(key_of(**chosen), []).append((person, times))
    whole = Cells({k: Sums(sum(t for _, t in v), len({p for p, _ in v})) for k, v in sums.items()})
    outside = for_outside(whole, least=5)
    for key, figure in whole.sums.items():
        if key not in outside.hidden:
            assert figure.persons >= 5
    for axis in ("item", "method", "counterpart"):
        hidden = [n for n in whole.nodes(axis) if outside.at(**{axis: n}) is None]
        assert outside.at() is None or len(hidden) != 1


def test_outside_small_counts_are_hidden_and_the_auditor_is_outside(world: World, told: Case) -> None:
    assert cells(world).at(item="a").persons == 2
    assert cells(world, outside=True).at(item="a") is None
    assert cells(world, "auditor", Work(world.org("core"), world.org("city"), outside=True)).at() is None
    make_many(world, 1, 3)
    for _ in range(4):
        write(world, make_case(world, records=False), "core_manager")
    assert cells(world, outside=True).at() == Sums(
        9, 7, 135 + (cells(world).at().minutes - 135), 40 + (cells(world).at().travel - 40)
    )


def test_pages_link_numbers_and_files_hide_what_they_must(world: World, client: Client, told: Case) -> None:
    with at_world_time(world):
        world.login(client, "core_officer")
        page = client.get("/stats/activity/")
        assert "item=a" in page.content.decode()
        opened = text_of(client.get("/stats/activity/rows/?item=b"))
        assert "あなたが開けるのは1件" in opened
        world.login(client, "manager")
        code = work(world).code
        words = text_of(client.get(f"/stats/activity/rows/?work={code}&year=2026"))
        assert "残りの" in words
        outward = client.get(f"/stats/activity/print/?work={code}&year=2026&outside=1")
        assert "伏せています" in text_of(outward)
        book = load_workbook(io.BytesIO(client.get(f"/stats/activity/export/?work={code}&year=2026").content))
        assert [c.value for c in book["事業の区分"]["B"]][1:] == [3, 1, 4]
        hidden = load_workbook(
            io.BytesIO(client.get(f"/stats/activity/export/?work={code}&year=2026&outside=1").content)
        )
        assert {c.value for c in hidden["事業の区分"]["B"]} == {"延べ件数", "＊"}
        world.login(client, "auditor")
        assert client.get("/stats/activity/rows/?item=a").status_code == 302
        assert client.get("/stats/activity/?year=1900").status_code == 422


def test_pages_cost_the_same_at_1_and_50_rows(world: World, client: Client) -> None:
    case = kit.with_center(world)
    world.login(client, "core_officer")
    counts = []
    with at_world_time(world):
        for total in (1, 50):
            while Note.objects.count() < total:
                write(world, case, "core_officer", item=("a", "b")[Note.objects.count() % 2])
            for path in ("/stats/activity/", "/stats/activity/rows/?year=2026"):
                client.get(path)
                with CaptureQueriesContext(connection) as found:
                    assert client.get(path).status_code == 200
                counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_a_visit_of_support_counts_under_its_item_with_its_office(world: World) -> None:
    served = support.served(world)
    support.contact(world, served.case, minutes=50, travel_minutes=20)
    found = cells(world)
    assert found.at(source="support", item="b") == Sums(1, 1, 50, 20, 1)
    assert [r.source.code for r in rows(world, "core_officer", source="support")] == ["support"]


def test_advice_asked_of_the_centre_counts_by_the_stage_of_the_case(world: World) -> None:
    """The question and an answer entered for the centre are contacts of who wrote them; the outcome is none."""
    case, officer = kit.with_center(world), world.actor("officer")
    told = OnBehalf(Channel.PHONE, "定着の職員", world.now)
    for status, minutes in (("coordinating", 20), ("backup", 30)):
        Case.objects.filter(pk=case.pk).update(status=status)
        case.refresh_from_db()
        advice = ask_advice(
            actor=officer,
            case=case,
            topic="money",
            info_class="welfare",
            text="約束の決め方",
            now=world.now,
            minutes=minutes,
        )
    for step in ("answer", "close"):
        advice = take_advice_step(actor=officer, advice=advice, step=step, text="言葉", now=world.now, told=told)
    found = cells(world, "manager", work(world, "city"))
    assert found.at(source="advice", item="a") == Sums(1, 1, 20, 0, 0)
    assert found.at(source="advice", item="b") == Sums(2, 1, 30, 0, 0)
    assert found.at(source="advice", method="phone").times == 1
    assert found.at(source="advice", counterpart="center").times == 3
