"""並べ方のきまり in force: of the municipality, else the defaults."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from renkei.accounts.models import Organisation
from renkei.accounts.queries import organisation_by_id
from renkei.inquiries.models import MatchRules
from renkei.offices.enums import Criterion
from renkei.offices.rules.matching import DEFAULT_RULES, Rules
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


def rules_of(*, municipality_id: UUID | None) -> Rules:
    """The newest version; the defaults (version 0) where the municipality made none."""
    row = MatchRules.objects.filter(municipality_id=municipality_id).order_by("-version").first()
    return DEFAULT_RULES if row is None else made_rules(row.weights, row.budget, row.budget_days, version=row.version)


def made_rules(weights: dict[str, int], budget: int, budget_days: int, *, version: int) -> Rules:
    """Rules of these weights; whatever else the defaults say."""
    known = {Criterion(code): int(n) for code, n in weights.items() if code in Criterion.values}
    return Rules(version=version, weights=known, budget=budget, budget_days=budget_days)


def own_rules(*, actor: Actor) -> tuple[Organisation, Rules, QuerySet[MatchRules]]:
    """The municipality, its rules in force and all versions, newest first. Raises NotAllowed."""
    require(actor, P.MATCH_RULES)
    municipality = organisation_by_id(actor.organisation_id) if actor.organisation_id else None
    if municipality is None:
        raise LookupError("a manager without a body")
    versions = MatchRules.objects.filter(municipality=municipality).order_by("-version")
    return municipality, rules_of(municipality_id=municipality.pk), versions
