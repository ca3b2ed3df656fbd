"""The mark of the key store (core/keyring.py), written into the database and compared with it. As the owner."""

from __future__ import annotations

import psycopg
from django.core.management import CommandError

from config.postgresql.base import DatabaseWrapper
from renkei.core import blind_index, keyring
from renkei.core.ids import new_id
from renkei.core.key_encryption import KeyStoreError


class WrongKeys(CommandError):
    """The keys in KEY_DIR are missing or another database's."""


_READ = "SELECT (SELECT mark FROM privacy_keystore), EXISTS (SELECT 1 FROM cases_person)"
_INDEXED = "SELECT EXISTS (SELECT 1 FROM people_nameindex) OR EXISTS (SELECT 1 FROM disclosure_attachment)"
_WRITE = "INSERT INTO privacy_keystore (id, created_at, mark) VALUES (%s, now(), %s)"


def pair(connection: DatabaseWrapper) -> None:
    """At the end of `manage.py migrate`: an empty installation gets its mark, in the store and in the database; from then
    on both must be the same.

    Raises:
        WrongKeys: the store is missing or another one.
    """
    try:
        with connection.owner_connection() as owner, owner.transaction():
            owner.execute("LOCK TABLE privacy_keystore IN EXCLUSIVE MODE")
            _pair(owner)
    except KeyStoreError as error:
        raise WrongKeys(str(error)) from None


def _pair(owner: psycopg.Connection) -> None:
    row = owner.execute(_READ).fetchone()
    in_database, is_in_use = row if row else (None, False)
    in_store = keyring.mark()
    if in_database is None:  # a new database, also beside another one of the same store: the demo's
        if in_store is None and is_in_use and not any(keyring.stored()):
            keyring.compare(None, None)
        in_database = in_store = in_store or keyring.make_mark()
        owner.execute(_WRITE, [new_id(), in_database])
    keyring.compare(in_store, in_database)
    if not blind_index.has_key() and owner.execute(_INDEXED).fetchone() == (False,):
        blind_index.make_key()


def start_anew(connection: DatabaseWrapper) -> None:
    """The keys are lost, and no copy is left: what was written under them stays unreadable; new ones are made from now on.

    Raises:
        CommandError: the store is the right one, so nothing is lost; or another database's.
    """
    try:
        with connection.owner_connection() as owner, owner.transaction():
            in_store = keyring.mark()
            row = owner.execute("SELECT mark FROM privacy_keystore").fetchone()
            if in_store is not None:
                keyring.compare(in_store, row[0] if row else None)
                raise CommandError("鍵の置き場所は、このデータベースのものです。何もしませんでした。")
            owner.execute("DELETE FROM privacy_keystore")
            owner.execute(_WRITE, [new_id(), keyring.make_mark()])
            blind_index.make_key()
    except KeyStoreError as error:
        raise CommandError(str(error)) from None
