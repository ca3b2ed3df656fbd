"""Buttons of 取組み: write one down, say who until when, close it with its result."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import RuleBroken
from renkei.policy.actor import Actor
from renkei.programme.enums.council import FollowOrigin, FollowStatus
from renkei.programme.models import FollowUp
from renkei.programme.queries.council import get_followup, get_series
from renkei.programme.services.council import check_words, locked_series, save
from renkei.programme.states.council import FOLLOW_UP

_FIELDS = ("text", "organisation_id", "user_id", "due_on")


@transaction.atomic
def add_followup(*, actor: Actor, series_id: UUID, now: datetime, **fields: Any) -> FollowUp:
    """取組みを書く: what, who (body, or a user of it), until when.

    Raises:
        RuleBroken: no text, a text that tells of one person, a user who does not work there.
    """
    series = locked_series(actor, series_id, now)
    _check(fields, now)
    follow = save(
        FollowUp(series=series, origin=FollowOrigin.HAND, opened_on=day_of(now), **{n: fields.get(n) for n in _FIELDS})
    )
    return _did(actor, follow, "add", now)


@transaction.atomic
def edit_followup(*, actor: Actor, series_id: UUID, pk: UUID, now: datetime, **fields: Any) -> FollowUp:
    """担当・期限・言葉を直す, while it is open. Raises as `add_followup`, NotFound."""
    follow = _locked(actor, series_id, pk, now)
    if follow.status != FollowStatus.OPEN:
        raise RuleBroken("終えた取組みです。直すときは、先に「もう一度取り組む」を選んでください。")
    _check(fields, now)
    for name in _FIELDS:
        setattr(follow, name, fields.get(name))
    return _did(actor, save(follow), "edit", now)


@transaction.atomic
def move_followup(*, actor: Actor, series_id: UUID, pk: UUID, step: str, result: str, now: datetime) -> FollowUp:
    """済んだ・取りやめる (with the result), or take it up again.

    Raises:
        InvalidTransition: it is closed (open) already. RuleBroken: no result, or one that tells of one person.
    """
    follow = _locked(actor, series_id, pk, now)
    target = FOLLOW_UP.check(follow.status, step).target
    if step != "reopen" and not result.strip():
        raise RuleBroken("結果（取りやめるときは理由）を入力してください。", field="result")
    check_words(result, on=day_of(now), field="result")
    follow.status = target
    is_open = target == FollowStatus.OPEN
    follow.result = follow.result if is_open else result.strip()
    follow.closed_at, follow.closed_by = (None, None) if is_open else (now, actor.user_id)
    return _did(actor, save(follow), step, now)


def _locked(actor: Actor, series_id: UUID, pk: UUID, now: datetime) -> FollowUp:
    view = get_series(actor=actor, pk=series_id, at=now, runs=True)
    return lock(get_followup(view=view, pk=pk))


def _check(fields: dict[str, Any], now: datetime) -> None:
    text = str(fields.get("text") or "")
    if not text.strip():
        raise RuleBroken("取り組むことを入力してください。", field="text")
    check_words(text, on=day_of(now), field="text")
    user, body = fields.get("user_id"), fields.get("organisation_id")
    if user is not None and not members_in_force(body, at=now).filter(user_id=user).exists():
        raise RuleBroken("担当する人を選び直してください。", field="who")


def _did(actor: Actor, follow: FollowUp, step: str, now: datetime) -> FollowUp:
    record(actor=actor, event=E.COUNCIL_CHANGED, now=now, thing=follow, detail={"step": f"follow_{step}"})
    return follow
