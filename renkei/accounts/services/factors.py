"""Second factors: what changed is put on record and told; a manager starts anew for somebody who lost a phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction

from renkei.accounts.enums import LASTING_FACTORS, Factor, ResetReason
from renkei.accounts.models import User
from renkei.accounts.queries.factors import factors_of
from renkei.accounts.rules.demo_factor import demo_secret
from renkei.accounts.services.managing import manages
from renkei.accounts.services.sessions import end_all_sessions
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.errors import RuleBroken
from renkei.notifications.enums import Kind
from renkei.notifications.services import notify
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


@transaction.atomic
def note_factor_changes(*, actor: Actor, now: datetime, user: User, before: Mapping[int, Factor]) -> set[str]:
    """第2の確認の変更を記録する: compares with `factors_of` from before the change.

    Returns:
        "added" and/or "removed", of factors that are asked at a sign-in; recovery codes are recorded only.
    """
    after = factors_of(user.pk)
    changes = [("added", after[pk]) for pk in after.keys() - before.keys()]
    changes += [("removed", before[pk]) for pk in before.keys() - after.keys()]
    for change, factor in changes:
        record(actor=actor, event=E.FACTOR_CHANGED, now=now, thing=user, detail={"factor": factor, "change": change})
    lasting = {change for change, factor in changes if factor in LASTING_FACTORS}
    if "removed" in lasting:
        end_all_sessions(actor=actor, now=now, keep_current=True)
    if lasting:
        notify(to=[(user.pk, None)], kind=Kind.FACTOR_CHANGED, now=now)
    return lasting


@transaction.atomic
def note_oidc_link(*, actor: Actor, now: datetime, user: User) -> None:
    """組織のアカウントとの結び付けを記録する: the provider's subject signs this user in from now on; the user is told."""
    record(actor=actor, event=E.FACTOR_CHANGED, now=now, thing=user, detail={"factor": "oidc", "change": "added"})
    notify(to=[(user.pk, None)], kind=Kind.FACTOR_CHANGED, now=now)


@transaction.atomic
def reset_factors(*, actor: Actor, now: datetime, user: User, reason: ResetReason) -> int:
    """第2の確認を初期化する: all of a user's factors and codes go; he enrols anew after his next password.

    Raises:
        RuleBroken: there is nothing to reset, or this manager may not touch the user as a whole, or it is oneself.
    """
    require(actor, P.USER_MANAGE)
    manages(actor, user, now)
    found = Authenticator.objects.filter(user_id=user.pk)
    kinds = sorted(found.values_list("type", flat=True))
    if not kinds:
        raise RuleBroken("この利用者は、第2の確認をまだ登録していません。")
    found.delete()
    record(
        actor=actor, event=E.FACTOR_CHANGED, now=now, thing=user, reason=reason,
        detail={"change": "reset", "factors": kinds},
    )  # fmt: skip
    notify(to=[(user.pk, None)], kind=Kind.FACTOR_RESET, now=now)
    end_all_sessions(actor=actor, now=now, user_id=user.pk)
    return len(kinds)


@transaction.atomic
def enrol_demo_factor(*, actor: Actor, now: datetime, user: User) -> None:
    """デモの利用者に固定の鍵を登録する: an authenticator app whose secret everybody can read. Raises RuleBroken outside
    the demo."""
    require(actor, P.USER_MANAGE)
    if not settings.DEMO:
        raise RuleBroken("固定の鍵は、デモのデータベースでだけ使えます。")
    TOTP.activate(user, demo_secret(user.email))
    record(actor=actor, event=E.FACTOR_CHANGED, now=now, thing=user, detail={"factor": Factor.TOTP, "change": "demo"})
