"""How far the record is sealed, how far it may be sealed now, and whether it is still what was sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection
from django.db.models import Max

from renkei.audit.enums import E
from renkei.audit.models import Event, Seal
from renkei.audit.rules.check import Check, Report, SealRow
from renkei.audit.rules.head import Head, SignedHead, key_text, read_head, read_key
from renkei.audit.rules.leaf import COLUMNS, Row
from renkei.audit.rules.tree import HASH_BYTES, Frontier
from renkei.core.errors import Conflict
from renkei.core.signing import audit_key, former_audit_keys
from renkei.policy.actor import Actor
from renkei.policy.decide import require
from renkei.policy.permissions import P

_CHUNK = 5000


@dataclass(frozen=True)
class Mark:
    """The newest event there was, and a transaction id above every one that was given out by then (ADR 0008)."""

    event: int
    transaction: int


def mark() -> Mark | None:
    """How far one may seal once `is_settled`; None where nothing is unsealed. Call it in a transaction of its own.

    A number is drawn only after its transaction has an id (trigger). So whoever could still add a number up to `event` has an
    id below `transaction`, which is drawn after `event` was read.

    Raises:
        Conflict: the newest seal is not what was signed.
    """
    newest = Event.objects.aggregate(newest=Max("id"))["newest"]
    last, _ = newest_seal()
    if newest is None or (last is not None and newest <= last.last_event):
        return None
    return Mark(newest, _number("SELECT pg_current_xact_id()::text"))


def newest_seal() -> tuple[Seal | None, Frontier]:
    """The newest seal, without its list, and the tree to build on, believed only as far as the signature goes.

    Raises:
        Conflict: it is not what was signed; `verify_audit` says what happened.
    """
    last = Seal.objects.order_by("-number").defer("events", "leaves").first()
    if last is None:
        return None, Frontier()
    packed = bytes(last.peaks)
    tree = Frontier.from_bytes(last.size, packed) if len(packed) == HASH_BYTES * last.size.bit_count() else Frontier()
    if tree.root() != bytes(last.root) or not any(map(signed_head(last).is_signed_by, believed_keys())):
        raise Conflict("最後の封印が、署名したときのものと違います。manage.py verify_audit で確かめてください。")
    return last, tree


def is_settled(mark: Mark) -> bool:
    """Have all transactions that were running at the mark ended? Nothing up to `mark.event` can appear any more then.

    Whoever holds an id holds a lock on it until the end. Only those in this database are asked: another database of the same
    server adds no row here, however long its transactions run. Those that were prepared have no process and are asked apart.
    """
    return not _number(
        """
        SELECT count(*) FROM (
            SELECT lock.transactionid AS id FROM pg_locks lock JOIN pg_stat_activity process USING (pid)
            WHERE lock.locktype = 'transactionid' AND lock.mode = 'ExclusiveLock' AND process.datname = current_database()
            UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
        ) running WHERE age(running.id) > age((%s::text::xid8)::xid)
        """,
        mark.transaction,
    )


def _number(query: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return int(cursor.fetchone()[0])


def latest_head() -> SignedHead | None:
    """The newest head as it is stored; None before the first seal."""
    seal = Seal.objects.order_by("-number").defer("events", "leaves").first()
    return signed_head(seal) if seal else None


@dataclass(frozen=True)
class SealState:
    """For the auditor's page: the newest head, the newest row, and what the last check found (None: never checked)."""

    head: SignedHead | None
    seals: int
    unsealed: int
    checked_at: datetime | None
    findings: int | None


def seal_state(*, actor: Actor) -> SealState:
    """How the record stands with its seals. Rows newer than the last seal are counted up to a thousand. Raises NotAllowed."""
    require(actor, P.AUDIT_VIEW)
    last = Seal.objects.order_by("-number").defer("events", "leaves").first()
    fresh = Event.objects.filter(id__gt=last.last_event) if last else Event.objects.all()
    checked = Event.objects.filter(code=E.AUDIT_CHECKED).order_by("-at", "-id").first()
    return SealState(
        head=signed_head(last) if last else None, seals=last.number if last else 0, unsealed=fresh[:1000].count(),
        checked_at=checked.at if checked else None, findings=checked.detail.get("findings") if checked else None,
    )  # fmt: skip


def public_key_text() -> str:
    """The public half of the key that signs now, as text for paper."""
    return key_text(audit_key().public_key())


def signed_head(seal: Seal) -> SignedHead:
    """The head of one seal."""
    head = Head(seal.size, bytes(seal.root), seal.sealed_at)
    return SignedHead(head, bytes(seal.key_hash), bytes(seal.signature))


def believed_keys() -> list[Ed25519PublicKey]:
    """The key that signs now, and those before it. Raises ValueError where the list of former keys is not one."""
    return [audit_key().public_key(), *map(read_key, former_audit_keys())]


def check(*, kept: Iterable[SignedHead] = (), may_be_older: bool = False) -> Report:
    """Compare the whole record with its seals and with heads kept outside.

    Args:
        kept: heads from paper or mail; those the sealer filed in HEAD_DIR are added.
        may_be_older: for a restored copy, which kept heads may be ahead of.
    """
    run = Check(keys=believed_keys(), kept=[*kept, *filed_heads()], may_be_older=may_be_older)
    return run.run(_seals(), _rows())


def filed_heads() -> list[SignedHead]:
    """The newest head of every day, as the sealer filed it outside the database. Raises ValueError for a file that is none."""
    return [read_head(path.read_text(encoding="utf-8")) for path in sorted(head_folder().glob("*.txt"))]


def head_folder() -> Path:
    """Where the sealer files heads of this database."""
    return Path(settings.HEAD_DIR) / str(connection.settings_dict["NAME"])


def _seals() -> Iterator[SealRow]:
    for seal in Seal.objects.order_by("number").iterator(chunk_size=50):
        events, leaves, peaks = bytes(seal.events), bytes(seal.leaves), bytes(seal.peaks)
        yield SealRow(seal.number, seal.last_event, events, leaves, peaks, signed_head(seal))


def _rows() -> Iterator[Row]:
    return Event.objects.order_by("id").values_list(*COLUMNS).iterator(chunk_size=_CHUNK)
