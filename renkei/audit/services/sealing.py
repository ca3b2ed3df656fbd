"""Sealing: the next events become leaves of the tree, and a signed head says so. Beside the work, never in its way."""

from __future__ import annotations

import os
from datetime import datetime

from django.db import connection, transaction

from renkei.audit.models import Event, Seal
from renkei.audit.queries.seals import head_folder, newest_seal
from renkei.audit.rules.check import ID_BYTES
from renkei.audit.rules.head import Head, SignedHead, read_head, sign
from renkei.audit.rules.leaf import COLUMNS, leaf_of
from renkei.core.clock import day_of
from renkei.core.errors import NotFound
from renkei.core.signing import audit_key
from renkei.policy.actor import Actor

BATCH = 10_000
_LOCK = 20260008  # advisory: one sealer at a time; nobody else waits for it


@transaction.atomic
def seal(*, actor: Actor, now: datetime, until: int) -> int:
    """Seal the next events up to number `until`, which must be settled (`queries.is_settled`).

    Returns:
        How many were sealed: at most BATCH, 0 when there is nothing to do or another sealer is at work.

    Raises:
        NotFound: not the job.
        Conflict: the newest seal is not what was signed; one may not build on it. `verify_audit` says what happened.
    """
    if actor.system != "jobs":
        raise NotFound()
    if not _is_only_sealer():
        return 0
    last, tree = newest_seal()
    rows = Event.objects.filter(id__lte=until).order_by("id").values_list(*COLUMNS)
    if last is not None:
        rows = rows.filter(id__gt=last.last_event)
    found = list(rows[:BATCH])
    if not found:
        return 0
    leaves = [leaf_of(row) for row in found]
    tree = tree.grown(leaves)
    signed = sign(Head(tree.size, tree.root(), now), audit_key())
    Seal.objects.create(
        number=last.number + 1 if last else 1, size=tree.size, last_event=found[-1][0],
        events=b"".join(row[0].to_bytes(ID_BYTES, "big", signed=True) for row in found), leaves=b"".join(leaves),
        peaks=tree.to_bytes(), root=signed.head.root, sealed_at=now, key_hash=signed.key_hash, signature=signed.signature,
    )  # fmt: skip
    transaction.on_commit(lambda: _file(signed))
    return len(found)


def _is_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _file(signed: SignedHead) -> None:
    """Keep the newest head of the day outside the database. A larger one is never overwritten: it shows a rollback."""
    folder = head_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{day_of(signed.head.sealed_at)}.txt"
    if path.exists() and read_head(path.read_text(encoding="utf-8")).head.size > signed.head.size:
        path = folder / f"{day_of(signed.head.sealed_at)}-{signed.head.size}.txt"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(signed.text(), encoding="utf-8")
    draft.replace(path)
