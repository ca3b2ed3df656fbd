"""The decision, its undoing and every other end; ledger rows exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renkei.cases.enums import CaseStatus, NeedKind, NeedStatus
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.enums import Stage
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case
from renkei.inquiries import queries, services
from renkei.inquiries.services import Ground
from renkei.notifications.models import Message
from renkei.policy.enums import InfoClass
from tests.inquiries.kit import NO, YES, ask, items, make_case, make_consent, make_need, name, rows, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db
JO, JD = InfoClass.JUSTICE_OUTLINE, InfoClass.JUSTICE_DETAIL


def test_agreement_closes_only_the_other_inquiries_of_the_same_need(world: World) -> None:
    case = make_case(world)
    need, day = make_need(world, case), make_need(world, case, NeedKind.DAYTIME)
    chosen = walk(world, "disclosed", case=case, need=need)
    (rival,) = ask(world, case, need, "work")
    candidate = walk(world, "candidate", org="plan", case=case, need=need)
    (other_need,) = ask(world, case, day, "plan")
    world.clock.tick()
    services.agree(actor=world.actor("officer"), inquiry=chosen, seen=None, now=world.now)
    for inquiry in (chosen, rival, candidate, other_need):
        inquiry.refresh_from_db()
    assert [i.status for i in (chosen, rival, candidate, other_need)] == [
        "agreed",
        "withdrawn",
        "withdrawn",
        "anonymous",
    ]
    assert (rival.close_reason, rival.closed_at) == ("decided", world.now)
    assert rows(case, world.org("work")) == [("summary", "inquiry", False)]
    entry = LedgerEntry.objects.get(case=case, recipient=world.org("work"))
    assert (entry.ends_at, entry.ended_cause) == (world.now, "inquiry_closed")
    assert rows(case, world.org("plan")) == [("summary", "inquiry", True)]
    assert all(live for _, _, live in rows(case, world.org("home")))
    told = Message.objects.filter(kind="inquiry_closed")
    assert list(told.values_list("user_id", flat=True)) == [world.user("work_contact").pk]
    assert told.get().link == ""
    need.refresh_from_db()
    assert (need.status, need.organisation_id, need.inquiry_id) == (NeedStatus.MET, world.org("home").pk, chosen.pk)
    case.refresh_from_db()
    assert case.status == CaseStatus.COORDINATING  # 日中 is still open
    with pytest.raises(NotFound):
        queries.get_inquiry(actor=world.actor("work_contact"), pk=rival.pk, at=world.now)


def test_case_is_placed_when_all_is_settled_and_unplaced_by_the_undo(world: World) -> None:
    inquiry = walk(world, "disclosed")
    case = inquiry.case
    actor = world.actor("officer")
    inquiry = services.agree(actor=actor, inquiry=inquiry, seen=None, now=world.now)
    case.refresh_from_db()
    assert case.status == CaseStatus.PLACED
    consent = make_consent(world, case, world.org("home"))
    services.disclose_named(
        actor=actor, inquiry=inquiry, seen=None, stage=Stage.AGREED, items=items(world, case, JD),
        ground=Ground(consent=consent), now=world.now, persons=[world.user("home_contact").pk],
    )  # fmt: skip
    with pytest.raises(Conflict, match="内定を取り消す"):
        services.reopen_need(actor=actor, case=case, need=inquiry.need, now=world.now)
    with pytest.raises(RuleBroken, match="理由"):
        services.cancel_agreement(actor=actor, inquiry=inquiry, seen=None, reason="", now=world.now)
    world.clock.tick()
    inquiry = services.cancel_agreement(actor=actor, inquiry=inquiry, seen=None, reason="事業所の事情", now=world.now)
    case.refresh_from_db()
    inquiry.need.refresh_from_db()
    assert (inquiry.status, inquiry.need.status, case.status) == ("disclosed", NeedStatus.OPEN, CaseStatus.COORDINATING)
    live = {c: on for c, _, on in rows(case, world.org("home"))}
    assert live == {"summary": True, "identity": True, "welfare": True, "justice_detail": False}


def test_waive_closes_politely_and_places(world: World) -> None:
    case = make_case(world)
    need, day = make_need(world, case), make_need(world, case, NeedKind.DAYTIME)
    actor = world.actor("officer")
    agreed = walk(world, "disclosed", case=case, need=need)
    services.agree(actor=actor, inquiry=agreed, seen=None, now=world.now)
    (asked,) = ask(world, case, day, "work")
    with pytest.raises(RuleBroken, match="理由"):
        services.waive_need(actor=actor, case=case, need=day, reason="", now=world.now)
    services.waive_need(actor=actor, case=case, need=day, reason="通所を希望しない", now=world.now)
    asked.refresh_from_db()
    case.refresh_from_db()
    assert (asked.status, asked.close_reason, case.status) == ("withdrawn", "need_waived", CaseStatus.PLACED)
    services.reopen_need(actor=actor, case=case, need=day, now=world.now)
    case.refresh_from_db()
    assert case.status == CaseStatus.COORDINATING


def test_settled_without_an_inquiry(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    services.settle_without_inquiry(
        actor=world.actor("officer"), case=case, need=need, organisation_id=world.org("home").pk, now=world.now
    )
    case.refresh_from_db()
    assert case.status == CaseStatus.PLACED
    assert rows(case, world.org("home")) == []


def test_a_new_need_takes_a_placed_case_back(world: World) -> None:
    inquiry = walk(world, "agreed")
    make_need(world, inquiry.case, NeedKind.DAYTIME)
    inquiry.case.refresh_from_db()
    assert inquiry.case.status == CaseStatus.COORDINATING


@pytest.mark.parametrize("exit_", ["declined", "withdrawn", "person_declined"])
def test_every_exit_ends_all_rows_and_asks_for_the_return(world: World, exit_: str) -> None:
    inquiry = walk(world, "disclosed")
    actor, home = world.actor("officer"), world.org("home")
    name(
        world,
        inquiry,
        make_consent(world, inquiry.case, home),
        JO,
        stage=Stage.VISIT,
        persons=(world.user("home_contact").pk,),
    )
    world.clock.tick()
    inquiry.refresh_from_db()
    if exit_ == "declined":
        services.answer(
            actor=world.actor("home_contact"), inquiry=inquiry, seen=inquiry.version, data=NO, now=world.now
        )
    elif exit_ == "withdrawn":
        services.withdraw(actor=actor, inquiry=inquiry, seen=None, reason="consent", now=world.now)
    else:
        services.person_declined(actor=actor, inquiry=inquiry, seen=None, note="遠いため", now=world.now)
    assert not any(live for _, _, live in rows(inquiry.case, home))
    assert Message.objects.filter(kind="disclosure_ended", user_id=world.user("home_contact").pk).count() == 1
    for who in ("home_contact", "home_staff"):
        with pytest.raises(NotFound):
            get_case(actor=world.actor(who), case_id=inquiry.case_id, at=world.now)
    found = queries.get_inquiry(actor=actor, pk=inquiry.pk, at=world.now)
    assert queries.return_missing(found=found, at=world.now)
    assert "返却・廃棄" in [w.title for w in queries.waiting(actor=actor, at=world.now)][-1]
    services.confirm_returned(actor=actor, inquiry=inquiry, how="destroyed", note="電話で確認", now=world.now)
    assert not queries.return_missing(found=found, at=world.now)


def test_an_office_asked_for_two_needs_keeps_what_the_other_rests_on(world: World) -> None:
    case = make_case(world)
    need, day = make_need(world, case), make_need(world, case, NeedKind.DAYTIME)
    first = walk(world, "disclosed", case=case, need=need)
    (second,) = ask(world, case, day, "home")
    world.clock.tick()
    services.withdraw(actor=world.actor("officer"), inquiry=first, seen=None, reason="plan_changed", now=world.now)
    assert [(c, live) for c, _, live in rows(case, world.org("home"))] == [
        ("summary", True), ("identity", False), ("welfare", False),
    ]  # fmt: skip
    queries.get_inquiry(actor=world.actor("home_contact"), pk=second.pk, at=world.now)
    services.answer(actor=world.actor("home_contact"), inquiry=second, seen=second.version, data=NO, now=world.now)
    assert not any(live for _, _, live in rows(case, world.org("home")))


def test_confirming_a_return_needs_a_named_and_ended_inquiry(world: World) -> None:
    for status in ("disclosed", "declined"):
        with pytest.raises(Conflict):
            services.confirm_returned(
                actor=world.actor("officer"), inquiry=walk(world, status), how="returned", note="", now=world.now
            )


def test_who_may_not(world: World) -> None:
    inquiry = walk(world, "positive")
    for who in ("center_officer", "home_contact", "town_officer", "colleague"):
        with pytest.raises((NotAllowed, NotFound)):
            services.withdraw(
                actor=world.actor(who), inquiry=inquiry, seen=None, reason="other", note="x", now=world.now
            )


def test_yes_is_kept_as_the_office_said_it(world: World) -> None:
    inquiry = walk(world, "anonymous")
    data = replace(YES, vacancy_from=world.clock.today, visit_days="平日の午後", wanted=("health", "money"))
    inquiry = services.answer(
        actor=world.actor("home_contact"), inquiry=inquiry, seen=inquiry.version, data=data, now=world.now
    )
    found = queries.get_inquiry(actor=world.actor("officer"), pk=inquiry.pk, at=world.now)
    (view,) = queries.answers_of(found=found)
    assert (view.answer.vacancy_from, view.answer.visit_days, view.answer.wanted) == (
        world.clock.today,
        "平日の午後",
        ["health", "money"],
    )
    assert view.answered_by == "管理者 花子"
