"""Writing many rows at once, from a JSON list: COPY does not go through row-level security, nor may the role create a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

_CHUNK = 2000


class Bulk:
    """Writes rows of one model by columns. The caller's transaction holds all of it."""

    def __init__(self, model: type[models.Model]) -> None:
        self._table = sql.Identifier(model._meta.db_table)
        self._types = {field.column: field.db_type(connection) or "" for field in model._meta.concrete_fields}

    def insert(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add the rows, in the order of `columns`."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM jsonb_to_recordset(%s::jsonb) AS s({})").format(
            self._table, names, names, self._kinds(columns)
        )
        self._run(statement, columns, list(rows))

    def update(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Set `columns` of existing rows; the first column is `id`."""
        sets = sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(sql.Identifier(name)) for name in columns[1:])
        statement = sql.SQL("UPDATE {} t SET {} FROM jsonb_to_recordset(%s::jsonb) AS s({}) WHERE t.id = s.id").format(
            self._table, sets, self._kinds(columns)
        )
        self._run(statement, columns, rows)

    def _kinds(self, columns: Sequence[str]) -> sql.Composed:
        return sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(self._types[name])) for name in columns
        )

    @staticmethod
    def _run(statement: sql.Composed, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with connection.cursor() as cursor:
            for start in range(0, len(rows), _CHUNK):
                chunk = [dict(zip(columns, row, strict=True)) for row in rows[start : start + _CHUNK]]
                cursor.execute(statement, [json.dumps(chunk, ensure_ascii=False, default=str)])
