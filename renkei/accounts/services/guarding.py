"""Wrong passwords and codes: counted per address, stopping the sign-in for a while; lifted by a manager."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from renkei.accounts.models import SignInGuard, User
from renkei.accounts.queries.guarding import address_hash
from renkei.accounts.rules.guarding import Count, after_failure
from renkei.accounts.services.managing import manages
from renkei.audit.enums import E
from renkei.audit.services import record, record_session
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def sign_in_failed(*, actor: Actor, now: datetime, email: str) -> bool:
    """サインインの失敗を数える: a wrong password, code or passkey. `actor` names the user where the address is known.

    Returns:
        True when this failure stopped the sign-in: the owner of the address is to be told.
    """
    guard, _ = SignInGuard.objects.select_for_update().get_or_create(
        address_hash=address_hash(email), defaults={"first_failed_at": now}
    )
    before = Count(guard.failures, guard.first_failed_at, guard.locked_until)
    after = after_failure(before, now)
    guard.failures, guard.first_failed_at, guard.locked_until = (
        after.failures,
        after.first_failed_at,
        after.locked_until,
    )
    guard.save(update_fields=["failures", "first_failed_at", "locked_until"])
    newly = after.is_locked(now) and not before.is_locked(now)
    record_session(actor=actor, event=E.SIGN_IN_FAILED, now=now, locked=before.is_locked(now))
    if newly and actor.user_id:
        record(actor=actor, event=E.ACCOUNT_LOCKED, now=now, detail={"locked": True})
        notify(to=[(actor.user_id, None)], kind=Kind.SIGN_IN_LOCKED, now=now)
    return newly and actor.user_id is not None


@transaction.atomic
def sign_in_succeeded(*, actor: Actor, now: datetime, email: str, methods: tuple[str, ...]) -> None:
    """サインイン: the count begins anew. `methods` are codes such as password, totp, webauthn, oidc."""
    SignInGuard.objects.filter(address_hash=address_hash(email)).delete()
    record_session(actor=actor, event=E.SIGNED_IN, now=now, methods=methods)


@transaction.atomic
def unlock_user(*, actor: Actor, now: datetime, user: User) -> None:
    """サインインの一時停止を解除する. Raises RuleBroken for a user whom this manager may not touch as a whole."""
    require(actor, P.USER_MANAGE)
    manages(actor, user, now)
    SignInGuard.objects.filter(address_hash=address_hash(user.email)).delete()
    record(actor=actor, event=E.ACCOUNT_LOCKED, now=now, thing=user, detail={"locked": False})
