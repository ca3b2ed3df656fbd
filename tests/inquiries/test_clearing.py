"""The second person: another one of the same body, for exactly this sheet and these offices, once, in time; never for a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from renkei.audit.models import Event
from renkei.cases.models import Case, Need
from renkei.core.errors import Conflict, InvalidTransition, NotAllowed, NotFound, RuleBroken
from renkei.inquiries import queries, services
from renkei.inquiries.models import Clearance, Inquiry
from renkei.inquiries.rules import Sheet
from renkei.inquiries.states import CLEARANCE
from renkei.notifications.models import Message
from renkei.policy.actor import system_actor
from tests.inquiries.kit import SHEET, ask, make_case, make_need
from tests.kit.world import World

pytestmark = pytest.mark.django_db
FINE = replace(SHEET, support_category="c3", support_text="みどり特別支援学校を卒業した方です。")


def _ask(
    w: World, case: Case, need: Need, *, by: str = "officer", sheet: Sheet = FINE, org: str = "home", **more: Any
) -> Clearance:
    return services.ask_clearance(
        actor=w.actor(by), case=case, need=need, sheet=sheet, targets=[f"org:{w.org(org).pk}"],
        reason=more.pop("reason", "区分3以上の人だけを受け入れる事業所のため"), now=w.now, **more,
    )  # fmt: skip


def _decide(w: World, clearance: Clearance, by: str = "manager", *, approve: bool = True, note: str = "") -> Clearance:
    return services.decide_clearance(actor=w.actor(by), clearance=clearance, approve=approve, note=note, now=w.now)


def _waits(w: World, clearance: Clearance) -> set[str]:
    """On whose first page it stands."""
    members = ("officer", "manager", "core_officer", "core_manager", "center_officer", "town_manager")
    found = {who: queries.waiting(actor=w.actor(who), at=w.now) for who in members}
    return {who for who, lines in found.items() if (clearance.pk,) in [line.url_args for line in lines]}


@pytest.fixture
def asked(world: World) -> tuple[World, Case, Need, Clearance]:
    case = make_case(world)
    need = make_need(world, case)
    with pytest.raises(RuleBroken, match="二人目の承認"):
        ask(world, case, need, "home", sheet=FINE)
    return world, case, need, _ask(world, case, need)


def test_approved_it_leaves_once_exactly_so(asked: tuple[World, Case, Need, Clearance]) -> None:
    world, case, need, clearance = asked
    assert Message.objects.filter(user_id=world.user("manager").pk, kind="clearance_asked").exists()
    assert _waits(world, clearance) == {"manager"}  # not the asker, no other body
    with pytest.raises(RuleBroken):  # not before it is approved
        ask(world, case, need, "home", sheet=FINE)
    _decide(world, clearance)
    assert _waits(world, clearance) == set()
    for sheet, org in ((replace(FINE, backup="別の文です。"), "home"), (FINE, "work")):
        with pytest.raises(RuleBroken, match="二人目の承認"):
            ask(world, case, need, org, sheet=sheet)
    (sent,) = ask(world, case, need, "home", sheet=FINE)
    clearance.refresh_from_db()
    assert (clearance.status, clearance.used_at, Sheet.from_json(sent.sheet)) == ("used", world.now, FINE)
    steps = (
        Event.objects.filter(code="clearance.moved", case_id=case.pk)
        .order_by("pk")
        .values_list("detail__step", flat=True)
    )
    assert sorted(steps) == ["approve", "ask", "use"]
    services.withdraw(actor=world.actor("officer"), inquiry=sent, seen=None, reason="plan_changed", now=world.now)
    with pytest.raises(RuleBroken, match="二人目の承認"):  # and not again
        ask(world, case, need, "home", sheet=FINE)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("officer", NotAllowed),
        ("core_manager", NotAllowed),
        ("colleague", NotAllowed),
        ("town_manager", NotFound),
        ("home_contact", NotFound),
    ],
)
def test_who_may_not_decide(asked: tuple[World, Case, Need, Clearance], who: str, error: type[Exception]) -> None:
    world, case, need, clearance = asked
    with pytest.raises(error):
        _decide(world, clearance, who)
    clearance.refresh_from_db()
    assert clearance.status == "requested"


def test_refused_cancelled_late(asked: tuple[World, Case, Need, Clearance]) -> None:
    world, case, need, clearance = asked
    with pytest.raises(RuleBroken, match="すでに頼んで"):
        _ask(world, case, need)
    with pytest.raises(RuleBroken, match="理由"):
        _decide(world, clearance, approve=False)
    assert _decide(world, clearance, approve=False, note="区分は要らない").status == "refused"
    second = services.cancel_clearance(actor=world.actor("officer"), clearance=_ask(world, case, need), now=world.now)
    assert second.status == "cancelled"
    third, late = _decide(world, _ask(world, case, need)), _ask(world, case, need, org="work")
    world.clock.tick(days=3)
    with pytest.raises(RuleBroken, match="二人目の承認"):
        ask(world, case, need, "home", sheet=FINE)
    with pytest.raises(Conflict, match="期限"):
        _decide(world, late)
    services.expire_due(actor=system_actor("jobs"), now=world.now)
    assert {c.status for c in Clearance.objects.filter(pk__in=[third.pk, late.pk])} == {"expired"}
    assert not Inquiry.objects.exists()


def test_a_name_leaves_with_no_approval(world: World) -> None:
    case = make_case(world)
    need = make_need(world, case)
    for text in ("太郎さんは朝が苦手", "電話 090-0000-1234", "みほん刑務所から", "窃盗"):
        with pytest.raises(RuleBroken, match="本人が分かってしまう"):
            _ask(world, case, need, sheet=replace(FINE, support_text=text))
    with pytest.raises(RuleBroken, match="承認がなくても"):
        _ask(world, case, need, sheet=SHEET)
    with pytest.raises(RuleBroken, match="理由"):
        _ask(world, case, need, reason=" ")
    assert not Clearance.objects.exists()


def test_what_became_known_since_stops_the_approval_and_the_redo(asked: tuple[World, Case, Need, Clearance]) -> None:
    from renkei.people.services import save_record
    from renkei.policy.enums import InfoClass

    world, case, need, clearance = asked
    (sent,) = ask(world, case, need, "work", sheet=replace(SHEET, backup="ゆうこ会が支えます。"))
    values = {"name": "見本 太郎", "kana": "みほん たろう", "birth_date": "1984-05-06", "other_name": "ゆうこ会"}
    save_record(actor=world.actor("officer"), case=case, info_class=InfoClass.IDENTITY, values=values, now=world.now)
    with pytest.raises(RuleBroken, match="旧姓・通称"):
        services.print_sheet(actor=world.actor("officer"), inquiry=sent, now=world.now)
    world.clock.tick(days=8)
    services.expire_due(actor=system_actor("jobs"), now=world.now)
    sent.refresh_from_db()
    with pytest.raises(RuleBroken, match="旧姓・通称"):
        services.reopen(
            actor=world.actor("officer"), inquiry=sent, seen=None, deadline=world.now + timedelta(days=2), now=world.now
        )


@pytest.mark.parametrize("status", CLEARANCE.states.values)
def test_every_step_from_every_state(asked: tuple[World, Case, Need, Clearance], status: str) -> None:
    world, case, need, clearance = asked
    Clearance.objects.filter(pk=clearance.pk).update(
        status=status, decided_by=world.user("manager").pk, decided_at=world.now
    )
    allowed = {t.name for t in CLEARANCE.possible_from(status)}
    takes = {
        "approve": lambda: _decide(world, clearance), "refuse": lambda: _decide(world, clearance, approve=False, note="否"),
        "cancel": lambda: services.cancel_clearance(actor=world.actor("officer"), clearance=clearance, now=world.now),
    }  # fmt: skip
    for name, take in takes.items():
        if name not in allowed:
            with pytest.raises(InvalidTransition):
                take()
