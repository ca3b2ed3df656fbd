"""Processes beside the server: started with it, started again when they end, ended with it, whatever ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from config.embedded.system import end_with_parent

#: Seconds before a process that ended is started again: at once, then slower while it goes on ending.
_PAUSES = (1, 2, 5, 15, 30)
_STEADY_SECONDS = 60
_MARK = "RENKEI_KEPT"


def end_with_keeper() -> None:
    """In the process: where it is kept, it ends with its keeper, also when that is killed."""
    if os.environ.get(_MARK):
        end_with_parent(signal.SIGTERM)


@contextmanager
def keep(*commands: str) -> Iterator[list[Kept]]:
    """`manage.py COMMAND`, each in a process of its own, for as long as the block runs."""
    kept = [Kept([sys.executable, "manage.py", command]) for command in commands]
    try:
        yield kept
    finally:
        for one in kept:
            one.stop()


class Kept:
    """One process and the thread that waits for its end. No preexec_fn: the server's own hooks at a fork are not for it."""

    def __init__(self, command: Sequence[str], pauses: Sequence[float] = _PAUSES) -> None:
        self._command, self._pauses = list(command), pauses
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Of the process now; None before the first start."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._over.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
        self._thread.join(timeout=12)
        if self._process and self._process.poll() is None:
            self._process.kill()

    def _run(self) -> None:
        ends = 0
        while not self._over.is_set():
            begun = threading.Event()
            timer = threading.Timer(_STEADY_SECONDS, begun.set)
            timer.daemon = True
            timer.start()
            self._process = subprocess.Popen(
                self._command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                start_new_session=True, env={**os.environ, _MARK: "1"},
            )  # fmt: skip
            if self._over.is_set():
                self._process.terminate()
            self._process.wait()
            timer.cancel()
            ends = 0 if begun.is_set() else ends
            self._over.wait(self._pauses[min(ends, len(self._pauses) - 1)])
            ends += 1
