"""The whole database in one encrypted file, tried out by reading it back; and back into an empty database.

pg_dump and pg_restore do the work; the data goes through a pipe and is never on the disk in plain. The keys are not in it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.conf import settings
from django.core.management import CommandError, call_command
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.embedded import SUPER
from config.postgresql.base import own_connection
from renkei.core import files, keyring, sealed_file
from renkei.core.clock import now
from renkei.core.key_encryption import KeyStoreError
from renkei.core.sealed_file import SealedFileError
from renkei.core.wall import acting_as
from renkei.jobs import walls
from renkei.jobs.key_store import WrongKeys
from renkei.policy.actor import system_actor
from renkei.privacy.services.destroying import repeat_destructions

#: Secrets of the running system: the wall key is handed over anew, and nobody stays signed in.
WITHOUT_DATA = ("wall.secret", "public.accounts_session")
Counts = dict[str, int]


@dataclass(frozen=True)
class Backup:
    """What was written and read back: `rows` in `tables`, `size` in bytes, what verify_audit said of it."""

    file: Path
    size: int
    tables: int
    rows: int
    audit: str


def write(target: Path, *, key_file: Path) -> Backup:
    """Write the database to one encrypted file and prove that it can be read back.

    Raises:
        CommandError: the file is there already, pg_dump failed, or what comes back is not what was written: then no file
            is left. Also when the record of events was changed: then the file is kept, it may be needed.
    """
    if target.exists():
        raise CommandError(f"{target} はすでにあります。別の名前にしてください。")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            counts = _dump(file, key_file)
            file.flush()
            os.fsync(file.fileno())
        with _scratch():
            _read_back(draft, counts, key_file)
            draft.rename(target)
            files.sync_folder(target.parent)
            said = _check_audit()
    finally:
        draft.unlink(missing_ok=True)
    return Backup(target, target.stat().st_size, len(counts), sum(counts.values()), said)


def _read_back(source: Path, counts: Counts, key_file: Path) -> None:
    """Into the scratch database; every table must have the rows that were written."""
    _load(source, key_file)
    with _reader() as connection:
        found = _counts(connection)
    if found != counts:
        wrong = sorted(name for name in counts.keys() | found.keys() if counts.get(name) != found.get(name))
        raise CommandError(f"読み戻した行の数が、書き出した数と違います: {'、'.join(wrong)}")
    with own_connection().as_owner():
        walls.write_key(own_connection())


def restore(source: Path, *, key_file: Path) -> tuple[int, str]:
    """Read a backup into this database, which must be empty; bring its tables up to date; destroy again what was destroyed.

    Returns:
        How many keys of destroyed persons had come back, and what verify_audit said.

    Raises:
        CommandError: no such file, another key, a damaged file, the database holds something, the keys of its persons are
            not back or others, or the audit was changed.
    """
    if not source.is_file():
        raise CommandError(f"{source} がありません。")
    try:
        with open(os.devnull, "wb") as nowhere:
            sealed_file.decrypt(source, nowhere, key_file=key_file)  # all of it, before anything is written
    except SealedFileError as error:
        raise CommandError(f"{error}（データベースには何もしていません）") from None
    _require_keys()
    own_connection().create_database()
    with own_connection().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone() != (0,):
            raise CommandError("このデータベースは空ではありません。上書きしないよう、何もしませんでした。")
    _load(source, key_file)
    try:
        return settle()
    except WrongKeys as error:
        drop_this_database()  # nothing to be worked with; it comes back with the right keys
        raise CommandError(f"{error}（読み込んだデータベースは、また消しました）") from None


def settle() -> tuple[int, str]:
    """What follows when a database came back, from a backup or to a point in time: its tables are brought up to date, nobody
    is signed in, what was destroyed is destroyed again.

    Returns:
        How many keys of destroyed persons had come back, and what verify_audit said.

    Raises:
        CommandError: the keys are not its own, or the audit was changed.
    """
    call_command("migrate", verbosity=0, interactive=False)
    with own_connection().owner_connection() as owner:
        owner.execute("DELETE FROM accounts_session")
    back = keyring.replay_destructions()
    with acting_as("jobs"):
        repeat_destructions(actor=system_actor("jobs"), days=keyring.destroyed(), now=now())
    return back, _check_audit()


def _require_keys() -> None:
    """They come back first, or the database could not be opened."""
    try:
        found = keyring.mark()
    except KeyStoreError as error:
        raise CommandError(str(error)) from None
    if found is None:
        raise CommandError("先に、本人の鍵を控えから戻してください（manage.py restore_keys）。何もしていません。")


def _dump(target: BinaryIO, key_file: Path) -> Counts:
    """All of one moment: the rows are counted in the snapshot that pg_dump reads."""
    with _reader() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot is not None
        without = [f"--exclude-table-data={name}" for name in WITHOUT_DATA]
        arguments = ["--format=custom", f"--snapshot={snapshot[0]}", *without, _name()]
        with _tool("pg_dump", arguments) as output:
            sealed_file.encrypt(output, target, key_file=key_file)
        return _counts(connection)


def _load(source: Path, key_file: Path) -> None:
    """Into this database, all or nothing."""
    own_connection().close()
    own_connection().close_pool()
    arguments = ["--exit-on-error", "--single-transaction", f"--dbname={_name()}"]
    with _tool("pg_restore", arguments, feeds=True) as entry, contextlib.suppress(BrokenPipeError):
        sealed_file.decrypt(source, entry, key_file=key_file)  # a broken pipe: the program says why when it has ended
        entry.close()


def _counts(connection: psycopg.Connection[Any]) -> Counts:
    """Rows by table; of tables without data in a backup none."""
    query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'wall') ORDER BY 1, 2"
    found: Counts = {}
    for schema, table in connection.execute(query).fetchall():
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(count).fetchone()
        found[f"{schema}.{table}"] = 0 if f"{schema}.{table}" in WITHOUT_DATA else row[0] if row else 0
    return found


def _check_audit() -> str:
    said = StringIO()
    with acting_as("jobs"):
        call_command("verify_audit", restored=True, no_record=True, stdout=said)
    return said.getvalue().strip().splitlines()[-1]


@contextmanager
def _scratch() -> Iterator[None]:
    """Inside the block Django's connection is one to an empty database of its own, which is then dropped."""
    connection = own_connection()
    name = _name()
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = f"{name}_check_{secrets.token_hex(4)}"
    try:
        connection.create_database()
        yield
    finally:
        drop_this_database()
        connection.settings_dict["NAME"] = name


