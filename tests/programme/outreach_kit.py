"""開拓: an office in each state, in a line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renkei.core.clock import day_of
from renkei.offices.models import Office
from renkei.policy.actor import system_actor
from renkei.programme.models import Outreach, OutreachVisit
from renkei.programme.services import outreach as services
from renkei.programme.services import outreach_visits as visits
from tests.kit.world import World

WHO = "core_officer"


def directory_office(name: str = "ホームみらい", number: str = "9920000099", **fields: Any) -> Office:
    values = {
        "municipality_code": "99201",
        "service_codes": ["33"],
        "precision": "unknown",
        "name_key": name,
        "place_key": "",
    }
    return Office.objects.create(name=name, office_number=number, **(values | fields))


def add(world: World, who: str = WHO, **fields: Any) -> Outreach:
    values: dict[str, Any] = {
        "municipality_id": world.org("city").pk, "name": "グループホームこもれび", "service_code": "33", "area_code": "99201",
        "reason_code": "staffing", "why": "夜間の支援がある住まいが足りないため", "priority": "2", "owner": None,
    }  # fmt: skip
    return services.add_outreach(actor=world.actor(who), now=world.now, **(values | fields))


def visit(world: World, thing: Outreach, who: str = WHO, **fields: Any) -> OutreachVisit:
    values: dict[str, Any] = {
        "at": world.now - timedelta(hours=1), "method": "visit", "stance": "unsure", "helps": ["backup", "night"], "minutes": 60,
        "travel_minutes": 30, "went": "相談員", "met": "管理者　山田", "text": "夜間の連絡先を知りたいとのこと。",
    }  # fmt: skip
    return visits.record_visit(actor=world.actor(who), pk=thing.pk, now=world.now, **(values | fields))


def answer(world: World, thing: Outreach, step: str = "accept", who: str = WHO, **fields: Any) -> Outreach:
    values: dict[str, Any] = {"answered_on": world.clock.today, "note": "月に2回の訪問があること"}
    return services.record_answer(actor=world.actor(who), pk=thing.pk, step=step, now=world.now, **(values | fields))


def reach(world: World, status: str, **fields: Any) -> Outreach:
    """An office in this state."""
    thing = add(world, **fields)
    actor = world.actor(WHO)
    if status == "planned":
        services.plan_visit(actor=actor, pk=thing.pk, planned_on=world.clock.today, now=world.now)
    elif status != "candidate":
        visit(world, thing)
    step = {"considering": "consider", "accepts": "accept", "conditional": "condition", "declined": "decline"}.get(
        status
    )
    if step or status in ("half_year", "closed"):
        answer(world, thing, step or "accept")
    if status == "half_year":
        later = world.now + timedelta(days=190)
        services.open_half_years(actor=system_actor("jobs"), now=later)
    elif status == "closed":
        services.finish_outreach(actor=actor, pk=thing.pk, outcome="ready", now=world.now)
    thing.refresh_from_db()
    assert thing.status == status, day_of(world.now)
    return thing
