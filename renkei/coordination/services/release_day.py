"""Buttons of the sheet of the release day: write it, its places, print it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from renkei.accounts.queries import addressees
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.cases.queries import assigned_users
from renkei.coordination.models.release_day import ReleaseDay, ReleaseStop
from renkei.coordination.queries.release_day import LIVING, MEETING, offices_on
from renkei.core.db import explain, lock
from renkei.core.errors import Conflict, RuleBroken
from renkei.core.scan import background_in
from renkei.disclosure.queries import CaseAccess, require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.permissions import P

STOP_FIELDS = ("kind", "at", "place", "address", "goes_with", "note", "organisation_id", "is_shown", "told_day")


@transaction.atomic
def write_day(*, actor: Actor, case: Case, based_on: int, now: datetime, **texts: Any) -> ReleaseDay:
    """行程表を書く. What stands under welfare is changed only by whoever may read it.

    Raises:
        Conflict: somebody saved it meanwhile, or the case is closed.
    """
    case = _begin(actor, case, now)
    facts = require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    row = ReleaseDay.objects.select_for_update(of=("self",)).filter(case=case).first() or ReleaseDay(case=case)
    if row.version != based_on:
        raise Conflict("ほかの人が先に保存しました。最新の内容を確認してから、もう一度入力してください。")
    may_living = can(actor, P.WELFARE_VIEW, facts, at=now)
    for name in (*MEETING, *(LIVING if may_living else ())):
        if name in texts:
            setattr(row, name, texts[name] or None)
    row.version += 1
    row.save()
    return _recorded(row, "write", actor, case, now)


@transaction.atomic
def add_stop(*, actor: Actor, case: Case, now: datetime, **fields: Any) -> ReleaseStop:
    """行き先を加える. Raises RuleBroken when it is to be shown without an office or a day, to a body to which welfare is not
    disclosed, or with words of custody, offences or the programme."""
    case = _begin_stop(actor, case, now)
    return _save_stop(actor, ReleaseStop(case=case), fields, "add", now)


@transaction.atomic
def change_stop(*, actor: Actor, stop: ReleaseStop, now: datetime, **fields: Any) -> ReleaseStop:
    """行き先を変える; an office that sees it is told. Raises as `add_stop`; Conflict when it was removed."""
    _begin_stop(actor, stop.case, now)
    stop = lock(stop)
    if stop.removed_at is not None:
        raise Conflict("この行き先は、行程から外されています。画面を開き直してください。")
    return _save_stop(actor, stop, fields, "change", now)


@transaction.atomic
def remove_stop(*, actor: Actor, stop: ReleaseStop, now: datetime) -> ReleaseStop:
    """行程から外す. A second press changes nothing."""
    _begin_stop(actor, stop.case, now)
    stop = lock(stop)
    if stop.removed_at is None:
        stop.removed_at = now
        stop.save()
        _tell(stop, now)
    return _recorded(stop, "remove", actor, stop.case, now)


@transaction.atomic
def record_day_print(
    *, actor: Actor, case: Case, classes: Iterable[str], now: datetime, form: str = "release_day"
) -> None:  # fmt: skip
    """行程表を印刷した: who printed which classes; `form` "release_day_copy" for the person's own paper."""
    require_on(actor=actor, permission=P.TASK_VIEW, case=case, at=now)
    record(actor=actor, event=E.PRINTED, now=now, thing=case, case_id=case.pk,
           detail={"form": form, "classes": sorted(classes)})  # fmt: skip


def _begin(actor: Actor, case: Case, now: datetime) -> Case:
    require_on(actor=actor, permission=P.TASK_WRITE, case=case, at=now)
    require_on(actor=actor, permission=P.JUSTICE_OUTLINE_VIEW, case=case, at=now)
    case = lock(case)
    if case.closed_at is not None:
        raise Conflict("このケースは終結しています。行程表は変えられません。")
    return case


def _begin_stop(actor: Actor, case: Case, now: datetime) -> Case:
    require_on(actor=actor, permission=P.WELFARE_VIEW, case=case, at=now)
    return _begin(actor, case, now)


def _save_stop(actor: Actor, stop: ReleaseStop, fields: dict[str, Any], step: str, now: datetime) -> ReleaseStop:
    for name in STOP_FIELDS:
        value = fields.get(name)
        setattr(stop, name, bool(value) if name == "is_shown" else (value or None))
    if not (stop.place or "").strip():
        raise RuleBroken("行き先を入力してください。", field="place")
    if stop.is_shown:
        _check_shown(actor, stop, now)
    try:
        with transaction.atomic():
            stop.save()
    except IntegrityError as error:
        raise explain(error, ReleaseStop) from None
    _tell(stop, now)
    return _recorded(stop, step, actor, stop.case, now)


def _check_shown(actor: Actor, stop: ReleaseStop, now: datetime) -> None:
    if stop.organisation_id is None:
        raise RuleBroken("見せる事業所を選んでください。", field="organisation_id")
    if stop.told_day is None:
        raise RuleBroken("事業所に伝える日を入力してください。", field="told_day")
    facts = require_on(actor=actor, permission=P.TASK_WRITE, case=stop.case, at=now)
    allowed = {UUID(pk) for pk, _ in offices_on(access=CaseAccess(stop.case, facts, actor, now))}
    if stop.organisation_id not in allowed:
        raise RuleBroken("この事業所には、障害・医療・生活の情報が開示されていません。", field="organisation_id")
    for name in ("place", "address", "goes_with", "note"):  # under welfare, also where the background is told
        if background_in(getattr(stop, name) or ""):
            raise RuleBroken(
                "事業所が読みます。拘束・罪名・制度の名前などを使わない書き方に直してください。", field=name
            )


def _tell(stop: ReleaseStop, now: datetime) -> None:
    """The office of a stop that it sees: those of it who work on the case."""
    if not stop.is_shown or stop.organisation_id is None:
        return
    assigned = assigned_users(stop.case_id, stop.organisation_id)
    to = [(u, o) for u, o in addressees(stop.organisation_id, at=now) if u in assigned]
    notify(
        to=to, kind=Kind.START_DAY, now=now, number=stop.case.number, link=f"/cases/{stop.case_id}/plan/day/",
        case_id=stop.case_id,
    )  # fmt: skip


def _recorded(thing: Any, step: str, actor: Actor, case: Case, now: datetime) -> Any:
    record(actor=actor, event=E.RELEASE_DAY_CHANGED, now=now, thing=thing, case_id=case.pk, detail={"step": step})
    return thing
