"""Being somebody before the wall: a session as signing in makes it, announced as a request announces it, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import SESSION_KEY
from django.db import connection

from config.sessions import STRONG, SessionStore
from renkei.core import wall
from tests.kit.world import World


def session_of(world: World, member: str, *, strong: bool = True) -> str:
    """The key of a new session of this member, with the second factor or before it."""
    store = SessionStore()
    store[SESSION_KEY] = str(world.user(member).pk)
    store[STRONG] = strong
    store.create()
    return str(store.session_key)


@contextmanager
def as_member(world: World, member: str) -> Iterator[None]:
    """The member acts, as in a request."""
    with as_token(f"session|{session_of(world, member)}", world.members[member].pk):
        yield


@contextmanager
def as_token(token: str, membership: object = "") -> Iterator[None]:
    """Whoever this token makes one; nobody for most."""
    wall._announce(token, str(membership), local=True)
    try:
        yield
    finally:
        connection.close_wall()
        connection.open_wall()


def seen(table: str, column: str = "id") -> set[object]:
    """What the database shows of a table, without any filter of the application."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return {row[0] for row in cursor.fetchall()}
