"""Django's handle on the commands, and what is checked before one of them runs."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks


def database_over_the_network(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """A database on another machine whose certificate nobody looks at: whoever stands between may read along."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    is_near = database["HOST"] in _NEAR or database["HOST"].startswith("/")
    if is_near or database["OPTIONS"].get("sslmode") == "verify-full":
        return []
    hint = "DATABASE_URL（と DATABASE_OWNER_URL、DATABASE_BACKUP_URL）に ?sslmode=verify-full&sslrootcert=… を付けてください。"
    return [checks.Warning("別の機械のデータベースに、証明書を確かめずにつないでいます。", hint=hint, id="renkei.W003")]


_NEAR = ("", "localhost", "127.0.0.1", "::1")


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
        checks.register(database_over_the_network, checks.Tags.security)
