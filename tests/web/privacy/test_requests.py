"""The screens of 開示・訂正・利用停止請求."""

from __future__ import annotations

import pytest
from django.test import Client

from renkei.core.clock import day_of
from renkei.privacy.models import DataRequest
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World
from tests.privacy.kit import ask, reviewing
from tests.web.kit import text_of

NEW = {
    "kind": "disclosure", "received_on": "R8.11.20", "channel": "counter", "requester": "person",
    "requester_name": "見本太郎", "contact": "", "wish": "すべて見たい", "identity_proof": "licence", "agent_proof": "",
    "proof_checked_on": "2026-11-20",
}  # fmt: skip


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


def test_a_manager_takes_a_request_through(kit: CaseKit, client: Client) -> None:
    world = kit.world
    world.login(client, "manager")
    data = NEW | {"municipality": str(world.org("city").pk), "case_number": "R8-00000"}
    refused = client.post("/privacy/requests/new/", data)
    assert refused.status_code == 422
    assert "見つかりません" in text_of(refused)
    assert 'value="見本太郎"' in refused.content.decode()
    taken = client.post("/privacy/requests/new/", data | {"case_number": kit.case.number}, follow=True)
    request = DataRequest.objects.get()
    page = f"/privacy/requests/{request.pk}/"
    assert "令和8年12月20日" in text_of(taken)
    assert "対象のケース" in text_of(taken)
    assert "期限の日は閉庁日です" in text_of(taken)
    assert "開示請求に対応する" in text_of(client.get("/"))
    assert client.post(f"{page}start/", {}).status_code == 422
    client.post(f"{page}start/", {"sure": "on"})
    package = client.get(f"{page}package/")
    assert "窃盗" in text_of(package)
    part = f"{page}package/review/?table=people.JusticeDetailRecord&case={kit.case.pk}"
    assert client.post(part, {"choice": "leave_out", "reason": ""}).status_code == 422
    assert client.post(part, {"choice": "leave_out", "reason": "124条"}).status_code == 302
    printed = text_of(client.post(f"{page}package/export/", {"form": "print", "reason": "review"}))
    assert "見本太郎" in printed
    assert "（除いた部分）" in printed
    assert not any(word in printed for word in ("窃盗", "夜の声かけ", "近所の店主"))
    zipped = client.post(f"{page}package/export/", {"form": "zip", "reason": "review"})
    assert zipped["Content-Disposition"] == f'attachment; filename="{request.number.lower()}.zip"'
    early = client.post(f"{page}decide/", {"decision": "partly", "reason": "124条"})
    assert early.status_code == 422
    client.post(f"{page}decide/", {"decision": "refused", "reason": "理由のとおり"})
    letter = text_of(client.get(f"{page}letter/"))
    assert "開示しない" in letter
    assert "理由のとおり" in letter
    client.post(f"{page}deliver/", {"delivery": "post", "delivered_on": str(day_of(world.now))})
    assert "実施済み" in text_of(client.get(page))


def test_a_step_out_of_turn_is_refused_at_once(kit: CaseKit, client: Client) -> None:
    request = ask(kit)
    kit.world.login(client, "manager")
    assert client.get(f"/privacy/requests/{request.pk}/deliver/").status_code == 409


def test_the_auditor_reads_the_register_without_its_content(kit: CaseKit, client: Client) -> None:
    request = reviewing(kit)
    kit.world.login(client, "auditor")
    assert request.number in text_of(client.get("/privacy/"))
    page = text_of(client.get(f"/privacy/requests/{request.pk}/"))
    assert request.number in page
    assert not any(word in page for word in ("見本太郎", "099-000-0001", "わたしの記録", kit.case.number))


def test_an_empty_register_says_what_to_do(world: World, client: Client) -> None:
    world.login(client, "town_manager")
    page = text_of(client.get("/privacy/"))
    assert "対応中の請求はありません" in page
    assert "請求を受け付ける" in page
