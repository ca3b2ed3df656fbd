"""One's own inbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from renkei.notifications.enums import Kind, group_of
from renkei.notifications.models import Message
from renkei.policy.actor import Actor


def inbox(*, actor: Actor, group: str = "", unread: bool = False) -> QuerySet[Message]:
    """Messages to this user in this organisation, newest first; of one group, or only the unread ones, on request."""
    here = Q(organisation_id=actor.organisation_id) | Q(organisation_id__isnull=True)
    found = Message.objects.filter(here, user_id=actor.user_id).order_by("-sent_at")
    if group:
        found = found.filter(kind__in=[kind for kind in Kind.values if group_of(kind) == group])
    return found.filter(read_at__isnull=True) if unread else found


def unread_count(*, actor: Actor) -> int:
    """How many are unread."""
    return inbox(actor=actor).filter(read_at__isnull=True).count()


def told_since(*, kind: Kind, case_id: UUID, organisation_id: UUID, since: datetime) -> bool:
    """Was this organisation sent such a message about this case since then? Keeps a daily job from repeating itself."""
    sent = Message.objects.filter(kind=kind, case_id=case_id, organisation_id=organisation_id, sent_at__gte=since)
    return sent.exists()
