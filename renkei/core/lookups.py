"""`id__in=[…]` as one value. Django sends each id alone: 230 places in a statement cost more than the answer (ADR 0020)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, UUIDField
from django.db.models.expressions import ColPairs
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In


class _AsArray:
    """`column = ANY ('{…}'::uuid[])`: the same condition, and the same plan, as a list of places."""

    def as_sql(self: Any, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs_is_direct_value() or isinstance(self.lhs, ColPairs) or not _is_uuid(self.lhs.output_field):
            return super().as_sql(compiler, connection)  # type: ignore[misc]
        ids = [value for value in dict.fromkeys(self.rhs) if value is not None]
        if not ids:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s::uuid[])", [*values, array_of(ids)]


class UuidIn(_AsArray, In):
    """Of a column of ids."""


class KeyIn(_AsArray, RelatedIn):
    """Of a foreign key."""


def array_of(ids: Iterable[UUID | str]) -> str:
    """As PostgreSQL writes an array."""
    return "{" + ",".join(map(str, ids)) + "}"


def _is_uuid(field: Any) -> bool:
    while isinstance(field, ForeignKey):
        field = field.target_field
    return isinstance(field, UUIDField)


def register() -> None:
    """In the place of Django's own, for every model."""
    UUIDField.register_lookup(UuidIn)
    ForeignKey.register_lookup(KeyIn)
