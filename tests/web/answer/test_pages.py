"""/a/: a GET consumes nothing, wrong and absent look alike, guesses are counted, nothing leaks after the end."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.inquiries import services
from renkei.inquiries.models import AnswerKey, Inquiry
from renkei.web import limits
from tests.inquiries.kit import BIRTH, KANA, NAME, PHONE, YES, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db

REPLY = {"kind": "yes", "answered_by_name": "管理者 花子", "ask_again": ""}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def inquiry(world: World) -> Inquiry:
    return walk(world, "anonymous")


@pytest.fixture
def url(world: World, inquiry: Inquiry) -> str:
    return reverse(
        "answer:open", args=[services.issue_link(actor=world.actor("officer"), inquiry=inquiry, now=world.now)]
    )


def _post(client: Client, url: str, **data: object) -> object:
    seen = re.search(r'name="seen" value="(\d+)"', client.get(url).content.decode())
    return client.post(url, {**REPLY, "seen": seen[1] if seen else 0, **data})


def test_get_shows_the_sheet_and_consumes_nothing(url: str, inquiry: Inquiry, client: Client) -> None:
    for _ in range(5):
        response = client.get(url)
        assert response.status_code == 200
    assert client.head(url).status_code == 200
    key = AnswerKey.objects.get()
    inquiry.refresh_from_db()
    assert (key.used_at, inquiry.status, inquiry.version) == (None, "anonymous", 1)
    text = response.content.decode()
    assert "買い物の練習を手伝ってほしい" in text
    for personal in (
        NAME,
        NAME.split()[0] + "さん",
        KANA,
        BIRTH,
        PHONE,
        inquiry.case.number,
        str(inquiry.pk),
        str(inquiry.case_id),
    ):
        assert personal not in text
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in text
    assert 'aria-label="メニュー"' not in text


def test_answer_once_then_used(url: str, inquiry: Inquiry, client: Client) -> None:
    response = _post(client, url)
    assert response["Location"] == reverse("answer:done")  # type: ignore[index]
    inquiry.refresh_from_db()
    assert inquiry.status == "positive"
    again = client.get(url)
    assert again.status_code == 410
    assert "使用済み" in again.content.decode()
    replay = client.post(url, {**REPLY, "seen": inquiry.version, "kind": "no", "decline_reasons": ["no_vacancy"]})
    assert replay.status_code == 409
    inquiry.refresh_from_db()
    assert inquiry.status == "positive"
    for page in (again, replay):
        assert inquiry.number not in page.content.decode()


def test_incomplete_answers_keep_what_was_typed(url: str, inquiry: Inquiry, client: Client) -> None:
    for data, sentence in (
        ({"answered_by_name": ""}, "お名前"), ({"kind": "no"}, "理由を一つ以上"), ({"kind": "conditional"}, "どのような条件"),
    ):  # fmt: skip
        response = _post(client, url, visit_days="水曜", **data)
        assert response.status_code == 422  # type: ignore[attr-defined]
        assert sentence in response.content.decode()  # type: ignore[attr-defined]
        assert "水曜" in response.content.decode()  # type: ignore[attr-defined]
    assert AnswerKey.objects.get().used_at is None


def test_considering_leads_to_a_new_link(url: str, inquiry: Inquiry, client: Client) -> None:
    response = _post(client, url, kind="considering")
    later = response["Location"]  # type: ignore[index]
    assert later.startswith("/a/")
    assert later != url
    assert "検討しています" in client.get(later).content.decode()
    assert client.get(url).status_code == 410
    _post(client, later, kind="no", decline_reasons=["staffing"])
    inquiry.refresh_from_db()
    assert inquiry.status == "declined"


def test_moved_on_while_the_page_was_open(url: str, inquiry: Inquiry, client: Client, world: World) -> None:
    client.get(url)
    services.enter_answer(
        actor=world.actor("officer"),
        inquiry=inquiry,
        seen=None,
        data=YES,
        channel="phone",
        told_at=world.now,
        now=world.now,
    )
    response = client.post(url, {**REPLY, "seen": 1})
    assert response.status_code == 409
    assert inquiry.number not in response.content.decode()
    assert inquiry.answers.count() == 1


def test_wrong_version_is_409(url: str, inquiry: Inquiry, client: Client) -> None:
    response = client.post(url, {**REPLY, "seen": 0})
    assert response.status_code == 409
    assert AnswerKey.objects.get().used_at is None


def test_late_and_closed_are_polite_and_empty(url: str, inquiry: Inquiry, client: Client, world: World) -> None:
    world.clock.tick(days=8)
    late = client.get(url)
    assert late.status_code == 410
    assert "回答の期限を過ぎました" in late.content.decode()
    assert client.post(url, {**REPLY, "seen": 1}).status_code == 409
    services.withdraw(actor=world.actor("officer"), inquiry=inquiry, seen=None, reason="plan_changed", now=world.now)
    closed = client.get(url)
    assert closed.status_code == 410
    assert "このご相談は終了しました" in closed.content.decode()
    for page in (late, closed):
        for word in (inquiry.number, "グループホームあおぞら", "みほん市", "買い物"):
            assert word not in page.content.decode()


@pytest.mark.parametrize("how", ["revoked", "reissued"])
def test_a_link_that_was_taken_back_answers_nothing(
    url: str, inquiry: Inquiry, client: Client, world: World, how: str
) -> None:
    seen = re.search(r'name="seen" value="(\d+)"', client.get(url).content.decode())
    step = services.revoke_links if how == "revoked" else services.issue_link
    step(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    assert client.get(url).status_code == 410
    assert client.post(url, {**REPLY, "seen": seen[1] if seen else 0}).status_code == 409
    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.answers.count()) == ("anonymous", 0)


def test_behind_a_proxy_a_guesser_shuts_the_door_for_himself_only(url: str, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.PROXIES = 1
    guesser, office = {"X-Forwarded-For": "192.0.2.8, 192.0.2.9"}, {"X-Forwarded-For": "198.51.100.4"}
    for n in range(limits.WRONG_PER_WINDOW):
        client.get(f"/a/{'x' * 40}{n}/", headers=guesser)
    assert client.get(url, headers={"X-Forwarded-For": "made up, 192.0.2.9"}).status_code == 429
    assert client.get(url, headers=office).status_code == 200


def test_wrong_links_are_absent_and_counted(url: str, client: Client) -> None:
    for n in range(limits.WRONG_PER_WINDOW):
        assert client.get(f"/a/{'x' * 40}{n}/").status_code == 404
    assert client.get(url).status_code == 429
    assert Event.objects.filter(code=E.ACCESS_REFUSED, system="answer_link").count() == limits.WRONG_PER_WINDOW
    assert client.get(url, REMOTE_ADDR="192.0.2.9").status_code == 200  # another address is not punished


def test_counting_forgets(url: str, client: Client, world: World) -> None:
    for n in range(limits.WRONG_PER_WINDOW):
        client.get(f"/a/{'x' * 40}{n}/")
    world.clock.tick(minutes=11)
    assert client.get(url).status_code == 200


def test_code_of_a_printed_sheet(inquiry: Inquiry, client: Client, world: World) -> None:
    code = services.print_sheet(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    page = reverse("answer:code")
    assert client.get(reverse("answer:sheet"))["Location"] == page
    wrong = client.post(page, {"code": "AAAAA-AAAAA"})
    assert wrong.status_code == 422
    assert "回答コードが違います" in wrong.content.decode()
    found = client.post(page, {"code": f"{code[:5].lower()} - {code[5:]}"})
    assert found["Location"] == reverse("answer:sheet")
    assert code not in found["Location"]
    response = _post(client, reverse("answer:sheet"))
    assert response["Location"] == reverse("answer:done")  # type: ignore[index]
    inquiry.refresh_from_db()
    assert inquiry.status == "positive"


def test_without_a_public_address(inquiry: Inquiry, url: str, client: Client, world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.PUBLIC_URL = ""
    assert client.get(url).status_code == 404
    assert client.get(reverse("answer:code")).status_code == 404
    coordinator = world.login(Client(), "core_officer")
    code = services.print_sheet(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    led = coordinator.post(reverse("answer:code"), {"code": code})
    assert led["Location"] == reverse("inquiries:enter", args=[inquiry.pk])
    page = coordinator.get(reverse("inquiries:detail", args=[inquiry.pk])).content.decode()
    assert "回答用リンクを発行する" not in page
    printed = coordinator.post(reverse("inquiries:print", args=[inquiry.pk])).content.decode()
    assert "/a/" not in printed
    assert "QRコード" not in printed


def test_other_methods_are_405(url: str, client: Client) -> None:
    assert client.put(url).status_code == 405
    assert client.delete(reverse("answer:code")).status_code == 405
