"""The record of one offered file: begun, checked against what was taken before, finished whatever became of it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection, transaction

from renkei.audit.enums import E
from renkei.audit.services import record
from renkei.core.clock import day_of
from renkei.offices.enums import ImportStatus
from renkei.offices.models import ImportRun
from renkei.offices.rules import releases
from renkei.offices.rules.archives import SourceFile
from renkei.offices.rules.refusal import FileRefused
from renkei.policy.actor import Actor

#: A release with fewer rows than this share of what is listed is taken for cut off.
_SMALLEST_SHARE = {"large": 0.85, "small": 0.5}
_LARGE = 200
_LOCK = 0x0FF1CE


def hold_imports() -> None:
    """One import at a time, to the end of the transaction: two would both see the same rows as new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def check_release(run: ImportRun, now: datetime) -> None:
    """Raises FileRefused where the release is unknown or to come."""
    if not run.release:
        raise FileRefused(
            "公開時期が分かりません。配布されたままの名前（sfkopendata_YYYYMM_NN.zip）のファイルを使うか、"
            "YYYYMM の名前のフォルダに置くか、公開時期（--release YYYYMM）を指定してください。"
        )
    if run.release > day_of(now).strftime("%Y%m"):
        raise FileRefused(f"公開時期「{releases.say(run.release)}」は未来です。YYYYMM を確かめてください。")


def newest_of(run: ImportRun) -> str:
    """The newest release that was taken in of this source and service, or ''."""
    done = ImportRun.objects.filter(
        profile=run.profile, service_code=run.service_code, status=ImportStatus.DONE
    ).order_by("-release")
    return done.values_list("release", flat=True).first() or ""


def older(run: ImportRun, newest: str) -> ImportStatus:
    """An older release must not overwrite what a newer one said; one that was taken in its time is simply known."""
    known = ImportRun.objects.filter(
        profile=run.profile, service_code=run.service_code, release=run.release, sha256=run.sha256,
        status=ImportStatus.DONE,
    )  # fmt: skip
    if known.exists():
        return ImportStatus.SKIPPED
    raise FileRefused(
        f"「{run.service_label}」は{releases.say(newest)}まで取り込み済みです。"
        f"古い{releases.say(run.release)}で新しい内容を上書きしないため、取り込みません。"
    )


def new_run(actor: Actor, file: SourceFile, profile: str, now: datetime) -> ImportRun:
    """The run of a file, not stored yet."""
    return ImportRun(
        profile=profile, file_name=file.name[-255:], sha256=hashlib.sha256(file.content).hexdigest(), at=now,
        by_user_id=actor.user_id, system=actor.system,
    )  # fmt: skip


@transaction.atomic
def finish(actor: Actor, run: ImportRun, now: datetime, status: ImportStatus, reason: str) -> ImportRun:
    """Store what became of it; a refused file leaves nothing else."""
    run.status, run.reason = status, reason
    if status != ImportStatus.DONE:
        run.report = {}
    run.save()
    record(
        actor=actor, event=E.DIRECTORY_IMPORTED, now=now, thing=run,
        detail={"status": str(status), "release": run.release, "service": run.service_code, "sha256": run.sha256},
    )  # fmt: skip
    return run


def check_size(rows: int, listed: int) -> None:
    """Raises FileRefused where a file has so few rows that it looks cut off."""
    share = _SMALLEST_SHARE["large" if listed >= _LARGE else "small"]
    if rows < listed * share:
        raise FileRefused(
            f"掲載中の{listed:,}行に対して{rows:,}行しかありません。途中で切れたファイルの可能性があります。"
            "正しいことを確かめた場合は、強制（--force）で取り込めます。"
        )
