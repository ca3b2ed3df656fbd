"""COPY as the owner, before whom no wall stands; indexes, foreign keys and triggers wait until all rows are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import Connection, sql

#: Rows, what they are, how many (or None) → the same rows, shown while they pass.
Progress = Callable[[Iterable[Any], str, int | None], Iterable[Any]]


class Loader:
    """Writes rows into the tables of the models, named by label ("cases.Case")."""

    def __init__(self, owner: Connection[Any], *, now: datetime, progress: Progress) -> None:
        self._owner, self._now, self.progress = owner, now, progress

    def copy(self, label: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], total: int | None = None) -> None:
        """`write`, shown while it runs; `total`: how many rows there will be, for the progress alone."""
        name = str(apps.get_model(label)._meta.db_table_comment)
        self.write(label, columns, self.progress(rows, name, total))

    def write(self, label: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """COPY the rows; a column that is not named gets its field's default.

        Args:
            columns: columns of the table, without `created_at`.

        Raises:
            ValueError: a column that must be there has no default.
        """
        model = apps.get_model(label)
        rest = self._rest(model, columns)
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, (*columns, *rest)))
        )
        same = tuple(rest.values())
        with self._owner.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row((*row, *same))

    def copy_lines(self, statement: str, blocks: Iterable[bytes]) -> None:
        """COPY ready lines, for the one table of ten million rows."""
        with self._owner.cursor() as cursor, cursor.copy(statement) as copy:
            for block in blocks:
                copy.write(block)

    def run(self, statement: str) -> None:
        """A statement of our own, as the owner."""
        self._owner.execute(statement)

    def _rest(self, model: type[models.Model], columns: Sequence[str]) -> dict[str, Any]:
        rest: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.column is None or field.column in columns:
                continue
            value = self._now if getattr(field, "auto_now_add", False) else field.get_default()
            if value is None and not field.null:
                raise ValueError(f"{model._meta.label}.{field.name} has no default")
            rest[field.column] = None if value is None else field.get_db_prep_save(value, connection)
        return rest


@contextmanager
def bare_tables(owner: Connection[Any], progress: Progress) -> Iterator[None]:
    """One transaction in which the tables have nothing that slows a bulk load down. At its end they get exactly that
    back: it is read from the catalogue, not written twice."""
    with owner.transaction():
        back = _take_away(owner)
        yield
        for statement in progress(back, "索引と制約", len(back)):
            owner.execute(statement)
    tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for table in progress(tables, "統計", len(tables)):
        owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype = ANY (%s::char[]) ORDER BY 1, 2
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
JOIN pg_class ON pg_class.oid = indrelid AND relnamespace = 'public'::regnamespace
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')) ORDER BY indrelid, 1
"""
_TRIGGERS = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace ORDER BY 1
"""


def _take_away(owner: Connection[Any]) -> list[str]:
    """Returns the statements that put everything back, keys of other tables last."""
    foreign = owner.execute(_CONSTRAINTS, [["f"]]).fetchall()
    unique = owner.execute(_CONSTRAINTS, [["u", "x"]]).fetchall()
    indexes = owner.execute(_INDEXES).fetchall()
    triggers = [row[0] for row in owner.execute(_TRIGGERS)]
    for table, name, _ in (*foreign, *unique):
        owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        owner.execute(f"DROP INDEX {name}")
    for table in triggers:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return [
        "SET LOCAL maintenance_work_mem = '256MB'",
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in triggers),
        *(definition for _, definition in indexes),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in (*unique, *foreign)),
    ]
