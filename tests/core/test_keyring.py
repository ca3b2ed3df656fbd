"""A key per person: outside the database, one for everybody who asks, gone for good when destroyed."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings

from renkei.core import crypto, key_care, key_copies, keyring
from renkei.core import key_encryption as key_encryption_module
from renkei.core.errors import Destroyed
from renkei.core.key_encryption import KeyStoreError, key_encryption

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 27)
PLACE = "people_identityrecord.name.1"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key store of this test's own, on a fixed day."""
    settings.KEY_DIR, settings.DESTROYED_COPY = tmp_path / "keys", tmp_path / "elsewhere" / "destroyed.list"
    monkeypatch.setattr(keyring, "today", lambda: DAY)
    marked = keyring.make_mark()
    monkeypatch.setattr(keyring.wall, "call", lambda *_: [(marked,)])  # what the database remembers of the store
    return settings.KEY_DIR


def sealed_for(person: UUID) -> bytes:
    return crypto.seal("見本太郎".encode(), person_id=person, bound_to=PLACE)


def read(value: bytes, place: str = PLACE) -> str:
    return crypto.unseal(value, bound_to=place).decode()


def test_a_value_opens_only_in_its_place_and_under_its_owners_key(store: Path) -> None:
    person, other = uuid4(), uuid4()
    value = sealed_for(person)
    assert read(value) == "見本太郎"
    with pytest.raises(InvalidTag):
        read(value, place="people_identityrecord.name.2")
    sealed_for(other)
    with pytest.raises(InvalidTag):
        read(value.replace(person.bytes, other.bytes))
    with pytest.raises(KeyStoreError, match="より前の版"):
        read(b"\x01" + value[1:])


def test_keys_are_private_files_and_bound_to_their_person(store: Path) -> None:
    first, second = uuid4(), uuid4()
    value = sealed_for(first)
    sealed_for(second)
    paths = dict(keyring.stored())
    kept = [store / "kek-0001.key", *paths.values()]
    assert [stat.S_IMODE(p.stat().st_mode) for p in kept] == [0o600] * 4
    assert not list(store.rglob("*.draft"))
    shutil.copy(paths[second], paths[first])  # somebody gives a person another one's key
    with pytest.raises(KeyStoreError):
        read(value)


def _make(folder: str, copy: str, person: str, ready: Any, results: Any) -> None:
    settings.KEY_DIR, settings.DESTROYED_COPY = Path(folder), Path(copy)
    ready.wait()
    results.put(sealed_for(UUID(person)))


def test_processes_that_ask_at_once_get_one_key(store: Path) -> None:
    fork = multiprocessing.get_context("fork")
    person, ready, results = uuid4(), fork.Event(), fork.Queue()
    arguments = (str(store), str(settings.DESTROYED_COPY), str(person), ready, results)
    processes = [fork.Process(target=_make, args=arguments) for _ in range(6)]
    for process in processes:
        process.start()
    ready.set()
    assert [read(results.get(timeout=20)) for _ in processes] == ["見本太郎"] * 6
    for process in processes:
        process.join()
    assert ({person, keyring.MARK}, ["kek-0001"]) == ({p for p, _ in keyring.stored()}, key_encryption().ids())


def test_a_destroyed_key_is_gone_at_once_and_never_made_again(store: Path) -> None:
    person, other = uuid4(), uuid4()
    value, kept = sealed_for(person), sealed_for(other)
    assert read(value)  # the key is in memory now
    assert keyring.destroy(person) == DAY  # no copy holds it
    assert keyring.is_destroyed(person)
    for attempt in (lambda: read(value), lambda: sealed_for(person)):
        with pytest.raises(Destroyed, match="廃棄"):
            attempt()
    assert read(kept) == "見本太郎"
    assert keyring.destroy(person) == DAY
    assert keyring.destroyed() == {person: DAY}
    for nobody in (keyring.HOUSE, keyring.MARK):
        with pytest.raises(ValueError, match="house"):
            keyring.destroy(nobody)


def test_a_lost_key_is_not_taken_for_a_destroyed_one(store: Path) -> None:
    person = uuid4()
    value = sealed_for(person)
    shutil.rmtree(store / "people")
    with pytest.raises(KeyStoreError, match="控えから"):
        read(value)


