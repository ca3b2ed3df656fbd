"""One data key per person, wrapped, in files outside the database (ADR 0007).

Destroying the key destroys what was written under it, in the database and in every backup of it (廃棄, crypto-erasure).

    KEY_DIR/kek-0001.key            what wraps the keys below; kept apart from every backup
    KEY_DIR/people/ab/<person>.key  one line: version, KEK, wrapped key; `<person>.gone` stands where it was destroyed
    KEY_DIR/destroyed.list          person and day, one a line, only growing; a copy in settings.DESTROYED_COPY

One key of the store belongs to nobody: its fingerprint is the store's mark, and each database remembers the mark of the
store it is written under. Where the two differ (the folder is not mounted, half restored, another one, under another KEK)
no key is made: what would be written under it could not be read once the right store is back.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from renkei.core import files, key_copies, wall
from renkei.core.clock import today
from renkei.core.errors import Destroyed
from renkei.core.key_encryption import KEY_BYTES, KeyStoreError, key_encryption

#: Whose key the rows about no person are under.
HOUSE = UUID(int=0)
#: The key that is the mark of the store. It wraps nothing; copied, rotated and brought back like any other.
MARK = UUID(int=1)
FORMAT = "1"
#: Unwrapped keys stay in memory this long, and so many of them. A destroyed one is noticed at once, by its file.
CACHE_SECONDS = 60
CACHE_KEYS = 512


@dataclass(frozen=True)
class _Cached:
    file: tuple[int, int]  # inode and time of change
    cipher: AESGCM
    until: float


_cache: dict[str, _Cached] = {}


def cipher(person_id: UUID, *, make: bool = False) -> AESGCM:
    """The person's cipher. `make`: with a new key when there is none yet.

    Raises:
        Destroyed: the key was destroyed; no new one is ever made.
        KeyStoreError: the key is missing, or its KEK is; or one should be made in a store that is not this database's.
    """
    path = _name(person_id)
    try:
        found = os.stat(path)
    except FileNotFoundError:
        _cache.pop(path, None)
        _refuse_destroyed(person_id)
        if not make:
            raise KeyStoreError(f"鍵がありません（{person_id}）。鍵の控えから戻してください。") from None
        _make(person_id)
        found = os.stat(path)
    kept, moment = _cache.get(path), time.monotonic()
    if kept is None or kept.until < moment or kept.file != (found.st_ino, found.st_mtime_ns):
        _refuse_destroyed(person_id)
        opened = AESGCM(unwrapped(person_id, Path(path).read_text()))
        kept = _Cached((found.st_ino, found.st_mtime_ns), opened, moment + CACHE_SECONDS)
        _make_room(moment)
        _cache[path] = kept
    return kept.cipher


def destroy(person_id: UUID) -> date:
    """廃棄: take the person's key away for good. May be repeated.

    Returns:
        The day on which the last backup that holds the key expires (today, when none does). From then on nothing can
        open what was written about the person. Call it after the transaction that decided it is committed.

    Raises:
        KeyStoreError: this is not the store of this database: the key stands elsewhere, and would stay.
    """
    if person_id in (HOUSE, MARK):
        raise ValueError("the key of the house belongs to no person")
    require_store()
    day, path = today(), _path(person_id)
    with lock():
        files.make_new(path.with_suffix(".gone"), f"{day}\n".encode())
        _enter(person_id, day)
        _take_away(path)
    _cache.pop(str(path), None)
    return key_copies.expires_on(person_id) or day


def mark() -> str | None:
    """The mark of the store, 64 hex digits; None where there is none (no store, or one not wholly restored).

    Raises:
        KeyStoreError: the KEK that opens it is missing or another one.
    """
    try:
        line = _path(MARK).read_text()
    except FileNotFoundError:
        return None
    return hashlib.sha256(unwrapped(MARK, line)).hexdigest()


def require_store() -> None:
    """Raises KeyStoreError unless the store is the one under which this database is written."""
    compare(mark(), wall.call("SELECT wall.key_store()", [])[0][0])


def require_whole() -> None:
    """Raises KeyStoreError where the store has no mark: its keys are not (all) back."""
    found = mark()
    compare(found, found)


def compare(in_store: str | None, in_database: str | None) -> None:
    """Raises KeyStoreError unless both have the same mark."""
    if in_store is not None and in_store == in_database:
        return
    what = "は、このデータベースのものではありません" if in_store else "に、鍵がそろっていません"
    raise KeyStoreError(
        f"鍵の置き場所（{settings.KEY_DIR}）{what}。つながっていること、場所が正しいことを確かめ、失われたときは控えから戻してください"
        "（manage.py restore_keys）。それまで、新しい鍵は作りません。"
    )


def make_mark() -> str:
    """Mark a store that has no mark yet: the first start. Makes the first KEK in an empty one. Returns the mark.

    Raises:
        KeyStoreError: there are keys without a KEK.
    """
    keks = key_encryption()
    if not keks.ids():
        if any(stored()):
            raise KeyStoreError(f"{settings.KEY_DIR} に、鍵を包む鍵（kek-*.key）がありません。控えから戻してください。")
        keks.renew()
    _write_new(MARK)
    return str(mark())


def is_destroyed(person_id: UUID) -> bool:
    """Whether the person's key was destroyed."""
    return _path(person_id).with_suffix(".gone").exists()


