"""返却・廃棄の確認: it stands from the end of the last row, and is answered by account, by link or on the telephone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from renkei.core.clock import day_of
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.core.wall import acting_as
from renkei.disclosure.enums import Cause
from renkei.disclosure.models import ReturnConfirmation
from renkei.disclosure.queries import get_case, ledger_of_case, open_returns
from renkei.disclosure.services import confirm_return, end_recipient
from renkei.notifications.models import Message
from renkei.policy.actor import system_actor
from renkei.policy.enums import InfoClass
from renkei.policy.permissions import P
from renkei.privacy.queries.returns import own_lines, register, waiting
from renkei.privacy.services import local, returns
from tests.kit.cases import CaseKit, give_summary, make_case
from tests.kit.world import World
from tests.web.kit import HIDDEN_WORDS, text_of


@pytest.fixture
def told(world: World) -> CaseKit:
    """The home was told by name; its access is still on."""
    kit = make_case(world)
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", InfoClass.WELFARE)
    return kit


def end(kit: CaseKit) -> None:
    end_recipient(
        actor=kit.world.actor("officer"), case=kit.case, recipient_id=kit.world.org("home").pk,
        cause=Cause.INQUIRY_CLOSED, now=kit.world.clock.tick(days=1),
    )  # fmt: skip


def test_it_opens_with_the_end_and_for_those_told_by_name_alone(told: CaseKit) -> None:
    world = told.world
    give_summary(told, "work", "work_contact")
    assert register(actor=world.actor("manager"), at=world.now) == []
    end(told)
    end_recipient(
        actor=world.actor("officer"), case=told.case, recipient_id=world.org("work").pk, cause=Cause.INQUIRY_CLOSED,
        now=world.now,
    )  # fmt: skip
    line = register(actor=world.actor("manager"), at=world.now)[0]
    assert (line.recipient_id, line.due_on) == (world.org("home").pk, day_of(world.now) + timedelta(days=30))
    assert [w.number for w in waiting(actor=world.actor("home_contact"), at=world.now)] == [line.reference]
    assert own_lines(actor=world.actor("work_contact"), at=world.now) == []
    assert register(actor=world.actor("town_manager"), at=world.now) == []
    access = get_case(actor=world.actor("officer"), case_id=told.case.pk, at=world.now, permission=P.DISCLOSE)
    (on_the_case,) = open_returns(ledger_of_case(access=access), at=world.now)
    assert (on_the_case.recipient.pk, on_the_case.classes) == (line.recipient_id, ("障害・医療・生活",)), "one rule"


def test_answered_by_account_by_telephone_and_asked_again_after_more(told: CaseKit) -> None:
    world, office = told.world, told.world.actor("home_contact")
    with pytest.raises(NotFound):
        returns.confirm_own(actor=office, case_id=told.case.pk, how="destroyed", note="", now=world.now)
    end(told)
    for who, error in (("work_contact", NotFound), ("officer", NotAllowed), ("home_staff", NotAllowed)):
        with pytest.raises(error):
            returns.confirm_own(
                actor=world.actor(who), case_id=told.case.pk, how="destroyed", note="", now=world.now
            )  # fmt: skip
    returns.confirm_own(actor=office, case_id=told.case.pk, how="destroyed", note="", now=world.now)
    assert register(actor=world.actor("manager"), at=world.now) == []
    told.disclose("officer", "home", InfoClass.IDENTITY)
    end(told)
    assert register(actor=world.actor("manager"), at=world.now)
    confirm_return(
        actor=world.actor("officer"),
        case=told.case,
        recipient=world.org("home"),
        how="returned",
        note="電話",
        now=world.now,
    )
    assert register(actor=world.actor("manager"), at=world.now) == []


def test_late_ones_are_reminded_once_and_shown_to_the_municipality(told: CaseKit) -> None:
    world, jobs = told.world, system_actor("jobs")
    local.set_rule(
        actor=world.actor("manager"), municipality=world.org("city"), kind="return_days", value=14,
        starts_on=day_of(world.now), ends_on=None, source="取決め", now=world.now,
    )  # fmt: skip
    end(told)
    assert returns.remind_returns(actor=jobs, now=world.now) == 0
    world.clock.tick(days=8)
    with acting_as("jobs"):
        assert [returns.remind_returns(actor=jobs, now=world.now) for _ in range(2)] == [1, 0]
    assert Message.objects.filter(kind="return_reminder").exists()
    assert waiting(actor=world.actor("manager"), at=world.now) == []
    world.clock.tick(days=7)
    assert len(waiting(actor=world.actor("manager"), at=world.now)) == 1


@override_settings(PUBLIC_URL="https://renkei.example")
def test_a_one_time_link_answers_once_in_neutral_words(told: CaseKit, client: Client) -> None:
    world = told.world
    end(told)
    home = {"case_id": told.case.pk, "organisation_id": world.org("home").pk, "now": world.now}
    with pytest.raises(NotAllowed):
        returns.issue_return_link(actor=world.actor("officer"), **home)
    void = returns.issue_return_link(actor=world.actor("manager"), **home)
    secret = returns.issue_return_link(actor=world.actor("core_manager"), **home)
    assert client.get(f"/a/returned/{void}/").status_code == 410
    page = client.get(f"/a/returned/{secret}/")
    assert page.status_code == 200
    words = text_of(page)
    assert not any(word in words for word in (*HIDDEN_WORDS, told.case.number, "見本太郎"))
    with pytest.raises(RuleBroken):
        returns.confirm_by_link(secret=secret, how="destroyed", note="", name=" ", now=world.now)
    answer = {"how": "destroyed", "note": "契約書は保存します", "name": "窓口", "sure": "on"}
    assert client.post(f"/a/returned/{secret}/", answer | {"name": ""}).status_code == 422
    assert client.post(f"/a/returned/{secret}/", answer).status_code == 302
    assert client.post(f"/a/returned/{secret}/", answer).status_code == 409
    assert ReturnConfirmation.objects.get().note == "回答した方：窓口\n契約書は保存します"
    with pytest.raises(Conflict):
        returns.confirm_by_link(secret=secret, how="destroyed", note="", name="窓口", now=world.now)


def test_the_offices_page_is_neutral_and_the_register_names_no_person(told: CaseKit, client: Client) -> None:
    world = told.world
    end(told)
    world.login(client, "home_contact")
    page = text_of(client.get("/privacy/returns/own/"))
    assert "みほん市" in page
    assert not any(word in page for word in HIDDEN_WORDS)
    own = f"/privacy/returns/own/{told.case.pk}/"
    assert client.post(own, {"how": "", "note": "メモ", "sure": "on"}).status_code == 422
    assert client.post(own, {"how": "returned", "note": "", "sure": "on"}).status_code == 302
    assert client.get(own).status_code == 404
    world.login(client, "auditor")
    assert "確認できたもの" in text_of(client.get("/privacy/returns/"))
