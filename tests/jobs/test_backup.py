"""A backup comes back as it was, is of no use without its key, and brings nobody back who was destroyed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.postgresql.base import own_connection
from config.sessions import SessionStore
from renkei.cases.models import Case
from renkei.core import key_care, keyring, sealed_file
from renkei.core.clock import today
from renkei.core.fields import DESTROYED
from renkei.jobs import backup
from renkei.people.models import IdentityRecord, NameIndex
from tests.kit.cases import CaseKit, make_case
from tests.kit.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kit(transactional_db: None, world: World) -> CaseKit:
    return make_case(world)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "backup.key"
    assert sealed_file.make_key(path)
    assert not sealed_file.make_key(path)
    return path


@pytest.fixture
def elsewhere() -> Iterator[Any]:
    """Turns Django's connection to another database of the same server, which is dropped afterwards."""
    own, name = own_connection(), own_connection().settings_dict["NAME"]

    def turn() -> None:
        own.close()
        own.settings_dict["NAME"] = f"{name}_restored"

    yield turn
    if own.settings_dict["NAME"] != name:
        backup.drop_this_database()
    own.settings_dict["NAME"] = name


def databases() -> list[str]:
    with own_connection().owner_connection("postgres") as owner:
        return sorted(
            row[0] for row in owner.execute("SELECT datname FROM pg_database WHERE datname LIKE '%\\_check\\_%'")
        )


def test_what_was_written_comes_back(kit: CaseKit, key_file: Path, tmp_path: Path, elsewhere: Any) -> None:
    target = tmp_path / "kept.age"
    done = backup.write(target, key_file=key_file)
    assert (target.stat().st_mode & 0o077, done.size) == (0, target.stat().st_size)
    assert done.rows > 50
    assert "封印のとおり" in done.audit
    assert databases() == []  # the scratch database is gone
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backup.key", "kept.age"]
    with pytest.raises(CommandError, match="すでにあります"):
        backup.write(target, key_file=key_file)
    with pytest.raises(CommandError, match="空ではありません"):
        backup.restore(target, key_file=key_file)

    elsewhere()
    again, audit = backup.restore(target, key_file=key_file)
    assert (again, "封印のとおり" in audit) == (0, True)
    assert IdentityRecord.objects.get(case=kit.case).name == "見本太郎"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_policies)")
        assert cursor.fetchone()[0] == "renkei_app"
    with own_connection().owner_connection() as owner:
        assert owner.execute("SELECT count(*) FROM wall.secret").fetchone() == (1,)
        assert owner.execute("SELECT count(*) FROM accounts_session").fetchone() == (0,)


def test_a_backup_comes_back_to_its_own_keys_only(
    kit: CaseKit, key_file: Path, tmp_path: Path, elsewhere: Any, settings: Any
) -> None:
    target, copy = tmp_path / "kept.age", key_care.copy_keys(today=today())
    backup.write(target, key_file=key_file)
    own = Path(settings.KEY_DIR)
    elsewhere()
    settings.KEY_DIR = tmp_path / "new machine"
    with pytest.raises(CommandError, match="先に、本人の鍵を"):
        backup.restore(target, key_file=key_file)
    settings.KEY_DIR = tmp_path / "another installation"
    keyring.make_mark()
    with pytest.raises(CommandError, match="このデータベースのものではありません.*また消しました"):
        backup.restore(target, key_file=key_file)

    settings.KEY_DIR = tmp_path / "new machine"
    shutil.copytree(own, settings.KEY_DIR, ignore=shutil.ignore_patterns("people"))  # the long-lived keys
    key_care.restore_keys(copy)
    backup.restore(target, key_file=key_file)
    assert IdentityRecord.objects.get(case=kit.case).name == "見本太郎"


def test_the_destroyed_stay_destroyed(kit: CaseKit, key_file: Path, tmp_path: Path, elsewhere: Any) -> None:
    other = make_case(kit.world)
    target, people = tmp_path / "kept.age", Path(settings.KEY_DIR) / "people"
    backup.write(target, key_file=key_file)
    shutil.copytree(people, tmp_path / "people")
    keyring.destroy(kit.case.person_id)
    shutil.rmtree(people)
    shutil.copytree(tmp_path / "people", people)  # somebody puts an old copy of the keys back as well

    elsewhere()
    assert backup.restore(target, key_file=key_file)[0] == 1
    assert IdentityRecord.objects.get(case=kit.case).name == DESTROYED
    assert list(NameIndex.objects.values_list("case_id", flat=True)) == [other.case.pk]
    assert IdentityRecord.objects.get(case=other.case).name == "見本太郎"
    assert Case.objects.filter(destroyed_at__isnull=False).count() == 0  # it was open then: somebody has to look


def test_a_database_that_went_back_in_time_is_settled(kit: CaseKit) -> None:
    keyring.destroy(kit.case.person_id)  # after the moment to which the database went back
    session = SessionStore()
    session["x"] = 1
    session.create()
    call_command("restore", in_place=True)
    assert IdentityRecord.objects.get(case=kit.case).name == DESTROYED
    assert not NameIndex.objects.exists()
    assert not SessionStore().exists(session.session_key)


def damaged(good: bytes) -> dict[str, bytes]:
    return {
        "cut in the middle": good[: len(good) // 2],
        "cut between two pieces": good[: len(good) // 65552 * 65552],
        "the last byte missing": good[:-1],
        "one bit changed": good[:-100] + bytes([good[-100] ^ 1]) + good[-99:],
        "something added": good + b"x",
        "another file": b"-- PostgreSQL database dump",
        "nothing": b"",
    }


def test_another_key_or_a_damaged_file_is_refused_before_anything_is_written(
    kit: CaseKit, key_file: Path, tmp_path: Path, elsewhere: Any
) -> None:
    target, other, bad = tmp_path / "kept.age", tmp_path / "other.key", tmp_path / "bad.age"
    backup.write(target, key_file=key_file)
    sealed_file.make_key(other)
    elsewhere()
    refused = {
        "開けません": (target, other),
        "がありません": (target, tmp_path / "none.key"),
        "鍵ではありません": (target, target),
    }
    for words, (source, key) in refused.items():
        with pytest.raises(CommandError, match=words):
            backup.restore(source, key_file=key)
    for name, content in damaged(target.read_bytes()).items():
        bad.write_bytes(content)
        with pytest.raises(CommandError, match="壊れています"):
            backup.restore(bad, key_file=key_file)
        assert not (tmp_path / name).exists()
    with own_connection().owner_connection("postgres") as owner:
        found = owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [own_connection().settings_dict["NAME"]])
        assert found.fetchone() is None


def test_a_backup_that_does_not_come_back_whole_is_not_kept(
    kit: CaseKit, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup._tool
    forgetful = ["--exclude-table-data=public.people_nameindex"]
    monkeypatch.setattr(
        backup, "_tool", lambda tool, rest, **how: real(tool, forgetful * (tool == "pg_dump") + rest, **how)
    )
    with pytest.raises(CommandError, match=r"違います: public\.people_nameindex"):
        backup.write(tmp_path / "kept.age", key_file=key_file)
    assert [p.name for p in tmp_path.iterdir()] == ["backup.key"]
    assert databases() == []
