"""Plain look-ups for the areas above. What an actor may see is decided in `disclosure.queries`."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from renkei.cases.models import Assignment, Case, ConflictOfInterest, Need
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P


def case_id_of(*, actor: Actor, text: str) -> UUID | None:
    """The case of this number or id, for the auditor's search; None for none. Raises NotAllowed."""
    require(actor, P.AUDIT_VIEW)
    try:
        return UUID(text)
    except ValueError:
        with connection.cursor() as cursor:  # the case itself is out of the auditor's sight
            cursor.execute("SELECT wall.case_of_number(%s)", [text])
            return cast("UUID | None", cursor.fetchone()[0])


def live_assignments(case_id: UUID) -> QuerySet[Assignment]:
    """Who works on the case now, in every organisation."""
    return Assignment.objects.filter(case_id=case_id, ends_at__isnull=True).select_related("organisation", "user")


def assigned_users(case_id: UUID, organisation_id: UUID | None) -> frozenset[UUID]:
    """Users of one organisation who are assigned now."""
    rows = Assignment.objects.filter(case_id=case_id, organisation_id=organisation_id, ends_at__isnull=True)
    return frozenset(rows.values_list("user_id", flat=True))


def is_related(*, case_id: UUID, user_id: UUID | None) -> bool:
    """Is this user marked as related to the person of the case (利害関係)?"""
    if user_id is None:
        return False
    return ConflictOfInterest.objects.filter(
        person_id__in=Case.objects.filter(pk=case_id).values("person_id"), user_id=user_id, ends_at__isnull=True
    ).exists()


def related_persons(*, user_id: UUID | None) -> QuerySet[Any]:
    """Ids of the persons to whom this user is related now, for filters."""
    return ConflictOfInterest.objects.filter(user_id=user_id, ends_at__isnull=True).values("person_id")


def related_users(*, person_id: UUID) -> frozenset[UUID]:
    """Users of any body who are related to the person now: none of them is assigned, named or told."""
    rows = ConflictOfInterest.objects.filter(person_id=person_id, ends_at__isnull=True)
    return frozenset(rows.values_list("user_id", flat=True))


def needs_of(case_id: UUID) -> QuerySet[Need]:
    """Needs in the order they were entered."""
    return Need.objects.filter(case_id=case_id).select_related("organisation").order_by("created_at", "id")


def assigned_count(*, user_id: UUID, organisation_id: UUID) -> int:
    """How many cases this user of this organisation is assigned to now: a number only, for whoever ends a membership."""
    return Assignment.objects.filter(user_id=user_id, organisation_id=organisation_id, ends_at__isnull=True).count()
