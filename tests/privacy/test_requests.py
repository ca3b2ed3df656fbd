"""開示・訂正・利用停止請求: the road, the refusals, who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from renkei.audit.enums import E
from renkei.audit.models import Event
from renkei.core.clock import day_of
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.disclosure.enums import Basis, Cause
from renkei.disclosure.models import LedgerEntry
from renkei.people import services as people
from renkei.policy.enums import PERSONAL_CLASSES, InfoClass
from renkei.privacy.enums.requests import Decision, ExtendReason, RequestStatus
from renkei.privacy.models import DataRequest
from renkei.privacy.queries.requests import get_request, requests_of, versions_since, waiting
from renkei.privacy.services import local, package, requests
from renkei.privacy.states.requests import DATA_REQUEST
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World
from tests.privacy.kit import PROOF, ask, reviewing

REFUSALS = (InvalidTransition, Conflict)


@pytest.fixture
def kit(world: World) -> CaseKit:
    return make_case(world)


def own_rows(request: DataRequest) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(cause=Cause.DATA_REQUEST, cause_id=request.pk))


def decide_all(kit: CaseKit, request: DataRequest, choice: str = "include") -> None:
    manager = kit.world.actor("manager")
    found = package.look_at_package(actor=manager, request=request, now=kit.world.now)
    for section in found.sections:
        for case_id in {r.case_id for r in section.flagged if not r.choice}:
            package.review(
                actor=manager, request=request, case_id=case_id, table=section.table, row_id=None, choice=choice,
                reason="確認した", now=kit.world.now,
            )  # fmt: skip


def test_from_the_counter_to_the_hand_over(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request = ask(kit, by="core_manager")
    assert [c.case_id for c in request.covered.all()] == [kit.case.pk]
    assert [w.due for w in waiting(actor=manager, at=world.now)] == [day_of(world.now) + timedelta(days=30)]
    request = requests.start_review(actor=manager, request=request, now=world.now)
    rows = own_rows(request)
    assert {r.info_class for r in rows} == set(PERSONAL_CLASSES)
    assert all((r.basis, r.persons) == (Basis.REQUEST, [manager.user_id]) for r in rows)
    with pytest.raises(RuleBroken, match="審査の終わっていない部分"):
        requests.decide(actor=manager, request=request, decision=Decision.PARTLY, reason="一部", now=world.now)
    decide_all(kit, request)
    request = requests.decide(actor=manager, request=request, decision=Decision.FULL, reason="", now=world.now)
    request = requests.deliver(
        actor=manager, request=request, delivery="counter", delivered_on=day_of(world.now), now=world.clock.tick()
    )
    assert request.status == RequestStatus.DELIVERED
    assert all(r.ends_at == world.now and r.ended_cause == Cause.DATA_REQUEST for r in own_rows(request))
    assert Event.objects.filter(code=E.DATA_REQUEST_MOVED).count() == 4
    assert waiting(actor=manager, at=world.now) == []


def test_nobody_opens_records_before_the_person_is_known(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request = ask(kit, requester="voluntary", identity_proof="", proof_checked_on=None)
    with pytest.raises(RuleBroken, match="本人確認"):
        requests.start_review(actor=manager, request=request, now=world.now)
    with pytest.raises(RuleBroken, match="代理人の資格"):
        requests.record_proof(
            actor=manager, request=request, checked_on=day_of(world.now), now=world.now, **PROOF
        )  # fmt: skip
    assert own_rows(request) == []
    requests.record_proof(
        actor=manager, request=request, identity_proof="licence", agent_proof="power", checked_on=day_of(world.now),
        now=world.now,
    )  # fmt: skip
    requests.start_review(actor=manager, request=request, now=world.now)
    assert own_rows(request)


def test_a_part_left_out_forbids_a_full_disclosure(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request = reviewing(kit)
    decide_all(kit, request, "leave_out")
    for decision, reason in ((Decision.FULL, ""), (Decision.PARTLY, " ")):
        with pytest.raises(RuleBroken):
            requests.decide(actor=manager, request=request, decision=decision, reason=reason, now=world.now)
    requests.decide(actor=manager, request=request, decision=Decision.PARTLY, reason="124条", now=world.now)


def test_extended_once_with_notice_before_it_is_over(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request, late = reviewing(kit), reviewing(kit)
    terms = {"reason": ExtendReason.VOLUME, "note": "", "told_on": day_of(world.now)}
    request = requests.extend(actor=manager, request=request, now=world.now, **terms)
    due = get_request(actor=manager, request_id=request.pk, at=world.now).clock.due_on
    assert due == day_of(world.now) + timedelta(days=60)
    with pytest.raises(RuleBroken, match="1回"):
        requests.extend(actor=manager, request=request, now=world.now, **terms)
    world.clock.tick(days=31)
    with pytest.raises(RuleBroken, match="過ぎている"):
        requests.extend(actor=manager, request=late, now=world.now, **terms)


def test_an_ordinance_of_fourteen_days_counts_for_what_comes_after(kit: CaseKit) -> None:
    world, manager, today = kit.world, kit.world.actor("manager"), day_of(kit.world.now)
    before = ask(kit, received_on=today - timedelta(days=1))
    local.set_rule(
        actor=manager, municipality=world.org("city"), kind="decide_days", value=14, starts_on=today, ends_on=None,
        source="みほん市個人情報保護法施行条例", now=world.now,
    )  # fmt: skip
    assert (before.days, ask(kit).days) == (30, 14)
    with pytest.raises(RuleBroken, match="1から30"):
        local.set_rule(
            actor=manager, municipality=world.org("city"), kind="decide_days", value=31, starts_on=today, ends_on=None,
            source="条例", now=world.now,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        local.set_rule(
            actor=world.actor("officer"), municipality=world.org("city"), kind="decide_days", value=14,
            starts_on=today, ends_on=None, source="条例", now=world.now,
        )  # fmt: skip


def test_a_correction_points_at_the_version_written_by_the_normal_way(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    request = reviewing(kit, kind="correction")
    request = requests.decide(actor=manager, request=request, decision=Decision.FULL, reason="", now=world.now)
    done = {"delivery": "letter", "delivered_on": day_of(world.now)}
    with pytest.raises(RuleBroken, match="新しい版"):
        requests.deliver(actor=manager, request=request, now=world.now, **done)
    version = people.save_record(
        actor=world.actor("officer"), case=kit.case, info_class=InfoClass.IDENTITY, values={"phone": "099-000-0002"},
        now=world.clock.tick(),
    )  # fmt: skip
    assert [v.id for v in versions_since(actor=manager, request=request)] == [version.pk]
    package.link_version(actor=manager, request=request, row_id=version.pk, now=world.now)
    assert requests.deliver(actor=manager, request=request, now=world.now, **done).changes.count() == 1


def test_a_suspension_ends_rows_by_its_own_event(kit: CaseKit) -> None:
    world, manager = kit.world, kit.world.actor("manager")
    given = kit.disclose("officer", "home", InfoClass.WELFARE)
    request = reviewing(kit, kind="suspension")
    request = requests.decide(
        actor=manager, request=request, decision=Decision.PARTLY, reason="一部のみ", now=world.clock.tick()
    )
    ended = package.stop_use(actor=manager, request=request, entries=[given.pk], now=world.now)
    given.refresh_from_db()
    assert (ended, given.ended_cause, given.ends_at) == (1, Cause.USE_STOPPED, world.now)
    with pytest.raises(RuleBroken):
        package.stop_use(actor=manager, request=request, entries=[given.pk], now=world.now)


#: step → what its service takes beside actor, request and now.
STEPS = {
    "start": ("start_review", {}),
    "ask_fix": ("ask_fix", {"what": "請求書の日付", "asked_on": None}),
    "fixed": ("fixed", {"fixed_on": None}),
    "extend": ("extend", {"reason": ExtendReason.VOLUME, "note": "", "told_on": None}),
    "decide": ("decide", {"decision": Decision.REFUSED, "reason": "理由"}),
    "deliver": ("deliver", {"delivery": "letter", "delivered_on": None}),
    "withdraw": ("withdraw_request", {"withdrawn_on": None}),
}
#: the way from 受付済み to each state.
WAYS = {
    "received": (), "fixing": ("ask_fix",), "reviewing": ("start",), "decided": ("start", "decide"),
    "delivered": ("start", "decide", "deliver"), "withdrawn": ("withdraw",),
}  # fmt: skip
TAKERS, DECIDERS = {"manager", "core_manager"}, {"manager"}


def take(kit: CaseKit, request: DataRequest, step: str, who: str) -> DataRequest:
    name, fields = STEPS[step]
    day = {k: day_of(kit.world.now) if v is None else v for k, v in fields.items()}
    return getattr(requests, name)(actor=kit.world.actor(who), request=request, now=kit.world.now, **day)


@pytest.mark.parametrize("state", list(WAYS))
def test_states_steps_and_roles(kit: CaseKit, state: str) -> None:
    for step in STEPS:
        transition = DATA_REQUEST.get(step)
        may = DECIDERS if transition.permission.name == "REQUEST_DECIDE" else TAKERS
        for who in ("manager", "core_manager", "officer", "town_manager", "auditor", "center_officer", "home_contact"):
            request = ask(kit)
            for way in WAYS[state]:
                request = take(kit, request, way, "manager")
            if who not in may:
                with pytest.raises(NotFound if who == "town_manager" else NotAllowed):
                    take(kit, request, step, who)
            elif state not in transition.sources:
                with pytest.raises(REFUSALS):
                    take(kit, request, step, who)
            else:
                assert take(kit, request, step, who).status == transition.target
    assert set(WAYS) == set(RequestStatus.values)
    assert set(STEPS) == {t.name for t in DATA_REQUEST.transitions}


def test_the_register_ends_at_the_border_of_the_town(kit: CaseKit) -> None:
    request = ask(kit)
    seen = {who: [r.pk for r in requests_of(actor=kit.world.actor(who), at=kit.world.now)]
            for who in ("manager", "core_manager", "auditor", "town_manager")}  # fmt: skip
    assert seen == {
        "manager": [request.pk], "core_manager": [request.pk], "auditor": [request.pk], "town_manager": [],
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        requests_of(actor=kit.world.actor("center_officer"), at=kit.world.now)
