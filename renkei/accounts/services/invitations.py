"""Invitations: a secret, as link or printed code, with which a user chooses a password. One use, seven days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from renkei.accounts.enums import InvitationPurpose, InvitationState
from renkei.accounts.models import Invitation, User
from renkei.accounts.queries.invitations import clean_secret
from renkei.accounts.rules.inviting import CODE_LENGTH, VALID_FOR, state_of
from renkei.accounts.services.managing import manages
from renkei.accounts.services.sessions import end_all_sessions
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.db import lock
from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.ids import new_code, token_hash
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor, system_actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def issue_invitation(*, actor: Actor, now: datetime, user: User) -> str:
    """招待・再設定のコードを作る: returns the secret, once. Older ones and the present password stop working.

    Raises:
        RuleBroken: the user works in other organisations too (only the administrator may), or is oneself.
    """
    require(actor, P.USER_MANAGE)
    manages(actor, user, now)
    first = user.last_login is None
    return new_invitation(actor, user, InvitationPurpose.FIRST if first else InvitationPurpose.RESET, now)


@transaction.atomic
def revoke_invitations(*, actor: Actor, now: datetime, user: User) -> int:
    """招待を取り消す: handed to the wrong person. Returns how many were open.

    Raises:
        RuleBroken: nothing is open, or this manager may not touch the user as a whole.
    """
    require(actor, P.USER_MANAGE)
    manages(actor, user, now)
    count = _revoke(user, now)
    if not count:
        raise RuleBroken("取り消せる招待はありません。")
    record(actor=actor, event=E.INVITATION_CHANGED, now=now, thing=user, detail={"change": "revoked"})
    return count


@transaction.atomic
def accept_invitation(*, secret: str, now: datetime, password: str) -> User:
    """招待に応じる: the password is chosen and the invitation used up. The form has judged the password.

    Raises:
        NotFound: no such invitation. Conflict: used, revoked or expired (also by a second tab).
    """
    found = Invitation.objects.filter(secret_hash=token_hash(clean_secret(secret))).first()
    if found is None:
        raise NotFound()
    invitation = lock(found)
    state = state_of(
        used_at=invitation.used_at, revoked_at=invitation.revoked_at, expires_at=invitation.expires_at, at=now
    )
    user = invitation.user
    if state is not InvitationState.OPEN or not user.is_active:
        raise Conflict("この招待は、もう使えません。所属の管理者に新しいものを依頼してください。")
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    actor = replace(system_actor("sign_in"), user_id=user.pk)
    record(actor=actor, event=E.INVITATION_CHANGED, now=now, thing=user, detail={"change": "used"})
    end_all_sessions(actor=actor, now=now)
    notify(to=[(user.pk, None)], kind=Kind.PASSWORD_CHANGED, now=now)
    return user


def new_invitation(actor: Actor, user: User, purpose: InvitationPurpose, now: datetime) -> str:
    """Void what was there, password included, and make a new secret; the caller has asked for the permission."""
    user = lock(user)
    _revoke(user, now)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    secret = new_code(CODE_LENGTH)
    Invitation.objects.create(
        user=user, purpose=purpose, secret_hash=token_hash(secret), made_by=actor.user_id, expires_at=now + VALID_FOR
    )
    record(
        actor=actor, event=E.INVITATION_CHANGED, now=now, thing=user, detail={"change": "issued", "purpose": purpose}
    )
    end_all_sessions(actor=actor, now=now, user_id=user.pk)
    return secret


def _revoke(user: User, now: datetime) -> int:
    open_ones = Invitation.objects.filter(user=user, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
    return open_ones.update(revoked_at=now)
