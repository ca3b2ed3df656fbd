"""What opens and ends rows: consent, cascade, commission, withdrawal, own collection, re-referral."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.accounts.queries import delegation_end
from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.cases import services as cases
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure import services as disclosure
from renkei.disclosure.enums import Basis, Cause, Stage
from renkei.disclosure.models import LedgerEntry, SafetyReview
from renkei.disclosure.queries import facts_for, get_case, terms_after, waiting, withdrawal_of
from renkei.notifications.models import Message
from renkei.people import queries as people_queries
from renkei.people import services as people
from renkei.policy.actor import system_actor
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.policy.permissions import P
from tests.kit.cases import CaseKit, give_summary, make_case, move_to, obtain, users
from tests.kit.world import SETUP, World

pytestmark = pytest.mark.django_db
JOBS = system_actor("jobs")
S, I, W = InfoClass.SUMMARY, InfoClass.IDENTITY, InfoClass.WELFARE  # noqa: E741


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


def _open(kit: CaseKit, org: str) -> set[str]:
    return {row.info_class for row in kit.rows(org)}


def test_the_bodies_hold_classes_each_on_its_own_ground(kit: CaseKit) -> None:
    every = {str(c) for c in InfoClass}
    assert _open(kit, "center") == _open(kit, "city") == _open(kit, "core") == every
    assert {r.basis for r in kit.rows("center")} == {Basis.OWN}
    assert {r.basis for r in kit.rows("city")} == {Basis.CONSENT}
    assert {r.basis for r in kit.rows("core")} == {Basis.COMMISSION}
    assert all(r.giver_id == kit.world.org("city").pk for r in kit.rows("core"))
    assert all(r.agreement_id for r in kit.rows("city") if r.info_class != S)


def test_rows_given_in_the_municipalitys_name_stay_when_the_commission_ends(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact", by="core_officer")
    row = kit.disclose("core_officer", "home", I)
    assert (row.giver_id, row.acted_by_id) == (world.org("city").pk, world.org("core").pk)
    assert all(r.ends_at is not None for r in kit.rows("core"))
    world.clock.tick()
    disclosure.end_delegation(
        actor=world.actor("admin"),
        delegation=world.delegation,
        last_day=world.clock.today - timedelta(days=1),
        now=world.now,
    )
    assert _open(kit, "core") == set()
    assert _open(kit, "home") == {S, I}
    assert _open(kit, "city") == {str(c) for c in InfoClass}


def test_a_new_contract_opens_the_commissioned_rows_again(kit: CaseKit) -> None:
    from renkei.accounts import services as accounts

    world = kit.world
    accounts.add_delegation(
        actor=SETUP, now=world.now, principal=world.org("city"), agent=world.org("core"),
        starts_on=world.delegation.ends_on + timedelta(days=1), ends_on=world.delegation.ends_on + timedelta(days=365),
    )  # fmt: skip
    world.clock.tick(days=301)
    assert _open(kit, "core") == set()
    assert disclosure.renew_commissions(actor=JOBS, now=world.now) == 6
    assert _open(kit, "core") == {str(c) for c in InfoClass}
    assert disclosure.renew_commissions(actor=JOBS, now=world.now) == 0
    with pytest.raises(NotFound):
        disclosure.renew_commissions(actor=world.actor("admin"), now=world.now)


def test_derived_rows_end_with_the_row_they_came_from(kit: CaseKit) -> None:
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", I)
    kit.world.clock.tick()
    disclosure.end_entry(
        actor=kit.world.actor("officer"), entry=kit.rows("city", I)[0], cause=Cause.MISTAKE, now=kit.world.now
    )
    assert I not in _open(kit, "home") | _open(kit, "core") | _open(kit, "city")
    assert S in _open(kit, "home")


REFUSED = {
    "too early a stage": ({"info_class": InfoClass.JUSTICE_OUTLINE, "stage": Stage.NAMED}, "段階から"),
    "detail before the agreement": ({"info_class": InfoClass.JUSTICE_DETAIL, "stage": Stage.VISIT}, "段階から"),
    "no person named": ({"info_class": InfoClass.JUSTICE_OUTLINE}, "指名"),
    "third party as text": ({"info_class": InfoClass.THIRD_PARTY, "fields": ["victims"]}, "対応の指示"),
    "no consent": ({"info_class": I, "consent": None}, "同意"),
    "no reason for a legal ground": ({"info_class": I, "basis": Basis.LAW, "consent": None, "legal_reason": " "}, "理由"),
    "an emergency is not a ground to choose": (
        {"info_class": I, "basis": Basis.EMERGENCY, "consent": None, "legal_reason": "緊急"}, "法令上の根拠"),
    "no fields": ({"info_class": I, "fields": []}, "項目"),
    "an office the person did not name": ({"info_class": I, "org": "work"}, "名前が必要"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_disclosures_that_are_refused(kit: CaseKit, name: str) -> None:
    changes, words = REFUSED[name]
    give_summary(kit, "home", "home_contact")
    values = dict(changes)
    with pytest.raises(RuleBroken, match=words):
        kit.disclose("officer", values.pop("org", "home"), values.pop("info_class"), **values)
    assert _open(kit, "home") == {S}


def test_a_class_outside_the_agreement_is_not_given(world: World) -> None:
    world.agreements["home"].classes = ["identity"]
    world.agreements["home"].save()
    kit = make_case(world)
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", I)
    with pytest.raises(RuleBroken, match="取決め"):
        kit.disclose("officer", "home", W)
    kit.disclose(
        "officer", "home", W, basis=Basis.CLEAR_BENEFIT, consent=None, legal_reason="薬の情報がないと命に関わるため"
    )
    assert _open(kit, "home") == {S, I, W}


def test_nothing_outlasts_the_consent_even_when_no_job_runs(world: World) -> None:
    kit = make_case(world, valid_until=world.clock.today + timedelta(days=10))
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", I)
    assert _open(kit, "city")
    world.clock.tick(days=11)
    assert _open(kit, "city") == _open(kit, "home") == _open(kit, "core") == set()
    assert disclosure.expire_consents(actor=JOBS, now=world.now) == 1
    kit.consent.refresh_from_db()
    assert kit.consent.status == "expired"


def test_renewal_carries_what_the_new_consent_carries(world: World) -> None:
    kit = make_case(world, valid_until=world.clock.today + timedelta(days=10))
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", I)
    kit.disclose("officer", "home", W)
    world.clock.tick(days=5)
    new = obtain(
        world, kit.case, by="officer", classes=["identity", "justice_outline"],
        recipients=[{"organisation_kind": "municipality"}, {"organisation": world.org("home")}],
    )  # fmt: skip
    disclosure.renew_consent(actor=world.actor("officer"), old=kit.consent, new=new, now=world.clock.tick())
    world.clock.tick(days=6)
    assert _open(kit, "home") == {S, I}
    assert _open(kit, "city") == _open(kit, "core") == {S, I, InfoClass.JUSTICE_OUTLINE}
    assert all(r.ends_at == delegation_end(world.delegation) for r in kit.rows("core")), "not longer than the contract"
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=new, now=world.clock.tick())
    assert _open(kit, "home") == _open(kit, "city") == _open(kit, "core") == set()


def test_withdrawal_ends_everything_that_rested_on_it_and_tells_those_concerned(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", I)
    access = kit.access("officer")
    preview = withdrawal_of(access=access, consent=kit.consent)
    before = {r.pk for r in LedgerEntry.objects.filter(case=kit.case, ends_at__isnull=True)} | {
        r.pk for r in kit.rows("core")
    }
    now = world.clock.tick()
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=kit.consent, now=now)
    assert _open(kit, "home") == _open(kit, "city") == _open(kit, "core") == set()
    assert _open(kit, "center") == {str(c) for c in InfoClass}
    ended = before - {r.pk for org in world.orgs for r in kit.rows(org)}
    assert {r.pk for r in preview.stops} == ended
    assert {r.recipient_id for r in preview.stays} == {world.org("center").pk}
    told = set(Message.objects.filter(case_id=kit.case.pk, sent_at=now).values_list("user_id", flat=True))
    assert set(users(world, "officer", "core_officer", "home_contact", "center_officer")) == told
    assert not SafetyReview.objects.exists()
    with pytest.raises(NotFound):
        get_case(actor=world.actor("officer"), case_id=kit.case.pk, at=now)


def test_own_collection_stays_read_only_for_the_privacy_officer(kit: CaseKit) -> None:
    world = kit.world
    kit.assign("manager")
    officer, manager = world.actor("officer"), world.actor("manager")
    people.save_record(actor=officer, case=kit.case, info_class=W, values={"daily_life": "料理ができる"}, now=world.now)
    people.save_record(
        actor=world.actor("center_officer"),
        case=kit.case,
        info_class=W,
        values={"money": "あとで聞いた"},
        now=world.clock.tick(),
    )
    now = world.clock.tick()
    disclosure.withdraw_consent(actor=officer, consent=kit.consent, now=now)
    access = get_case(actor=manager, case_id=kit.case.pk, at=now)
    assert people_queries.readable_classes(access=access) == [W]
    view = people_queries.read(access=access, info_class=W)
    assert view.values["daily_life"] == "料理ができる"
    assert view.values["money"] == "年金のみ"  # what the centre added later is not the city's collection
    assert people_queries.readable_classes(access=get_case(actor=officer, case_id=kit.case.pk, at=now)) == []
    for who in (officer, world.actor("center_officer")):
        with pytest.raises(NotAllowed, match="撤回"):
            people.save_record(actor=who, case=kit.case, info_class=W, values={"money": "x"}, now=now)
    assert people_queries.readable_classes(access=kit.access("center_officer")) == list(PERSONAL_CLASSES)


def test_a_new_consent_opens_writing_again(kit: CaseKit) -> None:
    world = kit.world
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=kit.consent, now=world.clock.tick())
    obtain(world, kit.case, by="center_officer", recipients=[{"organisation_kind": "municipality"}])
    people.save_record(
        actor=world.actor("center_officer"),
        case=kit.case,
        info_class=W,
        values={"money": "新しい"},
        now=world.clock.tick(),
    )
    assert _open(kit, "city") == set()  # the old rows stay ended: each has to be given again


def test_partial_withdrawal_stops_one_office_also_when_only_its_kind_was_named(kit: CaseKit) -> None:
    world = kit.world
    officer = world.actor("officer")
    disclosure.add_recipient(
        actor=officer, consent=kit.consent, now=world.now, organisation_kind="service_office", confirmed=True
    )
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", I)
    now = world.clock.tick()
    home = world.org("home").pk
    preview = withdrawal_of(
        access=kit.access("officer"), consent=kit.consent, terms=terms_after(kit.consent, organisations=[home])
    )
    assert {r.recipient_id for r in preview.stops} == {home}
    disclosure.withdraw_part(actor=officer, consent=kit.consent, now=now, organisations=[home])
    assert _open(kit, "home") == {S}
    assert _open(kit, "city") == {str(c) for c in InfoClass}
    with pytest.raises(RuleBroken, match="取りやめ"):
        kit.disclose("officer", "home", I)


def test_partial_withdrawal_of_a_class_stops_it_everywhere(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact")
    kit.disclose("officer", "home", W)
    disclosure.withdraw_part(
        actor=world.actor("officer"), consent=kit.consent, now=world.clock.tick(), classes=["welfare"]
    )
    assert W not in _open(kit, "home") | _open(kit, "city") | _open(kit, "core")
    assert I in _open(kit, "city")
    kit.consent.refresh_from_db()
    assert kit.consent.status == "partly_withdrawn"


def test_withdrawal_in_service_opens_a_safety_review_first(kit: CaseKit) -> None:
    world = kit.world
    people.save_record(actor=world.actor("officer"), case=kit.case, info_class=W, values={"money": "x"}, now=world.now)
    move_to(kit, "in_service")
    assert withdrawal_of(access=kit.access("officer"), consent=kit.consent).needs_safety_review
    disclosure.withdraw_consent(actor=world.actor("officer"), consent=kit.consent, now=world.clock.tick())
    review = SafetyReview.objects.get()
    assert [w.title for w in waiting(actor=world.actor("officer"), at=world.now)] == ["支援の安全確認をする"]
    with pytest.raises(RuleBroken):
        disclosure.finish_safety_review(actor=world.actor("officer"), review=review, result=" ", now=world.now)
    disclosure.finish_safety_review(
        actor=world.actor("officer"), review=review, result="事業所と電話で確認した", now=world.now
    )
    assert waiting(actor=world.actor("officer"), at=world.now) == []
    with pytest.raises(Conflict):
        disclosure.finish_safety_review(actor=world.actor("officer"), review=review, result="再度", now=world.now)


def test_withdrawing_twice_or_before_consent_is_refused(kit: CaseKit) -> None:
    officer = kit.world.actor("center_officer")
    disclosure.withdraw_consent(actor=officer, consent=kit.consent, now=kit.world.clock.tick())
    with pytest.raises(InvalidTransition):
        disclosure.withdraw_consent(actor=officer, consent=kit.consent, now=kit.world.clock.tick())


def test_a_re_referral_reuses_no_old_consent(kit: CaseKit) -> None:
    world = kit.world
    center = world.actor("center_officer")
    again = cases.open_case(
        actor=center, now=world.now, previous=kit.case, responsible=world.org("city"), center=world.org("center")
    )
    disclosure.collect(actor=center, case=again, classes=[S, I], now=world.now)
    with pytest.raises(RuleBroken, match="別のケース"):
        disclosure.give_class(
            actor=center, case=again, recipient=world.org("city"), info_class=I, consent=kit.consent, cause=Cause.REFERRAL,
            now=world.now,
        )  # fmt: skip
    assert again.episode == 2
    assert facts_for(actor=world.actor("officer"), case_id=again.pk, at=world.now).grants == ()


def test_ending_by_hand_is_for_the_body_that_gave(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact")
    row = kit.disclose("officer", "home", I)
    with pytest.raises(NotAllowed, match="提供した機関"):
        disclosure.end_by_hand(actor=world.actor("center_officer"), entry=row, cause=Cause.MISTAKE, now=world.now)
    with pytest.raises(RuleBroken, match="手動"):
        disclosure.end_by_hand(
            actor=world.actor("center_officer"), entry=kit.rows("center", I)[0], cause=Cause.MISTAKE, now=world.now
        )
    disclosure.end_by_hand(actor=world.actor("core_officer"), entry=row, cause=Cause.NOT_NEEDED, now=world.clock.tick())
    assert I not in _open(kit, "home")
    with pytest.raises(Conflict):
        disclosure.end_by_hand(
            actor=world.actor("core_officer"), entry=row, cause=Cause.NOT_NEEDED, now=world.clock.tick()
        )


def test_only_members_can_be_named(kit: CaseKit) -> None:
    kit.assign("manager")
    with pytest.raises(RuleBroken, match="所属"):
        disclosure.name_person(
            actor=kit.world.actor("manager"), case=kit.case, info_class=InfoClass.THIRD_PARTY,
            user_id=users(kit.world, "town_officer")[0], reason="x", now=kit.world.now,
        )  # fmt: skip


def test_every_opening_and_end_is_recorded(kit: CaseKit) -> None:
    opened = Event.objects.filter(case_id=kit.case.pk, code=E.LEDGER_OPENED).count()
    assert opened == LedgerEntry.objects.filter(case=kit.case).count()
    disclosure.withdraw_consent(actor=kit.world.actor("officer"), consent=kit.consent, now=kit.world.clock.tick())
    ended = LedgerEntry.objects.filter(case=kit.case, ended_cause=Cause.WITHDRAWAL).count()
    assert Event.objects.filter(case_id=kit.case.pk, code=E.LEDGER_ENDED).count() == ended == 12


def test_office_words_stay_neutral_for_whoever_is_not_named(kit: CaseKit) -> None:
    world = kit.world
    give_summary(kit, "home", "home_contact")
    assert kit.access("home_contact").neutral
    kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, paper_persons="別の職員")
    assert kit.access("home_contact").neutral
    kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=users(world, "home_contact"))
    assert not kit.access("home_contact").neutral
    assert not kit.access("officer", P.CASE_VIEW).neutral
