"""経過一覧: order, filters, print and files; only what the reader may read, and constant queries."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from renkei.audit.models import Event
from renkei.contacts.models import Note
from tests.contacts.test_notes import write
from tests.coordination import board_kit as kit
from tests.inquiries.kit import ask, make_need
from tests.web.contacts.test_pages import url
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

PAGES = ("table", "table_print", "table_export")


def words(client, name, case, query=""):
    answer = client.get(url(name, case) + query)
    if answer["Content-Type"].startswith("text/html"):
        return text_of(answer)
    if "csv" in answer["Content-Type"]:
        return answer.content.decode("utf-8-sig")
    return "\n".join(str(c.value) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for c in row)


def test_oldest_first_and_narrowed(world, client):
    case = kit.with_center(world)
    for days, text in ((1, "おととい"), (3, "もっと前"), (0, "きょう")):
        write(world, case, at=world.now - timedelta(days=days), text=text, item="b" if days else "a")
    world.login(client, "officer")
    with at_world_time(world):
        for page in PAGES:
            found = words(client, page, case)
            assert found.index("もっと前") < found.index("おととい") < found.index("きょう")
            narrowed = words(client, page, case, "?item=b&since=2026-11-22&method=phone")
            assert ("おととい" in narrowed, "もっと前" in narrowed, "きょう" in narrowed) == (True, False, False)
        assert client.get(url("table", case) + "?since=いつか").status_code == 422
        assert "条件に合う記録はありません" in words(client, "table", case, "?item=c1")


@pytest.mark.parametrize(
    ("who", "reads"), [("officer", {"概要", "生活"}), ("manager", {"概要"}), ("center_officer", {"共有"})]
)
def test_every_form_of_it_holds_what_its_reader_may_read(world, client, who, reads):
    case = kit.with_center(world)
    write(world, case, text="概要の話")
    write(world, case, info_class="welfare", text="生活の話")
    write(world, case, text="共有の話", shareable=True)
    expected = {f"{r}の話" for r in reads | {"共有"}}
    world.login(client, who)
    with at_world_time(world):
        for page in PAGES:
            found = words(client, page, case)
            assert {t for t in ("概要の話", "生活の話", "共有の話") if t in found} == expected
    assert set(Event.objects.filter(detail__list="notes").values_list("code", flat=True)) == {
        "document.printed", "data.exported",
    }  # fmt: skip


def test_offence_notes_stay_closed_without_a_reason_everywhere(world, client):
    case = kit.with_center(world)
    write(world, case, info_class="justice_detail", text="裁判のこと", next_step="記録を読む")
    world.login(client, "officer")
    with at_world_time(world):
        for page in PAGES:
            shut = words(client, page, case)
            assert "裁判のこと" not in shut
            assert "記録を読む" not in shut
            assert "裁判のこと" in words(client, page, case, "?reason=assessment")
    assert Event.objects.filter(code="data.exported", reason="assessment").exists()


def test_an_office_reads_neutral_words(world, client):
    case = kit.with_center(world)
    ask(world, case, make_need(world, case), "home")
    write(
        world,
        case,
        text="見学の日を相談",
        shareable=True,
        method="prison_visit",
        place="みほん刑務所",
        counterpart="probation",
    )
    world.login(client, "home_contact")
    with at_world_time(world):
        for page in PAGES:
            found = words(client, page, case)
            assert "見学の日を相談" in found
            assert [w for w in HIDDEN_WORDS if w in found] == []
        assert "見学の日を相談" in words(client, "table", case, "?method=phone&counterpart=person"), (
            "no filter tells it"
        )


def test_csv_has_both_calendars_and_the_state_of_the_next_step(world, client):
    case = kit.with_center(world)
    write(world, case, next_step="=電話", next_due=world.clock.today)
    world.login(client, "officer")
    with at_world_time(world):
        rows = list(csv.DictReader(io.StringIO(words(client, "table_export", case, "?as=csv"))))
    assert (rows[0]["日付"], rows[0]["和暦"], rows[0]["次の対応の状態"]) == (
        "2026-11-24",
        "令和8年11月24日",
        "これから",
    )
    assert rows[0]["次の対応"] == "'=電話"


def test_the_table_costs_the_same_at_1_and_50_notes(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    counts = []
    with at_world_time(world):
        for total in (1, 50):
            while Note.objects.count() < total:
                write(world, case, next_step="電話", next_due=world.clock.today)
            client.get(url("table", case))
            with CaptureQueriesContext(connection) as found:
                client.get(url("table", case))
            counts.append(len(found))
    assert counts[0] == counts[1]
