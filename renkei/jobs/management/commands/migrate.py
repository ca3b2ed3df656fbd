"""`migrate` as the owner of the database; everything else runs as the application's role."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from config.postgresql.base import own_connection


class Command(migrate.Command):
    """Django's command, with the database made when it is missing and the application's rights kept in order."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = own_connection(options["database"])
        connection.create_database()
        with connection.as_owner():
            connection.prepare_for_migrations()
            super().handle(*args, **options)
            connection.finish_migrations()
