"""Buttons of the places held: ask, extend, free; and the outcome, which frees the others in the same transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.coordination.enums.plan import SLEEPING, ScenarioStatus
from renkei.coordination.models import Scenario
from renkei.coordination.services import scenarios
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.disclosure.queries import require_on
from renkei.inquiries.enums import EXITS, HoldStatus
from renkei.inquiries.models import Hold, Inquiry
from renkei.inquiries.queries.holds import HOLDABLE
from renkei.inquiries.rules.assumptions import LONGEST_HOLD_DAYS
from renkei.inquiries.services.steps import asking_members, office_members, tell
from renkei.inquiries.states import HOLD
from renkei.notifications.enums import Kind
from renkei.policy.actor import Actor
from renkei.policy.permissions import P


@transaction.atomic
def place_hold(*, actor: Actor, scenario: Scenario, inquiry: Inquiry, until: date, now: datetime) -> Hold:
    """枠の確保をお願いする, of an office that said it could take the person; several may hold one for the same outcome.

    Raises:
        Conflict: the office has not answered so, or the scenario was set aside.
        RuleBroken: a day that has passed, or too far off; asked already.
    """
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=inquiry.case, at=now)
    inquiry, scenario = lock(inquiry), lock(scenario)
    if scenario.case_id != inquiry.case_id or scenario.status == ScenarioStatus.SET_ASIDE:
        raise Conflict("この準備のために、枠の確保をお願いすることはできません。画面を開き直してください。")
    if inquiry.status not in HOLDABLE:
        raise Conflict("枠の確保は、受入れできる（条件付きを含む）と回答した事業所にお願いできます。")
    _check_day(until, now)
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                inquiry=inquiry, scenario_id=scenario.pk, until=until, asked_at=now, asked_by=actor.user_id
            )
    except IntegrityError as error:
        raise explain(error, Hold) from None
    tell(office_members(inquiry), Kind.HOLD_ASKED, inquiry, now)
    return _happened(hold, "ask", actor, now)


@transaction.atomic
def extend_hold(*, actor: Actor, hold: Hold, until: date, now: datetime) -> Hold:
    """期限を延ばす（縮める）: the office is told. Raises Conflict when it is over, RuleBroken for an impossible day."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=hold.inquiry.case, at=now)
    hold = lock(hold)
    if hold.status != HoldStatus.HELD:
        raise Conflict("この枠の確保は、すでに終わっています。画面を開き直してください。")
    _check_day(until, now)
    hold.until = until
    hold.save()
    tell(office_members(hold.inquiry), Kind.HOLD_ASKED, hold.inquiry, now)
    return _happened(hold, "extend", actor, now)


@transaction.atomic
def free_hold(*, actor: Actor, hold: Hold, now: datetime) -> Hold:
    """確保を終える: the office is told. Raises InvalidTransition."""
    require_on(actor=actor, permission=P.INQUIRY_SEND, case=hold.inquiry.case, at=now)
    hold = lock(hold)
    HOLD.check(hold.status, "free")
    tell(office_members(hold.inquiry), Kind.HOLD_FREED, hold.inquiry, now)
    return _end(hold, "free", actor, now)


@transaction.atomic
def choose_outcome(*, actor: Actor, scenario: Scenario, now: datetime, wake_on: date | None = None) -> Scenario:
    """この結果になった: the plan switches, the places held for other outcomes become free, the offices are told, at once.

    An office that holds one for the chosen outcome, too, keeps it and hears that it is wanted. One that ends in custody
    frees all.

    Raises:
        InvalidTransition: chosen already. RuleBroken: no day to wake up. NotAllowed: as CASE_WRITE says, also after the
        consent ended: that somebody went to prison is recorded all the same.
    """
    scenario = scenarios.choose_scenario(actor=actor, scenario=scenario, now=now, wake_on=wake_on)
    running = Hold.objects.select_for_update(of=("self",)).filter(
        inquiry__case_id=scenario.case_id, status=HoldStatus.HELD
    )
    holds = list(running.select_related("inquiry__case", "inquiry__organisation").order_by("pk"))
    wanted = [h for h in holds if h.scenario_id == scenario.pk and scenario.outcome not in SLEEPING]
    kept = {h.inquiry_id for h in wanted}
    for hold in holds:
        if hold in wanted:
            tell(office_members(hold.inquiry), Kind.HOLD_KEPT, hold.inquiry, now)
            continue
        if hold.inquiry_id not in kept:
            tell(office_members(hold.inquiry), Kind.HOLD_FREED, hold.inquiry, now)
        _end(hold, "free", actor, now)
    return scenario


@transaction.atomic
def lapse_holds(*, actor: Actor, now: datetime) -> int:
    """For the daily job: holds whose day has passed, or whose inquiry is over; both sides are told. Returns how many."""
    over = Q(until__lt=day_of(now)) | Q(inquiry__status__in=EXITS)
    due = Hold.objects.select_for_update(of=("self",), skip_locked=True).filter(over, status=HoldStatus.HELD)
    holds = list(due.select_related("inquiry__case", "inquiry__organisation").order_by("pk"))
    for hold in holds:
        inquiry = hold.inquiry
        if inquiry.status not in EXITS:
            tell(office_members(inquiry), Kind.HOLD_LAPSED, inquiry, now)
            tell(
                asking_members(inquiry.case_id), Kind.HOLD_LAPSED, inquiry, now, link=f"/cases/{inquiry.case_id}/plan/"
            )
        _end(hold, "lapse", actor, now)
    return len(holds)


def _check_day(until: date, now: datetime) -> None:
    today = day_of(now)
    if until <= today:
        raise RuleBroken("確保の期限は、明日以降の日を入力してください。", field="until")
    if until > today + timedelta(days=LONGEST_HOLD_DAYS):
        raise RuleBroken(
            f"確保の期限は、{LONGEST_HOLD_DAYS}日以内の日を入力してください。長くかかるときは、あとで延ばせます。",
            field="until",
        )


def _end(hold: Hold, step: str, actor: Actor, now: datetime) -> Hold:
    hold.status = HOLD.check(hold.status, step).target
    hold.ended_at, hold.ended_by = now, actor.user_id
    hold.save()
    return _happened(hold, step, actor, now)


def _happened(hold: Hold, step: str, actor: Actor, now: datetime) -> Hold:
    record(actor=actor, event=E.PLACE_HELD, now=now, thing=hold, case_id=hold.inquiry.case_id, detail={"step": step})
    return hold
