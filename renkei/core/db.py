"""Small tools over the database connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import IntegrityError, connection, models
from django.db.models import BooleanField, F, Func, QuerySet, Value

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


class _Prepared(psycopg.Cursor[Any]):
    """Sends the values beside the text, and the text once per connection."""

    def execute(self, query: Any, params: Any = None) -> Any:  # type: ignore[override]
        self.connection.prepare_threshold = 0  # Django switches it off; its own cursors prepare nothing either way
        return super().execute(query, params, prepare=True)

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # where Django looks for its log of statements
        return self._query


def fetch_prepared(text: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The first row of a statement that PostgreSQL plans once per connection, whatever the values.

    For what is asked on every page and is dearer to plan than to answer. The text must be a constant: each one stays with
    the connection. Behind a pool of the PostgreSQL server's side (pgbouncer in transactions) it needs one that knows
    prepared statements (1.21).
    """
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
    with connection._prepare_cursor(_Prepared(connection.connection)) as cursor:  # type: ignore[attr-defined]
        cursor.execute(text, values)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def ids_of(rows: QuerySet[Any, Any]) -> str:
    """The ids that a query of one column gives, in one value as PostgreSQL writes an array; empty without any."""
    try:
        text, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_agg(id)::text FROM ({text}) found (id)", values)  # noqa: S608 - Django's own text
        return str(cursor.fetchone()[0] or "")


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
