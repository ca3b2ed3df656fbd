"""Offices with which the actor's own cases have to do, for the page of what a release changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from renkei.disclosure.queries import visible_cases
from renkei.inquiries.enums import DECIDED, OPEN, InquiryStatus
from renkei.inquiries.models import Inquiry
from renkei.policy.actor import Actor
from renkei.policy.decide import can
from renkei.policy.permissions import P

RUNNING, IN_SERVICE, ASKED = "打診中", "内定・利用中", "打診したことがある"


def touched_offices(*, actor: Actor, at: datetime) -> dict[UUID, tuple[str, ...]]:
    """Office of the directory → how cases this actor may see have to do with it; never which. Empty for other roles."""
    if actor.is_office or not can(actor, P.INQUIRY_VIEW):
        return {}
    cases = visible_cases(actor=actor, at=at, permission=P.INQUIRY_VIEW)
    asked = Inquiry.objects.filter(case__in=cases, office__isnull=False).exclude(status=InquiryStatus.CANDIDATE)
    found: dict[UUID, set[str]] = {}
    for office, status in asked.values_list("office_id", "status").distinct():
        found.setdefault(office, set()).add(_word(status))
    return {office: _strongest(words) for office, words in found.items()}


def _word(status: str) -> str:
    if status in DECIDED:
        return IN_SERVICE
    return RUNNING if status in OPEN else ASKED


def _strongest(words: Iterable[str]) -> tuple[str, ...]:
    """Asked goes without saying where more is going on."""
    more = tuple(word for word in (IN_SERVICE, RUNNING) if word in words)
    return more or (ASKED,)
