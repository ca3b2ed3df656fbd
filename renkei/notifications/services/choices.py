"""How one wants one's mails, and addresses that take none."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.notifications.enums import MailFault, MailMode
from renkei.notifications.models import MailChoice
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def choose_mails(
    *, actor: Actor, mode: str, quiet_from: time, quiet_to: time, quiet_closed: bool, digest_at: time, now: datetime
) -> MailChoice:
    """受け取り方を決める: one's own. Raises RuleBroken for a digest that would come in the quiet night."""
    if actor.user_id is None:
        raise NotFound()
    if mode == MailMode.DIGEST and quiet_from != quiet_to and _within(digest_at, quiet_from, quiet_to):
        raise RuleBroken("まとめの時刻が、メールを送らない時間に入っています。", field="digest_at")
    values = {
        "mode": mode, "quiet_from": quiet_from, "quiet_to": quiet_to, "quiet_closed": quiet_closed, "digest_at": digest_at,
    }  # fmt: skip
    choice, _ = MailChoice.objects.update_or_create(user_id=actor.user_id, defaults=values)
    record(actor=actor, event=E.MAIL_CHANGED, now=now, thing=choice, detail={"step": "choose", "mode": mode})
    return choice


@transaction.atomic
def stop_mails(*, actor: Actor, user_id: UUID, now: datetime) -> MailChoice:
    """メールが戻ってきたと記録する: nothing more goes to this address until it is said to be right again."""
    require(actor, P.USER_MANAGE)
    values = {"stopped_at": now, "fault": MailFault.BOUNCED}
    choice, _ = MailChoice.objects.update_or_create(user_id=user_id, defaults=values)
    record(actor=actor, event=E.MAIL_CHANGED, now=now, thing=choice, detail={"step": "stop", "user": str(user_id)})
    return choice


@transaction.atomic
def resume_mails(*, actor: Actor, user_id: UUID, now: datetime) -> MailChoice:
    """宛先を確かめたので、また送る. Raises Conflict where nothing is stopped."""
    require(actor, P.USER_MANAGE)
    choice = MailChoice.objects.select_for_update().filter(user_id=user_id).first()
    if choice is None or choice.stopped_at is None:
        raise Conflict("この利用者へのメールは、止まっていません。")
    choice.stopped_at, choice.fault = None, ""
    choice.save(update_fields=["stopped_at", "fault"])
    record(actor=actor, event=E.MAIL_CHANGED, now=now, thing=choice, detail={"step": "resume", "user": str(user_id)})
    return choice


def _within(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start < end else clock >= start or clock < end
