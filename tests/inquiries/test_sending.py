"""Asking: ledger rows exactly, parallel, one per need and office, nothing personal leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from renkei.accounts.models import Organisation
from renkei.cases.enums import NeedKind
from renkei.cases.models import Assignment
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.models import LedgerEntry
from renkei.inquiries import queries, services
from renkei.inquiries.enums import InquiryStatus, SendMethod
from renkei.inquiries.models import Inquiry
from renkei.inquiries.services import Target
from renkei.notifications.models import Message
from renkei.policy.enums import OrgKind
from tests.inquiries.kit import SHEET, ask, clear, make_case, make_need, rows, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db


def test_two_offices_at_once_each_get_a_summary_row_and_are_told(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    sent = ask(world, case, need, "home", "work")
    assert [i.status for i in sent] == ["anonymous", "anonymous"]
    assert len({i.batch for i in sent}) == 1
    for inquiry, org, who in zip(sent, ("home", "work"), ("home_contact", "work_contact"), strict=True):
        entry = LedgerEntry.objects.get(case=case, recipient=world.org(org))
        assert (entry.info_class, entry.basis, entry.stage, entry.cause) == ("summary", "summary", "s1", "inquiry")
        assert (entry.cause_id, entry.giver_id, entry.ends_at) == (inquiry.pk, world.org("city").pk, None)
        assert Assignment.objects.filter(case=case, user=world.user(who)).exists()
        assert Message.objects.filter(
            user_id=world.user(who).pk, kind="inquiry_arrived", number=inquiry.number
        ).exists()


def test_commissioned_body_asks_in_the_name_of_the_municipality(world: World) -> None:
    case = make_case(world)
    (inquiry,) = ask(world, case, make_need(world, case), "home", by="core_officer")
    entry = LedgerEntry.objects.get(case=case, recipient=world.org("home"))
    assert (entry.giver_id, entry.acted_by_id) == (world.org("city").pk, world.org("core").pk)
    assert inquiry.sent_for_id == world.org("city").pk


def test_one_open_inquiry_per_need_and_office(world: World) -> None:
    case = make_case(world)
    need, other = make_need(world, case), make_need(world, case, NeedKind.DAYTIME)
    ask(world, case, need, "home")
    with pytest.raises(Conflict, match="すでに打診"):
        ask(world, case, need, "home")
    ask(world, case, other, "home")
    assert Inquiry.objects.filter(case=case).count() == 2
    assert rows(case, world.org("home")) == [("summary", "inquiry", True)]  # the open row is reused


def test_after_an_exit_the_office_may_be_asked_again(world: World) -> None:
    declined = walk(world, "declined")
    (again,) = ask(world, declined.case, declined.need, "home")
    assert again.status == InquiryStatus.ANONYMOUS
    assert [live for _, _, live in rows(declined.case, world.org("home"))] == [False, True]


@pytest.mark.parametrize(
    ("words", "kind"), [("太郎さんの話", "氏名"), ("昭和59年5月6日", "生年月日"), ("刑務所にいます", "背景")]
)
def test_words_that_say_who_it_is_do_not_leave(world: World, words: str, kind: str) -> None:
    case = make_case(world)
    need = make_need(world, case)
    with pytest.raises(RuleBroken, match=kind):
        ask(world, case, need, "home", sheet=replace(SHEET, support_text=words))
    assert not Inquiry.objects.exists()
    assert not LedgerEntry.objects.filter(recipient=world.org("home")).exists()


def test_background_needs_a_reason_and_the_class(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    sheet = replace(SHEET, with_background=True)
    with pytest.raises(RuleBroken, match="理由"):
        ask(world, case, need, "home", sheet=sheet)
    with pytest.raises(NotAllowed):  # the manager of the core centre is not assigned and reads no justice data
        ask(world, case, need, "home", sheet=sheet, background_reason="必要", by="core_manager")
    reason = "経験のある事業所に限って尋ねるため"
    with pytest.raises(RuleBroken, match="下限"):  # whoever the programme supports is one of few
        ask(world, case, need, "home", sheet=sheet, background_reason=reason)
    clear(world, case, need, "home", sheet, reason)
    (inquiry,) = ask(world, case, need, "home", sheet=sheet, background_reason=reason)
    assert inquiry.with_background


def test_deadline_lies_ahead_and_the_screen_needs_a_person_there(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    with pytest.raises(RuleBroken, match="回答期限"):
        ask(world, case, need, "home", deadline=world.now - timedelta(hours=1))
    hand = services.add_office(
        actor=world.actor("officer"), case=case, now=world.now, name="手入力ホーム", kind=OrgKind.SERVICE_OFFICE
    )
    targets = [Target(method=SendMethod.SCREEN, organisation_id=hand.pk)]
    with pytest.raises(RuleBroken, match="受け付ける人がいません"):
        services.send_inquiries(actor=world.actor("officer"), case=case, need=need, sheet=SHEET, now=world.now,
                                deadline=world.now + timedelta(days=3), targets=targets)  # fmt: skip


def test_typed_office_is_found_again(world: World) -> None:
    case = make_case(world)
    make = lambda: services.add_office(  # noqa: E731
        actor=world.actor("officer"), case=case, now=world.now, name="手入力ホーム", kind=OrgKind.SERVICE_OFFICE
    )
    assert make() == make()
    assert Organisation.objects.filter(name="手入力ホーム").count() == 1


def test_not_while_the_case_rests(world: World) -> None:
    from renkei.cases import services as cases
    from renkei.disclosure.queries import facts_for

    case = make_case(world)
    need = make_need(world, case)
    actor = world.actor("officer")
    facts = facts_for(actor=actor, case_id=case.pk, at=world.now)
    cases.suspend(actor=actor, case=case, reason="hospital", facts=facts, now=world.now)
    case.refresh_from_db()
    with pytest.raises(Conflict, match="中断"):
        ask(world, case, need, "home")


def test_a_need_of_another_case_is_absent(world: World) -> None:
    case, other = make_case(world), make_case(world)
    with pytest.raises(NotFound):
        ask(world, case, make_need(world, other), "home")


def test_extend_and_reopen(world: World) -> None:
    inquiry = walk(world, "anonymous")
    actor, later = world.actor("officer"), world.now + timedelta(days=20)
    with pytest.raises(RuleBroken, match="今の期限より後"):
        services.extend_deadline(
            actor=actor, inquiry=inquiry, seen=inquiry.version, deadline=world.now + timedelta(days=1), now=world.now
        )
    services.extend_deadline(actor=actor, inquiry=inquiry, seen=inquiry.version, deadline=later, now=world.now)
    with pytest.raises(Conflict):  # an older page
        services.extend_deadline(
            actor=actor, inquiry=inquiry, seen=inquiry.version, deadline=later + timedelta(days=1), now=world.now
        )
    expired = walk(world, "expired")
    assert rows(expired.case, world.org("home")) == [("summary", "inquiry", False)]
    reopened = services.reopen(
        actor=actor, inquiry=expired, seen=None, deadline=world.now + timedelta(days=2), now=world.now
    )
    assert (reopened.status, reopened.closed_at) == ("anonymous", None)
    assert [live for _, _, live in rows(expired.case, world.org("home"))] == [False, True]
    queries.get_inquiry(actor=world.actor("home_contact"), pk=expired.pk, at=world.now)


def test_prefilled_only_from_what_the_actor_may_read(world: World) -> None:
    from renkei.disclosure.queries import get_case

    case = make_case(world)
    need = make_need(world, case)
    full = queries.prefilled(access=get_case(actor=world.actor("officer"), case_id=case.pk, at=world.now), need=need)
    assert (full["age_band"], full["sex"], full["disabilities"], full["support_category"]) == (
        "40代",
        "male",
        ["intellectual"],
        "c3",
    )
    bare = queries.prefilled(
        access=get_case(actor=world.actor("core_manager"), case_id=case.pk, at=world.now), need=need
    )
    assert "disabilities" not in bare


def test_asking_anew_lets_the_silent_ones_expire(world: World) -> None:
    silent = walk(world, "anonymous")
    world.clock.tick(days=8)
    (again,) = ask(world, silent.case, silent.need, "home")
    silent.refresh_from_db()
    assert (silent.status, again.status) == ("expired", "anonymous")
    assert [live for _, _, live in rows(silent.case, world.org("home"))] == [False, True]
    with pytest.raises(RuleBroken, match="すでに打診"):
        services.reopen(
            actor=world.actor("officer"),
            inquiry=silent,
            seen=None,
            deadline=world.now + timedelta(days=1),
            now=world.now,
        )


def test_kept_candidates_cost_nothing_and_are_asked_later(world: World) -> None:
    kept = walk(world, "candidate")
    assert rows(kept.case, world.org("home")) == []
    assert not Message.objects.filter(organisation_id=world.org("home").pk).exists()
    (sent,) = ask(world, kept.case, kept.need, "home")
    assert sent.pk == kept.pk
