"""The pages of 定期協議・協議会: from the table to the follow-up by clicking; what stands on paper; bad input kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from renkei.audit.models import Event
from renkei.cases.models import Case, Need
from renkei.contacts.models import AgendaItem
from renkei.programme.models import CaseSheet, CouncilMember, CouncilSeries, CouncilSession, FollowUp, SheetCopy
from renkei.stats.queries import GapMap
from tests.kit.cases import make_case, move_to
from tests.programme import council_kit as kit
from tests.web.html_forms import main_form
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"council:{name}", args=[getattr(a, "pk", a) for a in args])


def filled(answer, **typed):
    return main_form(answer).values | {k: v if isinstance(v, list) else [v] for k, v in typed.items()}


@pytest.fixture
def hard_case(world):
    made = make_case(world)
    move_to(made, "coordinating")
    Case.objects.filter(pk=made.case.pk).update(accepted_at=world.now - timedelta(days=200))
    Need.objects.create(case=made.case, kind="housing")
    return made.case


def test_a_table_from_its_first_day_to_the_next_meeting(world, page, hard_case):
    with at_world_time(world):
        client = page("officer")
        assert "定期協議・協議会はまだありません" in text_of(client.get(url("list")))
        typed = filled(client.get(url("new")), kind="regular", title="センターとの定期協議", next_on="2027-01-15")
        assert client.post(url("new"), typed).status_code == 302
        made = CouncilSeries.objects.get()
        for who in ("officer", "center_officer"):
            m = world.members[who]
            seat = filled(
                client.get(url("members", made)), member=f"{m.user_id}|{m.organisation_id}", pledge="official",
                pledged_on="2026-11-01",
            )  # fmt: skip
            assert client.post(url("members", made), seat).status_code == 302
        assert CouncilMember.objects.count() == 2
        form = client.get(url("session_new", made))
        assert main_form(form).values["at_0"] == ["2027-01-15"]  # the planned day stands there
        assert client.post(url("session_new", made), filled(form, at_1="14:00")).status_code == 302
        session = CouncilSession.objects.get()
        shown = client.get(url("cases", made))
        assert hard_case.number in text_of(shown)
        assert "ケースの会議を開く" in text_of(shown)  # both bodies take part in it
        empty = client.post(url("cases", made), {"session": str(session.pk)})
        assert empty.status_code == 422
        assert (
            client.post(url("cases", made), {"session": str(session.pk), "cases": [str(hard_case.pk)]}).status_code
            == 302
        )
        item = AgendaItem.objects.get()
        paper = text_of(client.get(reverse("meetings:print", args=[session.meeting_id, "agenda"])))
        assert item.text in paper
        assert hard_case.number not in paper
        assert [w for w in HIDDEN_WORDS if w in item.text] == []
        assert hard_case.number in text_of(client.get(reverse("meetings:detail", args=[session.meeting_id])))


def test_what_was_decided_stands_first_on_the_next_paper(world, page):
    made = kit.table(world)
    kit.hold(world, kit.plan(world, made), kit_line("事業所を3か所たずねる"))
    following = kit.plan(world, made, days=60)
    follow = FollowUp.objects.get()
    with at_world_time(world):
        client = page("officer")
        for kind in ("agenda", "notice"):
            paper = text_of(client.get(reverse("meetings:print", args=[following.meeting_id, kind])))
            assert "これまでに決めたことの確認" in paper
            assert "事業所を3か所たずねる" in paper
        detail = client.get(url("detail", made))
        assert "事業所を3か所たずねる" in text_of(detail)
        one = url("followup", made, follow)
        assert client.post(one, {"step": "finish", "result": ""}).status_code == 422
        refused = client.post(one, {"step": "finish", "result": "山田さんが入居した"})
        assert refused.status_code == 422
        assert "山田さんが入居した" in text_of(refused)
        assert client.post(one, {"step": "finish", "result": "1か所が前向き"}).status_code == 302
        paper = text_of(client.get(reverse("meetings:print", args=[following.meeting_id, "agenda"])))
        assert "事業所を3か所たずねる" not in paper
        center = page("center_officer")
        assert "1か所が前向き" in text_of(center.get(one))
        assert center.post(one, {"step": "finish", "result": "x"}).status_code == 403


def kit_line(text):
    from renkei.contacts.services.minutes import Line

    return Line("decision", text)


def test_a_material_from_the_case_to_the_paper(world, page, hard_case):
    made = kit.table(world, kind="council", title="地域移行部会")
    guest = kit.guest(world, made, pledge="pledge", pledged_on=world.clock.today)
    kit.guest(world, made, name="まだの委員")
    reviewer = str(world.members["core_officer"].user_id)
    with at_world_time(world):
        client = page("officer")
        new = url("sheet_new", made, hard_case)
        form = client.get(new)
        bad = filled(form, **(kit.TEXTS | {"situation": "刑務所を出てから眠れない。"}), reviewer=reviewer)
        refused = client.post(new, bad)
        assert refused.status_code == 422
        assert "刑務所を出てから眠れない。" in text_of(refused)
        assert client.post(new, filled(form, **kit.TEXTS, reviewer=reviewer)).status_code == 302
        thing = CaseSheet.objects.get()
        assert thing.people >= 10
        second = page("core_officer")
        assert "事例資料を確かめて承認する" in text_of(second.get("/"))
        assert second.post(url("sheet_decide", thing), {"step": "approve", "note": ""}).status_code == 302
        client = page("officer")
        hand = client.get(url("sheet_hand", thing))
        assert "まだの委員：守秘の確認がないか、期限が切れています" in text_of(hand)
        assert client.post(url("sheet_hand", thing), {"members": [], "session": ""}).status_code == 422
        assert client.post(url("sheet_hand", thing), {"members": [str(guest.pk)], "session": ""}).status_code == 302
        paper = text_of(client.get(url("sheet_print", thing)))
        assert "持ち出し禁止" in paper
        assert f"資料 {thing.number}－写し1" in paper
        assert hard_case.number not in paper
        assert [w for w in HIDDEN_WORDS if w in paper] == []
        assert Event.objects.filter(code="document.printed", detail__form="case_sheet").count() == 1
        assert client.post(url("sheet_back", thing, SheetCopy.objects.get())).status_code == 302
        assert "回収済み" in text_of(client.get(url("sheet", thing)))
        assert client.post(url("sheet_withdraw", thing)).status_code == 302
        assert client.get(url("sheet_print", thing)).status_code in (409, 422)


def test_gaps_with_small_counts_are_not_offered(world, page, monkeypatch):
    from renkei.stats.rules import Cube
    from renkei.stats.rules.suppression import Figure
    from renkei.web.council import page as council_page

    made = kit.table(world, kind="council", title="地域移行部会")
    kit.plan(world, made, days=7)
    shown, hidden = ("33", "99201", ""), ("22", "99201", "")
    cube = Cube({shown: Figure(12, 9), hidden: Figure(2, 1)}, frozenset({hidden}))
    monkeypatch.setattr(council_page, "gap_map", lambda **k: GapMap(k["period"], cube, {"99201": "みほん市"}))
    with at_world_time(world):
        client = page("officer")
        form = client.get(url("gaps", made))
        words = text_of(form)
        assert "（みほん市）12件" in words
        assert "2件" not in words.replace("12件", "")
        chosen = next(v for v, _ in council_page.gaps(council_page.get(_request(world), made.pk)))
        made_up = filled(client.get(url("gaps", made)), gaps=["作った数 99件"])
        assert client.post(url("gaps", made), made_up).status_code == 422
        assert client.post(url("gaps", made), filled(form, gaps=[chosen])).status_code == 302
    assert AgendaItem.objects.get().text.endswith(chosen)
    assert FollowUp.objects.get().origin == "gap"


def _request(world):
    class Request:
        actor = world.actor("officer")

    return Request()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "名称を入力"), ({"title": "山田さんの会"}, "人の名前"), ({"interval_months": "0"}, "1以上"), ({"interval_months": "x"}, "数字で"),
        ({"kind": "<b>"}, "選べない値"), ({"next_on": "2027-13-01"}, "日付"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_kept(world, page, typed, words):
    with at_world_time(world):
        values = {"kind": "regular", "title": "協議", "interval_months": "3", "next_on": ""} | typed
        answer = page("officer").post(url("new"), values)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not CouncilSeries.objects.exists()


def test_the_status_list_is_counted_on_paper_and_opened_on_the_screen(world, page):
    made, case = kit.table(world), make_case(world).case
    with at_world_time(world):
        client = page("center_officer")
        assert case.number in text_of(client.get(url("status", made)))
        paper = text_of(client.get(url("status_print", made)))
        assert "合計" in paper
        assert case.number not in paper
        assert case.number not in text_of(page("center_colleague").get(url("status", made)))
