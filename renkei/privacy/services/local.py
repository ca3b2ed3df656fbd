"""きまりを登録する."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from renkei.accounts.models import Organisation
from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.core.db import explain
from renkei.core.errors import RuleBroken
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.models import LocalRule
from renkei.privacy.queries.local import get_municipality
from renkei.privacy.rules.local import STANDARD


@transaction.atomic
def set_rule(
    *, actor: Actor, municipality: Organisation, kind: RuleKind, value: int, starts_on: date, ends_on: date | None,
    source: str, now: datetime,
) -> LocalRule:  # fmt: skip
    """きまりを登録する: a dated row; what already runs keeps the value of the day on which it began.

    Raises:
        RuleBroken: outside what the law leaves to a municipality, or without its source.
    """
    require(actor, P.PRIVACY_RULES)
    municipality = get_municipality(actor=actor, pk=municipality.pk, on=day_of(now))
    standard = STANDARD[kind]
    if not standard.lowest <= value <= standard.highest:
        raise RuleBroken(
            f"{standard.lowest}から{standard.highest}までの数を入力してください（{standard.source}）。", field="value"
        )
    if not source.strip():
        raise RuleBroken("根拠（条例・規程の名称）を入力してください。", field="source")
    try:
        with transaction.atomic():
            rule = LocalRule.objects.create(
                municipality=municipality, kind=kind, value=value, starts_on=starts_on, ends_on=ends_on,
                source=source.strip(), set_by=actor.user_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise explain(error, LocalRule) from None
    record(actor=actor, event=E.SYSTEM_CHANGED, now=now, thing=rule, detail={"rule": kind, "value": value})
    return rule
