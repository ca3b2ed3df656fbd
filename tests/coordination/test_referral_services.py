"""What a request opens, ends and moves: rows, clock, case, needs, messages."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from renkei.cases.enums import Urgency
from renkei.coordination.enums.referral import (
    CenterSharing,
    ReferralKind,
    ReferralStatus,
    RefuseReason,
    ReturnReason,
    RunningStage,
)
from renkei.coordination.models.joint import Handover
from renkei.coordination.models.referral import Referral
from renkei.coordination.queries.referral import LISTS, get_referral
from renkei.coordination.rules.referral import REQUIRED
from renkei.coordination.services import intake, running
from renkei.coordination.services import referral as sending
from renkei.core.clock import TOKYO
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Basis
from renkei.disclosure.models import LedgerEntry
from renkei.notifications.models import Message
from renkei.people.queries import read
from renkei.policy.enums import InfoClass
from tests.kit import requests as kit
from tests.kit.world import World

THREE = {"identity", "welfare", "justice_outline"}


def live(world: World, referral: Referral, org: str) -> dict[str, str]:
    """class → basis of the rows an organisation holds now."""
    rows = LedgerEntry.objects.filter(case=referral.case, recipient=world.org(org), starts_at__lte=world.now)
    return {r.info_class: r.basis for r in rows if r.ends_at is None or r.ends_at > world.now}


def test_a_draft_opens_rows_for_its_writer_alone(world: World) -> None:
    referral = kit.draft(world)
    assert live(world, referral, "center") == dict.fromkeys({"summary", *THREE}, "own")
    assert LedgerEntry.objects.filter(case=referral.case).exclude(recipient=world.org("center")).count() == 0


def test_submitting_opens_exactly_the_rows_agreed_to(world: World) -> None:
    referral = kit.submitted(world)
    assert live(world, referral, "city") == dict.fromkeys({"summary", *THREE}, "consent")
    assert live(world, referral, "core") == dict.fromkeys({"summary", *THREE}, "commission")
    rows = LedgerEntry.objects.filter(case=referral.case, recipient=world.org("city"))
    assert {r.consent_id for r in rows} == {referral.consent_id}
    assert {r.giver_id for r in rows} == {world.org("center").pk}
    assert {r.agreement_id for r in rows} == {world.agreements["center"].pk}
    assert live(world, referral, "town") == {}


def test_a_class_recorded_later_goes_on_only_if_agreed(world: World) -> None:
    short = kit.given_consent(world, classes=(*THREE, "justice_detail"))
    referral = kit.submitted(world, consent=short)
    for info_class, values in (("justice_detail", {"offense": "窃盗"}), ("third_party", {"family": "姉"})):
        sending.record_class(
            actor=world.actor("center_officer"), case=referral.case, info_class=InfoClass(info_class), values=values,
            based_on=0, now=world.clock.tick(),
        )  # fmt: skip
    assert set(live(world, referral, "city")) == {"summary", *THREE, "justice_detail"}
    assert set(live(world, referral, "core")) == {"summary", *THREE, "justice_detail"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent": None}, "本人の同意がまだ記録されていません"),
        ({"classes": ("identity",)}, "含まれていません"),
        ({"town": True}, "情報共有の取決めが登録されていません"),
        ({"asks": ()}, "依頼したい調整"),
        *(({"missing": (c, f)}, text) for c, f, text in REQUIRED),
    ],
)
def test_what_stands_in_the_way_of_submitting(world: World, changes: dict[str, Any], sentence: str) -> None:
    values = dict(changes)
    if "classes" in values:
        values["consent"] = kit.given_consent(world, classes=values.pop("classes"))
    if values.pop("town", False):
        values["addressee"] = world.org("town")
    if "missing" in values:
        info_class, field = values.pop("missing")
        values["records"] = kit.with_record(info_class, **{field: None})
    referral = kit.draft(world, **values)
    with pytest.raises(RuleBroken, match=sentence[:12]):
        sending.submit(actor=world.actor("center_officer"), referral=referral, now=world.clock.tick())
    referral.refresh_from_db()
    assert referral.status == "draft"
    assert set(live(world, referral, "center")) >= {"summary"}  # nothing that was typed is lost
    assert live(world, referral, "city") == {}


def test_a_written_legal_ground_needs_neither_consent_nor_agreement(world: World) -> None:
    referral = kit.submitted(
        world, addressee=world.org("town"), consent=None, legal_basis="clear_benefit", legal_reason="今夜の住まいがない"
    )
    assert live(world, referral, "town") == dict.fromkeys({"summary", *THREE}, "clear_benefit")


def test_a_legal_ground_without_a_reason_is_refused(world: World) -> None:
    with pytest.raises(RuleBroken, match="具体的な理由"):
        kit.draft(world, consent=None, legal_basis="clear_benefit")


def test_return_ends_the_rows_and_resubmission_opens_new_ones(world: World) -> None:
    referral = kit.submitted(world)
    referral = intake.send_back(
        actor=world.actor("officer"),
        referral=referral,
        code=ReturnReason.MISSING,
        reason="不足",
        now=world.clock.tick(),
    )
    referral.case.refresh_from_db()
    assert (referral.status, referral.case.status) == ("returned", "preparing")
    world.clock.tick()
    assert set(live(world, referral, "city")) == {"summary"}  # for the slip
    assert set(live(world, referral, "core")) == {"summary"}
    ended = LedgerEntry.objects.filter(case=referral.case, recipient=world.org("city"), info_class="identity").get()
    assert ended.ended_cause == "returned"
    again = sending.submit(actor=world.actor("center_officer"), referral=referral, now=world.clock.tick(hours=1))
    assert set(live(world, again, "city")) == {"summary", *THREE}
    world.clock.tick(days=40)
    assert set(live(world, again, "city")) == {"summary", *THREE}  # the new summary outlasts the old slip
    assert set(live(world, again, "core")) == {"summary", *THREE}


@pytest.mark.parametrize("how", ["refuse", "withdraw"])
def test_refused_and_withdrawn_requests_close_the_case(world: World, how: str) -> None:
    referral = kit.submitted(world)
    if how == "refuse":
        intake.refuse(
            actor=world.actor("officer"), referral=referral, code=RefuseReason.ELDERLY_ONLY, reason="高齢の窓口へ",
            now=world.clock.tick(),
        )  # fmt: skip
    else:
        sending.withdraw(
            actor=world.actor("center_officer"), referral=referral, reason="本人の希望", now=world.clock.tick()
        )
    referral.case.refresh_from_db()
    assert referral.case.status == "closed"
    assert set(live(world, referral, "center")) == {"summary", *THREE}  # own collection stays
    assert set(live(world, referral, "city")) == {"summary"}
    world.clock.tick(days=31)
    assert live(world, referral, "city") == {}
    assert live(world, referral, "core") == {}


def test_acceptance_moves_the_case_and_makes_what_comes_next(world: World) -> None:
    referral = kit.accepted(world, asks=("housing", "work", "daytime", "pension"))
    case = referral.case
    assert (case.status, case.accepted_at) == ("coordinating", world.now)
    assert sorted(n.kind for n in case.needs.all()) == ["daytime", "housing"]
    assert Handover.objects.filter(case=case).exists()
    told = Message.objects.filter(kind="referral_decided")
    assert [m.user_id for m in told] == [world.user("center_officer").pk]
    assert told[0].link == f"/referrals/{referral.pk}/"


def test_arrival_is_told_to_both_receptions(world: World) -> None:
    kit.submitted(world)
    told = {m.user_id for m in Message.objects.filter(kind="referral_arrived")}
    assert told == {world.user("officer").pk, world.user("core_officer").pk}


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (Urgency.NORMAL, "2026-12-01 23:59"),
        (Urgency.URGENT, "2026-11-26 23:59"),
        (Urgency.WITHIN_48H, "2026-11-26 09:06"),
    ],
)
def test_the_clock_and_its_pause(world: World, urgency: Urgency, due: str) -> None:
    referral = kit.submitted(world, urgency=urgency)
    assert f"{referral.due_at.astimezone(TOKYO):%Y-%m-%d %H:%M}" == due
    before = referral.due_at
    question = intake.ask(actor=world.actor("officer"), referral=referral, text="いつ", now=world.clock.tick(hours=1))
    second = intake.ask(actor=world.actor("officer"), referral=referral, text="どこ", now=world.clock.tick())
    world.clock.tick(days=1)
    sending.answer(actor=world.actor("center_officer"), question=question, text="木曜", now=world.now)
    referral.refresh_from_db()
    assert referral.paused_at is not None  # one is still open
    sending.answer(actor=world.actor("center_officer"), question=second, text="市役所", now=world.now)
    referral.refresh_from_db()
    assert referral.paused_at is None
    moved = referral.due_at - before
    assert moved == (timedelta(days=1, minutes=1) if urgency is Urgency.WITHIN_48H else timedelta(days=1))
    with pytest.raises(Conflict, match="すでに回答"):
        sending.answer(actor=world.actor("center_officer"), question=second, text="県庁", now=world.now)


def test_the_municipality_answers_for_a_sender_only_by_saying_how(world: World) -> None:
    referral = kit.submitted(world)
    question = intake.ask(actor=world.actor("officer"), referral=referral, text="いつ", now=world.clock.tick())
    arguments: dict[str, Any] = {"question": question, "text": "木曜", "now": world.clock.tick()}
    with pytest.raises(RuleBroken, match="依頼元に代わって"):
        sending.answer(actor=world.actor("officer"), **arguments)
    done = sending.answer(actor=world.actor("officer"), on_behalf=kit.told_by_phone(world), **arguments)
    assert (done.channel, done.spoken_with) == ("phone", "定着センターの担当者")


def test_entered_on_behalf_without_anyone_else(world: World) -> None:
    referral = kit.submitted(
        world, by="core_officer", sender=None, sender_name="となり県の定着", on_behalf=kit.told_by_phone(world)
    )
    assert live(world, referral, "city") == dict.fromkeys({"summary", *THREE}, "own")
    assert live(world, referral, "core") == dict.fromkeys({"summary", *THREE}, "commission")
    assert referral.sender_name == "となり県の定着"
    page = get_referral(actor=world.actor("officer"), referral_id=referral.pk, at=world.now)
    assert page.may_write


@pytest.mark.parametrize(
    ("answer", "rows", "center"),
    [(CenterSharing.AGREED, {"summary", *THREE}, "center"), (CenterSharing.REFUSED, set(), None), (CenterSharing.NOT_ASKED, set(), None)],
)  # fmt: skip
def test_the_other_door(world: World, answer: CenterSharing, rows: set[str], center: str | None) -> None:
    referral = kit.submitted(world, by="lawyer", sender=world.org("bar"), center_sharing=answer)
    assert set(live(world, referral, "center")) == rows
    assert referral.case.center == (world.org(center) if center else None)
    assert live(world, referral, "bar") == dict.fromkeys({"summary", *THREE}, "own")
    page = get_referral(actor=world.actor("lawyer"), referral_id=referral.pk, at=world.now)
    # the lawyer reads what he wrote himself
    assert read(access=page.access, info_class=InfoClass.JUSTICE_OUTLINE).values["facility"] == "みほん刑務所"


def test_sharing_later_needs_the_agreement(world: World) -> None:
    world.agreements["center"].ended_early_on = world.clock.today - timedelta(days=1)
    world.agreements["center"].save()
    referral = kit.submitted(world, by="lawyer", sender=world.org("bar"), center_sharing=CenterSharing.AGREED)
    assert live(world, referral, "center") == {}
    with pytest.raises(RuleBroken, match="取決めがありません"):
        intake.share_with_center(actor=world.actor("officer"), referral=referral, now=world.clock.tick())
    world.agree("city", "center")
    intake.share_with_center(actor=world.actor("officer"), referral=referral, now=world.clock.tick())
    assert set(live(world, referral, "center")) == {"summary", *THREE}


def test_the_withdrawal_of_the_consent_ends_what_it_carried(world: World) -> None:
    referral = kit.accepted(world)
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=referral.consent, now=world.clock.tick())
    assert live(world, referral, "city") == {"summary": "retained"}  # its own register of what it accepted
    assert live(world, referral, "core") == {}


@pytest.mark.parametrize(
    ("light", "stage", "status"),
    [(False, RunningStage.IN_SERVICE, "in_service"), (False, RunningStage.COORDINATING, "coordinating"), (True, RunningStage.IN_SERVICE, "in_service")],
)  # fmt: skip
def test_a_case_from_the_middle(world: World, light: bool, stage: RunningStage, status: str) -> None:
    told = world.now - timedelta(days=90)
    lines = (
        running.Told(world.org("home"), (InfoClass.IDENTITY,), told),
        running.Told(world.org("work"), (InfoClass.IDENTITY,), told, still=False),
        running.Told(world.org("center"), (InfoClass.IDENTITY, InfoClass.WELFARE), told),
    )
    case = running.enter_running(
        actor=world.actor("core_officer"), now=world.now,
        entry=running.Running(
            municipality=world.org("city"), stage=stage, started_at=told, records=kit.RECORDS, light=light,
            center=world.org("center"), told=lines, basis=Basis.CLEAR_BENEFIT, legal_reason="導入前から支援している",
        ),
    )  # fmt: skip
    assert (case.status, case.is_light, case.accepted_at) == (status, light, told)
    assert case.center == (None if light else world.org("center"))
    assert Handover.objects.filter(case=case).exists() is (not light)
    rows = LedgerEntry.objects.filter(case=case, cause="before_system")
    found = {(r.recipient.name, r.info_class, r.starts_at, r.ends_at) for r in rows}
    home, work, center = (world.org(n).name for n in ("home", "work", "center"))
    assert found == {
        (home, "summary", told, None), (home, "identity", told, None), (work, "summary", told, told),
        (work, "identity", told, told), (center, "summary", told, None), (center, "identity", told, None),
        (center, "welfare", told, None),
    }  # fmt: skip
    assert not Referral.objects.filter(case=case).exists()


def test_a_centre_cannot_enter_a_running_case(world: World) -> None:
    entry = running.Running(
        municipality=world.org("city"), stage=RunningStage.IN_SERVICE, started_at=world.now, records=kit.RECORDS
    )
    with pytest.raises(NotAllowed):
        running.enter_running(actor=world.actor("center_officer"), entry=entry, now=world.now)


def test_another_town_can_do_nothing(world: World) -> None:
    referral = kit.submitted(world)
    for name in ("town_officer", "town_manager"):
        with pytest.raises(NotFound):
            get_referral(actor=world.actor(name), referral_id=referral.pk, at=world.now)
        with pytest.raises(NotFound):
            intake.ask(actor=world.actor(name), referral=referral, text="質問", now=world.now)


def test_every_status_stands_in_one_list() -> None:
    statuses = [s for group in LISTS.values() for s in group]
    assert sorted(statuses) == sorted({*statuses})
    assert set(statuses) == set(ReferralStatus)


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_exactly_one_wins(transactional_db: Any, monkeypatch: Any) -> None:
    """Two connections at once: the row lock lets one through, the other is told (409)."""
    from tests.kit.world import make_world

    world = make_world()
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.clock.at)
    referral = kit.checked(world)
    actors = [world.actor("officer"), world.actor("core_officer")]
    results: list[str] = []
    start = threading.Barrier(2)

    def decide(actor: Any) -> None:
        start.wait()
        try:
            intake.accept(actor=actor, referral=referral, now=world.now)
            results.append("won")
        except InvalidTransition as error:
            results.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results)[0] == "won"
    assert "現在の状態は「受理」" in sorted(results)[1]
    assert referral.case.needs.count() == 3


def test_further_requests_of_a_running_case(world: World) -> None:
    main = kit.accepted(world, asks=("housing",))
    center: dict[str, Any] = {"actor": world.actor("center_officer"), "main": main}
    with pytest.raises(RuleBroken, match="一つ以上"):
        sending.follow_up(**center, kind=ReferralKind.ADD, message="通所先も", now=world.clock.tick())
    more = sending.follow_up(
        **center, kind=ReferralKind.ADD, message="通所先も", asks=("daytime",), now=world.clock.tick()
    )
    assert (more.status, more.case_id) == ("submitted", main.case_id)
    intake.accept(actor=world.actor("officer"), referral=more, now=world.clock.tick())
    assert sorted(n.kind for n in main.case.needs.all()) == ["daytime", "housing"]
    other = sending.follow_up(**center, kind=ReferralKind.CHANGE, message="希望の変更", now=world.clock.tick())
    sending.withdraw(actor=center["actor"], referral=other, reason="不要になった", now=world.clock.tick())
    main.case.refresh_from_db()
    assert main.case.status == "coordinating"  # only the further request ends
    assert set(live(world, main, "city")) == {"summary", *THREE}
    with pytest.raises(InvalidTransition, match="受理された依頼だけ"):
        sending.follow_up(
            actor=center["actor"], main=kit.submitted(world), kind=ReferralKind.CHANGE, message="変更", now=world.now
        )


def test_a_resubmission_rests_on_the_consent_of_today(world: World) -> None:
    """The first consent was withdrawn while the request was with its sender again; a new one carries it."""
    referral = kit.submitted(world)
    referral = intake.send_back(
        actor=world.actor("officer"),
        referral=referral,
        code=ReturnReason.CONSENT,
        reason="確認を",
        now=world.clock.tick(),
    )
    center = world.actor("center_officer")
    disclosure.withdraw_consent(actor=center, consent=referral.consent, now=world.clock.tick())
    with pytest.raises(RuleBroken, match="まだ記録されていません"):
        sending.submit(actor=center, referral=referral, now=world.clock.tick())
    world.clock.tick(hours=2)
    again = sending.save_and_submit(actor=center, sheet=kit.sheet(world), referral=referral, now=world.now)
    assert again.consent.version == 2
    assert set(live(world, again, "city")) == {"summary", *THREE}