def destroyed() -> dict[UUID, date]:
    """Everybody whose key was destroyed, with the day: what both lists say."""
    found: dict[UUID, date] = {}
    for path in _lists():
        for line in path.read_text().splitlines() if path.exists() else []:
            person, _, day = line.partition(" ")
            found.setdefault(UUID(person), date.fromisoformat(day))
    return found


def replay_destructions() -> int:
    """Destroy again what the lists name: after keys or lists came back from a copy. Returns how many keys had come back."""
    count = 0
    with lock():
        for person_id, day in destroyed().items():
            path = _path(person_id)
            files.make_new(path.with_suffix(".gone"), f"{day}\n".encode())
            _enter(person_id, day)
            count += path.exists()
            _take_away(path)
    return count


def lock(*, shared: bool = False) -> AbstractContextManager[None]:
    """Held exclusively by whoever takes keys away, re-wraps or copies them; shared by whoever makes one."""
    return files.locked(Path(settings.KEY_DIR) / "keys.lock", shared=shared)


def stored() -> Iterator[tuple[UUID, Path]]:
    """Every key file: whose, and where."""
    for path in sorted((Path(settings.KEY_DIR) / "people").glob("??/*.key")):
        yield UUID(path.stem), path


def bring_back(person_id: UUID, line: str) -> bool:
    """Put a key from a copy into its place, unless it was destroyed or there is one. Returns whether it was put."""
    unwrapped(person_id, line)  # a key that can't be opened is not put anywhere
    if is_destroyed(person_id) or person_id in destroyed():
        return False
    return files.make_new(_path(person_id), line.encode())


def wrapped_line(person_id: UUID, key: bytes) -> str:
    """The content of a key file."""
    kek_id, wrapped = key_encryption().wrap(key, bound_to=str(person_id))
    return f"{FORMAT} {kek_id} {b64encode(wrapped).decode()}"


def unwrapped(person_id: UUID, line: str) -> bytes:
    """The data key in a key file's line.

    Raises:
        KeyStoreError: not such a line, or a KEK that is missing or does not fit.
    """
    parts = line.split()
    if len(parts) != 3 or parts[0] != FORMAT:
        raise KeyStoreError(f"鍵のファイルが壊れています（{person_id}）。鍵の控えから戻してください。")
    return key_encryption().unwrap(parts[1], b64decode(parts[2]), bound_to=str(person_id))


def _make(person_id: UUID) -> None:
    require_store()
    _write_new(person_id)


def _write_new(person_id: UUID) -> None:
    with lock(shared=True):
        _refuse_destroyed(person_id)
        line = wrapped_line(person_id, secrets.token_bytes(KEY_BYTES))
        files.make_new(_path(person_id), line.encode())  # of two makers at once, both use what the first one wrote


def _path(person_id: UUID) -> Path:
    return Path(_name(person_id))


def _name(person_id: UUID) -> str:
    person = str(person_id)
    return f"{settings.KEY_DIR}/people/{person[:2]}/{person}.key"


def _refuse_destroyed(person_id: UUID) -> None:
    if is_destroyed(person_id):
        raise Destroyed()


def _take_away(path: Path) -> None:
    """The key, and what a killed process may have left of its making."""
    for left in path.parent.glob(f".{path.name}.*"):
        files.remove(left)
    files.remove(path)


def _lists() -> tuple[Path, Path]:
    return Path(settings.KEY_DIR) / "destroyed.list", Path(settings.DESTROYED_COPY)


def _enter(person_id: UUID, day: date) -> None:
    for path in _lists():
        if not path.exists() or str(person_id) not in path.read_text():
            files.append_line(path, f"{person_id} {day}")


def _make_room(moment: float) -> None:
    if len(_cache) >= CACHE_KEYS:
        for path, kept in list(_cache.items()):
            if kept.until < moment:
                _cache.pop(path, None)
    if len(_cache) >= CACHE_KEYS:
        _cache.clear()
