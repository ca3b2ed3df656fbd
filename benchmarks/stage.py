"""The stage: one made-up nation, who signs in, and transactions that leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from config.postgresql.base import own_connection
from config.sessions import STRONG
from renkei.accounts.models import Membership, User
from renkei.accounts.queries.actors import actor_of
from renkei.cases.models import Case
from renkei.core import wall
from renkei.core.clock import now
from renkei.jobs.nation.bodies import towns
from renkei.offices.rules.municipality_table import MunicipalityRow
from renkei.policy.actor import Actor


def enter(size: float) -> None:
    """Work in the nation of this size; make it where it is not there."""
    call_command("make_national_data", size=size)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "benchmarks.urls"
    call_command("collectstatic", verbosity=0, interactive=False)
    connection.ensure_connection()


@dataclass(frozen=True)
class Signed:
    """A manager who is signed in, his body's cases, and the newest one of them that is being coordinated."""

    who: str
    client: Client
    actor: Actor
    cases: int
    case_id: Any

    @property
    def key(self) -> str:
        return str(self.client.session.session_key)

    def token(self) -> tuple[str, str]:
        """What the middleware announces to PostgreSQL for this user: token and membership."""
        return f"session|{self.key}", str(self.actor.membership_id)

    @contextmanager
    def acting(self) -> Iterator[None]:
        """A transaction in which this user acts, as in a request; rolled back, so that it can be measured again."""
        with transaction.atomic():
            wall.act_as_session(key=self.key, membership_id=self.actor.membership_id)
            yield
            transaction.set_rollback(True)


def largest() -> Signed:
    """The manager of the municipality with the most cases."""
    return _sign_in("largest", towns())


def median() -> Signed:
    """… of the one in the middle, or the next that is coordinating a case."""
    return _sign_in("median", towns()[len(towns()) // 2 :])


def _sign_in(who: str, among: list[MunicipalityRow]) -> Signed:
    with own_connection().as_owner():
        running = Case.objects.filter(status="coordinating").order_by("-opened_at")
        code, first = next(
            (town.code, case_id)
            for town in among
            if (
                case_id := running.filter(responsible__municipality_code=town.code).values_list("pk", flat=True).first()
            )
        )
        user = User.objects.get(email=f"manager{code}@example.jp")
        member = Membership.objects.select_related("user", "organisation").get(user=user)
        actor, count = actor_of(member, at=now()), Case.objects.filter(responsible=member.organisation).count()
    client = Client()
    with wall.acting_as("sign_in"):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[STRONG] = True
    session.save()
    return Signed(who, client, actor, count, first)


class Bare:
    """PostgreSQL through psycopg alone, as the application's role behind the same wall."""

    def __init__(self, token: tuple[str, str]) -> None:
        params = own_connection().get_connection_params()
        drop = {"cursor_factory", "context", "prepare_threshold"}
        self.connection = psycopg.connect(
            **{k: v for k, v in params.items() if k not in drop}, cursor_factory=psycopg.ClientCursor
        )
        self._token = token

    def begin(self) -> psycopg.Cursor[Any]:
        """A transaction of this user; `end` it."""
        cursor = self.connection.cursor()
        cursor.execute(
            "SELECT set_config('renkei.token', %s, true), set_config('renkei.membership', %s, true)", self._token
        )
        return cursor

    def run(self, statements: list[tuple[str, Any]]) -> int:
        """The statements in one transaction that leaves nothing behind; returns how many rows came over."""
        rows = 0
        cursor = self.begin()
        for text, values in statements:
            cursor.execute(text, values)
            rows += len(cursor.fetchall()) if cursor.description else 0
        self.connection.rollback()
        return rows

    def close(self) -> None:
        self.connection.close()
