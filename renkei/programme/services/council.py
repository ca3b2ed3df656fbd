"""Buttons of a 会議体: open, change and end it; its 委員 and their 守秘."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain, lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.scan import names_only, of_one_person, refusal_of
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.programme.models import CouncilMember, CouncilSeries
from renkei.programme.queries.council import get_member, get_series, side_of

_SERIES = ("kind", "title", "interval_months", "next_on")


@transaction.atomic
def open_series(*, actor: Actor, now: datetime, municipality_id: UUID | None = None, **fields: Any) -> CouncilSeries:
    """会議体を作る, for one's own municipality or the one that commissioned one's body.

    Raises:
        NotFound: not one's municipality. RuleBroken: no title, a person's name in it, an interval out of bounds.
    """
    require(actor, P.COUNCIL_WRITE)
    sides = side_of(actor)
    municipality = municipality_id or next(iter(sorted(sides)), None)
    if municipality is None or municipality not in sides:
        raise NotFound(permission=P.COUNCIL_WRITE.code)
    _check(fields)
    series = save(CouncilSeries(municipality_id=municipality, **{n: fields[n] for n in _SERIES if n in fields}))
    return _did(actor, series, "open", now)


@transaction.atomic
def edit_series(*, actor: Actor, pk: UUID, now: datetime, **fields: Any) -> CouncilSeries:
    """名称・間隔・次の予定日を変える. Raises as `open_series`."""
    series = locked_series(actor, pk, now)
    _check(fields)
    for name in _SERIES:
        if name in fields:
            setattr(series, name, fields[name])
    return _did(actor, save(series), "edit", now)


@transaction.atomic
def end_series(*, actor: Actor, pk: UUID, now: datetime) -> CouncilSeries:
    """会議体を終える; a second click takes it up again. What is still open stays open."""
    series = locked_series(actor, pk, now)
    series.ended_on = None if series.ended_on else day_of(now)
    return _did(actor, save(series), "end" if series.ended_on else "resume", now)


@transaction.atomic
def add_member(*, actor: Actor, series_id: UUID, now: datetime, **fields: Any) -> CouncilMember:
    """委員を加える: a user of Renkei (user_id, organisation_id), or somebody else by body and name.

    Raises:
        RuleBroken: nobody named, a user who does not work there, the same user twice, days out of order.
    """
    series = locked_series(actor, series_id, now)
    _check_person(fields, now)
    member = save(CouncilMember(series=series, **fields))
    _did(actor, series, "member", now, member=str(member.pk))
    return member


@transaction.atomic
def edit_member(*, actor: Actor, series_id: UUID, pk: UUID, now: datetime, **fields: Any) -> CouncilMember:
    """任期・職・守秘を書く. Raises NotFound, RuleBroken."""
    series = locked_series(actor, series_id, now)
    member = lock(get_member(view=get_series(actor=actor, pk=series.pk, at=now, runs=True), pk=pk))
    if fields.get("pledged_on") and fields["pledged_on"] > day_of(now):
        raise RuleBroken("守秘を確かめた日は、今日までの日を入力してください。", field="pledged_on")
    for name in ("post", "starts_on", "ends_on", "pledge", "pledged_on", "pledged_until"):
        if name in fields:
            setattr(member, name, fields[name])
    _did(actor, series, "member_edit", now, member=str(save(member).pk))
    return member


@transaction.atomic
def remove_member(*, actor: Actor, series_id: UUID, pk: UUID, now: datetime) -> CouncilMember:
    """委員から外す. Copies in his hands stay on the list until they are collected. Raises NotFound."""
    series = locked_series(actor, series_id, now)
    member = lock(get_member(view=get_series(actor=actor, pk=series.pk, at=now, runs=True), pk=pk))
    member.removed_at = now
    member.save(update_fields=["removed_at"])
    _did(actor, series, "member_remove", now, member=str(member.pk))
    return member


def locked_series(actor: Actor, pk: UUID, now: datetime) -> CouncilSeries:
    """The locked row, for the side that runs it. Raises NotFound, NotAllowed."""
    return lock(get_series(actor=actor, pk=pk, at=now, runs=True).series)


def save(thing: Any) -> Any:
    """Save; a constraint that is violated says its sentence. Raises RuleBroken."""
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise explain(error, type(thing)) from None
    return thing


def check_words(text: str, *, on: date, field: str) -> None:
    """A text of these tables tells of no one person. Raises RuleBroken."""
    if kinds := of_one_person(text, today=on, headings=True):
        raise RuleBroken(refusal_of(kinds), field=field)


def _check(fields: dict[str, Any]) -> None:
    if not str(fields.get("title") or "").strip():
        raise RuleBroken("名称を入力してください。", field="title")
    if kinds := names_only(str(fields["title"])):
        raise RuleBroken(refusal_of(kinds), field="title")


def _check_person(fields: dict[str, Any], now: datetime) -> None:
    user, body = fields.get("user_id"), fields.get("organisation_id")
    if user is None and not str(fields.get("name") or "").strip():
        raise RuleBroken("利用者を選ぶか、氏名を入力してください。", field="name")
    if user is None and not body and not str(fields.get("body") or "").strip():
        raise RuleBroken("機関を入力してください。", field="body")
    if user is not None and not members_in_force(body, at=now).filter(user_id=user).exists():
        raise RuleBroken("委員にする利用者を選び直してください。", field="member")
    if fields.get("pledged_on") and fields["pledged_on"] > day_of(now):
        raise RuleBroken("守秘を確かめた日は、今日までの日を入力してください。", field="pledged_on")


def _did(actor: Actor, series: CouncilSeries, step: str, now: datetime, **detail: str) -> CouncilSeries:
    record(actor=actor, event=E.COUNCIL_CHANGED, now=now, thing=series, detail={"step": step, **detail})
    return series
