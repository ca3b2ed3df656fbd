"""Reading the environment, with errors that say what to do."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The value of a variable.

    Raises:
        ImproperlyConfigured: when it is missing and there is no default.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"環境変数 {name} がありません。DEVELOPERS.md の表を見て設定してください。")
    return default


def flag(name: str, default: bool) -> bool:
    """1/0 (also true/false, yes/no, on/off)."""
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"環境変数 {name} は 1 か 0 にしてください（いまの値: {value}）。")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number between `low` and `high`."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(
            f"環境変数 {name} は {low} から {high} までの数字にしてください（いまの値: {value}）。"
        )
    return int(value)


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, "").split(",") if word.strip()]


def url(name: str) -> str:
    """An http(s) address without path, or an empty string when it is not set."""
    value = text(name, "").rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise ImproperlyConfigured(
            f"環境変数 {name} は https://renkei.example.jp の形にしてください（いまの値: {value}）。"
        )
    return value


def data_dir(root: Path) -> Path:
    """The folder that holds all state: RENKEI_DATA_DIR, else ./var, for root /var/lib/renkei."""
    default = "/var/lib/renkei" if os.geteuid() == 0 else str(root / "var")
    return Path(text("RENKEI_DATA_DIR", default)).expanduser().resolve()


def secret_file(path: Path) -> str:
    """A random secret kept in a file (0600), made at first use; whole at every moment, also for a second process."""
    make_private(path.parent)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def make_private(folder: Path) -> None:
    """Make a folder 0700; one that is there keeps its rights. The data folder above it stays passable for root only
    as far as the database's service user needs it (0711)."""
    if not folder.parent.exists():
        folder.parent.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
