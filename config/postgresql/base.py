"""Django's PostgreSQL backend, which starts the embedded server when needed and can act as the owner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import sql

from config.embedded import APP, OWNER

EXTENSIONS = ("pg_trgm", "btree_gist")  # both trusted: the owner of a database may create them
_DROP_TRIES, _DROP_SECONDS = 60, 0.5


def own_connection(alias: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    """Django's connection of this thread, as what it is here."""
    return cast(DatabaseWrapper, connections[alias])


def drop_named(owner: psycopg.Connection[Any], name: str) -> None:
    """Drop a database, with whoever is connected to it.

    PostgreSQL refuses that while an autovacuum worker is at work in it, which no owner may end; such a worker is soon done.

    Raises:
        psycopg.errors.InsufficientPrivilege: it was there for half a minute.
    """
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for _ in range(_DROP_TRIES):
        with suppress(psycopg.errors.InsufficientPrivilege):
            owner.execute(statement)
            return
        time.sleep(_DROP_SECONDS)
    owner.execute(statement)


class DatabaseWrapper(base.DatabaseWrapper):
    """`settings_dict["EMBEDDED"]`: the embedded server, or None; `["OWNER"]`: the owner's log-in, or None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acts_as_owner = self.alias == NO_DB_ALIAS  # databases are made and dropped by the owner alone

    @property
    def pool(self) -> Any:
        """The application's connections are pooled, the owner's never."""
        return None if self.acts_as_owner else super().pool

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, with the log-in of the role that acts."""
        return {**super().get_connection_params(), **self._login()}

    def _login(self) -> dict[str, str]:
        if server := self.settings_dict["EMBEDDED"]:
            server.ensure()
            return server.login(OWNER if self.acts_as_owner else APP)
        return self.owner_login() if self.acts_as_owner else {}

    def owner_login(self) -> dict[str, str]:
        """The owner's log-in on a server of one's own.

        Raises:
            ImproperlyConfigured: when DATABASE_OWNER_URL is missing.
        """
        if not self.settings_dict["OWNER"]:
            raise ImproperlyConfigured(
                "この操作には所有者の接続が必要です。環境変数 DATABASE_OWNER_URL を設定してください。"
            )
        return self.settings_dict["OWNER"]

    @property
    def app_role(self) -> str:
        """Name of the application's role."""
        return APP if self.settings_dict["EMBEDDED"] else str(self.settings_dict["USER"])

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """Connect as the owner inside the block. Not inside a transaction."""
        if self.in_atomic_block:
            raise RuntimeError("as_owner() can't be entered inside a transaction")
        self.close()
        self.acts_as_owner = True
        try:
            yield
        finally:
            self.close()
            self.acts_as_owner = False

    def owner_connection(self, database: str | None = None) -> psycopg.Connection[Any]:
        """A second connection, as the owner, in autocommit; `database` defaults to this one's."""
        twin = type(self)({**self.settings_dict, "NAME": database or self.settings_dict["NAME"]}, alias=NO_DB_ALIAS)
        params = twin.get_connection_params()
        return psycopg.connect(**{key: params[key] for key in params if key not in {"cursor_factory", "context"}},
                               autocommit=True)  # fmt: skip

    def create_database(self) -> bool:
        """Make this database when it is not there. Returns whether it was made."""
        name = self.settings_dict["NAME"]
        with self.owner_connection("postgres") as owner:
            if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            owner.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name)))
        return True

    def drop_database(self) -> None:
        """Drop this database, with whoever is connected to it."""
        self.close()
        self.close_pool()
        with self.owner_connection("postgres") as owner:
            drop_named(owner, self.settings_dict["NAME"])

    def prepare_for_migrations(self) -> None:
        """As owner, before migrating: extensions, and what the application may do with tables made from now on.

        A migration may take rights away again: `current_setting('renkei.app_role')` names the application's role.
        """
        role, name = sql.Identifier(self.app_role), sql.Identifier(self.settings_dict["NAME"])
        with self.cursor() as cursor:
            cursor.execute("SELECT set_config('renkei.app_role', %s, false)", [self.app_role])
            for extension in EXTENSIONS:
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            for statement in (
                "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                "GRANT CONNECT ON DATABASE {name} TO {role}",
                "GRANT USAGE ON SCHEMA public TO {role}",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
            ):
                cursor.execute(sql.SQL(statement).format(name=name, role=role))

    def finish_migrations(self) -> None:
        """As owner, after migrating: the application reads the list of migrations, it does not write it."""
        with self.cursor() as cursor:
            cursor.execute(
                sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(
                    sql.Identifier(self.app_role)
                )
            )
