"""Rows that name a person of one's own organisation: chosen by the manager, or in an emergency by himself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import members_in_force
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.errors import NotFound, RuleBroken
from renkei.disclosure.enums import Basis, Cause, Stage
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import live_row, require_on
from renkei.disclosure.services.ledger import _open
from renkei.policy.actor import Actor
from renkei.policy.permissions import P

BREAK_GLASS_HOURS = 24


@transaction.atomic
def name_person(*, actor: Actor, case: Case, info_class: str, user_id: UUID, reason: str, now: datetime) -> LedgerEntry:
    """見る人を指名する: a row that names one person of one's own organisation for a class kept to named persons."""
    require_on(actor=actor, permission=P.ASSIGN, case=case, at=now)
    own = actor.organisation_id
    if own is None or not members_in_force(own, at=now).filter(user_id=user_id).exists():
        raise RuleBroken("所属している人の中から選んでください。", field="user_id")
    return _name(
        actor, case, info_class, user_id, reason, now, cause=Cause.NAMED_PERSON, basis=Basis.INTERNAL, ends_at=None
    )


@transaction.atomic
def break_glass(*, actor: Actor, case: Case, info_class: str, reason: str, now: datetime) -> LedgerEntry:
    """緊急に閲覧する: a manager opens a class for himself for 24 hours, with a written reason; recorded and shown."""
    require_on(actor=actor, permission=P.BREAK_GLASS, case=case, at=now)
    if actor.user_id is None:
        raise NotFound()
    record(actor=actor, event=E.BREAK_GLASS, now=now, thing=case, case_id=case.pk, info_class=info_class)
    return _name(
        actor, case, info_class, actor.user_id, reason, now, cause=Cause.BREAK_GLASS, basis=Basis.EMERGENCY,
        ends_at=now + timedelta(hours=BREAK_GLASS_HOURS),
    )  # fmt: skip


def _name(
    actor: Actor, case: Case, info_class: str, user_id: UUID, reason: str, now: datetime, *, cause: Cause, basis: Basis,
    ends_at: datetime | None,
) -> LedgerEntry:  # fmt: skip
    if not reason.strip():
        raise RuleBroken("理由を入力してください。", field="reason")
    own = actor.organisation_id
    held = own and live_row(case_id=case.pk, recipient_id=own, info_class=info_class, at=now)
    if not held:
        raise RuleBroken("この情報は、あなたの機関に開示されていません。")
    return _open(
        actor, now, case=case, info_class=info_class, recipient_id=own, giver_id=held.giver_id, basis=basis,
        legal_reason=reason.strip(), derived_from=held, persons=[user_id], stage=Stage.INTERNAL, cause=cause, ends_at=ends_at,
    )  # fmt: skip
