"""Sessions: shut to the application's role, over by the clock, never written back to life, and worth nothing unsealed."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import ProgrammingError, connection, transaction

from config.sessions import AGENT, STRONG, SessionStore
from renkei.accounts import queries, services
from renkei.core import wall
from renkei.core.errors import NotFound
from tests.kit.world import World, make_world

pytestmark = pytest.mark.django_db


def sign_in(world: World, member: str, **entries: object) -> SessionStore:
    store = SessionStore()
    store.update({SESSION_KEY: str(world.user(member).pk), **entries})
    store.create()
    return store


def let_pass(**delta: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('renkei.test_idle', %s, true)", [" ".join(f"{n} {w}" for w, n in delta.items())]
        )


def who(store: SessionStore, membership_id: object) -> tuple[object, ...] | None:
    with transaction.atomic():
        wall.act_as_session(key=store.session_key, membership_id=membership_id)
        found = wall.call("SELECT (w).user_id, (w).role, (w).strong FROM (SELECT wall.who() AS w) t", [])[0]
    connection.open_wall()
    return found if found[0] else None


@pytest.mark.parametrize("right", ["SELECT", "INSERT", "UPDATE", "DELETE"])
def test_the_table_is_shut_and_holds_no_key(world: World, right: str) -> None:
    store = sign_in(world, "officer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('accounts_session', %s)", [right])
        assert cursor.fetchone() == (False,)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        wall.call("SELECT * FROM accounts_session", [])
    for owned in ("wall.secret", "wall.reach"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            wall.call(f"SELECT * FROM {owned}", [])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        wall.call("SELECT wall.seal('session|x')", [])
    assert SessionStore(store.session_key).load()[SESSION_KEY] == str(world.user("officer").pk)


def test_idle_and_absolute_end(world: World, settings) -> None:
    store = sign_in(world, "officer")
    let_pass(minutes=29)
    assert SessionStore(store.session_key).load()  # and is seen, so that the half hour begins again
    let_pass(minutes=55)
    assert SessionStore(store.session_key).load()
    let_pass(minutes=86)
    assert not SessionStore(store.session_key).load()


def test_the_absolute_end_comes_however_busy_one_is(world: World, settings) -> None:
    settings.SESSION_IDLE_SECONDS = 10**6
    store = sign_in(world, "officer")
    let_pass(hours=9)
    assert SessionStore(store.session_key).load()
    let_pass(hours=10)
    assert not SessionStore(store.session_key).load()


def test_an_ended_session_is_not_written_back_to_life(world: World) -> None:
    store = sign_in(world, "officer")
    SessionStore(store.session_key).delete()
    store["membership"] = "x"
    with pytest.raises(UpdateError):
        store.save()
    assert not store.exists(str(store.session_key))


def test_only_a_sealed_session_is_written(world: World) -> None:
    began, key = int(time.time()), "k" * 32
    values = [True, key, uuid4(), world.user("officer").pk, datetime.fromtimestamp(began, UTC),
              datetime.fromtimestamp(began + 600, UTC), 600, True, "", ""]  # fmt: skip
    body = f"session|{wall.hash_of(key)}|{world.user('officer').pk}|{began}|{began + 600}|600|1"
    for seal, written in (("0" * 64, False), (wall.seal(body + "0"), False), (wall.seal(body), True)):
        places = ", ".join(["%s"] * 11)
        assert wall.call(f"SELECT wall.save_session({places})", [*values, seal])[0][0] is written


@pytest.mark.django_db(transaction=True)
def test_a_row_changed_by_hand_is_no_session() -> None:
    world = make_world()
    store = sign_in(world, "home_staff")
    with connection.owner_connection() as owner:
        changed = owner.execute("UPDATE accounts_session SET user_id = %s", [world.user("manager").pk]).rowcount
    assert changed == 1
    assert not SessionStore(store.session_key).load()
    assert who(store, world.members["manager"].pk) is None


def test_who_acts_is_checked_and_not_believed(world: World) -> None:
    store, member = sign_in(world, "officer", **{STRONG: True}), world.members["officer"]
    assert who(store, member.pk) == (member.user_id, "municipal_officer", True)
    assert who(store, world.members["manager"].pk) is None, "somebody else's membership"
    assert who(SessionStore("nonsense"), member.pk) is None
    services.set_user_active(actor=world.actor("manager"), now=world.now, user=world.user("officer"), active=False)
    assert who(store, member.pk) is None


@pytest.mark.parametrize("forged", [
    "system|tests||9999999999|" + "0" * 64, "system|tests||9999999999", "system|", "session|", "tests", "session|%",
])  # fmt: skip
def test_a_forged_token_is_nobody(world: World, forged: str) -> None:
    body = f"system|tests||{int(time.time()) - 1}"
    for token in (forged, f"{body}|{wall.seal(body)}"):
        wall.call("SELECT set_config('renkei.token', %s, true)", [token])
        assert wall.call("SELECT (wall.who()).role", []) == [(None,)]
    connection.open_wall()


def test_a_user_lists_and_ends_his_own_sessions_only(world: World) -> None:
    here, there = sign_in(world, "officer", **{AGENT: "Chrome / Windows"}), sign_in(world, "officer", **{STRONG: True})
    other, actor = sign_in(world, "colleague"), world.actor("officer")
    wall.act_as_session(key=here.session_key, membership_id=actor.membership_id)
    lines = queries.sessions_of(actor=actor)
    assert {(s.agent, s.strong, s.is_current) for s in lines} == {("Chrome / Windows", False, True), ("", True, False)}
    assert services.end_all_sessions(actor=actor, now=world.now, user_id=world.user("colleague").pk) == 0
    with pytest.raises(NotFound):
        services.end_session(actor=actor, now=world.now, session_id=uuid4())
    services.end_session(actor=actor, now=world.now, session_id=next(s.id for s in lines if not s.is_current))
    assert (bool(here.exists(here.session_key)), there.exists(there.session_key)) == (True, False)
    wall.act_as_session(key=other.session_key, membership_id=world.members["colleague"].pk)
    assert services.end_all_sessions(actor=world.actor("colleague"), now=world.now) == 1
    connection.open_wall()


def statement_seen_by_the_same_role() -> str:
    params = {k: v for k, v in connection.get_connection_params().items() if k not in {"cursor_factory", "context"}}
    with psycopg.connect(**params) as other:
        pid = connection.connection.info.backend_pid
        return str(other.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()[0])


def test_a_key_stands_in_no_statement_that_others_can_read(world: World) -> None:
    store = sign_in(world, "officer")
    key, member = str(store.session_key), world.members["officer"]
    for give_key in (
        lambda: SessionStore(key).load(),
        lambda: wall.act_as_session(key=key, membership_id=member.pk),
        lambda: store.save(),
    ):
        give_key()
        assert "$1" in statement_seen_by_the_same_role()
        assert key not in statement_seen_by_the_same_role()
    connection.open_wall()
