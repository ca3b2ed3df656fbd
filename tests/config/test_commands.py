"""Commands that stand between a newcomer and a running system, in a data folder of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError

from renkei.core.errors import Conflict
from renkei.jobs.management.commands import run_timer, serve

ROOT = Path(__file__).resolve().parents[2]


def manage(folder: Path, *command: str, demo: bool = False) -> subprocess.CompletedProcess[str]:
    variables = {"RENKEI_DATA_DIR": str(folder), "RENKEI_DEMO": "1" if demo else "0"}
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env={**inherited, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


ONE = """
from django.db import connection
from renkei.core.wall import acting_as
with acting_as("setup"), connection.cursor() as cursor:
    cursor.execute({!r})
    print("->", cursor.fetchone()[0])
"""


def ask(folder: Path, statement: str, *, demo: bool = False) -> str:
    done = manage(folder, "shell", "-v0", "-c", ONE.format(statement), demo=demo)
    assert done.returncode == 0, done.stderr
    return done.stdout.rsplit("-> ")[1].strip()


REAL_CITY = """
from renkei.accounts.services import save_organisation
from renkei.core.clock import now
from renkei.core.wall import acting_as
from renkei.policy.actor import system_actor
from renkei.policy.enums import OrgKind
with acting_as("setup"):
    save_organisation(
        actor=system_actor("setup"), now=now(), name="本物の市", kind=OrgKind.MUNICIPALITY, kana="", prefecture_code="13"
    )
"""


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="a server of one's own is used")
def test_a_database_is_written_to_a_file_and_read_back(folder: Path) -> None:
    assert manage(folder, "migrate", "-v0").returncode == 0
    tables = ask(folder, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    assert manage(folder, "shell", "-v0", "-c", REAL_CITY).returncode == 0
    target = folder / "kept.age"
    made = manage(folder, "backup", str(target))
    assert (made.returncode, "鍵を作りました" in made.stdout) == (0, True), made.stderr
    assert target.stat().st_mode & 0o077 == 0
    back = manage(folder, "restore", str(target), demo=True)  # another database of the same server
    assert back.returncode == 0, back.stderr
    assert ask(folder, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", demo=True) == tables
    assert ask(folder, "SELECT name FROM accounts_organisation", demo=True) == "本物の市"
    assert ask(folder, "SELECT current_user", demo=True) == "renkei_app"

    demo = manage(folder, "rebuild_demo", demo=True)  # a real organisation is in it now
    assert demo.returncode == 1
    assert "本物のデータを守るため" in demo.stderr
    assert ask(folder, "SELECT name FROM accounts_organisation", demo=True) == "本物の市"


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"ポート {port} は使えません.*RENKEI_PORT=\d+ make run"):
            serve.require_free_port("127.0.0.1", port)
    serve.require_free_port("127.0.0.1", port)


@pytest.mark.django_db
def test_a_seal_that_was_tampered_with_is_said_in_the_log(monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Conflict("最後の封印が違います。")

    sealer = run_timer.Sealer()
    monkeypatch.setattr(run_timer.connections, "close_all", lambda: None)
    monkeypatch.setattr(sealer, "beat", refuse)
    assert run_timer.seal_once(sealer) is False
    assert "sealing the audit failed" in caplog.text
