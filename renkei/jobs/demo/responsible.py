"""実施者の判断 and 計画相談の例外 in the demo: worksheets in every state, an exception of every kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from renkei.accounts.services import office_organisation, save_organisation
from renkei.coordination.enums.joint import Channel
from renkei.coordination.enums.responsible import Answer, Evidence, ExceptionReason, SaidBy, SheetKind, SheetStatus
from renkei.coordination.queries import guide
from renkei.coordination.services import plan_office
from renkei.coordination.services import responsible as services
from renkei.core.clock import day_of
from renkei.disclosure.queries import get_case
from renkei.jobs.demo.cast import PREFECTURE, Cast
from renkei.policy.actor import Actor, system_actor
from renkei.policy.enums import InfoClass, OrgKind, Role
from renkei.policy.permissions import P

if TYPE_CHECKING:
    from renkei.accounts.models import Organisation
    from renkei.cases.models import Case
    from renkei.coordination.models import PlanException, Worksheet

_HERE, _THERE = "みらい県 みなと市", "みらい県 しらかば町"
_RUNNING = ("coordinating", "placed", "awaiting_release", "in_service", "backup")
_NUMBER = "8999900000001"
Leads = Sequence[tuple[str, str, Role]]
#: kind → facts: code, answer, municipality, evidence.
_FACTS = {
    SheetKind.SUPPORT: (
        ("special", Answer.NO, "", Evidence.PERSON), ("residence", Answer.UNKNOWN, "", Evidence.RESIDENT_RECORD),
        ("destination", Answer.YES, _HERE, Evidence.PERSON),
        ("in_custody", Answer.YES, "", Evidence.INQUIRY), ("custody_place", Answer.YES, "みらい県 つきみ市", Evidence.INQUIRY),
    ),
    SheetKind.BENEFIT: (
        ("urgent", Answer.NO, "", Evidence.PERSON), ("entrusted", Answer.NO, "", Evidence.DOCUMENT),
        ("residence", Answer.YES, _THERE, Evidence.LEASE),
    ),
}  # fmt: skip
#: (kind, state it comes to), on two cases of a municipality that works itself, then of a commissioned body.
_STORIES = (
    ((SheetKind.SUPPORT, SheetStatus.INTERIM), (SheetKind.BENEFIT, SheetStatus.DECIDED)),
    ((SheetKind.SUPPORT, SheetStatus.RECONSIDERING), (SheetKind.BENEFIT, SheetStatus.CHECKING)),
)
_COMMISSIONED = (((SheetKind.SUPPORT, SheetStatus.NEGOTIATING), (SheetKind.BENEFIT, SheetStatus.CHECKING)),)


def tell_responsible(*, cast: Cast, now: datetime, leads: Leads) -> None:
    """Worksheets where who works on the case may write; what is decided, by the municipality."""
    for role, stories in ((Role.MUNICIPAL_OFFICER, _STORIES), (Role.CORE_OFFICER, _COMMISSIONED)):
        for (actor, case), told in zip(_cases(cast, now, leads, role), stories, strict=False):
            for kind, status in told:
                _worksheet(actor, case, kind, status, now)
    _exceptions(cast, now, leads)


def _cases(cast: Cast, now: datetime, leads: Leads, role: Role) -> Iterator[tuple[Actor, Case]]:
    for body in dict.fromkeys(key for _, key, lead in leads if lead is role):
        actor = cast.actor(body, role, now)
        for case in guide.listed(actor=actor, at=now, mine=True).filter(status__in=_RUNNING):
            access = get_case(actor=actor, case_id=case.pk, at=now)
            if access.can(P.RESPONSIBLE_WRITE) and access.can(P.JUSTICE_OUTLINE_VIEW) and access.can(P.WELFARE_VIEW):
                yield actor, case


def _worksheet(actor: Actor, case: Case, kind: SheetKind, status: SheetStatus, now: datetime) -> None:
    due_on = day_of(now) + timedelta(days=14)
    sheet = services.open_sheet(actor=actor, case=case, kind=kind, due_on=due_on, now=now)
    for code, answer, municipality, evidence in _FACTS[kind]:
        found = services.Found(answer, municipality, evidence=evidence, kept_where="ケースの添付")
        services.record_fact(actor=actor, sheet=sheet, code=code, found=found, seen=0, now=now)
    if status == SheetStatus.CHECKING:
        return
    _views(actor, sheet, now)
    if status == SheetStatus.INTERIM:
        services.set_interim(
            actor=actor, sheet=sheet, municipality=_HERE, acts="申請を受け付け、認定調査を進める。費用は決定のあとに精算する。",
            until=day_of(now) + timedelta(days=30), text="本人を待たせないため、両市町村で合意した。", now=now,
        )  # fmt: skip
    if status in (SheetStatus.DECIDED, SheetStatus.RECONSIDERING):
        services.decide(actor=actor, sheet=sheet, now=now, decided=services.Decided(
            municipality=_THERE, body="両市町村の協議", decided_by="障害福祉課長", decided_on=day_of(now),
            rule=services.BY_AGREEMENT, text="部屋の契約が続いていて、戻れることを確かめたため。",
        ))  # fmt: skip
    if status == SheetStatus.RECONSIDERING:
        services.reconsider(
            actor=actor, sheet=sheet, text="契約が先月で終わっていたことが分かった。", due_on=day_of(now) + timedelta(days=7),
            info_class=InfoClass.WELFARE, now=now,
        )  # fmt: skip


def _views(actor: Actor, sheet: Worksheet, now: datetime) -> None:
    for said_by, municipality, text in (
        (SaidBy.OWN, _THERE, "前に暮らした部屋の契約が続いていて、居住地はそちらにあると考える。"),
        (SaidBy.OTHER, _HERE, "戻る見込みを確かめられないため、現在地の市町村が行うと考える。"),
    ):
        said = services.Said(
            said_by=said_by, on=day_of(now), channel=Channel.PHONE, spoken_to="障害福祉課の職員", text=text,
            municipality=municipality, info_class=InfoClass.WELFARE,
        )  # fmt: skip
        services.add_statement(
            actor=actor, sheet=sheet, said=said, due_on=day_of(now) + timedelta(days=7), now=now
        )  # fmt: skip


def _exceptions(cast: Cast, now: datetime, leads: Leads) -> None:
    municipality, body, role = next(lead for lead in leads if lead[2] is Role.CORE_OFFICER)
    worker = cast.actor(body, role, now)
    manager = cast.actor(municipality, Role.MUNICIPAL_MANAGER, now)
    office = _own_office(cast.organisations[body], worker, now)
    found = [
        case for case in guide.listed(actor=worker, at=now, mine=True).filter(status__in=_RUNNING)
        if case.responsible == cast.organisations[municipality]
        and get_case(actor=worker, case_id=case.pk, at=now).can(P.INQUIRY_SEND)
    ]  # fmt: skip
    ended = _ask(worker, found[0], office, now)
    plan_office.end_exception(actor=worker, exception=ended, note="別の相談支援事業所が引き受けた", now=now)
    for case, step in ((found[0], "approve"), (found[-1], "refuse"), (found[-1], "")):
        row = _ask(worker, case, office, now)
        if step:
            note = "近くの相談支援事業所にも聞いてください" if step == "refuse" else "3か月後に見直すこと"
            plan_office.decide_exception(actor=manager, exception=row, step=step, note=note, now=now)


def _ask(worker: Actor, case: Case, office: Organisation, now: datetime) -> PlanException:
    today = day_of(now)
    return plan_office.ask_exception(
        actor=worker, case=case, office_id=office.pk, reason=ExceptionReason.HARD_CASE,
        text="ほかの事業所に断られ、関わりの長い担当者が続ける必要がある", starts_on=today, ends_on=today + timedelta(days=180),
        review_on=today + timedelta(days=90), now=now,
    )  # fmt: skip


def _own_office(body: Organisation, worker: Actor, now: datetime) -> Organisation:
    """The commissioned body's own office of 計画相談, of the same corporation."""
    save_organisation(actor=system_actor("setup"), now=now, organisation=body, corporate_number=_NUMBER)
    return office_organisation(
        actor=worker, now=now, office_number="9939900016", kind=OrgKind.PLAN_OFFICE, name=f"{body.name} 計画相談室",
        prefecture_code=PREFECTURE, municipality_code=body.municipality_code, corporate_number=_NUMBER,
    )  # fmt: skip
