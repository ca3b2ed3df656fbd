"""Copies of the wrapped keys, one file a day, kept for a few days only: what makes a destruction final, and when.

A copy is text: one line a key (person, then the line of its key file) and a last line with the count. It is of no use
without the KEK, which is kept apart and never in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from renkei.core import files
from renkei.core.key_encryption import KeyStoreError

_NAME = "keys-{}.txt"
_END = "end"


def write(lines: Mapping[UUID, str], *, day: date) -> Path:
    """The copy of a day, written anew when there is one; then away with those whose time is over."""
    target = _folder() / _NAME.format(day)
    body = [f"{person_id} {line}" for person_id, line in lines.items()]
    files.replace(target, "\n".join([*body, f"{_END} {len(body)}", ""]).encode())
    for made_on, path in _copies():
        if _end_of(made_on) <= day:
            files.remove(path)
    return target


def read(source: Path) -> dict[UUID, str]:
    """Person → the line of its key file.

    Raises:
        KeyStoreError: no such file, or not a whole one.
    """
    try:
        lines = source.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise KeyStoreError(f"{source} は、鍵の控えとして読めません。") from None
    if not lines or lines[-1] != f"{_END} {len(lines) - 1}":
        raise KeyStoreError(f"{source} は途中で切れています。別の日の控えを使ってください。")
    pairs = (line.split(" ", 1) for line in lines[:-1])
    return {UUID(person): line for person, line in pairs}


def expires_on(person_id: UUID) -> date | None:
    """The day on which the newest copy that holds this person's key is removed; None when no copy holds it."""
    holding = [made_on for made_on, path in _copies() if f"{person_id} " in path.read_text()]
    return _end_of(max(holding)) if holding else None


def keks_in_use() -> dict[str, date]:
    """KEK → the day on which the last copy under it is removed."""
    used: dict[str, date] = {}
    for made_on, path in _copies():
        for line in read(path).values():
            kek_id = line.split()[1]
            used[kek_id] = max(used.get(kek_id, made_on), _end_of(made_on))
    return used


def _end_of(made_on: date) -> date:
    return made_on + timedelta(days=settings.KEY_COPY_DAYS)


def _folder() -> Path:
    return Path(settings.KEY_DIR) / "backups"


def _copies() -> list[tuple[date, Path]]:
    found = _folder().glob(_NAME.format("????-??-??"))
    return sorted((date.fromisoformat(path.stem.removeprefix("keys-")), path) for path in found)
