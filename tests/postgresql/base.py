"""Tests connect as the application's role; their databases are made, migrated and emptied by the owner.

One template per state of the migrations is kept and cloned for every worker, so that a run starts in a second.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import timezone
from psycopg import sql

from config.postgresql import base
from renkei.core import wall
from renkei.jobs import key_store

TEMPLATE_PREFIX = "renkei_template_"
_GUARDED = (  # tables with a trigger BEFORE TRUNCATE
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 <> 0"
)
_SOURCES = (
    "renkei/*/migrations/*.py", "renkei/*/data/*", "config/postgresql/*.py", "requirements/app.txt", "renkei/policy/*.py",
    "renkei/policy/sql/*.sql", "renkei/jobs/walls.py", "renkei/*/models.py", "renkei/*/models/*.py", "tests/postgresql/base.py",
)  # fmt: skip
_LOCK = 20261124  # advisory lock: one worker makes the template, the others wait


class TestCreation(DatabaseCreation):
    """Clones the migrated template."""

    def create_test_db(self, *_: Any, **__: Any) -> str:
        name = self._get_test_db_name()
        wrapper = self.connection
        with wrapper.owner_connection("postgres") as owner:
            owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            template = self._template(owner)
            base.drop_named(owner, name)
            owner.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
            owner.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            owner.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(name), sql.Identifier(wrapper.app_role)
                )
            )
        self._use(name)
        with wrapper.owner_connection() as owner:
            owner.execute("DELETE FROM privacy_keystore")  # the template's maker had keys of his own
        key_store.pair(wrapper)
        with wrapper.owner_connection() as owner:
            DatabaseWrapper.seeded_tables = frozenset(
                filled_tables(owner)
            )  # of the class: threads and loops have their own
        wrapper.ensure_connection()
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        with self.connection.owner_connection("postgres") as owner:
            base.drop_named(owner, test_database_name)

    def _use(self, name: str) -> None:
        self.connection.close()
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name

    def _template(self, owner: Any) -> str:
        """Name of the template for the migrations as they stand; made when it is not there."""
        name = TEMPLATE_PREFIX + _fingerprint()
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        found = {row[0] for row in owner.execute(query, [TEMPLATE_PREFIX])}
        if name in found:
            return name
        for old in found:
            base.drop_named(owner, old)
        draft = f"{TEMPLATE_PREFIX}draft"
        self._use(draft)
        call_command("migrate", verbosity=0, interactive=False)
        with self.connection.owner_connection() as maker:
            maker.execute(_CLOCK)
        self.connection.close()
        owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
        return name


class TestOperations(DatabaseOperations):
    """After a transactional test the owner empties what the test filled, append-only tables too.

    Tables that migrations filled keep their rows, so nothing needs to be made again.
    """

    def sql_flush(self, *_: Any, **__: Any) -> list[str]:
        return []  # also tells `flush` that nothing needs to be made again

    def execute_sql_flush(self, *_: Any, **__: Any) -> None:
        with self.connection.owner_connection() as owner, owner.transaction():
            owner.execute("SET LOCAL lock_timeout = '20s'")
            tables = sorted(filled_tables(owner) - self.connection.seeded_tables)
            if not tables:
                return
            guarded = [row[0] for row in owner.execute(_GUARDED)]
            _switch_triggers(owner, guarded, "DISABLE")
            owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
            _switch_triggers(owner, guarded, "ENABLE")


_REAL_NOW = timezone.now  # noqa: TID251 - to see whether a test patched it
_CLOCK = """
CREATE OR REPLACE FUNCTION wall.earliest() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT wall.moment() $$;
CREATE OR REPLACE FUNCTION wall.moment() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('renkei.test_moment', true), '')::timestamptz, statement_timestamp()) $$;
CREATE OR REPLACE FUNCTION wall.session_time() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + coalesce(nullif(current_setting('renkei.test_idle', true), '')::interval, '0') $$;
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """The product's backend, with the two above.

    What tests do without a request acts as the system actor `tests`, before whom no wall stands; WallUpMiddleware takes
    it away for each request. PostgreSQL is told the clock of the story wherever a test patches `timezone.now`.
    """

    creation_class = TestCreation
    ops_class = TestOperations
    seeded_tables: frozenset[str] = frozenset()
    _told: str | None = None

    def connect(self) -> None:
        super().connect()
        self._told = None
        self.open_wall()

    def open_wall(self) -> None:
        """Act as `tests` from now on."""
        self._set("renkei.token", wall.system_token("tests"))

    def close_wall(self) -> None:
        """Act as nobody from now on."""
        self._set("renkei.token", "")
        self._set("renkei.membership", "")

    def _set(self, name: str, value: str) -> None:
        self.connection.execute("SELECT set_config(%s, %s, false)", [name, value])

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        story = "" if timezone.now is _REAL_NOW else timezone.now().isoformat()  # noqa: TID251
        if story != (self._told or "") and not self.needs_rollback:
            self._set("renkei.test_moment", story)
            self._told = story
        return super()._cursor(name)

    def _rollback(self) -> None:
        super()._rollback()
        self._told = None if self._told is None else "?"

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self._told = None if self._told is None else "?"


def _fingerprint() -> str:
    """Of everything that migrations and the wall are made of."""
    digest = hashlib.sha256(" ".join(settings.INSTALLED_APPS).encode())  # allauth's too have tables
    for pattern in _SOURCES:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def filled_tables(owner: Any) -> set[str]:
    """Tables with at least one row."""
    names = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    one = "SELECT {} WHERE EXISTS (SELECT 1 FROM {})"
    parts = [sql.SQL(one).format(sql.Literal(name), sql.Identifier(name)) for name in names]
    return {row[0] for row in owner.execute(sql.SQL(" UNION ALL ").join(parts))} if parts else set()


def _switch_triggers(owner: Any, tables: list[str], how: str) -> None:
    for table in tables:
        owner.execute(sql.SQL("ALTER TABLE {} " + how + " TRIGGER USER").format(sql.Identifier(table)))
