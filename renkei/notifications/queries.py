"""One's own inbox."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from renkei.notifications.models import Message
from renkei.policy.actor import Actor


def inbox(*, actor: Actor) -> QuerySet[Message]:
    """Messages to this user in this organisation, newest first."""
    here = Q(organisation_id=actor.organisation_id) | Q(organisation_id__isnull=True)
    return Message.objects.filter(here, user_id=actor.user_id).order_by("-sent_at")


def unread_count(*, actor: Actor) -> int:
    """How many are unread."""
    return inbox(actor=actor).filter(read_at__isnull=True).count()
