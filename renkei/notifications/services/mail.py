"""The mails of notices: planned when the notice is there, sent when they are due, all of a user's in one.

At least once: a server that took a mail and a database that lost the news of it make a second one, never none.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from renkei.core.clock import TOKYO
from renkei.core.jobs import defer
from renkei.notifications import rules
from renkei.notifications.enums import NEVER_MAILED, URGENT, Kind, MailFault, MailStatus
from renkei.notifications.models import Mail, MailChoice, Message
from renkei.policy.actor import Actor

#: A notice that could not be mailed for so long is no news any more; it stands in the application.
GIVE_UP_DAYS = 7


class MailUnreachable(Exception):
    """The mail server did not take it for now: to be tried again. Carries no address."""


@transaction.atomic
def plan_mails(*, actor: Actor, message_ids: Iterable[UUID], now: datetime) -> int:
    """Decide for each message whether and when it is mailed. Safe to run twice; returns how many mails were planned."""
    messages = list(Message.objects.filter(pk__in=list(message_ids), mail__isnull=True))
    choices = {c.user_id: c for c in MailChoice.objects.filter(user_id__in={m.user_id for m in messages})}
    mails = [mail for message in messages if (mail := _mail(message, choices.get(message.user_id), now))]
    Mail.objects.bulk_create(mails)
    for user_id, due in sorted({(mail.user_id, mail.due_at) for mail in mails if mail.status == MailStatus.WAITING}):
        later = due if due > now else None
        defer("mail.send", at=later, once=f"mail:{user_id}:{due:%Y%m%d%H%M}", user_id=str(user_id))
    return len(mails)


@transaction.atomic
def send_waiting(*, actor: Actor, user_id: UUID, address: str, base_url: str, now: datetime) -> int:
    """Send a user what is due, several notices in one mail. Returns how many notices went out.

    Args:
        address: his mail address; empty where he is no active user any more: then nothing is sent.

    Raises:
        MailUnreachable: the server can't be reached or wants it later; nothing was changed.
    """
    rows = Mail.objects.select_for_update(of=("self",)).filter(
        user_id=user_id, status=MailStatus.WAITING, due_at__lte=now
    )
    mails = list(rows.select_related("message").order_by("message__sent_at", "pk"))
    choice = MailChoice.objects.filter(user_id=user_id).first()
    if not mails:
        return 0
    if fault := _why_not(address, choice):
        _end(mails, MailStatus.DROPPED, now, fault)
        return 0
    if not _deliver(mails, address, base_url):
        _end(mails, MailStatus.FAILED, now, MailFault.REFUSED)
        values = {"stopped_at": now, "fault": MailFault.REFUSED}
        MailChoice.objects.update_or_create(user_id=user_id, defaults=values)
        return 0
    _end(mails, MailStatus.SENT, now)
    return len(mails)


@transaction.atomic
def give_up_old(*, actor: Actor, now: datetime) -> int:
    """Mails that could not be handed over for a week are no news any more. Returns how many were given up."""
    old = Mail.objects.filter(status=MailStatus.WAITING, due_at__lt=now - timedelta(days=GIVE_UP_DAYS))
    return old.update(status=MailStatus.FAILED, ended_at=now, fault=MailFault.UNREACHABLE)


def _mail(message: Message, choice: MailChoice | None, now: datetime) -> Mail | None:
    if message.kind in NEVER_MAILED:
        return None
    wish = choice.wish if choice else rules.Wish()
    due = rules.due_at(wish, is_urgent=message.kind in URGENT, now=now.astimezone(TOKYO))
    if due is None or message.read_at is not None:
        return None
    mail = Mail(message=message, user_id=message.user_id, due_at=due)
    if choice and choice.stopped_at:
        mail.status, mail.ended_at, mail.fault = MailStatus.DROPPED, now, MailFault.STOPPED
    return mail


def _why_not(address: str, choice: MailChoice | None) -> MailFault | None:
    if not address:
        return MailFault.NO_ADDRESS
    return MailFault.STOPPED if choice and choice.stopped_at else None


def _deliver(mails: Sequence[Mail], address: str, base_url: str) -> bool:
    """Hand it to the server. False where the address was refused for good."""
    lines = [rules.Line(Kind(m.message.kind).label, m.message.number, m.message.link) for m in mails]
    letter = EmailMessage(rules.subject(len(lines)), rules.body(lines, base_url=base_url), to=[address])
    letter.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code >= _FOR_GOOD for code, _ in refused.recipients.values()):
            return False
        raise MailUnreachable() from None
    except (smtplib.SMTPException, OSError):
        raise MailUnreachable() from None  # its text may hold the address
    return True


_FOR_GOOD = 500  # RFC 5321, 4.2.1: a reply of 5yz is permanent, one of 4yz is not


def _end(mails: Sequence[Mail], status: MailStatus, now: datetime, fault: str = "") -> None:
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(status=status, ended_at=now, fault=fault)
