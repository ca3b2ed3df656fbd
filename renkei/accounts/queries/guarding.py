"""Is the sign-in of an address stopped?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from renkei.accounts.models import SignInGuard, User


def address_hash(email: str) -> str:
    """The keyed hash under which failures of an address are counted; the table holds no address."""
    return salted_hmac("renkei.accounts.guard", email.strip().lower(), algorithm="sha256").hexdigest()


def is_locked(*, email: str, at: datetime) -> bool:
    """Is the sign-in with this address (known or not) stopped now?"""
    return SignInGuard.objects.filter(address_hash=address_hash(email), locked_until__gt=at).exists()


def locked_users(*, users: Iterable[User], at: datetime) -> dict[UUID, datetime]:
    """Of these users those whose sign-in is stopped, with the moment it opens again."""
    by_hash = {address_hash(user.email): user.pk for user in users}
    rows = SignInGuard.objects.filter(address_hash__in=list(by_hash), locked_until__gt=at)
    return {by_hash[row.address_hash]: row.locked_until for row in rows if row.locked_until}
