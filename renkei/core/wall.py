"""The application's side of the second wall: what it hands to PostgreSQL so that the database itself can check who acts.

A token is valid for one transaction. It is either the key of a live session, or the name of a part of the program with
a seal. Seals are HMAC-SHA256 under the wall key, which lives in a file outside the database: whoever has the
application's database password alone can make neither.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

BLOCK_BYTES = 64  # of SHA-256, in HMAC (RFC 2104)
SYSTEM_TOKEN_SECONDS = 6 * 3600  # longest run of a job; a web request's token dies with its transaction


def seal(message: str) -> str:
    """HMAC-SHA256 of a text under the wall key, in hex."""
    return hmac.new(settings.WALL_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


def hash_of(key: str) -> str:
    """SHA-256 of a session key, in hex: what stands in the table instead of it."""
    return hashlib.sha256(key.encode()).hexdigest()


def hmac_blocks() -> tuple[bytes, bytes]:
    """The key XORed with the inner and the outer pad of RFC 2104: all that PostgreSQL needs to compute the same seals."""
    key = settings.WALL_KEY.encode()
    key = (hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key).ljust(BLOCK_BYTES, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def call(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement whose values are bound on the server: a secret never stands in a text that others can read
    (pg_stat_activity shows a role the statements of all its connections)."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return list(cursor.execute(statement, parameters).fetchall())


def act_as_session(*, key: str | None, membership_id: object) -> None:
    """A signed-in user acts in this membership, for this transaction. A key that is not live opens nothing."""
    _announce(f"session|{key}" if key else "", str(membership_id or ""), local=True)


def act_as_system(name: str, *, organisation_id: object = None) -> None:
    """A named part of the program acts, for this transaction; `answer_link` carries its office."""
    _announce(system_token(name, organisation_id=organisation_id), "", local=True)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """A management command: a named part of the program acts in every transaction inside the block, and nobody after it."""
    before = call("SELECT coalesce(current_setting('renkei.token', true), '')", [])[0][0]
    _announce(system_token(name), "", local=False)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _announce(before, "", local=False)


def system_token(name: str, *, organisation_id: object = None) -> str:
    """`system|name|organisation|end|seal`; the end in seconds since 1970."""
    body = f"system|{name}|{organisation_id or ''}|{int(time.time()) + SYSTEM_TOKEN_SECONDS}"
    return f"{body}|{seal(body)}"


def follow_session(*, old: str, new: str) -> None:
    """The session that acts got a new key (sign-in, change of password): it goes on acting under it."""
    call(
        "SELECT set_config('renkei.token', %s, true) WHERE current_setting('renkei.token', true) = %s",
        [f"session|{new}", f"session|{old}"],
    )


def _announce(token: str, membership: str, *, local: bool) -> None:
    call(
        "SELECT set_config('renkei.token', %s, %s), set_config('renkei.membership', %s, %s)",
        [token, local, membership, local],
    )