def drop_this_database() -> None:
    """The one that Django's connection is turned to. The owner may not end a superuser's process (autovacuum, or the end of
    pg_restore): it waits until it is gone, at most ten seconds."""
    for attempt in range(100):
        try:
            return own_connection().drop_database()
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            if attempt == 99:
                raise
            time.sleep(0.1)


def _reader() -> psycopg.Connection[Any]:
    """A connection that reads every row: before the superuser and before DATABASE_BACKUP_URL's role no wall stands."""
    return psycopg.connect(make_conninfo(**{**_login(), "dbname": _name()}))


def _name() -> str:
    return str(own_connection().settings_dict["NAME"])


def _login() -> dict[str, str]:
    embedded = own_connection().settings_dict["EMBEDDED"]
    if embedded:
        embedded.ensure()
        return dict(embedded.login(SUPER))
    return own_connection().settings_dict["BACKUP"] or own_connection().owner_login()


@contextmanager
def _tool(tool: str, arguments: list[str], *, feeds: bool = False) -> Iterator[BinaryIO]:
    """One of PostgreSQL's programs, as the superuser of the embedded server, on one's own as the role of backups or the owner.

    Gives its output, or with `feeds` its input.
    """
    embedded = own_connection().settings_dict["EMBEDDED"]
    login = _login() if tool == "pg_dump" or embedded else own_connection().owner_login()
    program = str(embedded.program / tool) if embedded else shutil.which(tool)
    if program is None:
        raise CommandError(f"{tool} がありません。PostgreSQL のクライアントを入れてください。")
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    variables = {names[key]: str(value) for key, value in login.items() if key in names}
    pipes: dict[str, int] = {"stdin" if feeds else "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([program, *arguments], env={**os.environ, **variables}, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process.stdin if feeds else process.stdout
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise CommandError(f"{tool} が失敗しました: {said[-500:]}")


def default_target() -> Path:
    """DATA_DIR/backups/renkei-<day>-<time>.age"""
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{_name()}-{now().astimezone().strftime('%Y%m%d-%H%M%S')}.age"
