"""Who counts which cases, what counts, and that nothing small is on the page, the print or the file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases.enums import NeedKind
from renkei.core import wall
from renkei.core.errors import NotAllowed
from renkei.inquiries import services
from renkei.inquiries.enums import DeclineReason
from renkei.inquiries.models import Inquiry, Search
from renkei.inquiries.services import AnswerData
from renkei.offices.models import Municipality, Office
from renkei.stats import queries
from renkei.stats.enums import Rows
from renkei.stats.rules import ALL, Period
from tests.inquiries.kit import make_case, make_need, walk
from tests.kit.world import World
from tests.wall.kit import as_member, seen
from tests.web.kit import text_of

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))
MEDICAL = AnswerData(
    kind="no", decline_reasons=(DeclineReason.MEDICAL, DeclineReason.STAFFING), answered_by_name="花子"
)


@pytest.fixture
def six(world: World) -> World:
    """Six persons declined for want of a place; the last of them also by another kind of service, for medical care."""
    for code, name in (("99201", "みほん市"), ("99301", "となり町")):
        Municipality.objects.create(code=code, prefecture_code="99", prefecture="みほん県", name=name, kind="city")
    for _ in range(6):
        case = make_case(world, records=False)
        walk(world, "declined", case=case)
    need = make_need(world, case, NeedKind.DAYTIME, service_codes=["46"])
    inquiry = walk(world, "anonymous", org="work", case=case, need=need)
    services.answer(
        actor=world.actor("work_contact"), inquiry=inquiry, seen=inquiry.version, data=MEDICAL, now=world.now
    )
    return world


def table(world: World, who: str = "manager", period: Period = YEAR, rows: Rows = Rows.SERVICE) -> dict[str, Any]:
    with as_member(world, who):
        found = queries.gap_map(actor=world.actor(who), period=period).table(rows=rows)
    return {line.label: {c.label: c.times for c in line.cells} for line in (*found.lines, found.sums)}


def test_a_small_figure_and_what_would_tell_it_are_hidden(six: World) -> None:
    found = table(six)
    assert found["合計"]["合計"] == 8, "six persons may be told together"
    assert found["共同生活援助（グループホーム）"]["合計"] is None, "8 less this would be the one person's"
    assert found["就労継続支援Ｂ型"]["医療的な対応"] is None
    with as_member(six, "manager"):
        raw = {
            line[:3]: line[3:]
            for line in wall.call(
                "SELECT * FROM wall.unmet_counts(%s, %s, '{}'::text[], '{}'::text[], '{housing}'::text[], '{33}'::text[], 3)",
                [six.now - timedelta(days=1), six.now + timedelta(days=1)],
            )
        }
    assert raw["33", "99201", "no_vacancy"] == (6, 6)
    assert raw["46", "99201", "medical"] == (1, 1)
    assert raw["46", "99201", ""] == (2, 1)
    assert raw[ALL, ALL, ALL] == (8, 6)
    assert raw[ALL, "99", "staffing"] == (1, 1)


@pytest.mark.parametrize(
    ("who", "counts"),
    [("manager", True), ("colleague", True), ("core_officer", True), ("prefecture", True), ("center_officer", True),
     ("center_colleague", False), ("town_manager", False)],
)  # fmt: skip
def test_one_counts_the_cases_one_answers_for(six: World, who: str, counts: bool) -> None:
    assert bool(table(six, who).get("共同生活援助（グループホーム）")) is counts


@pytest.mark.parametrize("who", ["grants", "home_contact", "planner", "auditor", "admin", "lawyer"])
def test_others_get_no_figure(six: World, who: str) -> None:
    with as_member(six, who):
        with pytest.raises(NotAllowed):
            queries.gap_map(actor=six.actor(who), period=YEAR)
        assert (
            wall.call(
                "SELECT * FROM wall.unmet_counts('-infinity', 'infinity', '{}'::text[], '{}'::text[], '{housing}'::text[], '{33}'::text[], 3)",
                [],
            )
            == []
        ), "nor from the database itself"


def test_the_prefecture_counts_what_it_does_not_see(six: World) -> None:
    with as_member(six, "prefecture"):
        assert seen("inquiries_inquiry") == set()
        assert seen("cases_case") == set()
    assert table(six, "prefecture", rows=Rows.AREA)["みほん市"]["合計"] == 8


def test_only_what_ended_in_the_period_counts(six: World) -> None:
    assert list(table(six, period=Period(date(2025, 4, 1), date(2026, 3, 31)))) == ["合計"]
    assert table(six)["合計"]["合計"] == 8


def test_a_deadline_that_passed_counts_as_no_answer(six: World) -> None:
    walk(six, "expired", case=make_case(six, records=False))
    assert "回答がない" in table(six)["合計"]


def test_figures_of_enough_persons_are_shown(world: World) -> None:
    """And what was no decline counts nowhere."""
    for status in ["declined"] * 5 + ["positive", "withdrawn"]:
        walk(world, status, case=make_case(world, records=False))
    assert table(world) == {
        "共同生活援助（グループホーム）": {"空きがない": 5, "合計": 5},
        "合計": {"空きがない": 5, "合計": 5},
    }


def test_a_need_that_names_no_service_counts_by_what_the_asked_office_does(world: World) -> None:
    """An office that answers such needs by its group home is asked for the group home, not for its workshop."""
    office = Office.objects.create(
        office_number="9920000011", name="あおぞら", area="みほん市", service_codes=["33", "46"], precision="unknown",
        last_release="202603", name_key="k",
    )  # fmt: skip
    for _ in range(5):
        case = make_case(world, records=False)
        inquiry = walk(world, "declined", case=case, need=make_need(world, case, service_codes=[]))
        Inquiry.objects.filter(pk=inquiry.pk).update(office=office)
    assert list(table(world)) == ["共同生活援助（グループホーム）", "合計"]


@pytest.mark.parametrize(("found", "counts"), [((2,), True), ((3,), False), ((5, 0), False), ((0, 2, 1), True)])
def test_a_need_for_which_no_search_found_enough_counts_once(
    world: World, found: tuple[int, ...], counts: bool
) -> None:
    """Later searches find less because offices were asked meanwhile: the one that found most is taken."""
    for _ in range(5):
        case = make_case(world, records=False)
        need = make_need(world, case)
        for n, fits in enumerate(found):
            Search.objects.create(
                case=case, need=need, kind=need.kind, service_codes=["33", "34"], fits_total=fits, dropped_total=9,
                rules_version=0, with_welfare=False, fingerprint=str(n), at=world.clock.tick(),
            )  # fmt: skip
    shown = table(world)
    assert (shown.get("宿泊型自立訓練") == {"探しても候補が足りない": 5, "合計": 5}) is counts
    assert shown["合計"]["合計"] == (10 if counts else 0)


def test_page_print_and_file_hold_the_same_hidden_figures(six: World, client: Client) -> None:
    six.login(client, "manager")
    page = client.get("/stats/unmet/")
    assert "共同生活援助" in text_of(page)
    assert "伏せています" in text_of(page)
    file = client.get("/stats/unmet/export/")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    medical = rows[0].index("医療的な対応")
    assert [row[medical] for row in rows if row[0] == "就労継続支援Ｂ型"] == ["＊"]
    assert "令和8年4月1日から" in text_of(client.get("/stats/unmet/print/"))
    assert set(Event.objects.filter(detail__list="unmet").values_list("code", flat=True)) == {E.EXPORTED, E.PRINTED}


def test_a_period_too_short_is_refused_and_kept(six: World, client: Client) -> None:
    six.login(client, "manager")
    page = client.get("/stats/unmet/?first=2026-10&last=2026-11")
    assert page.status_code == 422
    assert "3か月以上" in text_of(page)
    assert 'value="2026-10" selected' in page.content.decode()
    assert client.get("/stats/unmet/?first=2026-09&last=2026-11").status_code == 200


def test_an_empty_map_says_what_to_do(world: World, client: Client) -> None:
    world.login(client, "manager")
    assert "断られた打診や足りなかった検索はありません" in text_of(client.get("/stats/unmet/"))
