"""Buttons of the visits of 開拓: record one (an activity, ウ-2), cancel one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.contacts.enums import ContactMethod, Counterpart
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.offices.enums import Accepted, KnownFrom, Tie
from renkei.offices.queries.knowledge import current_knowledge
from renkei.offices.services.knowledge import save_knowledge
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.programme.enums.outreach import RUNNING, Help, OutreachStatus, Stance
from renkei.programme.models import Outreach, OutreachVisit
from renkei.programme.queries.outreach import get_visit
from renkei.programme.rules.assumptions_outreach import MOST_MINUTES
from renkei.programme.rules.outreach import review_on
from renkei.programme.services.outreach import clean_text, locked_outreach, put_next, saved_outreach
from renkei.programme.states.outreach import OUTREACH

#: 計画相談・地域移行・地域定着・障害児相談 (国保連サービス種類コード): their staff are consultants.
_CONSULTING = frozenset({"52", "53", "54", "55"})
_FACE_TO_FACE = {ContactMethod.VISIT: Tie.VISITED, ContactMethod.ACCOMPANY: Tie.VISITED}
_MET = (ContactMethod.INTERVIEW, ContactMethod.MEETING, ContactMethod.ONLINE)
#: From the loosest tie to the closest; a visit never makes a tie looser.
_CLOSER = (Tie.UNKNOWN, Tie.NONE, Tie.PHONE, Tie.MET, Tie.VISITED, Tie.WORKED)
_KEPT = (
    "contact_role", "contact_name", "contact_window", "best_hours", "accepted", "accepted_count", "accepted_last_on",
    "training", "training_on", "note", "shareable",
)  # fmt: skip


@transaction.atomic
def record_visit(
    *, actor: Actor, pk: UUID, at: datetime, method: str, stance: str, now: datetime, helps: Iterable[str] = (),
    next_step: str = "", next_on: date | None = None, keep_tie: bool = False, **fields: Any,
) -> OutreachVisit:  # fmt: skip
    """訪問を記録する (ウ-2); the first one makes the office 訪問済 and starts the six months.

    Args:
        helps: what would help them to accept (codes of `Help`).
        keep_tie: also write the 接点 into the coordinators' knowledge of the office, so that matching knows it.
        fields: minutes, travel_minutes, went, met, text.

    Raises:
        RuleBroken: a moment to come, a time that can't be, words about a background, an unknown code. Conflict: it is over.
    """
    thing = locked_outreach(actor, pk)
    if thing.status not in RUNNING:
        raise Conflict("終わった開拓です。続けるときは、先に再開してください。")
    wanted = list(dict.fromkeys(helps))
    _check(at, stance, wanted, fields, now)
    visit = OutreachVisit.objects.create(
        target=thing, municipality_id=thing.municipality_id, organisation_id=actor.organisation_id, author=actor.user_id,
        method=ContactMethod(method), counterpart=_counterpart(thing), at=at, stance=stance, helps=wanted, written_at=now,
        minutes=fields.get("minutes"), travel_minutes=fields.get("travel_minutes"), went=(fields.get("went") or "").strip(),
        met=(fields.get("met") or "").strip(), text=clean_text(fields.get("text") or "", "話したこと", "text"),
    )  # fmt: skip
    step, before = "again", thing.status
    if thing.status in OUTREACH.get("visit").sources:
        step, thing.status = "visit", OUTREACH.get("visit").target
    if thing.status in (OutreachStatus.VISITED, OutreachStatus.CONSIDERING):
        thing.review_on = review_on(day_of(at))
    put_next(thing, next_step, next_on, since=day_of(at))
    saved_outreach(actor, thing, step, before, now, note=str(visit.get_stance_display()))
    if keep_tie:
        _keep_tie(actor, thing, visit, now)
    return visit


@transaction.atomic
def cancel_visit(*, actor: Actor, pk: UUID, reason: str, now: datetime) -> OutreachVisit:
    """訪問の記録を取り消す: one's own body's; it stays and does not count. Without a visit the office is a candidate again.

    Raises:
        NotFound: another body's. Conflict: cancelled already. RuleBroken: no reason.
    """
    require(actor, P.OUTREACH_WRITE)
    visit = lock(get_visit(actor=actor, pk=pk).thing)
    if visit.organisation_id != actor.organisation_id:
        raise NotFound(permission=P.OUTREACH_WRITE.code)
    thing = locked_outreach(actor, visit.target_id)
    if visit.cancelled_at is not None:
        raise Conflict("この記録は、すでに取り消されています。")
    if not reason.strip():
        raise RuleBroken("取り消す理由を入力してください。", field="reason")
    visit.cancelled_at, visit.cancelled_by = now, actor.user_id
    visit.cancel_reason = clean_text(reason, "取り消す理由", "reason")
    visit.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    record(actor=actor, event=E.OUTREACH_MOVED, now=now, thing=visit, detail={"step": "cancel"})
    _without(actor, thing, visit.cancel_reason, now)
    return visit


def _without(actor: Actor, thing: Outreach, reason: str, now: datetime) -> None:
    """The office as it is without that visit."""
    last = thing.visits.filter(cancelled_at__isnull=True).order_by("-at").first()
    step, before = "cancel", thing.status
    if last is None and thing.status in OUTREACH.get("unvisit").sources:
        step, thing.status = "unvisit", OUTREACH.get("unvisit").target
        thing.review_on, thing.planned_on = None, None
    elif last is not None and thing.status in (OutreachStatus.VISITED, OutreachStatus.CONSIDERING):
        thing.review_on = review_on(day_of(last.at))
    saved_outreach(actor, thing, step, before, now, note=reason)


def _check(at: datetime, stance: str, helps: list[str], fields: dict[str, Any], now: datetime) -> None:
    if at > now:
        raise RuleBroken("日時には、現在より前を入力してください。", field="at")
    if stance not in Stance.values:
        raise RuleBroken("手応えを選んでください。", field="stance")
    if set(helps) - set(Help.values):
        raise RuleBroken("選べない値です。一覧から選び直してください。", field="helps")
    for name in ("minutes", "travel_minutes"):
        if (fields.get(name) or 0) > MOST_MINUTES:
            raise RuleBroken(f"時間は{MOST_MINUTES}分以下で入力してください。", field=name)
    for name, label in (("went", "行った人"), ("met", "会った人")):
        clean_text(fields.get(name) or "", label, name)


def _counterpart(thing: Outreach) -> str:
    codes = set(thing.office.service_codes) if thing.office else set()
    return Counterpart.PLAN_OFFICE if codes and codes <= _CONSULTING else Counterpart.OFFICE


def _keep_tie(actor: Actor, thing: Outreach, visit: OutreachVisit, now: datetime) -> None:
    if thing.office_id is None:
        raise RuleBroken("台帳にない事業所には、事業所メモを書けません。", field="keep_tie")
    before = current_knowledge(actor=actor, office_id=thing.office_id, municipality_id=thing.municipality_id)
    tie = _FACE_TO_FACE.get(ContactMethod(visit.method), Tie.MET if visit.method in _MET else Tie.PHONE)
    known: dict[str, Any] = {"accepted": Accepted.UNKNOWN}
    if before is not None:
        known = {name: getattr(before, name) for name in _KEPT}
        tie = max(tie, before.tie, key=_CLOSER.index)
    save_knowledge(
        actor=actor, office_id=thing.office_id, municipality_id=thing.municipality_id, now=now, tie=tie, source=KnownFrom.OWN,
        as_of=day_of(visit.at), **known,
    )  # fmt: skip
