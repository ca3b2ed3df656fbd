"""The process that starts the server, restarts it when it dies and stops it when nobody uses it any more."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.embedded import Embedded, EmbeddedError
from config.embedded.server import Server
from config.embedded.system import held, stop

LINGER_SECONDS = 4.0
LOOK_SECONDS = 0.5


def main() -> int:
    """`python -m config.embedded.keeper DATA_DIR LOCK SETTING…`; the first line printed is `ready` or the reason."""
    place, start_lock = Embedded(Path(sys.argv[1]), tuple(sys.argv[3:])), int(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server = Server(place)
        process: subprocess.Popen[bytes] | None = server.start()
    except (EmbeddedError, OSError) as error:
        print(error, flush=True)
        return 1
    try:
        server.prepare_roles()
        print("ready", flush=True)
        _leave_caller(server.log)
        os.close(start_lock)
        while process:
            process = _watch(place, server, process)
    finally:
        if process:
            stop(process)
    return 0


def _watch(place: Embedded, server: Server, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes] | None:
    """One life of the server: the process that follows it after a crash, or None when it was stopped."""
    idle_since = None
    while process.poll() is None:
        time.sleep(LOOK_SECONDS)
        if not _is_unused(place):
            idle_since = None
            continue
        idle_since = idle_since or time.monotonic()
        if time.monotonic() - idle_since >= LINGER_SECONDS and _stop_unused(place, process):
            return None
    with held(place.start_lock, fcntl.LOCK_EX):
        return None if place.is_ready() else server.start()  # another keeper may have been quicker


def _is_unused(place: Embedded) -> bool:
    with held(place.users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB) as free:
        return free


def _stop_unused(place: Embedded, process: subprocess.Popen[bytes]) -> bool:
    """Stop under the start lock: a newcomer waits there and then starts a server anew."""
    with held(place.start_lock, fcntl.LOCK_EX | fcntl.LOCK_NB) as mine:
        if not mine or not _is_unused(place):
            return False
        stop(process)
        return True


def _leave_caller(log: Path) -> None:
    """Let go of the terminal, so that the caller's pipes close and Ctrl-C there does not reach us."""
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


if __name__ == "__main__":
    raise SystemExit(main())
