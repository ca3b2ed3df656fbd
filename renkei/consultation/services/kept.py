"""Buttons of 残す助言: propose, decide (the second person), revise, retire."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.consultation.models import KeptAdvice
from renkei.consultation.queries.kept import get_advice, reviewers
from renkei.consultation.queries.sides import side_of
from renkei.consultation.states import KEPT_ADVICE
from renkei.coordination.queries.known import known_of
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import NotFound, RuleBroken
from renkei.core.scan import background_in, left_in_general, refusal_of
from renkei.disclosure.queries import get_case
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.offices.rules.searching import grams, search_text
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import Role
from renkei.policy.permissions import P

_TEXTS = ("kind", "office_type", "situation", "advice", "for_offices")


@transaction.atomic
def propose_advice(
    *, actor: Actor, reviewer: UUID, now: datetime, from_case: UUID | None = None, municipality_id: UUID | None = None,
    **fields: Any,
) -> KeptAdvice:  # fmt: skip
    """助言を残す: checked for words, then a named second person is asked. Nothing leads back to the case it came from.

    Args:
        from_case: the case whose person's name and places are looked for; it is not kept.
        fields: kind, office_type, situation, advice, for_offices.

    Raises:
        RuleBroken: words that tell of one person or place, no text, oneself or a stranger as the second person.
    """
    require(actor, P.KEPT_ADVICE_WRITE)
    sides = side_of(actor)
    municipality = municipality_id or next(iter(sorted(sides)), None)
    if municipality is None or municipality not in sides:
        raise NotFound(permission=P.KEPT_ADVICE_WRITE.code)
    case = get_case(actor=actor, case_id=from_case, at=now).case if from_case else None
    _check(actor, fields, reviewer, case, now)
    thing = KeptAdvice.objects.create(
        municipality_id=municipality, reviewer=reviewer, proposed_by=actor.user_id, proposed_at=now,
        **{name: fields[name] for name in _TEXTS},
    )  # fmt: skip
    return _asked(actor, thing, "propose", now)


@transaction.atomic
def revise_advice(*, actor: Actor, pk: UUID, reviewer: UUID, now: datetime, **fields: Any) -> KeptAdvice:
    """直して、もう一度頼む: by its author. Raises as `propose_advice`, InvalidTransition."""
    thing = _locked(actor, pk, "revise")
    if thing.proposed_by != actor.user_id:
        raise NotFound(permission=P.KEPT_ADVICE_WRITE.code)
    _check(actor, fields, reviewer, None, now)
    for name in _TEXTS:
        setattr(thing, name, fields[name])
    thing.status, thing.reviewer, thing.note = KEPT_ADVICE.get("revise").target, reviewer, ""
    thing.decided_by = thing.decided_at = None
    thing.save()
    return _asked(actor, thing, "revise", now)


@transaction.atomic
def decide_advice(*, actor: Actor, pk: UUID, step: str, note: str, now: datetime) -> KeptAdvice:
    """承認して公開する・差し戻す: by the second person whom the author named, and nobody else.

    Raises:
        NotFound: not the one who was named. InvalidTransition: decided already. RuleBroken: sent back without a reason.
    """
    thing = _locked(actor, pk, step)
    if thing.reviewer != actor.user_id or step not in ("approve", "return"):
        raise NotFound(permission=P.KEPT_ADVICE_WRITE.code)
    if step == "return" and not note.strip():
        raise RuleBroken("差し戻す理由を入力してください。", field="note")
    thing.status, thing.note = KEPT_ADVICE.get(step).target, note.strip() if step == "return" else ""
    thing.decided_by, thing.decided_at = actor.user_id, now
    if step == "approve":
        thing.search_text = search_text(
            [thing.situation, thing.advice], [thing.get_kind_display(), thing.get_office_type_display()]
        )
        thing.grams = grams(thing.search_text)
    thing.save()
    _happened(actor, thing, step, now)
    to = [(thing.proposed_by, actor.organisation_id)] if thing.proposed_by != actor.user_id else []
    notify(to=to, kind=Kind.KEPT_DECIDED, now=now, link=f"/consultations/advice/{thing.pk}/")
    return thing


@transaction.atomic
def retire_advice(*, actor: Actor, pk: UUID, now: datetime) -> KeptAdvice:
    """取り下げる: by its author, the second person, or a manager. It is found no more. Raises NotFound, InvalidTransition."""
    thing = _locked(actor, pk, "retire")
    managers = (Role.MUNICIPAL_MANAGER, Role.CORE_MANAGER)
    if actor.user_id not in (thing.proposed_by, thing.reviewer) and actor.role not in managers:
        raise NotFound(permission=P.KEPT_ADVICE_WRITE.code)
    thing.status = KEPT_ADVICE.get("retire").target
    thing.save(update_fields=["status"])
    _happened(actor, thing, "retire", now)
    return thing


def _check(actor: Actor, fields: dict[str, Any], reviewer: UUID, case: Case | None, now: datetime) -> None:
    for name, label in (("situation", "どんなときに"), ("advice", "どうしたら役に立ったか")):
        text = str(fields.get(name) or "")
        if not text.strip():
            raise RuleBroken(f"「{label}」を入力してください。", field=name)
        if kinds := left_in_general(text, known=known_of(actor=actor, case=case, text=text, today=day_of(now))):
            raise RuleBroken(refusal_of(kinds), field=name)
        if background_in(text):
            raise RuleBroken("刑事に関わる言葉を使わない書き方に直してください。", field=name)
    if reviewer not in dict(reviewers(actor=actor, at=now)):
        raise RuleBroken("承認を頼む人には、相談に答える役割の、自分以外の人を選んでください。", field="reviewer")


def _locked(actor: Actor, pk: UUID, step: str) -> KeptAdvice:
    require(actor, P.KEPT_ADVICE_WRITE)
    thing = lock(get_advice(actor=actor, pk=pk))
    KEPT_ADVICE.check(thing.status, step)
    return thing


def _asked(actor: Actor, thing: KeptAdvice, step: str, now: datetime) -> KeptAdvice:
    _happened(actor, thing, step, now)
    notify(to=[(thing.reviewer, None)], kind=Kind.KEPT_ASKED, now=now, link=f"/consultations/advice/{thing.pk}/")
    return thing


def _happened(actor: Actor, thing: KeptAdvice, step: str, now: datetime) -> None:
    record(actor=actor, event=E.KEPT_ADVICE, now=now, thing=thing, detail={"step": step})
