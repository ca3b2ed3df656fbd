"""`migrate` as the owner of the database; everything else runs as the application's role."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor

from config.postgresql.base import DatabaseWrapper, own_connection
from renkei.jobs import key_store, walls


class Command(migrate.Command):
    """Django's command, with the database made when it is missing and the application's rights kept in order; the keys must be
    the database's own."""

    def execute(self, *args: Any, **options: Any) -> Any:
        own_connection(options["database"]).create_database()  # before the system checks, which ask its version
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        connection = own_connection(options["database"])
        with connection.as_owner():
            connection.prepare_for_migrations()
            if _is_behind(connection):
                walls.take_down(connection)
            super().handle(*args, **options)
            connection.finish_migrations()
            if not _is_behind(connection):
                walls.raise_walls(connection)
                key_store.pair(connection)


def _is_behind(connection: DatabaseWrapper) -> bool:
    """Is a migration still to be applied? Between two states of the tables the application sees nothing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
