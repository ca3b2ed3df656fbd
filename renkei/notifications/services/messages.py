"""Telling users. In the caller's transaction, so a message exists exactly when the change does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from renkei.core.errors import NotFound
from renkei.core.jobs import defer
from renkei.notifications.enums import NEVER_MAILED, Kind
from renkei.notifications.models import Message
from renkei.notifications.queries import inbox
from renkei.policy.actor import Actor


def notify(
    *,
    to: Iterable[tuple[UUID, UUID | None]],
    kind: Kind,
    now: datetime,
    number: str = "",
    link: str = "",
    case_id: UUID | None = None,
) -> None:
    """Put a message into the inbox of each (user id, organisation id). Nobody to tell is no error.

    With a mail server the worker mails it as each reader wishes, once this transaction is over.
    """
    made = [
        Message(
            user_id=user_id, organisation_id=organisation_id, kind=kind, number=number, link=link,
            case_id=case_id, sent_at=now,
        )
        for user_id, organisation_id in dict.fromkeys(to)
    ]  # fmt: skip
    Message.objects.bulk_create(made)
    if made and settings.MAIL_ON and kind not in NEVER_MAILED:
        defer("mail.plan", message_ids=[str(message.pk) for message in made])


@transaction.atomic
def mark_read(*, actor: Actor, message_id: UUID, now: datetime) -> Message:
    """既読にする: one's own message only. Raises NotFound for anybody else's."""
    message = Message.objects.select_for_update().filter(pk=message_id, user_id=actor.user_id).first()
    if message is None:
        raise NotFound()
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


@transaction.atomic
def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """すべて既読にする: the inbox of this membership. Returns how many messages changed."""
    return inbox(actor=actor).filter(read_at__isnull=True).order_by().update(read_at=now)
