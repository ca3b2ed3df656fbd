"""緊急の閲覧: open it with its review, end it early, answer for it, pass on what nobody answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from renkei.accounts.queries import auditors
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.cases.models import Case
from renkei.core.clock import day_of
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from renkei.core.ids import new_id
from renkei.disclosure import services as disclosure
from renkei.disclosure.queries import require_on
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.enums import PERSONAL_CLASSES
from renkei.policy.permissions import P
from renkei.privacy.enums.emergencies import EmergencyReason, ReviewStatus
from renkei.privacy.models import Emergency
from renkei.privacy.queries.emergencies import get_emergency, reviewers
from renkei.privacy.rules.emergencies import hours_refusal, review_due
from renkei.privacy.states.emergencies import EMERGENCY_REVIEW


@transaction.atomic
def open_emergency(
    *, actor: Actor, case: Case, classes: Iterable[str], user_id: UUID, reason: EmergencyReason, reason_text: str,
    hours: int, now: datetime,
) -> Emergency:  # fmt: skip
    """緊急に閲覧する: rows of the ledger for one named person, their review, and word to whoever has to answer it.

    Args:
        user_id: oneself, or a colleague (the one on duty).
        hours: 1–24; the rows end by themselves.

    Raises:
        NotFound: the body takes no part in the case. NotAllowed: not a manager.
        RuleBroken: incomplete; a person or class it can't be opened for; nobody could review it.
    """
    require_on(actor=actor, permission=P.BREAK_GLASS, case=case, at=now)
    chosen = [str(c) for c in PERSONAL_CLASSES if str(c) in set(classes)]
    _check(chosen, reason_text, hours)
    if actor.user_id is None or actor.organisation_id is None:
        raise NotFound()
    emergency = Emergency(
        id=new_id(), case=case, organisation_id=actor.organisation_id, opened_by=actor.user_id, opened_at=now, user_id=user_id,
        classes=chosen, reason=EmergencyReason(reason), reason_text=reason_text.strip(), ends_at=now + timedelta(hours=hours),
        due_on=review_due(day_of(now)),
    )  # fmt: skip
    told = reviewers(emergency=emergency, at=now)
    if not told:
        raise RuleBroken("緊急の閲覧を確認できる人（ほかの管理者・監査の担当）がいないため、開けません。")
    emergency.save(force_insert=True)
    disclosure.break_glass(
        actor=actor, case=case, classes=chosen, user_id=user_id, reason=f"{emergency.get_reason_display()}：{reason_text}",
        ends_at=emergency.ends_at, cause_id=emergency.pk, now=now,
    )  # fmt: skip
    _record(actor, emergency, E.BREAK_GLASS, now, reason=emergency.reason, hours=hours, reader=str(user_id))
    _tell(emergency, told, Kind.EMERGENCY_OPENED, now)
    if user_id != actor.user_id:
        notify(to=[(user_id, actor.organisation_id)], kind=Kind.EMERGENCY_FOR_YOU, now=now, number=case.number,
               link=f"/cases/{case.pk}/", case_id=case.pk)  # fmt: skip
    return emergency


@transaction.atomic
def end_emergency(*, actor: Actor, emergency: Emergency, now: datetime) -> Emergency:
    """緊急の閲覧を終える, before its time: by who opened it, the person who reads, or a manager of the body.

    Raises:
        NotFound: of another body. NotAllowed: somebody else. Conflict: it is over already.
    """
    case = emergency.case
    involved = actor.user_id in (emergency.opened_by, emergency.user_id)
    require_on(actor=actor, permission=P.CASE_VIEW if involved else P.BREAK_GLASS, case=case, at=now)
    emergency = lock(emergency)
    if emergency.organisation_id != actor.organisation_id:
        raise NotFound(permission=P.BREAK_GLASS.code, case_id=case.pk)
    if emergency.ended_at is not None or emergency.ends_at <= now:
        raise Conflict("この緊急の閲覧は、すでに終わっています。")
    emergency.ended_at, emergency.ended_by = now, actor.user_id
    emergency.save()
    disclosure.end_break_glass(actor=actor, case=case, cause_id=emergency.pk, now=now)
    _record(actor, emergency, E.BREAK_GLASS, now, ended=True)
    return emergency


@transaction.atomic
def review_emergency(*, actor: Actor, emergency: Emergency, step: str, finding: str, now: datetime) -> Emergency:
    """緊急の閲覧を確認する: justified or not, in words, by somebody who neither opened it nor read.

    Raises:
        NotFound / NotAllowed: out of the register of this actor; one's own opening. Conflict: answered already.
    """
    emergency = lock(get_emergency(actor=actor, pk=emergency.pk, at=now).emergency)
    if actor.user_id in (emergency.opened_by, emergency.user_id):
        raise NotAllowed(
            "自分が開いた、または自分が閲覧した緊急の閲覧は、自分では確認できません。",
            next_step="ほかの管理者か、監査の担当が確認します。", permission=P.EMERGENCY_REVIEW.code, case_id=emergency.case_id,
        )  # fmt: skip
    transition = EMERGENCY_REVIEW.check(emergency.status, step)
    if not finding.strip():
        raise RuleBroken("確認した内容と、そう考えた理由を入力してください。", field="finding")
    emergency.status, emergency.finding = transition.target, finding.strip()
    emergency.reviewed_at, emergency.reviewed_by = now, actor.user_id
    emergency.save()
    _record(actor, emergency, E.EMERGENCY_REVIEWED, now, step=step)
    people = dict.fromkeys((emergency.opened_by, emergency.user_id))
    _tell(emergency, [(pk, emergency.organisation_id) for pk in people], Kind.EMERGENCY_REVIEWED, now, link=False)
    return emergency


@transaction.atomic
def escalate_emergencies(*, actor: Actor, now: datetime) -> int:
    """期限超過を知らせる: every review nobody answered in time goes to the auditors, once. For the daily job alone."""
    if actor.system != "jobs":
        raise NotFound()
    rows = Emergency.objects.select_for_update(of=("self",)).filter(
        status=ReviewStatus.WAITING, due_on__lt=day_of(now), escalated_at__isnull=True
    )
    found = list(rows.select_related("case"))
    for emergency in found:
        emergency.escalated_at = now
        emergency.save(update_fields=["escalated_at"])
        told = {*reviewers(emergency=emergency, at=now), *auditors(at=now)}
        _tell(emergency, sorted(told), Kind.EMERGENCY_OVERDUE, now)
        _record(actor, emergency, E.EMERGENCY_REVIEWED, now, overdue=True)
    return len(found)


def _check(classes: list[str], reason_text: str, hours: int) -> None:
    if not classes:
        raise RuleBroken("閲覧する情報を選んでください。", field="classes")
    if not reason_text.strip():
        raise RuleBroken("具体的な事情を入力してください。", field="reason_text")
    if refusal := hours_refusal(hours):
        raise RuleBroken(refusal, field="hours")


def _tell(emergency: Emergency, to: list[tuple[UUID, UUID]], kind: Kind, now: datetime, *, link: bool = True) -> None:
    """A number and a link; never the class or the reason."""
    address = f"/emergencies/{emergency.pk}/" if link else f"/cases/{emergency.case_id}/"
    notify(to=to, kind=kind, now=now, number=emergency.case.number, link=address, case_id=emergency.case_id)


def _record(actor: Actor, emergency: Emergency, event: E, now: datetime, **detail: object) -> None:
    record(actor=actor, event=event, now=now, thing=emergency, case_id=emergency.case_id, detail=detail)
