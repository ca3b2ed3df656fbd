"""援護の実施者 and 生活保護の実施機関: what facts are asked, the rules as data, and what they propose. Pure."""

from renkei.coordination.rules.responsible.engine import Candidate, Missing, Outcome, Proposal, propose
from renkei.coordination.rules.responsible.facts import BY_SLUG, FACTS, FactSpec, Known, facts_of
from renkei.coordination.rules.responsible.plan_office import Body, shares_body
from renkei.coordination.rules.responsible.rulebook import Rule, Silence, rule_of, rules_of, unverified_of

__all__ = [
    "BY_SLUG",
    "FACTS",
    "Body",
    "Candidate",
    "FactSpec",
    "Known",
    "Missing",
    "Outcome",
    "Proposal",
    "Rule",
    "Silence",
    "facts_of",
    "propose",
    "rule_of",
    "rules_of",
    "shares_body",
    "unverified_of",
]
