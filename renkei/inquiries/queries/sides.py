"""Who stands on which side of an inquiry: one person never on both, one body on both sides only with a second person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from renkei.accounts.models import Delegation, Organisation
from renkei.accounts.queries import delegation_for, live_memberships
from renkei.accounts.rules import delegation_in_force
from renkei.core.clock import day_of
from renkei.inquiries.models import Inquiry
from renkei.policy.actor import Actor
from renkei.policy.enums import Reach, Role
from renkei.policy.permissions import P
from renkei.policy.roles import reach_of

#: Steps by which the asking side decides what the office said or whom it takes.
DECIDING = ("answer_yes", "answer_conditional", "answer_considering", "answer_no", "agree")
BOTH_SIDES = "この打診の相手側の人でもあるため、この操作は行えません。"
SECOND_PERSON = "打診する側と同じ法人の事業所です。打診した人とは別の人が、回答の入力と内定を行ってください。"


def askers_of(inquiry: Inquiry, *, at: datetime) -> set[UUID]:
    """The bodies of the asking side: the municipality and the body it commissions now."""
    principal = inquiry.sent_for_id or inquiry.case.responsible_id
    if principal is None:
        return set()
    commissioned = delegation_for(principal_id=principal, on=day_of(at))
    return {principal, *([commissioned.agent_id] if commissioned else [])}


def is_same_body(inquiry: Inquiry, *, at: datetime) -> bool:
    """Does one corporation stand on both sides: by 法人番号, or because one of them is commissioned by the other?"""
    askers = askers_of(inquiry, at=at)
    office = inquiry.organisation
    number = office.corporate_number or (inquiry.office.corporation_number if inquiry.office else "")
    if number and Organisation.objects.filter(pk__in=askers, corporate_number=number).exists():
        return True
    pairs = Q(principal_id__in=askers, agent_id=office.pk) | Q(principal_id=office.pk, agent_id__in=askers)
    return office.pk in askers or Delegation.objects.filter(pairs & delegation_in_force(day_of(at))).exists()


def refusal_of_sides(*, actor: Actor, inquiry: Inquiry, step: str, office: bool, at: datetime) -> str | None:
    """Why this person may not take this step because of the other side; None where he may.

    Args:
        office: the step is taken for the office that was asked.
    """
    if actor.user_id is None:
        return None
    if office:
        sent = inquiry.sent_by == actor.user_id
        return BOTH_SIDES if sent or _works_for(actor, askers_of(inquiry, at=at), P.INQUIRY_SEND, at) else None
    if inquiry.answers.filter(answered_by=actor.user_id).exists():
        return BOTH_SIDES
    if step not in DECIDING:
        return None
    if _works_for(actor, {inquiry.organisation_id}, P.INQUIRY_ANSWER, at):
        return BOTH_SIDES
    return SECOND_PERSON if inquiry.sent_by == actor.user_id and is_same_body(inquiry, at=at) else None


def _works_for(actor: Actor, bodies: set[UUID], permission: P, at: datetime) -> bool:
    """Has the person a membership there, in force, whose role does such a thing?"""
    memberships = live_memberships(user_id=actor.user_id, at=at).filter(organisation_id__in=bodies)
    return any(reach_of(Role(m.role), permission) is not Reach.NONE for m in memberships)
