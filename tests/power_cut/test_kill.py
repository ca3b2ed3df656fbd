"""kill -9 of the application and of PostgreSQL while people write: all that was acknowledged is there, once, and nothing half done."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config.conftest import kill, pid_of_server
from tests.power_cut.clients import Browser, Load

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the server is not ours to kill")


class App:
    """The application on a folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "tests.power_cut.settings", "RENKEI_DATA_DIR": str(folder),
            "RENKEI_DEMO": "0", "RENKEI_PORT": str(self.port), "RENKEI_WORKERS": "2", "RENKEI_THREADS": "3",
        }  # fmt: skip
        self.log = folder / "app.log"
        self.process: subprocess.Popen[bytes] | None = None

    def story(self, what: str) -> Any:
        command = [sys.executable, "-m", "tests.power_cut.story", what]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.rsplit("->")[1])

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True, timeout=300)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.power_cut.story", "serve"], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """Everything it started, at once and without a word."""
        assert self.process is not None
        for pid in [*_below(self.process.pid), self.process.pid]:
            kill(pid, signal.SIGKILL)
        self.process.wait(timeout=20)


def _below(pid: int) -> list[int]:
    """Processes started by this one, and by those; the database and its keeper stand on their own."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    own = [int(word) for word in listed.split()]
    return [*(p for child in own for p in _below(child)), *own]


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    made = App(folder)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def test_a_power_cut_loses_no_acknowledged_write_and_leaves_nothing_half_done(folder: Path, app: App) -> None:
    app.manage("migrate", "-v0")
    told = app.story("seed")
    browsers = [Browser(app.port, told["cookie"], session) for session in told["sessions"]]
    load = Load(browsers, told["notes"], told["accept"])
    app.start()
    load.start()
    assert load.goes_on(), load.failures or app.log.read_text()[-3000:]

    app.kill()  # first the application alone
    app.start()
    assert load.goes_on(), load.failures

    server = pid_of_server(folder)
    kill(server, signal.SIGKILL)  # then the database, and the application a moment later
    time.sleep(0.2)
    app.kill()
    app.start()
    assert load.goes_on(), load.failures or app.log.read_text()[-3000:]
    assert pid_of_server(folder) != server
    load.finish()

    found = app.story("facts")
    assert found["texts"] == sorted(load.acknowledged), "each acknowledged note once, though its form was posted again"
    assert found["events_match"], "an event for each note, a note for each event"
    assert len(load.accepted) >= 3
    for pk, request in found["requests"].items():
        assert request["parts"] == [request["accepted"]] * 4, f"{pk} is half accepted: {request}"
    wanted = {path.split("/")[2] for path in load.accepted}
    assert wanted <= {pk for pk, request in found["requests"].items() if request["accepted"]}
    assert found["sent"] == len(load.acknowledged) + len(load.accepted)
