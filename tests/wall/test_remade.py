"""The wall is remade on a running server: requests wait for it, and it waits for no request that might wait for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, ProgrammingError
from django.test import Client

from config.postgresql.base import DatabaseWrapper, own_connection
from renkei.jobs import walls as walls_job
from tests.kit.world import World
from tests.postgresql.base import _CLOCK

pytestmark = pytest.mark.django_db(transaction=True)
POLICIES = "SELECT count(*) FROM pg_policies WHERE schemaname = 'public'"


@pytest.fixture
def owned(monkeypatch) -> Iterator[DatabaseWrapper]:
    """Acts as the owner before a wall that is not as it should be; afterwards the tests' clock is in it again."""
    monkeypatch.setattr(walls_job, "_TRIES", 2)
    owned = own_connection("default")
    with owned.as_owner(), owned.cursor() as cursor:
        cursor.execute("COMMENT ON SCHEMA wall IS 'old'")
        yield owned
        walls_job.raise_walls(owned)
        cursor.execute(_CLOCK)


def test_a_request_that_holds_a_table_stops_no_wall_for_long_and_is_never_the_victim(owned: DatabaseWrapper) -> None:
    def policies() -> int:
        with owned.cursor() as cursor:
            cursor.execute(POLICIES)
            return int(cursor.fetchone()[0])

    before = policies()
    with owned.owner_connection() as request:
        with request.transaction():
            request.execute("SELECT 1 FROM inquiries_visit")
            with pytest.raises(OperationalError, match="lock timeout"):
                walls_job.raise_walls(owned)
            assert policies() == before, "the old one stands"
            request.execute("SELECT 1 FROM accounts_delegation")  # it waited for nothing it can't have
        walls_job.raise_walls(owned)
    assert policies() == before
    with owned.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace('wall'), 'pg_namespace')")
        assert cursor.fetchone() != ("old",)


def test_a_request_that_comes_while_the_wall_is_down_is_asked_to_come_again(
    owned: DatabaseWrapper, world: World
) -> None:
    """As in `migrate`, while tables change: it is told so (503), sees no row, and goes on once the wall stands again."""
    client = world.login(Client(raise_request_exception=False), "officer")
    walls_job.take_down(owned)
    for answer in (
        client.get("/cases/"),
        client.post("/notifications/read-all/"),
        client.get("/", HTTP_HX_REQUEST="true"),
    ):
        text = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
        assert "ただいま更新しています" in text
        assert "Traceback" not in text
    walls_job.raise_walls(owned)
    with owned.cursor() as cursor:
        cursor.execute(_CLOCK)
    assert client.get("/cases/").status_code == 200


def test_another_failure_is_no_update(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ProgrammingError("relation does not exist")

    monkeypatch.setattr("renkei.web.middleware.ActorMiddleware._actor", fail)
    client.raise_request_exception = False
    assert client.get("/cases/").status_code == 500
