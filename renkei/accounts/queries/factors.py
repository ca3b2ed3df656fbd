"""Second factors of users (第2の確認); the rows are allauth's."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt

from renkei.accounts.enums import LASTING_FACTORS, Factor
from renkei.accounts.rules.demo_factor import demo_secret, is_demo_secret


def factors_of(user_id: UUID) -> dict[int, Factor]:
    """Row number → kind."""
    rows = Authenticator.objects.filter(user_id=user_id).values_list("pk", "type")
    return {pk: Factor(kind) for pk, kind in rows}


def has_second_factor(user_id: UUID) -> bool:
    """Is there one that can be asked at a sign-in?"""
    return Authenticator.objects.filter(user_id=user_id, type__in=LASTING_FACTORS).exists()


def users_with_second_factor(user_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Of these users those who have one."""
    rows = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=LASTING_FACTORS)
    return frozenset(rows.values_list("user_id", flat=True))


def recovery_codes_left(user_id: UUID) -> int:
    """How many recovery codes are unused; 0 where there are none."""
    row = Authenticator.objects.filter(user_id=user_id, type=Factor.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def recovery_codes(user_id: UUID) -> list[tuple[str, bool]]:
    """(code, still unused) of one's own codes, in their order on paper. The page has asked for a fresh confirmation."""
    row = Authenticator.objects.filter(user_id=user_id, type=Factor.RECOVERY_CODES).first()
    if row is None:
        return []
    unused = set(row.wrap().get_unused_codes())
    return [(code, code in unused) for code in row.wrap().generate_codes()]


def has_demo_secret(user_id: UUID) -> bool:
    """Does this user's authenticator app hold one of the demo's fixed secrets?"""
    row = Authenticator.objects.filter(user_id=user_id, type=Factor.TOTP).first()
    return row is not None and is_demo_secret(decrypt(row.data["secret"]))


def demo_secrets_in_use() -> int:
    """How many users hold one: outside the demo each is a door without a lock."""
    rows = Authenticator.objects.filter(type=Factor.TOTP)
    return sum(is_demo_secret(decrypt(row.data["secret"])) for row in rows)


def demo_code(email: str) -> str:
    """The code a demo user's app would show now."""
    counter = next(iter(yield_hotp_counters_from_time())) + app_settings.TOTP_TOLERANCE
    return format_hotp_value(hotp_value(demo_secret(email), counter))