def test_the_day_of_destruction_is_when_the_last_copy_expires(store: Path) -> None:
    person, late = uuid4(), uuid4()
    sealed_for(person)
    key_care.copy_keys(today=DAY - timedelta(days=3))
    last = key_care.copy_keys(today=DAY - timedelta(days=1))
    value = sealed_for(late)
    assert keyring.destroy(late) == DAY
    assert keyring.destroy(person) == DAY - timedelta(days=1) + timedelta(days=settings.KEY_COPY_DAYS)
    key_care.copy_keys(today=DAY + timedelta(days=28))
    assert last.exists()
    key_care.copy_keys(today=DAY + timedelta(days=29))
    assert not last.exists()
    assert str(person) not in "".join(p.read_text() for p in (store / "backups").iterdir())
    with pytest.raises(Destroyed):
        read(value)


@pytest.mark.parametrize("lost", ["nothing else", "the list beside the keys", "the list elsewhere"])
def test_a_copy_brings_back_lost_keys_but_no_destroyed_one(store: Path, tmp_path: Path, lost: str) -> None:
    gone, kept = uuid4(), uuid4()
    values = sealed_for(gone), sealed_for(kept)
    copy = Path(shutil.copy(key_care.copy_keys(today=DAY), tmp_path))
    before = tmp_path / "people"
    shutil.copytree(store / "people", before)
    keyring.destroy(gone)
    shutil.rmtree(store / "people")
    if lost == "the list elsewhere":
        Path(settings.DESTROYED_COPY).unlink()
    if lost == "the list beside the keys":
        (store / "destroyed.list").unlink()
    assert key_care.restore_keys(copy) == (2, 1)
    assert read(values[1]) == "見本太郎"
    shutil.copytree(before, store / "people", dirs_exist_ok=True)  # files put back by hand
    assert keyring.replay_destructions() == 1
    with pytest.raises(Destroyed):
        read(values[0])
    assert Path(settings.DESTROYED_COPY).read_text() == (store / "destroyed.list").read_text()


def test_half_a_copy_is_refused(store: Path) -> None:
    sealed_for(uuid4())
    sealed_for(uuid4())
    copy = key_care.copy_keys(today=DAY)
    copy.write_text("\n".join(copy.read_text().splitlines()[:-2]) + "\n")
    with pytest.raises(KeyStoreError, match="途中で切れ"):
        key_care.restore_keys(copy)


def test_a_rotation_that_is_killed_goes_on_where_it_was(store: Path) -> None:
    values = {person: sealed_for(person) for person in (uuid4() for _ in range(400))}
    command = [sys.executable, "manage.py", "rotate_keys"]
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    variables = {**inherited, "RENKEI_DATA_DIR": str(store.parent)}

    def under_old_key() -> int:
        return sum(" kek-0001 " in path.read_text() for _, path in keyring.stored())

    while under_old_key() > 300:
        running = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL)
        while under_old_key() > 300 and running.poll() is None:
            time.sleep(0.002)
        running.kill()
        running.wait()
    assert key_encryption().ids() == ["kek-0001", "kek-0002"]
    assert all(read(value) for value in values.values())
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
    assert "kek-0002.key で" in done.stdout
    assert key_encryption().ids() == ["kek-0002"]  # no third one was made, and the old one is gone
    assert all(read(value) for value in values.values())


def test_an_old_kek_stays_as_long_as_a_copy_needs_it(store: Path) -> None:
    person = uuid4()
    value = sealed_for(person)
    copy = key_care.copy_keys(today=DAY)
    list(key_care.rotate())
    assert key_encryption().ids() == ["kek-0001", "kek-0002"]
    shutil.rmtree(store / "people")
    assert key_care.restore_keys(copy) == (2, 0)
    assert read(value) == "見本太郎"
    list(key_care.rotate())  # finishes: what came back is under the old one
    assert key_encryption().ids() == ["kek-0001", "kek-0002"]
    key_care.copy_keys(today=DAY + timedelta(days=settings.KEY_COPY_DAYS))
    assert key_encryption().ids() == ["kek-0002"]
    assert key_copies.keks_in_use().keys() == {"kek-0002"}
    assert read(value) == "見本太郎"


def test_a_missing_kek_is_named(store: Path) -> None:
    value = sealed_for(uuid4())
    (store / "kek-0001.key").rename(store / "elsewhere.key")
    keyring._cache.clear()
    key_encryption_module._read.cache_clear()
    with pytest.raises(KeyStoreError, match=r"kek-0001\.key"):
        read(value)
