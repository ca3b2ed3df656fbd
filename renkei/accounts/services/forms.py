"""Forms as they are posted: taken once, and what was typed kept when the session had ended.

These rows are the user's own traces and change nothing of a case: the event is recorded by what the form does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from renkei.accounts.models import FormDraft, SentForm
from renkei.core.ids import new_id
from renkei.policy.actor import Actor

#: Longer than any page stays open in earnest; an older page is shown anew before it is taken.
SENT_FORM_DAYS = 7
#: From Friday evening to Monday evening.
DRAFT_HOURS = 72


@transaction.atomic(savepoint=False)  # always inside the request's transaction: one statement
def keep_sent_form(*, actor: Actor, form_id: UUID, digest: str, location: str, now: datetime) -> None:
    """Remember that a form was taken and where it led to; the caller holds the turn of `form_id`."""
    SentForm.objects.bulk_create(
        [SentForm(id=form_id, user_id=actor.user_id, digest=digest, location=location, created_at=now)]
    )


@transaction.atomic
def keep_draft(
    *, actor: Actor, user_id: UUID, membership_id: UUID | None, path: str, content: Mapping[str, Any], now: datetime
) -> FormDraft:
    """Keep what `user_id` typed on `path`; that user, and nobody else, finds it again at its `address`."""
    draft = FormDraft(
        id=new_id(), user_id=user_id, membership_id=membership_id, path=path, content=dict(content),
        ends_at=now + timedelta(hours=DRAFT_HOURS),
    )  # fmt: skip
    FormDraft.objects.bulk_create([draft])
    return draft


@transaction.atomic
def end_draft(*, actor: Actor, draft_id: UUID) -> None:
    """A draft of one's own is no longer wanted: it was saved, or thrown away."""
    FormDraft.objects.filter(pk=draft_id, user_id=actor.user_id).delete()


@transaction.atomic
def drop_old_forms(*, actor: Actor, now: datetime) -> int:
    """Delete what has passed its age; how many rows (daily job)."""
    drafts = FormDraft.objects.filter(ends_at__lte=now).delete()[0]
    return drafts + SentForm.objects.filter(created_at__lte=now - timedelta(days=SENT_FORM_DAYS)).delete()[0]
