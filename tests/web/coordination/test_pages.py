"""The board's pages: steps with their confirmation, on behalf of the other body, what was typed is kept, the print."""

from __future__ import annotations

import pytest
from django.urls import reverse

from renkei.audit.models import Event
from renkei.cases.enums import NeedKind
from renkei.coordination.models import Handover
from renkei.disclosure.enums import Stage
from renkei.policy.enums import InfoClass
from tests.coordination import board_kit as kit
from tests.inquiries.kit import make_consent, make_need, name, walk
from tests.web.html_forms import main_form
from tests.web.kit import at_world_time, text_of


def url(name, case, *args):
    return reverse(f"coordination:{name}", args=[case.pk, *args])


OWN = {"on_behalf": "no", "note": ""}


def test_a_whole_hand_over_through_the_pages(world, client):
    case = kit.in_service(world)
    for item in kit.items(case):
        with at_world_time(world):
            world.login(client, "center_officer")
            assert client.post(url("step", case, item.pk, "propose"), OWN).status_code == 302
            world.login(client, "core_officer")
            page = text_of(client.get(url("board", case)))
            assert "受け取る" in page
            confirm = text_of(client.get(url("step", case, item.pk, "accept")))
            assert ("これが最後の項目です" in confirm) == (item == kit.items(case)[-1])
            assert client.post(url("step", case, item.pk, "accept"), OWN).status_code == 302
    case.refresh_from_db()
    assert case.status == "handed_over"
    with at_world_time(world):
        page = text_of(client.get(url("board", case)))
        assert "引継ぎが完了しました" in page
        assert "センターの閲覧は令和8年12月24日まで" in page
        assert client.post(url("step", case, item.pk, "take_back"), {"note": "やり直す"}).status_code == 409


def test_out_of_order_and_typed_again(world, client):
    case = kit.settle(world, kit.with_center(world))
    item = kit.items(case)[0]
    world.login(client, "officer")
    with at_world_time(world):
        assert client.post(url("step", case, item.pk, "accept"), OWN).status_code == 409
        assert client.get(url("step", case, item.pk, "nonsense")).status_code == 404
        answer = client.post(url("step", case, item.pk, "propose"), {"on_behalf": "yes", "note": "電話で聞いた"})
        assert answer.status_code == 422
        assert "話した相手を入力してください" in text_of(answer)
        assert "電話で聞いた" in text_of(answer)
        told = {
            "on_behalf": "yes",
            "channel": "phone",
            "spoken_to": "田中",
            "told_at_0": "2026-11-24",
            "told_at_1": "08:30",
        }
        assert client.post(url("step", case, item.pk, "propose"), told | {"note": ""}).status_code == 302
        assert client.post(url("step", case, item.pk, "return"), OWN).status_code == 422
        assert client.post(url("step", case, item.pk, "return"), OWN | {"note": "まだ早い"}).status_code == 302
    item.refresh_from_db()
    assert (item.status, item.proposed_side) == ("returned", "center")


def test_before_the_place_is_settled(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):
        page = client.get(url("board", case))
        assert "引継ぎはまだ始められません" in text_of(page)
        assert (
            reverse("coordination:step", args=[case.pk, kit.items(case)[0].pk, "propose"]) not in page.content.decode()
        )
        answer = client.post(url("step", case, kit.items(case)[0].pk, "propose"), OWN)
    assert answer.status_code == 422
    assert "帰住先" in text_of(answer)


def test_items_are_shared_out_and_added(world, client):
    case = kit.with_center(world)
    item = kit.items(case)[0]
    world.login(client, "center_officer")
    share = {
        "center_part": "main",
        "center_person": "佐藤",
        "body_part": "support",
        "body_person": "",
        "moves_on": "R8.12.10",
    }
    with at_world_time(world):
        assert client.get(url("item", case, item.pk)).status_code == 200
        assert client.post(url("item", case, item.pk), share).status_code == 302
        refused = client.post(url("item", case, item.pk), share | {"center_part": "none"})
        assert refused.status_code == 422
        assert "佐藤" in refused.content.decode()
        assert client.post(url("add", case), share | {"code": "other", "label": ""}).status_code == 422
        assert client.post(url("add", case), share | {"code": "money"}).status_code == 302
        assert "令和8年12月10日" in text_of(client.get(url("board", case)))


