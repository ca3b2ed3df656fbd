"""What an office sees: its own inquiry while it is open, in neutral words, and nothing after."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from renkei.disclosure.enums import Stage
from renkei.disclosure.models import LedgerEntry
from renkei.inquiries import services
from renkei.inquiries.models import Inquiry
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass
from tests.inquiries.kit import make_consent, make_need, name, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db

#: Words that would betray the programme, the centre or custody.
BETRAYING = re.compile(
    r"定着|矯正|刑|出所|退所|釈放|受刑|逮捕|勾留|被疑|被告|犯罪|罪|前科|保護観察|更生|連携強化|触法|基幹"
)
STATES = ("anonymous", "considering", "conditional", "positive", "disclosed", "met", "trial", "agreed", "contracted")


def _text(page: bytes) -> str:
    return page.decode()


@pytest.mark.parametrize("status", STATES)
def test_neutral_words_on_every_page_of_the_office(world: World, status: str) -> None:
    inquiry = walk(world, status)
    client = world.login(Client(), "home_contact")
    for url in (
        reverse("inquiries:inbox"),
        reverse("inquiries:detail", args=[inquiry.pk]),
        reverse("inquiries:answer", args=[inquiry.pk]),
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        found = BETRAYING.search(_text(response.content))
        assert found is None, (url, found)
    assert "受入れのご相談" in _text(client.get(reverse("inquiries:detail", args=[inquiry.pk])).content)


def test_neutral_words_in_print_link_and_messages(world: World, client: Client) -> None:
    inquiry = walk(world, "anonymous")
    asker = world.login(Client(), "officer")
    printed = _text(asker.post(reverse("inquiries:print", args=[inquiry.pk])).content)
    assert BETRAYING.search(printed) is None
    assert "見本" not in printed
    token = services.issue_link(actor=world.actor("officer"), inquiry=inquiry, now=world.now)
    assert BETRAYING.search(_text(client.get(reverse("answer:open", args=[token])).content)) is None
    letter = _text(asker.post(reverse("inquiries:link", args=[inquiry.pk])).content)
    mail = re.search(r'<pre class="letter">(.*?)</pre>', letter, re.S)
    assert mail
    assert BETRAYING.search(mail[1]) is None
    for status in ("declined", "withdrawn", "disclosed", "met", "agreed"):
        walk(world, status)
    world.clock.tick(days=9)
    from renkei.policy.actor import system_actor

    services.expire_due(actor=system_actor("jobs"), now=world.now)
    kinds = Message.objects.filter(organisation_id=world.org("home").pk)
    assert kinds.count() > 5
    for message in kinds:
        assert BETRAYING.search(message.get_kind_display()) is None
        assert "/cases/" not in message.link or message.kind == "assigned"


def test_background_switch_is_the_only_exception(world: World) -> None:
    from dataclasses import replace

    from tests.inquiries.kit import SHEET, ask, clear, make_case

    case = make_case(world)
    need, sheet = make_need(world, case), replace(SHEET, with_background=True)
    clear(world, case, need, "home", sheet, "理由")
    (inquiry,) = ask(world, case, need, "home", sheet=sheet, background_reason="理由")
    text = _text(world.login(Client(), "home_contact").get(reverse("inquiries:detail", args=[inquiry.pk])).content)
    assert "罪を犯したとされる経過" in text
    assert "理由" not in re.sub(r"<[^>]+>", "", text).split("背景")[1][:60]


@pytest.mark.parametrize("status", ["candidate", "declined", "withdrawn", "person_declined", "expired"])
def test_after_the_end_nothing_is_left(world: World, status: str) -> None:
    inquiry = walk(world, status)
    client = world.login(Client(), "home_contact")
    for url in (
        reverse("inquiries:detail", args=[inquiry.pk]), reverse("inquiries:answer", args=[inquiry.pk]),
        reverse("inquiries:case", args=[inquiry.case_id]),
    ):  # fmt: skip
        response = client.get(url)
        assert response.status_code == 404, url
        assert inquiry.number not in _text(response.content)
    assert client.post(reverse("inquiries:answer", args=[inquiry.pk]), {"kind": "yes", "seen": 1}).status_code == 404
    assert inquiry.number not in _text(client.get(reverse("inquiries:inbox")).content)


def test_another_office_of_the_same_case_does_not_see_it(world: World) -> None:
    mine = walk(world, "anonymous")
    walk(world, "anonymous", org="work", case=mine.case, need=mine.need)
    client = world.login(Client(), "work_contact")
    for name_ in ("detail", "answer"):
        assert client.get(reverse(f"inquiries:{name_}", args=[mine.pk])).status_code == 404
    assert mine.number not in _text(client.get(reverse("inquiries:inbox")).content)
    assert world.login(Client(), "home_staff").get(reverse("inquiries:detail", args=[mine.pk])).status_code in (
        403,
        404,
    )


def test_one_row_ended_by_sql_alone_takes_the_page_away(world: World) -> None:
    inquiry = walk(world, "anonymous")
    client = world.login(Client(), "home_contact")
    url = reverse("inquiries:detail", args=[inquiry.pk])
    assert client.get(url).status_code == 200
    LedgerEntry.objects.filter(recipient=world.org("home")).update(ends_at=world.now)
    assert client.get(url).status_code == 404
    assert inquiry.number not in _text(client.get(reverse("inquiries:inbox")).content)


def test_answer_by_account(world: World) -> None:
    inquiry = walk(world, "anonymous")
    client = world.login(Client(), "home_contact")
    url = reverse("inquiries:answer", args=[inquiry.pk])
    for data, sentence in (
        ({"kind": ""}, "ご回答"), ({"kind": "no"}, "理由を一つ以上"), ({"kind": "conditional"}, "どのような条件"),
        ({"kind": "no", "decline_reasons": ["offense"]}, "選べない値"),
        ({"kind": "yes", "vacancy_from": "あした"}, "日付は"),
    ):  # fmt: skip
        response = client.post(url, {"seen": inquiry.version, "visit_days": "平日の午後", **data})
        assert response.status_code == 422
        assert sentence in _text(response.content)
        assert "平日の午後" in _text(response.content)
    assert client.post(url, {"seen": inquiry.version, "kind": "yes", "vacancy_from": "R9.1.5"}).status_code == 302
    old = client.post(url, {"seen": inquiry.version, "kind": "considering"})
    assert old.status_code == 409
    inquiry.refresh_from_db()
    assert (inquiry.status, str(inquiry.answers.get().vacancy_from)) == ("positive", "2027-01-05")
    done = client.post(url, {"seen": inquiry.version, "kind": "no", "decline_reasons": ["no_vacancy"]})
    assert done["Location"] == reverse("inquiries:inbox")
    assert Inquiry.objects.get().status == "declined"


def test_place_of_custody_stays_hidden_until_it_is_disclosed(world: World) -> None:
    inquiry = walk(world, "disclosed")
    services.plan_visit(actor=world.actor("officer"), inquiry=inquiry, seen=None, kind="meeting", planned_at=world.now,
                        place="みほん刑務所", persons="", now=world.now)  # fmt: skip
    client = world.login(Client(), "home_contact")
    url = reverse("inquiries:detail", args=[inquiry.pk])
    assert "刑務所" not in _text(client.get(url).content)
    consent = make_consent(world, inquiry.case, world.org("home"))
    name(
        world, inquiry, consent, InfoClass.JUSTICE_OUTLINE, stage=Stage.VISIT, persons=(world.user("home_contact").pk,)
    )
    assert "みほん刑務所" in _text(client.get(url).content)
