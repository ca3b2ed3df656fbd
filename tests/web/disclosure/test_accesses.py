"""アクセスの履歴 and the answer to the person: what each reader finds in them, filters, prints, no word too many."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.audit.services import record_refusal, record_view
from renkei.policy.permissions import P
from tests.kit.cases import CaseKit, give_summary, make_case
from tests.kit.world import World
from tests.web.kit import HIDDEN_WORDS, at_world_time, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def story_time(world: World) -> Any:
    with at_world_time(world):
        yield


@pytest.fixture
def kit(world: World) -> CaseKit:
    """The officer read, with a reason and without; the colleague was refused; the home looked and was refused."""
    kit = make_case(world)
    give_summary(kit, "home", "home_contact")
    case, now = kit.case.pk, world.now
    record_view(actor=world.actor("officer"), now=now, case_id=case, info_class="justice_detail", reason="safety")
    record_view(actor=world.actor("manager"), now=now, case_id=case, info_class="welfare")
    record_view(actor=world.actor("home_contact"), now=now, case_id=case, info_class="identity")
    for who, permission in (("colleague", P.JUSTICE_DETAIL_VIEW), ("home_contact", P.HANDOVER_VIEW)):
        record_refusal(actor=world.actor(who), now=now, permission=permission.code, case_id=case, status=403)
    return kit


def page(kit: CaseKit, who: str, name: str = "accesses", **query: str) -> str:
    answer = kit.world.login(Client(), who).get(reverse(f"disclosure:{name}", args=[kit.case.pk]), query)
    assert answer.status_code == 200
    return text_of(answer)


def rows(shown: str) -> str:
    """What stands below the filter."""
    return shown.split("理由・補足", 1)[1] if "理由・補足" in shown else ""


def test_who_looked_when_and_why_and_who_was_refused(kit: CaseKit) -> None:
    for name in ("accesses", "accesses_print"):
        shown = rows(page(kit, "officer", name))
        for words in (
            "罪名・経過",
            "安全確認・緊急の対応",
            "市町村 管理職（manager）",
            "罪名・経過を見る（403）",
            "みほん市",
            "開示の開始",
        ):
            assert words in shown, words
    assert Event.objects.filter(code=E.PRINTED, detail={"form": "access_history"}, case_id=kit.case.pk).exists()


def test_filters(kit: CaseKit) -> None:
    refused = rows(page(kit, "officer", kind="refused"))
    assert "罪名・経過を見る" in refused
    assert "安全確認" not in refused
    home = rows(page(kit, "officer", organisation=str(kit.world.org("home").pk), kind="looked"))
    assert "事業所 窓口（home_contact）" in home
    assert "安全確認" not in home
    assert "welfare" not in rows(page(kit, "officer", info_class="justice_detail"))
    for query in ({"last": "R8.11.23"}, {"first": "R8.11.25"}):
        assert "この条件の記録はありません" in page(kit, "officer", **query)


def test_an_office_reads_its_own_accesses_in_neutral_words(kit: CaseKit) -> None:
    for name in ("accesses", "accesses_print"):
        shown = page(kit, "home_contact", name)
        assert "home_contact" in shown
        assert "みほん市 " not in rows(shown)
        assert [w for w in HIDDEN_WORDS if w in shown] == []


def test_the_answer_to_the_person_says_whom_what_when_why_and_who_looked(kit: CaseKit) -> None:
    world = kit.world
    shown = page(kit, "officer", "answer_print")
    for words in (
        "グループホームあおぞら",
        "みほん市",
        "暮 く らし",
        "事件 じけん",
        "あなたが",
        "はい",
        "市町村",
        "1 回 かい",
    ):
        assert words in " ".join(shown.split()), words
    told, looked = shown.split("見 み", 1)
    for member in world.members:
        assert f"（{member}）" not in shown, "no name of staff"
    assert "責任者" in looked
    assert Event.objects.filter(code=E.PRINTED, detail={"form": "person_answer"}).count() == 1


def test_the_answer_is_handed_out_by_the_bodies_that_run_the_case(kit: CaseKit) -> None:
    address = reverse("disclosure:answer_print", args=[kit.case.pk])
    found = {
        who: kit.world.login(Client(), who).get(address).status_code
        for who in ("core_officer", "home_contact", "town_officer")
    }
    assert found == {"core_officer": 200, "home_contact": 404, "town_officer": 404}