def test_all_at_once(world, client):
    case = kit.settle(world, kit.with_center(world))
    world.login(client, "center_officer")
    with at_world_time(world):
        assert client.get(url("propose_all", case)).status_code == 200
        assert client.post(url("propose_all", case), {"on_behalf": "no"}).status_code == 302
        assert client.post(url("propose_all", case), {"on_behalf": "no"}).status_code == 409
    assert {i.status for i in kit.items(case)} == {"proposed"}


def test_the_board_can_be_opened_later(world, client):
    case = kit.with_center(world, board=False)
    world.login(client, "officer")
    with at_world_time(world):
        assert "併走の表はまだありません" in text_of(client.get(url("board", case)))
        assert client.post(url("open", case)).status_code == 302
        assert client.post(url("open", case)).status_code == 302
    assert len(kit.items(case)) == len(kit.SHORT)


def test_two_people_write_the_text(world, client):
    case = kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):
        pages = [main_form(client.get(url("handover", case))).values for _ in range(2)]
        assert client.post(url("handover", case), pages[0] | {"summary": ["これまでの経過です"]}).status_code == 302
        late = pages[1] | {"summary": ["あとの人の経過です"]}
        assert client.post(url("handover", case), late).status_code == 409
        assert client.post(url("handover", case), late | {"form_shown": ["x"]}).status_code == 409
    assert Handover.objects.get(case=case).summary == "これまでの経過です"


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("officer", ("見本 太郎", "療育手帳", "まとめ", "一人の夜に不安になる"), ("窃盗",)),
        ("center_officer", ("療育手帳", "まとめ", "一人の夜に不安になる"), ("見本 太郎", "窃盗")),
        ("manager", ("見本 太郎",), ("療育手帳", "まとめ", "一人の夜に不安になる", "窃盗")),
    ],
)
def test_the_print_holds_only_the_classes_of_who_prints(world, client, who, shown, hidden):
    case = kit.with_center(world)
    from renkei.coordination.services import joint

    joint.write_handover(actor=world.actor("officer"), case=case, based_on=0, now=world.now, summary="まとめ")
    world.login(client, who)
    with at_world_time(world):
        response = client.get(url("print", case))
    page = text_of(response)
    assert [w for w in shown if w not in page] == []
    assert [w for w in hidden if w in page] == []
    assert "令和8年11月24日 9時00分" in page
    event = Event.objects.filter(code="document.printed").latest("id")
    assert (event.user_id, event.case_id) == (world.user(who).pk, case.pk)
    assert "見本" not in response.content.decode().split("</title>")[0]


def test_another_case_s_item_is_absent(world, client):
    mine, other = kit.with_center(world), kit.with_center(world)
    world.login(client, "officer")
    with at_world_time(world):
        assert client.get(url("item", mine, kit.items(other)[0].pk)).status_code == 404
        assert client.post(url("step", mine, kit.items(other)[0].pk, "drop"), {"note": "x"}).status_code == 404


def test_a_planner_looks_at_the_board_only_once_told(world, client):
    case = kit.with_center(world)
    need = make_need(world, case, NeedKind.PLAN, service_codes=["52"])
    inquiry = walk(world, "met", "plan", case, need)
    consent = make_consent(world, case, world.org("plan"))
    world.login(client, "planner")
    with at_world_time(world):
        assert client.get(url("board", case)).status_code == 404
        name(world, inquiry, consent, InfoClass.JUSTICE_OUTLINE, stage=Stage.VISIT,
             persons=(world.user("planner").pk,))  # fmt: skip
        assert client.get(url("board", case)).status_code == 200
        assert "情報を持っている機関" not in text_of(client.get(url("print", case)))
        assert (
            reverse("coordination:board", args=[case.pk])
            in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
        )
        assert client.get(url("step", case, kit.items(case)[0].pk, "drop")).status_code == 403
