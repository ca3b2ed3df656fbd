"""Worksheets and exceptions, walked by services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction

from renkei.cases import services as cases
from renkei.cases.models import Case
from renkei.coordination.enums.joint import Channel
from renkei.coordination.enums.responsible import Answer, Evidence, SaidBy
from renkei.coordination.models import PlanException, Worksheet, WorksheetEntry, WorksheetFact
from renkei.coordination.services import plan_office, responsible
from renkei.coordination.services.responsible import Decided, Found, Said
from renkei.policy.enums import InfoClass
from tests.kit.world import World

NUMBER = "7000012050002"


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back: many beginnings in one world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assign(w: World, case: Case, *members: str) -> None:
    """By the back door of tests."""
    for name in members:
        membership = w.members[name]
        cases._assign(case, membership.organisation_id, membership.user_id, w.actor(name), w.now)


def sheet(w: World, case: Case, kind: str = "support", who: str = "officer") -> Worksheet:
    return responsible.open_sheet(
        actor=w.actor(who), case=case, kind=kind, due_on=w.clock.today + timedelta(days=14), now=w.now
    )


def fact(
    w: World, thing: Worksheet, code: str, answer: str = "yes", municipality: str = "", who: str = "officer", seen: int = 0,
    **more: Any,
) -> WorksheetFact:  # fmt: skip
    found = Found(Answer(answer), municipality, evidence=Evidence.RESIDENT_RECORD, **more)
    return responsible.record_fact(actor=w.actor(who), sheet=thing, code=code, found=found, seen=seen, now=w.now)


def statement(w: World, thing: Worksheet, who: str = "officer", **fields: Any) -> WorksheetEntry:
    values: dict[str, Any] = {
        "said_by": SaidBy.OTHER, "on": w.clock.today, "channel": Channel.PHONE, "spoken_to": "となり町の職員",
        "text": "契約は続いていないと考える", "municipality": "みほん県 みほん市", "info_class": InfoClass.WELFARE,
    } | fields  # fmt: skip
    return responsible.add_statement(
        actor=w.actor(who), sheet=thing, said=Said(**values), due_on=w.clock.today + timedelta(days=7), now=w.now
    )


def interim(w: World, thing: Worksheet, who: str = "officer", **fields: Any) -> WorksheetEntry:
    values: dict[str, Any] = {
        "municipality": "みほん県 みほん市", "acts": "申請を受け付けて調査を進める", "text": "",
        "until": w.clock.today + timedelta(days=30),
    } | fields  # fmt: skip
    return responsible.set_interim(actor=w.actor(who), sheet=thing, now=w.now, **values)


def decide(w: World, thing: Worksheet, who: str = "officer", **fields: Any) -> WorksheetEntry:
    values: dict[str, Any] = {
        "municipality": "みほん県 みほん市", "body": "障害福祉課", "decided_by": "課長", "decided_on": w.clock.today, "rule": "S2",
        "text": "部屋の契約が続いているため",
    } | fields  # fmt: skip
    return responsible.decide(actor=w.actor(who), sheet=thing, decided=Decided(**values), now=w.now)


def reconsider(
    w: World, thing: Worksheet, who: str = "officer", text: str = "契約が終わっていたと分かった"
) -> WorksheetEntry:
    return responsible.reconsider(
        actor=w.actor(who), sheet=thing, text=text, due_on=w.clock.today + timedelta(days=7), now=w.now
    )


def to_status(w: World, case: Case, status: str, kind: str = "support") -> Worksheet:
    """A worksheet in any state, by the buttons that lead there."""
    thing = sheet(w, case, kind)
    rule = {"rule": "S2" if kind == "support" else "W1"}
    road = {
        "checking": (), "negotiating": (statement,), "interim": (statement, interim),
        "responsible_decided": (decide,), "reconsidering": (decide, reconsider),
    }  # fmt: skip
    for button in road[status]:
        button(w, thing, **(rule if button is decide else {}))
    thing.refresh_from_db()
    assert thing.status == status
    return thing


def own_plan_office(w: World) -> None:
    """The plan office is of the same corporation as the commissioned 基幹."""
    for name in ("core", "plan"):
        w.org(name).corporate_number = NUMBER
        w.org(name).save()


def ask_exception(w: World, case: Case, who: str = "core_officer", **fields: Any) -> PlanException:
    today = w.clock.today
    values: dict[str, Any] = {
        "reason": "hard_case", "text": "ほかの事業所に断られ、関わりの長い担当者が要るため", "starts_on": today,
        "ends_on": today + timedelta(days=180), "review_on": today + timedelta(days=90), "office_id": w.org("plan").pk,
    } | fields  # fmt: skip
    return plan_office.ask_exception(actor=w.actor(who), case=case, now=w.now, **values)


def decide_exception(
    w: World, row: PlanException, step: str = "approve", who: str = "manager", note: str = ""
) -> PlanException:
    note = note or ("別の事業所に聞いてください" if step == "refuse" else "")
    return plan_office.decide_exception(actor=w.actor(who), exception=row, step=step, note=note, now=w.now)
