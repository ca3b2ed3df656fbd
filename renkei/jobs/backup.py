"""Writing the whole database to a file and reading it back, with PostgreSQL's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.core.management import CommandError

from config.embedded import SUPER
from config.postgresql.base import own_connection


def dump(target: Path) -> None:
    """Write the database, with its rights, to a private file. The keys are not in it.

    Raises:
        CommandError: the file is there already, or pg_dump failed.
    """
    if target.exists():
        raise CommandError(f"{target} はすでにあります。別の名前にしてください。")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        _run("pg_dump", "--format=custom", f"--file={draft}", own_connection().settings_dict["NAME"])
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def restore(source: Path) -> None:
    """Read what `dump` wrote into this database, which must be empty.

    Raises:
        CommandError: no such file, the database holds something, or pg_restore failed.
    """
    if not source.is_file():
        raise CommandError(f"{source} がありません。")
    own_connection().create_database()
    with own_connection().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone() != (0,):
            raise CommandError("このデータベースは空ではありません。上書きしないよう、何もしませんでした。")
    own_connection().close()
    own_connection().close_pool()
    name = own_connection().settings_dict["NAME"]
    _run("pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(source))


def _run(tool: str, *arguments: str) -> None:
    """As the superuser of the embedded server, or as the owner on a server of one's own."""
    embedded = own_connection().settings_dict["EMBEDDED"]
    if embedded:
        embedded.ensure()
        login, program = embedded.login(SUPER), embedded.program / tool
    else:
        login, program = own_connection().owner_login(), shutil.which(tool)
    if program is None:
        raise CommandError(f"{tool} がありません。PostgreSQL のクライアントを入れてください。")
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    variables = {names[key]: str(value) for key, value in login.items() if key in names}
    done = subprocess.run(
        [program, *arguments], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"{tool} が失敗しました: {done.stderr.strip()[-500:]}")
