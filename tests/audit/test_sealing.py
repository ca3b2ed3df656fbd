"""As the owner of the database, with the triggers off: whatever is done to the record is found and named."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from renkei.audit import queries, services
from renkei.audit.enums import E, Flaw
from renkei.audit.models import Event, Seal
from renkei.audit.rules.check import Report
from renkei.audit.rules.head import sign
from renkei.audit.services import sealing
from renkei.core.errors import Conflict, NotFound
from renkei.jobs.sealing import Sealer
from renkei.policy.actor import system_actor

pytestmark = pytest.mark.django_db(transaction=True)

JOBS = system_actor("jobs")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(autouse=True)
def heads(settings, tmp_path: Path) -> Path:
    """Heads filed outside the database; a test that wants none of them empties the folder."""
    settings.HEAD_DIR = tmp_path
    return tmp_path


def write(count: int) -> None:
    for n in range(count):
        services.record(actor=JOBS, event=E.SYSTEM_CHANGED, now=NOW + timedelta(seconds=n), detail={"n": n})


@pytest.fixture
def sealed() -> Iterator[list[int]]:
    """Nine rows under three seals; their numbers."""
    for _ in range(3):
        write(3)
        assert Sealer().beat(patience=5) == 3
    return [*Event.objects.order_by("id").values_list("id", flat=True)]


def as_owner(*statements: str, **values: Any) -> None:
    with connection.owner_connection() as owner, owner.transaction():  # type: ignore[attr-defined]
        for table in ("audit_event", "audit_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(statement, values)
        for table in ("audit_event", "audit_seal"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def flaws(report: Report) -> list[tuple[Flaw, int]]:
    return [(Flaw(f.flaw), f.event) for f in report.findings]


def forget_filed(heads: Path) -> None:
    for path in heads.rglob("*.txt"):
        path.unlink()


def test_an_untouched_record_is_whole_and_fresh_rows_are_no_flaw(sealed: list[int]) -> None:
    write(2)
    report = queries.check()
    assert (report.is_whole, report.seals, report.rows, report.unsealed) == (True, 3, 9, 2)
    assert report.last == queries.latest_head()


def test_an_empty_record_is_whole() -> None:
    assert queries.check().is_whole
    assert Sealer().beat(patience=0) == 0


TAMPERING = {
    "edited": (
        "UPDATE audit_event SET detail = '{}' WHERE id = %(second)s",
        lambda n: [(Flaw.EDITED, n[1])],
    ),
    "deleted": (
        "DELETE FROM audit_event WHERE id = %(second)s",
        lambda n: [(Flaw.DELETED, n[1])],
    ),
    "inserted": (
        "INSERT INTO audit_event SELECT id - 100, at, code, user_id, organisation_id, membership_id, system, object_type,"
        " object_id, case_id, info_class, reason, detail FROM audit_event WHERE id = %(second)s",
        lambda n: [(Flaw.INSERTED, n[1] - 100)],
    ),
    "swapped": (
        "UPDATE audit_event SET id = CASE id WHEN %(second)s THEN -%(last)s ELSE -%(second)s END"
        " WHERE id IN (%(second)s, %(last)s);UPDATE audit_event SET id = -id WHERE id < 0",
        lambda n: [(Flaw.MOVED, n[1]), (Flaw.MOVED, n[8])],
    ),
    "moved to the fresh end": (
        "UPDATE audit_event SET id = %(last)s + 100 WHERE id = %(second)s",
        lambda n: [(Flaw.DELETED, n[1])],
    ),
    "kept leaves changed": (
        "UPDATE audit_seal SET leaves = overlay(leaves placing '\\xff' from 1) WHERE number = 2",
        lambda n: [(Flaw.SEAL_CHANGED, 0)],
    ),
    "row and kept leaf changed alike": (
        "UPDATE audit_event SET detail = '{}' WHERE id = %(fifth)s;"
        "UPDATE audit_seal SET leaves = overlay(leaves placing '\\xff' from 33) WHERE number = 2",
        lambda n: [(Flaw.LEAVES_CHANGED, 0), (Flaw.EDITED, n[4])],
    ),
    "head changed": (
        "UPDATE audit_seal SET sealed_at = sealed_at + interval '1 hour' WHERE number = 2",
        lambda n: [(Flaw.HEAD_CHANGED, 0)],
    ),
    "seal removed": (
        "DELETE FROM audit_seal WHERE number = 2",
        lambda n: [(Flaw.SEAL_MISSING, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_and_named(sealed: list[int], heads: Path, name: str) -> None:
    statements, expected = TAMPERING[name]
    forget_filed(heads)
    as_owner(*statements.split(";"), second=sealed[1], fifth=sealed[4], last=sealed[8])
    assert flaws(queries.check()) == expected(sealed)
    said = io.StringIO()
    with pytest.raises(CommandError, match="変えられています"):
        call_command("verify_audit", stdout=said)
    for flaw, event in expected(sealed):
        line = next(li for li in said.getvalue().splitlines() if flaw.label in li)
        assert not event or str(event) in said.getvalue(), line


def test_what_was_cut_off_is_seen_against_a_head_kept_outside(sealed: list[int], heads: Path) -> None:
    kept = queries.latest_head()
    forget_filed(heads)
    as_owner("DELETE FROM audit_seal WHERE number = 3", "DELETE FROM audit_event WHERE id > %(sixth)s", sixth=sealed[5])
    assert queries.check().is_whole  # from inside alone nobody can tell
    assert flaws(queries.check(kept=[kept])) == [(Flaw.KEPT_NEWER, 9)]
    assert queries.check(kept=[kept], may_be_older=True).is_whole
    write(4)  # the history grows again, past the old size and with other cuts
    assert Sealer().beat(patience=5) == 4
    assert flaws(queries.check(kept=[kept])) == [(Flaw.KEPT_DIFFERS, 9)]


def test_the_sealer_itself_files_heads_outside_and_overwrites_no_larger_one(sealed: list[int], heads: Path) -> None:
    as_owner("DELETE FROM audit_seal WHERE number = 3", "DELETE FROM audit_event WHERE id > %(sixth)s", sixth=sealed[5])
    assert flaws(queries.check()) == [(Flaw.KEPT_NEWER, 9)]
    write(1)
    Sealer().beat(patience=5)
    assert flaws(queries.check()) == [(Flaw.KEPT_NEWER, 9)]
    assert len([*heads.rglob("*.txt")]) == 2


def test_a_history_signed_anew_with_another_key(sealed: list[int], heads: Path, settings, tmp_path: Path) -> None:
    kept = queries.latest_head()
    own_key_text = queries.public_key_text()
    forget_filed(heads)
    as_owner("UPDATE audit_event SET detail = '{}' WHERE id = %(second)s", "DELETE FROM audit_seal", second=sealed[1])
    own_folder, settings.KEY_DIR = settings.KEY_DIR, tmp_path / "thief"
    assert Sealer().beat(patience=5) == 9
    assert queries.check().is_whole  # with the thief's own key everything agrees
    assert {f for f, _ in flaws(queries.check(kept=[kept]))} == {Flaw.KEPT_DIFFERS, Flaw.KEPT_FORGED}
    settings.KEY_DIR = own_folder
    forget_filed(heads)
    assert own_key_text == queries.public_key_text()
    assert flaws(queries.check()) == [(Flaw.OTHER_KEY, 0)]


def test_after_a_lost_key_the_former_one_is_named_by_hand(sealed: list[int], settings, tmp_path: Path) -> None:
    former = queries.public_key_text()
    settings.KEY_DIR = tmp_path / "new machine"
    write(1)
    with pytest.raises(Conflict):
        Sealer().beat(patience=5)
    (settings.KEY_DIR / "audit-former-keys.txt").write_text(f"{former}\n")
    assert Sealer().beat(patience=5) == 1
    assert queries.check().is_whole


def test_a_head_cannot_be_made_without_the_file(sealed: list[int]) -> None:
    """The application may add rows; a head it makes up is found, and nothing is built on it."""
    forged = sign(queries.latest_head().head, Ed25519PrivateKey.generate())
    fields = {f.attname: getattr(Seal.objects.latest("number"), f.attname) for f in Seal._meta.concrete_fields}
    fields |= {"number": 4, "size": 10, "last_event": sealed[8] + 1, "signature": forged.signature}
    Seal.objects.create(**fields)
    write(1)
    with pytest.raises(Conflict):
        Sealer().beat(patience=5)
    assert Flaw.HEAD_CHANGED in {flaw for flaw, _ in flaws(queries.check())}


@pytest.mark.parametrize("model", [Event, Seal])
@pytest.mark.parametrize(
    "change", [lambda m: m.objects.all().delete(), lambda m: m.objects.update(**{m._meta.pk.name: 1})]
)
def test_the_application_changes_neither_rows_nor_seals(
    sealed: list[int], model: Any, change: Callable[[Any], Any]
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(model)


def test_only_the_job_seals(world) -> None:
    with pytest.raises(NotFound):
        services.seal(actor=world.actor("admin"), now=NOW, until=1)


def test_more_than_a_batch(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    monkeypatch.setattr("renkei.jobs.sealing.BATCH", 4)
    write(9)
    assert Sealer().beat(patience=5) == 9
    assert (Seal.objects.count(), queries.check().is_whole) == (3, True)


def test_a_long_transaction_is_waited_for_and_sealed_in_its_place() -> None:
    """Its row has the smaller number and commits last; sealing meanwhile would put it behind the edge."""
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(1)
                written.set()
                assert may_end.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    sealer = Sealer()
    try:
        write(2)
        assert sealer.beat(patience=0.3) is None
        assert not Seal.objects.exists()
        write(1)  # after the mark: sealed by the next beat
    finally:
        may_end.set()
        thread.join(20)
    assert sealer.beat(patience=5) == 3
    assert sealer.beat(patience=5) == 1
    report = queries.check()
    assert (report.is_whole, report.rows, report.unsealed) == (True, 4, 0)


def test_another_database_of_the_same_server_holds_nothing_up() -> None:
    with connection.owner_connection("postgres") as elsewhere, elsewhere.transaction():  # type: ignore[attr-defined]
        elsewhere.execute("SELECT pg_current_xact_id()")
        write(2)
        assert Sealer().beat(patience=0.3) == 2


def test_command_line(sealed: list[int], tmp_path: Path, settings, mailoutbox) -> None:
    out, picture = io.StringIO(), tmp_path / "head.svg"
    call_command("export_audit_head", qr=picture, stdout=out)
    text = out.getvalue()
    assert picture.read_text().lstrip().startswith("<?xml")
    kept = tmp_path / "head.note"
    kept.write_text("\n".join(text.splitlines()[:-1]))
    with pytest.raises(CommandError, match="RENKEI_AUDIT_MAIL"):
        call_command("export_audit_head", mail=True, stdout=io.StringIO())
    settings.AUDIT_MAIL = ["kansa@example.jp"]
    call_command("export_audit_head", mail=True, stdout=io.StringIO())
    assert kept.read_text() in mailoutbox[0].body
    write(1)
    call_command("seal_audit", stdout=io.StringIO())
    for given in (str(kept), kept.read_text()):
        said = io.StringIO()
        call_command("verify_audit", head=[given], stdout=said)
        assert "封印のとおりです" in said.getvalue()
    checked = Event.objects.filter(code=E.AUDIT_CHECKED).latest("id")
    assert checked.detail["findings"] == 0
    with pytest.raises(CommandError, match="控えではありません"):
        call_command("verify_audit", head=["nonsense"])
