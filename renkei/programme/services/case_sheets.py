"""Buttons of 事例資料: write it, have it approved by a second person, hand out numbered copies, collect them, withdraw it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.cases.rules import REIWA_OFFSET
from renkei.coordination.queries.known import known_of
from renkei.core.calendar import fiscal_year
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.ids import new_code
from renkei.core.scan import background_in, left_in_general, refusal_of
from renkei.disclosure.queries import get_case
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import Role
from renkei.policy.permissions import P
from renkei.programme.models import CaseSheet, CaseTrace, SheetCopy
from renkei.programme.queries.case_sheets import SheetView, get_sheet, receivers
from renkei.programme.queries.council import SeriesView, get_series, get_session, second_persons
from renkei.programme.rules.council import Told
from renkei.programme.rules.council_assumptions import FEW_CASES, SHEET_DAYS
from renkei.programme.services.council import save
from renkei.programme.states.council import CASE_SHEET

_TEXTS = (("situation", "困っていること"), ("tried", "これまでにしたこと"), ("question", "話し合いたいこと"))
_CODES = ("age", "needs", "month", "waited", "reasons")
_CODE_LENGTH = 5


@transaction.atomic
def propose_sheet(
    *, actor: Actor, series_id: UUID, case_id: UUID, told: Told, people: int, floor: int, own_cases: int, reviewer: UUID,
    now: datetime, **texts: Any,
) -> CaseSheet:  # fmt: skip
    """事例資料を書く: its words checked against what is known of the person, then a named second person is asked.

    Args:
        told: the coarse codes that stand on it.
        people, floor: how many people the codes could describe, at least, and the municipality's least number (the check
            of the anonymous inquiries, which the screen asks).
        own_cases: cases of the programme in the area, rounded down to fives.
        texts: situation, tried, question.

    Raises:
        RuleBroken: too few people, words that tell of one person, a place or the background, oneself or a stranger as
            the second person. NotFound: a case or table that is not one's own.
    """
    view = get_series(actor=actor, pk=series_id, at=now, runs=True)
    case = get_case(actor=actor, case_id=case_id, at=now).case
    if case.responsible_id != view.series.municipality_id:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    _check_people(people, floor)
    _check(view, texts, reviewer, case)
    number = f"J{fiscal_year(day_of(now)) - REIWA_OFFSET}-{new_code(_CODE_LENGTH)}"
    sheet = save(
        CaseSheet(
            series=view.series, municipality_id=view.series.municipality_id, number=number, people=people,
            few_cases=own_cases < FEW_CASES, proposed_by=actor.user_id, proposed_at=now, reviewer=reviewer,
            expires_on=day_of(now) + timedelta(days=SHEET_DAYS), **_codes(told), **_words(texts),
        )
    )  # fmt: skip
    CaseTrace.objects.create(case=case, municipality_id=view.series.municipality_id, sheet=sheet)
    # Without the case: its history is read by all core bodies, and would lead from the paper back to it.
    record(actor=actor, event=E.CASE_SHEET_MOVED, now=now, thing=sheet, detail={"step": "propose"})
    _ask(sheet, now)
    return sheet


@transaction.atomic
def revise_sheet(
    *, actor: Actor, pk: UUID, told: Told, people: int, floor: int, reviewer: UUID, now: datetime, **texts: Any
) -> CaseSheet:  # fmt: skip
    """直して、もう一度頼む: by its author, who still sees the case it comes from. Raises as `propose_sheet`, InvalidTransition."""
    view = _locked(actor, pk, "revise", now)
    if not view.mine or view.case is None:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    _check_people(people, floor)
    _check(get_series(actor=actor, pk=view.sheet.series_id, at=now, runs=True), texts, reviewer, view.case)
    sheet = view.sheet
    for name, value in (_codes(told) | _words(texts)).items():
        setattr(sheet, name, value)
    sheet.status, sheet.reviewer, sheet.note, sheet.people = CASE_SHEET.get("revise").target, reviewer, "", people
    sheet.decided_by = sheet.decided_at = None
    _did(actor, save(sheet), "revise", now)
    _ask(sheet, now)
    return sheet


@transaction.atomic
def decide_sheet(*, actor: Actor, pk: UUID, step: str, note: str, now: datetime) -> CaseSheet:
    """承認する・差し戻す: by the second person whom the author named, and nobody else.

    Raises:
        NotFound: not the one who was named. InvalidTransition: decided already. RuleBroken: sent back without a reason.
    """
    view = _locked(actor, pk, step, now)
    if not view.named or step not in ("approve", "return"):
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    if step == "return" and not note.strip():
        raise RuleBroken("差し戻す理由を入力してください。", field="note")
    sheet = view.sheet
    sheet.status, sheet.note = CASE_SHEET.get(step).target, note.strip() if step == "return" else ""
    sheet.decided_by, sheet.decided_at = actor.user_id, now
    _did(actor, save(sheet), step, now)
    notify(to=[(sheet.proposed_by, None)], kind=Kind.SHEET_DECIDED, now=now, link=f"/councils/sheets/{sheet.pk}/")
    return sheet


@transaction.atomic
def withdraw_sheet(*, actor: Actor, pk: UUID, now: datetime) -> CaseSheet:
    """取り下げる: by its author, the second person, or a manager. No copy leaves any more; those out are to be collected."""
    view = _locked(actor, pk, "withdraw", now)
    if not (view.mine or view.named or actor.role in (Role.MUNICIPAL_MANAGER, Role.CORE_MANAGER)):
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    view.sheet.status = CASE_SHEET.get("withdraw").target
    view.sheet.save(update_fields=["status"])
    return _did(actor, view.sheet, "withdraw", now)


@transaction.atomic
def hand_out(
    *, actor: Actor, pk: UUID, members: Iterable[UUID], now: datetime, session_id: UUID | None = None
) -> list[SheetCopy]:  # fmt: skip
    """配布する: a numbered copy to each of these 委員.

    Raises:
        RuleBroken: none chosen; one without a live 守秘 or out of his term; not approved, withdrawn or run out.
    """
    view = get_sheet(actor=actor, pk=pk, at=now, runs=True)
    sheet = lock(view.sheet)
    if not SheetView(sheet, actor, now, view.runs, None).may_leave:
        raise RuleBroken("承認された、期限内の資料だけを配れます。")
    wanted = list(dict.fromkeys(members))
    if not wanted:
        raise RuleBroken("渡す委員を選んでください。", field="members")
    allowed = {line.member.pk: line.member for line in receivers(view=view)[0]}
    if not set(wanted) <= set(allowed):
        raise RuleBroken("守秘の確認が切れている、または任期の外の委員には渡せません。", field="members")
    session = None
    if session_id:
        session = get_session(view=get_series(actor=actor, pk=sheet.series_id, at=now), pk=session_id)
    last = SheetCopy.objects.filter(sheet=sheet).aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, pk_of_member in enumerate(wanted, start=last + 1):
        copy = SheetCopy(
            sheet=sheet, member=allowed[pk_of_member], session=session, number=number, handed_at=now,
            handed_by=actor.user_id,
        )  # fmt: skip
        made.append(save(copy))
    _did(actor, sheet, "hand_out", now, copies=str(len(made)))
    return made


@transaction.atomic
def collect(*, actor: Actor, pk: UUID, copy_id: UUID, now: datetime) -> SheetCopy:
    """回収した; a second click changes nothing. Raises NotFound."""
    view = get_sheet(actor=actor, pk=pk, at=now, runs=True)
    found = SheetCopy.objects.filter(sheet=view.sheet, pk=copy_id).first()
    if found is None:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    copy = lock(found)
    if copy.returned_at is None:
        copy.returned_at, copy.returned_by = now, actor.user_id
        copy.save(update_fields=["returned_at", "returned_by"])
        _did(actor, view.sheet, "collect", now, number=str(copy.number))
    return copy


@transaction.atomic
def record_sheet_print(*, actor: Actor, pk: UUID, now: datetime) -> SheetView:
    """印刷: only what may leave today. Raises NotFound, RuleBroken."""
    view = get_sheet(actor=actor, pk=pk, at=now, runs=True)
    if not view.may_leave:
        raise RuleBroken("承認された、期限内の資料だけを印刷できます。")
    record(actor=actor, event=E.PRINTED, now=now, thing=view.sheet, detail={"form": "case_sheet"})
    return view


def _check_people(people: int, floor: int) -> None:
    if people < floor:
        raise RuleBroken(
            f"この資料に当てはまる人は{f'約{people}人' if people else '1人未満'}と見積もられ、下限の{floor}人より少ないため、"
            "使えません。年代・利用開始の希望などを「書かない」にしてください。"
        )


def _check(view: SeriesView, texts: dict[str, Any], reviewer: UUID, case: Case) -> None:
    today = day_of(view.at)
    for name, label in _TEXTS:
        text = str(texts.get(name) or "")
        if not text.strip() and name != "tried":
            raise RuleBroken(f"「{label}」を入力してください。", field=name)
        if background_in(text):
            raise RuleBroken("刑事に関わる言葉を使わない書き方に直してください。", field=name)
        if kinds := left_in_general(text, known=known_of(actor=view.actor, case=case, text=text, today=today)):
            raise RuleBroken(refusal_of(kinds), field=name)
    if reviewer not in dict(second_persons(view=view)):
        raise RuleBroken("承認を頼む人には、この会議体を運営する側の、自分以外の人を選んでください。", field="reviewer")


def _codes(told: Told) -> dict[str, Any]:
    return {n: list(v) if isinstance(v := getattr(told, n), tuple) else v for n in _CODES}


def _words(texts: dict[str, Any]) -> dict[str, str]:
    return {name: str(texts.get(name) or "").strip() for name, _ in _TEXTS}


def _locked(actor: Actor, pk: UUID, step: str, now: datetime) -> SheetView:
    view = get_sheet(actor=actor, pk=pk, at=now, runs=True)
    sheet = lock(view.sheet)
    CASE_SHEET.check(sheet.status, step)
    return SheetView(sheet, actor, now, view.runs, view.case)


def _ask(sheet: CaseSheet, now: datetime) -> None:
    notify(to=[(sheet.reviewer, None)], kind=Kind.SHEET_ASKED, now=now, link=f"/councils/sheets/{sheet.pk}/")


def _did(actor: Actor, sheet: CaseSheet, step: str, now: datetime, **detail: str) -> CaseSheet:
    record(actor=actor, event=E.CASE_SHEET_MOVED, now=now, thing=sheet, detail={"step": step, **detail})
    return sheet
