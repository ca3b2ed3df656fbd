"""What an operator or the daily job does with all keys at once: copy, bring back, rotate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from renkei.core import files, key_copies, keyring
from renkei.core.key_encryption import key_encryption


def copy_keys(*, today: date) -> Path:
    """The copy of today; those whose time is over go, and so does a KEK that nothing uses any more.

    Raises:
        KeyStoreError: this is not the store of this database: the copy would be one of nothing.
    """
    keyring.require_store()
    with keyring.lock():
        target = key_copies.write({p: path.read_text() for p, path in keyring.stored()}, day=today)
    retire_unused()
    return target


def restore_keys(source: Path) -> tuple[int, int]:
    """Bring back the keys of a copy; what is there stays, what was destroyed stays destroyed.

    The mark of the store comes last: until every key is back, a server that runs makes none.

    Returns:
        How many came back, and how many did not.

    Raises:
        KeyStoreError: not a whole copy, or its KEK is missing.
    """
    entries = key_copies.read(source)
    keyring.replay_destructions()
    with keyring.lock():
        last = sorted(entries, key=lambda person_id: person_id == keyring.MARK)
        back = sum(keyring.bring_back(person_id, entries[person_id]) for person_id in last)
    return back, len(entries) - back


def rotate() -> Iterator[int]:
    """Wrap every data key with a new KEK; gives the number of keys, then each one done.

    May be killed at any moment and run again: it then finishes what was begun before it makes another KEK.

    Raises:
        KeyStoreError: the keys are not in their place.
    """
    keyring.require_whole()
    keks = key_encryption()
    if not _stale():
        keks.renew()
    todo = _stale()
    yield len(todo)
    for person_id, path in todo:
        with keyring.lock():
            if path.exists():  # else destroyed meanwhile
                key = keyring.unwrapped(person_id, path.read_text())
                files.replace(path, keyring.wrapped_line(person_id, key).encode())
        yield 1
    retire_unused()


def retire_unused() -> dict[str, date]:
    """Destroy every old KEK under which neither a key nor a copy stands. Returns those that wait, until when.

    Raises:
        KeyStoreError: the keys are not in their place: their KEK would look unused.
    """
    keyring.require_whole()
    keks = key_encryption()
    with keyring.lock():
        held = {_kek_of(path) for _, path in keyring.stored()}
        copies = key_copies.keks_in_use()
        old = set(keks.ids()) - {keks.current()} - held
        for kek_id in old - set(copies):
            keks.retire(kek_id)
    return {kek_id: copies[kek_id] for kek_id in sorted(old & set(copies))}


def _stale() -> list[tuple[UUID, Path]]:
    current = key_encryption().current()
    return [(person_id, path) for person_id, path in keyring.stored() if _kek_of(path) != current]


def _kek_of(path: Path) -> str:
    return path.read_text().split()[1]
