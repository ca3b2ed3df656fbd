"""The pages of the release plan: whole walks, neutral words for the office, the print by class."""

from __future__ import annotations

from django.urls import reverse

from renkei.audit.models import Event
from renkei.coordination.models import Scenario, Task
from renkei.disclosure.models import LedgerEntry
from renkei.inquiries.models import Hold
from renkei.inquiries.services import answer
from tests.coordination import board_kit as kit
from tests.coordination.clock.kit import K
from tests.coordination.test_plan import event, prepared
from tests.inquiries.kit import YES, ask, make_need, tell_welfare
from tests.web.html_forms import main_form
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of


def url(name, case, *args):
    return reverse(f"plan:{name}", args=[case.pk, *args])


def asked(w, case):
    (inquiry,) = ask(w, case, make_need(w, case), "home")
    return answer(actor=w.actor("home_contact"), inquiry=inquiry, seen=inquiry.version, data=YES, now=w.now)


def test_plan_outcomes_holds_and_the_switch(world, client):
    case = kit.with_center(world, board=False)
    inquiry = asked(world, case)
    event(world, case, K.DETENTION_REQUEST, "2026-11-20")
    world.login(client, "officer")
    with at_world_time(world):
        assert "計画はまだありません" in text_of(client.get(url("page", case)))
        assert client.post(url("make", case)).status_code == 302
        assert "まだだれも引き受けていないこと" in text_of(client.get(url("page", case)))
        typed = {"outcome": "bail", "destination": "実家", "own_tasks": "家主に電話する", "note": ""}
        assert client.post(url("scenario_new", case), typed).status_code == 302
        assert client.post(url("scenario_new", case), typed).status_code == 422
        bail = Scenario.objects.get()
        hold = {"inquiry": str(inquiry.pk), "until": "2026-11-20"}
        refused = client.post(url("hold_new", case, bail.pk), hold)
        assert refused.status_code == 422
        assert "明日以降" in text_of(refused)
        assert client.post(url("hold_new", case, bail.pk), hold | {"until": "2026-12-04"}).status_code == 302
        held = Hold.objects.get()
        world.login(client, "home_contact")
        office = text_of(client.get(reverse("inquiries:detail", args=[inquiry.pk])))
        assert "令和8年12月4日まで" in office
        assert [w for w in HIDDEN_WORDS if w in office] == []
        world.login(client, "officer")
        stored = main_form(client.get(url("hold", case, held.pk))).values
        assert client.post(url("hold", case, held.pk), stored | {"until": ["2026-12-10"]}).status_code == 302
        confirm = text_of(client.get(url("choose", case, bail.pk)))
        assert "枠の確保を続け" in confirm
        assert client.post(url("choose", case, bail.pk), {}).status_code == 302
        page = text_of(client.get(url("page", case)))
        assert "結果： 保釈" in page
        assert "家主に電話する" in page
        assert client.post(url("hold_free", case, held.pk)).status_code == 302
        assert client.post(url("aside", case, bail.pk)).status_code == 302
        assert client.post(url("again", case, bail.pk)).status_code == 302


def test_prison_asks_for_the_day_to_wake_up(world, client):
    case = kit.with_center(world, board=False)
    (prison,) = prepared(world, case, "imprisoned")
    world.login(client, "officer")
    with at_world_time(world):
        form = main_form(client.get(url("choose", case, prison.pk))).values
        assert form["wake_on"][0].startswith("2027-05")  # half a year, while nothing is known
        assert client.post(url("choose", case, prison.pk), {"wake_on": ""}).status_code == 422
        assert client.post(url("choose", case, prison.pk), form).status_code == 302
    case.refresh_from_db()
    assert case.status == "suspended"


