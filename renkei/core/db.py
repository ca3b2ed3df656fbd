"""Small tools over the database connection."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, models

from renkei.core.errors import Conflict, NotFound, RuleBroken

M = TypeVar("M", bound=models.Model)


def lock(thing: M) -> M:
    """Read the row again with FOR UPDATE; the second of two users waits here and then sees what the first did."""
    try:
        return type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    except ObjectDoesNotExist:
        raise NotFound() from None


def take_turns(name: str) -> None:
    """Wait until no other transaction holds `name`, and hold it to the end of this one (an advisory lock).

    For what has no row yet to be locked. Always taken before row locks, so that no two transactions wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def explain(error: IntegrityError, model: type[models.Model]) -> Conflict | RuleBroken:
    """The Japanese sentence of the named constraint that was violated."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return RuleBroken(str(constraint.violation_error_message))
    return Conflict("ほかの操作と重なりました。画面を開き直して、もう一度お試しください。")
