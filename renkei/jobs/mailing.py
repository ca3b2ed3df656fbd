"""Mails of notices, with the address of the user, which the area of the notices does not know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from renkei.accounts.queries import mail_address_of, managers_of
from renkei.notifications import services
from renkei.notifications.enums import Kind
from renkei.notifications.queries import is_stopped
from renkei.policy.actor import Actor


def plan(*, actor: Actor, message_ids: Iterable[UUID], now: datetime) -> int:
    """Decide whether and when each message is mailed."""
    return services.plan_mails(actor=actor, message_ids=message_ids, now=now)


def send(*, actor: Actor, user_id: UUID, base_url: str, now: datetime) -> int:
    """Send a user what is due; where his address is refused for good, his managers are told.

    Raises:
        MailUnreachable: to be tried again.
    """
    before = is_stopped(user_id=user_id)
    sent = services.send_waiting(
        actor=actor, user_id=user_id, address=mail_address_of(user_id), base_url=base_url, now=now
    )
    if not before and is_stopped(user_id=user_id):
        services.notify(
            to=managers_of(user_id, at=now), kind=Kind.MAIL_STOPPED, now=now, link="/notifications/stopped/"
        )
    return sent
