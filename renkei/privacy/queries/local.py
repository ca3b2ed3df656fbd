"""個人情報のきまり in force, by municipality and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from renkei.accounts.models import Organisation
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.disclosure.queries import municipalities_of, once
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.enums import MUNICIPAL_KINDS, VIEWERS_OF_ALL
from renkei.policy.permissions import P
from renkei.privacy.enums.local import RuleKind
from renkei.privacy.models import LocalRule
from renkei.privacy.rules.local import STANDARD, Setting, Standard, value_on


def municipalities_for(*, actor: Actor, on: date) -> QuerySet[Organisation]:
    """The municipalities whose registers the actor sees: his own (or the one that commissioned him); all for the auditor."""
    if actor.role in VIEWERS_OF_ALL:
        return Organisation.objects.filter(kind__in=MUNICIPAL_KINDS).order_by("kana", "name")
    return municipalities_of(actor=actor, on=on)


def own_municipalities(*, actor: Actor, at: datetime) -> list[Organisation]:
    """The same as a list; within one look (disclosure.queries.one_look) they are asked for once."""
    return once("own municipalities", lambda: list(municipalities_for(actor=actor, on=day_of(at))), actor=actor, at=at)


def rule_value(*, municipality_id: UUID | None, kind: RuleKind, on: date) -> int:
    """The value in force for a municipality on a day, in the unit of rules/local.py."""
    found = LocalRule.objects.filter(municipality_id=municipality_id, kind=kind)
    return value_on([_setting(r) for r in found], kind, on)


def values_by_municipality(*, kind: RuleKind, on: date, among: set[UUID]) -> dict[UUID, int]:
    """The same for several at once: one query."""
    settings: dict[UUID, list[Setting]] = {pk: [] for pk in among}
    for rule in LocalRule.objects.filter(municipality_id__in=among, kind=kind):
        settings[rule.municipality_id].append(_setting(rule))
    return {pk: value_on(found, kind, on) for pk, found in settings.items()}


def _setting(rule: LocalRule) -> Setting:
    return Setting(rule.kind, rule.value, rule.starts_on, rule.ends_on)


@dataclass(frozen=True)
class RuleLine:
    """One kind of rule as the page shows it: the value today, where it comes from, every local row."""

    kind: RuleKind
    standard: Standard
    value: int
    rows: list[LocalRule]


def rule_lines(*, actor: Actor, municipality: Organisation, at: datetime) -> list[RuleLine]:
    """Every kind of rule of one municipality. Raises NotAllowed."""
    require(actor, P.PRIVACY_VIEW)
    on = day_of(at)
    rules = list(LocalRule.objects.filter(municipality=municipality).order_by("-starts_on"))
    lines = []
    for kind in RuleKind:
        rows = [r for r in rules if r.kind == kind]
        lines.append(RuleLine(kind, STANDARD[kind], value_on([_setting(r) for r in rows], kind, on), rows))
    return lines


def get_municipality(*, actor: Actor, pk: UUID | None, on: date) -> Organisation:
    """One of the actor's municipalities; the first when none is named. Raises NotFound."""
    found = municipalities_for(actor=actor, on=on)
    one = found.filter(pk=pk).first() if pk else found.first()
    if one is None:
        raise NotFound(permission=P.PRIVACY_VIEW.code)
    return one
