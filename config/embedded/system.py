"""What the embedded server needs of the operating system."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SERVICE_USER = "renkei-db"


class EmbeddedError(RuntimeError):
    """The embedded server can't be used; the sentence says what to do."""


def open_lock(path: Path, how: int) -> int:
    """Open a lock file and lock it; the lock ends when the descriptor is closed, also by kill -9.

    Raises:
        BlockingIOError: with LOCK_NB, when another process holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


@contextlib.contextmanager
def held(path: Path, how: int) -> Iterator[bool]:
    """Hold a lock for a moment; False when it is taken (LOCK_NB)."""
    try:
        descriptor = open_lock(path, how)
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        os.close(descriptor)


def service_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then a system user without a shell runs it. None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVICE_USER)
    tool = shutil.which("useradd", path=f"/usr/sbin:/sbin:{os.environ.get('PATH', '')}")
    if tool is None:
        raise EmbeddedError("useradd がありません。root 以外の利用者で動かすか、DATABASE_URL を設定してください。")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    with contextlib.suppress(EmbeddedError):  # another process may have been quicker
        run([tool, *options, "--shell", "/usr/sbin/nologin", SERVICE_USER], None)
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        raise EmbeddedError(f"システム利用者 {SERVICE_USER} を作成できませんでした。") from None


def credentials(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments of `subprocess` that make a child run as this account, with a clean environment."""
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    return {"env": clean_environment(), "cwd": "/", "umask": 0o077, **who}


def clean_environment() -> dict[str, str]:
    """No PG* variable of the caller reaches the server's programs."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def run(command: Sequence[str | Path], account: pwd.struct_passwd | None) -> str:
    """Run a program to its end and return what it printed.

    Raises:
        EmbeddedError: with the end of its output when it fails.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **credentials(account))
    except OSError as error:
        raise EmbeddedError(f"{command[0]} を実行できません（{error.strerror}）。") from error
    if done.returncode:
        raise EmbeddedError(f"{Path(command[0]).name} が失敗しました: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def give(path: Path, account: pwd.struct_passwd | None) -> None:
    """Make a fresh folder or file the account's own; refuse one that is a stranger's or open to strangers."""
    found = path.lstat()
    if (
        path.is_symlink()
        or found.st_uid not in {os.geteuid(), account.pw_uid if account else -1}
        or found.st_mode & 0o77
    ):
        raise EmbeddedError(f"{path} の所有者か権限が正しくありません。確かめて、消してからやり直してください。")
    if account:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def require_passage(path: Path, account: pwd.struct_passwd | None) -> None:
    """Say which folder keeps the service user from its data, instead of opening it."""
    closed = [folder for folder in path.parents if account and not folder.stat().st_mode & 0o001]
    if closed:
        raise EmbeddedError(
            f"{closed[-1]} は利用者 {SERVICE_USER} が通れないフォルダです。"
            "RENKEI_DATA_DIR に /var/lib/renkei などを設定してください。"
        )


def is_listening(path: Path) -> bool:
    """Whether a server listens on this Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
        probe.connect(str(path))
        return True
    return False


def is_postgres(pid: str) -> bool:
    """Whether this process lives and is a PostgreSQL server (a pid may be used again after a crash)."""
    if not pid.isdigit():
        return False
    command = Path("/proc", pid, "cmdline")
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return b"postgres" in command.read_bytes()
        return False
    with contextlib.suppress(OSError):
        os.kill(int(pid), 0)
        return True
    return False


def end_with_parent(how: int = signal.SIGINT) -> None:
    """In a child (Linux): get this signal when the parent is killed, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, how)  # PR_SET_PDEATHSIG


def stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: clients are disconnected, everything committed is kept."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=30)
