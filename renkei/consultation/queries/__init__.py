"""Reading, for an actor: consultations, contacts, the plan for a difficult day, kept advice, what waits."""

from __future__ import annotations

from datetime import datetime

from renkei.consultation.queries import asking, contacting, kept
from renkei.consultation.queries.asking import (
    ConsultationPage,
    ConsultationView,
    MessageView,
    consultation_page,
    consultations,
    get_consultation,
    of_case,
    views_of,
)
from renkei.consultation.queries.contacting import (
    ContactView,
    OfficeSupport,
    PlanLine,
    activities,
    contacts,
    contacts_of_case,
    get_contact,
    get_plan,
    last_contact_on,
    late_plans,
    office_support,
    plan_lines,
    plan_texts,
    plans,
    support_totals,
)
from renkei.consultation.queries.crisis import (
    CrisisView,
    crisis_plan,
    crisis_versions,
    get_crisis_plan,
    may_read,
    newest_plan,
)
from renkei.consultation.queries.disclosed import class_for, is_told, offices_of
from renkei.consultation.queries.kept import (
    get_advice,
    kept_advice,
    own_drafts,
    reviewers,
    search_advice,
)
from renkei.consultation.queries.sides import (
    answering_members,
    askable,
    choosable_cases,
    municipalities_served,
    office_by_id,
    office_of_number,
    own_answering,
    side_of,
    supported_cases,
)
from renkei.core.waiting import Waiting
from renkei.policy.actor import Actor

SOURCES = (asking.SOURCE, contacting.SOURCE, kept.SOURCE)


def waiting(*, actor: Actor, at: datetime) -> list[Waiting]:
    """What waits for a user in this area: consultations, contacts, advice to approve."""
    return [line for source in SOURCES for line in source.ask(actor=actor, at=at)]


__all__ = [
    "SOURCES", "ConsultationPage", "ConsultationView", "ContactView", "CrisisView", "MessageView", "OfficeSupport", "PlanLine",
    "activities", "answering_members", "askable", "class_for", "consultation_page", "consultations", "contacts",
    "choosable_cases", "contacts_of_case", "municipalities_served", "office_by_id", "office_of_number", "crisis_plan", "crisis_versions", "get_advice", "get_consultation", "get_contact", "get_crisis_plan",
    "get_plan", "is_told", "kept_advice", "last_contact_on", "late_plans", "may_read", "newest_plan",
    "of_case", "office_support", "offices_of", "own_answering", "own_drafts", "plan_lines", "plan_texts", "plans", "reviewers",
    "search_advice", "side_of", "support_totals", "supported_cases", "views_of", "waiting",
]  # fmt: skip
