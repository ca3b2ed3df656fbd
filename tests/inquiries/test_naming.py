"""Disclosure by name, and visits; ledger rows exactly."""

from __future__ import annotations

import pytest

from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, RuleBroken
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
from tests.inquiries.kit import items, make_consent, name, rows, walk
from tests.kit.world import World

pytestmark = pytest.mark.django_db
ID, W, JO, JD, TP = (
    InfoClass.IDENTITY, InfoClass.WELFARE, InfoClass.JUSTICE_OUTLINE, InfoClass.JUSTICE_DETAIL, InfoClass.THIRD_PARTY,
)  # fmt: skip


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
