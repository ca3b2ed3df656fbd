"""A person in service at the home, and the steps of 後方支援 in a line each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renkei.consultation import services
from renkei.consultation.models import Consultation, ContactPlan, CrisisPlan, KeptAdvice, SupportContact
from renkei.policy.enums import InfoClass
from tests.kit.cases import CaseKit, give_summary, make_case, move_to, users
from tests.kit.world import World


def served(world: World, *, welfare: bool = True, told: bool = False) -> CaseKit:
    """In service at the home, whose contact works on the case; the home knows 障害・医療・生活 (and the background)."""
    kit = make_case(world)
    move_to(kit, "in_service")
    give_summary(kit, "home", "home_contact")
    if welfare:
        kit.disclose("officer", "home", InfoClass.WELFARE)
    if told:
        kit.disclose("officer", "home", InfoClass.JUSTICE_OUTLINE, persons=users(world, "home_contact"))
    return kit


def ask(world: World, case: Any = None, who: str = "home_contact", **fields: Any) -> Consultation:
    """The home asks: about the person of the case, or in general."""
    values = {
        "about": "case" if case else "general", "kind": "behaviour", "text": "夜に大きな声を出すことがあります。どうしたらよいですか。",
        "case_id": case.pk if case else None,
    }  # fmt: skip
    return services.ask(actor=world.actor(who), now=world.now, **(values | fields))


def answer(world: World, thing: Consultation, who: str = "core_officer", **fields: Any) -> Consultation:
    values = {"text": "寝る前に10分、話を聞く時間を作ってみてください。", "method": "phone", "minutes": 20}
    return services.answer(actor=world.actor(who), pk=thing.pk, now=world.now, **(values | fields))


def reach(world: World, status: str, case: Any = None) -> Consultation:
    """A consultation in this state."""
    thing = ask(world, case)
    officer, home = world.actor("core_officer"), world.actor("home_contact")
    if status == "working":
        services.assign(
            actor=officer,
            pk=thing.pk,
            user_id=officer.user_id,
            answer_due=world.clock.today,
            now=world.now,  # type: ignore[arg-type]
        )
    elif status in ("answered", "done"):
        answer(world, thing)
        if status == "done":
            services.speak(actor=home, pk=thing.pk, step="settle", text="", now=world.now)
    elif status == "withdrawn":
        services.speak(actor=home, pk=thing.pk, step="withdraw", text="", now=world.now)
    thing.refresh_from_db()
    assert thing.status == status
    return thing


def plan(world: World, case: Any = None, who: str = "core_officer", **fields: Any) -> ContactPlan:
    values = {
        "method": "visit", "every": 4, "unit": "week", "reason": "受け入れたばかりのため", "starts_on": world.clock.today,
        "ends_on": None, "assignee": None, "case_id": case.pk if case else None,
    }  # fmt: skip
    return services.make_plan(actor=world.actor(who), office=world.org("home"), now=world.now, **(values | fields))


def contact(world: World, case: Any = None, who: str = "core_officer", **fields: Any) -> SupportContact:
    values = {
        "kind": "visit", "method": "visit", "counterpart": "office", "at": world.now - timedelta(hours=1), "minutes": 60,
        "travel_minutes": 30, "text": "落ち着いて過ごしている。", "advice": "", "outcome": "steady", "next_on": None,
        "info_class": "welfare" if case else "summary", "case_id": case.pk if case else None,
    }  # fmt: skip
    return services.record_contact(actor=world.actor(who), office=world.org("home"), now=world.now, **(values | fields))


def crisis(world: World, case: Any, who: str = "core_officer", **fields: Any) -> CrisisPlan:
    parts = {
        InfoClass.WELFARE: {"signs": "食事を残す\n返事が短くなる", "responses": "一人になれる部屋に誘う", "contacts": "基幹　099-000-0001"},
        InfoClass.JUSTICE_OUTLINE: {"responses": "夜は店の前を通らない"},
    }  # fmt: skip
    values = {
        "based_on": 0, "agreed_on": world.clock.today, "agreed_how": "together", "shareable": True, "parts": parts,
    }  # fmt: skip
    return services.write_crisis_plan(actor=world.actor(who), case=case, now=world.now, **(values | fields))


def keep(world: World, who: str = "core_officer", reviewer: str = "core_manager", **fields: Any) -> KeptAdvice:
    values = {
        "kind": "behaviour", "office_type": "group_home", "situation": "夜になると落ち着かず、声が大きくなるとき。",
        "advice": "寝る前に短い時間を決めて話を聞くと、落ち着いて休めるようになった。", "for_offices": True,
    }  # fmt: skip
    return services.propose_advice(
        actor=world.actor(who), reviewer=world.members[reviewer].user_id, now=world.now, **(values | fields)
    )