def test_the_day_is_printed_class_by_class(world, client):
    case = kit.with_center(world, board=False)
    event(world, case, K.RELEASE, "2026-12-10")
    world.login(client, "officer")
    with at_world_time(world):
        assert "まだ決まっていないこと" in text_of(client.get(url("day", case)))
        form = main_form(client.get(url("day_edit", case))).values
        day = {
            "meets": ["センター 見本"],
            "meet_place": ["みほん刑務所の正門"],
            "cash": ["三千円"],
            "sleeps": ["みほんホーム"],
        }
        assert client.post(url("day_edit", case), form | day).status_code == 302
        stop = {"kind": "town_hall", "at": "10:30", "place": "みほん市役所", "address": "", "goes_with": "市 担当", "note": "転入届",
                "is_shown": "no", "organisation_id": "", "told_day": ""}  # fmt: skip
        assert client.post(url("stop_new", case), stop | {"is_shown": "yes"}).status_code == 422
        assert client.post(url("stop_new", case), stop).status_code == 302
        printed = text_of(client.get(url("day_print", case)))
        for words in ("センター 見本", "三千円", "みほん市役所", "10:30", "令和8年12月10日"):
            assert words in printed
        copy = text_of(client.get(url("day_copy", case)))
        for words in ("センター 見本", "三千円", "みほん市役所", "みほんホーム"):
            assert words in copy
        assert [w for w in ("釈放", "みほん刑務所") if w in copy] == []  # he carries it about
        telling = {
            "meets": ["刑務所《けいむしょ》の職員"],
            "cash": ["刑《けい》務所で受け取る"],
            "evening": ["保護観察所"],
        }
        form = main_form(client.get(url("day_edit", case))).values
        assert client.post(url("day_edit", case), form | telling).status_code == 302
        assert (
            client.post(
                url("stop_new", case), stop | {"place": "保護観察所", "note": "出所の届", "address": "刑務所前"}
            ).status_code
            == 302
        )
        copy = text_of(client.get(url("day_copy", case)))
        assert [w for w in ("刑", "観察", "職員", "出所", "受け取る") if w in copy] == []
        assert "みほんホーム" in copy
        form = main_form(client.get(url("day_edit", case))).values
        assert client.post(url("day_edit", case), form | day).status_code == 302
        LedgerEntry.objects.filter(case=case, recipient=world.org("center"), info_class="welfare").update(
            ends_at=world.now, ended_cause="mistake"
        )
        world.clock.tick(minutes=1)
        world.login(client, "center_officer")
        printed = text_of(client.get(url("day_print", case)))
        assert "センター 見本" in printed
        assert client.get(url("day_copy", case)).status_code == 403
        assert "三千円" not in printed
        assert "みほん市役所" not in printed
        assert "cash" not in main_form(client.get(url("day_edit", case))).values
        assert client.get(url("stop_new", case)).status_code == 403
    event_ = Event.objects.filter(code="document.printed").latest("id")
    assert event_.detail == {"form": "release_day", "classes": ["justice_outline"]}


def test_an_office_reads_the_day_in_neutral_words(world, client):
    case = kit.with_center(world, board=False)
    asked(world, case)
    tell_welfare(world, case, world.org("home"))
    event(world, case, K.RELEASE, "2026-12-10")
    world.login(client, "home_contact")
    with at_world_time(world):
        page = text_of(client.get(url("day", case)))
        assert "まだ届いていません" in page
        assert client.get(url("page", case)).status_code == 404
        world.login(client, "officer")
        stop = {"kind": "office", "at": "15:00", "place": "みほんホーム", "address": "", "goes_with": "市 担当", "note": "荷物を置く",
                "is_shown": "yes", "organisation_id": str(world.org("home").pk), "told_day": "R8.12.10"}  # fmt: skip
        assert client.post(url("stop_new", case), stop).status_code == 302
        world.login(client, "home_contact")
        page = text_of(client.get(url("day", case)))
        for words in ("利用開始日の予定", "令和8年12月10日", "15:00", "市 担当"):
            assert words in page
        assert [w for w in HIDDEN_WORDS if w in page] == []


def test_a_plan_s_tasks_show_how_they_were_counted(world, client):
    case = kit.with_center(world, board=False)
    event(world, case, K.RELEASE, "2027-03-31")
    world.login(client, "officer")
    with at_world_time(world):
        client.post(url("make", case))
        page = text_of(client.get(reverse("tasks:list", args=[case.pk])))
        assert "釈放の日の5開庁日前まで" in page
        task = Task.objects.get(rule="pick_up")
        form = main_form(client.get(reverse("tasks:change", args=[case.pk, task.pk]))).values
        assert (
            client.post(reverse("tasks:change", args=[case.pk, task.pk]), form | {"due_on": ["2027-03-20"]}).status_code
            == 302
        )
        assert "1件は、人が日付を決めた" in text_of(client.get(url("page", case)))
