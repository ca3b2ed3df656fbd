"""One inquiry on its pages: the way on paper, disclosure, steps out of order, links and buttons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from renkei.cases.enums import CaseStatus
from renkei.disclosure.models import LedgerEntry
from renkei.inquiries import services
from renkei.policy.enums import InfoClass
from tests.inquiries.kit import ask, items, make_case, make_consent, make_need, rows, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def _login(world: World, who: str) -> Client:
    return world.login(Client(), who)


def test_the_road_on_paper_by_one_body_alone(world: World) -> None:
    """FAX, answer typed in, consent, name, visit, agreement, contract: all by the coordinator."""
    case = make_case(world)
    need = make_need(world, case)
    (inquiry,) = ask(world, case, need, "home", method="paper")
    client = _login(world, "core_officer")
    url = lambda name, *a: reverse(f"inquiries:{name}", args=a or [inquiry.pk])  # noqa: E731

    sheet = client.post(url("print"))
    assert sheet.status_code == 200
    code = re.search(r'class="code">([0-9A-Z-]+)<', sheet.content.decode())
    assert code
    entered = client.post(url("enter"), {
        "seen": inquiry.version, "channel": "fax", "told_at_0": "R8.11.24", "told_at_1": "09:00", "answered_by_name": "管理者 花子",
        "kind": "yes", "code": code[1],
    })  # fmt: skip
    assert entered.status_code == 302, entered.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.status == "positive"

    page = client.get(url("disclose")).content.decode()
    assert "有効な同意がありません" in page
    consent = make_consent(world, case, world.org("home"))
    chosen = {str(i.info_class): i for i in items(world, case, InfoClass.IDENTITY)}
    told = client.post(url("disclose"), {
        "seen": inquiry.version, "stage": "s2", "basis": "consent", "consent": str(consent.pk), "method": "paper",
        "fields_identity": ["name", "kana"], "version_identity": str(chosen["identity"].version_id),
        **_versions(world, case),
    })  # fmt: skip
    assert told.status_code == 302, told.content.decode()
    assert LedgerEntry.objects.get(recipient=world.org("home"), info_class="identity").fields == ["name", "kana"]

    client.post(url("visit_new"), {"kind": "tour", "planned_at_0": "2026-11-24", "planned_at_1": "08:00"})
    visit = inquiry.visits.get()
    client.post(url("visit_finish", visit.pk), {
        "outcome_code": "go_on", "done_at_0": "2026-11-24", "done_at_1": "08:30", "channel": "phone", "reported_by": "管理者",
    })  # fmt: skip
    inquiry.refresh_from_db()
    assert inquiry.status == "met"
    assert client.post(url("agree"), {"seen": inquiry.version}).status_code == 422  # not ticked
    assert client.post(url("agree"), {"seen": inquiry.version, "confirmed": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.status == CaseStatus.PLACED
    inquiry.refresh_from_db()
    assert client.post(url("contract"), {"seen": inquiry.version, "on": "R8.12.1"}).status_code == 302
    inquiry.refresh_from_db()
    assert (inquiry.status, str(inquiry.contracted_on)) == ("contracted", "2026-12-01")
    assert client.get(url("detail")).status_code == 200


def _versions(world: World, case: Any) -> dict[str, str]:
    found = items(world, case, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE)
    return {f"version_{i.info_class}": str(i.version_id) for i in found}


def test_disclosure_without_ground_or_fields_is_refused(world: World) -> None:
    inquiry = walk(world, "positive")
    make_consent(world, inquiry.case, world.org("home"))
    client, url = _login(world, "officer"), reverse("inquiries:disclose", args=[inquiry.pk])
    base = {"seen": inquiry.version, "stage": "s2", "method": "system", **_versions(world, inquiry.case)}
    identity = items(world, inquiry.case, InfoClass.IDENTITY)[0]
    base["version_identity"] = str(identity.version_id)
    for changes, sentence in (
        ({"basis": "consent"}, "共有する情報の項目"),
        ({"basis": "consent", "fields_identity": ["name"]}, "根拠とする同意"),
        ({"basis": "law", "fields_identity": ["name"]}, "具体的な理由"),
    ):
        response = client.post(url, base | changes)
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert rows(inquiry.case, world.org("home")) == [("summary", "inquiry", True)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("withdraw", {"reason": "plan_changed"}), ("person_declined", {"note": ""}), ("agree", {"confirmed": "on"}),
        ("start_trial", {"confirmed": "on"}),
    ],
)  # fmt: skip
def test_a_page_left_open_is_told_409(world: World, name: str, data: dict[str, str]) -> None:
    inquiry = walk(world, "disclosed")
    client, seen = _login(world, "officer"), inquiry.version
    services.start_trial(actor=world.actor("core_officer"), inquiry=inquiry, seen=None, now=world.now)
    response = client.post(reverse(f"inquiries:{name}", args=[inquiry.pk]), {"seen": seen, **data})
    assert response.status_code == 409
    assert "ほかの人が先に操作" in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.status == "trial"


def test_steps_out_of_order_are_409(world: World) -> None:
    inquiry = walk(world, "anonymous")
    client = _login(world, "officer")
    for name, data in (("agree", {"confirmed": "on"}), ("contract", {"on": "2026-12-01"}), ("start_trial", {"confirmed": "on"}),
                       ("cancel_agreement", {"reason": "x"}), ("reopen", {"deadline_0": "2026-12-09", "deadline_1": "17:00"})):  # fmt: skip
        response = client.post(reverse(f"inquiries:{name}", args=[inquiry.pk]), {"seen": inquiry.version, **data})
        assert response.status_code == 409, name
    inquiry.refresh_from_db()
    assert inquiry.status == "anonymous"


def test_link_is_shown_once_and_void_after_revoking(world: World, client: Client) -> None:
    inquiry = walk(world, "anonymous")
    asker = _login(world, "officer")
    page = asker.post(reverse("inquiries:link", args=[inquiry.pk])).content.decode()
    found = re.search(r'value="https://renkei\.example\.jp(/a/[^"]+)"', page)
    assert found
    assert found[1] not in asker.get(reverse("inquiries:detail", args=[inquiry.pk])).content.decode()
    assert client.get(found[1]).status_code == 200
    asker.post(reverse("inquiries:revoke", args=[inquiry.pk]))
    assert client.get(found[1]).status_code == 410
    assert asker.get(reverse("inquiries:link", args=[inquiry.pk])).status_code == 405


def test_buttons_are_what_is_possible_and_allowed(world: World) -> None:
    inquiry = walk(world, "positive")
    url = reverse("inquiries:detail", args=[inquiry.pk])
    offered = _login(world, "officer").get(url).content.decode()
    for label in ("実名で共有する", "打診を取り下げる", "本人が辞退した", "回答を代わりに入力する", "用紙を印刷する"):
        assert label in offered
    assert "契約・利用開始を記録する" not in offered
    looked = _login(world, "center_officer").get(url).content.decode()
    for label in ("実名で共有する", "打診を取り下げる", "回答を代わりに入力する", "用紙を印刷する"):
        assert label not in looked
