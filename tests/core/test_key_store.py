"""Where the key store is missing, empty or another one, no key is made: nothing is written that nobody could read later."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from config.postgresql.base import own_connection
from renkei.core import blind_index, crypto, key_care, keyring
from renkei.core import key_encryption as key_encryption_module
from renkei.core.clock import today
from renkei.core.key_encryption import KeyStoreError, key_encryption
from renkei.jobs import key_store
from renkei.people.models import NameIndex
from renkei.people.services import save_record
from renkei.policy.enums import InfoClass
from tests.kit.cases import make_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(db: None, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The store of this database, in a folder that the test may damage."""
    shutil.copytree(settings.KEY_DIR, tmp_path / "keys")
    settings.KEY_DIR, settings.DESTROYED_COPY = tmp_path / "keys", tmp_path / "destroyed.list"
    yield settings.KEY_DIR
    forget()


def forget() -> None:
    """As a process that starts."""
    keyring._cache.clear()
    blind_index._key.cache_clear()
    key_encryption_module._read.cache_clear()


def another_store(folder: Path, settings: Any) -> Path:
    own, settings.KEY_DIR = settings.KEY_DIR, folder
    keyring.make_mark()
    settings.KEY_DIR = own
    return folder


def seal(person: Any = None) -> bytes:
    return crypto.seal("見本".encode(), person_id=person or uuid4(), bound_to="x.y.z")


def complaints() -> list[str]:
    return [m.msg for m in run_checks(databases=["default"]) if m.id == "renkei.E002"]


def remove(store: Path, settings: Any) -> None:
    shutil.rmtree(store)


def empty(store: Path, settings: Any) -> None:
    shutil.rmtree(store / "people")


def swap(store: Path, settings: Any) -> None:
    shutil.rmtree(store)
    another_store(store, settings)


def lose_the_kek(store: Path, settings: Any) -> None:
    (store / "kek-0001.key").unlink()


def swap_the_kek(store: Path, settings: Any) -> None:
    other = another_store(store.parent / "other", settings)
    shutil.copy(other / "kek-0001.key", store / "kek-0001.key")


DAMAGES = [remove, empty, swap, lose_the_kek, swap_the_kek]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_no_key_is_made_until_the_right_store_is_back(store: Path, damage: Any, settings: Any) -> None:
    person = uuid4()
    value = seal(person)
    assert complaints() == []
    kept = Path(shutil.copytree(store, store.parent / "kept"))
    damage(store, settings)
    forget()
    before = sorted(p.name for p in store.rglob("*.key"))
    for attempt in (seal, lambda: key_care.copy_keys(today=today()), lambda: keyring.destroy(person)):
        with pytest.raises(KeyStoreError):
            attempt()
    with pytest.raises(KeyStoreError):
        crypto.unseal(value, bound_to="x.y.z")
    assert sorted(p.name for p in store.rglob("*.key")) == before
    assert len(complaints()) == 1
    with pytest.raises(CommandError):
        key_store.pair(own_connection())

    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(kept, store)
    forget()
    assert complaints() == []
    assert seal()
    assert crypto.unseal(value, bound_to="x.y.z").decode() == "見本"


def test_the_old_kek_outlives_a_rotation_without_the_keys(store: Path) -> None:
    shutil.rmtree(store / "people")
    with pytest.raises(KeyStoreError, match="そろっていません"):
        list(key_care.rotate())
    with pytest.raises(KeyStoreError, match="そろっていません"):
        key_care.retire_unused()
    assert key_encryption().ids() == ["kek-0001"]


def test_a_copy_brings_the_mark_back_last(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = uuid4()
    value = seal(person)
    copy = key_care.copy_keys(today=today())
    shutil.rmtree(store / "people")
    forget()
    put: list[Any] = []
    real = keyring.bring_back
    monkeypatch.setattr(keyring, "bring_back", lambda who, line: put.append(who) or real(who, line))
    key_care.restore_keys(copy)
    assert (put[-1], person in put) == (keyring.MARK, True)
    assert crypto.unseal(value, bound_to="x.y.z").decode() == "見本"
    assert seal()


def test_no_name_is_indexed_under_a_key_that_the_others_are_not(store: Path, world: World) -> None:
    case, actor = make_case(world).case, world.actor("center_officer")
    (store / "index.key").unlink()
    forget()
    values = {"name": "架空 花子", "birth_date": "1980-04-01"}
    with pytest.raises(KeyStoreError, match="index_names"):
        save_record(actor=actor, case=case, info_class=InfoClass.IDENTITY, values=values, now=world.clock.tick())
    assert not (store / "index.key").exists()
    call_command("index_names", verbosity=0)
    save_record(actor=actor, case=case, info_class=InfoClass.IDENTITY, values=values, now=world.clock.tick())
    assert NameIndex.objects.count() == 2


def test_users_are_told_and_keep_what_they_typed(store: Path, world: World, client: Any) -> None:
    address = f"/cases/{make_case(world).case.pk}/record/"
    world.login(client, "center_officer")
    assert client.get(address).status_code == 200
    shutil.rmtree(store)
    forget()
    for response in (client.get(address), client.post(f"{address}welfare/edit/", {"daily_life": "洗濯は週に三回"})):
        text = response.content.decode()
        assert (response.status_code, "管理者に知らせて" in text, str(store) in text) == (503, True, False)
    assert "洗濯は週に三回" in text


@pytest.fixture
def unmarked(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A database that was never written under any store, and no store."""
    own, settings.KEY_DIR = settings.KEY_DIR, tmp_path / "new"
    with own_connection().owner_connection() as owner:
        owner.execute("DELETE FROM privacy_keystore")
    yield
    settings.KEY_DIR = own
    with own_connection().owner_connection() as owner:
        owner.execute("DELETE FROM privacy_keystore")
    key_store.pair(own_connection())


@pytest.mark.django_db(transaction=True)
def test_the_first_start_marks_both(unmarked: None, tmp_path: Path, settings: Any) -> None:
    assert complaints() == []
    with pytest.raises(KeyStoreError):
        seal()
    call_command("migrate", verbosity=0)
    assert (seal() != b"", key_encryption().ids(), blind_index.has_key()) == (True, ["kek-0001"], True)
    call_command("migrate", verbosity=0)
    settings.KEY_DIR = another_store(tmp_path / "other", settings)
    with pytest.raises(CommandError, match="このデータベースのものではありません"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_database_in_use_gets_no_new_store(unmarked: None, tmp_path: Path, settings: Any) -> None:
    with own_connection().owner_connection() as owner:
        owner.execute("INSERT INTO cases_person (id, created_at, code) VALUES (gen_random_uuid(), now(), 'x')")
    with pytest.raises(CommandError, match="そろっていません"):
        call_command("migrate", verbosity=0)
    assert not settings.KEY_DIR.exists()
    call_command("restore_keys", all_are_lost=True)
    assert seal()
    with pytest.raises(CommandError, match="何もしませんでした"):
        call_command("restore_keys", all_are_lost=True)
