"""Forms that were taken, and drafts: each user's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from renkei.accounts.models import FormDraft, SentForm
from renkei.policy.actor import Actor


def sent_form(*, actor: Actor, form_id: UUID) -> SentForm | None:
    """What this form led to when it was taken before; None when it was not."""
    return SentForm.objects.filter(pk=form_id, user_id=actor.user_id).first()


def own_draft(*, actor: Actor, draft_id: UUID, path: str, at: datetime) -> FormDraft | None:
    """A live draft of this very user for this very page."""
    return FormDraft.objects.filter(pk=draft_id, user_id=actor.user_id, path=path, ends_at__gt=at).first()


def own_drafts(*, actor: Actor, at: datetime) -> list[FormDraft]:
    """Live drafts of this user in this membership, newest first."""
    found = FormDraft.objects.filter(user_id=actor.user_id, membership_id=actor.membership_id, ends_at__gt=at)
    return list(found.order_by("-created_at"))
