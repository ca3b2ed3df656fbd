"""Raises the second wall: the schema `wall`, made from renkei/policy/sql, the role table and the models' declarations.

Runs at the end of every `manage.py migrate`, as the owner. The wall is derived, so it is never changed in place: it is
taken down and made anew in one transaction, and only when anything of it changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from psycopg import sql

from config.postgresql.base import DatabaseWrapper
from renkei.core import wall
from renkei.policy.roles import ROLE_TABLE, SYSTEM_TABLE

SQL_FILES = Path(settings.BASE_DIR) / "renkei/policy/sql"
#: Functions that the application calls itself. All others in the schema are the owner's own.
FOR_THE_APPLICATION = (
    "load_session", "session_exists", "save_session", "delete_session", "clear_sessions", "own_sessions", "end_sessions",
    "who",
)  # fmt: skip


def raise_walls(connection: DatabaseWrapper) -> None:
    """Make the wall anew where it is not as it should be; hand the wall key over. As the owner."""
    statements = list(_statements(connection))
    mark = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace('wall'), 'pg_namespace')")
        if cursor.fetchone() != (mark,):
            take_down(connection)
            for statement in statements:
                cursor.execute(statement)
            cursor.execute(f"COMMENT ON SCHEMA wall IS '{mark}'")
        write_key(connection)


def take_down(connection: DatabaseWrapper) -> None:
    """Before tables change: no policy may hold on to a column. Until the wall stands again the application sees nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        for table, policy in cursor.fetchall():
            cursor.execute(sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(policy), sql.Identifier(table)))
        cursor.execute("DROP SCHEMA IF EXISTS wall CASCADE")


def write_key(connection: DatabaseWrapper) -> None:
    """Hand the wall key to the database, which keeps it where only the owner reads. As the owner, also after a restore."""
    inner, outer = wall.hmac_blocks()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wall.secret (inner_block, outer_block) VALUES (%s, %s) ON CONFLICT (one)"
            " DO UPDATE SET inner_block = EXCLUDED.inner_block, outer_block = EXCLUDED.outer_block",
            [inner, outer],
        )


def _statements(connection: DatabaseWrapper) -> Iterator[str]:
    """The wall, statement by statement (a file counts as one)."""
    role = connection.ops.quote_name(connection.app_role)
    for path in sorted(SQL_FILES.glob("*.sql")):
        yield path.read_text(encoding="utf-8").replace("{app}", role)
    yield from _role_table()
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA wall FROM PUBLIC"
    for name in FOR_THE_APPLICATION:
        yield f"GRANT EXECUTE ON FUNCTION wall.{name} TO {role}"


def _role_table() -> Iterator[str]:
    reach = [(str(r), p.code, str(reach)) for r, cells in ROLE_TABLE.items() for p, reach in cells.items()]
    rights = [(name, p.code) for name, permissions in SYSTEM_TABLE.items() for p in permissions]
    yield _insert("wall.reach", sorted(reach))
    yield _insert("wall.system_right", sorted(rights))
    if settings.OMNISCIENT_SYSTEMS:
        yield _insert("wall.omniscient", [(name,) for name in settings.OMNISCIENT_SYSTEMS])


def _insert(table: str, rows: list[tuple[str, ...]]) -> str:
    """Codes of our own only: none holds a quote."""
    values = ", ".join("(" + ", ".join(f"'{word}'" for word in row) + ")" for row in rows)
    return f"INSERT INTO {table} VALUES {values}"  # noqa: S608
