"""Disclosure by name, visits, the decision and its undoing; ledger rows exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renkei.cases.enums import CaseStatus, NeedKind, NeedStatus
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.enums import Basis, Stage
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import get_case
from renkei.disclosure.services import name_person, withdraw_consent
from renkei.inquiries import queries, services
from renkei.inquiries.models import Visit
from renkei.inquiries.services import Ground
from renkei.notifications.models import Message
from renkei.people.queries import read
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.inquiries.kit import NO, YES, ask, items, make_case, make_consent, make_need, name, rows, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db
ID, W, JO, JD, TP = (
    InfoClass.IDENTITY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE, InfoClass.JUSTICE_DETAIL, InfoClass.THIRD_PARTY,
)  # fmt: skip


# --- named disclosure


def test_first_disclosure_opens_a_row_per_class_and_moves_on(world: World) -> None:
    inquiry = walk(world, "positive")
    consent = make_consent(world, inquiry.case, world.org("home"))
    inquiry = name(world, inquiry, consent, ID, W)
    assert (inquiry.status, inquiry.disclosed_at) == ("disclosed", world.now)
    assert rows(inquiry.case, world.org("home")) == [
        ("summary", "inquiry", True), ("identity", "named", True), ("welfare", "named", True),
    ]  # fmt: skip
    entry = LedgerEntry.objects.get(case=inquiry.case, recipient=world.org("home"), info_class="identity")
    assert (entry.whole_class, entry.stage, entry.basis, entry.consent_id) == (False, "s2", "consent", consent.pk)
    assert sorted(entry.fields) == ["birth_date", "kana", "name", "phone", "sex"]
    assert entry.agreement_id == world.agreements["home"].pk
    access = get_case(actor=world.actor("home_contact"), case_id=inquiry.case_id, at=world.now)
    assert read(access=access, info_class=ID).values["name"] == "見本 太郎"
    assert not access.sees(JO)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("no_consent", "根拠とする同意"), ("other_office", "その事業所の名前"), ("class_missing", "同意していません"),
        ("stage_missing", "この段階で"), ("no_agreement", "取決め"), ("too_early", "段階から"), ("legal_without_reason", "具体的な理由"),
        ("wrong_stage", "段階を選び直して"), ("nothing", "共有する情報"), ("foreign_person", "窓口の人だけ"),
    ],
)  # fmt: skip
def test_refusals_open_no_row(world: World, how: str, sentence: str) -> None:
    inquiry = walk(world, "positive")
    case, home = inquiry.case, world.org("home")
    offices = (world.org("work"),) if how == "other_office" else (home,)
    classes = ("welfare",) if how == "class_missing" else None
    stages = ("s4",) if how == "stage_missing" else ()
    consent = None if how == "no_consent" else make_consent(world, case, *offices, classes=classes, stages=stages)
    if how == "no_agreement":
        from renkei.disclosure.services import end_agreement

        world.clock.tick(days=1)
        end_agreement(actor=world.actor("manager"), agreement=world.agreements["home"],
                      last_day=world.clock.today.replace(day=1), now=world.now)  # fmt: skip
    ground = Ground(basis=Basis.LAW) if how == "legal_without_reason" else Ground(consent=consent)
    chosen = [] if how == "nothing" else items(world, case, JO if how == "too_early" else ID)
    with pytest.raises(RuleBroken, match=sentence):
        services.disclose_named(
            actor=world.actor("officer"), inquiry=inquiry, seen=None, items=chosen, ground=ground, now=world.now,
            stage=Stage.AGREED if how == "wrong_stage" else Stage.NAMED,
            persons=[world.user("work_contact").pk] if how == "foreign_person" else [world.user("home_contact").pk],
        )  # fmt: skip
    assert rows(case, home) == [("summary", "inquiry", True)]
    inquiry.refresh_from_db()
    assert inquiry.status == "positive"


def test_legal_ground_carries_its_reason(world: World) -> None:
    inquiry = walk(world, "positive")
    ground = Ground(basis=Basis.CLEAR_BENEFIT, legal_reason="意識がなく、受入れに要るため")
    services.disclose_named(
        actor=world.actor("officer"), inquiry=inquiry, seen=None, stage=Stage.NAMED, items=items(world, inquiry.case, ID),
        ground=ground, now=world.now,
    )  # fmt: skip
    entry = LedgerEntry.objects.get(recipient=world.org("home"), info_class="identity")
    assert (entry.basis, entry.legal_reason, entry.consent_id) == (
        "clear_benefit",
        "意識がなく、受入れに要るため",
        None,
    )


def test_justice_names_persons_and_reaches_only_them(world: World) -> None:
    inquiry = walk(world, "disclosed")
    consent = make_consent(world, inquiry.case, world.org("home"))
    with pytest.raises(RuleBroken, match="名前で指定"):
        name(world, inquiry, consent, JO, stage=Stage.VISIT)
    with pytest.raises(NotAllowed):  # 第三者 is for named persons, also at the municipality
        name(world, inquiry, consent, TP, stage=Stage.VISIT, persons=(world.user("home_contact").pk,))
    name_person(actor=world.actor("manager"), case=inquiry.case, info_class=TP, user_id=world.user("officer").pk,
                reason="担当", now=world.now)  # fmt: skip
    name(world, inquiry, consent, JO, TP, stage=Stage.VISIT, persons=(world.user("home_contact").pk,))
    assert rows(inquiry.case, world.org("home"))[-2:] == [
        ("justice_outline", "visit", True),
        ("third_party", "visit", True),
    ]
    assert LedgerEntry.objects.get(recipient=world.org("home"), info_class="third_party").fields == ["instruction"]
    access = get_case(actor=world.actor("home_contact"), case_id=inquiry.case_id, at=world.now)
    assert access.sees(JO)
    with pytest.raises(RuleBroken, match="S4"):
        services.disclose_named(
            actor=world.actor("officer"), inquiry=inquiry, seen=None, stage=Stage.VISIT, items=items(world, inquiry.case, JD),
            ground=Ground(consent=consent), now=world.now, persons=[world.user("home_contact").pk],
        )  # fmt: skip


def test_paper_names_will_do_for_an_office_without_accounts(world: World) -> None:
    inquiry = walk(world, "disclosed")
    consent = make_consent(world, inquiry.case, world.org("home"))
    name(world, inquiry, consent, JO, stage=Stage.VISIT, paper_persons="管理者 花子")
    entry = LedgerEntry.objects.get(recipient=world.org("home"), info_class="justice_outline")
    assert (entry.persons, entry.paper_persons) == ([], "管理者 花子")


def test_a_newer_version_needs_a_new_row(world: World) -> None:
    inquiry = walk(world, "disclosed")
    case, home = inquiry.case, world.org("home")
    old = items(world, case, W)
    save_record(actor=world.actor("officer"), case=case, info_class=W, values={"needs": "新しい支援"}, now=world.now)
    access = get_case(actor=world.actor("home_contact"), case_id=case.pk, at=world.now)
    assert read(access=access, info_class=W).values["needs"] == "金銭の使い方の相談"  # not by itself
    consent = make_consent(world, case, home)
    with pytest.raises(Conflict, match="新しい版"):
        services.disclose_named(actor=world.actor("officer"), inquiry=inquiry, seen=None, stage=Stage.NAMED, items=old,
                                ground=Ground(consent=consent), now=world.now)  # fmt: skip
    world.clock.tick()
    name(world, inquiry, consent, W)
    assert rows(case, home) == [
        ("summary", "inquiry", True), ("identity", "named", True), ("welfare", "named", False), ("welfare", "update", True),
    ]  # fmt: skip
    access = get_case(actor=world.actor("home_contact"), case_id=case.pk, at=world.now)
    assert read(access=access, info_class=W).values["needs"] == "新しい支援"


def test_readiness_says_what_is_missing(world: World) -> None:
    inquiry = walk(world, "positive")
    look = lambda who="officer": queries.readiness_of(  # noqa: E731
        found=queries.get_inquiry(actor=world.actor(who), pk=inquiry.pk, at=world.now), stage=Stage.NAMED
    )
    ready = {c.info_class: c for c in look().classes}
    assert set(ready) == {ID, W, JO, JD}  # 第三者 only for named persons
    assert ready[ID].no_consent == "有効な同意がありません。"
    assert ready[JO].too_early
    make_consent(world, inquiry.case, world.org("work"))
    assert "その事業所の名前" in {c.info_class: c for c in look().classes}[ID].no_consent
    consent = make_consent(world, inquiry.case, world.org("home"))
    ready = {c.info_class: c for c in look().classes}
    assert (ready[ID].no_consent, ready[ID].consent_id) == ("", consent.pk)
    assert look().has_agreement
    assert [m.user_id for m in look().members] == [world.user("home_contact").pk]


def test_withdrawn_consent_ends_the_name_but_not_the_question(world: World) -> None:
    inquiry = walk(world, "positive")
    consent = make_consent(world, inquiry.case, world.org("home"))
    name(world, inquiry, consent)
    world.clock.tick()
    withdraw_consent(actor=world.actor("officer"), consent=consent, now=world.now)
    assert [(c, live) for c, _, live in rows(inquiry.case, world.org("home"))] == [
        ("summary", True), ("identity", False), ("welfare", False),
    ]  # fmt: skip


# --- visits


def test_visit_planned_done_and_cancelled(world: World) -> None:
    inquiry = walk(world, "disclosed")
    actor = world.actor("officer")
    visit = services.plan_visit(actor=actor, inquiry=inquiry, seen=None, kind="meeting", planned_at=world.now,
                                place="みほん刑務所 面会室", persons="見本 太郎", now=world.now)  # fmt: skip
    mine = queries.visits_of(found=queries.get_inquiry(actor=actor, pk=inquiry.pk, at=world.now))[0]
    theirs = queries.visits_of(
        found=queries.get_inquiry(actor=world.actor("home_contact"), pk=inquiry.pk, at=world.now)
    )[0]
    assert mine.place == "みほん刑務所 面会室"
    assert "刑務所" not in theirs.place
    assert Message.objects.filter(kind="visit_planned", user_id=world.user("home_contact").pk).exists()
    with pytest.raises(RuleBroken, match="名前"):
        services.finish_visit(
            actor=actor,
            visit=visit,
            outcome_code="go_on",
            outcome="",
            done_at=world.now,
            now=world.now,
            channel="phone",
        )
    services.finish_visit(actor=actor, visit=visit, outcome_code="go_on", outcome="落ち着いて話せた", done_at=world.now, now=world.now,
                          channel="phone", reported_by="管理者")  # fmt: skip
    inquiry.refresh_from_db()
    assert inquiry.status == "met"
    for call in (services.finish_visit, services.cancel_visit):
        extra = (
            {"reason": "雨"}
            if call is services.cancel_visit
            else {"outcome_code": "go_on", "outcome": "", "done_at": world.now}
        )
        with pytest.raises(InvalidTransition):
            call(actor=actor, visit=visit, now=world.now, **extra)
    trial = services.plan_visit(
        actor=actor, inquiry=inquiry, seen=None, kind="trial", planned_at=world.now, place="", persons="", now=world.now
    )
    services.finish_visit(actor=actor, visit=trial, outcome_code="go_on", outcome="", done_at=world.now, now=world.now)
    inquiry.refresh_from_db()
    assert inquiry.status == "trial"
    other = services.plan_visit(
        actor=actor, inquiry=inquiry, seen=None, kind="tour", planned_at=world.now, place="", persons="", now=world.now
    )
    with pytest.raises(RuleBroken):
        services.cancel_visit(actor=actor, visit=other, reason=" ", now=world.now)
    services.cancel_visit(actor=actor, visit=other, reason="大雨", now=world.now)
    assert Visit.objects.get(pk=other.pk).status == "cancelled"


def test_no_visit_before_the_name(world: World) -> None:
    with pytest.raises(Conflict):
        services.plan_visit(actor=world.actor("officer"), inquiry=walk(world, "positive"), seen=None, kind="tour",
                            planned_at=world.now, place="", persons="", now=world.now)  # fmt: skip


# --- the decision


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
    assert queries.return_missing(found=found)
    assert "返却・廃棄" in [w.title for w in queries.waiting(actor=actor, at=world.now)][-1]
    services.confirm_returned(actor=actor, inquiry=inquiry, how="destroyed", note="電話で確認", now=world.now)
    assert not queries.return_missing(found=found)


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
