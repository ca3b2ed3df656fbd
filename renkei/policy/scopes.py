"""The same rules as filters for lists. A test proves that lists and single records agree."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from django.db.models import Q

from renkei.policy.actor import Actor
from renkei.policy.decide import _reach
from renkei.policy.enums import CORE_KINDS, NAMED_CLASSES, InfoClass, Reach, Role
from renkei.policy.permissions import VIEW_OF_CLASS, P
from renkei.policy.roles import STOPPED_BY_WITHDRAWAL


def live_at(at: datetime) -> Q:
    """Filter over ledger rows: in force at this moment."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def rows_held(actor: Actor, permission: P, *, at: datetime) -> Q:
    """Filter over ledger rows: those that give the actor the class of this permission."""
    wanted = permission.info_class or InfoClass.SUMMARY
    held = Q(recipient_id=actor.organisation_id, info_class=wanted) & live_at(at)
    mine = Q(persons__contains=[actor.user_id])
    if _reach(actor, permission) is Reach.NAMED:
        return held & mine
    if actor.organisation_kind not in CORE_KINDS and wanted in NAMED_CLASSES:
        return held & (mine | Q(persons=[], whole_class=True))
    return held & (Q(persons=[]) | mine)


def question_of(actor: Actor, permission: P) -> Hashable:
    """What the list of cases depends on: two permissions with one question have the same cases (for this actor)."""
    if has_no_list(actor, permission):
        return ""
    views = VIEW_OF_CLASS.values()
    bound = frozenset(
        asked.info_class if asked in views else ""
        for asked in (permission, P.CASE_VIEW)
        if is_assigned_only(actor, asked)
    )
    is_named = _reach(actor, permission) is Reach.NAMED
    return permission.info_class or InfoClass.SUMMARY, is_named, bound, permission in STOPPED_BY_WITHDRAWAL


def own_assignments(actor: Actor) -> Q:
    """Filter over assignments: this user's, in force."""
    return Q(user_id=actor.user_id, organisation_id=actor.organisation_id, ends_at__isnull=True)


def is_assigned_only(actor: Actor, permission: P) -> bool:
    """Does the role have this permission on its own cases only?"""
    return _reach(actor, permission) is Reach.ASSIGNED


def has_no_list(actor: Actor, permission: P) -> bool:
    """Does the role not have this permission, or see no case at all? Office staff see no list, only what a row gives."""
    if is_empty(actor, permission):
        return True
    return actor.role is not Role.OFFICE_STAFF and is_empty(actor, P.CASE_VIEW)


def is_empty(actor: Actor, permission: P) -> bool:
    """Does the role not have this permission at all?"""
    return _reach(actor, permission) is Reach.NONE
