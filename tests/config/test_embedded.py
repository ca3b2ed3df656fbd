"""The embedded server: started once, shared, private, and back after kill -9."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config import env
from config.embedded import APP, OWNER, SUPER, Embedded, EmbeddedError
from tests.config.conftest import kill, pid_of_server, until

ROOT = Path(__file__).resolve().parents[2]
FAST = ("fsync=off",)
USE = """
import sys; from pathlib import Path; from config.embedded import Embedded
Embedded(Path(sys.argv[1]), ("fsync=off",)).ensure(); print("up", flush=True); sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="a server of one's own is used")


def user_process(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(folder)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)


def works(server: Embedded) -> bool:
    try:
        with psycopg.connect(**server.login(APP), dbname="postgres") as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_it_is_private_and_listens_on_no_address(folder: Path) -> None:
    server = Embedded(folder, FAST)
    server.ensure()
    with psycopg.connect(**server.login(SUPER), dbname="postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT count(*) FROM pg_extension").fetchone() == (1,)
        methods = {row[0] for row in connection.execute("SELECT auth_method FROM pg_hba_file_rules")}
        assert methods == {"scram-sha-256"}
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolpassword LIKE 'SCRAM-SHA-256$%%'"
            " FROM pg_authid WHERE rolname IN (%s, %s) ORDER BY 1",
            [APP, OWNER],
        ).fetchall()
    assert roles == [(APP, False, False, False, False, True), (OWNER, False, False, True, False, True)]
    for private in ("data", "passwords", f"passwords/{APP}", "run", "users.lock", "start.lock", "server.log"):
        mode = stat.S_IMODE((folder / "postgres" / private).stat().st_mode)
        assert mode & 0o077 == 0, f"{private} is {mode:o}"
    assert folder.stat().st_mode & 0o777 == 0o711, "the rights of the folder above are left alone"


def test_a_wrong_password_is_refused(folder: Path) -> None:
    server = Embedded(folder, FAST)
    server.ensure()
    for role in (SUPER, OWNER, APP):
        for password in ("", "wrong"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(**(server.login(role) | {"password": password}), dbname="postgres")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to a service user")
def test_under_root_a_user_without_shell_and_home_runs_it(folder: Path) -> None:
    import pwd

    server = Embedded(folder, FAST)
    server.ensure()
    account = pwd.getpwuid(Path(f"/proc/{pid_of_server(folder)}").stat().st_uid)
    assert account.pw_uid != 0
    assert account.pw_shell.endswith("nologin")
    assert not Path(account.pw_dir).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to a service user")
def test_a_closed_folder_is_named_not_opened(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match=f"{closed} は"):
        Embedded(closed / "data", FAST).ensure()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_two_starters_share_one_server_and_the_last_to_leave_ends_it(folder: Path) -> None:
    first, second = user_process(folder), user_process(folder)  # both race to start it
    assert first.stdout is not None
    assert second.stdout is not None
    assert (first.stdout.readline(), second.stdout.readline()) == ("up\n", "up\n")
    assert (folder / "postgres" / "server.log").read_text().count("starting PostgreSQL") == 1
    pid = pid_of_server(folder)
    end(first)
    time.sleep(1)
    assert pid_of_server(folder) == pid, "still used by the second"
    second.kill()  # the kernel drops its lock
    end(second)
    assert until(lambda: pid_of_server(folder) is None), "nobody uses it: its keeper stops it"
    assert "database system is shut down" in (folder / "postgres" / "server.log").read_text()


def test_what_was_acknowledged_survives_kill_9(folder: Path) -> None:
    server = Embedded(folder)
    server.ensure()
    with psycopg.connect(**server.login(SUPER), dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 500)")
        before = pid_of_server(folder)
        kill(before, signal.SIGKILL)
    assert until(lambda: works(server)), "its keeper starts it again"
    assert pid_of_server(folder) != before
    with psycopg.connect(**server.login(SUPER), dbname="postgres") as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (500,)


def test_a_stale_pid_file_that_names_a_stranger_is_no_obstacle(folder: Path) -> None:
    user = user_process(folder)
    assert user.stdout is not None
    user.stdout.readline()
    file = folder / "postgres" / "data" / "postmaster.pid"
    stale = file.read_text().split("\n")
    end(user)
    assert until(lambda: not file.exists())
    file.write_text("\n".join([str(os.getpid()), *stale[1:]]))  # as after a restart of a container
    shutil.chown(file, file.parent.stat().st_uid, file.parent.stat().st_gid)
    server = Embedded(folder, FAST)
    server.ensure()
    assert works(server)


def test_an_interrupted_first_start_is_begun_anew(folder: Path) -> None:
    half = folder / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Embedded(folder, FAST)
    server.ensure()
    assert works(server)


def test_a_long_path_gets_a_short_private_socket_folder(folder: Path) -> None:
    server = Embedded(folder / ("a-long-name-" * 8), FAST)
    assert len(str(server.socket_dir / ".s.PGSQL.5432")) <= 103
    assert server.socket_dir != server.root / "run"
    server.socket_dir.mkdir(mode=0o755)
    try:
        with pytest.raises(EmbeddedError, match="所有者か権限"):
            server.ensure()
        server.socket_dir.chmod(0o700)
        server.ensure()
        assert works(server)
        kill(int((server.root / "data" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGQUIT)
    finally:
        shutil.rmtree(server.socket_dir)


def test_data_of_another_version_is_refused_with_the_way_out(folder: Path) -> None:
    user = user_process(folder)
    assert user.stdout is not None
    user.stdout.readline()
    end(user)
    assert until(lambda: pid_of_server(folder) is None)
    (folder / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL 17 .*0002-embedded-postgresql\.md"):
        Embedded(folder, FAST).ensure()


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "one"
    first = env.secret_file(path)
    assert len(first) >= 48
    assert env.secret_file(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
