"""A user's own password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from renkei.accounts.models import User
from renkei.accounts.services.sessions import end_all_sessions
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor


@transaction.atomic
def change_password(*, actor: Actor, now: datetime, user: User, password: str) -> None:
    """パスワードを変える: one's own, after the present one or a mailed link was shown. The form has judged it.
    Every other session of the user ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=actor, event=E.PASSWORD_CHANGED, now=now, thing=user)
    end_all_sessions(actor=actor, now=now, user_id=user.pk, keep_current=True)
    notify(to=[(user.pk, None)], kind=Kind.PASSWORD_CHANGED, now=now)
