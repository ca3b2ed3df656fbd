"""期限 on screen: the road of an event, what a list shows to whom, the same queries for one row and for many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renkei.coordination.models.clock import ClosedDay, LegalEvent
from renkei.coordination.services.clock import record_event
from renkei.people.enums import Certainty
from tests.coordination.clock.kit import K, ev
from tests.kit.cases import CaseKit, give_summary, make_case, move_to
from tests.kit.requests import submitted
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

REQUEST = {"kind": "detention_request", "certainty": "confirmed", "day": "R8.11.20", "source": "counsel"}


@pytest.fixture
def kit(world) -> CaseKit:
    made = make_case(world)
    move_to(made, "coordinating")
    return made


def at(name: str, kit: CaseKit, *more: object) -> str:
    return reverse(f"clock:{name}", args=[kit.case.pk, *more])


def post(client, url: str, **data: str):
    cache.clear()
    return client.post(url, data)


def record(kit: CaseKit, event, who: str = "officer") -> LegalEvent:
    return record_event(actor=kit.world.actor(who), case=kit.case, event=event, source="own", now=kit.world.now)


def test_an_event_is_recorded_moved_and_withdrawn(world, client, kit) -> None:
    world.login(client, "officer")
    with at_world_time(world):
        assert "出来事がまだ記録されていません" in text_of(client.get(at("page", kit)))
        assert post(client, at("new", kit), **REQUEST).status_code == 302
        row = LegalEvent.objects.get()
        page = text_of(client.get(at("page", kit)))
        for words in (
            "早ければ明日釈放",
            "勾留満期まで5〜15日（見込）",
            "令和8年11月29日（2026-11-29）",
            "刑事訴訟法208条",
            "初日を含みます",
        ):
            assert words in page, words
        world.clock.tick()
        moved = {**REQUEST, "day": "2026-11-22", "reason": "弁護人から訂正があった"}
        assert post(client, at("move", kit, row.series), **moved).status_code == 302
        page = text_of(client.get(at("page", kit)))
        assert "勾留の満期：令和8年11月29日 → 令和8年12月1日" in page
        assert "弁護人から訂正があった" in page
        world.clock.tick()
        assert post(client, at("withdraw", kit, row.series), reason="別の方の日付").status_code == 302
        assert "出来事がまだ記録されていません" in text_of(client.get(at("page", kit)))
        assert client.get(at("move", kit, row.series)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2026-12-24"}, "これからの日付です"),
        ({"day": ""}, "日付を入力してください"),
        ({"kind": "extension", "days": "11"}, "10以下"),
        ({"day": "2026-02-30"}, "暦にない日付"),
        ({"day": "2026-11-20", "until": "2026-11-25"}, "「見込」を選んでください"),
    ],
)
def test_a_refused_event_keeps_what_was_typed(world, client, kit, changes, words) -> None:
    world.login(client, "officer")
    with at_world_time(world):
        answer = post(client, at("new", kit), **(REQUEST | changes | {"note": "弁護人の電話"}))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "弁護人の電話" in answer.content.decode()
    assert not LegalEvent.objects.exists()


def test_a_sentence_shows_its_counting_on_the_page_and_in_print(world, client, kit) -> None:
    world.login(client, "core_officer")
    final = {
        "kind": "final",
        "certainty": "confirmed",
        "day": "2025-12-10",
        "source": "facility",
        "term_years": "1",
        "days": "5",
    }
    with at_world_time(world):
        assert post(client, at("new", kit), **final).status_code == 302
        for page in (client.get(at("page", kit)), client.get(at("print", kit))):
            words = text_of(page)
            assert "令和8年12月10日" in words
            assert "刑期1年" in words
            assert "刑法22条・23条・24条" in words
            assert kit.case.number in page.content.decode().split("</title>")[0]
            assert "勾留" not in page.content.decode().split("</title>")[0]


def test_both_readings_and_the_doubt_stand_on_the_page(world, client, kit) -> None:
    record(kit, ev(K.RELEASE, "2023-11-23", release_kind="full_term"))
    world.login(client, "officer")
    with at_world_time(world):
        words = text_of(client.get(at("page", kit)))
    assert "初日を数える場合：令和8年11月22日" in words
    assert "初日を数えない場合：令和8年11月23日" in words
    assert "要確認" in words
    assert "指定権者" in words


def test_lists_show_the_days_left_to_whom_the_class_is_open(world, client, kit) -> None:
    record(kit, ev(K.DETENTION_REQUEST, "2026-11-20"))
    give_summary(kit, "home", "home_contact")
    with at_world_time(world):
        for who, shown in (("officer", True), ("manager", False)):
            world.login(client, who)
            assert ("早ければ明日釈放" in text_of(client.get(reverse("cases:list")))) is shown
            assert ("早ければ明日釈放" in text_of(client.get(reverse("home:index")))) is shown
        world.login(client, "home_contact")
        for name in ("cases:list", "home:index"):
            words = text_of(client.get(reverse(name)))
            assert not [w for w in (*HIDDEN_WORDS, "勾留", "期限タブ") if w in words]
        assert client.get(at("page", kit)).status_code == 403
        assert "期限</a>" not in client.get(reverse("cases:detail", args=[kit.case.pk])).content.decode()


@pytest.mark.parametrize("name", ["cases:list", "referrals:list", "home:index"])
def test_a_list_costs_the_same_for_one_case_as_for_many(world, client, name) -> None:
    world.login(client, "officer")

    def more(event) -> None:
        request = submitted(world)
        record_event(actor=world.actor("officer"), case=request.case, event=event, source="own", now=world.now)

    more(ev(K.DETENTION_REQUEST, "2026-11-20"))

    def cost() -> int:
        cache.clear()
        with (
            at_world_time(world),
            CaptureQueriesContext(
                connection,
            ) as found,
        ):
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    cost()
    one = cost()
    for n in range(12):
        more(ev(K.DETENTION_REQUEST, date(2026, 11, 18) + timedelta(days=n % 6)))
    assert cost() == one
    with at_world_time(world):
        assert text_of(client.get(reverse(name))).count("早ければ明日") >= 10


def test_the_face_sheet_is_written_by_the_clock_and_not_by_hand(world, client, kit) -> None:
    record(kit, ev(K.RELEASE, "2026-12-01", certainty=Certainty.EXPECTED))
    world.login(client, "officer")
    with at_world_time(world):
        form = client.get(reverse("people:edit", args=[kit.case.pk, "justice_outline"])).content.decode()
        assert 'name="release_date"' not in form
        assert 'name="must_know"' in form
        assert "令和8年12月1日" in text_of(client.get(reverse("people:sheet", args=[kit.case.pk])))


def test_a_manager_adds_and_removes_closure_days(world, client) -> None:
    world.login(client, "manager")
    url = reverse("closed_days:list")
    with at_world_time(world):
        assert "登録された閉庁日はありません" in text_of(client.get(url))
        assert post(client, url, first="2026-12-25", last="R8.12.26", label="システムの更新").status_code == 302
        assert "システムの更新" in text_of(client.get(url))
        assert post(client, url, first="2026-12-25", last="2026-12-01").status_code == 422
        day = ClosedDay.objects.get(day=date(2026, 12, 25))
        assert post(client, reverse("closed_days:remove", args=[day.pk])).status_code == 302
    assert ClosedDay.objects.count() == 1
