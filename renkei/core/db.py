"""Small tools over the database connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, models
from django.db.models import BooleanField, F, Func, Value

from renkei.core.errors import Conflict, NotFound, RuleBroken
from renkei.core.lookups import array_of

M = TypeVar("M", bound=models.Model)


class Among(Func):
    """Condition: the column holds one of these ids. One value however many there are, where `__in` sends each alone."""

    template, arg_joiner = "%(expressions)s::uuid[])", " = ANY ("
    output_field = BooleanField()

    def __init__(self, column: str, ids: str | Iterable[UUID]) -> None:
        """`ids`: also as PostgreSQL writes an array, `{…,…}`."""
        super().__init__(F(column), Value(ids if isinstance(ids, str) else array_of(ids)))


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
