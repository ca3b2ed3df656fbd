"""A data folder of one's own, and what runs in it is ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded.system import is_postgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that a service user may pass through; what runs in it is ended."""
    path = Path(tempfile.mkdtemp(prefix="renkei-embedded-"))
    path.chmod(0o711)
    yield path
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        if "config.embedded.keeper" in line and str(path) in line:  # first, for it would start the server again
            kill(int(line.split()[0]), signal.SIGKILL)
    server = pid_of_server(path)
    if is_postgres(str(server or "")):  # a stale file may name this very process
        kill(server, signal.SIGQUIT)
        until(lambda: not is_postgres(str(server)))
    shutil.rmtree(path, ignore_errors=True)


def pid_of_server(folder: Path) -> int | None:
    """The server's process, as its pid file says."""
    file = folder / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().split("\n")[0]) if file.exists() else None


def kill(pid: int | None, how: int) -> None:
    """Send a signal to a process that may be gone."""
    if pid:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return


def until(condition: Callable[[], object], seconds: float = 30) -> bool:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
