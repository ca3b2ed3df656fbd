"""`manage.py run_worker`: does what waits in the database (Procrastinate), and the rounds by the clock. `make run` keeps it alive."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params

from renkei.background.services import recover_jobs
from renkei.core.clock import now
from renkei.core.jobs import defer
from renkei.core.wall import acting_as
from renkei.jobs.kept import end_with_keeper
from renkei.jobs.tasks import ROUNDS, TRIES
from renkei.policy.actor import system_actor

#: One slow mail server must not hold up the rounds.
AT_A_TIME = 3


class Command(BaseCommand):
    """Ends when it is told to, or when the database is gone; then whoever keeps it starts it again."""

    help = "待っている処理（お知らせのメール、期限の確認など）を行います（make run が自動で始め、止まったら始め直します）。"

    def handle(self, *args: Any, **options: Any) -> None:
        end_with_keeper()
        begin()
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=AT_A_TIME + 2)
        app.with_connector(connector).run_worker(
            concurrency=AT_A_TIME, delete_jobs="successful", shutdown_graceful_timeout=8
        )


def begin() -> None:
    """What a worker that was killed left undone waits again; each round is done once at the start."""
    with acting_as("jobs"):
        recover_jobs(actor=system_actor("jobs"), now=now(), tries=TRIES)
        for name in ROUNDS:
            defer(name, once=name)
    connections.close_all()
