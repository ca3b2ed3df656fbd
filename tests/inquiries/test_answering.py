"""Answers by account, by key, on behalf; late answers; coded declines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.services import end_entry
from renkei.inquiries import queries, services
from renkei.inquiries.enums import Channel, DeclineReason, InquiryStatus, KeyKind
from renkei.inquiries.models import Answer, AnswerKey, Inquiry
from renkei.inquiries.queries import KeyState
from renkei.inquiries.services import AnswerData
from renkei.notifications.models import Message
from renkei.policy.actor import system_actor
from tests.inquiries.kit import CONDITIONAL, CONSIDERING, NO, YES, rows, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def _answer(w: World, inquiry: Inquiry, data: AnswerData, who: str = "home_contact") -> Inquiry:
    return services.answer(actor=w.actor(who), inquiry=inquiry, seen=inquiry.version, data=data, now=w.now)


def test_office_may_change_its_answer_until_the_deadline(world: World) -> None:
    inquiry = walk(world, "anonymous")
    for data, status in (
        (CONSIDERING, "considering"),
        (CONDITIONAL, "conditional"),
        (YES, "positive"),
        (CONSIDERING, "considering"),
    ):
        inquiry = _answer(world, inquiry, data)
        assert inquiry.status == status
    assert Answer.objects.filter(inquiry=inquiry).count() == 4
    assert Message.objects.filter(kind="inquiry_answered", user_id=world.user("officer").pk).count() == 4


def test_after_the_deadline(world: World) -> None:
    fresh, thinking = walk(world, "anonymous"), walk(world, "considering")
    world.clock.tick(days=8)
    with pytest.raises(Conflict, match="期限を過ぎ"):
        _answer(world, fresh, YES)
    with pytest.raises(Conflict, match="期限を過ぎ"):
        _answer(world, thinking, CONSIDERING)
    assert _answer(world, thinking, YES).status == "positive"
    assert _answer(world, fresh, NO).status == "declined"  # one may always decline


def test_decline_is_coded_and_ends_everything_for_the_office(world: World) -> None:
    inquiry = walk(world, "anonymous")
    with pytest.raises(RuleBroken, match="理由"):
        _answer(world, inquiry, replace(NO, decline_reasons=()))
    with pytest.raises(RuleBroken):
        _answer(world, inquiry, replace(NO, decline_reasons=("invented",)))
    with pytest.raises(RuleBroken, match="条件"):
        _answer(world, inquiry, replace(CONDITIONAL, conditions=" "))
    inquiry = _answer(world, inquiry, replace(NO, decline_reasons=(DeclineReason.STAFFING, DeclineReason.NO_VACANCY)))
    assert Answer.objects.get(inquiry=inquiry).decline_reasons == ["staffing", "no_vacancy"]
    assert rows(inquiry.case, world.org("home")) == [("summary", "inquiry", False)]
    with pytest.raises(NotFound):
        queries.get_inquiry(actor=world.actor("home_contact"), pk=inquiry.pk, at=world.now)
    assert not queries.received(actor=world.actor("home_contact"), at=world.now).exists()


def test_an_old_page_is_told(world: World) -> None:
    inquiry = walk(world, "anonymous")
    seen = inquiry.version
    _answer(world, inquiry, CONSIDERING)
    with pytest.raises(Conflict, match="先に操作"):
        services.answer(actor=world.actor("home_contact"), inquiry=inquiry, seen=seen, data=YES, now=world.now)


def test_entered_on_behalf_with_channel_person_time_and_scan(world: World) -> None:
    inquiry = walk(world, "anonymous")
    actor = world.actor("core_officer")
    told = world.now
    world.clock.tick(days=9)  # after the deadline, not yet expired
    with pytest.raises(RuleBroken, match="名前"):
        services.enter_answer(actor=actor, inquiry=inquiry, seen=inquiry.version, data=replace(YES, answered_by_name=""),
                              channel=Channel.FAX, told_at=told, now=world.now)  # fmt: skip
    with pytest.raises(RuleBroken, match="今より前"):
        services.enter_answer(actor=actor, inquiry=inquiry, seen=inquiry.version, data=YES, channel=Channel.FAX,
                              told_at=world.now + timedelta(hours=1), now=world.now)  # fmt: skip
    with pytest.raises(RuleBroken, match="方法"):
        services.enter_answer(
            actor=actor,
            inquiry=inquiry,
            seen=inquiry.version,
            data=YES,
            channel=Channel.SCREEN,
            told_at=told,
            now=world.now,
        )
    services.enter_answer(
        actor=actor, inquiry=inquiry, seen=inquiry.version, data=YES, channel=Channel.FAX, told_at=told, now=world.now,
        scan=("回答.pdf", b"%PDF-1.4 scan"),
    )  # fmt: skip
    answer = Answer.objects.get(inquiry=inquiry)
    assert (answer.channel, answer.answered_at, answer.entered_by, answer.entered_for_id) == (
        "fax", told, world.user("core_officer").pk, world.org("core").pk,
    )  # fmt: skip
    assert answer.answered_by_name == "管理者 花子"
    assert answer.attachment.name == "回答.pdf"
    assert answer.attachment.organisation_id == world.org("core").pk


def test_printed_code_is_checked_when_typed(world: World) -> None:
    inquiry, other = walk(world, "anonymous"), walk(world, "anonymous")
    actor = world.actor("officer")
    code = services.print_sheet(actor=actor, inquiry=inquiry, now=world.now)
    with pytest.raises(RuleBroken, match="コード"):
        services.enter_answer(
            actor=actor,
            inquiry=other,
            seen=None,
            data=YES,
            channel=Channel.FAX,
            told_at=world.now,
            now=world.now,
            code=code,
        )
    services.enter_answer(actor=actor, inquiry=inquiry, seen=None, data=YES, channel=Channel.FAX, told_at=world.now,
                          now=world.now, code=f"{code[:5].lower()}-{code[5:]}")  # fmt: skip
    assert AnswerKey.objects.get(inquiry=inquiry).used_at is not None


# --- one-time links


def _link(w: World, inquiry: Inquiry) -> str:
    return services.issue_link(actor=w.actor("officer"), inquiry=inquiry, now=w.now)


def _by_link(
    w: World, token: str, data: AnswerData = YES, seen: int | None = None, kind: KeyKind = KeyKind.LINK
) -> str:
    page = queries.key_page(secret=token, kind=kind, at=w.now)
    return services.answer_with_key(
        secret=token, kind=kind, seen=page.version if seen is None else seen, data=data, now=w.now
    )


def test_link_answers_once(world: World) -> None:
    inquiry = walk(world, "anonymous")
    token = _link(world, inquiry)
    assert token not in str(list(AnswerKey.objects.values()))
    assert queries.key_page(secret=token, kind=KeyKind.LINK, at=world.now).state is KeyState.OPEN
    assert _by_link(world, token) == ""
    inquiry.refresh_from_db()
    assert inquiry.status == InquiryStatus.POSITIVE
    answer = Answer.objects.get(inquiry=inquiry)
    assert (answer.channel, answer.answered_by, answer.entered_by) == ("link", None, None)
    with pytest.raises(Conflict):  # replay
        services.answer_with_key(secret=token, kind=KeyKind.LINK, seen=inquiry.version, data=NO, now=world.now)
    inquiry.refresh_from_db()
    assert inquiry.status == InquiryStatus.POSITIVE
    page = queries.key_page(secret=token, kind=KeyKind.LINK, at=world.now)
    assert (page.state, page.rows, page.number) == (KeyState.USED, (), "")


def test_considering_by_link_gives_a_link_for_the_final_answer(world: World) -> None:
    inquiry = walk(world, "anonymous")
    first = _link(world, inquiry)
    second = _by_link(world, first, CONSIDERING)
    assert second
    assert _by_link(world, second, NO) == ""
    inquiry.refresh_from_db()
    assert inquiry.status == InquiryStatus.DECLINED
    assert rows(inquiry.case, world.org("home")) == [("summary", "inquiry", False)]


@pytest.mark.parametrize("wrong", ["", "x", "A" * 43])
def test_wrong_token_is_absent(world: World, wrong: str) -> None:
    walk(world, "anonymous")
    with pytest.raises(NotFound):
        queries.key_page(secret=wrong, kind=KeyKind.LINK, at=world.now)


def test_a_code_is_no_link_and_a_link_no_code(world: World) -> None:
    inquiry = walk(world, "anonymous")
    token, code = (
        _link(world, inquiry),
        services.print_sheet(actor=world.actor("officer"), inquiry=inquiry, now=world.now),
    )
    for secret, kind in ((token, KeyKind.PAPER), (code, KeyKind.LINK)):
        with pytest.raises(NotFound):
            queries.key_page(secret=secret, kind=kind, at=world.now)
    assert _by_link(world, code, kind=KeyKind.PAPER) == ""


def test_a_key_opens_its_own_inquiry_only(world: World) -> None:
    mine, other = walk(world, "anonymous"), walk(world, "anonymous", org="work")
    _by_link(world, _link(world, mine))
    other.refresh_from_db()
    assert other.status == InquiryStatus.ANONYMOUS


@pytest.mark.parametrize("how", ["expired", "revoked", "reissued", "answered_otherwise", "withdrawn", "row_ended"])
def test_dead_links_show_nothing_and_change_nothing(world: World, how: str) -> None:
    inquiry = walk(world, "anonymous")
    token, actor = _link(world, inquiry), world.actor("officer")
    seen = inquiry.version
    if how == "expired":
        world.clock.tick(days=8)
    elif how == "revoked":
        services.revoke_links(actor=actor, inquiry=inquiry, now=world.now)
    elif how == "reissued":
        _link(world, inquiry)
    elif how == "answered_otherwise":
        _answer(world, inquiry, CONSIDERING)
    elif how == "withdrawn":
        services.withdraw(actor=actor, inquiry=inquiry, seen=None, reason="plan_changed", now=world.now)
    else:
        entry = LedgerEntry.objects.get(case=inquiry.case, recipient=world.org("home"))
        end_entry(actor=actor, entry=entry, cause="mistake", now=world.now)
        world.clock.tick()
    page = queries.key_page(secret=token, kind=KeyKind.LINK, at=world.now)
    assert page.state is not KeyState.OPEN
    assert (page.rows, page.number, page.office_name, page.contact) == ((), "", "", "")
    inquiry.refresh_from_db()
    before = (inquiry.status, inquiry.version)
    with pytest.raises(Conflict):
        services.answer_with_key(secret=token, kind=KeyKind.LINK, seen=seen, data=YES, now=world.now)
    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.version) == before


def test_link_guards_the_state_its_page_showed(world: World) -> None:
    inquiry = walk(world, "anonymous")
    token = _link(world, inquiry)
    with pytest.raises(Conflict):
        _by_link(world, token, seen=inquiry.version - 1)


def test_no_links_without_a_public_address(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.PUBLIC_URL = ""
    inquiry = walk(world, "anonymous")
    with pytest.raises(RuleBroken, match="用紙"):
        _link(world, inquiry)
    assert services.print_sheet(actor=world.actor("officer"), inquiry=inquiry, now=world.now)


# --- the job


def test_expire_remind_and_close(world: World) -> None:
    jobs = system_actor("jobs")
    inquiry = walk(world, "anonymous")
    assert services.expire_due(actor=jobs, now=world.now) == services.Swept(0, 0, 0)
    world.clock.tick(days=6, hours=12)
    assert services.expire_due(actor=jobs, now=world.now) == services.Swept(0, 1, 0)
    assert services.expire_due(actor=jobs, now=world.now) == services.Swept(0, 0, 0)  # once
    assert Message.objects.filter(kind="inquiry_reminder", user_id=world.user("home_contact").pk).count() == 1
    world.clock.tick(days=1)
    assert services.expire_due(actor=jobs, now=world.now) == services.Swept(1, 0, 0)
    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.closed_at) == ("expired", world.now)
    assert rows(inquiry.case, world.org("home")) == [("summary", "inquiry", False)]
    assert Message.objects.filter(kind="inquiry_expired", user_id=world.user("officer").pk).count() == 1


def test_nobody_but_the_job_expires(world: World) -> None:
    walk(world, "anonymous")
    world.clock.tick(days=8)
    for actor in (world.actor("officer"), system_actor("answer_link"), world.actor("admin")):
        with pytest.raises(NotFound):
            services.expire_due(actor=actor, now=world.now)
    assert Inquiry.objects.get().status == InquiryStatus.ANONYMOUS
