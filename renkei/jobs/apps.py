"""Django's handle on the commands, and what is checked before one of them runs."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks


def key_store(app_configs: Any, databases: Any = None, **options: Any) -> list[checks.CheckMessage]:
    """`manage.py check --database default`, and `migrate`: are the keys of this database in their place?"""
    from django.db import connection

    from renkei.core import keyring
    from renkei.core.key_encryption import KeyStoreError

    if not databases or not _is_marked(connection):
        return []  # `migrate` marks it
    try:
        keyring.require_store()
    except KeyStoreError as error:
        return [checks.Critical(str(error), id="renkei.E002")]
    return []


def _is_marked(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('wall.key_store()') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return False
        cursor.execute("SELECT wall.key_store() IS NOT NULL")
        return bool(cursor.fetchone()[0])


class JobsConfig(AppConfig):
    """Management commands live in this area."""

    name = "renkei.jobs"
    label = "jobs"
    verbose_name = "処理"

    def ready(self) -> None:
        checks.register(key_store, checks.Tags.database)
