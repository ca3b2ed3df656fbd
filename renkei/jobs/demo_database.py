"""The demo lives in a database of its own, which is dropped and made again as a whole."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands

from config.postgresql.base import own_connection
from renkei.audit.queries import head_folder

DEMO_PREFECTURE = "99"
_LOADED = "renkei demo: loaded, keys per person"  # the database's own comment; written last, so that half a demo is made again


def is_loaded() -> bool:
    """Whether this database holds a whole demo."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    with own_connection().cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() == (_LOADED,)


def rebuild(*, verbosity: int = 1) -> None:
    """Drop the demo database, make it again and load the demo.

    Raises:
        CommandError: outside demo mode, and where any organisation outside the demo prefecture exists.
    """
    if not settings.DEMO:
        raise CommandError("RENKEI_DEMO=0 です。デモのデータベースではないため、何もしませんでした。")
    own_connection().create_database()
    if strangers := _organisations_outside_demo():
        raise CommandError(
            f"デモの県（コード99）以外の機関が {strangers} 件あります。本物のデータを守るため、何もしませんでした。"
        )
    own_connection().drop_database()
    shutil.rmtree(head_folder(), ignore_errors=True)  # heads over a record that is gone
    call_command("migrate", verbosity=0, interactive=False)
    if "demo_data" in get_commands():
        call_command("demo_data", verbosity=verbosity)
    _mark_loaded()


def _organisations_outside_demo() -> int:
    """Counted in SQL: the tables may not be there yet, or be those of another version."""
    with own_connection().cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_organisation') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute("SELECT count(*) FROM accounts_organisation WHERE prefecture_code <> %s", [DEMO_PREFECTURE])
        return int(cursor.fetchone()[0])


def _mark_loaded() -> None:
    with own_connection().owner_connection() as owner:
        name = own_connection().ops.quote_name(own_connection().settings_dict["NAME"])
        owner.execute(f"COMMENT ON DATABASE {name} IS '{_LOADED}'")
