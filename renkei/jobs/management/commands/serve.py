"""`make run`: bring the database up to date, then serve with a production server until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import env
from config.embedded.system import end_with_parent
from config.postgresql.base import own_connection
from renkei.jobs import demo_database
from renkei.jobs.kept import keep


class Command(BaseCommand):
    """Everything between a fresh clone and a page in the browser."""

    help = "データベースを整え、画面を配ります（Ctrl-C で終わります）。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        host = env.text("RENKEI_BIND", "127.0.0.1")
        require_free_port(host, settings.PORT)
        if settings.DATABASES["default"]["EMBEDDED"]:
            with self._step("データベースを起動しています"):
                own_connection().create_database()
        with self._step("表を最新にしています"):
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and not demo_database.is_loaded():
            with self._step("デモの県（架空）を作っています"):
                demo_database.rebuild(verbosity=options["verbosity"])
        with self._step("画面の部品を用意しています"):
            call_command("collectstatic", verbosity=0, interactive=False)
        self._welcome()
        connections.close_all()
        own_connection().close_pool()
        with keep("run_timer", "run_worker"):  # the seals; everything else that happens by itself
            serve(host, settings.PORT)

    @contextmanager
    def _step(self, words: str) -> Iterator[None]:
        begin = time.monotonic()
        self.stdout.write(f"- {words}…")
        self.stdout.flush()
        yield
        self.stdout.write(f"  できました（{time.monotonic() - begin:.1f}秒）")

    def _welcome(self) -> None:
        address = settings.PUBLIC_URL or f"http://localhost:{settings.PORT}"
        if settings.DEMO and "demo_data" in get_commands():
            call_command("demo_data", logins=True, stdout=self.stdout)
        elif not settings.DEMO:
            call_command("setup_code", stdout=self.stdout)
        self.stdout.write(
            self.style.SUCCESS(f"\nれんけいを始めました: {address}\n終わるには Ctrl-C を押してください。")
        )
        self.stdout.flush()


def require_free_port(host: str, port: int) -> None:
    """The server would silently share a port that is in use: ask first.

    Raises:
        CommandError: with what to do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host} のポート {port} は使えません（{error.strerror}）。"
                f"使用中のプログラムを終えるか、別の番号で始めてください。例: RENKEI_PORT={min(port + 80, 65535)} make run"
            ) from error


def serve(host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. Each worker has its threads, each thread a connection of the pool."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=env.number("RENKEI_WORKERS", min(os.cpu_count() or 1, 4), low=1, high=64),
        blocking_threads=env.number("RENKEI_THREADS", 4, low=1, high=64),
        backpressure=256,
        log_level=LogLevels.warning,
        log_access=False,  # addresses and paths of readers are in the audit, not in a text file
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    )
    os.register_at_fork(after_in_child=_leave_terminal)
    server.serve()


def _leave_terminal() -> None:
    """In a worker: Ctrl-C goes to the whole process group, and a worker that gets it beside its parent's word to end
    hangs; so only the parent gets it. A worker ends with its parent also when that is killed."""
    os.setpgrp()
    end_with_parent(signal.SIGTERM)
