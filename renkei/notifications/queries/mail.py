"""How users want their mails, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Q

from renkei.notifications.enums import MailStatus
from renkei.notifications.models import Mail, MailChoice
from renkei.notifications.rules import Wish
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

SEEN_DAYS = 30


@dataclass(frozen=True)
class MailFigures:
    """The mails as the administrator sees them: is there a server at all, what waits since when, what the last month brought."""

    is_on: bool
    host: str
    sender: str
    has_address: bool  # is the address of this Renkei set, so that a mail can hold a link?
    waiting: int
    late: int
    oldest: datetime | None
    sent: int
    failed: int
    stopped: int


def choice_of(*, actor: Actor) -> MailChoice | None:
    """One's own choice; None while nothing was chosen."""
    return MailChoice.objects.filter(user_id=actor.user_id).first()


def wish_of(*, actor: Actor) -> Wish:
    """How one's own mails arrive: as chosen, else the house's default."""
    choice = choice_of(actor=actor)
    return choice.wish if choice else Wish()


def mails_of(*, actor: Actor, message_ids: Iterable[UUID]) -> dict[UUID, Mail]:
    """One's own mails by the message they tell of."""
    return {m.message_id: m for m in Mail.objects.filter(user_id=actor.user_id, message_id__in=list(message_ids))}


def stopped_users(*, actor: Actor) -> dict[UUID, MailChoice]:
    """Users whose address takes no mail any more, by id; whom of them the actor manages, `accounts` says. Raises NotAllowed."""
    require(actor, P.USER_MANAGE)
    return {c.user_id: c for c in MailChoice.objects.filter(stopped_at__isnull=False)}


def stopped_of(*, actor: Actor, user_id: UUID) -> MailChoice | None:
    """Why a user's address takes no mail any more; None where it does. Raises NotAllowed."""
    require(actor, P.USER_MANAGE)
    return MailChoice.objects.filter(user_id=user_id, stopped_at__isnull=False).first()


def is_stopped(*, user_id: UUID) -> bool:
    """Does this user's address take no mail any more? For the program that sends them."""
    return MailChoice.objects.filter(user_id=user_id, stopped_at__isnull=False).exists()


def failed_mails(*, actor: Actor, user_ids: Iterable[UUID], at: datetime) -> dict[UUID, int]:
    """How many notices of the last month did not reach each of these users by mail. Raises NotAllowed."""
    require(actor, P.USER_MANAGE)
    lost = Q(status=MailStatus.FAILED) | Q(status=MailStatus.DROPPED, fault="stopped")
    rows = Mail.objects.filter(lost, user_id__in=list(user_ids), due_at__gte=at - timedelta(days=SEEN_DAYS))
    return dict(rows.values_list("user_id").annotate(n=Count("id")))


def mail_figures(*, actor: Actor, at: datetime) -> MailFigures:
    """For the administrator's page: two queries. Raises NotAllowed."""
    require(actor, P.SYSTEM_WATCH)
    since, waits = at - timedelta(days=SEEN_DAYS), Q(status=MailStatus.WAITING)
    found = Mail.objects.aggregate(
        waiting=Count("id", waits),
        late=Count("id", waits & Q(due_at__lt=at - timedelta(hours=1))),
        oldest=Min("due_at", filter=waits),
        sent=Count("id", Q(status=MailStatus.SENT, ended_at__gte=since)),
        failed=Count("id", Q(status=MailStatus.FAILED, ended_at__gte=since)),
    )
    return MailFigures(
        is_on=settings.MAIL_ON,
        host=settings.EMAIL_HOST,
        sender=settings.DEFAULT_FROM_EMAIL,
        has_address=bool(settings.PUBLIC_URL),
        stopped=MailChoice.objects.filter(stopped_at__isnull=False).count(),
        **found,
    )
