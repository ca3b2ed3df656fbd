"""Rows that name a person of one's own organisation: chosen by the manager, or opened in an emergency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import members_in_force
from renkei.cases.models import Case
from renkei.cases.queries import related_users
from renkei.core.errors import RuleBroken
from renkei.disclosure.enums import Basis, Cause, Stage
from renkei.disclosure.models import LedgerEntry
from renkei.disclosure.queries import live_row, require_on
from renkei.disclosure.services.ledger import _end, _open
from renkei.policy import scopes
from renkei.policy.actor import Actor
from renkei.policy.enums import CORE_KINDS, InfoClass, Reach, Role
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import reach_of


@transaction.atomic
def name_person(*, actor: Actor, case: Case, info_class: str, user_id: UUID, reason: str, now: datetime) -> LedgerEntry:
    """見る人を指名する: a row that names one person of one's own organisation for a class kept to named persons."""
    require_on(actor=actor, permission=P.ASSIGN, case=case, at=now)
    if not reason.strip():
        raise RuleBroken("理由を入力してください。", field="reason")
    reader = _reader(actor, case, user_id, [info_class], now)
    own = actor.organisation_id
    held = own and live_row(case_id=case.pk, recipient_id=own, info_class=info_class, at=now)
    if not held:
        raise RuleBroken("この情報は、あなたの機関に開示されていません。")
    return _open(
        actor, now, case=case, info_class=info_class, recipient_id=own, giver_id=held.giver_id, basis=Basis.INTERNAL,
        legal_reason=reason.strip(), derived_from=held, persons=[reader], stage=Stage.INTERNAL, cause=Cause.NAMED_PERSON,
    )  # fmt: skip


@transaction.atomic
def break_glass(
    *, actor: Actor, case: Case, classes: Iterable[str], user_id: UUID, reason: str, ends_at: datetime, cause_id: UUID,
    now: datetime,
) -> list[LedgerEntry]:  # fmt: skip
    """緊急に閲覧する: a row for each class that names one person of one's own body and ends by itself.

    The class need not be open to the body: where it holds none, the row comes from the body that does. The review that
    goes with it is opened by `privacy.services.emergencies`, the only caller.

    Raises:
        RuleBroken: nobody of the own body, one who is related, a role that never reads this class, a class nobody holds.
    """
    require_on(actor=actor, permission=P.BREAK_GLASS, case=case, at=now)
    chosen = list(dict.fromkeys(classes))
    reader = _reader(actor, case, user_id, chosen, now)
    opened = []
    for info_class in chosen:
        held = _held_by_anybody(actor, case, info_class, now)
        if held is None:
            raise RuleBroken(f"「{InfoClass(info_class).label}」は、どの機関も持っていません。", field="classes")
        giver = held.giver_id if held.recipient_id == actor.organisation_id else held.recipient_id
        opened.append(
            _open(actor, now, case=case, info_class=info_class, recipient_id=actor.organisation_id, giver_id=giver,
                  basis=Basis.EMERGENCY, legal_reason=reason.strip(), derived_from=held, persons=[reader],
                  stage=Stage.INTERNAL, cause=Cause.BREAK_GLASS, cause_id=cause_id, ends_at=ends_at)
        )  # fmt: skip
    return opened


@transaction.atomic
def end_break_glass(*, actor: Actor, case: Case, cause_id: UUID, now: datetime) -> int:
    """緊急の閲覧を早く終える: by a manager, or by the person it was opened for. Who that is, the caller has checked."""
    require_on(actor=actor, permission=P.CASE_VIEW, case=case, at=now)
    rows = LedgerEntry.objects.filter(case=case, cause=Cause.BREAK_GLASS, cause_id=cause_id)
    return _end(rows, at=now, cause=Cause.NOT_NEEDED, actor=actor)


def _reader(actor: Actor, case: Case, user_id: UUID, classes: list[str], now: datetime) -> UUID:
    """A colleague who is not related to the person, and whose role can read what is opened."""
    members = members_in_force(actor.organisation_id, at=now).filter(user_id=user_id)
    roles = [Role(m.role) for m in members]
    if not roles or user_id in related_users(person_id=case.person_id):
        raise RuleBroken("所属している人のうち、このケースを見られる人の中から選んでください。", field="user")
    never = [c for c in classes if all(reach_of(r, VIEW_OF_CLASS[InfoClass(c)]) is Reach.NONE for r in roles)]
    if never:
        words = "、".join(str(InfoClass(c).label) for c in never)
        raise RuleBroken(f"この人の役割では「{words}」を見られません。ほかの人を選んでください。", field="user")
    return user_id


def _held_by_anybody(actor: Actor, case: Case, info_class: str, now: datetime) -> LedgerEntry | None:
    """The live row it is derived from: one's own, else that of the municipality, of the centre, of another body."""
    rows = LedgerEntry.objects.filter(
        scopes.live_at(now), case=case, info_class=info_class, whole_class=True, persons=[], recipient__kind__in=CORE_KINDS
    )  # fmt: skip
    order = [actor.organisation_id, case.responsible_id, case.center_id]
    found = [row for row in rows.order_by("starts_at") if row.basis != Basis.SUMMARY]
    rank = {pk: place for place, pk in reversed(list(enumerate(order)))}
    return min(found, key=lambda r: (rank.get(r.recipient_id, 9), r.basis == Basis.RETAINED), default=None)
